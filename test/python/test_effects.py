"""What timeit asks about before it repeats a cell, and what it does not bother anybody with."""

from __future__ import annotations

import ast

import pytest

from cellheat.kernel.cells.effects import closes_kernel, side_effects

WRITES = [
    "open('a.txt', 'w')",
    "open('a.txt', mode='ab')",
    "Path('a').open('w')",
    "Path('a').write_text('x')",
    "frame.to_csv('a.csv')",
    "plt.savefig('a.png')",
    "os.remove('a')",
    "shutil.rmtree('a')",
    "pickle.dump(value, file)",
    "get_ipython().run_cell_magic('writefile', 'a.py', 'x = 1')",
]
SENDS = ["requests.post(url)", "httpx.get(url)", "urllib.request.urlopen(url)", "socket.socket()"]
RUNS = [
    "os.system('ls')",
    "subprocess.run(['ls'])",
    "get_ipython().system('ls')",
    "files = get_ipython().getoutput('ls')",
    "get_ipython().run_cell_magic('bash', '', 'ls')",
]
CHANGES = [
    "cursor.execute('INSERT INTO t VALUES (1)')",
    "connection.executemany(statement, rows)",
    "session.commit()",
]
HARMLESS = [
    "open('a.txt')",
    "open('a.txt', 'rb')",
    "frame.rename(columns=str.lower)",
    "frame.to_csv()",
    "platform.system()",
    "rng.spawn(3)",
    "cursor.execute('SELECT * FROM t')",
    "items.copy()",
    "items.remove(3)",
    "text.replace('a', 'b')",
    "get_ipython().run_line_magic('timeit', 'f()')",
    "sum(range(10))",
]


def codes(source: str) -> list[str]:
    return [effect.code for effect in side_effects(ast.parse(source), source)]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        *((source, "writes-files") for source in WRITES),
        *((source, "sends-requests") for source in SENDS),
        *((source, "runs-commands") for source in RUNS),
        *((source, "changes-database") for source in CHANGES),
    ],
)
def test_asks(source: str, code: str) -> None:
    assert codes(source) == [code]


@pytest.mark.parametrize("source", HARMLESS)
def test_does_not_ask(source: str) -> None:
    assert codes(source) == []


def test_names_the_line_as_the_user_sees_it() -> None:
    source = "\n\nx = 1\n  # a note\nopen('a', 'w')   \n"
    tree = ast.parse(source.lstrip("\n"))
    (effect,) = side_effects(tree, source)
    assert (effect.line, effect.text) == (5, "open('a', 'w')")


def test_one_effect_a_line_and_long_lines_cut() -> None:
    source = "open('a', 'w'); open('" + "b" * 200 + "', 'w')"
    (effect,) = side_effects(ast.parse(source), source)
    assert len(effect.text) == 80


@pytest.mark.parametrize("source", ["exit()", "quit()", "exit", "if x:\n    quit(0)"])
def test_closing_the_kernel_is_seen(source: str) -> None:
    assert closes_kernel(ast.parse(source))


@pytest.mark.parametrize("source", ["exit = 3", "sys.exit(1)", "print('quit')", "f(quit_now)"])
def test_other_names_do_not_close_it(source: str) -> None:
    assert not closes_kernel(ast.parse(source))

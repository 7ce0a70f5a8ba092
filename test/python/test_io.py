"""What a cell sends to databases and what blocks its event loop, against what is counted here."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

import pytest
from kernels import Kernel, Ran, lend, minor

_SETUP = """import sqlite3
con = sqlite3.connect(':memory:')
con.execute('create table customer (id integer primary key, name text)')
con.executemany('insert into customer values (?, ?)', [(i, 'x') for i in range(100)])
con.commit()
heard = []
"""
_LOOP = """def one(i):
    return con.execute('select name from customer where id = ?', (i,)).fetchone()
for i in range(40):
    one(i)
sum(1 for row in con.execute('select * from customer'))
"""


def io(kernel: Kernel, source: str, **options: Any) -> dict[str, Any]:
    profile, ran = kernel.profile(source, "io", **options)
    assert ran.status == "ok", ran.error
    assert profile["kind"] == "profile", profile
    return dict(profile["data"])


def table(data: dict[str, Any], code: str) -> list[dict[str, Any]]:
    (found,) = (one for one in data["tables"] if one["code"] == code)
    names = [column["code"] for column in found["columns"]]
    return [dict(zip(names, row, strict=True)) for row in found["rows"]]


def figures(data: dict[str, Any]) -> dict[str, Any]:
    return {figure["code"]: figure["value"] for figure in data["figures"]}


def test_statements_of_a_connection_that_was_there(kernel: Kernel) -> None:
    assert kernel.run(_SETUP).status == "ok"
    data = io(kernel, _LOOP)
    (found,) = table(data, "repeated")
    assert found["statement"] == "select name from customer where id = ?"
    assert (found["times"], found["place"][1]) == (40, 2)
    assert data["finding"]["code"] == "repeated"
    assert data["finding"]["facts"]["times_count"] == 40
    numbers = figures(data)
    assert (numbers["statements"], numbers["repeats"], numbers["rows"]) == (41, 39, 140)
    assert numbers["database"] > 0
    by_line = {row["place"][1]: row for row in table(data, "statements")}
    assert by_line.keys() == {2, 5}
    assert by_line[2]["took"] > 0 < by_line[5]["took"]
    assert by_line[2]["took"] + by_line[5]["took"] <= numbers["database"]
    assert [one["code"] for one in data["tables"]] == ["statements", "repeated"]


_TWO = """def two():
    con.execute('select 1').fetchone()
    con.execute('select 2, 3').fetchone()
two()
con.execute('select name from customer').fetchall()
"""


def test_times_of_statements_are_told_where_they_are_known(kernel: Kernel) -> None:
    assert kernel.run(_SETUP).status == "ok"
    profile, _ = kernel.profile(_TWO, "io")
    took = {row["place"][1]: row["took"] for row in table(profile["data"], "statements")}
    before = minor(kernel.version) < 12
    assert took[5] > 0
    assert [took[line] is None for line in (2, 3)] == [before, before]
    notes = {note["code"]: note["text"] for note in profile["notes"]}
    assert ("mixed-time" in notes) == before
    assert notes["not-seen"] == (
        "No statement was sent more than once from one line, and the cell did not await."
    )
    assert 0 < profile["distortion"]["share"] < 1
    assert "what heard the statements" in profile["distortion"]["basis"]


def test_beside_another_instrument_it_says_what_is_missing(kernel: Kernel) -> None:
    assert kernel.run(_SETUP).status == "ok"
    kernel.arm(_LOOP, "lines", tool="tracer", also=["io"])
    kernel.run(_LOOP)
    (beside,) = kernel.collect()["also"]
    notes = {note["code"]: note["text"] for note in beside["notes"]}
    before = minor(kernel.version) < 12
    assert figures(beside["data"])["statements"] == 41
    assert (figures(beside["data"])["database"] is None) == before
    assert ("no other instrument is on" in notes.get("no-database-time", "")) == before


def test_a_connection_that_the_cell_makes(kernel: Kernel) -> None:
    source = (
        "import sqlite3\nmine = sqlite3.connect(':memory:')\n"
        "mine.execute('create table t (n)')\n"
        "with mine:\n    mine.executemany('insert into t values (?)', [(1,), (2,), (3,)])\n"
        "mine.execute('select n from t where n in (1, 2)').fetchall()\nmine.close()"
    )
    data = io(kernel, source)
    told = {row["statement"]: row["times"] for row in table(data, "statements")}
    assert told == {
        "create table t (n)": 1,
        "insert into t values (?)": 3,
        "select n from t where n in (?, …)": 1,
    }
    assert figures(data)["rows"] == 2
    assert kernel.run("del mine; print(sqlite3.connect)").stream().startswith("<built-in")


def test_what_a_connection_had_is_put_back(kernel: Kernel) -> None:
    assert kernel.run(_SETUP).status == "ok"
    kernel.run("con.set_trace_callback(heard.append); con.row_factory = sqlite3.Row")
    data = io(kernel, "names = [row['name'] for row in con.execute('select name from customer')]")
    assert figures(data)["rows"] == 100
    assert kernel.run("print(len(heard), con.row_factory is sqlite3.Row)").stream() == "1 True\n"
    kernel.run("con.execute('select 1')")
    assert kernel.run("print(heard[1:])").stream() == "['select 1']\n"


def test_what_the_cell_sets_stays(kernel: Kernel) -> None:
    assert kernel.run(_SETUP).status == "ok"
    io(kernel, "con.set_trace_callback(heard.append)\ncon.row_factory = sqlite3.Row")
    kernel.run("con.execute('select 1').fetchone()")
    assert kernel.run("print(heard, con.row_factory is sqlite3.Row)").stream() == (
        "['select 1'] True\n"
    )


def test_an_error_looks_as_it_would(kernel: Kernel) -> None:
    assert kernel.run(_SETUP).status == "ok"
    missing = "sqlite3.connect('/no/such/folder/file')"
    for source in (missing, "con.execute('select nothing from nowhere')"):
        plain = kernel.run(source)
        _, ran = kernel.profile(source, "io")
        assert traceback(ran) == traceback(plain)


def traceback(ran: Ran) -> str:
    """What is shown of an error, without the number of the cell."""
    return re.sub(r"In ?\[.*?\d+.*?\]", "In", "".join(ran.reply["content"]["traceback"]))


def test_interrupts_are_neither_lost_nor_ours(kernel: Kernel) -> None:
    assert kernel.run(_SETUP).status == "ok"
    source = "print('ready')\nwhile True:\n    con.execute('select name from customer')"
    for _ in range(4):
        assert kernel.arm(source, "io")["kind"] == "ok"
        request = kernel.send(source, cell="cell")
        ran = kernel.wait(request, seen=kernel.strike("ready"))
        assert ran.reply["content"]["ename"] == "KeyboardInterrupt"
        assert "cellheat" not in "".join(ran.reply["content"]["traceback"])
        profile = kernel.collect()
        assert profile["outcome"]["status"] == "interrupted"
        assert figures(profile["data"])["statements"] > 0


#: An interrupt in a callback of ours, for IPython's own code between the beginning and the cell.
_STRUCK = """
import ast, sys
class Names(frozenset):
    def isdisjoint(self, names):
        if 'struck' in names:
            raise KeyboardInterrupt
        return super().isdisjoint(names)
calltimes = next(m for name, m in sys.modules.items() if name.endswith('database.calltimes'))
calltimes._NAMES = Names(calltimes._NAMES)
class Strikes(ast.NodeTransformer):
    def visit(self, node):
        if ast.unparse(node) == "x = 1":
            get_ipython().ast_transformers.clear()
            exec('struck')
        return node
"""


def test_an_interrupt_of_ipython_itself_shows_nothing_of_ours(kernel: Kernel) -> None:
    if minor(kernel.version) < 12:
        pytest.skip("no callback is called there")
    kernel.profile("pass", "io")
    assert kernel.run(_STRUCK).status == "ok"
    assert kernel.run("get_ipython().ast_transformers.append(Strikes())").status == "ok"
    assert kernel.arm("x = 1", "io")["kind"] == "ok"
    ran = kernel.run("x = 1")
    assert ran.reply["content"]["ename"] == "KeyboardInterrupt"
    assert "isdisjoint" in traceback(ran)
    assert "cellheat" not in traceback(ran)
    assert kernel.collect()["kind"] == "profile"
    kernel.run("calltimes._NAMES = frozenset(calltimes._NAMES); del calltimes, Names, Strikes")


def test_the_line_that_blocked_the_loop(kernel: Kernel) -> None:
    source = (
        "import asyncio, time\nasync def slow():\n    await asyncio.sleep(0)\n    time.sleep(0.3)\n"
        "    await asyncio.sleep(0.05)\nawait asyncio.gather(slow(), asyncio.sleep(0.01))"
    )
    data = io(kernel, source)
    first = table(data, "blocked")[0]
    assert (first["place"][1], first["function"]) == (4, "slow")
    assert 250e6 < first["longest"] <= figures(data)["lag"]
    assert data["finding"]["code"] == "loop-blocked-at"


def test_a_cell_that_does_not_await_has_no_lag(kernel: Kernel) -> None:
    data = io(kernel, "import time\ntime.sleep(0.1)")
    assert figures(data)["lag"] is None
    assert data["finding"] == {"code": "no-waiting", "facts": {}}


def test_waiting_is_no_lag(kernel: Kernel) -> None:
    data = io(kernel, "import asyncio\nfor _ in range(3): await asyncio.sleep(0.1)")
    assert figures(data)["lag"] is not None
    assert data["finding"]["code"] in ("loop-free", "loop-blocked", "loop-blocked-at")


_ALCHEMY = """import sqlalchemy as sa
engine = sa.create_engine('sqlite://')
link = engine.connect()
link.execute(sa.text('create table t (n integer)'))
link.execute(sa.text('insert into t values (:n)'), [{'n': i} for i in range(20)])
"""
_ASYNC = """from sqlalchemy.ext.asyncio import create_async_engine
later = create_async_engine('sqlite+aiosqlite://')
"""


def test_sqlalchemy(fresh: Callable[[str], Kernel], edge: str) -> None:
    kernel = fresh(edge)
    lend(kernel, "sqlalchemy", "typing_extensions")
    assert kernel.run(_ALCHEMY).status == "ok"
    source = (
        "for n in range(15):\n    link.execute(sa.text('select n from t where n = :n'), {'n': n})\n"
        "other = sa.create_engine('sqlite://')\n"
        "with other.connect() as mine:\n    mine.execute(sa.text('select 1')).all()"
    )
    data = io(kernel, source)
    (found,) = table(data, "repeated")
    assert (found["times"], found["place"][1]) == (15, 2)
    assert figures(data)["statements"] == 16 + _first_connect(data)
    assert figures(data)["database"] > 0
    assert not kernel.value("bool(__import__('sqlalchemy').engine.Engine._has_events)")


def in_step(version: str) -> bool:
    """Whether compiled packages of the environment that runs the tests work there."""
    return minor(version) == sys.version_info.minor


def _first_connect(data: dict[str, Any]) -> int:
    """What SQLAlchemy itself asks a new engine's first connection."""
    wanted = ("select n from t where n = ?", "select ?")
    rest = [row for row in table(data, "statements") if row["statement"] not in wanted]
    return sum(row["times"] for row in rest)


def test_an_asynchronous_engine(fresh: Callable[[str], Kernel], version: str) -> None:
    if not in_step(version):
        pytest.skip("greenlet is built for another Python")
    kernel = fresh(version)
    lend(kernel, "sqlalchemy", "typing_extensions", "greenlet", "aiosqlite")
    assert kernel.run(_ALCHEMY + _ASYNC).status == "ok"
    source = (
        "async with later.connect() as mine:\n    for n in range(12):\n"
        "        await mine.execute(sa.text('select :n'), {'n': n})"
    )
    data = io(kernel, source)
    found = table(data, "repeated")[0]
    assert (found["statement"], found["times"], found["place"][1]) == ("select ?", 12, 3)

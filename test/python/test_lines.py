"""Lines: hits that were counted by hand, times of known sleeps, and no trace of the tracer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import Kernels
from kernels import Kernel, Ran, lend, minor, pythons

Row = dict[str, Any]

#: Functions of every kind. What stands behind `#` is how often the line runs in `USES`.
DEFINITIONS = """import asyncio, functools, threading, time
def total(numbers):
    result = 0  #3
    for number in numbers:  #18
        result += number  #15
    return result  #3
def factorial(n):
    if n < 2:  #6
        return 1  #1
    return n * factorial(n - 1)  #5
class Account:
    rate = 2
    def add(self, amount):
        return amount * self.rate  #4
    @staticmethod
    def check(amount):
        return amount > 0  #2
    @classmethod
    def kind(cls):
        return cls.__name__  #1
    @property
    def size(self):
        return 7  #3
def logged(function):
    @functools.wraps(function)
    def around(*values):
        return function(*values)  #5
    return around
@logged
def double(value):
    changed = value * 2  #5
    return changed  #5
def count_to(n):
    for i in range(n):  #5
        yield i  #4
def adder(step):
    def add(value):
        return value + step  #2
    return add
add_five = adder(5)
triple = {'of': [lambda value: value * 3]}  #3
async def later(value):
    await asyncio.sleep(0.02)
    return value
"""

USES = """for k in range(3):  #4
    total(range(5))  #3
factorial(6)  #1
account = Account()  #1
for k in range(4):  #5
    account.add(k)  #4
Account.check(1), Account.check(2)  #1
Account.kind()  #1
account.size + account.size + account.size  #1
for k in range(5):  #6
    double(k)  #5
values = list(count_to(4))  #1
add_five(1) + add_five(2)  #1
for k in range(3):  #4
    triple['of'][0](k)  #3
def local(n):  #1
    def nested(value):  #2
        return value - 1  #7
    found = []  #2
    for k in range(n):  #9
        found.append(nested(k))  #7
    return found  #2
local(3), local(4)  #1
squares = [k * k for k in range(10)]  #1
a = 1; b = 2; c = 3  #3
"""

AWAITS = """first = await later(1)  #1
both = await asyncio.gather(later(2), later(3))  #1
async def numbers():  #1
    for k in range(3):  #4
        yield k  #3
        await asyncio.sleep(0.01)  #3
async for k in numbers():  #4
    kept = k  #3
"""

RAISES = """n = 0  #1
for k in range(9):  #5
    n += 1  #5
    if k == 4:  #5
        1 / 0  #1
"""

CATCHES = """def odd(k):  #1
    if k % 2:  #10
        raise ValueError(k)  #5
    return k  #5
good = 0  #1
for k in range(10):  #11
    try:  #10
        odd(k)  #10
        good += 1  #5
    except ValueError:  #5
        pass  #5
"""

SUSPENDS = """def steps():  #1
    yield 1  #1
    yield 2  #1
    yield 3  #0
going = steps()  #1
next(going)  #1
time.sleep(0.02)  #1
next(going)  #1
"""

MAGICS = """%time time.sleep(0.02)  #1
x = !echo hello
y = 3  #1
"""

THREADS = """def work(n):  #1
    for k in range(n):  #12
        time.sleep(0.002)  #10
workers = [threading.Thread(target=work, args=(5,)) for k in range(2)]  #1
for worker in workers:  #3
    worker.start()  #2
for worker in workers:  #3
    worker.join()  #2
"""

CELLS = {
    "uses": USES, "awaits": AWAITS, "raises": RAISES, "catches": CATCHES, "suspends": SUSPENDS,
    "magics": MAGICS, "threads": THREADS,
}  # fmt: skip


def counted(source: str) -> dict[int, int]:
    """Line → the hits that were counted for it."""
    lines = enumerate(source.splitlines(), 1)
    found = {number: line.rpartition("#") for number, line in lines if "#" in line}
    return {number: int(hits) for number, (_, _, hits) in found.items()}


def lines(profile: dict[str, Any]) -> dict[str, dict[int, Row]]:
    """Text of a cell → line → its row."""
    data = profile["data"]
    (table,) = data["tables"]
    names = [column["code"] for column in table["columns"]]
    found: dict[str, dict[int, Row]] = {}
    for values in table["rows"]:
        row = dict(zip(names, values, strict=True))
        file, line = row["place"]
        text = (data["files"][file]["text"] or "").strip()
        found.setdefault(text, {})[line] = row
    return found


def profile(
    kernel: Kernel, source: str, tool: str = "tracer", **options: Any
) -> tuple[dict[str, Any], Ran]:
    armed = kernel.arm(source, "lines", tool=tool)
    assert armed["kind"] == "ok", armed
    ran = kernel.run(source, **options)
    found = kernel.collect()
    assert found["kind"] == "profile", found
    return found, ran


def hits_of(rows: dict[int, Row], source: str) -> dict[int, int]:
    """Of the lines for which they were counted."""
    return {line: rows[line]["hits"] if line in rows else 0 for line in counted(source)}


@pytest.fixture(params=["tracer", "line_profiler"])
def tool(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def notebook(version: str, kernels: Kernels) -> Iterator[Kernel]:
    """A kernel with line_profiler in which the definitions have run."""
    kernel = kernels.fresh(pythons()[version])
    yield kernel.prepare(define)
    kernels.close(kernel)


def define(kernel: Kernel) -> None:
    lend(kernel, "line_profiler")
    assert kernel.run(DEFINITIONS, cell="definitions").status == "ok"


@pytest.mark.parametrize("name", CELLS)
def test_hits_are_exact(notebook: Kernel, tool: str, name: str) -> None:
    source = CELLS[name]
    found, ran = profile(notebook, source, tool)
    assert ran.status == ("error" if name == "raises" else "ok"), ran.error
    rows = lines(found)
    if name == "threads" and tool == "line_profiler" and minor(notebook.version) < 12:
        # It would stay in them for good.
        assert not {2, 3} & rows[source.strip()].keys()
        return
    assert hits_of(rows[source.strip()], source) == counted(source)
    if name == "uses":
        assert hits_of(rows[DEFINITIONS.strip()], DEFINITIONS) == counted(DEFINITIONS)


def test_own_and_total_time(notebook: Kernel) -> None:
    source = "def nap():\n    time.sleep(0.02)\n    time.sleep(0.04)\nnap()\ntime.sleep(0.01)"
    found, _ = profile(notebook, source)
    rows = lines(found)[source]
    assert rows[2]["own"] >= 20e6
    assert rows[3]["own"] >= 40e6
    assert rows[4]["own"] < rows[3]["own"] < rows[4]["total"] < found["wall_ns"]
    assert rows[4]["total"] >= 60e6
    assert rows[3]["function"] == "nap"
    assert found["data"]["finding"]["code"] == "line-own"
    assert found["data"]["finding"]["facts"]["line_place"] == rows[3]["place"]


def test_recursion_is_counted_once(notebook: Kernel) -> None:
    source = (
        "def fib(n):\n    if n < 2:\n        time.sleep(0.001)\n        return 1\n"
        "    return fib(n - 1) + fib(n - 2)\nfib(6)"
    )
    found, _ = profile(notebook, source)
    rows = lines(found)[source]
    assert rows[3]["own"] <= rows[5]["total"] <= rows[6]["total"] <= found["wall_ns"]


def test_waiting_is_told_apart(notebook: Kernel) -> None:
    source = "await asyncio.sleep(0.05)\nawait later(1)\nsum(range(10))"
    found, _ = profile(notebook, source)
    rows = lines(found)[source]
    assert rows[1]["waiting"] >= 50e6 > rows[1]["total"]
    assert rows[2]["waiting"] >= 20e6
    assert rows[3]["waiting"] is None
    inner = lines(found)[DEFINITIONS.strip()][counted_line("await asyncio.sleep(0.02)")]
    assert inner["waiting"] >= 20e6
    assert found["data"]["finding"]["code"] == "line-waited"


def counted_line(text: str) -> int:
    return next(n for n, line in enumerate(DEFINITIONS.splitlines(), 1) if text in line)


def test_row_45_equal_functions_of_two_cells_are_told_apart(notebook: Kernel, tool: str) -> None:
    """Their code objects are equal."""
    one = "def same(n):\n    for k in range(n):\n        k + 1\nmine = same\n"
    two = "def same(n):\n    for k in range(n):\n        k + 1\nyours = same\n"
    notebook.run(one)
    notebook.run(two)
    source = "mine(2)\nyours(5)"
    rows = lines(profile(notebook, source, tool)[0])
    assert [rows[text.strip()][3]["hits"] for text in (one, two)] == [2, 5]


@pytest.mark.parametrize("magic", ["%%time", "%%capture kept"])
def test_lines_below_a_magic(notebook: Kernel, magic: str) -> None:
    source = f"\n\n{magic}\nx = 0\nfor k in range(3):\n    x += k"
    rows = lines(profile(notebook, source)[0])[source.strip()]
    assert [rows[line]["hits"] for line in (4, 5, 6)] == [1, 4, 3]


def test_the_displayed_value_survives_and_is_not_the_lines_time(notebook: Kernel) -> None:
    source = (
        "class Slow:\n    def _repr_html_(self):\n        time.sleep(0.03)\n"
        "        return '<b>'\nSlow()"
    )
    found, ran = profile(notebook, source)
    assert [bundle["text/html"] for bundle in ran.bundles] == ["<b>"]
    rows = lines(found)[source]
    assert rows[5]["own"] < 30e6 <= rows[3]["own"]


def test_functions_get_their_own_code_back(notebook: Kernel) -> None:
    before = notebook.value("[id(total.__code__), id(double.__wrapped__.__code__)]")
    profile(notebook, "def made(): return 1\ntotal([1])\nmade()", "line_profiler")
    assert notebook.value("[id(total.__code__), id(double.__wrapped__.__code__)]") == before
    assert notebook.value("made.__code__.co_code[-1] == made.__code__.co_code[-2] == 9") is False


def test_row_16_threads_of_before_are_not_measured(notebook: Kernel) -> None:
    notebook.run(
        "going = True\ndef spin():\n    while going:\n        time.sleep(0.001)\n"
        "spinner = threading.Thread(target=spin, daemon=True)\nspinner.start()"
    )
    found, _ = profile(notebook, "time.sleep(0.02)")
    notebook.run("going = False\nspinner.join()")
    assert len(found["data"]["tables"][0]["rows"]) == 1


_SPINS = """import traceback
def leaf(n):
    return n + 1
def spin():
    k = 0
    while True:
        k = leaf(k)
print('ready')
try:
    spin()
except KeyboardInterrupt:
    print(traceback.format_exc())
spin() if again else None
"""


@pytest.mark.parametrize("again", [False, True])
def test_an_interrupt_shows_nothing_of_ours(notebook: Kernel, again: bool) -> None:
    """Caught by the cell, or shown by IPython; most strike while a line is noted."""
    notebook.run(f"again = {again}")
    for _ in range(3):
        kernel_shows_nothing(notebook, again)


def kernel_shows_nothing(kernel: Kernel, again: bool) -> None:
    assert kernel.arm(_SPINS, "lines", tool="tracer")["kind"] == "ok"
    request = kernel.send(_SPINS, cell="cell")
    texts = ["ready", "KeyboardInterrupt"][: 1 + again]
    ran = kernel.wait(request, seen=kernel.strike(*texts))
    found = kernel.collect()
    shown = ran.stream() + json.dumps(ran.reply["content"])
    assert "KeyboardInterrupt" in shown
    assert "cellheat" not in shown
    assert found["outcome"]["status"] == ("interrupted" if again else "ok")
    assert lines(found)[_SPINS.strip()][7]["hits"] > 0


def test_row_22_the_users_own_tracer_stays(notebook: Kernel, tool: str) -> None:
    notebook.run("import sys\ndef mine(*event): pass\nsys.settrace(mine)")
    found, ran = profile(notebook, "x = 1\nsys.gettrace() is mine", tool)
    notebook.run("sys.settrace(None)")
    assert [bundle["text/plain"] for bundle in ran.bundles] == ["True"]
    codes = {note["code"] for note in found["notes"]}
    assert ("no-lines" in codes) == (minor(notebook.version) < 12)
    assert bool(found["data"]["tables"][0]["rows"]) == (minor(notebook.version) >= 12)


def test_a_tracer_of_the_cells_is_told(notebook: Kernel) -> None:
    source = "import sys\ndef f():\n    pass\nsys.settrace(None)\nf()"
    found, _ = profile(notebook, source)
    lost = "lines-lost" in {note["code"] for note in found["notes"]}
    assert lost == (minor(notebook.version) < 12)


def test_the_best_tool_is_taken(notebook: Kernel, fresh: Callable[[str], Kernel]) -> None:
    entries = notebook.ask({"op": "catalogue"})["instruments"]
    entry = next(one for one in entries if one["name"] == "lines")
    best = "tracer" if minor(notebook.version) >= 12 else "line_profiler"
    assert entry["tools"][0]["name"] == best


def test_line_profiler_leads_to_what_it_does_not_know(notebook: Kernel) -> None:
    found, _ = profile(notebook, USES, "line_profiler")
    (table,) = found["data"]["tables"]
    assert not {"own", "waiting"} & {column["code"] for column in table["columns"]}
    suggestion = found["data"]["suggestion"]
    assert (suggestion["instrument"], suggestion["tool"]) == ("lines", "tracer")
    least, most = suggestion["expected_ns"]
    assert 0 < least < most
    assert 0 < found["distortion"]["share"] <= 1
    assert " lines of " in found["distortion"]["basis"]
    assert notebook.value("__import__('sys').gettrace()") is None


def test_the_line_magic(notebook: Kernel) -> None:
    notebook.run("%load_ext cellheat")
    (document,) = notebook.run("%cellheat lines --tool tracer total([1, 2])").documents
    rows = lines(document)[DEFINITIONS.strip()]
    assert rows[counted_line("result += number")]["hits"] == 2

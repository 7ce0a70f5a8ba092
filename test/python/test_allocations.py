"""`allocations` against blocks of known size."""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import Any

import pytest
from kernels import Kernel, edges, lend, pythons

MIB = 2**20
#: What memray itself imports.
_MEMRAY = ("memray", "rich", "jinja2", "markupsafe", "pygments")

#: Line 2 keeps 8 MB in one block, line 3 50,000 strings; line 5 rises by 24 MB and frees it.
_CELL = """
kept = [0] * 1_000_000
names = [str(n) * 3 for n in range(50_000)]
def work(n):
    return len([0.0] * n)
work(3_000_000)
"""
#: What the names take, in all: a string is shorter from Python 3.12 on.
_NAMES = (
    "(lambda size, names: size(names) + sum(map(size, names)))"
    "(__import__('sys').getsizeof, __import__('__main__').names)"
)
_FORGET = "del kept, names, work"

#: SQLite takes memory from the system by itself.
_DATABASE = """
import sqlite3
con = sqlite3.connect(":memory:").execute("create table t as select zeroblob(9000000) as x")
"""
Answer = dict[str, Any]


def allocations(kernel: Kernel, source: str, tool: str | None = None) -> Answer:
    answer, ran = kernel.profile(source, "allocations", tool)
    assert ran.status == "ok", ran.error
    assert answer["kind"] == "profile", answer
    return answer


def rows(answer: Answer, table: str) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries; empty where there is none."""
    for one in answer["data"]["tables"]:
        if one["code"] == table:
            names = [column["code"] for column in one["columns"]]
            return [dict(zip(names, row, strict=True)) for row in one["rows"]]
    return []


def figures(answer: Answer) -> dict[str, Any]:
    return {figure["code"]: figure["value"] for figure in answer["data"]["figures"]}


def notes(answer: Answer) -> list[str]:
    return [note["code"] for note in answer["notes"]]


def of_line(answer: Answer, table: str, line: int) -> dict[str, Any]:
    found = [row for row in rows(answer, table) if row["place"] and row["place"][1] == line]
    assert found, answer
    return found[0]


@pytest.fixture
def edge_kernel(kernel: Kernel) -> Kernel:
    """That of the oldest and the newest Python: what is the same code on all."""
    if kernel.version not in edges():
        pytest.skip("a version between the oldest and the newest")
    return kernel


def test_peak_and_what_is_alive_by_line(kernel: Kernel) -> None:
    answer = allocations(kernel, _CELL)
    assert answer["tool"] == "tracemalloc"
    assert answer["distortion"]["least"]
    assert 0 < answer["distortion"]["share"] <= 1
    kept, names = (of_line(answer, "alive", line) for line in (2, 3))
    assert kept["code"] == "kept = [0] * 1_000_000"
    assert (kept["kept"], kept["blocks"]) == (pytest.approx(8_000_000, abs=100), 1)
    assert names["kept"] == pytest.approx(kernel.value(_NAMES), rel=0.001)
    assert names["blocks"] == pytest.approx(50_000, abs=10)
    # An interpreter may keep a small number for the next time.
    assert sum(row["kept"] for row in rows(answer, "alive") if row["place"] == [0, 5]) < 100
    peak = kept["kept"] + names["kept"] + 24_000_000
    assert figures(answer)["python-peak"] == pytest.approx(peak, abs=0.1 * MIB)
    assert figures(answer)["kept"] == pytest.approx(peak - 24_000_000, abs=0.1 * MIB)
    assert answer["data"]["finding"]["facts"]["line_place"] == kept["place"]
    kernel.run(_FORGET)


def test_nothing_of_what_is_freed_is_alive(edge_kernel: Kernel) -> None:
    answer = allocations(edge_kernel, "block = bytearray(20 * 2**20)\ndel block")
    assert answer["data"]["finding"] == {
        "code": "allocations-freed",
        "facts": {"peak_bytes": figures(answer)["python-peak"]},
    }
    assert figures(answer)["python-peak"] == pytest.approx(20 * MIB, abs=0.05 * MIB)


def test_a_cell_that_is_long_to_parse_allocates_no_more(edge_kernel: Kernel) -> None:
    """The syntax tree of this one takes megabytes."""
    answer = allocations(edge_kernel, "x = 1\n" * 3000)
    assert figures(answer)["python-peak"] < 0.3 * MIB


def test_stacks_lead_from_the_cell_through_libraries(edge_kernel: Kernel) -> None:
    source = (
        "import json\ndef read(text):\n    return json.loads(text)\nfound = read('[1.5,' * 0 + "
    )
    source += "'[' + '[1.5, 2.5], ' * 5000 + '0]')"
    plain = allocations(edge_kernel, source)
    library = next(row for row in rows(plain, "alive") if row["place"] is None)
    assert library["through"].startswith("json.decoder:")
    answer = allocations(edge_kernel, source, "traceback")
    assert answer["tool"] == "traceback"
    line = of_line(answer, "alive", 3)
    assert line["code"] == "return json.loads(text)"
    assert line["through"] == library["through"]
    tree = rows(answer, "alive-stacks")
    path = [next(row for row in tree if row["level"] == level) for level in range(4)]
    assert [row["place"] and row["place"][1] for row in path] == [4, 3, None, None]
    assert path[3]["step"].startswith("json.decoder:")
    assert path[0]["kept"] >= path[1]["kept"] >= path[3]["kept"] > 0


def test_row_40_what_the_user_has_traced_goes_on(edge_kernel: Kernel) -> None:
    edge_kernel.run("import tracemalloc\ntracemalloc.start(2)\nold = bytearray(4 * 2**20)")
    answer = allocations(edge_kernel, "new = bytearray(6 * 2**20)\ndel old")
    assert "already-tracing" in notes(answer)
    assert of_line(answer, "alive", 1)["kept"] == pytest.approx(6 * MIB, abs=1000)
    assert min(row["kept"] for row in rows(answer, "alive")) == pytest.approx(-4 * MIB, abs=1000)
    limit = edge_kernel.value("__import__('tracemalloc').get_traceback_limit()")
    assert (limit, edge_kernel.value("__import__('tracemalloc').is_tracing()")) == (2, True)
    edge_kernel.run("tracemalloc.stop()\ndel new")


def test_a_cell_that_traces_by_itself_reads_its_own_numbers(edge_kernel: Kernel) -> None:
    source = (
        "import tracemalloc\nearlier = bytearray(5 * 2**20)\ntracemalloc.start(3)\n"
        "frames = tracemalloc.get_traceback_limit()\nread = tracemalloc.get_traced_memory()[0]"
    )
    answer = allocations(edge_kernel, source)
    assert "taken-over" in notes(answer)
    assert answer["data"]["finding"]["code"] == "allocations-unknown"
    assert edge_kernel.value("get_ipython().user_ns['frames']") == 3
    assert edge_kernel.value("get_ipython().user_ns['read']") < MIB
    # As after a plain run.
    assert edge_kernel.value("__import__('tracemalloc').is_tracing()") is True
    edge_kernel.run("tracemalloc.stop()\ndel earlier, frames, read")


def test_what_came_before_an_error_is_kept(edge_kernel: Kernel) -> None:
    answer, _ = edge_kernel.profile("part = bytearray(5 * 2**20)\n1 / 0", "allocations")
    assert answer["outcome"]["status"] == "raised"
    assert of_line(answer, "alive", 1)["kept"] == pytest.approx(5 * MIB, abs=1000)
    assert not [row for row in rows(answer, "alive") if "pygments" in (row["through"] or "")]
    edge_kernel.run("del part")


def own_kernel(fresh: Callable[[str], Kernel]) -> Kernel:
    """One of the version that the tests run in: compiled packages are built for one."""
    version = ".".join(platform.python_version_tuple()[:2])
    if version not in pythons():
        pytest.skip("no kernel of this Python")
    return fresh(version)


def test_memray_tells_the_stacks_at_the_peak(fresh: Callable[[str], Kernel]) -> None:
    kernel = own_kernel(fresh)
    armed = kernel.arm(_CELL, "allocations", tool="memray")
    assert armed["missing"]["name"] == "memray"
    lend(kernel, *_MEMRAY)
    answer = allocations(kernel, _CELL, "memray")
    assert figures(answer)["native-peak"] == pytest.approx(36 * 10**6, rel=0.1)
    assert of_line(answer, "peak-lines", 5)["peak"] == pytest.approx(24_000_000, abs=1000)
    assert of_line(answer, "peak-lines", 2)["peak"] == pytest.approx(8_000_000, abs=1000)
    caller, work = rows(answer, "peak-stacks")[:2]
    assert (caller["place"][1], work["place"][1], work["level"]) == (6, 5, 1)
    assert work["step"] == "work: return len([0.0] * n)"
    assert not [row for row in rows(answer, "left-lines") if row["place"] and row["place"][1] == 5]
    assert answer["data"]["timeline"]["tool"] == "memray"
    source = (
        "blocks = [bytearray(3000) for _ in range(4000)]\nfor _ in range(4000): bytearray(3000)"
    )
    # What is freed again is no allocation more.
    assert figures(allocations(kernel, source, "memray"))["allocations"] < 8000 * 1.1
    stacks = rows(allocations(kernel, _DATABASE, "memray-native"), "peak-stacks")
    assert stacks[0]["place"][1] == 3
    native = [row for row in stacks if "(native" in row["step"]]
    assert native
    assert {row["place"] for row in native} == {None}
    assert "PyEval" not in " ".join(row["step"] for row in stacks)
    # timeit counts with it, too.
    timed = kernel.timeit("kept = [str(n) * 9 for n in range(1000)]", 0.1)
    assert 2000 <= timed["data"]["allocations"] < 4500
    assert timed["environment"]["tools"]["memray"]
    assert kernel.value("__import__('sys').getprofile()") is None
    in_use = (
        "import memray\ntracker = memray.Tracker(destination=memray.FileDestination('own.bin'))\n"
        "tracker.__enter__()"
    )
    kernel.run(in_use)
    assert "tracker-in-use" in notes(allocations(kernel, "x = 1", "memray"))
    assert kernel.timeit("x = 1", 0.1)["data"]["allocations"] is None
    kernel.run("tracker.__exit__(None, None, None)\nimport sys")
    kernel.run("def hook(*event): pass\nsys.setprofile(hook)")
    assert "profile-function" in notes(allocations(kernel, "x = 1", "memray"))
    assert kernel.value("__import__('sys').getprofile().__name__") == "hook"

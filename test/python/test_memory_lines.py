"""Memory by line, against blocks of known size."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from kernels import Kernel, edges, lend, minor, pythons

MIB = 2**20

_DEFINED = """def fill(n):
    rows = []
    for i in range(n):
        rows.append(bytearray(1000))
    return rows
"""
#: Line 3 rises by 24 MB and frees it; line 6 replaces a block of 5 MiB twice; line 7 frees it.
_CELL = """
def work(n):
    return len([0.0] * n)
work(3_000_000)
for i in range(3):
    block = bytearray(5 * 2**20)
del block
kept = fill(2000)
"""
_FORGET = "del kept, fill, work, i"


def by_line(answer: dict[str, Any], table: str) -> dict[tuple[str, int], dict[str, Any]]:
    """Label of the cell and line → row."""
    data = answer["data"]
    (found,) = (one for one in data["tables"] if one["code"] == table)
    names = [column["code"] for column in found["columns"]]
    rows = [dict(zip(names, row, strict=True)) for row in found["rows"]]
    labels = [file["label"] for file in data["files"]]
    return {(labels[row["place"][0]], row["place"][1]): row for row in rows}


def profile(kernel: Kernel, source: str, tool: str) -> dict[str, Any]:
    answer, ran = kernel.profile(source, "memory", tool)
    assert ran.status == "ok", ran.error
    assert (answer["kind"], answer["tool"]) == ("profile", tool), answer
    return answer


def cells(kernel: Kernel) -> tuple[str, str]:
    """Labels of the last two cells that ran."""
    count = kernel.value("get_ipython().execution_count")
    return f"[{count - 2}]", f"[{count - 1}]"


def test_net_and_peak_of_each_line(kernel: Kernel) -> None:
    kernel.run(_DEFINED, cell="defined")
    answer = profile(kernel, _CELL, "lines")
    lines = by_line(answer, "memory-lines")
    defined, cell = cells(kernel)

    def of(label: str, line: int) -> tuple[int, int, int]:
        row = lines[label, line]
        return row["hits"], row["net"], row["rise"]

    def about(size: float) -> Any:
        # What Python keeps for a call or a name.
        return pytest.approx(size, abs=3000)

    block = 5 * MIB
    assert of(cell, 3) == (1, about(0), about(24_000_000))
    assert of(cell, 4) == (1, about(0), about(24_000_000))
    # A new block is there before the name lets go of the old one.
    assert of(cell, 6) == (3, about(block), about(block))
    assert of(cell, 7) == (1, about(-block), about(0))
    appended = of(defined, 4)
    assert (appended[0], appended[1]) == (2000, pytest.approx(2000 * 1060, rel=0.03))
    assert of(cell, 8)[1:] == (about(appended[1]), about(appended[1]))
    assert lines[defined, 4]["function"] == "fill"
    assert lines[cell, 3]["code"] == "return len([0.0] * n)"
    finding = answer["data"]["finding"]
    assert finding["code"] == "memory-line-kept"
    # The line itself, and not the one that called it.
    assert finding["facts"]["line_place"] == lines[cell, 3]["place"]
    assert answer["distortion"]["share"] > 0
    kernel.run(_FORGET)


#: Below line 256, where each event makes a number; generators, recursion, calls in turn.
_OFTEN = (
    "\n" * 300
    + """def leaf(x):
    return x + 1
def loop(n):
    for i in range(n):
        leaf(i)
        pass
def items(n):
    for j in range(n):
        yield
def down(n):
    if n:
        down(n - 1)
loop(5000)
for item in items(5000):
    pass
down(200)
for _ in range(2000):
    rows = [0] * 10_000
del item, rows, _
"""
)


def test_what_the_tracer_takes_does_not_add_up(kernel: Kernel) -> None:
    """A byte at each hit would show."""
    if kernel.version not in edges():
        pytest.skip("the same code as on the oldest or the newest")
    answer = profile(kernel, _OFTEN, "lines")
    label = cells(kernel)[1]
    rows = {row["code"]: row for (cell, _), row in by_line(answer, "memory-lines").items()}
    assert {cell for cell, _ in by_line(answer, "memory-lines")} == {label}
    left = {code: row["net"] for code, row in rows.items()}
    # The number that it returns, which the line that called lets go.
    number = 28 if minor(kernel.version) == 10 else 32
    assert left.pop("return x + 1") == pytest.approx(5000 * number, rel=0.07)
    block = left.pop("rows = [0] * 10_000")
    assert block == pytest.approx(80_000, abs=1500)
    assert left.pop("del item, rows, _") == pytest.approx(-block, abs=1500)
    # Python keeps frames of functions for the next call, before 3.11 those of a recursion, too.
    kept = {code: net for code, net in left.items() if "down" not in code}
    assert {code: net for code, net in kept.items() if abs(net) > 10_000} == {}
    hits = {code: rows[code]["hits"] for code in ("leaf(i)", "yield", "down(n - 1)")}
    assert hits == {"leaf(i)": 5000, "yield": 5000, "down(n - 1)": 200}
    # The next block is there before the last one goes.
    assert rows["rows = [0] * 10_000"]["rise"] == pytest.approx(80_000, abs=1500)
    assert rows["leaf(i)"]["rise"] < 3000
    kernel.run("del leaf, loop, items, down")


def test_row_44_a_cell_that_awaits_and_raises(kernel: Kernel) -> None:
    source = (
        "import asyncio\nasync def load():\n    await asyncio.sleep(0)\n"
        "    return bytearray(3 * 2**20)\nblock = await load()\n1 / 0"
    )
    answer, ran = kernel.profile(source, "memory", "lines")
    assert (ran.status, answer["outcome"]["error"]) == ("error", "ZeroDivisionError")
    lines = by_line(answer, "memory-lines")
    row = lines[cells(kernel)[1], 5]
    assert row["net"] == pytest.approx(3 * MIB, abs=3000)
    kernel.run("del block, load, asyncio")


def test_row_44_an_interrupt_leaves_a_partial_profile_and_a_clean_traceback(kernel: Kernel) -> None:
    source = "part = bytearray(2 * 2**20)\nprint('ready')\nwhile True:\n    n = 1"
    assert kernel.arm(source, "memory", tool="lines")["kind"] == "ok"
    request = kernel.send(source, cell="cell")
    ran = kernel.wait(request, seen=kernel.strike("ready"))
    answer = kernel.collect()
    assert ran.status == "error"
    assert answer["outcome"]["status"] == "interrupted"
    traceback = "\n".join(ran.reply["content"]["traceback"])
    assert "KeyboardInterrupt" in traceback
    assert "linetrace" not in traceback
    row = by_line(answer, "memory-lines")[cells(kernel)[1], 1]
    assert row["net"] == pytest.approx(2 * MIB, abs=3000)
    assert kernel.value("__import__('tracemalloc').is_tracing()") is False
    kernel.run("del part")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems hand out memory otherwise")
@pytest.mark.parametrize("version", edges())
def test_memory_profiler_reads_resident_memory(
    version: str, fresh: Callable[[str], Kernel]
) -> None:
    assert version in pythons()
    kernel = fresh(version)
    refused = kernel.arm(_CELL, "memory", tool="memory_profiler")
    assert refused["missing"]["name"] == "memory_profiler"
    lend(kernel, "memory_profiler", "psutil")
    kernel.run(_DEFINED, cell="defined")
    source = "block = bytearray(40 * 2**20)\nkept = fill(3)\ndel block"
    answer = profile(kernel, source, "memory_profiler")
    lines = by_line(answer, "resident-lines")
    defined, cell = cells(kernel)
    assert lines[cell, 1]["increment"] == pytest.approx(40 * MIB, abs=2 * MIB)
    assert lines[cell, 3]["increment"] == pytest.approx(-40 * MIB, abs=2 * MIB)
    assert lines[defined, 4]["hits"] == 3
    assert answer["data"]["peak_bytes"] - answer["data"]["start_bytes"] >= 38 * MIB
    assert "line-resident" in [note["code"] for note in answer["notes"]]

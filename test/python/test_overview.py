"""`overview`: where the time went, and never more than was measured."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from conftest import Kernels
from kernels import Kernel, lend_program, minor, pythons

from cellheat.kernel import overheads

#: Each takes some hundredths of a millisecond to some milliseconds in C, with no call.
_OPERATORS = {
    "in": "found = -1 in numbers",
    "==": "same = numbers == others",
    "+": "longer = numbers + others",
    "slice": "part = numbers[1:]",
}
_SKID = """def tell(number):
    return str(number)

def work(numbers, others, seconds):
    import time
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        {statement}
        tell(1)

numbers, others = list(range(100_000)), list(range(100_000))
work(numbers, others, 0.7)
"""


def overview(kernel: Kernel, source: str) -> dict[str, Any]:
    profile, ran = kernel.profile(source, "overview")
    assert ran.status == "ok", ran.error
    assert profile["kind"] == "profile", profile
    return profile


def table(profile: dict[str, Any], code: str) -> list[dict[str, Any]]:
    """The rows of a table by the codes of its columns; none where there is no such table."""
    for one in profile["data"]["tables"]:
        if one["code"] == code:
            names = [column["code"] for column in one["columns"]]
            return [dict(zip(names, row, strict=True)) for row in one["rows"]]
    return []


def figures(profile: dict[str, Any]) -> dict[str, Any]:
    return {one["code"]: one["value"] for one in profile["data"]["figures"]}


def totals(profile: dict[str, Any]) -> dict[str, float]:
    """Function → its part of the run."""
    return {row["function"]: row["total"] / profile["wall_ns"] for row in table(profile, "totals")}


@pytest.mark.parametrize("operator", _OPERATORS)
def test_time_in_an_operator_is_not_booked_on_the_call_after_it(
    edge_kernel: Kernel, operator: str
) -> None:
    kernel = edge_kernel
    profile = overview(kernel, _SKID.format(statement=_OPERATORS[operator]))
    assert totals(profile)["work"] > 0.5
    assert totals(profile).get("tell", 0) < 0.3
    finding = profile["data"]["finding"]
    if finding["code"] == "hot-line":
        assert minor(kernel.version) >= 12
        assert finding["facts"]["line_place"] == [0, 8]
    else:
        assert finding["code"] == "hot-function"
        assert finding["facts"]["function"] == "work"


def test_pyspy_tells_the_line_on_every_python(
    edge: str, kernels: Kernels, request: pytest.FixtureRequest
) -> None:
    kernel = kernels.fresh(pythons()[edge])
    request.addfinalizer(lambda: kernels.close(kernel))
    lend_program(kernel, "py-spy")
    source = _SKID.format(statement=_OPERATORS["in"])
    armed = kernel.arm(source, "overview", tool="py-spy")
    if armed["kind"] == "failure":
        assert "py-spy is installed, but" in armed["text"]
        pytest.skip(armed["text"])
    assert kernel.run(source).status == "ok"
    profile = kernel.collect()
    assert profile["data"]["finding"]["code"] == "hot-line"
    assert profile["data"]["finding"]["facts"]["line_place"] == [0, 8]
    assert table(profile, "own-lines")[0]["code"] == "found = -1 in numbers"
    assert totals(profile)["work"] > 0.5
    assert profile["environment"]["tools"]["py-spy"]
    assert "does not stop the kernel" in profile["distortion"]["basis"]


def test_a_cell_too_short_to_sample_is_one_for_timeit(kernel: Kernel) -> None:
    data = overview(kernel, "x = 1")["data"]
    assert data["finding"]["code"] == "short"
    assert data["suggestion"]["instrument"] == "timeit"


_RUNS = {
    "often": "def work():\n    for k in range(6_000_000):\n        k + 1\n        k - 1\nwork()",
    "long": "def work(data):\n    for k in range(40):\n        sorted(data)\n"
    "work([str(7919 * k % 100_003) for k in range(100_000)])",
}


@pytest.mark.parametrize("lines", _RUNS)
def test_the_time_that_lines_will_take_is_foreseen(kernel: Kernel, lines: str) -> None:
    profile = overview(kernel, _RUNS[lines])
    while profile["cpu_ns"] < 0.8 * profile["wall_ns"]:
        # Others had the processor, which looks like waiting.
        profile = overview(kernel, _RUNS[lines])
    suggestion = profile["data"]["suggestion"]
    assert suggestion["instrument"] == "lines"
    if minor(kernel.version) < 12:
        # Which lines run is not known there.
        cost = overheads.overhead("lines", suggestion["tool"], "below 3.12")
        assert (suggestion["expected_ns"] is None) == (cost is None)
        return
    least, most = (span - profile["wall_ns"] for span in suggestion["expected_ns"])
    assert 0 <= least <= most
    # Of the time that the cell had a processor for.
    assert most > profile["cpu_ns"] if lines == "often" else most < 0.1 * profile["cpu_ns"]


_WAITS = """import asyncio
async def nap():
    await asyncio.sleep(0.3)
await nap()
"""


def test_time_in_which_the_cell_waits_belongs_to_no_function(kernel: Kernel) -> None:
    profile = overview(kernel, _WAITS)
    assert profile["data"]["finding"]["code"] == "outside"
    assert profile["data"]["finding"]["facts"]["outside_ns"] > 0.2e9
    assert sum(totals(profile).values()) < 0.3


_BESIDE = """import gc, subprocess, sys, threading
def aside(seconds):
    import time
    end = time.perf_counter() + seconds
    while time.perf_counter() < end: sum(range(1000))
threads = [threading.Thread(target=aside, args=(0.5,), name='aside')]
threads[0].start()
subprocess.run([sys.executable, '-c', 'import time; time.sleep(0.4)'])
gc.collect()
threads[0].join()
gc.collect()
gc.callbacks
"""


def test_threads_children_and_collections_are_seen(kernel: Kernel) -> None:
    profile = overview(kernel, _BESIDE)
    assert [row["thread"] for row in table(profile, "threads")] == ["aside"]
    assert "aside" not in totals(profile), "the thread that runs the cell did not call it"
    full = [row for row in table(profile, "collections") if row["generation"] == "generation 2"]
    assert full[0]["collections"] >= 2
    assert 0 < full[0]["total"] <= figures(profile)["collecting"]
    assert {note["code"] for note in profile["notes"]} >= {"threads", "children"}
    assert kernel.value("__import__('gc').callbacks.__len__()") == 0


_DEEP = """def dig(n):
    return n and 1 + dig(n - 1)
def rounds(n):
    for _ in range(n):
        dig(700)
rounds(6_000)
"""


def test_recursion_is_counted_once(kernel: Kernel) -> None:
    profile = overview(kernel, _DEEP)
    parts = totals(profile)
    assert parts["dig"] <= parts["rounds"] <= parts["top level"] <= 1
    assert parts["rounds"] > 0.5


_SPIN = "def spin():\n    total = 0\n    while True:\n        total += 1\nprint('ready')\nspin()"


def test_an_interrupt_shows_the_cell_alone_and_leaves_a_profile(kernel: Kernel) -> None:
    assert kernel.arm(_SPIN, "overview")["kind"] == "ok"
    ran = kernel.run(_SPIN, seen=kernel.strike("ready", after=0.7))
    traceback = "\n".join(ran.reply["content"]["traceback"])
    assert "KeyboardInterrupt" in traceback
    assert "cellheat" not in traceback
    profile = kernel.collect()
    assert profile["outcome"]["status"] == "interrupted"
    assert totals(profile)["spin"] > 0.5


_ONE_CALL = "len((b'x' * (200 * 2**20)).translate(None, b'y'))"


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_memory_within_one_call_is_not_missed(kernel: Kernel) -> None:
    """No thread of the kernel gets a turn in it, and no process looks from outside."""
    profile = overview(kernel, _ONE_CALL)
    timeline = profile["data"]["timeline"]
    assert timeline["at_ns"] == sorted(timeline["at_ns"])
    assert 0 <= timeline["at_ns"][0] <= timeline["at_ns"][-1]
    rise = max(timeline["bytes"]) - timeline["bytes"][0]
    assert rise == pytest.approx(profile["peak_bytes"], abs=8 * 2**20)
    assert rise > 190 * 2**20


def test_a_time_in_which_nothing_was_seen_is_told(kernel: Kernel) -> None:
    profile = overview(kernel, "sum(range(50_000_000))")
    assert "gap" in {note["code"] for note in profile["notes"]}
    assert 0.2e9 < figures(profile)["gap"] <= profile["wall_ns"]

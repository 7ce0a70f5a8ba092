"""`stacks`: what the samples of each tool come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from sys import version_info
from typing import Any

import pytest
from conftest import Kernels
from kernels import Kernel, lend, lend_program, pythons

#: The Python that runs the tests.
_MINE = f"{version_info.major}.{version_info.minor}"

Profile = dict[str, Any]
Row = list[Any]

#: Nearly all of the time is in the `in` of line 5, which is followed by a call.
OPERATOR = """def parse(order):
    return order
def match(orders, customers):
    for order in orders:
        if order in customers:
            parse(order)
customers = list(range(20_000))
match([19_999] * 1_500, customers)
"""
AWAITS = """import asyncio
async def fetch(seconds):
    await asyncio.sleep(seconds)
async def report():
    await fetch(0.3)
await asyncio.gather(fetch(0.3), report())
"""
THREADS = """import threading
def work():
    for number in range(3_000_000):
        number * number
thread = threading.Thread(target=work, name='worker')
thread.start()
thread.join()
"""


#: Line 8 waits for a process that works for long enough to be found.
CHILDREN = """import multiprocessing, time
def work(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        sum(range(1000))
process = multiprocessing.get_context('fork').Process(target=work, args=[1.2])
process.start()
process.join()
"""
NATIVE = """import zlib
def pack(data):
    return len(zlib.compress(data, 9))
pack(bytes(range(256)) * 400_000)
"""
NAPS = """import time
def nap():
    time.sleep(0.03)
    return sum(number for number in range(1000))
for _ in range(10): nap()
"""


@pytest.fixture(scope="module")
def lent(edge: str, kernels: Kernels) -> Iterator[Kernel]:
    """A kernel that finds py-spy, on the oldest and on the newest Python."""
    kernel = kernels.fresh(pythons()[edge])
    lend_program(kernel, "py-spy")
    yield kernel
    kernels.close(kernel)


def spied(kernel: Kernel, source: str, tool: str = "py-spy") -> Profile:
    """The profile by py-spy; skips the test where the system lets nobody read the kernel."""
    armed = kernel.arm(source, "stacks", tool=tool)
    if armed["kind"] == "failure":
        assert armed["reason"] == "unsupported"
        assert "py-spy is installed, but" in armed["text"]
        pytest.skip(armed["text"])
    ran = kernel.run(source)
    assert ran.status == "ok", ran.error
    return kernel.collect()


def codes(profile: Profile) -> set[str]:
    return {note["code"] for note in profile["notes"]}


def table(profile: Profile, code: str) -> list[Row]:
    assert profile["kind"] == "profile", profile
    return next(one["rows"] for one in profile["data"]["tables"] if one["code"] == code)


def paths(profile: Profile) -> dict[tuple[str, ...], Row]:
    """Names from a root on → the row."""
    found: dict[tuple[str, ...], Row] = {}
    path: list[str] = []
    for row in table(profile, "tree"):
        path[row[0] :] = [row[1]]
        found[tuple(path)] = row
    return found


def test_the_thread_tells_total_times_and_no_more(kernel: Kernel) -> None:
    profile, ran = kernel.profile(OPERATOR, "stacks")
    assert ran.status == "ok"
    tree = paths(profile)
    level, name, place, total, own = tree["<module>", "match"]
    assert (level, name, place[1], own) == (1, "match", 3, None)
    assert total > 0.7 * profile["wall_ns"]
    # What follows the operator is not taken for it.
    parse = tree.get(("<module>", "match", "parse"), [0, "", None, 0, None])
    assert parse[3] < 0.2 * profile["wall_ns"]
    assert [one["code"] for one in profile["data"]["tables"]] == ["tree"]
    assert profile["data"]["finding"]["code"] == "stacks-path"
    assert profile["data"]["finding"]["facts"]["function"] == "match"
    assert 0 <= profile["distortion"]["share"] < 0.5


def test_waiting_is_told_where_it_is_awaited(kernel: Kernel) -> None:
    profile, ran = kernel.profile(AWAITS, "stacks")
    assert ran.status == "ok"
    tree = paths(profile)
    waits = [path for path in tree if path[-1] == "(waits)"]
    assert any(path[-4:-1] == ("report", "fetch", "asyncio.tasks.sleep") for path in waits)
    assert any(path[1:-1] == ("fetch", "asyncio.tasks.sleep") for path in waits)
    lines = {path[-1]: row[2][1] for path, row in tree.items() if row[2] is not None}
    assert (lines["report"], lines["fetch"]) == (5, 3)


def test_threads_are_roots(kernel: Kernel) -> None:
    tree = paths(kernel.profile(THREADS, "stacks")[0])
    assert tree["worker", "work"][3] > 0
    joins = [path for path in tree if path[-1].endswith("join")]
    assert [path[:2] for path in joins] == [("MainThread", "<module>")]


def test_an_interrupt_leaves_what_was_seen(kernel: Kernel) -> None:
    source = "print('ready')\nwhile True: pass"
    assert kernel.arm(source, "stacks")["kind"] == "ok"
    request = kernel.send(source, cell="cell")
    ran = kernel.wait(request, seen=kernel.strike("ready", after=0.3))
    assert ran.error.startswith("KeyboardInterrupt")
    profile = kernel.collect()
    assert profile["outcome"]["status"] == "interrupted"
    assert profile["data"]["tables"]


def test_pyspy_tells_the_line(lent: Kernel) -> None:
    profile = spied(lent, OPERATOR)
    place, code, own = table(profile, "own-lines")[0]
    assert (place[1], code) == (5, "if order in customers:")
    assert own > 0.5 * profile["wall_ns"]
    tree = paths(profile)
    assert tree["<module>", "match"][4] > 0.5 * profile["wall_ns"]
    assert profile["data"]["finding"]["facts"]["line_place"][1] == 5
    assert profile["environment"]["tools"]["py-spy"]
    assert "does not stop the kernel" in profile["distortion"]["basis"]
    assert codes(profile).isdisjoint({"processes", "children"})


def test_pyspy_measures_child_processes(lent: Kernel) -> None:
    profile = spied(lent, CHILDREN)
    work = [row for path, row in paths(profile).items() if path[1:] == ("work",)]
    assert [row[2][1] for row in work] == [5]
    assert 0.2e9 < work[0][3] <= profile["wall_ns"]
    roots = [row[1] for row in table(profile, "tree") if row[0] == 0]
    assert roots[0] == "MainThread"
    assert [root.split()[0] for root in roots[1:]] == ["process"]
    assert codes(profile) >= {"processes", "side-by-side"}
    assert profile["data"]["finding"]["facts"]["line_place"][1] == 8


def test_children_that_pyspy_cannot_see_are_told(lent: Kernel) -> None:
    profile = spied(lent, "import subprocess\nsubprocess.run(['/bin/sh', '-c', 'true'])")
    assert "children" in codes(profile)
    assert "processes" not in codes(profile)


def test_pyspy_tells_functions_that_are_not_pythons(lent: Kernel) -> None:
    profile = spied(lent, NATIVE, "py-spy-native")
    native = [row for row in table(profile, "tree") if row[1].endswith(" (native)")]
    assert native
    assert all(row[2] is None for row in native)
    assert any(row[1].startswith(("zlib.", "libz.")) for row in native)
    place, code, own = table(profile, "own-lines")[0]
    assert (place[1], code) == (3, "return len(zlib.compress(data, 9))")
    assert own > 0.5 * profile["wall_ns"]
    assert 0 <= profile["distortion"]["share"] <= 1
    assert "stopped the kernel" in profile["distortion"]["basis"]


def test_row_51_without_permission_it_says_what_is_missing(
    kernels: Kernels, request: pytest.FixtureRequest
) -> None:
    kernel = kernels.fresh(next(iter(pythons().values())))
    request.addfinalizer(lambda: kernels.close(kernel))
    lend_program(kernel, "py-spy")
    # Not dumpable, and for root: no such capability for programs that it starts.
    kernel.run("import ctypes\nlibc = ctypes.CDLL(None)\nlibc.prctl(4, 0)\nlibc.prctl(24, 19)")
    answer = kernel.arm("x = 1", "stacks", tool="py-spy")
    assert (answer["kind"], answer["reason"]) == ("failure", "unsupported")
    assert "py-spy is installed, but" in answer["text"]


@pytest.fixture(scope="module")
def with_pyinstrument(kernels: Kernels) -> Iterator[Kernel]:
    """It is compiled for the Python that runs the tests."""
    python = next((path for version, path in pythons().items() if version == _MINE), None)
    if python is None:
        pytest.skip("there is no kernel of the Python that runs the tests")
    kernel = kernels.fresh(python)
    lend(kernel, "pyinstrument")
    yield kernel
    kernels.close(kernel)


def test_pyinstrument_tells_own_times_and_awaits(with_pyinstrument: Kernel) -> None:
    kernel = with_pyinstrument
    profile, ran = kernel.profile(OPERATOR, "stacks", tool="pyinstrument")
    assert ran.status == "ok"
    _, _, place, total, own = paths(profile)["<module>", "match"]
    assert place[1] == 3
    assert own > 0.5 * total
    # The next event after the operator of line 5 is the call in line 6.
    tables = {one["code"]: one["rows"] for one in profile["data"]["tables"]}
    known = {row[0][1]: row[2] for row in tables.get("own-lines", [])}
    assert known.get(6, 0) < 0.2 * total
    assert codes(profile) >= {"lines-of-calls", "slowed"}
    assert profile["distortion"] is None
    assert kernel.value("__import__('sys').getprofile() is None") is True
    profile, ran = kernel.profile(AWAITS, "stacks", tool="pyinstrument")
    assert ran.status == "ok"
    assert any(path[-1] == "(waits)" for path in paths(profile))


def test_pyinstrument_tells_the_lines_that_called(with_pyinstrument: Kernel) -> None:
    profile, _ = with_pyinstrument.profile(NAPS, "stacks", tool="pyinstrument")
    place, code, own = table(profile, "own-lines")[0]
    assert (place[1], code) == (3, "time.sleep(0.03)")
    assert own > 0.5 * profile["wall_ns"]
    tree = paths(profile)
    assert tree["<module>", "nap"][2][1] == 3
    assert tree["<module>", "nap", "sleep"][2] is None
    assert profile["data"]["finding"]["facts"]["line_place"][1] == 3


def test_a_profiler_of_the_cell_stays(with_pyinstrument: Kernel) -> None:
    kernel = with_pyinstrument
    source = "import sys\ndef mine(*event): pass\nsys.setprofile(mine)\nfor i in range(9): abs(i)"
    profile, _ = kernel.profile(source, "stacks", tool="pyinstrument")
    assert "taken-over" in codes(profile)
    assert kernel.value("__import__('sys').getprofile() is mine") is True
    profile, _ = kernel.profile("x = 1", "stacks", tool="pyinstrument")
    assert "no-stacks" in codes(profile)
    kernel.run("sys.setprofile(None)")


def test_pyinstrument_built_for_another_python_is_told_before_the_run(
    fresh: Callable[[str], Kernel],
) -> None:
    others = [version for version in pythons() if version != _MINE]
    if not others:
        pytest.skip("there is no kernel of another Python")
    kernel = fresh(others[0])
    lend(kernel, "pyinstrument")
    answer = kernel.arm("x = 1", "stacks", tool="pyinstrument")
    assert (answer["kind"], answer["reason"]) == ("failure", "unsupported")
    assert f"compiled part for Python {others[0]}" in answer["text"]
    assert kernel.value("'pyinstrument' in __import__('sys').modules") is False

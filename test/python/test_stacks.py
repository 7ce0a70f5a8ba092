"""`stacks`: what the samples of each tool come to."""

from __future__ import annotations

from collections.abc import Iterator
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


@pytest.fixture(scope="module")
def lent(kernel: Kernel) -> Kernel:
    """A kernel that finds py-spy."""
    lend_program(kernel, "py-spy")
    return kernel


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

    def strike(message: dict[str, Any]) -> None:
        if message["msg_type"] == "stream":
            kernel.interrupt()

    ran = kernel.wait(request, seen=strike)
    assert ran.error.startswith("KeyboardInterrupt")
    profile = kernel.collect()
    assert profile["outcome"]["status"] == "interrupted"
    assert profile["data"]["tables"]


def test_pyspy_tells_the_line(lent: Kernel) -> None:
    armed = lent.arm(OPERATOR, "stacks", tool="py-spy")
    if armed["kind"] == "failure":
        # Where the system lets nobody read the kernel, it says so in words.
        assert armed["reason"] == "unsupported"
        assert "py-spy is installed, but" in armed["text"]
        return
    assert lent.run(OPERATOR).status == "ok"
    profile = lent.collect()
    place, code, own = table(profile, "own-lines")[0]
    assert (place[1], code) == (5, "if order in customers:")
    assert own > 0.5 * profile["wall_ns"]
    tree = paths(profile)
    assert tree["<module>", "match"][4] > 0.5 * profile["wall_ns"]
    assert profile["data"]["finding"]["facts"]["line_place"][1] == 5
    assert profile["environment"]["tools"]["py-spy"]


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
    assert kernel.value("__import__('sys').getprofile() is None") is True
    profile, ran = kernel.profile(AWAITS, "stacks", tool="pyinstrument")
    assert ran.status == "ok"
    assert any(path[-1] == "(waits)" for path in paths(profile))


def test_a_profiler_of_the_cell_stays(with_pyinstrument: Kernel) -> None:
    kernel = with_pyinstrument
    source = "import sys\ndef mine(*event): pass\nsys.setprofile(mine)\nfor i in range(9): abs(i)"
    profile, _ = kernel.profile(source, "stacks", tool="pyinstrument")
    assert "taken-over" in {note["code"] for note in profile["notes"]}
    assert kernel.value("__import__('sys').getprofile() is mine") is True
    profile, _ = kernel.profile("x = 1", "stacks", tool="pyinstrument")
    assert "no-stacks" in {note["code"] for note in profile["notes"]}
    kernel.run("sys.setprofile(None)")

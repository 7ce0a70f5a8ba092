"""Interrupts at random moments of profiled cells, under every instrument (row 4).

Nothing of ours stays on, the kernel lives, and the user sees a plain KeyboardInterrupt. With
`--all` each way to measure is struck 200 times on each Python, in place of 20 times for all.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import Kernels
from kernels import Hung, Kernel, Ran, edges, lend, pythons
from oracle import differ, hooks
from test_invariants import WAYS, Way

#: Tests for each Python, and strikes of each way in each of them with `--all`.
TESTS, STRIKES = 10, 20

#: Those that need a package of which the tests have a copy for every Python.
LENT = [Way("lines", "line_profiler")]

#: Goes on until it is struck, and says when its code has begun: outputs come later.
ENDLESS = (
    "def f(n):\n    return n\ndef spin():\n    while True:\n        for n in range(1000): f(n)\n"
    "open('begun', 'wb', 0).close()\nspin()"
)
#: Short, so that it is struck while it is armed and while it is put away, too.
SHORT = "def f(n):\n    return n\nfor n in range(2000):\n    f(n)"


class Target:
    """A kernel to strike; another process takes the place of one that ipykernel has hung."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel.prepare(lambda kernel: lend(kernel, "line_profiler"))
        self.version = kernel.version
        self.hung = 0
        self._lengths: dict[Way, float] = {}

    def strike(self, way: Way, chance: random.Random) -> None:
        """Strike once at a moment of the endless cell, and once at any moment of the short one."""
        tries: list[Callable[[Way, float], None]] = [self._inside, self._around]
        for strike in tries:
            moment = chance.random()
            self.kernel.patience = 20
            try:
                strike(way, moment)
            except Hung:
                # ipykernel itself hangs for good after one of some hundred interrupts, without us
                # too (docs/limits.md). It is alive; a second time would be no chance.
                assert self.kernel.is_alive(), f"{way} at {moment}: the kernel died"
                self.hung += 1
                self._begin_anew()
                strike(way, moment)
            except AssertionError:
                # What it has left behind is none of the next one's.
                self._begin_anew()
                raise

    def _begin_anew(self) -> None:
        self.kernel.anew()
        self._lengths.clear()

    def _inside(self, way: Way, part: float) -> None:
        """At a moment of the first 50 ms of the user's code: it always ends by the interrupt."""
        kernel, moment = self.kernel, 0.05 * part
        before = hooks(kernel)
        if not self._arm(way, ENDLESS):
            return
        begun = kernel.folder / "begun"
        begun.unlink(missing_ok=True)
        request = kernel.send(ENDLESS, cell="cell")
        kernel.when(begun.exists)
        time.sleep(moment)
        kernel.interrupt()
        ran = kernel.wait(request)
        where = f"{way} on {self.version}, {1000 * moment:.3f} ms into the cell"
        check_plain(ran, where)
        answer = kernel.collect()
        assert answer["kind"] == "profile", f"{where}: {answer}"
        ended = {"status": "interrupted", "error": "KeyboardInterrupt"}
        assert answer["outcome"] == ended, where
        self._check_alive(before, where)

    def _around(self, way: Way, part: float) -> None:
        """At any moment from the request to the time after it, also within our hooks."""
        kernel = self.kernel
        if way not in self._lengths:
            if not self._arm(way, SHORT):
                return
            start = time.monotonic()
            kernel.run(SHORT)
            self._lengths[way] = time.monotonic() - start
            kernel.collect()
        before = hooks(kernel)
        moment = 1.2 * self._lengths[way] * part
        self._arm(way, SHORT)
        request = kernel.send(SHORT, cell="cell")
        # No state to wait for: the moment is the point.
        time.sleep(moment)
        kernel.interrupt()
        where = f"{way} on {self.version}, {1000 * moment:.3f} ms after the request"
        ran = kernel.outcome(request)
        if ran is not None and ran.status != "ok":
            # IPython itself may have been struck, as in a plain run: its frames are shown.
            check_interrupt(ran, where)
        # One that was held back is delivered after the cell: not into our request.
        kernel.settle(kernel.send("pass", silent=True))
        answer = kernel.collect()
        assert answer["kind"] == "profile" or answer["reason"] == "not-started", (
            f"{where}: {answer}"
        )
        self._check_alive(before, where)

    def _arm(self, way: Way, source: str) -> bool:
        """False where the way does not work on this Python, which is said in words."""
        answer = self.kernel.arm(source, way.instrument, tool=way.tool, also=way.also)
        assert answer["kind"] == "ok" or answer["reason"] == "unsupported", answer
        return bool(answer["kind"] == "ok")

    def _check_alive(self, before: dict[str, Any], where: str) -> None:
        left = differ(before, hooks(self.kernel), "HOOK")
        assert not left, f"{where}:\n" + "\n".join(left)
        ran = self.kernel.run("1 + 1")
        assert ran.bundles[0]["text/plain"] == "2", f"{where}: {ran.error}"


def check_interrupt(ran: Ran, where: str) -> str:
    """What the user sees has no frame of ours; returns it."""
    assert ran.reply["content"].get("ename") == "KeyboardInterrupt", f"{where}: {ran.error}"
    told = "\n".join(ran.reply["content"]["traceback"]) + ran.stream("stderr")
    assert "cellheat" not in told, f"{where}:\n{told}"
    return told


def check_plain(ran: Ran, where: str) -> None:
    """It is of the cell alone, without a frame of what runs cells either."""
    told = check_interrupt(ran, where)
    assert "File " not in told, f"{where}:\n{told}"


@pytest.fixture(scope="module")
def target(edge: str, kernels: Kernels) -> Iterator[Target]:
    struck = Target(kernels.fresh(pythons()[edge]))
    yield struck
    kernels.close(struck.kernel)


# With `--all` it takes minutes, and longer on a busy machine.
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("number", range(TESTS))
def test_row_4_interrupted_at_a_random_moment(
    target: Target, number: int, request: pytest.FixtureRequest
) -> None:
    ways = [*WAYS, *LENT]
    every = request.config.getoption("--all")
    first = number + TESTS * edges().index(target.version)
    turns = ways * (STRIKES // 2) if every else [ways[first % len(ways)]]
    chance = random.Random(f"{target.version} {number}")
    for way in turns:
        target.strike(way, chance)
    assert target.hung <= 1 + len(turns) // 50


def test_every_way_is_struck() -> None:
    assert len(WAYS) + len(LENT) <= TESTS * len(edges())

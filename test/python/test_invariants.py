"""A profiled cell leaves behind what a plain one leaves behind.

The cells are those of `cells.py`. Each runs with two instruments in turn, on Pythons in the middle
with one, and with `--all` with all of them, by each of their tools.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from cells import HEAVY, LIGHT, Case
from conftest import Kernels
from kernels import Kernel, edges, lend, lend_program, minor, pythons, versions
from oracle import compare, plainly, profiled

from cellheat.kernel.instruments import BESIDE, INSTRUMENTS, ONE_PASS

Fresh = Callable[[str], Kernel]


class Way(NamedTuple):
    """An instrument, with a tool of it or the one that it takes by itself, and others beside it."""

    instrument: str
    tool: str | None = None
    also: tuple[str, ...] = ()


def _ways() -> tuple[list[Way], list[Way]]:
    """What needs nothing but Python, and what needs a package besides."""
    bare, packaged = [], []
    for name in ONE_PASS:
        bare.append(Way(name))
        for tool in [tool for tool in INSTRUMENTS[name].tools if tool.make][1:]:
            (packaged if tool.package else bare).append(Way(name, tool.name))
    beside = tuple(other for other in BESIDE if other in ONE_PASS)
    return [*bare, Way("calls", None, beside)], packaged


def _named(way: Way) -> Way:
    """With the tool that is taken where there is no package: with one it may be another."""
    return way._replace(tool=way.tool or INSTRUMENTS[way.instrument].tools[0].name)


WAYS, _PACKAGED = _ways()
#: With `--all`, as far as a kernel has what it takes.
ALL_WAYS = [*map(_named, WAYS), *_PACKAGED]
_CALLS = WAYS.index(Way("calls"))
#: In how many ways each case is tried without it: on the oldest and the newest Python, on others.
TURNS, FEWER = 2, 1
#: What the tools import, and what of it is built for the Python that runs the tests.
PACKAGES = ("line_profiler", "memory_profiler", "psutil", "objgraph")
COMPILED = ("pyinstrument", "memray", "rich", "jinja2", "markupsafe")


def take_turns(number: int, shift: int, count: int) -> list[Way]:
    """The ways for one case: over the cases and the shifts all get their turns."""
    first = count * (number + shift)
    return [WAYS[(first + step) % len(WAYS)] for step in range(count)]


class Twins:
    """A plain kernel and some in which the same cells run profiled, each time in other ways.

    What a way leaves behind would show in the cases after it, too.
    """

    def __init__(self, kernels: Kernels, version: str, every: bool) -> None:
        self.version = version
        self._every = every
        self._kernels = kernels
        self._count = TURNS if version in edges() else FEWER
        self._open: list[Kernel] = []
        self._ways: list[Way] = []

    def check(self, case: Case, number: int) -> None:
        """After a difference they are twins no more: the next case gets new ones."""
        try:
            self._check(case, number)
        except TimeoutError:
            # ipykernel itself hangs for good after one of some hundred interrupts, without us too.
            self.close()
            if not case.interrupt:
                raise
            self._check(case, number)
        except BaseException:
            self.close()
            raise
        if case.spoils:
            self.close()

    def _check(self, case: Case, number: int) -> None:
        if not self._open:
            self._start()
        ways = self._ways or self._turns(case, number)
        plain = plainly(self._plain, case)
        # All run before any is compared, and have so many cells behind them.
        results = [
            (way, profiled(kernel, case, *way))
            for way, kernel in zip(ways, self._profiled, strict=True)
        ]
        for way, (answer, observed) in results:
            changed = compare(plain, observed, case.shows.get(way.instrument, ()))
            assert not changed, f"plain and {way} differ:\n" + "\n".join(changed)
            if answer is not None:
                check_answer(answer, case, way, observed.reply, minor(self.version))

    def _turns(self, case: Case, number: int) -> list[Way]:
        ways = take_turns(number, versions().index(self.version), self._count)
        if (case.calls or case.notes) and all(way.instrument != "calls" for way in ways):
            # What this case expects is told by `calls` alone.
            ways[-1] = WAYS[_CALLS]
        return ways

    def close(self) -> None:
        while self._open:
            self._kernels.close(self._open.pop())

    def _start(self) -> None:
        if self._every and not self._ways:
            self._ways = self._possible()
        count = len(self._ways) or self._count
        self._open = [self._fresh() for _ in range(1 + count)]
        self._plain, *self._profiled = self._open
        for kernel in self._profiled:
            # Takes long where a cell before the first case has slowed the kernel.
            assert kernel.place()["kind"] == "ok"
        for kernel in self._open:
            # With `--all` two dozen kernels want the same processors.
            kernel.patience = 60 if self._every else 20

    def _fresh(self) -> Kernel:
        kernel = self._kernels.fresh(pythons()[self.version])
        if self._every:
            ours = self.version == f"3.{sys.version_info.minor}"
            lend(kernel, *PACKAGES, *(COMPILED if ours else ()))
            lend_program(kernel, "py-spy")
        return kernel

    def _possible(self) -> list[Way]:
        """What works in a kernel like these, asked of one that is not used besides."""
        kernel = self._fresh()
        entries = kernel.ask({"op": "catalogue"})["instruments"]
        self._kernels.close(kernel)
        works = {(e["name"], t["name"]) for e in entries for t in e["tools"] if t["available"]}
        return [way for way in ALL_WAYS if (way.instrument, way.tool) in works]


def _numbered(cases: list[Case]) -> list[Any]:
    return [pytest.param(case, number, id=case.name) for number, case in enumerate(cases)]


@pytest.fixture(scope="module")
def twins(version: str, kernels: Kernels, request: pytest.FixtureRequest) -> Iterator[Twins]:
    started = Twins(kernels, version, request.config.getoption("--all"))
    yield started
    started.close()


@pytest.mark.parametrize(("case", "number"), _numbered(LIGHT))
def test_profiled_as_plain(case: Case, number: int, twins: Twins) -> None:
    """All kernels have run the same cells before: counts and history go on the same."""
    twins.check(case, number)


@pytest.fixture(scope="module")
def strange_twins(edge: str, kernels: Kernels, request: pytest.FixtureRequest) -> Iterator[Twins]:
    started = Twins(kernels, edge, request.config.getoption("--all"))
    yield started
    started.close()


@pytest.mark.parametrize(("case", "number"), _numbered(HEAVY))
def test_profiled_as_plain_in_a_strange_kernel(
    case: Case, number: int, strange_twins: Twins
) -> None:
    if minor(strange_twins.version) < case.since:
        pytest.skip("there is no sys.monitoring in this Python")
    strange_twins.check(case, number)


def test_every_way_has_its_turn() -> None:
    had = {way for number in range(len(LIGHT)) for way in take_turns(number, 0, TURNS)}
    assert had == set(WAYS)


def check_answer(
    answer: dict[str, Any], case: Case, way: Way, reply: dict[str, Any], python: int
) -> None:
    """What the profile says agrees with what the kernel said of the same run."""
    assert answer["instrument"] == way.instrument
    if case.status == "empty":
        assert (answer["kind"], answer["reason"]) == ("failure", "empty")
        return
    if way.tool is not None and answer["kind"] == "failure":
        # Some tools need a newer Python, or a permission; the cell ran without them.
        assert (answer["reason"], answer["text"] != "") == ("unsupported", True), answer
        return
    assert answer["kind"] == "profile", answer
    assert answer["tool"] == (way.tool or answer["tool"])
    assert [one["instrument"] for one in answer["also"]] == list(way.also)
    ended = "ok" if reply["status"] == "ok" else "raised"
    assert answer["outcome"]["status"] == (case.status or ended)
    if case.error is not None:
        assert answer["outcome"]["error"] == case.error
    assert 0 < answer["wall_ns"] < 60e9
    assert len(json.dumps(answer)) < 256 * 1024, "it copies what the cell printed or holds"
    codes = {note["code"] for note in answer["notes"]}
    assert not case.debugged or "debugger" in codes
    if way.instrument == "calls":
        assert set(case.notes) <= codes
        if case.one_profiler and python < 12:
            assert case.one_profiler in codes
        else:
            check_calls(answer["data"], case)


def check_calls(data: dict[str, Any], case: Case) -> None:
    own = {row["name"]: row["calls"] for row in data["functions"] if row["kind"] == "own"}
    assert {name: own.get(name) for name in case.calls} == case.calls
    assert "foreign" not in own, "another thread was measured"
    assert not [row for row in data["functions"] if is_above_the_cell(row)]


def is_above_the_cell(row: dict[str, Any]) -> bool:
    """What runs the cell and measures it."""
    names = ("execute_request", "dispatch_shell", "do_execute")
    return "cellheat" in str(row["module"]) or row["name"].rpartition(".")[2] in names


def test_edges_are_real() -> None:
    assert edges()

"""`overview`: where the time went in one ordinary run, at next to no cost.

A thread looks at the stacks every few milliseconds, which tells *total* times of functions. Own
time of lines comes from bursts of monitoring on Python 3.12 and later, or from py-spy. Beside that
it notes garbage collections, threads, child processes, and memory over time.
"""

from __future__ import annotations

import platform
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from math import fsum
from types import FrameType
from typing import TYPE_CHECKING, Any

from .. import clock
from ..cells.cell import Cell, Origins
from ..memory import course
from ..memory.course import Course
from ..memory.gctimes import CollectionTimes
from ..processes.children import Children
from ..result import (
    Column,
    Distortion,
    Figure,
    Finding,
    Note,
    Suggestion,
    Table,
    TableData,
    Timeline,
    Value,
)
from ..stacks import pyspy
from ..stacks.bursts import Bursts, Lines
from ..stacks.pyspy import Spy, SpyFailed
from ..stacks.samples import Frame, Samples, Stack, inside
from ..stacks.stacksampler import StackSampler
from ..units import duration
from .base import About, Measured, Options, Tool

if TYPE_CHECKING:
    from .expected import Span
    from .memory import Memory

# What only some runs need is imported there: the kernel compiles it first.

#: Seconds between two looks at the stacks at first and later on, of py-spy, and at the memory.
_INTERVAL_S, _LATER_S, _SPY_S, _MEMORY_S = 0.01, 0.02, 0.005, 0.02
#: Fewer looks than this in a run as short as this say nothing.
_FEW, _SHORT_NS = 10, 200_000_000
#: A longer time without a sample is told.
_GAP_NS = 200_000_000
#: Fewer bursts than this say nothing of lines.
_FEW_BURSTS = 3
#: A part of the time that counts as most of it, and one that is worth a word.
_MOST, _NOTABLE = 0.5, 0.15
#: Rows of a table at most.
_ROWS = 200

#: What a function is known by: file, name, and first line.
_Function = tuple[str, str, int]
#: A file name and a line as it was compiled.
_Place = tuple[str, int]

_COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>")
_TOP_LEVEL = "top level"


class _Watch(StackSampler):
    """Looks at the stacks, and lets others look where it does."""

    def __init__(
        self, bursts: Bursts | None, course: Course | None, others: list[Callable[[], None]]
    ) -> None:
        super().__init__(_INTERVAL_S, later_s=_LATER_S)
        self._bursts = bursts
        self._course = course
        self._others = others

    def readings(self) -> Iterator[Any]:
        return super().readings() if self._course is None else self._course.readings()

    def last_steps(self) -> Iterable[Any]:
        return () if self._course is None else self._course.last_steps()

    def look(self, innermost: FrameType | None, reading: Any) -> None:
        if self._course is not None:
            self._course.add(clock.wall_ns(), reading)
        for other in self._others:
            other()
        if self._bursts is not None:
            self._bursts.look(innermost)


class Overview:
    """Totals by function, own time by line where that can be known, and what else went on."""

    name = "overview"

    def __init__(self, ip: Any, tool: str) -> None:
        self.tool = tool
        origins = Origins(ip, Cell(""), None)
        self._is_own = lambda filename: origins.kind(filename) == "own"
        can_burst = tool == "sampler" and _bursts_work()
        self._bursts = Bursts(self._is_own) if can_burst else None
        self._spy = Spy(_SPY_S) if tool == "py-spy" else None
        self._collections, self._children = CollectionTimes(), Children()
        #: Where the system does not tell a process its memory, another process has to look.
        self._course, self._memory = _memory()
        others = [self._collections.look, self._children.look]
        self._watch = _Watch(self._bursts, self._course, others)
        self._spied: Samples | None = None
        self._lines: Lines | None = None
        self._notes: list[Note] = []

    @property
    def tools(self) -> dict[str, str]:
        tools = {self._watch.tool: platform.python_version()}
        if self._spy is not None:
            tools["py-spy"] = pyspy.version()
        return tools

    def prepare(self) -> None:
        if self._memory is not None:
            self._memory.prepare()
        if self._spy is not None:
            try:
                self._spy.start()
            except SpyFailed as error:
                self._notes.append(Note("no-lines", f"There are no lines: {error}", "caution"))

    def start(self) -> None:
        if self._memory is not None:
            self._memory.start()
        if self._course is not None:
            self._course.start()
        self._children.start()
        self._collections.start()
        if self._bursts is not None:
            self._bursts.start()
        self._watch.start()

    def stop(self) -> None:
        self._watch.stop()
        if self._bursts is not None:
            self._bursts.stop()
        self._collections.stop()
        self._children.stop()
        if self._spy is not None:
            self._spy.end()
        if self._course is not None:
            self._course.stop()
        if self._memory is not None:
            self._memory.stop()

    def release(self) -> None:
        if self._memory is not None:
            self._memory.release()
        if self._spy is not None:
            self._spied = self._spy.close() or self._spied

    def notes(self) -> list[Note]:
        return self._notes

    def distortion(self, measured: Measured) -> Distortion | None:
        spent = self._watch.samples().spent_ns
        if spent is None or not measured.wall_ns:
            return None
        if self._lines is not None:
            spent += self._lines.cost_ns
        share, basis = spent / measured.wall_ns, _BASIS
        if self._spied is not None and self._spy is not None:
            beside = self._spy.distortion(measured.wall_ns)
            share, basis = share + beside.share, f"{_BASIS_WITH_SPY} {beside.basis}"
        return Distortion(min(1.0, share), basis)

    def data(self, ip: Any, cell: Cell, measured: Measured) -> TableData:
        samples = self._watch.samples()
        if self._bursts is not None:
            self._lines = self._bursts.lines()
        lines = self._own_lines(samples)
        story = _Story(samples, lines, self._is_own, measured, self._collecting_ns)
        origins = Origins(ip, cell, measured.count)
        finding = story.finding(origins)
        self._notes += list(self._remarks(story))
        return TableData(
            files=origins.files,
            figures=self._figures(story),
            tables=[*story.tables(origins), *self._collection_table()],
            finding=finding,
            timeline=self._timeline(ip, cell, measured),
            suggestion=self._suggestion(finding, story, measured),
        )

    def _timeline(self, ip: Any, cell: Cell, measured: Measured) -> Timeline | None:
        if self._course is not None:
            return self._course.timeline(_LATER_S)
        return self._memory.data(ip, cell, measured).timeline if self._memory else None

    def _suggestion(self, finding: Finding, story: _Story, measured: Measured) -> Suggestion | None:
        """What to use next, of what works in this kernel."""
        from ..instruments import working_tool

        for name, reason in _next(finding, self._collecting_ns, measured):
            with suppress(KeyError):
                tool = working_tool(name)
                if tool is not None:
                    expected = self._expected(name, tool, story, measured)
                    return Suggestion(name, tool, reason, expected)
        return None

    def _expected(self, name: str, tool: str, story: _Story, measured: Measured) -> Span | None:
        """By how many lines were seen to begin, where that tells; else by other cells."""
        from .expected import by_events, by_figures

        seen = self._lines
        if (name, tool) == ("lines", "tracer") and seen and seen.bursts >= _FEW_BURSTS:
            busy = min(1.0, measured.cpu_ns / max(1, measured.wall_ns))
            least, most = (rate * busy * story.seen_ns for rate in seen.pace)
            return by_events(measured.wall_ns, least, most)
        return by_figures(name, tool, measured.wall_ns)

    @property
    def _collecting_ns(self) -> int:
        return round(fsum(one.ns for one in self._collections.generations.values()))

    def _own_lines(self, samples: Samples) -> dict[_Place, float]:
        """Parts of the time by line, which add up to 1; empty where they are not known."""
        if self._spied is not None:
            own = _leaf_lines(self._spied, self._is_own)
        elif self._lines is not None and self._lines.bursts >= _FEW_BURSTS:
            if not _trustworthy(self._lines, samples):
                self._notes.append(_UNSURE)
                return {}
            own = defaultdict(float)
            for (code, line), ns in self._lines.own_ns.items():
                own[code.co_filename, line] += ns
        else:
            return {}
        whole = fsum(own.values())
        return {place: ns / whole for place, ns in own.items()} if whole else {}

    def _figures(self, story: _Story) -> list[Figure]:
        figures = [
            Figure("samples", "count", story.samples.count),
            Figure("gap", "time", self._gap_ns(story)),
            Figure("collecting", "time", self._collecting_ns),
            Figure("threads", "count", len(story.threads)),
        ]
        if sys.platform == "linux":
            figures.append(Figure("children", "count", len(self._children.seen)))
        return figures

    def _gap_ns(self, story: _Story) -> int:
        """The longest time without a look; the one after the last is known by the memory's."""
        read = 0 if self._course is None else self._course.gap_ns
        # The memory is read a moment before the run and after it, too.
        return max(story.samples.gap_ns or 0, min(read, story.wall_ns))

    def _collection_table(self) -> list[Table]:
        generations = sorted(self._collections.generations.items())
        rows: list[list[Value]] = [
            [f"generation {number}", one.count, one.collected, one.ns]
            for number, one in generations
        ]
        columns = [
            Column("generation", "text"),
            Column("collections", "count"),
            Column("collected", "count"),
            Column("total", "time"),
        ]
        return [Table("collections", columns, rows, len(rows))] if rows else []

    def _remarks(self, story: _Story) -> Iterator[Note]:
        yield _TOTALS
        if self._course is not None and self._gap_ns(story) > _GAP_NS:
            yield Note("gap", _GAP.format(gap=duration(self._gap_ns(story), 2)))
        if story.threads:
            yield _THREADS
        if self._children.were_there:
            yield _CHILDREN


class _Story:
    """What samples and lines of a run add up to."""

    def __init__(
        self,
        samples: Samples,
        lines: dict[_Place, float],
        is_own: Callable[[str], bool],
        measured: Measured,
        collecting_ns: int,
    ) -> None:
        self._collecting_ns = collecting_ns
        self.samples = samples
        self._lines = lines
        self._is_own = is_own
        self._measured = measured
        self.wall_ns = measured.wall_ns
        stacks = list(inside(samples.stacks, is_own))
        self._main = [stack for stack in stacks if stack.thread == 0]
        #: Number of a thread of the cell's → time in which it ran the user's code.
        self.threads: dict[int, int] = defaultdict(int)
        for stack in stacks:
            if stack.thread:
                self.threads[stack.thread] += stack.ns
        #: Time in which the thread that runs the cell was in the user's code.
        self.seen_ns = round(fsum(stack.ns for stack in self._main))
        self._totals: dict[_Function, int] = defaultdict(int)
        self._ends: dict[_Function, int] = defaultdict(int)
        for stack in self._main:
            self._add(stack)

    def finding(self, origins: Origins) -> Finding:
        wall = self._measured.wall_ns
        facts: dict[str, Value] = {"wall_ns": wall}
        if self.samples.count < _FEW and wall < _SHORT_NS:
            return Finding("short", {**facts, "samples_count": self.samples.count})
        if self._collecting_ns >= _MOST * wall:
            return Finding("collecting", {"collecting_ns": self._collecting_ns, **facts})
        if self.seen_ns < (1 - _MOST) * wall:
            return Finding("outside", {"outside_ns": wall - self.seen_ns, **facts})
        line = max(self._lines, key=lambda place: self._lines[place], default=None)
        if line is not None and self._lines[line] >= _MOST:
            own = round(self._lines[line] * self.seen_ns)
            place = list(origins.place(*line))
            return Finding(
                "hot-line", {"line_place": place, "own_ns": own, "rest_ns": wall - own, **facts}
            )
        function, code = self._dominant(), "hot-function"
        if function is None:
            return Finding("hot-top-level", {"total_ns": self.seen_ns, **facts})
        total = self._totals[function]
        if total < _MOST * wall:
            code = "spread"
        return Finding(
            code,
            {"function": function[1], "total_ns": total, "rest_ns": max(0, wall - total), **facts},
        )

    def tables(self, origins: Origins) -> Iterator[Table]:
        order = sorted(self._totals, key=lambda one: -self._totals[one])
        rows: list[list[Value]] = [self._row(one, origins) for one in order[:_ROWS]]
        columns = [Column("function", "text"), Column("place", "place"), Column("total", "time")]
        yield Table("totals", columns, rows, len(order))
        if self._lines:
            yield self._line_table(origins)
        if self.threads:
            threads = sorted(self.threads.items(), key=lambda one: -one[1])
            rows = [[self.samples.threads.get(one, str(one)), ns] for one, ns in threads[:_ROWS]]
            columns = [Column("thread", "text"), Column("total", "time")]
            yield Table("threads", columns, rows, len(threads))

    def _add(self, stack: Stack) -> None:
        met: set[_Function] = set()
        last: _Function | None = None
        before_is_own = False
        for frame in stack.frames:
            is_own = self._is_own(frame.filename)
            if is_own and frame.name.endswith(_COMPREHENSIONS):
                # Part of the function that it stands in, as on Python 3.12.
                continue
            if is_own or (before_is_own and not _is_kernels(frame.filename)):
                met.add(_function(frame))
            if is_own:
                last = _function(frame)
            before_is_own = is_own
        for function in met:
            self._totals[function] += stack.ns
        if last is not None:
            self._ends[last] += stack.ns

    def _dominant(self) -> _Function | None:
        """The user's function with most of the time, as far down as one has it; else the first."""
        own = [one for one in self._totals if self._is_own(one[0]) and one[1] != _TOP_LEVEL]
        top = fsum(ns for one, ns in self._ends.items() if one[1] == _TOP_LEVEL)
        hot = [one for one in own if self._totals[one] >= _MOST * self._measured.wall_ns]
        if hot:
            return min(hot, key=lambda one: (self._totals[one], -self._ends[one]))
        if not own or top >= _MOST * self._measured.wall_ns:
            return None
        return max(own, key=lambda one: self._ends[one])

    def _row(self, function: _Function, origins: Origins) -> list[Value]:
        filename, name, line = function
        if self._is_own(filename):
            return [name, list(origins.place(filename, line)), self._totals[function]]
        return [f"{origins.module(filename) or '?'}.{name}", None, self._totals[function]]

    def _line_table(self, origins: Origins) -> Table:
        order = sorted(self._lines, key=lambda place: -self._lines[place])
        rows: list[list[Value]] = []
        for place in order[:_ROWS]:
            file, line = origins.place(*place)
            code = origins.line(file, line)
            rows.append([[file, line], code, round(self._lines[place] * self.seen_ns)])
        columns = [Column("place", "place"), Column("code", "code"), Column("own", "time")]
        return Table("own-lines", columns, rows, len(order))


def _function(frame: Frame) -> _Function:
    if frame.name == "<module>":
        # IPython compiles each statement by itself.
        return frame.filename, _TOP_LEVEL, 1
    name = frame.name.replace(".<locals>", "")
    return frame.filename, name, frame.first_line or frame.line or 1


def _is_kernels(filename: str) -> bool:
    """Showing and printing results is the kernel's business."""
    return "ipykernel" in filename or "IPython" in filename


def _leaf_lines(samples: Samples, is_own: Callable[[str], bool]) -> dict[_Place, float]:
    """Time by the line of the innermost of the user's functions."""
    own: dict[_Place, float] = defaultdict(float)
    for stack in inside(samples.stacks, is_own):
        frame = next(one for one in reversed(stack.frames) if is_own(one.filename))
        if stack.thread == 0 and frame.line is not None:
            own[frame.filename, frame.line] += stack.ns
    return own


def _trustworthy(lines: Lines, samples: Samples) -> bool:
    """False where something let no other thread in for long, and no burst saw which line."""
    line = max(lines.own_ns, key=lambda one: lines.own_ns[one], default=None)
    if line is None or samples.late_ns < _NOTABLE * fsum(one.ns for one in samples.stacks):
        return line is not None
    return lines.longest_ns[line] >= samples.late_from_ns / 2


def _memory() -> tuple[Course | None, Memory | None]:
    if course.is_told():
        return Course(), None
    from .memory import Memory

    return None, Memory(_MEMORY_S)


def _bursts_work() -> bool:
    return sys.version_info >= (3, 12) and getattr(sys, "_is_gil_enabled", lambda: True)()


def _next(finding: Finding, collecting_ns: int, measured: Measured) -> Iterator[tuple[str, str]]:
    if finding.code == "short":
        yield "timeit", "Timeit repeats the cell until its time is known."
        return
    if collecting_ns > _NOTABLE * measured.wall_ns:
        took = duration(collecting_ns)
        tells = f"Garbage collections took {took}: Allocations tells which lines allocate."
        yield "allocations", tells
    if finding.code == "outside":
        yield "io", "I/O tells what a cell waits for: statements of databases, the event loop."
        yield "stacks", "Stacks tells which calls led to where the cell waited."
        return
    if finding.code == "hot-line":
        yield "lines", "Lines counts how often each line runs, and takes the time of each."
    else:
        yield "lines", "Lines takes the time of each line of your functions."
    yield "calls", "Calls counts the calls of each function, with the time in it alone."


_BASIS = "Processor time of the sampling thread, and the number of lines that bursts told of"
_BASIS_WITH_SPY = "Processor time of the sampling thread."
_TOTALS = Note(
    "sampled",
    "Times are sampled. The total of a function is its own time and that of all it calls; "
    "functions that return within milliseconds may be counted with their callers.",
)
_UNSURE = Note(
    "no-lines",
    "Something in this cell lets no other thread of Python run for long, and it was not seen which "
    "line that is, so lines are left out.",
)
_GAP = (
    "Once nothing was sampled for {gap}: a call that kept Python's lock ran so long, or other "
    "programs kept the processors busy. How high memory rose meanwhile is known, but not when."
)
_THREADS = Note(
    "threads", "Other threads ran your code, too. Totals are of the thread that runs the cell."
)
_CHILDREN = Note(
    "children", "The cell started child processes. What they did is not measured.", "caution"
)


def _make(tool: str) -> Callable[[Options], Overview]:
    return lambda options: Overview(options.ip, tool)


def _preferred() -> str | None:
    """py-spy only where there is no other way to lines: it takes its time to start."""
    if _bursts_work() or pyspy.program() is None:
        return "sampler"
    return "py-spy" if pyspy.obstacle() is None else "sampler"


ABOUT = About(
    "overview",
    "where",
    (
        Tool(
            "sampler",
            measures=(
                "Total time of your functions, memory over time, garbage collections and threads; "
                "on Python 3.12 and later own time of lines, too."
            ),
            blind=(
                "What takes less than some milliseconds, functions written in C, and child "
                "processes. Below Python 3.12 it does not tell lines."
            ),
            needs="Nothing but Python.",
            make=_make("sampler"),
        ),
        Tool(
            "py-spy",
            measures="The same, with own time of lines from py-spy, on every Python.",
            blind="What takes less than some milliseconds, and child processes.",
            needs="The py-spy package, on Linux or macOS, and permission to read the kernel.",
            make=_make("py-spy"),
            package="py_spy",
            obstacle=pyspy.obstacle,
        ),
    ),
    preferred=_preferred,
)

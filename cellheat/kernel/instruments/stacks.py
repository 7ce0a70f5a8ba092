"""`stacks`: which calls the time passed in, as a tree, from samples of what ran.

Four tools take the samples: a thread of the kernel, which knows total times only; py-spy from
outside, which knows the lines too, and child processes; the same with functions that are not
Python's; and pyinstrument, which knows own times of functions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from ..cells.cell import Cell, Origins
from ..processes.children import Children
from ..result import Distortion, Figure, Finding, Note, TableData, Value
from ..stacks import pyspy
from ..stacks.calltree import CallTree, Node, label_of, own_lines, place_of, shown
from ..stacks.pyinstruments import NotStarted, Pyinstrument, obstacle
from ..stacks.pyspy import Spy, SpyFailed
from ..stacks.samples import Frame, Samples, Stack
from ..stacks.tasksampler import WAITS, TaskSampler
from ..units import duration
from .base import About, Measured, Options, Tool, Unavailable

#: Seconds between two samples of the thread, of py-spy, and of py-spy where it stops the kernel.
_THREAD_S, _SPY_S, _NATIVE_S = 0.002, 0.005, 0.02
#: With fewer samples of the cell nothing can be said.
_FEW = 5
#: Time outside of the user's code is told from this share of the run on.
_NOTABLE = 0.03
_OUTSIDE = Frame("", "(outside of your code)", None, None)
#: A longer time without a sample is told.
_GAP_NS = 100e6


class Source(Protocol):
    """What takes the samples; every method but `samples` may be called twice."""

    tool: str

    @property
    def tools(self) -> dict[str, str]: ...

    def prepare(self) -> None: ...

    def start(self) -> None:
        """Raises Unavailable."""

    def stop(self) -> None: ...

    def release(self) -> None: ...

    def samples(self) -> Samples | None: ...

    def distortion(self, measured: Measured) -> Distortion | None: ...

    def notes(self) -> list[Note]:
        """Called after `samples`."""


class Stacks:
    """A tree of calls with their times, each thread and each waiting task a root of its own."""

    name = "stacks"

    def __init__(self, source: Source) -> None:
        self._source = source
        self._samples: Samples | None = None
        self._running = False
        self._notes: list[Note] = []

    @property
    def tool(self) -> str:
        return self._source.tool

    @property
    def tools(self) -> dict[str, str]:
        return self._source.tools

    def prepare(self) -> None:
        self._source.prepare()

    def start(self) -> None:
        try:
            self._source.start()
            self._running = True
        except Unavailable as reason:
            self._notes.append(Note("no-stacks", str(reason), "caution"))

    def stop(self) -> None:
        if self._running:
            self._source.stop()

    def release(self) -> None:
        self._source.release()

    def notes(self) -> list[Note]:
        return self._notes

    def distortion(self, measured: Measured) -> Distortion | None:
        return None if self._samples is None else self._source.distortion(measured)

    def data(self, ip: Any, cell: Cell, measured: Measured) -> TableData:
        origins = Origins(ip, cell, measured.count)
        samples = self._source.samples() if self._running else None
        if samples is None:
            return TableData(origins.files, [], [])
        self._samples = samples
        stacks = list(_told(samples, origins, measured.wall_ns))
        tree = CallTree(origins, samples.threads)
        for stack in stacks:
            tree.add(stack)
        tables = [tree.table(own=samples.exact)]
        if samples.exact:
            tables.append(own_lines(origins, stacks))
        self._notes += [*_remarks(samples, stacks), *self._source.notes()]
        return TableData(
            files=origins.files,
            figures=_figures(samples),
            tables=[table for table in tables if table.rows],
            finding=_finding(samples, stacks, tree, origins, measured.wall_ns),
        )


def _told(samples: Samples, origins: Origins, wall_ns: int) -> Iterator[Stack]:
    """What is to be shown; of the main thread also the time in which none of its code ran."""
    inside = 0
    for stack in shown(samples.stacks, origins):
        if stack.frames and stack.frames != (WAITS,):
            inside += stack.ns if stack.thread == 0 else 0
            yield stack
    if wall_ns - inside > _NOTABLE * wall_ns:
        yield Stack(0, (_OUTSIDE,), wall_ns - inside, 0)


def _figures(samples: Samples) -> list[Figure]:
    figures = [Figure("samples", "count", samples.count)]
    if samples.gap_ns is not None:
        figures.append(Figure("gap", "time", samples.gap_ns))
    return figures


def _remarks(samples: Samples, stacks: list[Stack]) -> Iterator[Note]:
    if len({stack.thread for stack in stacks}) > 1:
        yield _SIDE_BY_SIDE
    if samples.gap_ns is not None and samples.gap_ns > max(_GAP_NS, 10e9 * samples.interval_s):
        yield Note("gap", _GAP.format(gap=duration(samples.gap_ns, 2)))


def _finding(
    samples: Samples, stacks: list[Stack], tree: CallTree, origins: Origins, wall_ns: int
) -> Finding:
    main = tree.main()
    if main is None or samples.count < _FEW:
        return Finding("stacks-few", {"samples_count": samples.count, "wall_ns": wall_ns})
    facts: dict[str, Value] = {"wall_ns": wall_ns}
    mine = (stack for stack in stacks if stack.thread == 0)
    lines = own_lines(origins, mine).rows if samples.exact else []
    if lines and _number(lines[0][2]) > main.total / 2:
        place, _, own = lines[0]
        return Finding("stacks-line", {**facts, "own_ns": own, "line_place": place})
    node, waits = _hottest(main, origins)
    if node is None or node.frame.name == "<module>":
        return Finding("stacks-spread", facts)
    facts["function"] = label_of(origins, node.frame)
    facts["function_place"] = place_of(origins, node.frame, node.line)
    facts["total_ns"] = node.total
    return Finding("stacks-waited" if waits else "stacks-path", facts)


def _hottest(main: Node, origins: Origins) -> tuple[Node | None, bool]:
    """The innermost own function with more than half of the time, and whether that was waiting."""
    node, found = main, None
    while True:
        above = node
        node = max(above.children.values(), key=lambda one: one.total, default=above)
        if node is above or node.total <= main.total / 2:
            return found, False
        if node.frame is WAITS:
            return found, True
        if node.frame is _OUTSIDE:
            return None, False
        if origins.kind(node.frame.filename) == "own":
            found = node


def _number(value: Value) -> float:
    return value if isinstance(value, int | float) else 0


class ThreadSource:
    """A thread of the kernel that looks at the others."""

    tool = "sampler"

    def __init__(self, ip: Any) -> None:
        self._sampler = TaskSampler(ip, _THREAD_S)

    @property
    def tools(self) -> dict[str, str]:
        return {self._sampler.tool: f"every {1000 * _THREAD_S:g} ms"}

    def prepare(self) -> None:
        """There is nothing to prepare."""

    def start(self) -> None:
        self._sampler.start()

    def stop(self) -> None:
        self._sampler.stop()

    def release(self) -> None:
        """There is nothing to let go of."""

    def samples(self) -> Samples:
        return self._sampler.samples()

    def distortion(self, measured: Measured) -> Distortion | None:
        spent = self._sampler.samples().spent_ns
        if spent is None or not measured.wall_ns:
            return None
        return Distortion(min(1.0, spent / measured.wall_ns), _BASIS)

    def notes(self) -> list[Note]:
        return [_TOTALS_ONLY]


class SpySource:
    """py-spy, in a process beside the kernel; `native` asks for functions that are not Python's."""

    def __init__(self, native: bool = False) -> None:
        self.tool = "py-spy-native" if native else "py-spy"
        #: The first one that starts is taken.
        self._spies = [Spy(_SPY_S, children=True), Spy(_SPY_S)]
        if native:
            self._spies.insert(0, Spy(_NATIVE_S, native=True, children=True))
        self._spy = self._spies[0]
        self._children = Children()
        self._samples: Samples | None = None
        self._troubles: list[str] = []

    @property
    def tools(self) -> dict[str, str]:
        return {"py-spy": pyspy.version()}

    def prepare(self) -> None:
        for spy in self._spies:
            try:
                spy.start()
                self._spy = spy
                return
            except SpyFailed as error:
                self._troubles.append(str(error))

    def start(self) -> None:
        if len(self._troubles) == len(self._spies):
            raise Unavailable(self._troubles[-1])
        self._children.start()

    def stop(self) -> None:
        self._spy.end()
        self._children.stop()

    def release(self) -> None:
        self._samples = self._spy.close() or self._samples

    def samples(self) -> Samples | None:
        return self._samples

    def distortion(self, measured: Measured) -> Distortion | None:
        return self._spy.distortion(measured.wall_ns)

    def notes(self) -> list[Note]:
        notes = [] if self._spy.native else [_NO_NATIVE]
        if self._spies[0].native and not self._spy.native:
            reason = _REFUSED.format(reason=self._troubles[0])
            notes.append(Note("native-refused", reason, "caution"))
        if self._samples is not None and self._samples.children:
            notes.append(_CHILDREN)
        elif self._children.were_there:
            notes.append(_CHILDREN_UNSEEN)
        return notes


class PyinstrumentSource:
    """pyinstrument, in the thread that runs the cell."""

    tool = "pyinstrument"

    def __init__(self) -> None:
        self._pyinstrument = Pyinstrument()

    @property
    def tools(self) -> dict[str, str]:
        return {"pyinstrument": self._pyinstrument.version}

    def prepare(self) -> None:
        self._pyinstrument.prepare()

    def start(self) -> None:
        try:
            self._pyinstrument.start()
        except NotStarted as error:
            raise Unavailable(str(error)) from error

    def stop(self) -> None:
        self._pyinstrument.stop()

    def release(self) -> None:
        """There is nothing to let go of."""

    def samples(self) -> Samples:
        return self._pyinstrument.samples()

    def distortion(self, measured: Measured) -> Distortion | None:
        """It listens to each call and return, and does not count them."""
        return None

    def notes(self) -> list[Note]:
        notes = [_ONE_THREAD, _LINES_OF_CALLS, _SLOWED]
        return [*notes, *([_TAKEN_OVER] if self._pyinstrument.lost else [])]


_BASIS = "The time that taking the samples took, measured in this run."
_GAP = (
    "Once nothing was sampled for {gap}: a call that kept Python's lock ran so long, or other "
    "programs kept the processors busy."
)
_SIDE_BY_SIDE = Note(
    "side-by-side",
    "Threads, tasks and processes run or wait at the same time, so their times add up to more than "
    "the run.",
)
_TOTALS_ONLY = Note(
    "totals-only",
    "Times are of a function with all that it called. A thread of Python's cannot tell what a "
    "function did itself, nor at which line: py-spy can.",
)
_NO_NATIVE = Note(
    "no-native",
    "What C code does within a line is not told. py-spy with native frames tells it, and holds the "
    "kernel up for that.",
)
_REFUSED = "py-spy did not read native frames, so the run was measured without them. {reason}"
_CHILDREN = Note(
    "processes",
    "Child processes that run Python stand beside the kernel, from about a tenth of a second after "
    "their start on. Of others, and of shorter ones, nothing is known.",
)
_CHILDREN_UNSEEN = Note(
    "children",
    "The cell started child processes, and py-spy saw none of them. They ended within tenths of a "
    "second, do not run Python, or this system does not let py-spy read them. What they did is not "
    "measured.",
    "caution",
)
_ONE_THREAD = Note(
    "one-thread",
    "Only the thread that runs the cell is measured, no other threads and no child processes. "
    "Each call is slowed, so much called functions look slower than they are.",
)
_LINES_OF_CALLS = Note(
    "lines-of-calls",
    "Of lines it is known how long what they called took. At which line a function worked by "
    "itself is not known: py-spy can tell.",
)
_SLOWED = Note(
    "slowed",
    "How much pyinstrument slowed this run is not known: it listens to each call and return, and "
    "does not count them.",
)
_TAKEN_OVER = Note(
    "taken-over",
    "The cell used a profiler of its own, which switched pyinstrument off, so the tree is "
    "incomplete.",
    "caution",
)


def _thread(options: Options) -> Stacks:
    return Stacks(ThreadSource(options.ip))


ABOUT = About(
    "stacks",
    "function",
    (
        Tool(
            "sampler",
            measures=(
                "The total time of each function, by who called it: of all threads, and of what "
                "tasks await."
            ),
            blind=(
                "Own times and lines: Python lets the sampling thread look only between its own "
                "steps. Functions that end within some milliseconds, and child processes."
            ),
            needs="Nothing but Python.",
            make=_thread,
        ),
        Tool(
            "py-spy",
            measures=(
                "The time of each function and line, by who called it: of all threads, and of "
                "child processes that run Python."
            ),
            blind=(
                "What a task awaits, C code within a line, and child processes of less than some "
                "tenths of a second. It looks 200 times a second."
            ),
            needs=(
                "The py-spy package, on Linux or macOS, and permission to read the kernel's memory."
            ),
            make=lambda options: Stacks(SpySource()),
            package="py_spy",
            obstacle=pyspy.obstacle,
        ),
        Tool(
            "py-spy-native",
            measures=(
                "The same, and functions of C, C++, Rust or Cython within a line, with the library "
                "that they are in."
            ),
            blind=(
                "What a task awaits, functions of libraries that have no names left in them, and "
                "short child processes. It stops the kernel 50 times a second to look."
            ),
            needs=(
                "The py-spy package with native frames, on Linux or macOS, and permission to read "
                "the kernel's memory and to stop it."
            ),
            make=lambda options: Stacks(SpySource(native=True)),
            package="py_spy",
            obstacle=pyspy.native_obstacle,
        ),
        Tool(
            "pyinstrument",
            measures=(
                "Total and own time of each function as pyinstrument samples it, by who called "
                "it, and what it awaits; the time of lines in what they called."
            ),
            blind=(
                "At which line a function worked by itself, other threads and child processes. It "
                "slows calls most of all."
            ),
            needs="The pyinstrument package.",
            make=lambda options: Stacks(PyinstrumentSource()),
            package="pyinstrument",
            obstacle=obstacle,
        ),
    ),
)

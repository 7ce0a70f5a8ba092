"""`lines`: which line took the time, of the cell and of every function of the notebook's.

Python's own means measure on every version (`linetrace/`). line_profiler (`lineprofiler.py`) is
faster on Python 3.10 and 3.11, and knows less: neither the time of a line without what it called,
nor how long it waited.
"""

from __future__ import annotations

import importlib.util
import platform
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Protocol

from .. import packages
from ..cells.cell import Cell, Origins
from ..linetrace import (
    Cost,
    Line,
    Untraceable,
    calibrate,
    is_shown,
    lineprofiler,
    new_tracer,
    notebook_code,
)
from ..linetrace.sourcelines import SourceLine, source_lines
from ..linetrace.stacks import total
from ..result import (
    Column,
    Distortion,
    Figure,
    Finding,
    MissingPackage,
    Note,
    Suggestion,
    Table,
    TableData,
    Value,
)
from ..units import duration
from .base import About, Measured, Tool
from .expected import by_events

#: More rows than this nobody reads, and the document stays below 256 KiB.
ROW_LIMIT = 500

PACKAGE = "line_profiler"


class Engine(Protocol):
    """What measures: see `linetrace.Tracer`."""

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def lines(self) -> list[Line]: ...
    @property
    def events(self) -> int: ...
    @property
    def lost(self) -> bool: ...
    @property
    def unseen_threads(self) -> bool: ...


class TracedLines:
    """Hits, own time, total time and waiting of every line, with a tracer of ours."""

    name = "lines"
    tool = "tracer"

    def __init__(self, ip: Any) -> None:
        self._ip = ip
        self._cost: Cost | None = None
        self._engine: Engine | None = None
        self._notes: list[Note] = []

    @property
    def tools(self) -> dict[str, str]:
        means = "sys.monitoring" if sys.version_info >= (3, 12) else "sys.settrace"
        return {means: platform.python_version()}

    def prepare(self) -> None:
        """Measure what an event costs in this kernel, now."""
        self._cost = calibrate()

    def start(self) -> None:
        unseen_ns = self._cost.unseen_ns if self._cost else 0
        engine = new_tracer(notebook_code(self._ip), bias_ns=unseen_ns)
        try:
            engine.start()
            self._engine = engine
        except Untraceable as reason:
            self._notes.append(Note("no-lines", str(reason), "caution"))

    def stop(self) -> None:
        if self._engine is not None:
            self._engine.stop()

    def release(self) -> None:
        """There is nothing to let go of."""

    def notes(self) -> list[Note]:
        return [*self._notes, *self._remarks()]

    def distortion(self, measured: Measured) -> Distortion | None:
        if self._engine is None or self._cost is None or not measured.wall_ns:
            return None
        events = self._engine.events
        share = min(1.0, events * self._cost.whole_ns / measured.wall_ns)
        cost = duration(self._cost.whole_ns, 2)
        return Distortion(share, f"{events:,} events of {cost} each, measured before the run")

    def data(self, ip: Any, cell: Cell, measured: Measured) -> TableData:
        origins = Origins(ip, cell, measured.count)
        lines = [] if self._engine is None else self._engine.lines()
        return line_data(lines, origins, measured.wall_ns, self._missing())

    def _missing(self) -> MissingPackage | None:
        if sys.version_info >= (3, 12) or importlib.util.find_spec(PACKAGE) is not None:
            return None
        return packages.missing(PACKAGE, importlib.util.find_spec("pip") is not None)

    def _remarks(self) -> Iterator[Note]:
        if self._engine is not None and self._engine.lost:
            yield _LOST
        if self._engine is not None and self._engine.unseen_threads:
            yield _OLD_THREADS
        if self._missing() is not None:
            yield _SLOW
        yield _TRACED


class ProfiledLines:
    """Hits and total time of every line, with line_profiler."""

    name = "lines"
    tool = PACKAGE

    def __init__(self, ip: Any) -> None:
        self._engine = lineprofiler.LineProfilerEngine(ip, notebook_code(ip))
        self._notes: list[Note] = []
        #: What a line costs, and how many ran.
        self._cost_ns: float | None = None
        self._hits = 0

    @property
    def tools(self) -> dict[str, str]:
        return {PACKAGE: lineprofiler.version()}

    def prepare(self) -> None:
        """Import it, which takes a moment, and try what a line costs in this kernel, now."""
        self._cost_ns = lineprofiler.cost_ns()

    def start(self) -> None:
        try:
            self._engine.start()
        except Untraceable as reason:
            self._notes.append(Note("no-lines", str(reason), "caution"))

    def stop(self) -> None:
        self._engine.stop()

    def release(self) -> None:
        self._engine.release()

    def notes(self) -> list[Note]:
        lost = [_LOST] if self._engine.lost else []
        return [*self._notes, *lost, _PROFILED]

    def distortion(self, measured: Measured) -> Distortion | None:
        if not self._cost_ns or not self._hits or not measured.wall_ns:
            return None
        share = min(1.0, self._hits * self._cost_ns / measured.wall_ns)
        basis = f"{self._hits:,} lines of {duration(self._cost_ns, 2)} each, tried before the run"
        return Distortion(share, basis)

    def data(self, ip: Any, cell: Cell, measured: Measured) -> TableData:
        origins = Origins(ip, cell, measured.count)
        lines = self._engine.lines()
        self._hits = total(line.hits for line in lines)
        found = line_data(lines, origins, measured.wall_ns, None)
        return replace(found, suggestion=self._suggestion(measured.wall_ns)) if lines else found

    def _suggestion(self, wall_ns: int) -> Suggestion:
        """What it does not know, the other tool does."""
        without_ns = max(0, round(wall_ns - self._hits * (self._cost_ns or 0)))
        # Where each line is a function of its own, there are a call and a return besides.
        expected = by_events(without_ns, self._hits, 3 * self._hits)
        return Suggestion("lines", "tracer", _MORE, expected)


def line_data(
    lines: list[Line], origins: Origins, wall_ns: int, missing: MissingPackage | None
) -> TableData:
    """The table of the lines, those that took most first, and what it says."""
    lines = [line for line in lines if is_shown(line)]
    order = sorted(lines, key=_weight, reverse=True)
    found = source_lines(order[:ROW_LIMIT], origins)
    columns = _columns(lines)
    rows = [[_value(one, column.code) for column in columns] for one in found]
    table = Table("lines", columns, rows, len(lines))
    hits = Figure("lines-run", "count", total(line.hits for line in lines))
    return TableData(
        files=origins.files,
        figures=[hits] if lines else [],
        tables=[table],
        finding=_finding(found, wall_ns),
        missing=missing,
    )


_COLUMNS = [
    Column("place", "place"),
    Column("code", "code"),
    Column("hits", "count"),
    Column("own", "time"),
    Column("total", "time"),
    Column("waiting", "time"),
    Column("function", "text"),
]


def _columns(lines: list[Line]) -> list[Column]:
    """Those that the tool can fill: in others nothing would seem to have been spent."""
    if all(line.own_ns is not None for line in lines):
        return _COLUMNS
    return [column for column in _COLUMNS if column.code not in ("own", "waiting")]


def _value(one: SourceLine, column: str) -> Value:
    line = one.line
    values: dict[str, Value] = {
        "place": one.place,
        "code": one.text,
        "hits": line.hits,
        "own": line.own_ns,
        "total": line.total_ns,
        "waiting": line.waiting_ns or None,
        "function": line.function,
    }
    return values[column]


def _weight(line: Line) -> tuple[int, int, int]:
    """By own time; by total time where a tool tells no other, and what lies deeper first then."""
    if line.own_ns is not None:
        return line.own_ns, line.total_ns, line.hits
    return line.total_ns, int(line.function is not None), line.hits


def _finding(found: list[SourceLine], wall_ns: int) -> Finding | None:
    """Which line took most, or was waited at longest; never more than the run."""
    if not found:
        return None
    hottest = found[0]
    waited = max(found, key=lambda one: one.line.waiting_ns or 0)
    own_ns, waiting_ns = hottest.line.own_ns, waited.line.waiting_ns or 0
    facts: dict[str, Value] = {"wall_ns": wall_ns}
    if own_ns is None:
        spent_ns = min(hottest.line.total_ns, wall_ns)
        facts |= {"line_place": hottest.place, "spent_ns": spent_ns}
        return Finding("line-total", facts)
    if waiting_ns > own_ns:
        facts |= {"line_place": waited.place, "spent_ns": min(waiting_ns, wall_ns)}
        return Finding("line-waited", facts)
    facts |= {"line_place": hottest.place, "spent_ns": min(own_ns, wall_ns)}
    return Finding("line-own", facts)


_TRACED = Note(
    "lines-traced",
    "Each line is held up for a moment to note it, so short lines that run often seem slower than "
    "they are. Child processes and threads that were there before the run are not measured.",
)

_PROFILED = Note(
    "lines-profiled",
    "Times are with all that a line called, without waiting at an await, and a line that calls "
    "itself counts each call anew. The body of a cell below %%time and child processes are not "
    "measured, nor are threads before Python 3.12.",
)

_MORE = (
    "line_profiler knows neither the time in a line alone nor how long it waited. cellheat's own "
    "tracer tells both."
)

_SLOW = Note(
    "lines-slow",
    "Before Python 3.12, Python's own means slow a loop many times over. It takes less time with "
    "line_profiler.",
)

_LOST = Note(
    "lines-lost",
    "Tracing ended before the cell did, because of an interrupt, very deep recursion, or a tracer "
    "or debugger of the cell's own. What ran after that is not in the table.",
    "caution",
)

_OLD_THREADS = Note(
    "old-threads",
    "Threads that were there before the run went through this notebook's code meanwhile. They are "
    "not measured.",
)


def _preferred() -> str | None:
    """line_profiler below Python 3.12, where Python's own means are slow."""
    slow = sys.version_info < (3, 12)
    if slow and importlib.util.find_spec(PACKAGE) is not None and lineprofiler.obstacle() is None:
        return PACKAGE
    return "tracer"


ABOUT = About(
    "lines",
    "line",
    (
        Tool(
            "tracer",
            measures=(
                "Hits, own time, total time and waiting of each line of the cell and of the "
                "notebook's functions that it reaches."
            ),
            blind=(
                "Lines of libraries, child processes, and threads that were there before. It "
                "slows short lines more than long ones."
            ),
            needs="Nothing but Python; it is much faster on 3.12 and later.",
            make=lambda options: TracedLines(options.ip),
        ),
        Tool(
            PACKAGE,
            measures=(
                "Hits and total time of each line of the cell and of the notebook's functions that "
                "it reaches."
            ),
            blind=(
                "Own time, waiting at an await, lines of libraries, the body of a cell below "
                "%%time, child processes, and threads before Python 3.12."
            ),
            needs="The package line_profiler, 5 or later.",
            make=lambda options: ProfiledLines(options.ip),
            package=PACKAGE,
            obstacle=lineprofiler.obstacle,
        ),
    ),
    _preferred,
)

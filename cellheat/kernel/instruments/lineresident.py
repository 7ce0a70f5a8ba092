"""`memory` by line with memory_profiler: the resident memory of the whole kernel at each line.

memory_profiler's own line engine takes functions in files only, and counts the whole process as the
change of each first line. So the tracer of `lines` says when, and memory_profiler reads how much.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import clock
from ..cells.cell import Cell, Origins
from ..linetrace import (
    Line,
    ReadBytes,
    Tracer,
    Untraceable,
    is_shown,
    new_tracer,
    notebook_code,
)
from ..linetrace.sourcelines import SourceLine, source_lines
from ..result import Column, Distortion, Finding, MemoryData, Note, Table, Value
from ..units import duration
from .base import Measured, Options

#: Rows of a table.
_ROWS = 500
_MIB = 2**20
#: Readings before the run.
_TRIALS = 10
#: The system hands out memory in pages, so less than this is no change.
_LITTLE_BYTES = 0.1 * _MIB


class LineResident:
    """How much the kernel's resident memory changed at each line, and where it stood."""

    name = "memory"
    tool = "memory_profiler"

    def __init__(self, options: Options) -> None:
        self._ip = options.ip
        self._bytes = ReadBytes(_reader())
        #: What one reading costs; each event of the tracer reads once.
        self._cost_ns = 0
        self._tracer: Tracer | None = None
        self._notes: list[Note] = []

    @property
    def tools(self) -> dict[str, str]:
        import memory_profiler

        return {"memory_profiler": str(memory_profiler.__version__)}

    def prepare(self) -> None:
        """Import what reads, and measure what a reading costs."""
        times = []
        for _ in range(_TRIALS):
            start = clock.wall_ns()
            self._bytes.read()
            times.append(clock.wall_ns() - start)
        self._cost_ns = min(times)

    def start(self) -> None:
        tracer = new_tracer(notebook_code(self._ip), self._bytes.probe)
        try:
            tracer.start()
            self._tracer = tracer
        except Untraceable as reason:
            self._notes.append(Note("no-lines", str(reason), "caution"))

    def stop(self) -> None:
        if self._tracer is not None:
            self._tracer.stop()

    def release(self) -> None:
        """There is nothing to let go of."""

    def notes(self) -> list[Note]:
        return self._notes

    def distortion(self, measured: Measured) -> Distortion | None:
        if self._tracer is None or not measured.wall_ns:
            return None
        events = self._tracer.events
        share = min(1.0, events * self._cost_ns / measured.wall_ns)
        cost = duration(self._cost_ns, 2)
        return Distortion(share, f"{events:,} events of {cost} each, measured before the run")

    def data(self, ip: Any, cell: Cell, measured: Measured) -> MemoryData:
        if self._bytes.lost or (self._tracer is not None and self._tracer.lost):
            self._notes.append(_LOST)
        self._notes.append(_WHAT)
        origins = Origins(ip, cell, measured.count)
        lines = [] if self._tracer is None else self._tracer.lines()
        lines = sorted((line for line in lines if is_shown(line)), key=_weight, reverse=True)
        found = source_lines(lines[:_ROWS], origins)
        resident = measured.resident
        return MemoryData(
            resident.start,
            resident.peak,
            resident.end,
            resident.method,
            files=origins.files,
            tables=[Table("resident-lines", _COLUMNS, [_row(one) for one in found], len(lines))],
            finding=_finding(found),
        )


def _reader() -> Callable[[], int]:
    """Reads the resident memory of this process."""
    import memory_profiler

    # It asks psutil, about a process that it looks up anew each time, which takes most of the time.
    process = memory_profiler.psutil.Process()
    return lambda: int(process.memory_info()[0])


def _weight(line: Line) -> tuple[int, int]:
    """The largest change first; of a call and the line that made it, the line that lies deeper."""
    return abs(line.net_bytes or 0), int(line.function is not None)


_COLUMNS = [
    Column("place", "place"),
    Column("code", "code"),
    Column("hits", "count"),
    Column("increment", "bytes"),
    Column("function", "text"),
]


def _row(one: SourceLine) -> list[Value]:
    line = one.line
    return [one.place, one.text, line.hits, line.net_bytes, line.function]


def _finding(found: list[SourceLine]) -> Finding | None:
    """`None` leaves the sentence to the resident memory of the whole run."""
    if not found or abs(found[0].line.net_bytes or 0) < _LITTLE_BYTES:
        return None
    top = found[0]
    return Finding("resident-line", {"line_place": top.place, "change_bytes": top.line.net_bytes})


_WHAT = Note(
    "line-resident",
    "This is the memory of the whole kernel that is in RAM, as memory_profiler reads it at each "
    "line. Blocks that the kernel already held and used again do not show: a line may allocate and "
    "change nothing here. Memory with the tool lines tells exact bytes.",
)
_LOST = Note(
    "lines-lost",
    "Tracing ended before the cell did, because of an interrupt, very deep recursion, or a tracer "
    "or debugger of the cell's own. What ran after that is not in the table.",
    "caution",
)

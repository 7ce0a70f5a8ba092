"""`memory` by line: what each line of the notebook's code allocates through Python.

The tracer of `lines` reads tracemalloc at each line, so both numbers are exact: what a line left
behind, and how far it went above its start.
"""

from __future__ import annotations

import platform
import sys
from typing import Any

from ..cells.cell import Cell, Origins
from ..linetrace import (
    Cost,
    Line,
    Tracer,
    Untraceable,
    calibrate,
    is_shown,
    new_tracer,
    notebook_code,
    traced_bytes,
)
from ..linetrace.sourcelines import SourceLine, source_lines
from ..memory.allocated import Allocated
from ..result import Column, Distortion, Finding, MemoryData, Note, Table, Value
from ..units import duration
from .base import Measured, Options

#: Rows of a table.
_ROWS = 500
#: Less than this is not worth a sentence.
_LITTLE_BYTES = 0.1 * 2**20
#: A line and its caller differ by less than this.
_SAME = 0.99


class LineMemory:
    """Bytes that each line left behind, and the highest it reached above its start."""

    name = "memory"
    tool = "lines"

    def __init__(self, options: Options) -> None:
        self._ip = options.ip
        self._allocated = Allocated(1)
        self._cost: Cost | None = None
        self._tracer: Tracer | None = None
        self._notes: list[Note] = []

    @property
    def tools(self) -> dict[str, str]:
        means = "sys.monitoring" if sys.version_info >= (3, 12) else "sys.settrace"
        version = platform.python_version()
        return {"tracemalloc": version, means: version}

    def prepare(self) -> None:
        """There is nothing to prepare: it takes tracemalloc to know what a line costs."""

    def start(self) -> None:
        import tracemalloc

        self._allocated.start()
        probe = traced_bytes(tracemalloc)
        self._cost = calibrate(probe)
        tracer = new_tracer(notebook_code(self._ip), probe)
        self._allocated.mark()
        try:
            tracer.start()
            self._tracer = tracer
        except Untraceable as reason:
            self._notes.append(Note("no-lines", str(reason), "caution"))

    def stop(self) -> None:
        if self._tracer is not None:
            self._tracer.stop()
        self._allocated.stop()

    def release(self) -> None:
        self._allocated.close()

    def notes(self) -> list[Note]:
        return self._notes

    def distortion(self, measured: Measured) -> Distortion | None:
        if self._tracer is None or self._cost is None or not measured.wall_ns:
            return None
        events = self._tracer.events
        share = min(1.0, events * self._cost.whole_ns / measured.wall_ns)
        cost = duration(self._cost.whole_ns, 2)
        return Distortion(share, f"{events:,} events of {cost} each, measured before the run")

    def data(self, ip: Any, cell: Cell, measured: Measured) -> MemoryData:
        self._remark()
        origins = Origins(ip, cell, measured.count)
        lines = [] if self._tracer is None else self._tracer.lines()
        lines = sorted((line for line in lines if is_shown(line)), key=_weight, reverse=True)
        found = source_lines(lines[:_ROWS], origins)
        return MemoryData(
            None,
            None,
            None,
            None,
            files=origins.files,
            tables=[Table("memory-lines", _COLUMNS, [_row(one) for one in found], len(lines))],
            finding=_finding(found),
        )

    def _remark(self) -> None:
        if self._allocated.taken_over:
            self._notes.append(_TAKEN_OVER)
        if self._tracer is not None and self._tracer.lost:
            self._notes.append(_LOST)
        self._notes.append(_WHAT)


_COLUMNS = [
    Column("place", "place"),
    Column("code", "code"),
    Column("hits", "count"),
    Column("net", "bytes"),
    Column("rise", "bytes"),
    Column("function", "text"),
]


def _row(one: SourceLine) -> list[Value]:
    line = one.line
    return [one.place, one.text, line.hits, line.net_bytes, line.peak_bytes, line.function]


def _weight(line: Line) -> tuple[int, int, int]:
    """The highest first; of a call and the line that made it, the line that lies deeper."""
    return line.peak_bytes or 0, abs(line.net_bytes or 0), int(line.function is not None)


def _finding(found: list[SourceLine]) -> Finding:
    if not found:
        return Finding("nothing-seen", {})
    top = found[0]
    rise = top.line.peak_bytes or 0
    if rise < _LITTLE_BYTES:
        return Finding("memory-line-little", {})
    # What a line rose by is also what its caller rose by: the deeper of the two is meant.
    top = min(
        (one for one in found if (one.line.peak_bytes or 0) >= _SAME * rise),
        key=lambda one: one.line.peak_bytes or 0,
    )
    kept = max(found, key=lambda one: one.line.net_bytes or 0)
    facts: dict[str, Value] = {"line_place": top.place, "rise_bytes": rise}
    left = kept.line.net_bytes or 0
    if left < _LITTLE_BYTES:
        return Finding("memory-line", facts)
    return Finding("memory-line-kept", {**facts, "kept_place": kept.place, "kept_bytes": left})


_WHAT = Note(
    "line-memory",
    "These are Python's allocations between the start and the end of each line, with all that it "
    "called; other threads count for the line that runs meanwhile. What a library takes from the "
    "system by itself does not show. The cell takes much longer like this.",
)
_TAKEN_OVER = Note(
    "taken-over",
    "The cell uses tracemalloc itself, so the numbers below are right only up to there. Take it "
    "out of the cell and profile again.",
    "caution",
)
_LOST = Note(
    "lines-lost",
    "Tracing ended before the cell did, because of an interrupt, very deep recursion, or a tracer "
    "or debugger of the cell's own. What ran after that is not in the table.",
    "caution",
)

"""`allocations`: what the cell allocates through Python, and what of it is still alive at the end.

tracemalloc of the standard library knows the line of each block; see `allocated.py`. memray, where
it is installed, sees what libraries take from the system, too; see `nativepeak.py`.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from math import fsum
from typing import Any

from ..cells.beginning import ParseWatch
from ..cells.cell import Cell, Origins
from ..memory.allocated import BLOCK_LIMIT, Allocated, Amount, Stack
from ..result import Distortion, Figure, Finding, Note, TableData, Value
from ..units import duration, size
from .base import About, Measured, Options, Tool
from .holdings import Frame, Holding, Holdings
from .nativepeak import NativePeak, obstacle
from .placing import Placing

#: Frames of a stack that are kept where stacks are asked for; one is much cheaper. A cell's own
#: stack is short, and of the twenty of the kernel's above it each one costs for each block: the
#: line of a long function takes long to find.
FRAMES = 6
#: Less than this is what any cell leaves behind.
_LITTLE_BYTES = 0.1 * 2**20


class Allocations:
    """Peak of Python's allocations, and the lines of the blocks that are alive at the end."""

    name = "allocations"

    def __init__(self, options: Options, tool: str, frames: int) -> None:
        self.tool = tool
        self._heap = Allocated(frames)
        self._parsed = ParseWatch(options.ip, self._heap.mark)
        self._notes: list[Note] = []

    @property
    def tools(self) -> dict[str, str]:
        return {"tracemalloc": platform.python_version()}

    def prepare(self) -> None:
        """There is nothing to prepare."""

    def start(self) -> None:
        self._parsed.start()
        try:
            self._heap.start()
        except ImportError:
            self._notes.append(_NO_TRACER)

    def stop(self) -> None:
        self._heap.stop()
        self._parsed.stop()

    def settle(self) -> None:
        self._heap.settle()

    def release(self) -> None:
        self._heap.settle()
        self._heap.close(weigh=True)

    def notes(self) -> list[Note]:
        return self._notes

    def distortion(self, measured: Measured) -> Distortion | None:
        alive, cost = self._heap.alive, self._heap.block_ns
        if alive is None or cost is None or not measured.wall_ns:
            return None
        # The cell may have replaced the built-in `sum`.
        blocks = round(fsum(count for _, count in alive.values()))
        share = min(1.0, blocks * cost / measured.wall_ns)
        return Distortion(share, _BASIS.format(blocks=blocks, cost=duration(cost, 2)), least=True)

    def data(self, ip: Any, cell: Cell, measured: Measured) -> TableData:
        heap = self._heap
        self._notes += _remarks(heap)
        placing = Placing(Origins(ip, cell, measured.count))
        alive = None if heap.alive is None else Holdings(_holdings(heap.alive), placing)
        tables = []
        # What was freed of earlier blocks may make up for what is new: the sum can be 0.
        if alive is not None and alive.lines():
            tables.append(alive.line_table("alive", "kept"))
            if heap.frames > 1:
                tables.append(alive.tree_table("alive-stacks", "kept"))
        figures = [
            Figure("python-peak", "bytes", heap.peak_bytes),
            Figure("kept", "bytes", None if alive is None else alive.bytes),
            Figure("blocks", "count", None if alive is None else alive.blocks),
        ]
        finding = _finding(heap.peak_bytes, alive)
        return TableData(placing.origins.files, figures, tables, finding)


def _holdings(alive: dict[Stack, Amount]) -> Iterator[Holding]:
    for stack, (bytes_, blocks) in alive.items():
        yield Holding(tuple(Frame(None, *frame) for frame in stack), bytes_, blocks)


def _finding(peak_bytes: int | None, alive: Holdings | None) -> Finding:
    if peak_bytes is None:
        return Finding("allocations-unknown", {})
    if peak_bytes < _LITTLE_BYTES:
        return Finding("allocations-little", {})
    facts: dict[str, Value] = {"peak_bytes": peak_bytes}
    if alive is None:
        return Finding("allocations-peak", facts)
    if alive.bytes < _LITTLE_BYTES:
        return Finding("allocations-freed", facts)
    (place, through), held = alive.lines()[0]
    facts |= {"alive_bytes": alive.bytes, "line_bytes": held.bytes}
    if place is None:
        return Finding("allocations-library", {**facts, "library": through})
    return Finding("allocations-alive", {**facts, "line_place": list(place)})


def _remarks(heap: Allocated) -> Iterator[Note]:
    if heap.taken_over:
        yield _TAKEN_OVER
    if heap.too_many:
        yield Note("too-many-blocks", _TOO_MANY.format(limit=f"{BLOCK_LIMIT:,}"), "caution")
    if heap.tracer_bytes > _LITTLE_BYTES:
        yield Note("tracer-memory", _TRACER.format(size=size(heap.tracer_bytes)))
    if heap.was_on:
        yield Note("already-tracing", _ALREADY.format(frames=heap.frames))
    yield _PYTHON_ONLY


_BASIS = (
    "At least: {blocks:,} blocks that are still alive, each of which took about {cost} longer, as "
    "was tried in this kernel. Blocks that were freed again took as much."
)
_TRACER = (
    "The resident memory above holds the tracer's own {size}, too. Profile with Memory to see "
    "resident memory without it."
)
_ALREADY = (
    "Before the run tracemalloc was on, with {frames} frames a block, and stays on. Its highest "
    "was started anew; what the cell freed of earlier blocks counts against what it kept."
)
_TOO_MANY = (
    "More than {limit} blocks were alive at the end, which is too many to list them by line. "
    "Profile with fewer elements, or with memray."
)
_TAKEN_OVER = Note(
    "taken-over",
    "The cell uses tracemalloc itself, so this run could not. Take it out of the cell and profile "
    "again.",
    "caution",
)
_NO_TRACER = Note(
    "no-tracer", "This Python has no tracemalloc, so allocations were not measured.", "caution"
)
_PYTHON_ONLY = Note(
    "python-only",
    "These are blocks allocated through Python's allocators, NumPy's arrays among them. What a "
    "library takes from the system by itself does not show. Times are taken with the tracer on.",
)


def _tracemalloc_obstacle() -> str | None:
    try:
        import tracemalloc  # noqa: F401
    except ImportError:
        return "This Python has no tracemalloc."
    return None


_MEASURES = (
    "How far Python's allocations rise above their start, and the line of each block that is "
    "still alive at the end."
)
_BLIND = (
    "Memory that libraries take from the system by themselves; lines whose blocks were all freed; "
    "child processes."
)

ABOUT = About(
    "allocations",
    "memory",
    (
        Tool(
            "tracemalloc",
            measures=_MEASURES,
            blind=_BLIND,
            needs="Nothing: it is part of Python.",
            make=lambda options: Allocations(options, "tracemalloc", 1),
            obstacle=_tracemalloc_obstacle,
        ),
        Tool(
            "traceback",
            measures=f"{_MEASURES} With the {FRAMES} innermost lines that led there.",
            blind=f"{_BLIND} Of stacks of more than {FRAMES} lines, the outer ones.",
            needs=(
                "Nothing but patience: for each block Python walks up the stack, the kernel's own "
                "functions among it, which can take ten times as long as one line does."
            ),
            make=lambda options: Allocations(options, "traceback", FRAMES),
            obstacle=_tracemalloc_obstacle,
        ),
        Tool(
            "memray",
            measures=(
                "The highest memory that the cell takes from the system, through Python or not, "
                "with the stacks at that moment, and what is left of it at the end."
            ),
            blind=(
                "Small objects that fit into memory Python already has; what another thread "
                "shares; child processes."
            ),
            needs="The memray package, on Linux or macOS.",
            make=NativePeak,
            package="memray",
            obstacle=obstacle,
        ),
        Tool(
            "memray-native",
            measures="The same, with the functions of compiled libraries on the stacks.",
            blind=(
                "The same; of libraries that were built without them, the names of functions and "
                "files."
            ),
            needs=(
                "The memray package, on Linux or macOS. Some microseconds more for each block, and "
                "time afterwards to read what the libraries say of themselves."
            ),
            make=lambda options: NativePeak(options, "memray-native", native=True),
            package="memray",
            obstacle=obstacle,
        ),
    ),
)

"""How many times as long cells take with each tool on, as `bench/overhead` measured it."""

from __future__ import annotations

from .result import Overhead

#: Where the figures were taken.
CONDITIONS = "Python 3.13.0 on Linux, 2 cores, 5 rounds of 6 kinds of cells"
#: Instrument and tool → the least and the most slowed kind of cell.
_MEASURED: dict[tuple[str, str], tuple[float, float]] = {
    ("overview", "sampler"): (1.0, 1.15),
    ("overview", "py-spy"): (1.0, 1.33),
    ("calls", "cProfile"): (1.0, 5.28),
    ("stacks", "sampler"): (1.0, 1.04),
    ("stacks", "py-spy"): (1.0, 1.16),
    ("stacks", "pyinstrument"): (1.01, 7.45),
    ("lines", "tracer"): (1.0, 18.93),
    ("lines", "line_profiler"): (1.0, 8.69),
    ("memory", "resident"): (1.0, 1.08),
    ("memory", "lines"): (1.0, 340.12),
    ("memory", "memory_profiler"): (1.0, 384.49),
    ("allocations", "tracemalloc"): (1.21, 16.25),
    ("allocations", "traceback"): (1.0, 323.06),
    ("allocations", "memray"): (1.0, 2.58),
    ("objects", "gc"): (1.0, 1.13),
    ("objects", "objgraph"): (1.0, 1.11),
    ("io", "events"): (1.0, 1.14),
}


def overhead(instrument: str, tool: str) -> Overhead | None:
    """What a tool costs; `None` where it was not measured."""
    found = _MEASURED.get((instrument, tool))
    return Overhead(*found, CONDITIONS) if found else None

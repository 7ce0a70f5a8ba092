"""How many times as long cells take with each tool on, as `bench/overhead` measured it."""

from __future__ import annotations

import sys

from .result import Overhead

#: Python 3.12 brought `sys.monitoring`, which makes some tools much cheaper.
FAMILIES = ("below 3.12", "3.12 and later")
#: Family of Pythons → where its figures were taken, and instrument and tool → the least and the
#: most slowed kind of cell.
MEASURED: dict[str, tuple[str, dict[tuple[str, str], tuple[float, float]]]] = {
    "3.12 and later": (
        "Python 3.13.0 on Linux, 2 cores, 3 to 5 rounds of 6 kinds of cells",
        {
            ("overview", "sampler"): (1.0, 1.15),
            ("overview", "py-spy"): (1.0, 1.33),
            ("calls", "cProfile"): (1.0, 5.28),
            ("stacks", "sampler"): (1.0, 1.04),
            ("stacks", "py-spy"): (1.0, 1.16),
            ("stacks", "pyinstrument"): (1.01, 7.45),
            ("lines", "tracer"): (1.0, 18.93),
            ("lines", "line_profiler"): (1.0, 8.69),
            ("memory", "resident"): (1.0, 1.08),
            ("memory", "lines"): (1.05, 42.62),
            ("memory", "memory_profiler"): (1.0, 384.49),
            ("allocations", "tracemalloc"): (1.21, 16.25),
            ("allocations", "traceback"): (1.0, 323.06),
            ("allocations", "memray"): (1.0, 2.58),
            ("objects", "gc"): (1.0, 1.13),
            ("objects", "objgraph"): (1.0, 1.11),
            ("io", "events"): (1.0, 1.14),
            ("stacks", "py-spy-native"): (1.51, 2.74),
        },
    ),
    "below 3.12": (
        "Python 3.11.7 on Linux, 2 cores, 2 to 3 rounds of 6 kinds of cells",
        {
            ("lines", "tracer"): (1.05, 47.17),
            ("lines", "line_profiler"): (1.0, 9.04),
            ("calls", "cProfile"): (1.0, 3.37),
            ("overview", "sampler"): (1.07, 1.3),
            ("overview", "py-spy"): (1.0, 2.35),
            ("stacks", "sampler"): (1.0, 1.32),
            ("stacks", "py-spy"): (1.01, 2.04),
            ("stacks", "py-spy-native"): (1.41, 5.25),
            ("stacks", "pyinstrument"): (1.0, 12.61),
            ("memory", "resident"): (1.0, 1.16),
            ("io", "events"): (1.0, 1.28),
            ("objects", "gc"): (1.0, 1.33),
            ("objects", "objgraph"): (1.0, 1.17),
        },
    ),
}
#: From here on the figure itself says nothing: the benchmark gives up on a cell before long.
_MANY = 100


def family(version: tuple[int, int] = sys.version_info[:2]) -> str:
    """The one that a Python belongs to."""
    return FAMILIES[version >= (3, 12)]


def overhead(instrument: str, tool: str, pythons: str | None = None) -> Overhead | None:
    """What a tool costs in this family of Pythons, else in this one's; `None` if not measured."""
    conditions, measured = MEASURED.get(pythons or family(), ("", {}))
    found = measured.get((instrument, tool))
    return Overhead(*found, conditions) if found else None


def told(cost: Overhead) -> str:
    """`1.1 to 3.6 times as long`; the same words as in `src/model/kernel/catalogue.ts`."""
    low, high = _times(cost.low), _times(cost.high)
    if high == "1.0":
        return "hardly longer"
    if low == high:
        return f"about {high} times as long"
    return f"{low} to {high} times as long"


def _times(ratio: float) -> str:
    """Nothing makes a cell faster: what was measured below 1 is noise."""
    if ratio >= _MANY:
        return f"more than {_MANY}"
    return f"{max(1.0, ratio):.{0 if ratio >= 9.95 else 1}f}"

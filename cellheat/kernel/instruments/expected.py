"""How long a cell is expected to take when it runs once more with another instrument."""

from __future__ import annotations

from ..overheads import overhead

#: At least and at most, in nanoseconds.
Span = tuple[int, int]


def by_figures(instrument: str, tool: str, wall_ns: int) -> Span | None:
    """By what the benchmark found for other cells; `None` where it did not measure this tool."""
    cost = overhead(instrument, tool)
    return None if cost is None else (round(wall_ns * cost.low), round(wall_ns * cost.high))


def by_events(wall_ns: int, least: float, most: float) -> Span | None:
    """By what an event costs the tracer of lines in this kernel, now; `None` where it cannot run.

    `wall_ns` is the time without it, and `least` and `most` are the number of its events.
    """
    from ..linetrace import calibrate

    cost = calibrate()
    if cost is None:
        return None
    return round(wall_ns + least * cost.whole_ns), round(wall_ns + most * cost.whole_ns)

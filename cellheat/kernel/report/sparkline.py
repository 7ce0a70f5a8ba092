"""A timeline in one line: for a terminal, and as static HTML."""

from __future__ import annotations

from ..result import Timeline

_BARS = "▁▂▃▄▅▆▇█"
#: Samples fewer than these make no line.
_FEWEST = 4


def levels(timeline: Timeline, wall_ns: int, columns: int) -> list[float]:
    """The highest in each of so many equal parts of the run, from 0 (lowest) to 1 (highest).

    A part without a sample has the level before it; empty where there are too few samples.
    """
    if len(timeline.bytes) < _FEWEST:
        return []
    low, high = min(timeline.bytes), max(timeline.bytes)
    found = [-1.0] * columns
    for at, size in zip(timeline.at_ns, timeline.bytes, strict=True):
        column = min(columns - 1, max(0, at * columns // max(1, wall_ns)))
        found[column] = max(found[column], (size - low) / max(1, high - low))
    for column in range(columns):
        if found[column] < 0:
            found[column] = found[column - 1] if column else 0.0
    return found


def text(timeline: Timeline, wall_ns: int) -> str:
    """`▁▂▃▅█`, as wide as a terminal leaves room for."""
    return bars(levels(timeline, wall_ns, 60))


def bars(found: list[float]) -> str:
    """A bar for each level from 0 to 1."""
    return "".join(_BARS[round(level * (len(_BARS) - 1))] for level in found)


def html(timeline: Timeline, wall_ns: int) -> str:
    """Bars side by side: there is no SVG, for some readers take it out."""
    found = levels(timeline, wall_ns, 80)
    bars = "".join(f'<span style="{_BAR};height:{2 + 46 * level:.0f}px"></span>' for level in found)
    return f'<div style="{_PLACE}">{bars}</div>' if bars else ""


_PLACE = "height:48px;line-height:0;white-space:nowrap;border-bottom:1px solid currentColor"
_BAR = "display:inline-block;vertical-align:bottom;width:1.25%;background:#7c5cf0"

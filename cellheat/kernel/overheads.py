"""How many times as long cells take with each tool on, as `bench/overhead` measured it."""

from __future__ import annotations

from .result import Overhead

#: Where the figures were taken.
CONDITIONS = ""
#: Instrument and tool → the least and the most slowed kind of cell.
_MEASURED: dict[tuple[str, str], tuple[float, float]] = {}


def overhead(instrument: str, tool: str) -> Overhead | None:
    """What a tool costs; `None` where it was not measured."""
    found = _MEASURED.get((instrument, tool))
    return Overhead(*found, CONDITIONS) if found else None

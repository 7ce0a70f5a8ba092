"""The ways to look at a cell, one module each."""

from __future__ import annotations

from collections.abc import Callable

from .base import Instrument
from .calls import Calls
from .memory import DEFAULT_S, Memory

#: Instruments of one ordinary run. `timeit` is not among them: it repeats the cell.
ONE_PASS = ("calls", "memory")


def one_pass(name: str, interval_s: float = DEFAULT_S) -> Instrument:
    """The instrument of this name; `memory` samples so often. Raises KeyError for other names."""
    instruments: dict[str, Callable[[], Instrument]] = {
        "calls": Calls,
        "memory": lambda: Memory(interval_s),
    }
    return instruments[name]()

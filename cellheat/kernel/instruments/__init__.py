"""The ways to look at a cell, one module each."""

from __future__ import annotations

from collections.abc import Callable

from .base import Instrument
from .calls import Calls
from .memory import Memory

#: Instruments of one ordinary run, by name. `timeit` is not among them: it repeats the cell.
ONE_PASS: dict[str, Callable[[], Instrument]] = {"calls": Calls, "memory": Memory}

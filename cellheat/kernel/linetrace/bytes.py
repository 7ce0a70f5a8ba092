"""Memory, read at each line.

This stands beside the tracers so that a traceback in which an interrupt struck here is cleaned as
theirs are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..interrupts import deliver_later
from .stack import Probe


def traced_bytes(tracemalloc: Any) -> Probe:
    """A probe for `new_tracer`: bytes that tracemalloc knows of, and the highest since last asked.

    It is the module while it traces; from when it does not, all readings are 0.
    """
    read, reset = tracemalloc.get_traced_memory, tracemalloc.reset_peak

    def probe() -> tuple[int, int]:
        now, peak = read()
        reset()
        return now, peak

    return probe


class ReadBytes:
    """A probe that calls foreign code, which knows the present size only.

    An interrupt within foreign code would leave its frames in the user's traceback, so there it
    ends the readings (`lost`) and strikes again when the user's code runs.
    """

    def __init__(self, read: Callable[[], int]) -> None:
        self._read = read
        self._last = 0
        self.lost = False

    def __call__(self) -> tuple[int, int]:
        if not self.lost:
            try:
                self._last = self._read()
            except KeyboardInterrupt:
                self.lost = True
                deliver_later()
        return self._last, self._last

"""Memory, read at each line.

This stands beside the tracers so that a traceback in which an interrupt struck here is cleaned as
theirs are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..interrupts import deliver_later


@dataclass(frozen=True)
class Probe:
    """How memory is read: `read` tells the bytes now, and the highest since the last `reset`.

    `number` is what an integer of the tracer's own adds to a reading, in bytes: a line or an offset
    that the interpreter makes for an event.
    """

    read: Callable[[], tuple[int, int]]
    reset: Callable[[], object]
    number: int = 0


def traced_bytes(tracemalloc: Any) -> Probe:
    """A probe for `new_tracer`: bytes that tracemalloc knows of.

    It is the module while it traces; from when it does not, all readings are 0.
    """
    read = tracemalloc.get_traced_memory
    return Probe(read, tracemalloc.reset_peak, _size_of_a_number(read))


#: Python has integers up to this one ready, and makes others anew.
SMALL = 256


def _size_of_a_number(read: Callable[[], tuple[int, int]]) -> int:
    """Bytes; `sys.getsizeof` leaves out what pads it."""
    before = read()[0]
    made = before + 2**20
    # The reading itself is a number, too, but for the smallest.
    count = 1 + (before > SMALL)
    size = (read()[0] - before) // count
    del made
    return size


class ReadBytes:
    """Makes a probe that calls foreign code, which knows the present size only.

    An interrupt within foreign code would leave its frames in the user's traceback, so there it
    ends the readings (`lost`) and strikes again when the user's code runs.
    """

    def __init__(self, read: Callable[[], int]) -> None:
        self._read = read
        self._last = 0
        self.lost = False
        self.probe = Probe(self.read, lambda: None)

    def read(self) -> tuple[int, int]:
        if not self.lost:
            try:
                self._last = self._read()
            except KeyboardInterrupt:
                self.lost = True
                deliver_later()
        return self._last, self._last

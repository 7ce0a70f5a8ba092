"""Resident memory over a run, read by a thread of this process wherever it gets its turn.

That costs next to nothing and needs no other process. Within one C call that keeps Python's lock
nothing is read; but the system notes how high memory rose meanwhile, and each sample has that.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import repeat, starmap
from typing import Any

from .. import clock
from ..result import Timeline
from .resident import maximum_resident
from .sampler import Samples

_PATH = "/proc/self/statm"
_ENOUGH = 128

_TOOL = "cellheat sampler"


def is_told() -> bool:
    """Whether this system tells a process how much memory it has, in a file."""
    return os.path.exists(_PATH)


class Course:
    """`start`, `add` what `readings` gives, `stop`; then `timeline`.

    The thread that reads goes through `readings`, and at its end through `last_steps`. A sample is
    the highest since the one before, as far as that was higher than all before it; else it is what
    was there when it was taken.
    """

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._samples = Samples()
        self._file: int | None = None
        self._page = self._top = self._start_ns = 0

    @property
    def gap_ns(self) -> int:
        """The longest time between two samples."""
        gap_ns: int = self._samples.document()["gap_ns"]
        return gap_ns

    def start(self) -> None:
        self._file = os.open(_PATH, os.O_RDONLY)
        self._page = os.sysconf("SC_PAGE_SIZE")
        self._top = maximum_resident() or 0
        self._start_ns = clock.wall_ns()
        self.add(self._start_ns, os.pread(self._file, _ENOUGH, 0))

    def readings(self) -> Iterator[bytes]:
        """What `add` takes, read without any Python code."""
        assert self._file is not None
        return map(os.pread, repeat(self._file), repeat(_ENOUGH), repeat(0))

    def last_steps(self) -> Iterator[Any]:
        """Closes the file: nobody else knows when the last reading was."""
        assert self._file is not None
        return starmap(os.close, [(self._file,)])

    def add(self, now: int, reading: bytes) -> None:
        """Take in a reading; memory that came and went since the one before counts to it."""
        size = int(reading.split()[1]) * self._page
        top = maximum_resident() or 0
        if top > self._top:
            self._top = top
            size = max(size, top)
        self._samples.add(size, now)

    def stop(self) -> None:
        """Once nothing is added any more; may be called twice."""
        file, self._file = self._file, None
        if file is None:
            return
        if os.getpid() != self._owner:
            # A fork of the kernel has a copy of the file, and not the thread.
            os.close(file)
            return
        again = os.open(_PATH, os.O_RDONLY)
        try:
            self.add(clock.wall_ns(), os.pread(again, _ENOUGH, 0))
        finally:
            os.close(again)

    def timeline(self, interval_s: float) -> Timeline | None:
        """What was read; `None` before `start`."""
        found = self._samples.document()
        if not found["samples"]:
            return None
        at = [moment - self._start_ns for moment in found["at_ns"]]
        return Timeline(_TOOL, interval_s, found["samples"], at, found["bytes"])

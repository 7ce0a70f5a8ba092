"""Times what stands between its two calls; the benchmark puts this file into a kernel's folder.

So the own time of a cell is read in the same way whatever else is on.
"""

from __future__ import annotations

import time


class Stopwatch:
    """Wall and processor time of the last time that both calls were reached, in nanoseconds."""

    def __init__(self) -> None:
        self.done = self.wall = self.cpu = 0

    def start(self) -> None:
        self._cpu = time.process_time_ns()
        self._wall = time.perf_counter_ns()

    def stop(self) -> None:
        wall = time.perf_counter_ns() - self._wall
        self.cpu = time.process_time_ns() - self._cpu
        self.wall = wall
        self.done += 1


stopwatch = Stopwatch()

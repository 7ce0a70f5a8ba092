"""What Python allocates during a run, by tracemalloc.

tracemalloc knows each block that was allocated since it was started and is not freed yet, with the
lines that led there. It belongs to the whole process: one that the user has started stays as it is,
but for its highest, which starts anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import repeat
from typing import Any

from .. import clock
from .collector import collector_off

#: File and line of each frame of a stack, the innermost first.
Stack = tuple[tuple[str, int], ...]
#: Bytes and blocks.
Amount = tuple[int, int]

#: What tracemalloc keeps of one block at least, on a 64-bit CPython.
_BYTES_A_BLOCK = 48
#: Listing a block takes about 100 bytes for a moment: more are counted, but not listed.
BLOCK_LIMIT = 3_000_000


class Allocated:
    """`start`, `mark` where the run begins, `stop` where it ends, `settle`, then `close`.

    `peak_bytes` is how far allocations rose above the mark, `end_bytes` how far they stood above it
    at the end. `alive` has what was allocated since the mark and not freed at the end; where
    tracemalloc was on before, what was freed since counts against it. `None` where it is unknown.
    """

    def __init__(self, frames: int) -> None:
        self.frames = frames
        self.peak_bytes: int | None = None
        self.end_bytes: int | None = None
        self.alive: dict[Stack, Amount] | None = None
        #: What the tracer itself held at the end.
        self.tracer_bytes = 0
        #: How much longer a block took to allocate; `None` where that could not be tried.
        self.block_ns: float | None = None
        #: The cell has started tracemalloc itself, or ended it.
        self.taken_over = False
        #: There were more blocks than can be listed.
        self.too_many = False
        self._owner = os.getpid()
        #: tracemalloc was on before, and stays on.
        self.was_on = False
        self._on = False
        self._mark = 0
        self._before: dict[Stack, Amount] = {}
        self._their_start: Any = None

    def start(self) -> None:
        """Raises ImportError where this Python has no tracemalloc."""
        tracemalloc = _tracemalloc()
        self.was_on = tracemalloc.is_tracing()
        if self.was_on:
            self.frames = tracemalloc.get_traceback_limit()
            if _few_enough(tracemalloc):
                self._before = _by_stack()
            else:
                self.too_many = True
        else:
            tracemalloc.start(self.frames)
            self._their_start = tracemalloc.start
            tracemalloc.start = self._hand_over
        self._on = True
        self.mark()

    def mark(self) -> None:
        """The run begins here; what came before does not count."""
        tracemalloc = _tracemalloc()
        if not self._on or not tracemalloc.is_tracing():
            return
        if self.was_on:
            tracemalloc.reset_peak()
        else:
            tracemalloc.clear_traces()
        self._mark = tracemalloc.get_traced_memory()[0]

    def stop(self) -> None:
        """Read where allocations stand; tracing goes on until `close`."""
        if not self._on or self.peak_bytes is not None or self.taken_over:
            return
        tracemalloc = _tracemalloc()
        if not tracemalloc.is_tracing():
            self.taken_over = True
            return
        now, peak = tracemalloc.get_traced_memory()
        self.peak_bytes, self.end_bytes = max(0, peak - self._mark), now - self._mark

    def settle(self) -> None:
        """List what is alive; takes its time, and memory."""
        if self.peak_bytes is None or self.alive is not None or os.getpid() != self._owner:
            return
        tracemalloc = _tracemalloc()
        if not self._on or not tracemalloc.is_tracing():
            return
        self.tracer_bytes = tracemalloc.get_tracemalloc_memory()
        if self.too_many or not _few_enough(tracemalloc):
            self.too_many = True
            return
        self.alive = _difference(_by_stack(), self._before)
        self._before = {}

    def close(self, weigh: bool = False) -> None:
        """Leave tracemalloc as it was; may be called always. `weigh` tries what a block costs."""
        if not self._on:
            return
        self._on = False
        self._give_back()
        if self.was_on or self.taken_over:
            return
        weigh = weigh and os.getpid() == self._owner
        traced = _some_blocks() if weigh else 0
        _tracemalloc().stop()
        if weigh:
            self.block_ns = max(0.0, (traced - _some_blocks()) / _TRIED)

    def _hand_over(self, nframe: int = 1) -> None:
        """The cell starts tracemalloc: from here on it is the cell's, as without us."""
        start = self._their_start
        self._give_back()
        self.taken_over = True
        _tracemalloc().stop()
        start(nframe)

    def _give_back(self) -> None:
        tracemalloc = _tracemalloc()
        if self._their_start is not None and tracemalloc.start == self._hand_over:
            tracemalloc.start = self._their_start
        self._their_start = None


def _few_enough(tracemalloc: Any) -> bool:
    return bool(tracemalloc.get_tracemalloc_memory() < BLOCK_LIMIT * _BYTES_A_BLOCK)


#: So many blocks take less than a millisecond or some; the best of some tries counts.
_TRIED, _TRIES = 2000, 5


def _some_blocks() -> int:
    """Nanoseconds in which so many blocks are allocated as are tried."""
    times = []
    with collector_off():
        for _ in range(_TRIES):
            start = clock.wall_ns()
            kept = list(map(bytes, repeat(100, _TRIED)))
            times.append(clock.wall_ns() - start)
            kept.clear()
    return int(min(times))


def _by_stack() -> dict[Stack, Amount]:
    """All that is traced now. The module's own statistics take tens of times as long."""
    from _tracemalloc import _get_traces

    found: dict[Stack, Amount] = {}
    # Each tuple of the list would be one more reason to look through all of them.
    with collector_off():
        traces: Any = _get_traces()
        for _, size, stack, *_ in traces:
            known_size, known_count = found.get(stack, (0, 0))
            found[stack] = known_size + size, known_count + 1
    return found


def _difference(after: dict[Stack, Amount], before: dict[Stack, Amount]) -> dict[Stack, Amount]:
    stacks: Iterable[Stack] = after.keys() | before.keys() if before else after
    found = {}
    for stack in stacks:
        size, count = after.get(stack, (0, 0))
        size_before, count_before = before.get(stack, (0, 0))
        if (size, count) != (size_before, count_before):
            found[stack] = size - size_before, count - count_before
    return found


def _tracemalloc() -> Any:
    # Not there in every Python.
    import tracemalloc

    return tracemalloc

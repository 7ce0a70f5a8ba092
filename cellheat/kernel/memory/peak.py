"""How far Python allocations rise, by tracemalloc."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

_TEST_BYTES = 2**20


class Peak:
    """Context that tells how far allocations rise above its start: `bytes`, when it has ended.

    `bytes` stays `None` where tracemalloc does not see allocations. A tracemalloc that was on stays
    on, though its peak starts anew.
    """

    def __init__(self) -> None:
        self.bytes: int | None = None
        self._before: int | None = None
        self._was_on = False

    def __enter__(self) -> Peak:
        if sees_allocations():
            self._start()
        return self

    def __exit__(self, *exc: object) -> None:
        if self._before is not None:
            self._end(self._before)

    def _start(self) -> None:
        tracemalloc = _tracemalloc()
        self._was_on = tracemalloc.is_tracing()
        if not self._was_on:
            tracemalloc.start(1)
        tracemalloc.reset_peak()
        self._before = tracemalloc.get_traced_memory()[0]

    def _end(self, before: int) -> None:
        tracemalloc = _tracemalloc()
        # Who turns it off meanwhile takes the peak along.
        if tracemalloc.is_tracing():
            self.bytes = max(0, tracemalloc.get_traced_memory()[1] - before)
            if not self._was_on:
                tracemalloc.stop()


@lru_cache(maxsize=1)
def sees_allocations() -> bool:
    """Tried on a block of known size; PyPy has no tracemalloc at all."""
    trial = Peak()
    try:
        trial._start()
        bytearray(_TEST_BYTES)
        trial.__exit__()
    except ImportError:
        return False
    return trial.bytes is not None and _TEST_BYTES <= trial.bytes < _TEST_BYTES * 1.1


def _tracemalloc() -> Any:
    # Not there in every Python.
    import tracemalloc

    return tracemalloc

"""How far the Python allocations of one call rise, by tracemalloc."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from .inputs import Arguments

_TEST_BYTES = 2**20


def peak(call: Callable[..., Any], arguments: Arguments, *, drains: bool) -> int | None:
    """Bytes above the start at the highest point of one call, its result included.

    `None` where tracemalloc does not see allocations. A tracemalloc that was on stays on, though
    its peak starts anew.
    """
    if not _sees_allocations():
        return None
    with _tracing():
        return _rise(call, arguments, drains)


def _rise(call: Callable[..., Any], arguments: Arguments, drains: bool) -> int:
    import tracemalloc

    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    result = call(*arguments)
    if drains and hasattr(result, "__next__"):
        deque(result, maxlen=0)
    after = tracemalloc.get_traced_memory()[1]
    return max(0, after - before)


@contextmanager
def _tracing() -> Iterator[None]:
    import tracemalloc

    was_on = tracemalloc.is_tracing()
    if not was_on:
        tracemalloc.start(1)
    try:
        yield
    finally:
        if not was_on:
            tracemalloc.stop()


@lru_cache(maxsize=1)
def _sees_allocations() -> bool:
    """Tried on a block of known size; PyPy has no tracemalloc at all."""
    try:
        with _tracing():
            found = _rise(bytearray, (_TEST_BYTES,), False)
    except ImportError:
        return False
    return _TEST_BYTES <= found < _TEST_BYTES * 1.1

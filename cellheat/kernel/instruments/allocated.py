"""What one run allocates, as far as Python itself can tell."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack

from ..memory.collector import collector_off
from ..memory.peak import Peak

#: Blocks that Python's allocator has given out; not in every Python.
_blocks: Callable[[], int] = getattr(sys, "getallocatedblocks", lambda: 0)


class Allocated:
    """Context around a run, with the garbage collector off: it tells when it has ended.

    `peak_bytes` is how far allocations rose above their start (tracemalloc), `None` where Python
    does not tell. `left_blocks` is how many more blocks were taken at the end than at the start:
    what was freed meanwhile is in no count of Python's.
    """

    def __init__(self) -> None:
        self.peak_bytes: int | None = None
        self.left_blocks: int | None = None
        self._peak = Peak()
        self._off = ExitStack()
        self._before = 0

    def __enter__(self) -> Allocated:
        self._off.enter_context(collector_off())
        self._off.enter_context(self._peak)
        self._before = _blocks()
        return self

    def __exit__(self, *exc: object) -> None:
        left = _blocks() - self._before
        self._off.close()
        self.peak_bytes = self._peak.bytes
        self.left_blocks = max(0, left) if _blocks() else None

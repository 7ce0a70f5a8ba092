"""What the garbage collector changes: off while times are taken, on in the user's own code."""

from __future__ import annotations

import gc
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from ...result import Point
from .points import renewed

#: A ratio that moves by more than this is told of runs with the collector on.
_MOVED = math.log(1.1)


@contextmanager
def collector_on() -> Iterator[None]:
    """On, and afterwards as it was."""
    enabled = gc.isenabled()
    gc.enable()
    try:
        yield
    finally:
        if not enabled:
            gc.disable()


def told_with(off: Point, on: Point) -> Point:
    """The point to tell: that with the collector on where it moves a ratio, else the other."""
    if not _moves(off, on):
        return off
    return replace(renewed(off, on), collector="on", other_collector=off.pairs)


def _moves(off: Point, on: Point) -> bool:
    for before, after in zip(off.pairs, on.pairs, strict=True):
        if None in (before.ratio, after.ratio, after.low, after.high):
            continue
        low, ratio, high = after.low or 0, before.ratio or 0, after.high or 0
        # Beyond what chance moves it by.
        is_beyond = not low <= ratio <= high
        if is_beyond and abs(math.log(ratio / (after.ratio or 1))) > _MOVED:
            return True
    return False

"""What a comparison measures with: one set for real, another where a simulation keeps the time."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ... import clock
from .processor import Usage, children_ns, usage


def _collections() -> int:
    # PyPy counts them in another way, or not at all.
    return sum(one.get("collections", 0) for one in getattr(gc, "get_stats", list)())


@dataclass(frozen=True)
class Devices:
    """`wall_ns` and `cpu_ns` are clocks; `usage` counts for the calling thread.

    `collections` counts those of the garbage collector, and `children_ns` is processor time of
    other processes that were started here and have ended.
    """

    wall_ns: Callable[[], int] = clock.wall_ns
    cpu_ns: Callable[[], int] = clock.cpu_ns
    usage: Callable[[], Usage] = usage
    children_ns: Callable[[], int] = children_ns
    collect: Callable[[], Any] = gc.collect
    collections: Callable[[], int] = _collections


REAL = Devices()

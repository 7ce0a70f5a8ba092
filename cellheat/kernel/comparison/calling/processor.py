"""Who had the processor: time that other programs took from this thread is not the code's."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

from ... import clock

resource: Any = None
with contextlib.suppress(ImportError):
    import resource

#: Only Linux tells the switches of one thread.
_WHO = getattr(resource, "RUSAGE_THREAD", None)


@dataclass(frozen=True)
class Usage:
    """Counters of this thread: processor time in nanoseconds, and how it lost the processor.

    `given` counts the switches because it had to wait, `taken` those because others were let in.
    """

    thread_ns: int
    given: int
    taken: int


def usage() -> Usage:
    """The counters now; zeros where the system does not tell."""
    if _WHO is None or clock.thread_ns is None:
        return Usage(0, 0, 0)
    told = resource.getrusage(_WHO)
    return Usage(clock.thread_ns(), told.ru_nvcsw, told.ru_nivcsw)


def children_ns() -> int:
    """Processor time of children that ended and were waited for; zero where nobody tells."""
    if resource is None:
        return 0
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return int((told.ru_utime + told.ru_stime) * 1e9)


def undisturbed(wall_ns: int, before: Usage, after: Usage) -> int:
    """The wall time less what others took.

    A thread that was only ever pushed off the processor would have gone on: its processor time is
    what the code needs. As soon as it waited for something by itself, the wall time counts.
    """
    if after.taken == before.taken or after.given != before.given:
        return wall_ns
    return min(wall_ns, after.thread_ns - before.thread_ns)

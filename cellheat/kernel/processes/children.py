"""Child processes that were there while a cell ran, as far as the system tells."""

from __future__ import annotations

import os

from .. import clock

_PAUSE_NS = 250_000_000
_TASKS = "/proc/self/task"


class Children:
    """`start`, `look` often: it looks four times a second; `stop`; then `seen` and `were_there`.

    Children that were there before are not counted. Those that came and went between two looks are
    not among the ids in `seen`, but `were_there` is true where somebody waited for their end.
    """

    def __init__(self) -> None:
        self.seen: set[int] = set()
        self.were_there = False
        self._before: set[int] = set()
        self._due_ns = self._ended = 0

    def start(self) -> None:
        self._before = _children()
        self._ended = _trace_of_ended()
        self._due_ns = clock.wall_ns() + _PAUSE_NS // 10

    def look(self) -> None:
        now = clock.wall_ns()
        if now >= self._due_ns:
            self._due_ns = now + _PAUSE_NS
            self._look()

    def stop(self) -> None:
        self._look()
        self.were_there = bool(self.seen) or _trace_of_ended() != self._ended

    def _look(self) -> None:
        self.seen |= _children() - self._before


def _trace_of_ended() -> int:
    """What grows with each child that somebody waited for; 0 where the system does not tell it."""
    if os.name == "nt":
        return 0
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_minflt + used.ru_majflt


def _children() -> set[int]:
    """Process ids; empty where the system does not list them."""
    found: set[int] = set()
    try:
        for task in os.listdir(_TASKS):
            descriptor = os.open(f"{_TASKS}/{task}/children", os.O_RDONLY)
            try:
                found.update(map(int, os.read(descriptor, 1 << 16).split()))
            finally:
                os.close(descriptor)
    except OSError:
        # A thread may end while it is looked at.
        return found
    return found

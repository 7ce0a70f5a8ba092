"""Child processes that were there while a cell ran, as far as Linux tells."""

from __future__ import annotations

import os

from .. import clock

_PAUSE_NS = 250_000_000
_TASKS = "/proc/self/task"


class Children:
    """`start`, `look` often: it looks four times a second; then read `seen`.

    Children that were there before are not counted, nor those that came and went between two looks.
    """

    def __init__(self) -> None:
        self.seen: set[int] = set()
        self._before: set[int] = set()
        self._due_ns = 0

    def start(self) -> None:
        self._before = _children()
        self._due_ns = clock.wall_ns() + _PAUSE_NS // 10

    def look(self) -> None:
        now = clock.wall_ns()
        if now >= self._due_ns:
            self._due_ns = now + _PAUSE_NS
            self.seen |= _children() - self._before


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

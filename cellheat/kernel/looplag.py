"""How long an event loop is kept from its other work, and by which line.

A thread asks the loop for a sign of life every few milliseconds, and until it comes looks at where
the loop's thread is. Nothing in the loop is replaced, and it may rest as it would.
"""

from __future__ import annotations

import _thread
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import get_ident
from types import FrameType
from typing import Any

from . import clock
from .threads import start_unseen

Place = tuple[str, int, str]

#: Shorter than this is not told as a time at which the loop was blocked.
NOTABLE_NS = 20e6


@dataclass
class Block:
    """A time in which the loop did nothing else, and how often a line was seen in it."""

    ns: int
    seen: Counter[Place] = field(default_factory=Counter)

    @property
    def place(self) -> Place | None:
        return max(self.seen, key=lambda place: self.seen[place], default=None)


class LoopLag:
    """Watches the loop that runs in the calling thread, between `start` and `stop`.

    `longest_ns` is `None` where the loop had no turn at all: code that does not await.
    """

    def __init__(
        self, interval_s: float, locate: Callable[[FrameType | None], Place | None]
    ) -> None:
        self._interval_s = interval_s
        self._locate = locate
        self._loop: Any = None
        self._lock = _thread.allocate_lock()
        self._done = _thread.allocate_lock()
        self._is_on = False
        self._asked_ns = self._answered_ns = 0
        self._seen: Counter[Place] = Counter()
        #: Processor time of the thread that watches; `None` where the system does not tell.
        self.spent_ns: int | None = None
        self.longest_ns: int | None = None
        self.blocks: list[Block] = []

    def start(self) -> None:
        import asyncio

        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._ident = get_ident()
        self._is_on = True
        self._lock.acquire()
        self._done.acquire()
        self._answered_ns = self._asked_ns = clock.wall_ns()
        self._loop.call_soon(self._answer)
        start_unseen(self._watch)

    def stop(self) -> None:
        """May be called more than once; what is still to be answered counts where others were."""
        if not self._is_on:
            return
        self._is_on = False
        self._lock.release()
        if self.longest_ns is not None and self._asked_ns:
            self._note(clock.wall_ns() - self._asked_ns)

    def release(self) -> None:
        """Wait for the thread to end."""
        if self._loop is not None and not self._is_on:
            if self._done.acquire(timeout=1):
                self._done.release()
            self._loop = None

    def _watch(self) -> None:
        while self._is_on:
            woke_ns = clock.wall_ns()
            # Held up until somebody wants it to end.
            if self._lock.acquire(timeout=self._interval_s):
                break
            if self._asked_ns:
                self._look()
            else:
                self._ask(woke_ns)
        self.spent_ns = clock.thread_ns() if clock.thread_ns else None
        self._done.release()

    def _ask(self, woke_ns: int) -> None:
        """Late where the interpreter was held in one piece: then the loop was, too."""
        due_ns = woke_ns + round(1e9 * self._interval_s)
        now = clock.wall_ns()
        self._asked_ns = due_ns if now - due_ns > NOTABLE_NS / 2 else now
        try:
            self._loop.call_soon_threadsafe(self._answer)
        except RuntimeError:  # it was closed
            self._is_on = False
        if self._asked_ns != now:
            self._look()

    def _look(self) -> None:
        place = self._locate(sys._current_frames().get(self._ident))
        if place is not None:
            self._seen[place] += 1

    def _answer(self) -> None:
        """Called by the loop."""
        if self._is_on and self._asked_ns:
            self._note(clock.wall_ns() - self._asked_ns)
            self._asked_ns = 0

    def _note(self, ns: int) -> None:
        self.longest_ns = max(ns, self.longest_ns or 0)
        seen, self._seen = self._seen, Counter()
        if ns >= NOTABLE_NS:
            self.blocks.append(Block(ns, seen))

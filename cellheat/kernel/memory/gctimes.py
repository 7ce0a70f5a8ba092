"""How often the garbage collector ran, and how long that took."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass

from ..recorder import Noted, Recorder


@dataclass
class Generation:
    """Collections of one generation: their number, their time, and what they set free."""

    count: int = 0
    ns: int = 0
    collected: int = 0


class CollectionTimes:
    """`start`, `look` now and then from any one thread, `stop`; then read `generations`."""

    def __init__(self) -> None:
        self.generations: dict[int, Generation] = {}
        self._recorder = Recorder()
        self._callback: Callable[..., object] | None = None
        self._start_ns: int | None = None
        self._moment_ns = 0

    def start(self) -> None:
        self._callback = self._recorder.keeping(Noted)
        gc.callbacks.append(self._callback)

    def stop(self) -> None:
        """May be called twice."""
        callback, self._callback = self._callback, None
        # By identity: callbacks of the user's may compare as they like.
        for index in range(len(gc.callbacks) - 1, -1, -1):
            if callback is not None and gc.callbacks[index] is callback:
                del gc.callbacks[index]
        self.look()

    def look(self) -> None:
        """Take in what was noted since the last time."""
        for one in self._recorder.take():
            if isinstance(one, Noted):
                self._add(*one.args)
            else:
                self._moment_ns = one

    def _add(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._start_ns = self._moment_ns
        elif self._start_ns is not None:
            found = self.generations.setdefault(info["generation"], Generation())
            found.count += 1
            found.ns += self._moment_ns - self._start_ns
            found.collected += info["collected"]
            self._start_ns = None

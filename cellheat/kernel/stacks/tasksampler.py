"""The sampling thread, which also looks at what the event loop's tasks wait for."""

from __future__ import annotations

from collections.abc import Iterator
from types import FrameType
from typing import Any

from ..cells.cell import Cell, Origins
from .coroutines import Awaiting, awaiting
from .samples import Frame, Samples, Stack
from .stacksampler import StackSampler

#: Stands at the end of a stack that waited.
WAITS = Frame("", "(waits)", None, None)


class TaskSampler(StackSampler):
    """While the cell's thread is not in the user's code, the time is that of what tasks await.

    The cell's own time is on thread 0, as a stack that ends with `WAITS`. Other tasks are threads
    of their own, with negative numbers; they wait at the same time, so they add up to more than
    the run.
    """

    def __init__(self, ip: Any, interval_s: float) -> None:
        super().__init__(interval_s)
        self._ip = ip
        self._origins = Origins(ip, Cell(""), None)
        self._waited: dict[Awaiting, int] = {}
        self._looked_ns = 0

    def look(self, innermost: FrameType | None, reading: Any) -> None:
        """Called at each sample, in the sampling thread."""
        passed, self._looked_ns = self._last_ns - self._looked_ns, self._last_ns
        # The first tick has none before it.
        if passed >= self._last_ns or self._is_at_work(innermost):
            return
        for task in awaiting(self._ip, self._origins):
            self._waited[task] = self._waited.get(task, 0) + passed

    def samples(self) -> Samples:
        """What was seen; call it after `stop`."""
        seen = super().samples()
        threads, stacks = dict(seen.threads), list(seen.stacks)
        numbers: dict[str, int] = {}
        for task, ns in self._waited.items():
            number = 0
            if not task.is_cell:
                number = numbers.setdefault(task.name, -1 - len(numbers))
                threads[number] = task.name
            stacks.append(Stack(number, (*task.frames, WAITS), ns, 0))
        return Samples(
            seen.tool,
            seen.interval_s,
            seen.count,
            seen.gap_ns,
            seen.spent_ns,
            threads,
            stacks,
            seen.exact,
        )

    def _is_at_work(self, innermost: FrameType | None) -> bool:
        """True while the cell's thread has code of the user's on its stack."""
        return any(self._origins.kind(name) == "own" for name in _files(innermost))


def _files(frame: FrameType | None) -> Iterator[str]:
    while frame is not None:
        yield frame.f_code.co_filename
        frame = frame.f_back

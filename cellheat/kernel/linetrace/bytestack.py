"""A stack that charges memory to lines, beside time."""

from __future__ import annotations

from dataclasses import dataclass
from types import CodeType

from .stack import Probe, Stack


@dataclass
class _Level:
    """The memory of a function that is under way; in bytes, without what the tracer took."""

    #: When its current line began.
    start: int
    #: The highest since then, and since the function was entered.
    line_high: int
    high: int


class ByteStack(Stack):
    """Reads the probe at each event.

    What a call leaves behind counts for the line that called, too, and so does its peak. A line
    that calls itself again, by recursion, counts its outermost call.
    """

    __slots__ = ("_levels", "_now", "_ours", "_probe")

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        #: What the events themselves have allocated so far.
        self._ours = 0
        self._now = probe()[0]
        self._levels = [_Level(self._now, self._now, self._now)]
        super().__init__()
        self.settle()

    def line(self, code: CodeType, line: int, now: int) -> None:
        # The line before ends here; a call that ends does so in `_pop`.
        self.charge(now)
        if code is not self.code:
            self._recover(code)
        self._end_line()
        record = self.record = self.records[line]
        record.hits += 1
        self.settle()

    def charge(self, now: int) -> None:
        super().charge(now)
        current, peak = self._probe()
        self._now = current
        level = self._levels[-1]
        level.line_high = max(level.line_high, peak - self._ours, current - self._ours)

    def settle(self) -> None:
        self._ours += self._probe()[0] - self._now
        super().settle()

    def _push(self, code: CodeType) -> None:
        super()._push(code)
        current = self._now - self._ours
        self._levels.append(_Level(current, current, current))

    def _pop(self) -> None:
        self._end_line()
        ended = self._levels.pop()
        above = self._levels[-1]
        above.line_high = max(above.line_high, ended.high)
        super()._pop()

    def _end_line(self) -> None:
        level, record = self._levels[-1], self.record
        current = self._now - self._ours
        if not record.active:
            record.net += current - level.start
            record.peak = max(record.peak, level.line_high - level.start)
        level.high = max(level.high, level.line_high)
        level.start = level.line_high = current

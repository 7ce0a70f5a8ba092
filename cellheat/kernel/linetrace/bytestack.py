"""A stack that charges memory to lines, beside time."""

from __future__ import annotations

from dataclasses import dataclass
from types import CodeType

from ..clock import wall_ns
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

    def __init__(self, probe: Probe, bias_ns: int = 0) -> None:
        self._probe = probe
        #: What the events themselves have allocated so far.
        self._ours = 0
        self._now = probe()[0]
        self._levels = [_Level(self._now, self._now, self._now)]
        super().__init__(bias_ns)
        self._settle()

    def line(self, code: CodeType, line: int, now: int) -> None:
        self._read()
        if code is self.code:
            self._end_line()
        super().line(code, line, now)
        self._settle()

    def enter(self, code: CodeType, now: int, line: int | None = None) -> None:
        self._read()
        super().enter(code, now, line)
        current = self._now - self._ours
        self._levels.append(_Level(current, current, current))
        self._settle()

    def leave(self, code: CodeType, now: int) -> int:
        self._read()
        if code is not self.code:
            self.recover(code)
        self._end_line()
        line = super().leave(code, now)
        high = self._levels[-1].high
        if len(self._levels) > 1:
            self._levels.pop()
        self._levels[-1].line_high = max(self._levels[-1].line_high, high)
        self._settle()
        return line

    def _read(self) -> None:
        self._now, peak = self._probe()
        if len(self._levels) != len(self._frames) + 1:
            self._even_out()
        level = self._levels[-1]
        level.line_high = max(level.line_high, peak - self._ours, self._now - self._ours)

    def _even_out(self) -> None:
        """An interrupt struck after a function was noted, and before its level was."""
        current = self._now - self._ours
        while len(self._levels) < len(self._frames) + 1:
            self._levels.append(_Level(current, current, current))
        del self._levels[len(self._frames) + 1 :]

    def _settle(self) -> None:
        """Called last: what was allocated since the reading is ours."""
        self._ours += self._probe()[0] - self._now
        self.since = wall_ns() + self.bias

    def _end_line(self) -> None:
        level, record = self._levels[-1], self.record
        current = self._now - self._ours
        if not record.active:
            record.net += current - level.start
            record.peak = max(record.peak, level.line_high - level.start)
        level.high = max(level.high, level.line_high)
        level.start = level.line_high = current

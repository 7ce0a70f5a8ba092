"""A stack that charges memory to lines.

Where tracemalloc is on, each object that is made here costs more than all the rest. So it is read
once for a line, numbers that change at every event stay among those that Python has ready, and the
time is nobody's concern.
"""

from __future__ import annotations

from _thread import _local
from types import CodeType

from .bytes import SMALL, Probe
from .record import Record, Records

#: Levels that are made at once, at first; then as many again as there are.
_LEVELS = 64
_FULL = SMALL - 1


class _Level:
    """A function that is under way, or the place for one at this depth.

    It owns two numbers, whatever happens, so that what they take is the same in each reading:
    `start` and `other`. The line went up to `other` where it has `risen`, else to its `start`.
    """

    __slots__ = ("callee", "caller", "code", "other", "record", "risen", "start", "table")

    def __init__(self, caller: _Level | None, number: int) -> None:
        self.caller: _Level = self if caller is None else caller
        self.callee: _Level | None = None
        self.code: CodeType | None = None
        self.table = _NOWHERE
        #: Of the current line; `None` before the first one.
        self.record: Record | None = None
        self.start = number
        #: A number of its own.
        self.other = number + 1
        self.risen = False


_NOWHERE = Records()


class Here(_local):
    """What belongs to a thread; asking which thread this is would make a number."""

    stack: ByteStack | None = None


class ByteStack:
    """Where one thread is; reads the probe where a line begins and where a function ends.

    What a call leaves behind counts for the line that called, too, and so does its peak. A line
    that calls itself again, by recursion, counts its outermost call. The interface is that of
    `Stack`, whose times are not used here.
    """

    __slots__ = ("_before", "_codes", "_files", "_levels", "_number", "_read", "_reset", "level")

    def __init__(self, probe: Probe) -> None:
        self._read, self._reset, self._number = probe.read, probe.reset, probe.number
        self._codes: dict[int, Records] = {}
        self._files: dict[str, Records] = {}
        self._before = self._read()[0]
        self._levels = _LEVELS
        #: Outside of all measured code at first.
        self.level = _Level(None, self._before)
        self.level.record = Record(0)
        self._extend(self.level)

    def line(self, code: CodeType, line: int, now: int = 0) -> None:
        """A line begins."""
        size, peak = self._read()
        if line > SMALL:
            size -= self._number
        level = self.level
        if level.code is not code:
            level = self._recover(code)
        high = self._charge(level, size, peak)
        caller = level.caller
        if high > (caller.other if caller.risen else caller.start):
            level.other, caller.other, caller.risen = caller.other, high, True
        else:
            level.other = peak
        level.start, level.risen = size, False
        record = level.table.get(line)
        if record is None:
            record = self._add_line(level, line)
        level.record = record
        record.few += 1
        if record.few > _FULL:
            record.fold()
        # They must not be there when the highest starts anew.
        del peak, high
        self._reset()

    def enter(self, code: CodeType, now: int = 0, line: int | None = None) -> None:
        """A function is called; its first line reads. Or it goes on in the middle of `line`."""
        level = self.level
        if level.record is None:
            self._begin(level, level.table.entry)
        callee = level.callee
        if callee is None or callee.code is not code:
            callee = self._place(level, code)
        assert level.record is not None
        level.record.active += 1
        callee.record = None
        self.level = callee
        entry = callee.table.entry
        entry.few += 1
        if entry.few > _FULL:
            entry.fold()
        if line is not None:
            self._begin(callee, entry)
            callee.record = callee.table.get(line) or self._add_line(callee, line)

    def leave(self, code: CodeType, now: int = 0, held: int = 0) -> int:
        """A function returns, raises or stands still; returns the line in which it does.

        `held` bytes are there for the event alone.
        """
        size, peak = self._read()
        if held:
            size -= held
        level = self.level
        if level.code is not code:
            level = self._recover(code)
        high = self._charge(level, size, peak)
        caller = level.caller
        if high > (caller.other if caller.risen else caller.start):
            level.other, caller.other, caller.risen = caller.other, high, True
        assert caller.record is not None
        caller.record.active -= 1
        self.level = caller
        line = level.record.line if level.record else 0
        del size, peak, high
        self._reset()
        return line

    def wait(self, code: CodeType, line: int, ns: int) -> None:
        """Time is nobody's concern."""

    def hold(self) -> None:
        """Until `release`, what is allocated is ours."""
        self._before, peak = self._read()
        level = self.level
        if peak > (level.other if level.risen else level.start):
            level.other, level.risen = peak, True

    def release(self) -> None:
        """See `hold`."""
        ours = self._read()[0] - self._before
        level = self.level
        while level.caller is not level:
            level.start += ours
            level.other += ours
            level = level.caller
        self._reset()

    def files(self) -> dict[str, Records]:
        """File name → records."""
        for table in self._files.values():
            for record in (*table.values(), table.entry):
                record.fold()
        return self._files

    @staticmethod
    def _charge(level: _Level, size: int, peak: int) -> int:
        """The line ends at `size`; returns how high it went."""
        record = level.record
        if record is None:
            return peak
        start = level.start
        high = level.other if level.risen and level.other > peak else peak
        if not record.active:
            if size != start:
                record.net += size - start
            if high > start and high - start > record.peak:
                record.peak = high - start
        return high

    def _begin(self, level: _Level, record: Record) -> None:
        """It goes on in the middle of a line."""
        size, peak = self._read()
        caller = level.caller
        if peak > (caller.other if caller.risen else caller.start):
            level.other, caller.other, caller.risen = caller.other, peak, True
        else:
            level.other = peak
        level.start, level.risen, level.record = size, False, record
        del size, peak
        self._reset()

    def _place(self, level: _Level, code: CodeType) -> _Level:
        """The place of what `level` calls, made ready for this code."""
        callee = level.callee
        table = self._codes.get(id(code))
        if callee is None or table is None:
            self.hold()
            callee = self._extend(level) if callee is None else callee
            table = self._add_code(code) if table is None else table
            self.release()
        # In this order: where an interrupt strikes between them, the code is placed anew.
        callee.table, callee.code = table, code
        return callee

    def _extend(self, level: _Level) -> _Level:
        """More places below the deepest one; returns the first of them."""
        above = level
        for index in range(self._levels):
            above.callee = _Level(above, self._before + SMALL + 2 * index)
            above = above.callee
        self._levels *= 2
        assert level.callee is not None
        return level.callee

    def _add_code(self, code: CodeType) -> Records:
        found = self._files.setdefault(code.co_filename, Records())
        found.add(code)
        self._codes[id(code)] = found
        return found

    def _add_line(self, level: _Level, line: int) -> Record:
        # What came before has been charged: not `hold`.
        self._before = self._read()[0]
        record = level.table[line]
        self.release()
        return record

    def _recover(self, code: CodeType) -> _Level:
        """Find the way back where events were lost; see `Stack.recover`."""
        found = self.level
        while found.code is not code and found.caller is not found:
            found = found.caller
        if found.code is not code:
            self.enter(code)
            return self.level
        while self.level is not found:
            self.level = self.level.caller
            if self.level.record is not None:
                self.level.record.active -= 1
        return found

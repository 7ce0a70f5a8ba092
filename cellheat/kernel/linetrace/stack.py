"""What one thread is in the middle of: which line of which function, and who called it."""

from __future__ import annotations

from types import CodeType

from ..clock import wall_ns
from .record import Record, Records


class Stack:
    """Charges time to lines; one for each thread.

    Every event names its code and the time at which it was noticed. The clock is read again at the
    end of an event, so that what the event itself takes is nobody's time. On the way into an event
    and out of it some time passes that no clock here can see: `bias_ns`, which is taken off.
    """

    __slots__ = (
        "_files",
        "bias",
        "code",
        "frames",
        "known",
        "record",
        "records",
        "since",
        "spent",
    )

    def __init__(self, bias_ns: int = 0) -> None:
        #: Not by the code object itself: those of two cells are equal where their texts are.
        self.known: dict[int, Records] = {}
        self._files: dict[str, Records] = {}
        self.frames: list[tuple[CodeType | None, Records, Record]] = []
        self.bias = bias_ns
        #: Where the thread is now; outside of all measured code at first.
        self.code: CodeType | None = None
        self.records = Records()
        self.record = self.records.entry
        #: What all lines have taken together.
        self.spent = 0
        #: Until when all time is booked.
        self.since = wall_ns()

    # These three are called so often, and with so little room left on a full stack, that they do
    # not share what they have in common.

    def line(self, code: CodeType, line: int, now: int) -> None:
        """A line begins."""
        elapsed = now - self.since
        self.record.own += elapsed
        self.spent += elapsed
        if code is not self.code:
            self.recover(code)
        record = self.record = self.records[line]
        record.hits += 1
        self.since = wall_ns() + self.bias

    def enter(self, code: CodeType, now: int, line: int | None = None) -> None:
        """A function is called, or goes on in the middle of `line`, which is no new hit."""
        elapsed = now - self.since
        caller = self.record
        caller.own += elapsed
        self.spent += elapsed
        if not caller.active:
            caller.mark = self.spent - caller.own
        caller.active += 1
        self.frames.append((self.code, self.records, caller))
        self.code = code
        records = self.known.get(id(code))
        self.records = self._records_of(code) if records is None else records
        self.record = self.records.entry if line is None else self.records[line]
        self.since = wall_ns() + self.bias

    def leave(self, code: CodeType, now: int) -> int:
        """A function returns, raises or stands still; returns the line in which it does."""
        elapsed = now - self.since
        self.record.own += elapsed
        self.spent += elapsed
        if code is not self.code:
            self.recover(code)
        line = self.record.line
        try:
            self.code, self.records, caller = self.frames.pop()
        except IndexError:
            # An interrupt struck when the last one was taken off, but before it was noted.
            self.code = None
            return line
        caller.active -= 1
        if not caller.active:
            caller.callees += self.spent - caller.own - caller.mark
        self.record = caller
        self.since = wall_ns() + self.bias
        return line

    def wait(self, code: CodeType, line: int, ns: int) -> None:
        """A coroutine stood still at an `await` in this line."""
        self._records_of(code)[line].waiting += ns

    def files(self) -> dict[str, Records]:
        """File name → records."""
        return self._files

    def recover(self, code: CodeType) -> None:
        """Find the way back where events were lost.

        An interrupt or a full stack may strike in the middle of one, and greenlets change stacks
        without a word.
        """
        if any(frame[0] is code for frame in self.frames):
            while self.code is not None and self.code is not code:
                self.leave(self.code, self.since)
        else:
            self.enter(code, self.since)

    def _records_of(self, code: CodeType) -> Records:
        found = self._files.setdefault(code.co_filename, Records())
        if id(code) not in self.known:
            found.add(code)
            self.known[id(code)] = found
        return found

"""The stacks of all threads that are measured."""

from __future__ import annotations

import threading
from _thread import get_ident
from collections.abc import Iterable
from math import fsum

from .bytes import Probe
from .bytestack import ByteStack
from .line import Line
from .record import Record, Records
from .stack import Stack


class Stacks:
    """One stack a thread, made when it is first seen; none for threads that were there before."""

    def __init__(self, probe: Probe | None, bias_ns: int) -> None:
        self._probe = probe
        self._bias_ns = bias_ns
        self.main_ident = get_ident()
        self.main = self._new()
        self._by_thread = {self.main_ident: self.main}
        self._before = {
            thread.ident: thread
            for thread in threading.enumerate()
            if thread.ident != self.main_ident
        }
        #: Whether one of the threads that were there before came by.
        self.unseen = False

    def current(self) -> Stack | ByteStack | None:
        """That of this thread, `None` where it is not measured."""
        ident = get_ident()
        found = self._by_thread.get(ident)
        if found is None:
            before = self._before.get(ident)
            # A new thread may get the number of one that has ended.
            if before is not None and before is threading.current_thread():
                self.unseen = True
                return None
            found = self._by_thread[ident] = self._new()
        return found

    def hits(self) -> int:
        """Of all lines."""
        return total(record.hits for _, _, record in self._records())

    def calls(self) -> int:
        """Of all functions, where memory is charged."""
        return total(
            records.entry.hits
            for stack in list(self._by_thread.values())
            for records in stack.files().values()
        )

    def lines(self) -> list[Line]:
        """The records of all threads, added up."""
        together: dict[tuple[str, int], list[Record]] = {}
        names: dict[tuple[str, int], str | None] = {}
        for filename, records, record in self._records():
            key = (filename, record.line)
            together.setdefault(key, []).append(record)
            names.setdefault(key, records.names.get(record.line))
        return [
            self._line(filename, line, names[filename, line], records)
            for (filename, line), records in together.items()
        ]

    def _records(self) -> list[tuple[str, Records, Record]]:
        return [
            (filename, records, record)
            for stack in list(self._by_thread.values())
            for filename, records in list(stack.files().items())
            for record in list(records.values())
        ]

    def _line(self, filename: str, line: int, name: str | None, records: list[Record]) -> Line:
        # What was taken off may have been a little too much.
        own = max(0, total(record.own for record in records))
        probed = self._probe is not None
        return Line(
            filename,
            line,
            name,
            hits=total(record.hits for record in records),
            own_ns=own,
            total_ns=own + max(0, total(record.callees for record in records)),
            waiting_ns=total(record.waiting for record in records),
            net_bytes=total(record.net for record in records) if probed else None,
            peak_bytes=max(record.peak for record in records) if probed else None,
        )

    def _new(self) -> Stack | ByteStack:
        return Stack(self._bias_ns) if self._probe is None else ByteStack(self._probe)


def total(numbers: Iterable[float]) -> int:
    """The sum; `sum` itself may be something else in the user's kernel."""
    return round(fsum(numbers))

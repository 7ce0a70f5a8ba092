"""How long calls of sqlite3's own functions take, which no hook of SQLite's tells.

From Python 3.12 on `sys.monitoring` watches those pieces of code alone that name such a function.
Before, a profiler has to look at every call, so it is put on once there is a connection.
"""

from __future__ import annotations

import _lsprof
import os
import re
import sys
from math import fsum
from threading import get_ident
from types import BuiltinMethodType, CodeType, MethodDescriptorType
from typing import Any

from .. import clock
from .log import Log, Statement

_SENDS = ("execute", "executemany", "executescript")
_NAMES = frozenset({*_SENDS, "fetchone", "fetchmany", "fetchall", "commit", "rollback"})


#: What cProfile calls one of them.
_METHOD = re.compile(r"<method '(\w+)' of 'sqlite3\.\w+' objects>")


class MonitoredCalls:
    """On `sys.monitoring`, from Python 3.12 on: the time of each call, in Python code's own."""

    #: Ids that no tool is meant to use by name (PEP 669).
    _IDS = (4, 3)

    def __init__(self, log: Log, silent: set[int]) -> None:
        self._log = log
        #: Threads whose calls are timed by somebody else.
        self._silent = silent
        #: Thread → when its call began; what is called within is part of it.
        self._since: dict[int, int] = {}
        #: Address of a cursor → what it was given last.
        self._given: dict[int, Statement] = {}
        self._id: int | None = None
        self._codes: set[CodeType] = set()
        #: Why times could not be taken, as the end of a sentence.
        self.obstacle: str | None = None
        #: Calls that were slowed although they have nothing to do with it.
        self.calls = 0

    def start(self, alone: bool) -> None:
        """Listen where there is room, beside another instrument where there is room for two."""
        from sqlite3 import Connection, Cursor

        monitoring = _monitoring()
        free = [one for one in self._IDS if monitoring.get_tool(one) is None]
        if len(free) < (1 if alone else 2):
            self.obstacle = _NO_PLACE
            return
        self._kinds = (Cursor, Connection)
        self._id = free[0]
        self._log.timed = True
        monitoring.use_tool_id(self._id, "cellheat io")
        monitoring.restart_events()
        events = monitoring.events
        monitoring.register_callback(self._id, events.PY_START, self._begins)
        monitoring.register_callback(self._id, events.CALL, self._calls)
        monitoring.register_callback(self._id, events.C_RETURN, self._returns)
        monitoring.register_callback(self._id, events.C_RAISE, self._returns)
        monitoring.set_events(self._id, events.PY_START)

    def opened(self, alone: bool) -> None:
        """Nothing changes with the first connection."""

    def stop(self) -> None:
        if self._id is None:
            return
        monitoring, events = _monitoring(), _monitoring().events
        monitoring.set_events(self._id, 0)
        for code in self._codes:
            monitoring.set_local_events(self._id, code, 0)
        for event in (events.PY_START, events.CALL, events.C_RETURN, events.C_RAISE):
            monitoring.register_callback(self._id, event, None)
        monitoring.free_tool_id(self._id)
        self._id = None
        self._codes.clear()

    def _started(self) -> None:
        ident = get_ident()
        if ident not in self._silent:
            self._since.setdefault(ident, clock.wall_ns())

    def _ended(self, name: str, owner: Any) -> None:
        since = self._since.pop(get_ident(), None)
        if since is None:
            return
        now = clock.wall_ns()
        given = None if name in _SENDS else self._given.get(id(owner))
        self._log.spent(now - since, given)
        last = self._log.last()
        if name in _SENDS and last is not None:
            self._given[id(owner)] = last
        # It took about as long to notice the beginning.
        self._log.ours_ns += 2 * (clock.wall_ns() - now)

    def _begins(self, code: CodeType, offset: int) -> Any:
        monitoring = _monitoring()
        if self._id is not None and not _NAMES.isdisjoint(code.co_names):
            self._codes.add(code)
            monitoring.set_local_events(self._id, code, monitoring.events.CALL)
        return monitoring.DISABLE

    def _calls(self, code: CodeType, offset: int, function: Any, first: Any) -> Any:
        name = self._driver(function, first)
        if name is None:
            return _monitoring().DISABLE
        self._started()
        return None

    def _returns(self, code: CodeType, offset: int, function: Any, first: Any) -> Any:
        name = self._driver(function, first)
        if name is not None:
            bound = type(function) is BuiltinMethodType
            self._ended(name, function.__self__ if bound else first)

    def _driver(self, function: Any, first: Any) -> str | None:
        """The name of a function of sqlite3's; nothing of the user's is run."""
        if type(function) is MethodDescriptorType:
            owner = function.__objclass__
        elif type(function) is BuiltinMethodType:
            owner = type(function.__self__)
        else:
            return None
        name = function.__name__
        return name if name in _NAMES and issubclass(owner, self._kinds) else None


class ProfiledCalls:
    """With the engine of cProfile, on Python 3.10 and 3.11: the time by the code that calls.

    A profile function in Python could be where an interrupt strikes, also within SQLite's trace
    callback, where it would be lost.
    """

    def __init__(self, log: Log) -> None:
        self._log = log
        self._profiler: Any = None
        self.obstacle: str | None = None
        self.calls = 0

    def start(self, alone: bool) -> None:
        """It waits for the first connection."""

    def opened(self, alone: bool) -> None:
        """There is a connection; where there is no room, times stay unknown."""
        if self._profiler is not None:
            return
        if not alone:
            self.obstacle = _BESIDE
        elif sys.getprofile() is not None:
            self.obstacle = _OTHER
        else:
            self._profiler = _lsprof.Profiler()
            self._profiler.enable()

    def stop(self) -> None:
        profiler, self._profiler = self._profiler, None
        if profiler is None:
            return
        # The cell may have set another one, or none; what is known by then is not all.
        is_on = sys.getprofile() is profiler
        if not is_on:
            self.obstacle = _REPLACED
            return
        profiler.disable()
        self._log.timed = True
        self._read(profiler.getstats())

    def _read(self, entries: list[Any]) -> None:
        self.calls = round(fsum(entry.callcount for entry in entries))
        self._log.ns += round(1e9 * fsum(map(_seconds, entries)))
        for entry in entries:
            if _is_alchemy(entry.code):
                # It tells the time of what it sends by itself.
                self._log.ns -= round(1e9 * fsum(map(_sending, entry.calls or ())))
        known = {id(entry.code): entry.calls or () for entry in entries}
        for code, statements in self._log.senders.values():
            if len(statements) == 1:
                (statement,) = statements.values()
                statement.ns += round(1e9 * fsum(map(_seconds, known.get(id(code), ()))))
        # What other code sent besides was mixed with others there.
        for _, statements in self._log.senders.values():
            if len(statements) > 1:
                for statement in statements.values():
                    statement.ns = 0


def _seconds(entry: Any) -> float:
    """The time of calls of the driver; 0 for all others."""
    return float(entry.totaltime) if _method(entry.code) in _NAMES else 0.0


def _sending(entry: Any) -> float:
    return float(entry.totaltime) if _method(entry.code) in _SENDS else 0.0


def _method(code: Any) -> str | None:
    found = _METHOD.match(code) if type(code) is str else None
    return found[1] if found else None


def _is_alchemy(code: Any) -> bool:
    return type(code) is CodeType and _ALCHEMY in code.co_filename


_ALCHEMY = f"{os.sep}sqlalchemy{os.sep}"
_BESIDE = "before Python 3.12 it can be taken only where no other instrument is on"
_OTHER = "another profiler was on, and before Python 3.12 there is room for one only"
_REPLACED = "the cell set a profiler of its own, and before Python 3.12 there is room for one only"
_NO_PLACE = "other tools hold the places that measuring it needs"


def call_times(log: Log, silent: set[int]) -> MonitoredCalls | ProfiledCalls:
    if sys.version_info >= (3, 12):
        return MonitoredCalls(log, silent)
    return ProfiledCalls(log)


def _monitoring() -> Any:
    """`sys.monitoring`, which type checkers for older Pythons do not know."""
    return getattr(sys, "monitoring")  # noqa: B009

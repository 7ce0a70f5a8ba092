"""Statements and rows of the standard library's `sqlite3`, of connections old and new.

SQLite tells each statement to a trace callback, of which a connection has one. What was set before
is found among the objects that the connection holds, called as before, and put back. Rows are
counted by a row factory written in C that hands out what the one before hands out.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Generator
from functools import lru_cache
from math import fsum
from threading import get_ident
from types import ModuleType
from typing import Any

from .. import clock
from ..interrupts import deliver_later
from .log import Locate, Log

#: sqlite3 hands a row factory the cursor and the row; this one gives back the row.
_ROW: Callable[..., Any] = {}.get


class _Tap:
    """What was put on one connection; it does not keep the connection alive."""

    def __init__(self, listener: Generator[None, str, None], factory: Any) -> None:
        next(listener)
        #: In C, and resumed within a `try`: what is raised in a trace callback would be lost, and
        #: so would an interrupt that strikes one.
        self.callback = listener.send
        self.theirs: Any = None
        self.factory = factory
        self.rows = lru_cache(maxsize=0)(factory or _ROW)


class Sqlite:
    """Listens to the connections of this process between `start` and `stop`."""

    def __init__(self, log: Log, locate: Locate) -> None:
        self._log = log
        self._locate = locate
        self._taps: list[_Tap] = []
        self._modules: dict[ModuleType, Any] = {}
        self._connect: Any = None
        #: Connections that belong to other threads cannot be listened to.
        self.unheard = 0
        #: Threads whose statements are told by somebody else.
        self.silent: set[int] = set()
        #: How many statements were heard that count.
        self.heard = 0
        #: Where it is above 0, so are those of all other threads.
        self.elsewhere = 0
        self._listens = False

    @property
    def rows(self) -> int:
        """Rows that were read."""
        return round(fsum(tap.rows.cache_info().misses for tap in self._taps))

    @property
    def connections(self) -> int:
        return len(self._taps)

    def start(self, ours: list[Any], opened: Callable[[], None]) -> None:
        """`ours` are connections that are none of the user's; `opened` is told of new ones."""
        import sqlite3

        self._listens = True
        for connection in _connections():
            if not any(connection is one for one in ours):
                self._tap(connection)
        self._patch(sqlite3, opened)

    def stop(self) -> None:
        """Hear nothing more, and put `connect` back; may be called more than once."""
        self._listens = False
        for module, original in self._modules.items():
            # The cell may have put one of its own in its place: it stays.
            if vars(module).get("connect") is self._connect:
                module.connect = original  # type: ignore[attr-defined]
        self._modules = {}

    def release(self) -> None:
        """Put back what the connections had before, of those that are still there."""
        if self._taps and any(tap.callback is not None for tap in self._taps):
            for connection in _connections():
                self._untap(connection)
        for tap in self._taps:
            tap.callback = tap.theirs = None  # type: ignore[assignment]

    def _patch(self, sqlite3: ModuleType, opened: Callable[[], None]) -> None:
        original = sqlite3.connect

        def connect(*args: Any, **kwargs: Any) -> Any:
            connection = original(*args, **kwargs)
            if self._listens:
                self._tap(connection)
                opened()
            return connection

        connect.__module__, connect.__doc__ = "_sqlite3", original.__doc__
        self._connect = connect
        for module in (sqlite3, sys.modules.get("sqlite3.dbapi2")):
            if type(module) is ModuleType and vars(module).get("connect") is original:
                self._modules[module] = original
                module.connect = connect  # type: ignore[attr-defined]

    def _tap(self, connection: Any) -> None:
        from sqlite3 import Connection, Error

        factory = vars(Connection)["row_factory"]
        tap = _Tap(self._listener(len(self._taps)), factory.__get__(connection))
        before = gc.get_referents(connection)
        try:
            Connection.set_trace_callback(connection, tap.callback)
        except Error:
            # Closed, not opened at all, or another thread's.
            self.unheard += 1
            return
        left = gc.get_referents(connection)
        gone = [one for one in before if not any(one is other for other in left)]
        tap.theirs = next((one for one in gone if callable(one)), None)
        self._taps.append(tap)
        factory.__set__(connection, tap.rows)

    def _untap(self, connection: Any) -> None:
        from sqlite3 import Connection, Error

        held, factory = gc.get_referents(connection), vars(Connection)["row_factory"]
        for tap in self._taps:
            if any(one is tap.callback for one in held):
                try:
                    Connection.set_trace_callback(connection, tap.theirs)
                except Error:
                    continue
            if factory.__get__(connection) is tap.rows:
                factory.__set__(connection, tap.factory)

    def _listener(self, number: int) -> Generator[None, str, None]:
        while True:
            try:
                while True:
                    sql = yield
                    self._heard(sql, sys._getframe(1))
                    theirs = self._taps[number].theirs
                    if theirs is not None:
                        theirs(sql)
            except KeyboardInterrupt:
                _deliver()
            except Exception:  # theirs may raise, which sqlite3 swallows, too
                continue

    def _heard(self, sql: str, frame: Any) -> None:
        if not self._listens or get_ident() in self.silent or self.elsewhere:
            return
        since = clock.wall_ns()
        found = self._log.add(sql, self._locate(frame))
        if found is not None:
            self.heard += 1
            self._log.sent(found, frame.f_code)
        self._log.ours_ns += clock.wall_ns() - since


def _deliver() -> None:
    """Where another interrupt strikes meanwhile, one of them is enough."""
    try:
        deliver_later()
    except KeyboardInterrupt:
        _deliver()


def _connections() -> list[Any]:
    from sqlite3 import Connection

    return [thing for thing in gc.get_objects() if issubclass(type(thing), Connection)]

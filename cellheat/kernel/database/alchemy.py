"""Statements of SQLAlchemy, from the events of all its engines.

The listeners are set on the class of engines, so they hear those that exist and those that the cell
makes; the engine beneath an asynchronous one is of that class, too.
"""

from __future__ import annotations

import sys
from threading import get_ident
from typing import Any

from .. import clock
from .log import Locate, Log, Statement
from .sqlite import Sqlite


class Alchemy:
    """Listens between `start` and `stop`, where SQLAlchemy has been imported."""

    def __init__(self, log: Log, locate: Locate, sqlite: Sqlite) -> None:
        self._log = log
        self._locate = locate
        self._sqlite = sqlite
        self._engine: Any = None
        self._had: Any = None
        #: Address of a cursor → its statement, when it was sent, and whether it is awaited.
        self._open: dict[int, tuple[Statement | None, int, bool]] = {}

    @property
    def listens(self) -> bool:
        return self._engine is not None

    def start(self) -> None:
        module = sys.modules.get("sqlalchemy.engine")
        engine = getattr(module, "Engine", None)
        if engine is None:
            return
        from sqlalchemy import event

        self._had = vars(engine).get("_has_events")
        for name, listener in self._listeners():
            event.listen(engine, name, listener)
        self._engine = engine
        self._log.timed = True

    def stop(self) -> None:
        """May be called more than once."""
        engine, self._engine = self._engine, None
        if engine is None:
            return
        from sqlalchemy import event

        for name, listener in self._listeners():
            event.remove(engine, name, listener)
        if self._had is not None:
            engine._has_events = self._had
        self._sqlite.silent.clear()
        self._sqlite.elsewhere = 0

    def _listeners(self) -> list[tuple[str, Any]]:
        return [
            ("before_cursor_execute", self._before),
            ("after_cursor_execute", self._after),
            ("handle_error", self._failed),
        ]

    def _before(
        self, conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
    ) -> None:
        since = clock.wall_ns()
        found = self._log.add(statement, self._locate(sys._getframe(1)))
        is_async = bool(getattr(conn.dialect, "is_async", False))
        now = clock.wall_ns()
        self._log.ours_ns += now - since
        self._open[id(cursor)] = (found, now, is_async)
        if is_async:
            self._sqlite.elsewhere += 1
        else:
            self._sqlite.silent.add(get_ident())

    def _after(
        self, conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
    ) -> None:
        self._end(cursor)

    def _failed(self, context: Any) -> None:
        self._end(context.cursor)

    def _end(self, cursor: Any) -> None:
        found = self._open.pop(id(cursor), None)
        if found is None:
            return
        statement, since, is_async = found
        self._log.spent(clock.wall_ns() - since, statement)
        if is_async:
            self._sqlite.elsewhere -= 1
        else:
            self._sqlite.silent.discard(get_ident())

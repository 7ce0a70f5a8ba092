"""`io`: what the cell waits for: its statements to databases, and what blocked the event loop."""

from __future__ import annotations

import platform
import sys
from collections import defaultdict
from importlib.util import find_spec
from math import fsum
from types import FrameType
from typing import Any

from ..cells.cell import Cell, Origins
from ..cells.tracebacks import clean_all
from ..database.alchemy import Alchemy
from ..database.calltimes import call_times
from ..database.log import Log, Place, Statement
from ..database.sqlite import Sqlite
from ..looplag import NOTABLE_NS, LoopLag
from ..result import Column, Distortion, Figure, Finding, Note, Table, TableData, Value
from ..slot import Slot
from ..units import duration
from .base import DEFAULT_S, About, Measured, Tool

#: Whether the time of each statement can be told from that of others.
_EXACT = sys.version_info >= (3, 12)
#: Rows of a table that anybody reads.
_ROWS = 200
#: So often the same statement from the same line is a pattern.
_PATTERN = 10
#: A loop that is blocked for so long is what to speak of first.
_LONG_BLOCK_NS = 100e6
#: Seconds between two signs of life of the loop, at least and at most.
_SHORTEST_S, _LONGEST_S = 0.005, 0.05


class InputOutput:
    """Statements from the places that sent them, rows, times, and lag of the event loop."""

    name = "io"
    tool = "events"

    def __init__(self, ip: Any, interval_s: float = DEFAULT_S) -> None:
        self._ip = ip
        self._log = Log()
        self._user = _User(ip)
        self._sqlite = Sqlite(self._log, self._user.place)
        self._calls = call_times(self._log, self._sqlite.silent)
        self._alchemy = Alchemy(self._log, self._user.place, self._sqlite)
        interval_s = min(max(interval_s, _SHORTEST_S), _LONGEST_S)
        self._lag = LoopLag(interval_s, self._user.place)
        self._had_alchemy = True
        self._heard = False
        self._unseen = ""

    @property
    def tools(self) -> dict[str, str]:
        found = {"sqlite3": platform.python_version()}
        version = vars(sys.modules.get("sqlalchemy", sys)).get("__version__")
        if self._heard and type(version) is str:
            found["SQLAlchemy"] = version
        return found

    def prepare(self) -> None:
        """There is nothing to prepare."""

    def start(self) -> None:
        self._had_alchemy = "sqlalchemy" in sys.modules
        self._alchemy.start()
        self._heard = self._alchemy.listens
        if find_spec("_sqlite3") is not None:
            self._calls.start(self._is_alone)
            self._sqlite.start(_connections_of(self._ip), self._opened)
            if self._sqlite.connections:
                self._opened()
        self._lag.start()

    def stop(self) -> None:
        self._lag.stop()
        self._calls.stop()
        self._alchemy.stop()
        self._sqlite.stop()
        clean_all(sys.exc_info()[1])

    def release(self) -> None:
        self._sqlite.release()
        self._lag.release()

    def notes(self) -> list[Note]:
        return list(self._remarks())

    def distortion(self, measured: Measured) -> Distortion | None:
        """Of what can be told: hearing, watching, and calls that were slowed below Python 3.12."""
        if not measured.wall_ns:
            return None
        spent_ns, parts = 0.0, []
        if self._log.times:
            spent_ns += self._log.ours_ns
            parts.append(f"{duration(self._log.ours_ns, 2)} in what heard the statements")
        if self._lag.spent_ns is not None:
            spent_ns += self._lag.spent_ns
            parts.append(f"{duration(self._lag.spent_ns, 2)} in what watched the event loop")
        cost = _call_cost_ns() if self._calls.calls else None
        if cost is not None:
            spent_ns += cost * self._calls.calls
            parts.append(f"{self._calls.calls:,} calls, each about {duration(cost, 2)} longer")
        share = min(1.0, spent_ns / measured.wall_ns)
        return Distortion(share, ", ".join(parts) or "nothing had to be heard or watched")

    def data(self, ip: Any, cell: Cell, measured: Measured) -> TableData:
        files = _Files(Origins(ip, cell, measured.count))
        statements = sorted(self._log.statements.values(), key=lambda one: (-one.ns, -one.times))
        repeated = [one for one in statements if one.times > 1]
        repeated.sort(key=lambda one: -one.times)
        figures = [
            Figure("statements", "count", self._log.times),
            Figure("repeats", "count", round(fsum(one.times - 1 for one in repeated))),
            Figure("rows", "count", self._sqlite.rows if self._sqlite.connections else None),
            Figure("database", "time", self._log.ns if self._log.timed else None),
            Figure("lag", "time", self._lag.longest_ns),
        ]
        tables = [
            self._statements(statements, files),
            _repeated(repeated, files),
            self._blocked(files),
        ]
        finding = self._finding(repeated, files)
        self._unseen = self._absences(finding, bool(repeated))
        return TableData(files.files, figures, [one for one in tables if one.rows], finding)

    def _opened(self) -> None:
        # There is room for one profiler below 3.12: it is for the instrument that is beside.
        self._calls.opened(self._is_alone)

    @property
    def _is_alone(self) -> bool:
        """Whether no other instrument is on this run."""
        return getattr(Slot.holder(), "_instrument", self) is self

    def _statements(self, statements: list[Statement], files: _Files) -> Table:
        rows: list[list[Value]] = [
            [one.text, files.place(one.place), one.times, one.ns or None]
            for one in statements[:_ROWS]
        ]
        columns = [
            Column("statement", "code"),
            Column("place", "place"),
            Column("times", "count"),
            Column("took", "time"),
        ]
        return Table("statements", columns, rows, len(statements))

    def _blocked(self, files: _Files) -> Table:
        blocks = defaultdict(list)
        for block in self._lag.blocks:
            blocks[block.place].append(block.ns)
        ordered = sorted(blocks.items(), key=lambda item: -max(item[1]))
        rows: list[list[Value]] = [
            [files.place(place), place[2] if place else None, len(ns), max(ns), round(fsum(ns))]
            for place, ns in ordered[:_ROWS]
        ]
        columns = [
            Column("place", "place"),
            Column("function", "text"),
            Column("times", "count"),
            Column("longest", "time"),
            Column("blocked", "time"),
        ]
        return Table("blocked", columns, rows, len(ordered))

    def _finding(self, repeated: list[Statement], files: _Files) -> Finding:
        longest = max(self._lag.blocks, key=lambda block: block.ns, default=None)
        if longest is not None and longest.ns >= _LONG_BLOCK_NS:
            place = files.place(longest.place)
            if place is None:
                return Finding("loop-blocked", {"blocked_ns": longest.ns})
            return Finding("loop-blocked-at", {"blocked_ns": longest.ns, "at_place": place})
        reads = [one for one in repeated if one.reads and one.place is not None]
        if reads and reads[0].times >= _PATTERN:
            place = files.place(reads[0].place)
            return Finding("repeated", {"times_count": reads[0].times, "at_place": place})
        if self._log.times and self._log.timed:
            facts = {"statements_count": self._log.times, "database_ns": self._log.ns}
            return Finding("database", {**facts})
        if self._log.times:
            return Finding("statements", {"statements_count": self._log.times})
        if self._lag.longest_ns is not None:
            return Finding("loop-free", {"lag_ns": self._lag.longest_ns})
        return Finding("no-waiting", {})

    def _absences(self, finding: Finding, repeats: bool) -> str:
        """A sentence on what was looked for and not seen, but for what the finding says."""
        absent = []
        if not self._log.times:
            absent.append("no statement was sent to a database")
        elif not repeats:
            absent.append("no statement was sent more than once from one line")
        if self._lag.longest_ns is None:
            absent.append("the cell did not await")
        elif not self._lag.blocks and finding.code != "loop-free":
            absent.append(f"nothing blocked the event loop for {duration(NOTABLE_NS, 2)} or more")
        told = ", and ".join(absent) if finding.code != "no-waiting" else ""
        return f"{told[0].upper()}{told[1:]}." if told else ""

    def _remarks(self) -> Any:
        if self._unseen:
            yield Note("not-seen", self._unseen)
        if self._log.times and self._log.timed:
            yield _TIMED
        if self._sqlite.heard and self._calls.obstacle:
            text = _UNTIMED_TOO if self._log.timed else _UNTIMED
            yield Note("no-database-time", text.format(reason=self._calls.obstacle))
        elif any(len(known) > 1 for _, known in self._log.senders.values()) and not _EXACT:
            yield _MIXED
        if self._sqlite.unheard:
            yield _UNHEARD
        if not self._had_alchemy and "sqlalchemy" in sys.modules:
            yield _IMPORTED
        if self._lag.blocks:
            yield _SAMPLED


def _repeated(repeated: list[Statement], files: _Files) -> Table:
    rows: list[list[Value]] = [
        [one.text, files.place(one.place), one.times] for one in repeated[:_ROWS]
    ]
    columns = [Column("statement", "code"), Column("place", "place"), Column("times", "count")]
    return Table("repeated", columns, rows, len(repeated))


def _call_cost_ns() -> float | None:
    from .calls import cost_ns

    return cost_ns()


class _User:
    """Finds the user's code in a stack."""

    def __init__(self, ip: Any) -> None:
        self._origins = Origins(ip, Cell(""), None)

    def place(self, frame: FrameType | None) -> Place | None:
        """The innermost line of the user's; where there is none, that which awaits it."""
        return self._within(frame) or self._awaiting()

    def _within(self, frame: FrameType | None) -> Place | None:
        while frame is not None:
            code = frame.f_code
            if self._origins.kind(code.co_filename) == "own":
                return code.co_filename, frame.f_lineno or code.co_firstlineno, code.co_name
            frame = frame.f_back
        return None

    def _awaiting(self) -> Place | None:
        """SQLAlchemy awaits a driver on a stack of its own, a greenlet's."""
        greenlet = sys.modules.get("greenlet")
        if greenlet is None:
            return None
        above = greenlet.getcurrent().parent
        while above is not None:
            found = self._within(above.gr_frame)
            if found is not None:
                return found
            above = above.parent
        return None


class _Files:
    """Places as a profile has them."""

    def __init__(self, origins: Origins) -> None:
        self._origins = origins

    @property
    def files(self) -> list[Any]:
        return self._origins.files

    def place(self, place: Place | None) -> list[int] | None:
        return None if place is None else list(self._origins.place(place[0], place[1]))


def _connections_of(ip: Any) -> list[Any]:
    """Those with which IPython keeps its history."""
    manager = getattr(ip, "history_manager", None)
    thread = getattr(manager, "save_thread", None)
    return [
        db
        for owner in (manager, thread, getattr(thread, "history_manager", None))
        if (db := getattr(owner, "db", None)) is not None
    ]


_TIMED = Note(
    "database-time",
    "Time in the database is that of execute, fetch and commit calls. Rows that a for loop takes "
    "from a cursor are counted, but the time for them is not.",
)
_MIXED = Note(
    "mixed-time",
    "Before Python 3.12 the time of a statement is known where its function sends no other, or its "
    "statement of the cell's top level. That of the others is in the time in the database.",
)
_UNTIMED = "The time in the database is not known: {reason}."
_UNTIMED_TOO = "Of statements that did not go through SQLAlchemy the time is not known: {reason}."
_UNHEARD = Note(
    "unheard-connections",
    "Some sqlite3 connections belong to other threads, so their statements were not seen.",
)
_IMPORTED = Note(
    "alchemy-imported",
    "SQLAlchemy was imported during this run, so only its sqlite3 statements were seen. Profile "
    "again to see those of its other drivers.",
)
_SAMPLED = Note(
    "blocked-line",
    "What blocked the event loop was seen by looking now and then. Where a line works without "
    "calling anything, the one after it may be named instead.",
)

ABOUT = About(
    "io",
    "waiting",
    (
        Tool(
            "events",
            measures=(
                "Statements sent through sqlite3 and SQLAlchemy, those that repeat, rows and time "
                "in the database, and how long which line kept the event loop from other work."
            ),
            blind=(
                "Drivers other than sqlite3 that are used without SQLAlchemy, files, the network, "
                "child processes, and connections of other threads. Below Python 3.12 it slows "
                "calls once there is a connection, and takes times only where it is on alone."
            ),
            needs="Nothing but Python; SQLAlchemy is heard where it is imported.",
            make=lambda options: InputOutput(options.ip, options.interval_s),
        ),
    ),
)

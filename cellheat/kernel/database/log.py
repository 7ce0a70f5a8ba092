"""Statements as they are counted: the same text with other values is the same statement."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import fsum
from threading import get_ident
from types import CodeType, FrameType

#: File name, line and function of the user's code.
Place = tuple[str, int, str]
#: The innermost place of the user's from a frame on.
Locate = Callable[[FrameType | None], Place | None]

_VALUES = re.compile(r"'(?:[^']|'')*'|\b0[xX][0-9a-fA-F]+\b|\b\d+(?:\.\d*)?(?:[eE][+-]?\d+)?\b")
_MARKERS = re.compile(r"\?\d*|[:@$]\w+\b|%s|%\(\w+\)s|\$\d+")
_SPACE = re.compile(r"\s+")
_LIST = re.compile(r"\(\s*\?(?:\s*,\s*\?)+\s*\)")
_TRANSACTION = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|END|--)", re.IGNORECASE)
_READS = re.compile(r"\s*(SELECT|WITH)\b", re.IGNORECASE)

#: A longer statement is cut.
_LONGEST = 400
#: After so many from one place those that begin alike are taken for the same statement.
_KNOWN, _BEGINNING = 1000, 32


def shape(sql: str) -> str:
    """The statement with `?` for each value, white space as single spaces, at most 400 letters."""
    text = _VALUES.sub("?", sql[: 4 * _LONGEST])
    text = _LIST.sub("(?, …)", _MARKERS.sub("?", text))
    text = _SPACE.sub(" ", text).strip()
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


@dataclass
class Statement:
    """One statement from one place: how often it was sent, and its time as far as it is known."""

    text: str
    place: Place | None
    times: int = 0
    ns: int = 0

    @property
    def reads(self) -> bool:
        return _READS.match(self.text) is not None


class Log:
    """All statements of a run; what begins and ends transactions is left out."""

    def __init__(self) -> None:
        self.statements: dict[tuple[str, Place | None], Statement] = {}
        #: Time in drivers, of which a part may belong to no statement that was seen.
        self.ns = 0
        #: Whether times were taken at all.
        self.timed = False
        #: Time that was taken for hearing all this.
        self.ours_ns = 0
        #: Id of the code that called the driver → it, and its statements by their ids.
        self.senders: dict[int, tuple[CodeType, dict[int, Statement]]] = {}
        self._last: dict[int, Statement] = {}
        self._alike: dict[tuple[Place | None, str], Statement] = {}

    @property
    def times(self) -> int:
        return round(fsum(one.times for one in self.statements.values()))

    def add(self, sql: str, place: Place | None) -> Statement | None:
        """One more was sent by this thread; `None` where it is none to be counted."""
        if _TRANSACTION.match(sql):
            return None
        beginning = (place, sql[:_BEGINNING])
        found = self._alike.get(beginning)
        if found is None:
            text = shape(sql)
            found = self.statements.setdefault((text, place), Statement(text, place))
            if found.times >= _KNOWN:
                self._alike[beginning] = found
        found.times += 1
        self._last[get_ident()] = found
        return found

    def sent(self, statement: Statement, code: CodeType) -> None:
        """This code called the driver, of which nothing else tells how long it took."""
        self.senders.setdefault(id(code), (code, {}))[1][id(statement)] = statement

    def spent(self, ns: int, statement: Statement | None = None) -> None:
        """Time in a driver, for a statement or for the last one of this thread."""
        self.ns += ns
        found = statement or self._last.get(get_ident())
        if found is not None:
            found.ns += ns

    def last(self) -> Statement | None:
        """The last statement of this thread."""
        return self._last.get(get_ident())

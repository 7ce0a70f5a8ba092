"""What a call calls and what it sends to databases, counted by a profile function."""

from __future__ import annotations

import sys
from contextvars import ContextVar, Token
from functools import partial
from opcode import opmap
from types import CodeType, FrameType
from typing import Any

from ...slot import Slot

#: The call that is counted. Tasks and callbacks that it starts in an event loop have a copy of its
#: context, and the loop itself and the tasks of others have not.
_COUNTED: ContextVar[Counts | None] = ContextVar("cellheat-counted", default=None)

#: A driver's function that is being run, for what it has run elsewhere: SQLAlchemy awaits the real
#: driver from another stack of frames, a greenlet's, in the same context.
_SENDING: ContextVar[FrameType | None] = ContextVar("cellheat-sending", default=None)

#: Generators and coroutines: to go on with one is no call.
_RESUMABLE = 0x20 | 0x80 | 0x200
#: Since Python 3.11 an instruction says whether a frame begins or goes on.
_RESUMES = "RESUME" in opmap
#: Functions of their own before Python 3.12, and none in the eyes of who wrote them.
_COMPREHENSIONS = frozenset({"<listcomp>", "<setcomp>", "<dictcomp>"})

_STATEMENTS = frozenset({"execute", "executemany", "executescript"})
#: What a cursor and a connection of the DB-API have, beside `execute` and `close`.
_CURSOR = ("executemany", "fetchone", "fetchall")
_CONNECTION = ("cursor", "commit", "rollback")


class Counts:
    """Context that counts in its thread; a profiler that is on is left alone.

    `calls` has the functions that are called, Python's and C's, without `entry` itself and without
    what C functions call in C; `statements` those of them that send a statement to a database. Both
    are `None` where nothing was counted.
    """

    def __init__(self, entry: Any, *ours: CodeType) -> None:
        self.calls: int | None = None
        self.statements: int | None = None
        self._entry = _code(entry)
        #: Frames that call on our behalf, and not on the variant's.
        self._ours = {id(code) for code in (*ours, Counts.__exit__.__code__)}
        self._hook: CodeType | None = None
        self._token: Token[Counts | None] | None = None

    def __enter__(self) -> Counts:
        if not is_profiled():
            self._token = _COUNTED.set(self)
            # What this thread's event loop does at the first step of an asynchronous generator.
            self._hook = _code(sys.get_asyncgen_hooks().firstiter)
            self.calls = self.statements = 0
            sys.setprofile(self._saw)
        return self

    def __exit__(self, *exc: object) -> None:
        if self._token is not None:
            sys.setprofile(None)
            _COUNTED.reset(self._token)

    def _saw(self, frame: FrameType, event: str, argument: Any) -> None:
        if _COUNTED.get() is not self:
            return
        code = frame.f_code
        if id(code) in self._ours or self._is_hook(frame):
            return
        if event == "c_call":
            self._add(1)
            if _name(argument) in _STATEMENTS and _is_database(_self(argument)):
                self._send(frame)
        elif event == "call" and not _goes_on(frame, code) and code.co_name not in _COMPREHENSIONS:
            if code is self._entry:
                # It may call itself, which counts.
                self._entry = None
                return
            self._add(1)
            if _is_driver(frame, code):
                self._send(frame.f_back)
                if not code.co_flags & _RESUMABLE:
                    _SENDING.set(frame)
        elif event == "return" and _SENDING.get() is frame:
            _SENDING.set(None)

    def _is_hook(self, frame: FrameType) -> bool:
        if self._hook is None:
            return False
        below = frame.f_back
        return frame.f_code is self._hook or (below is not None and below.f_code is self._hook)

    def _add(self, calls: int) -> None:
        self.calls = (self.calls or 0) + calls

    def _send(self, caller: FrameType | None) -> None:
        """One more statement, unless it is part of one that was counted further up."""
        if _SENDING.get() is not None:
            return
        while caller is not None:
            if _is_driver(caller, caller.f_code):
                return
            caller = caller.f_back
        self.statements = (self.statements or 0) + 1


def is_profiled() -> bool:
    """Whether a profiler is on in this thread, or one of the whole process."""
    monitoring = getattr(sys, "monitoring", None)
    tool = monitoring and monitoring.get_tool(monitoring.PROFILER_ID)
    return sys.getprofile() is not None or tool is not None or Slot.holder() is not None


def _code(call: Any) -> CodeType | None:
    """The code that a call of it runs first, if that is Python's."""
    while isinstance(call, partial):
        call = call.func
    call = getattr(call, "__func__", call)
    code = getattr(call, "__code__", None) or getattr(
        getattr(type(call), "__call__", None),  # noqa: B004
        "__code__",
        None,
    )
    return code if isinstance(code, CodeType) else None


def _goes_on(frame: FrameType, code: CodeType) -> bool:
    if not code.co_flags & _RESUMABLE:
        return False
    if not _RESUMES:
        return frame.f_lasti >= 0
    # The argument of RESUME: 0 at the start, else after which kind of pause.
    return bool(code.co_code[frame.f_lasti + 1] & 3)


def _name(function: Any) -> Any:
    return getattr(function, "__name__", None)


def _self(function: Any) -> Any:
    return getattr(function, "__self__", None)


def _is_driver(frame: FrameType, code: CodeType) -> bool:
    """Whether this is a method of a cursor or connection that is written in Python."""
    if code.co_name not in _STATEMENTS or not code.co_argcount:
        return False
    first = frame.f_locals.get(code.co_varnames[0])
    methods = (vars(kind).get(code.co_name) for kind in type(first).__mro__)
    # A function of the user's may well take a cursor and be called so, too.
    return _is_database(first) and any(
        getattr(getattr(method, "__wrapped__", method), "__code__", None) is code
        for method in methods
    )


def _is_database(thing: Any) -> bool:
    """True for cursors and connections that look as the DB-API says. Nothing of theirs is run."""
    kind = type(thing)
    return any(all(hasattr(kind, name) for name in some) for some in (_CURSOR, _CONNECTION))

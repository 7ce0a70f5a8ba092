"""The tracer for Python 3.10 and 3.11, on `sys.settrace`."""

from __future__ import annotations

import opcode
import sys
import threading
from types import CodeType, FrameType
from typing import Any, TypeVar

from ..cells.tracebacks import clean_error
from ..clock import wall_ns
from ..interrupts import deliver_later
from .bytes import Probe
from .line import Line
from .pauses import WAITS, Pauses, is_item
from .record import is_part_of_its_line
from .stacks import Stacks
from .wanted import Untraceable, Wanted

_Function = TypeVar("_Function", bound=Any)


def uninterruptible(function: _Function) -> _Function:
    """A function that starts with `try` and that no interrupt strikes before it.

    3.10 looks for none there. 3.11 looks in the first instruction of every function, but for one
    that says it goes on after an `await`.
    """
    code = function.__code__
    resume = opcode.opmap.get("RESUME")
    if sys.version_info[:2] == (3, 11) and code.co_code[0] == resume:
        function.__code__ = code.replace(co_code=bytes([resume, 3]) + code.co_code[2:])
    return function


class HookTracer:
    """See `tracer.Tracer`."""

    def __init__(self, wanted: Wanted, probe: Probe | None = None, bias_ns: int = 0) -> None:
        self._wanted = wanted
        self._probe = probe
        self._bias_ns = bias_ns
        self._started = self._on = False
        self._threads_too = False
        self._stacks: Stacks | None = None
        #: Id of a code object → it, so that no other gets its id, and where it can stand still;
        #: nothing where it is not wanted.
        self._codes: dict[int, tuple[CodeType, Pauses | None]] = {}
        #: Id of a frame that stands still → line, since when, and whether it waits.
        self._still: dict[int, tuple[int, int, bool]] = {}
        self._calls = 0
        # One object each, so that they can be told from others.
        self._hook = self._on_call
        self._local = self._on_event
        self.lost = False

    def start(self) -> None:
        if sys.gettrace() is not None:
            raise Untraceable(
                "A debugger or another tracer is on in this kernel, and Python before 3.12 has "
                "room for one only, so lines were not measured. Switch it off (a debugger, or "
                "sys.settrace(None)) and profile again."
            )
        self._stacks = Stacks(self._probe, self._bias_ns)
        self._started = self._on = True
        self._threads_too = _hook_of_threads() is None
        if self._threads_too:
            threading.settrace(self._hook)
        sys.settrace(self._hook)

    def stop(self) -> None:
        if not self._started:
            return
        self._started = self._on = False
        if sys.gettrace() is self._hook:
            sys.settrace(None)
        else:
            self.lost = True
        if self._threads_too and _hook_of_threads() is self._hook:
            threading.settrace(None)
        clean_error(sys.exc_info()[1])

    def lines(self) -> list[Line]:
        return [] if self._stacks is None else self._stacks.lines()

    @property
    def events(self) -> int:
        return 0 if self._stacks is None else self._stacks.hits() + 2 * self._calls

    @property
    def unseen_threads(self) -> bool:
        # They are not asked, so nobody knows what they run.
        return False

    @uninterruptible
    def _on_call(self, frame: FrameType, event: str, arg: Any) -> Any:
        try:
            now = wall_ns()
            if not self._on:
                sys.settrace(None)
                return None
            code = frame.f_code
            _, pauses = self._codes.get(id(code)) or self._add(code)
            if pauses is None:
                return None
            stack = self._stacks.current() if self._stacks else None
            if stack is None:
                return None
            self._calls += 1
            if pauses.resumed(frame.f_lasti):
                self._go_on(stack, frame, now)
            else:
                stack.enter(code, now)
            return self._local
        except KeyboardInterrupt:
            pass
        return self._give_way(frame)

    @uninterruptible
    def _on_event(self, frame: FrameType, event: str, arg: Any) -> Any:
        try:
            now = wall_ns()
            if not self._on:
                return self._leave(frame)
            stack = self._stacks.current() if self._stacks else None
            if stack is None:
                return None
            if event == "line":
                stack.line(frame.f_code, frame.f_lineno, now)
            elif event == "return":
                self._end(stack, frame, arg, now)
            return self._local
        except KeyboardInterrupt:
            pass
        return self._give_way(frame)

    def _go_on(self, stack: Any, frame: FrameType, now: int) -> None:
        still = self._still.pop(id(frame), None)
        if still is None:
            # It stood still since before the run.
            stack.enter(frame.f_code, now, frame.f_lineno)
            return
        line, since, waits = still
        if waits:
            stack.wait(frame.f_code, line, now - since)
        stack.enter(frame.f_code, now, line)

    def _end(self, stack: Any, frame: FrameType, value: object, now: int) -> None:
        code = frame.f_code
        line = stack.leave(code, now)
        pauses = self._codes[id(code)][1]
        if pauses is not None and pauses.paused(frame.f_lasti):
            waits = bool(code.co_flags & WAITS) and not is_item(value)
            self._still[id(frame)] = (line, now, waits)

    def _add(self, code: CodeType) -> tuple[CodeType, Pauses | None]:
        wanted = not is_part_of_its_line(code) and self._wanted(code)
        found = self._codes[id(code)] = (code, Pauses(code) if wanted else None)
        return found

    def _leave(self, frame: FrameType) -> None:
        """This frame stood still, or its thread lives on, since a run that is over."""
        frame.f_trace = None
        if sys.gettrace() is self._hook:
            sys.settrace(None)

    def _give_way(self, frame: FrameType) -> None:
        """An interrupt struck us: let it strike the user's code, with nothing of ours about."""
        self._on = False
        self.lost = True
        self._leave(frame)
        deliver_later()


def _hook_of_threads() -> Any:
    return threading._trace_hook  # type: ignore[attr-defined]

"""The tracer for memory on Python 3.10 and 3.11.

It makes as few objects as it can: see `bytestack.py`.
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from .bytes import Probe
from .bytestack import ByteStack, Here
from .pauses import PAUSES
from .traced import HookTracer, uninterruptible
from .wanted import Wanted


class ByteHookTracer(HookTracer):
    """See `tracer.Tracer`. A function counts from its first line on."""

    def __init__(self, wanted: Wanted, probe: Probe) -> None:
        super().__init__(wanted, probe)
        self._here = Here()

    @property
    def events(self) -> int:
        return 0 if self._stacks is None else self._stacks.hits() + self._stacks.calls()

    @uninterruptible
    def _on_call(self, frame: FrameType, event: str, arg: Any) -> Any:
        try:
            if not self._on:
                sys.settrace(None)
                return None
            stack = self._here.stack or self._find()
            if stack is None:
                return None
            code = frame.f_code
            callee = stack.level.callee
            if callee is not None and callee.code is code and not code.co_flags & PAUSES:
                stack.enter(code)
                return self._local
            if id(code) not in self._codes:
                # What it takes to find out whether it is wanted is not the cell's.
                stack.hold()
                self._add(code)
                stack.release()
            pauses = self._codes[id(code)][1]
            if pauses is None:
                return None
            if pauses.resumed(frame.f_lasti):
                self._go_on(stack, frame, 0)
            else:
                stack.enter(code)
            return self._local
        except KeyboardInterrupt:
            pass
        return self._give_way(frame)

    @uninterruptible
    def _on_event(self, frame: FrameType, event: str, arg: Any) -> Any:
        try:
            if not self._on:
                return self._leave(frame)
            stack = self._here.stack or self._find()
            if stack is None:
                return None
            if event == "line":
                stack.line(frame.f_code, frame.f_lineno)
            elif event != "return":
                return self._local
            elif frame.f_code.co_flags & PAUSES:
                self._end(stack, frame, arg, 0)
            else:
                stack.leave(frame.f_code)
            return self._local
        except KeyboardInterrupt:
            pass
        return self._give_way(frame)

    def _find(self) -> ByteStack | None:
        """The stack of a thread that is seen for the first time; `None` where it is not measured.

        What it takes to make one counts for the line that runs in another thread.
        """
        stack = self._stacks.current() if self._stacks else None
        if isinstance(stack, ByteStack):
            self._here.stack = stack
            return stack
        return None

"""The tracer for memory on Python 3.12 and later.

It makes as few objects as it can: see `bytestack.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType

from .bytes import SMALL, Probe
from .bytestack import ByteStack, Here
from .monitored import MonitoringTracer
from .wanted import Wanted


class ByteTracer(MonitoringTracer):
    """See `tracer.Tracer`. A function counts from its first line on."""

    def __init__(self, wanted: Wanted, probe: Probe) -> None:
        super().__init__(wanted)
        self._probe = probe
        self._number = probe.number
        self._here = Here()
        #: Id of a code object → offset of an instruction → line.
        self._places: dict[int, dict[int, int]] = {}

    def start(self) -> None:
        super().start()
        self._here.stack = self._main

    @property
    def events(self) -> int:
        return 0 if self._stacks is None else self._stacks.hits() + self._stacks.calls()

    def _start_callback(self) -> Callable[[CodeType, int], object]:
        return self._on_start

    def _return_callback(self) -> Callable[[CodeType, int, object], None]:
        return self._on_return

    def _line_callback(self) -> Callable[[CodeType, int], None]:
        here = self._here

        def on_line(code: CodeType, line: int) -> None:
            stack = here.stack or self._find()
            if stack is not None:
                stack.line(code, line)

        return on_line

    def _on_start(self, code: CodeType, offset: int) -> object:
        stack = self._here.stack or self._find()
        if stack is None:
            return None if self._knows(code, None) else self._off
        callee = stack.level.callee
        if (callee is None or callee.code is not code) and not self._knows(code, stack):
            return self._off
        stack.enter(code)
        return None

    def _on_resume(self, code: CodeType, offset: int) -> object:
        stack = self._here.stack or self._find()
        if not self._knows(code, stack):
            return self._off
        if stack is not None:
            stack.enter(code, line=self._line_at(code, offset, stack))
        return None

    def _on_throw(self, code: CodeType, offset: int, error: BaseException) -> None:
        self._on_resume(code, offset)

    def _on_return(self, code: CodeType, offset: int, value: object) -> None:
        stack = self._here.stack or self._find()
        if stack is not None:
            stack.leave(code, held=self._number if offset > SMALL else 0)

    def _on_yield(self, code: CodeType, offset: int, value: object) -> None:
        self._on_return(code, offset, value)

    def _on_unwind(self, code: CodeType, offset: int, error: BaseException) -> None:
        if id(code) in self._codes:
            self._on_return(code, offset, None)

    def _knows(self, code: CodeType, stack: ByteStack | None) -> bool:
        """Whether this code is wanted; what it takes to find that out is not the cell's."""
        if id(code) in self._codes:
            return True
        if stack is None:
            return self._add(code)
        stack.hold()
        found = self._add(code)
        stack.release()
        return found

    def _line_at(self, code: CodeType, offset: int, stack: ByteStack) -> int:
        """The line in which a generator or coroutine stood still."""
        lines = self._places.get(id(code), _NONE)
        if offset not in lines:
            stack.hold()
            lines = self._places.setdefault(id(code), {})
            lines[offset] = _line_at(code, offset)
            stack.release()
        return lines[offset]

    def _find(self) -> ByteStack | None:
        """The stack of a thread that is seen for the first time; `None` where it is not measured.

        What it takes to make one counts for the line that runs in another thread.
        """
        stack = self._current()
        if isinstance(stack, ByteStack):
            self._here.stack = stack
            return stack
        return None


_NONE: dict[int, int] = {}


def _line_at(code: CodeType, offset: int) -> int:
    for start, end, line in code.co_lines():
        if start <= offset < end and line is not None:
            return line
    return code.co_firstlineno

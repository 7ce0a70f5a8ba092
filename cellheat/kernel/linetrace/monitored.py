"""The tracer for Python 3.12 and later, on `sys.monitoring`.

Code that is not wanted is left alone from its second call on: where it starts, the event is
switched off, and lines are asked for in wanted code only.
"""

from __future__ import annotations

import sys
from _thread import get_ident
from collections.abc import Callable
from types import CodeType
from typing import Any

from ..cells.tracebacks import clean_error, is_ours
from ..clock import wall_ns
from .bytes import Probe
from .line import Line
from .pauses import WAITS, is_item
from .stacks import Stacks
from .wanted import Untraceable, Wanted

#: Ids that no tool is meant to use by name (PEP 669).
_IDS = (3, 4)


class MonitoringTracer:
    """See `tracer.Tracer`."""

    #: What is read in place of the clock.
    _probe: Probe | None = None

    def __init__(self, wanted: Wanted, bias_ns: int = 0) -> None:
        self._wanted = wanted
        self._bias_ns = bias_ns
        self._id: int | None = None
        self._stacks: Stacks | None = None
        #: Id of a code object → it, where it is wanted.
        self._codes: dict[int, CodeType] = {}
        #: Id of a frame that stands still → line, since when, and whether it waits.
        self._still: dict[int, tuple[int, int, bool]] = {}
        self._calls = 0
        self.lost = False

    def start(self) -> None:
        api = monitoring()
        free = [i for i in _IDS if api.get_tool(i) is None]
        if not free:
            holders = " and ".join(str(api.get_tool(i)) for i in _IDS)
            raise Untraceable(
                f"Lines were not measured: {holders} hold the places for such tools in this "
                "kernel. Stop one of them and profile again."
            )
        self._off: object = api.DISABLE
        self._local = _local_events()
        self._stacks = Stacks(self._probe, self._bias_ns)
        self._main: Any = self._stacks.main
        self._main_ident = self._stacks.main_ident
        callbacks = self._callbacks()
        api.use_tool_id(free[0], "cellheat")
        self._id = free[0]
        for event, callback in callbacks.items():
            api.register_callback(self._id, event, callback)
        # A tool that had this id before may have switched places off; they stay off otherwise.
        api.restart_events()
        api.set_events(self._id, _global_events())

    def stop(self) -> None:
        if self._id is None:
            return
        api = monitoring()
        tool, self._id = self._id, None
        api.set_events(tool, 0)
        for code in self._codes.values():
            api.set_local_events(tool, code, 0)
        for event in self._callbacks():
            api.register_callback(tool, event, None)
        api.free_tool_id(tool)

    def lines(self) -> list[Line]:
        return [] if self._stacks is None else self._stacks.lines()

    @property
    def events(self) -> int:
        return 0 if self._stacks is None else self._stacks.hits() + 2 * self._calls

    @property
    def unseen_threads(self) -> bool:
        return self._stacks is not None and self._stacks.unseen

    def _callbacks(self) -> dict[int, Callable[..., object]]:
        events = monitoring().events
        return {
            events.PY_START: self._start_callback(),
            events.PY_RESUME: self._on_resume,
            events.PY_THROW: self._on_throw,
            events.LINE: self._line_callback(),
            events.PY_RETURN: self._return_callback(),
            events.PY_YIELD: self._on_yield,
            events.PY_UNWIND: self._on_unwind,
            events.RAISE: self._on_raise,
        }

    # The callbacks that are called most are written out for the main thread: `Stack.enter`,
    # `Stack.leave` and `Stack.line`.

    def _start_callback(self) -> Callable[[CodeType, int], object]:
        main, ident = self._main, self._main_ident
        known, frames = main.known, main.frames

        def on_start(code: CodeType, offset: int) -> object:
            now = wall_ns()
            records = known.get(id(code))
            if records is None or get_ident() != ident:
                return self._on_start(code, offset)
            self._calls += 1
            elapsed = now - main.since
            caller = main.record
            caller.own += elapsed
            main.spent += elapsed
            if not caller.active:
                caller.mark = main.spent - caller.own
            caller.active += 1
            frames.append((main.code, main.records, caller))
            main.code, main.records, main.record = code, records, records.entry
            main.since = wall_ns() + main.bias
            return None

        return on_start

    def _return_callback(self) -> Callable[[CodeType, int, object], None]:
        main, ident = self._main, self._main_ident
        frames = main.frames

        def on_return(code: CodeType, offset: int, value: object) -> None:
            now = wall_ns()
            if get_ident() != ident:
                return self._on_return(code, offset, value)
            elapsed = now - main.since
            main.record.own += elapsed
            main.spent += elapsed
            if code is not main.code:
                main.recover(code)
            try:
                main.code, main.records, caller = frames.pop()
            except IndexError:
                # As in `Stack.leave`.
                main.code = None
                return None
            caller.active -= 1
            if not caller.active:
                caller.callees += main.spent - caller.own - caller.mark
            main.record = caller
            main.since = wall_ns() + main.bias
            return None

        return on_return

    def _line_callback(self) -> Callable[[CodeType, int], None]:
        main, ident = self._main, self._main_ident

        def on_line(code: CodeType, line: int) -> None:
            now = wall_ns()
            if get_ident() != ident:
                if (stack := self._current()) is not None:
                    stack.line(code, line, now)
                return
            elapsed = now - main.since
            main.record.own += elapsed
            main.spent += elapsed
            if code is not main.code:
                main.recover(code)
            record = main.record = main.records[line]
            record.hits += 1
            main.since = wall_ns() + main.bias

        return on_line

    def _on_start(self, code: CodeType, offset: int) -> object:
        now = wall_ns()
        if id(code) not in self._codes and not self._add(code):
            return self._off
        if (stack := self._current()) is not None:
            self._calls += 1
            stack.enter(code, now)
        return None

    def _on_resume(self, code: CodeType, offset: int) -> object:
        now = wall_ns()
        if id(code) not in self._codes and not self._add(code):
            return self._off
        self._go_on(code, now)
        return None

    def _on_throw(self, code: CodeType, offset: int, error: BaseException) -> None:
        """Something is raised where a generator or coroutine stands still."""
        now = wall_ns()
        if id(code) in self._codes or self._add(code):
            self._go_on(code, now)

    def _on_return(self, code: CodeType, offset: int, value: object) -> None:
        now = wall_ns()
        if (stack := self._current()) is not None:
            stack.leave(code, now)

    def _on_yield(self, code: CodeType, offset: int, value: object) -> None:
        now = wall_ns()
        if (stack := self._current()) is not None:
            line = stack.leave(code, now)
            waits = bool(code.co_flags & WAITS) and not is_item(value)
            self._still[id(sys._getframe(1))] = (line, now, waits)

    def _on_unwind(self, code: CodeType, offset: int, error: BaseException) -> None:
        now = wall_ns()
        if id(code) in self._codes and (stack := self._current()) is not None:
            stack.leave(code, now)

    def _on_raise(self, code: CodeType, offset: int, error: BaseException) -> None:
        """Called before a handler of the user's sees the traceback."""
        below = error.__traceback__ and error.__traceback__.tb_next
        if below is not None and is_ours(below):
            clean_error(error)

    def _go_on(self, code: CodeType, now: int) -> None:
        stack = self._current()
        if stack is None:
            return
        frame = sys._getframe(2)
        self._calls += 1
        still = self._still.pop(id(frame), None)
        if still is None:
            # It stood still since before the run.
            stack.enter(code, now, frame.f_lineno)
            return
        line, since, waits = still
        if waits:
            stack.wait(code, line, now - since)
        stack.enter(code, now, line)

    def _current(self) -> Any:
        if get_ident() == self._main_ident:
            return self._main
        assert self._stacks is not None
        return self._stacks.current()

    def _add(self, code: CodeType) -> bool:
        """Ask for the lines of code that is seen for the first time, if it is wanted."""
        if self._id is None or not self._wanted(code):
            return False
        self._codes[id(code)] = code
        monitoring().set_local_events(self._id, code, self._local)
        return True


def monitoring() -> Any:
    """`sys.monitoring`, which type checkers for older Pythons do not know."""
    return getattr(sys, "monitoring")  # noqa: B009


def _global_events() -> int:
    events = monitoring().events
    return int(
        # 3.13.0 tells no lines of a function of one line where starts are not asked for.
        events.PY_START | events.PY_RESUME | events.PY_THROW | events.PY_UNWIND | events.RAISE
    )


def _local_events() -> int:
    events = monitoring().events
    return int(events.LINE | events.PY_RETURN | events.PY_YIELD)

"""The stacks of `lines` and of `memory` by line, where an interrupt strikes one of their steps."""

from __future__ import annotations

import sys
from types import CodeType, FrameType
from typing import Any

import pytest

from cellheat.kernel.linetrace.bytes import Probe
from cellheat.kernel.linetrace.bytestack import ByteStack
from cellheat.kernel.linetrace.stack import Stack

OUTER, INNER = (compile("0", name, "exec") for name in ("outer", "inner"))
#: What the interpreter tells of a function that calls another one: what happens, where.
EVENTS: list[tuple[str, CodeType, int | None]] = [
    ("enter", OUTER, None),
    ("line", OUTER, 1),
    ("enter", INNER, None),
    ("line", INNER, 1),
    ("leave", INNER, None),
    ("line", OUTER, 2),
    ("leave", OUTER, None),
]


def stacks() -> list[Stack | ByteStack]:
    return [Stack(), ByteStack(Probe(lambda: (1000, 2000), lambda: None))]


class Striker:
    """Raises KeyboardInterrupt at one step of what stacks do."""

    def __init__(self, step: int) -> None:
        self.left = step

    def __enter__(self) -> Striker:
        self._before = sys.gettrace()
        sys.settrace(self._enter)
        return self

    def __exit__(self, *exc: object) -> None:
        sys.settrace(self._before)

    def _enter(self, frame: FrameType, event: str, arg: Any) -> Any:
        if "linetrace" not in frame.f_code.co_filename:
            return None
        frame.f_trace_opcodes = True
        return self._strike

    def _strike(self, frame: FrameType, event: str, arg: Any) -> Any:
        if event == "opcode":
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt
        return self._strike


def tell(stack: Stack | ByteStack, kind: str, code: CodeType, line: int | None) -> None:
    if kind == "line":
        assert line is not None
        stack.line(code, line, 0)
    elif kind == "enter":
        stack.enter(code, 0)
    else:
        stack.leave(code, 0)


def run(stack: Stack | ByteStack) -> None:
    """All events; where one is struck, its functions end as the interpreter ends them."""
    running: list[CodeType] = []
    for kind, code, line in EVENTS:
        if kind == "enter":
            running.append(code)
        try:
            tell(stack, kind, code, line)
        except KeyboardInterrupt:
            while running:
                tell(stack, "leave", running.pop(), None)
            return
        if kind == "leave":
            running.pop()


@pytest.mark.parametrize("which", [0, 1], ids=["time", "bytes"])
def test_04_an_interrupt_at_any_step_breaks_nothing(which: int) -> None:
    """A mistake here would take the place of the user's KeyboardInterrupt."""
    step = 0
    while True:
        step += 1
        stack = stacks()[which]
        with Striker(step) as striker:
            run(stack)
        run(stack)
        assert stack.files()["outer"][2].hits >= 1, step
        if striker.left > 0:
            break
    assert step > 100

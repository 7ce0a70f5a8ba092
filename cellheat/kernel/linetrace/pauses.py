"""Where code of a generator or coroutine can stand still, read from its instructions."""

from __future__ import annotations

import inspect
import opcode
from types import CodeType

#: Code that waits for something where it stands still; other generators were just not asked.
WAITS = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
#: Code that can stand still.
PAUSES = inspect.CO_GENERATOR | WAITS


class Pauses:
    """Tells a start from a resumption, and a return from a pause, by `f_lasti` (up to 3.11)."""

    def __init__(self, code: CodeType) -> None:
        #: The last instruction before the first one of the body.
        self._begin = -1
        self._offsets: set[int] = set()
        if code.co_flags & PAUSES:
            self._read(code.co_code)

    def resumed(self, offset: int) -> bool:
        """Whether a call at this offset goes on with what stood still."""
        return bool(self._offsets) and offset > self._begin

    def paused(self, offset: int) -> bool:
        """Whether a return at this offset is none."""
        return offset in self._offsets

    def _read(self, instructions: bytes) -> None:
        for offset in range(0, len(instructions), 2):
            name = opcode.opname[instructions[offset]]
            if name == "RESUME" and self._begin < 0:
                self._begin = offset
            elif name == "YIELD_VALUE":
                self._offsets.add(offset)
            elif name == "YIELD_FROM":
                # 3.10 steps back, to do it again.
                self._offsets |= {offset - 2, offset}


def is_item(value: object) -> bool:
    """Whether an asynchronous generator hands this out, rather than waits for it."""
    return type(value).__name__ == "async_generator_wrapped_value"

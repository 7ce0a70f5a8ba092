"""A thread that looks at the stacks of the others every few milliseconds.

The interpreter lets this thread look only where the one that runs checks for others: at the start
of a function, at the end of a loop's turn, after a call of something written in C. Between two
checks a thread can be at work for long (`in`, `==`, `+` of large objects) and return, but it cannot
enter a Python function or go round a loop. So a function that has just been entered when we look
did not have the time that went by: it is taken off the stack. The functions that are left were on
it all the while, which makes their *total* times true. What the last of them did itself, what it
called that had returned by then, and at which of its lines, is not known.

While it waits no Python code runs in this thread, and what a tick runs gives way to nobody. So a
profiler that the cell itself uses sees each tick begin and end between two events of its own.
"""

from __future__ import annotations

import _thread
import os
import sys
import threading
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, repeat, takewhile
from opcode import opname
from operator import not_
from types import CodeType, FrameType
from typing import Any

from .. import clock
from ..threads import start_unseen
from .samples import Frame, Samples, Stack

#: Taking samples may have one part in so many of the time: deep stacks are looked at less often.
_SHARE = 50
#: So many samples are taken before the pauses between them get longer.
_EARLY = 30
#: Frames remembered in all; beyond it only the outermost of a new stack are.
_LIMIT, _DEPTH = 500_000, 100

#: The lock of the interpreter goes over in 5 ms; who works for so long does not let go of it.
_LATE_NS = 20_000_000
#: What other programs do while it looks is not counted, where that can be told.
_spent_ns = clock.thread_ns or clock.wall_ns
#: What the cell might replace.
_current_frames = sys._current_frames


@dataclass
class _Seen:
    ns: int = 0
    count: int = 0


class StackSampler:
    """`start`, `stop` from any thread, then `samples`."""

    tool = "cellheat sampler"

    def __init__(
        self, interval_s: float, threads: bool = True, later_s: float | None = None
    ) -> None:
        self.interval_s = interval_s
        #: Seconds between two samples of a run that goes on for long: it has enough of them.
        self._later_s = interval_s if later_s is None else later_s
        self._with_threads = threads
        self._owner = os.getpid()
        self._wake = _thread.allocate_lock()
        self._busy = _thread.allocate_lock()
        #: Thread, then the identity and the instruction of each function, the innermost first.
        self._seen: dict[tuple[int, ...], _Seen] = {}
        #: Identity of a code object → the object, which keeps the identity its own.
        self._codes: dict[int, CodeType] = {}
        self._threads: dict[int, str] = {}
        self._lines: dict[int, tuple[list[int], list[int | None]]] = {}
        self._main = self._size = self._count = self._gap_ns = self._spent_ns = 0
        self._last_ns = self._last_cpu_ns = self._late_ns = self._not_before_ns = 0
        self._running = False

    def start(self, main: int | None = None) -> None:
        """`main` is the thread that runs the cell; without it, the one that calls this."""
        self._main = _thread.get_ident() if main is None else main
        self._wake.acquire()
        self._running = True
        self._last_ns, self._last_cpu_ns = clock.wall_ns(), clock.cpu_ns()
        pauses = chain(repeat(self.interval_s, _EARLY), repeat(self._later_s))
        ticks = takewhile(not_, map(partial(self._wake.acquire, True), pauses))
        steps = chain(map(self._tick, ticks, self.readings()), self.last_steps())
        start_unseen(deque, steps, 0)

    def stop(self) -> None:
        """Waits for no more than a sample that is being taken; may be called twice."""
        if not self._running:
            return
        self._running = False
        if os.getpid() == self._owner:
            # It is kept: later ticks find it taken.
            self._busy.acquire()
            self._wake.release()

    def samples(self) -> Samples:
        """What was seen; call it after `stop`."""
        stacks: dict[tuple[int, tuple[Frame, ...]], _Seen] = {}
        for key, seen in self._seen.items():
            known = (key[0], self._frames(key))
            total = stacks.setdefault(known, _Seen())
            total.ns += seen.ns
            total.count += seen.count
        return Samples(
            tool=self.tool,
            interval_s=self.interval_s,
            count=self._count,
            gap_ns=self._gap_ns,
            spent_ns=self._spent_ns,
            threads=dict(self._threads),
            stacks=[Stack(*known, seen.ns, seen.count) for known, seen in stacks.items()],
            exact=False,
            late_ns=self._late_ns,
            late_from_ns=_LATE_NS,
        )

    def readings(self) -> Iterator[Any]:
        """What is read before each tick, for `look`; one that takes a file's time runs no Python.

        It would let the others on between two steps of its own, and a profiler of the cell's see
        the two.
        """
        return repeat(None)

    def last_steps(self) -> Iterable[Any]:
        """What the sampling thread does at its end, without any Python code."""
        return ()

    def look(self, innermost: FrameType | None, reading: Any) -> None:
        """Called at each sample in the sampling thread, for those who watch something else, too.

        `innermost` is what the thread that runs the cell runs now.
        """

    def _tick(self, _: object, reading: Any) -> None:
        if not self._busy.acquire(False):
            return
        try:
            now, before = clock.wall_ns(), _spent_ns()
            self._note_lateness()
            if now >= self._not_before_ns:
                self._sample(now, reading)
                spent = _spent_ns() - before
                self._spent_ns += spent
                self._not_before_ns = now + _SHARE * spent
        except Exception:
            # Whatever went wrong here, a traceback in the cell's output would be worse.
            self._not_before_ns = sys.maxsize
        finally:
            self._busy.release()

    def _note_lateness(self) -> None:
        used, self._last_cpu_ns = clock.cpu_ns() - self._last_cpu_ns, clock.cpu_ns()
        if used >= _LATE_NS + self._later_s * 1e9:
            self._late_ns += used

    def _sample(self, now: int, reading: Any) -> None:
        passed, self._last_ns = now - self._last_ns, now
        self._count += 1
        self._gap_ns = max(self._gap_ns, passed)
        frames = _current_frames()
        frames.pop(_thread.get_ident(), None)
        if self._with_threads:
            for thread, frame in frames.items():
                self._add(thread, frame, passed)
        elif self._main in frames:
            self._add(self._main, frames[self._main], passed)
        self.look(frames.get(self._main), reading)

    def _add(self, thread: int, innermost: FrameType, passed: int) -> None:
        number = 0 if thread == self._main else thread
        key, codes = [number], self._codes
        back: FrameType | None = innermost
        while back is not None:
            code = back.f_code
            identity = id(code)
            codes[identity] = code
            key.append(identity)
            key.append(back.f_lasti)
            back = back.f_back
        if self._size > _LIMIT:
            key[1 : max(1, len(key) - 2 * _DEPTH)] = []
        found = self._seen.get(tuple(key))
        if found is None:
            found = self._seen[tuple(key)] = _Seen()
            self._size += len(key) // 2
        found.ns += passed
        found.count += 1
        if number not in self._threads:
            self._threads[number] = _thread_name(thread)

    def _frames(self, key: tuple[int, ...]) -> tuple[Frame, ...]:
        """The stack, the outermost first, without what had only just been entered."""
        calls = [(self._codes[key[i]], key[i + 1]) for i in range(1, len(key), 2)]
        while calls and _is_unchecked(*calls[0]):
            del calls[0]
        frames = [
            self._frame(code, instruction if position else None)
            for position, (code, instruction) in enumerate(calls)
        ]
        return tuple(reversed(frames))

    def _frame(self, code: CodeType, instruction: int | None) -> Frame:
        line = None
        if instruction is not None:
            if id(code) not in self._lines:
                self._lines[id(code)] = _lines(code)
            starts, lines = self._lines[id(code)]
            line = lines[max(0, bisect_right(starts, instruction) - 1)]
        name = getattr(code, "co_qualname", code.co_name)
        return Frame(code.co_filename, name, code.co_firstlineno, line)


def _thread_name(ident: int) -> str:
    """Its name, without running code of a class of the user's."""
    thread: Any = getattr(threading, "_active", {}).get(ident)
    name = object.__getattribute__(thread, "__dict__").get("_name") if thread else None
    return name if type(name) is str else f"thread {ident}"


def _lines(code: CodeType) -> tuple[list[int], list[int | None]]:
    """Where the instructions of each line start, and the lines."""
    starts: list[int] = []
    lines: list[int | None] = []
    for start, _, line in code.co_lines():
        starts.append(start)
        lines.append(line)
    return starts, lines


def _is_unchecked(code: CodeType, instruction: int) -> bool:
    """True for a function in which no check was passed since it was entered, or went on."""
    if instruction < 0:
        return True
    operations = code.co_code
    if opname[operations[instruction]] in _ENTERED:
        return True
    # Python 3.10 does not check at the start of a function that begins with one of these.
    if sys.version_info >= (3, 11) or opname[operations[0]] not in _UNCHECKED_STARTS:
        return False
    before = (opname[operation] for operation in operations[:instruction:2])
    return not any(one.startswith(("CALL", "JUMP_ABSOLUTE")) for one in before)


_ENTERED = ("RESUME", "YIELD_VALUE", "YIELD_FROM", "GEN_START")
_UNCHECKED_STARTS = ("SETUP_FINALLY", "SETUP_WITH", "BEFORE_ASYNC_WITH", "YIELD_FROM")

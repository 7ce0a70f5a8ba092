"""What is the kernel doing now? Asked from a subshell, while the main shell runs a cell.

py-spy looks where it is there and allowed; else a thread of the kernel does, which gets its turn
only where the interpreter lets it: then the line is near, but may be the one after.
"""

from __future__ import annotations

import platform
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from types import FrameType
from typing import Any

from .. import clock
from ..cells.cell import Cell, Origins
from ..result import Look, Note, StackFrame, Table, ThreadStack
from . import pyspy
from .calltree import kind_of, label_of, place_of, shown, totals
from .coroutines import awaiting
from .samples import Frame, Samples, Stack
from .stacksampler import StackSampler

#: A request may look for so long.
LONGEST_S = 10.0
#: Seconds between two samples.
_INTERVAL_S = 0.01
#: Of a deeper stack the middle is left out.
_DEPTH = 100


def look(ip: Any, cell: Cell, seconds: float) -> Look:
    """One stack of every thread; where `seconds` are given, what was seen in that time as well."""
    start = clock.wall_ns()
    notes: list[Note] = []
    sampled = _sampled(min(seconds, LONGEST_S), notes) if seconds > 0 else None
    elapsed = clock.wall_ns() - start
    now = _now(notes)
    origins = Origins(ip, cell, None)
    stacks = [_with_awaits(ip, stack, origins) for stack in shown(now.stacks, origins)]
    threads = [_thread(stack, now.threads[stack.thread], origins) for stack in stacks]
    tables = [] if sampled is None else [_totals(sampled, origins)]
    return Look(
        tool=now.tool,
        exact=now.exact,
        samples=1 if sampled is None else sampled.count,
        elapsed_ns=0 if sampled is None else elapsed,
        files=origins.files,
        threads=sorted(threads, key=lambda thread: not thread.main),
        tables=tables,
        notes=notes,
    )


def _now(notes: list[Note]) -> Samples:
    if _has_pyspy():
        try:
            return pyspy.look()
        except pyspy.SpyFailed as error:
            notes.append(Note("no-py-spy", str(error)))
    return current()


def _sampled(seconds: float, notes: list[Note]) -> Samples:
    if _has_pyspy():
        spy = pyspy.Spy(_INTERVAL_S)
        try:
            spy.start()
            clock.sleep(seconds)
            spy.end()
        except pyspy.SpyFailed as error:
            notes.append(Note("no-py-spy", str(error)))
        samples = spy.close()
        if samples is not None:
            return samples
    sampler = StackSampler(_INTERVAL_S)
    sampler.start(threading.main_thread().ident)
    clock.sleep(seconds)
    sampler.stop()
    return sampler.samples()


def _has_pyspy() -> bool:
    return pyspy.obstacle() is None


def current() -> Samples:
    """The stacks of all threads but the one that asks, as the interpreter has them."""
    main, mine = threading.main_thread().ident, threading.get_ident()
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    threads, stacks = {}, []
    for ident, innermost in sys._current_frames().items():
        if ident != mine:
            number = 0 if ident == main else ident
            threads[number] = names.get(ident, f"thread {ident}")
            stacks.append(Stack(number, tuple(_frames(innermost)), 0, 1))
    tool = f"Python {platform.python_version()}"
    return Samples(tool, 0, 1, None, None, threads, stacks, False)


def _frames(innermost: FrameType) -> list[Frame]:
    frames = []
    frame: FrameType | None = innermost
    while frame is not None:
        code = frame.f_code
        name = getattr(code, "co_qualname", code.co_name)
        frames.append(Frame(code.co_filename, name, code.co_firstlineno, frame.f_lineno))
        frame = frame.f_back
    return frames[::-1]


def _with_awaits(ip: Any, stack: Stack, origins: Origins) -> Stack:
    """A main thread that is not in the cell's code may wait for what the cell awaits."""
    if stack.frames:
        return stack
    for task in awaiting(ip, origins):
        if task.is_cell:
            return replace(stack, frames=task.frames)
    return stack


def _thread(stack: Stack, name: str, origins: Origins) -> ThreadStack:
    frames = list(_told(stack, origins))
    kept = frames
    if len(frames) > _DEPTH:
        kept = frames[: _DEPTH // 2] + frames[-_DEPTH // 2 :]
    return ThreadStack(name, stack.thread == 0, kept, len(frames))


def _told(stack: Stack, origins: Origins) -> Iterator[StackFrame]:
    for frame in stack.frames:
        kind = kind_of(origins, frame)
        module = origins.module(frame.filename) if kind == "library" else None
        name = label_of(origins, frame) if module is None else frame.name
        line = frame.line if frame.line is not None else frame.first_line
        yield StackFrame(name, kind, module, place_of(origins, frame, line))


def _totals(samples: Samples, origins: Origins) -> Table:
    main = [one for one in shown(samples.stacks, origins) if one.thread == 0 and one.frames]
    return totals(origins, main)

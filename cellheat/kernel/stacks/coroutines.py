"""What the tasks of the event loop wait for, read from outside of it.

A coroutine that waits is on no thread's stack: it hangs on the one that awaits it. From a task's
outermost coroutine on, each tells which one it waits for, and at which line. Only types that are
built in are asked, so nothing of the user's runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from types import AsyncGeneratorType, CoroutineType, FrameType, GeneratorType
from typing import Any

from ..cells.cell import Origins
from .samples import Frame


@dataclass(frozen=True)
class Awaiting:
    """A task that waits: its functions from the user's first one on, the outermost first.

    `is_cell` says that it is the one that runs the cell.
    """

    name: str
    is_cell: bool
    frames: tuple[Frame, ...]


def loop_of(ip: Any) -> asyncio.AbstractEventLoop | None:
    """The event loop that the main shell runs cells in."""
    try:
        loop = ip.kernel.parent.io_loop.asyncio_loop
    except AttributeError:
        return None
    return loop if isinstance(loop, asyncio.AbstractEventLoop) else None


def awaiting(ip: Any, origins: Origins) -> Iterator[Awaiting]:
    """The tasks of the main shell's loop that wait in code of the user's; from any thread."""
    loop = loop_of(ip)
    if loop is None:
        return
    for task in _tasks(loop):
        chain = list(_chain(_coroutine(task)))
        first = next(
            (i for i, one in enumerate(chain) if origins.kind(one.filename) == "own"), None
        )
        if first is not None:
            is_cell = any(frame.name.endswith("run_code") for frame in chain[:first])
            yield Awaiting(_name(task), is_cell, tuple(chain[first:]))


def _tasks(loop: asyncio.AbstractEventLoop) -> list[Any]:
    try:
        return list(asyncio.all_tasks(loop))
    except RuntimeError:
        # The set changed each time that it was read.
        return []


def _coroutine(task: Any) -> object:
    """Not `task.get_coro()`: a task may be of a class of the user's."""
    return asyncio.Task.get_coro(task) if issubclass(type(task), asyncio.Task) else None


def _name(task: Any) -> str:
    return str(asyncio.Task.get_name(task)) if issubclass(type(task), asyncio.Task) else "task"


def _chain(waits: object) -> Iterator[Frame]:
    while waits is not None:
        frame: FrameType | None
        kind = type(waits)
        if kind is CoroutineType:
            frame, waits = waits.cr_frame, waits.cr_await  # type: ignore[attr-defined]
        elif kind is GeneratorType:
            frame, waits = waits.gi_frame, waits.gi_yieldfrom  # type: ignore[attr-defined]
        elif kind is AsyncGeneratorType:
            frame, waits = waits.ag_frame, waits.ag_await  # type: ignore[attr-defined]
        else:
            return
        if frame is None:
            return
        code = frame.f_code
        name = getattr(code, "co_qualname", code.co_name)
        yield Frame(code.co_filename, name, code.co_firstlineno, frame.f_lineno)

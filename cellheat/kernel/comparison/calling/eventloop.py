"""Variants in a running event loop: called and timed there, asked for from another thread."""

from __future__ import annotations

import asyncio
import inspect
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import AbstractContextManager, suppress
from contextvars import ContextVar
from types import FrameType
from typing import Any

from ..equality import CAP, Endless
from .caller import Arguments, Drain, Loop, Returned, Timed
from .devices import Devices

#: Goes through an iterator and keeps nothing.
_drain = deque[Any](maxlen=0).extend

Clock = Callable[[], int]

#: Who has called: known to the tasks that a call makes, for they copy its context.
_CALLED_BY: ContextVar[InLoop | None] = ContextVar("cellheat-called-by", default=None)


async def _awaiting_loop(
    call: Callable[..., Any], arguments: Sequence[Arguments], now: Clock
) -> int:
    start = now()
    for each in arguments:
        await call(*each)
    return now() - start


async def _streaming_loop(
    call: Callable[..., Any], arguments: Sequence[Arguments], now: Clock
) -> int:
    start = now()
    for each in arguments:
        async for _ in call(*each):
            pass
    return now() - start


async def _checking_loop(
    call: Callable[..., Any], arguments: Sequence[Arguments], now: Clock
) -> int:
    start = now()
    for each in arguments:
        result = call(*each)
        if hasattr(result, "__await__"):
            result = await result
        if hasattr(result, "__anext__"):
            async for _ in result:
                pass
        elif hasattr(result, "__next__"):
            _drain(result)
    return now() - start


#: They are as the loops for plain functions, but that each call makes a coroutine.
LOOPS: dict[Drain, Loop] = {
    "awaited": _awaiting_loop,  # type: ignore[dict-item]
    "streamed": _streaming_loop,  # type: ignore[dict-item]
    "mixed": _checking_loop,  # type: ignore[dict-item]
}


async def once(
    function: Callable[..., Any],
    arguments: Arguments,
    around: AbstractContextManager[object],
    drains: bool,
) -> None:
    """One call, gone through to its end inside of a context.

    It calls no function of ours, for the context may count what is called.
    """
    with around:
        result = function(*arguments)
        if hasattr(result, "__await__"):
            result = await result
        if drains and hasattr(result, "__anext__"):
            async for _ in result:
                pass
        elif drains and hasattr(result, "__next__"):
            _drain(result)


async def _returned(function: Callable[..., Any], arguments: Arguments) -> Returned:
    value = function(*arguments)
    awaited = inspect.isawaitable(value)
    if awaited:
        value = await value
    if not hasattr(value, "__anext__"):
        return Returned(value, awaited)
    items: list[Any] = []
    async for item in value:
        items.append(item)
        if len(items) == CAP:
            raise Endless(f"an iterator that gives {CAP:,} items and more")
    return Returned(iter(items), awaited, streamed=True)


async def _timed(
    loop: Loop, call: Callable[..., Any], arguments: Sequence[Arguments], devices: Devices
) -> Timed:
    cpu, before = devices.cpu_ns(), devices.usage()
    elapsed: Any = loop(call, arguments, devices.wall_ns)
    if inspect.iscoroutine(elapsed):
        elapsed = await elapsed
    after = devices.usage()
    return Timed(elapsed, devices.cpu_ns() - cpu, before, after)


class InLoop:
    """Calls variants in an event loop; its methods are for another thread, which waits for them.

    After `stop` they raise KeyboardInterrupt.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._stopped = False
        self._task: asyncio.Task[None] | None = None
        self._answer: Future[Any] | None = None

    def call(self, function: Callable[..., Any], arguments: Arguments) -> Returned:
        returned: Returned = self._wait_for(_returned(function, arguments))
        return returned

    def timed(
        self, loop: Loop, call: Callable[..., Any], arguments: Sequence[Arguments], devices: Devices
    ) -> Timed:
        timed: Timed = self._wait_for(_timed(loop, call, arguments, devices))
        return timed

    def once(
        self,
        function: Callable[..., Any],
        arguments: Arguments,
        around: AbstractContextManager[object],
        *,
        drains: bool,
    ) -> None:
        self._wait_for(once(function, arguments, around, drains))

    def stop(self) -> None:
        """In the loop's thread: end what is under way, and begin nothing more."""
        self._stopped = True
        if self._task is not None:
            self._task.cancel()

    def abandon(self) -> None:
        """The loop may never run again: whoever waits for it gets KeyboardInterrupt."""
        self._stopped = True
        if self._answer is not None:
            _give(self._answer, error=KeyboardInterrupt())

    def is_calling(self, frame: FrameType | None) -> bool:
        """Whether the loop's thread is in a call of the user's, so that this may raise there."""
        if frame is None or frame.f_code is _outcome.__code__:
            # On the way in or out of it, where nobody would catch what is raised.
            return False
        while frame is not None:
            if frame.f_code is _outcome.__code__:
                return True
            frame = frame.f_back
        return False

    def has_task(self) -> bool:
        """Whether the loop's thread is in a task that a call has made."""
        task = asyncio.current_task(self._loop)
        return _CALLED_BY.get() is self and task not in (None, self._task)

    def _wait_for(self, work: Coroutine[Any, Any, Any]) -> Any:
        answer: Future[Any] = Future()
        self._answer = answer
        try:
            if self._stopped:
                raise KeyboardInterrupt
            self._loop.call_soon_threadsafe(self._begin, work, answer)
            return answer.result()
        finally:
            self._answer = None
            if inspect.getcoroutinestate(work) == inspect.CORO_CREATED:
                # It never began, and nobody is to hear of that.
                work.close()

    def _begin(self, work: Coroutine[Any, Any, Any], answer: Future[Any]) -> None:
        if self._stopped:
            _give(answer, error=KeyboardInterrupt())
            return
        self._task = self._loop.create_task(self._work(work, answer))
        # A task that is cancelled at once runs nothing of its own.
        self._task.add_done_callback(lambda _: _give(answer, error=KeyboardInterrupt()))

    async def _work(self, work: Coroutine[Any, Any, Any], answer: Future[Any]) -> None:
        _CALLED_BY.set(self)
        value, error = await _outcome(work)
        if isinstance(error, asyncio.CancelledError):
            # A variant may cancel itself, and that is an error as any other.
            error = KeyboardInterrupt() if self._stopped else CancelledError(*error.args)
        _give(answer, value, error)


async def _outcome(work: Coroutine[Any, Any, Any]) -> tuple[Any, BaseException | None]:
    """What it returns or raises; interrupts and exits would end the loop."""
    try:
        return await work, None
    except BaseException as error:
        return None, error


def _give(answer: Future[Any], value: Any = None, error: BaseException | None = None) -> None:
    # Somebody may have been faster.
    with suppress(Exception):
        if answer.done():
            return
        if error is None:
            answer.set_result(value)
        else:
            answer.set_exception(error)

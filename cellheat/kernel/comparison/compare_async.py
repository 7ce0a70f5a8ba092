"""`compare_async`: the same for variants that have to be awaited, in the running event loop."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from contextvars import copy_context
from types import FrameType
from typing import Any

from .asking.notebook import running_cell, shell
from .asking.options import options
from .calling.eventloop import InLoop
from .compare import BY_NAME, Plan, planned, show_known
from .comparison import Comparison


async def compare_async(
    variants: dict[str, Callable[..., Any] | str] | None = None,
    /,
    *others: Any,
    make: Callable[..., Any] | None = None,
    n: int | Iterable[int] | None = None,
    equal: str | Callable[[Any, Any], Any] = "exact",
    consume: bool = True,
    budget: float = 2.0,
    cache: str = "repeat",
    metrics: Iterable[str] = ("time", "memory"),
    **named: Callable[..., Any] | str,
) -> Comparison:
    """Compare as `compare` does, in the running event loop: `await cellheat.compare_async(...)`.

    Variants may be coroutine functions, asynchronous generators (gone through to their end), source
    text with `await` in it, and plain functions beside them. What a variant returns is awaited
    where it can be. `make` may be a coroutine function, too. The options are those of `compare`.

    Raises what `compare` raises, and RuntimeError where another one is running. An interrupt shows
    what is known and raises KeyboardInterrupt; so does a cancellation, and goes on as one.
    """
    if others:
        raise TypeError(BY_NAME)
    chosen = options(make, n, equal, consume, budget, cache, metrics)
    ip, names, caller = shell(), _names(sys._getframe(1)), InLoop(asyncio.get_running_loop())

    def plan() -> Plan:
        return planned(variants, named, chosen, ip, names, caller, awaits=True)

    return await _Work(plan, caller, ip).done()


def _names(frame: FrameType) -> dict[str, Any]:
    """The namespace of who awaits this; a task of its own has nobody above it."""
    is_task = frame.f_globals.get("__name__", "").startswith("asyncio.")
    return vars(sys.modules["__main__"]) if is_task else frame.f_globals


class _Work:
    """One comparison: the engine in a thread of its own, and the loop that it calls into."""

    _running = False

    def __init__(self, plan: Callable[[], Plan], caller: InLoop, ip: Any) -> None:
        self._make_plan = plan
        self._caller = caller
        self._ip = ip
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        self._plan: Plan | None = None
        self._error: BaseException | None = None

    async def done(self) -> Comparison:
        if _Work._running:
            raise RuntimeError(_BUSY)
        _Work._running = True
        try:
            with _Interrupts(self._caller, self._loop, self._ip) as interrupts:
                cancelled = await self._run()
                return self._result(cancelled, interrupts)
        finally:
            _Work._running = False

    def _result(
        self, cancelled: asyncio.CancelledError | None, interrupts: _Interrupts
    ) -> Comparison:
        if interrupts.struck or isinstance(self._error, KeyboardInterrupt):
            if self._plan is not None:
                show_known(self._plan.engine, self._ip)
            raise cancelled or KeyboardInterrupt
        if self._error is not None:
            raise self._error
        assert self._plan is not None
        if cancelled is not None:
            raise cancelled
        engine = self._plan.engine
        return Comparison(engine.result(running_cell(self._ip)), self._plan.asked, engine)

    async def _run(self) -> asyncio.CancelledError | None:
        """Until the engine has ended; the cancellation that has stopped it, if one has."""
        # Whose request is worked on, in which context: both are asked for in there.
        run = copy_context().run
        thread = threading.Thread(target=run, args=(self._engine,), name=_NAME, daemon=True)
        cancelled = None
        thread.start()
        try:
            while not self._ended.is_set():
                try:
                    await self._ended.wait()
                except asyncio.CancelledError as error:
                    cancelled = error
                    self._caller.stop()
        finally:
            # Where the loop has gone, nobody else frees the thread.
            self._caller.abandon()
            thread.join()
        return cancelled

    def _engine(self) -> None:
        """In the thread."""
        try:
            self._plan = self._make_plan()
            self._plan.engine.run()
        except BaseException as error:
            self._error = error
        finally:
            # The loop may have been closed.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._ended.set)


class _Interrupts:
    """Context in which SIGINT stops the comparison, and ends nothing else.

    A handler that raises would break the loop, and one that cancels the cell has to wait for a
    variant that blocks the loop.
    """

    def __init__(self, caller: InLoop, loop: asyncio.AbstractEventLoop, ip: Any) -> None:
        self.struck = False
        self._caller = caller
        self._loop = loop
        self._is_ours = _ends_in_cell(ip)
        self._before: Any = None

    def __enter__(self) -> _Interrupts:
        is_main = threading.current_thread() is threading.main_thread()
        before = signal.getsignal(signal.SIGINT)
        if is_main and self._is_ours and callable(before):
            self._before = before
            signal.signal(signal.SIGINT, self._strike)
        return self

    def __exit__(self, *exc: object) -> None:
        # A task that outlives its cell finds the handler of another one.
        if self._before is not None and signal.getsignal(signal.SIGINT) == self._strike:
            signal.signal(signal.SIGINT, self._before)

    def _strike(self, number: int, frame: FrameType | None) -> None:
        self.struck = True
        self._loop.call_soon_threadsafe(self._caller.stop)
        if self._caller.is_calling(frame):
            raise KeyboardInterrupt
        if self._caller.has_task():
            # An interrupt would go through the task and end the loop. Its siblings end, too.
            self._caller.stop()
            raise asyncio.CancelledError


def _ends_in_cell(ip: Any) -> bool:
    """Whether an interrupt that is raised here ends in a cell, or else in the user's own loop.

    In a task that a cell has made it would end a kernel. There the kernel cancels the cell, and
    with it what it awaits.
    """
    if not hasattr(ip, "kernel"):
        return True
    task = asyncio.current_task()
    code = getattr(task and task.get_coro(), "cr_code", None)
    return code is not None and code is getattr(ip.run_cell_async, "__code__", None)


_NAME = "cellheat-comparison"
_BUSY = (
    "Another comparison is running in this event loop, and the two would slow each other down. "
    "Await them one after the other."
)

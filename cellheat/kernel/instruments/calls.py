"""`calls`: which function took the time, with the engine of cProfile.

Up to Python 3.11 cProfile sees the thread that it was enabled in, through `sys.setprofile`'s slot.
From 3.12 it listens to `sys.monitoring`, where it hears *every* thread: a kernel's own threads wake
up whenever a cell prints, and their calls and returns tear the cell's call stack apart. So from
3.12 on `calls/listener.py` feeds the engine the events of one thread, and under tool ids that leave
the profiler's own free for a `%prun` inside the cell.
"""

from __future__ import annotations

import _lsprof
import platform
import sys
from dataclasses import replace
from functools import lru_cache
from math import fsum
from typing import Any, Protocol

from .. import clock
from ..calls.callgraph import CallGraph
from ..calls.listener import Listener
from ..cells.cell import Cell, Origins
from ..result import CallsData, Distortion, Note, Profile
from ..units import duration
from .base import About, Measured, Tool, Unavailable


class _Engine(Protocol):
    def start(self) -> None: ...
    def stop(self) -> Note | None: ...
    def entries(self) -> list[Any]: ...


class Calls:
    """Own time, total time and calls of every function that the cell reached."""

    name = "calls"
    tool = "cProfile"

    def __init__(self) -> None:
        self._engine = _engine()
        self._running = False
        self._notes: list[Note] = []
        #: What `data` was drawn from; there after it.
        self.graph: CallGraph | None = None
        self._count = 0

    @property
    def tools(self) -> dict[str, str]:
        return {"cProfile": platform.python_version()}

    def prepare(self) -> None:
        """There is nothing to prepare."""

    def start(self) -> None:
        try:
            self._engine.start()
            self._running = True
        except Unavailable as reason:
            self._notes.append(Note("no-calls", str(reason), "caution"))

    def stop(self) -> None:
        if self._running:
            self._running = False
            note = self._engine.stop()
            if note is not None:
                self._notes.append(note)

    def release(self) -> None:
        """There is nothing to let go of."""

    def notes(self) -> list[Note]:
        return [*self._notes, _THREADS]

    def distortion(self, measured: Measured) -> Distortion | None:
        return _distortion(self._count, measured.wall_ns, _BASIS)

    def data(self, ip: Any, cell: Cell, measured: Measured) -> CallsData:
        origins = Origins(ip, cell, measured.count)
        entries = self._entries()
        # The cell may have replaced the built-in `sum`.
        self._count = round(fsum(entry.callcount for entry in entries))
        graph = self.graph = CallGraph(entries, origins)
        display_ns = graph.display_s * 1e9
        if display_ns > max(0.1 * measured.wall_ns, _NOTABLE_NS):
            self._notes.append(_display_note(display_ns))
        return graph.data(measured.wall_ns)

    def _entries(self) -> list[Any]:
        try:
            return self._engine.entries()
        except MemoryError:
            # The engine says so too where an interrupt struck while it noted a name.
            self._notes.append(_LOST)
            return []


#: Showing any result takes some milliseconds; below this nobody wants to hear of it.
_NOTABLE_NS = 10e6


def _display_note(ns: float) -> Note:
    return Note(
        "display", f"Showing the cell's result took {duration(ns)}, not counted in the table."
    )


_BASIS = "{calls:,} calls, each of which takes about {cost} longer, as was tried in this kernel."

_LOADED = (
    "{calls:,} calls in the table. What each of them cost where the file was written it does not "
    "tell; in this kernel it is about {cost}."
)


def _distortion(calls: int, wall_ns: int, basis: str) -> Distortion | None:
    cost = cost_ns()
    if cost is None or not calls or not wall_ns:
        return None
    share = min(1.0, calls * cost / wall_ns)
    return Distortion(share, basis.format(calls=calls, cost=duration(cost, 2)))


def load(path: str) -> Profile:
    """The profile of a file. Raises profilefile.Unreadable."""
    from ..calls import profilefile

    found = profilefile.load(path)
    assert isinstance(found.data, CallsData)
    calls = round(fsum(row.calls for row in found.data.functions))
    return replace(found, distortion=_distortion(calls, found.wall_ns, _LOADED))


_THREADS = Note(
    "one-thread",
    "Times are taken with the profiler on, which slows calls more than other work. Threads and "
    "child processes that the cell starts are not measured.",
)

_LOST = Note(
    "no-calls",
    "The profiler lost what it had recorded, which an interrupt at a rare moment does to it. "
    "Profile again.",
    "caution",
)

_TAKEN_OVER = Note(
    "taken-over",
    "The cell used a profiler of its own, which switched this one off. On Python 3.11 and older "
    "there is room for one only, so the calls below are incomplete.",
    "caution",
)


class HookEngine:
    """cProfile as it is, on Python 3.10 and 3.11."""

    def __init__(self) -> None:
        self._profiler = _lsprof.Profiler()

    def start(self) -> None:
        """Raises Unavailable when a profile function is set already: it would be lost."""
        if sys.getprofile() is not None:
            raise Unavailable(
                "Another profile function was set in this kernel before the run, so calls were "
                "not recorded. Call sys.setprofile(None) and profile again."
            )
        self._profiler.enable()

    def stop(self) -> Note | None:
        current: object = sys.getprofile()
        if current is not self._profiler:
            return _TAKEN_OVER
        self._profiler.disable()
        return None

    def entries(self) -> list[Any]:
        return self._profiler.getstats()


class MonitoringEngine:
    """cProfile's callbacks on `sys.monitoring` for the current thread, on Python 3.12 and later."""

    #: Ids that no tool is meant to use by name (PEP 669), and that of optimizers, unused so far.
    _IDS = (3, 4, 5)

    def __init__(self) -> None:
        self._profiler = _lsprof.Profiler()
        self._listener: Listener | None = None

    def start(self) -> None:
        """Raises Unavailable when less than two of the ids that are open to all are free."""
        monitoring = getattr(sys, "monitoring")  # noqa: B009
        free = [i for i in self._IDS if monitoring.get_tool(i) is None]
        if len(free) < 2:
            names = [monitoring.get_tool(i) for i in self._IDS if i not in free]
            raise Unavailable(
                f"Calls were not recorded: {' and '.join(names)} hold the places for such tools in "
                "this kernel, and two are needed. Stop one of them and profile again."
            )
        self._listener = Listener(self._profiler, (free[-2], free[-1]))
        self._listener.start()

    def stop(self) -> Note | None:
        if self._listener is not None:
            self._listener.stop()
            self._listener = None
        return None

    def entries(self) -> list[Any]:
        return self._profiler.getstats()


def _engine() -> _Engine:
    return MonitoringEngine() if sys.version_info >= (3, 12) else HookEngine()


def _leaf() -> None:
    """A call of nothing."""


def _some_calls() -> int:
    """Nanoseconds of so many calls as are tried."""
    start = clock.wall_ns()
    for _ in range(_TRIED):
        _leaf()
    elapsed: int = clock.wall_ns() - start
    return elapsed


#: So many calls take less than a millisecond; the best of some tries is that without a disturbance.
_TRIED, _TRIES = 2000, 5


@lru_cache(maxsize=1)
def cost_ns() -> float | None:
    """How much longer a call takes with the engine on; `None` where it cannot be tried."""
    bare = min(_some_calls() for _ in range(_TRIES))
    engine = _engine()
    try:
        engine.start()
    except Unavailable:
        return None
    try:
        watched = min(_some_calls() for _ in range(_TRIES))
    finally:
        engine.stop()
    return max(0.0, (watched - bare) / _TRIED)


ABOUT = About(
    "calls",
    "function",
    (
        Tool(
            "cProfile",
            measures="Own time, total time and calls of every function that the cell reaches.",
            blind="Lines, other threads and child processes. It slows calls more than other work.",
            needs="Nothing but Python.",
            make=lambda options: Calls(),
        ),
    ),
)

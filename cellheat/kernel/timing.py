"""timeit of a cell, from the refusal to the profile."""

from __future__ import annotations

import ast
import asyncio
import itertools
import traceback
from types import CodeType
from typing import Any

from . import clock
from .cells.cell import Cell, awaits
from .cells.effects import closes_kernel, side_effects
from .environment import environment
from .instruments.base import little_cpu
from .instruments.timeit import Refused, Timeit
from .result import Failure, Outcome, Profile, SideEffect
from .slot import Slot


def refusal(ip: Any, cell: Cell) -> Failure | None:
    """Why this cell cannot be timed, or `None`: it is empty, wrong, or would close the kernel."""
    if cell.is_empty:
        return _failure(cell, "empty", "This cell has no code, so there is nothing to time.")
    try:
        tree = Timeit(ip, cell, 1).tree()
    except (SyntaxError, ValueError, OverflowError) as error:
        place = f" in line {error.lineno}" if isinstance(error, SyntaxError) else ""
        message = error.msg if isinstance(error, SyntaxError) else str(error)
        return _failure(cell, "raised", f"Did not run: {type(error).__name__}{place}: {message}.")
    if closes_kernel(tree):
        return _failure(cell, "refused", _CLOSES)
    return None


def consent_needed(ip: Any, cell: Cell) -> list[SideEffect]:
    """The effects that the cell would have again at each repeat."""
    tree: ast.Module = Timeit(ip, cell, 1).tree()
    return side_effects(tree, cell.source)


def time_cell(ip: Any, cell: Cell, budget_s: float) -> Profile | Failure | None:
    """Time a cell; `None` for one that awaits, which `time_cell_awaiting` can time."""
    timing = _Timing(ip, cell, budget_s)
    if awaits(timing.code):
        return None
    if not Slot.take(timing):
        return _failure(cell, "in-use", _IN_USE)
    try:
        timing.begin()
        timing.timeit.measure(timing.code)
        return timing.profile(Outcome("ok"))
    except BaseException as error:
        return timing.broken_off(error)
    finally:
        Slot.free(timing)


async def time_cell_awaiting(ip: Any, cell: Cell, budget_s: float) -> Profile | Failure:
    """Time a cell that awaits, on the running event loop."""
    timing = _Timing(ip, cell, budget_s)
    if not Slot.take(timing):
        return _failure(cell, "in-use", _IN_USE)
    try:
        timing.begin()
        await timing.timeit.measure_awaiting(timing.code)
        return timing.profile(Outcome("ok"))
    except BaseException as error:
        return timing.broken_off(error)
    finally:
        Slot.free(timing)


class _Timing:
    """One use of timeit, with the clocks around it."""

    def __init__(self, ip: Any, cell: Cell, budget_s: float) -> None:
        self.timeit = Timeit(ip, cell, budget_s)
        self.code: CodeType = self.timeit.compile()
        self._cell = cell
        self._started = ""
        self._wall = self._cpu = 0

    def begin(self) -> None:
        self._started = clock.utc_now()
        self._wall, self._cpu = clock.wall_ns(), clock.cpu_ns()

    def profile(self, outcome: Outcome) -> Profile:
        wall_ns, cpu_ns = clock.wall_ns() - self._wall, clock.cpu_ns() - self._cpu
        return Profile(
            instrument=self.timeit.name,
            tool=self.timeit.tool,
            cell=self._cell.reference(),
            outcome=outcome,
            started=self._started,
            wall_ns=wall_ns,
            cpu_ns=cpu_ns,
            peak_bytes=None,
            environment=environment(self.timeit.tools),
            notes=[*self.timeit.notes(), *little_cpu(wall_ns, cpu_ns)],
            data=self.timeit.data(),
            distortion=self.timeit.distortion(),
        )

    def broken_off(self, error: BaseException) -> Profile | Failure:
        """What an interrupt leaves, and what the cell's own error means."""
        if isinstance(error, Refused):
            return _failure(self._cell, "refused", str(error))
        if isinstance(error, KeyboardInterrupt | asyncio.CancelledError):
            if self.timeit.schedule.stop():
                return self.profile(Outcome("interrupted", type(error).__name__))
            return _failure(self._cell, "raised", _STOPPED)
        *_, said = traceback.format_exception_only(type(error), error)
        detail = _traceback(error, self.code.co_filename)
        return _failure(self._cell, "raised", _RAISED.format(said=said.strip()[:200]), detail)


_CLOSES = (
    "The cell calls exit() or quit(), which would close the kernel, so timeit does not run it. "
    "Take the call out and time the rest."
)
_IN_USE = "Another cell is being profiled in this kernel. Wait until it has finished."
_STOPPED = "Stopped before the first run was over, so no time is known."
_RAISED = "The cell raised an error, so it was not timed. Run it, mend it, and time it then. {said}"


def _failure(cell: Cell, reason: Any, text: str, detail: str | None = None) -> Failure:
    return Failure("timeit", cell.reference(), reason, text, detail)


def _traceback(error: BaseException, filename: str) -> str:
    """The traceback from the cell's frame on: what is above it is ours."""
    entries = traceback.extract_tb(error.__traceback__)
    cell = itertools.dropwhile(lambda entry: entry.filename != filename, entries)
    lines = traceback.format_list(list(cell)) + traceback.format_exception_only(type(error), error)
    return "".join(lines)

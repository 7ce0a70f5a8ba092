"""What an instrument has to offer, and what it says of itself."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from ..cells.cell import Cell
from ..memory.resident import Reading
from ..result import CallsData, Distortion, MemoryData, Note, Question, TableData
from ..units import part_of

#: Seconds between two samples of what samples, unless others are asked for.
DEFAULT_S = 0.01


class Unavailable(Exception):
    """The instrument cannot work in this kernel now; the message says why and what to try."""


@dataclass(frozen=True)
class Measured:
    """What every run is measured by, whichever instrument was on."""

    wall_ns: int
    cpu_ns: int
    resident: Reading
    #: Execution count of the run, where it has one.
    count: int | None = None


class Instrument(Protocol):
    """Put on a cell before its code runs, taken off after it; then it tells what it saw."""

    name: str

    @property
    def tool(self) -> str:
        """The name of its `Tool`."""

    @property
    def tools(self) -> dict[str, str]:
        """What measures, and its version."""

    def prepare(self) -> None:
        """Called before `start`, where time does not count; notes what it cannot do."""

    def start(self) -> None:
        """Called last before the cell's code runs; notes what it cannot do rather than raise."""

    def stop(self) -> None:
        """Called first after the cell's code ran, however it ended; may be called twice."""

    def release(self) -> None:
        """Called after `stop`, where time does not count; may be called twice, or alone."""

    def notes(self) -> list[Note]:
        """What a reader of the numbers should know."""

    def distortion(self, measured: Measured) -> Distortion | None:
        """How much of the wall time it took itself; `None` where nothing can be said."""

    def data(self, ip: Any, cell: Cell, measured: Measured) -> CallsData | MemoryData | TableData:
        """The instrument's part of the profile; called once, after `release`."""


@runtime_checkable
class Settling(Protocol):
    """What an instrument may have besides: work at the end of the run that takes time or memory."""

    def settle(self) -> None:
        """Called right after the numbers of the run were read, before a traceback is written."""


@dataclass(frozen=True)
class Options:
    """What a user can ask for beside the instrument and its tool."""

    #: The shell that runs the cell.
    ip: Any
    interval_s: float = DEFAULT_S


def _nothing() -> str | None:
    return None


@dataclass(frozen=True)
class Tool:
    """One way in which an instrument can measure.

    The texts are one or two plain sentences: what it measures, what it cannot see, and what it
    needs, the platforms among that. `package` has to be importable. `obstacle` says what else keeps
    it from working in this kernel, and is called where the package is there. `make` is `None` for
    what does not run the cell once, the ordinary way.
    """

    name: str
    measures: str
    blind: str
    needs: str
    make: Callable[[Options], Instrument] | None
    package: str | None = None
    obstacle: Callable[[], str | None] = _nothing


@dataclass(frozen=True)
class About:
    """An instrument: the question that it answers, and its tools, the default one first."""

    name: str
    question: Question
    tools: tuple[Tool, ...]
    #: Names the tool that is used where none is asked for; else it is the first one that works.
    preferred: Callable[[], str | None] = _nothing


def little_cpu(wall_ns: float, cpu_ns: float) -> list[Note]:
    """A note where the kernel had a processor for less than half of the time; else none."""
    if wall_ns < _NOTABLE_NS or cpu_ns >= wall_ns / 2:
        return []
    return [Note("little-cpu", _LITTLE_CPU.format(had=part_of(cpu_ns, wall_ns)))]


def debugger() -> list[Note]:
    """A note where a debugger or the user's own trace function is on, with any instrument."""
    tools: Any = getattr(sys, "monitoring", None)
    is_on = sys.gettrace() is not None or (tools and tools.get_tool(tools.DEBUGGER_ID) is not None)
    return [_DEBUGGER] if is_on else []


_DEBUGGER = Note(
    "debugger",
    "A debugger or a trace function is on in this kernel and may slow some code much more than "
    "other. For times to go by, switch it off and profile again.",
    "caution",
)
#: Below this the difference of the two clocks says nothing.
_NOTABLE_NS = 50e6
_LITTLE_CPU = (
    "The kernel had a processor for {had}. The rest of the time it waited, for a file, a sleep or "
    "the network, or other programs kept the processor busy."
)

"""Where variants are called: on the spot, or wherever else their kind has to run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from .devices import Devices
from .inputs import Arguments
from .processor import Usage

#: Calls a function with each of the arguments; tells the nanoseconds between, on the clock given.
Loop = Callable[[Callable[..., Any], Sequence[Arguments], Callable[[], int]], int]


@dataclass(frozen=True)
class Timed:
    """One timed loop: wall and processor time in nanoseconds, and the thread's counters."""

    wall_ns: int
    cpu_ns: int
    before: Usage
    after: Usage


class Caller(Protocol):
    """Calls variants and runs loops of calls; what they raise comes out as it is."""

    def call(self, function: Callable[..., Any], arguments: Arguments) -> Any:
        """One call and its result."""

    def timed(
        self, loop: Loop, call: Callable[..., Any], arguments: Sequence[Arguments], devices: Devices
    ) -> Timed:
        """One loop, measured in the thread that runs it."""


class Direct:
    """Calls plain functions on the spot."""

    def call(self, function: Callable[..., Any], arguments: Arguments) -> Any:
        return function(*arguments)

    def timed(
        self, loop: Loop, call: Callable[..., Any], arguments: Sequence[Arguments], devices: Devices
    ) -> Timed:
        cpu, before = devices.cpu_ns(), devices.usage()
        elapsed = loop(call, arguments, devices.wall_ns)
        after = devices.usage()
        return Timed(elapsed, devices.cpu_ns() - cpu, before, after)

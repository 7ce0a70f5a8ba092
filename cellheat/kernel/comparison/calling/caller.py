"""Where variants are called: on the spot, or wherever else their kind has to run."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from .devices import Devices
from .processor import Usage

Arguments = tuple[Any, ...]

#: How a timed call is gone through to its end: whether the iterator that it returns is exhausted,
#: and in an event loop whether it is awaited, an asynchronous iterator, or any of these.
Drain = Literal["never", "always", "sometimes", "awaited", "streamed", "mixed"]

#: Calls a function with each of the arguments; tells the nanoseconds between, on the clock given.
Loop = Callable[[Callable[..., Any], Sequence[Arguments], Callable[[], int]], int]


@dataclass(frozen=True)
class Returned:
    """What a call came to; the items of an asynchronous iterator come as an ordinary one."""

    value: Any
    awaited: bool = False
    streamed: bool = False


@dataclass(frozen=True)
class Timed:
    """One timed loop: wall and processor time in nanoseconds, and the thread's counters."""

    wall_ns: int
    cpu_ns: int
    before: Usage
    after: Usage


class Caller(Protocol):
    """Calls variants and runs loops of calls; what they raise comes out as it is."""

    def call(self, function: Callable[..., Any], arguments: Arguments) -> Returned:
        """One call and its result; also for what is done with the user's objects."""

    def timed(
        self, loop: Loop, call: Callable[..., Any], arguments: Sequence[Arguments], devices: Devices
    ) -> Timed:
        """One loop, measured in the thread that runs it."""

    def once(
        self,
        function: Callable[..., Any],
        arguments: Arguments,
        around: AbstractContextManager[object],
        *,
        drains: bool,
    ) -> None:
        """One call, gone through to its end inside of a context."""


class Direct:
    """Calls plain functions on the spot."""

    def call(self, function: Callable[..., Any], arguments: Arguments) -> Returned:
        return Returned(function(*arguments))

    def timed(
        self, loop: Loop, call: Callable[..., Any], arguments: Sequence[Arguments], devices: Devices
    ) -> Timed:
        cpu, before = devices.cpu_ns(), devices.usage()
        elapsed = loop(call, arguments, devices.wall_ns)
        after = devices.usage()
        return Timed(elapsed, devices.cpu_ns() - cpu, before, after)

    def once(
        self,
        function: Callable[..., Any],
        arguments: Arguments,
        around: AbstractContextManager[object],
        *,
        drains: bool,
    ) -> None:
        with around:
            result = function(*arguments)
            if drains and hasattr(result, "__next__"):
                deque(result, maxlen=0)

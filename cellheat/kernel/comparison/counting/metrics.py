"""What is asked for beside the time: each of one more call of every variant."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...memory.peak import Peak
from ...result import Point
from ..calling.caller import Direct
from ..calling.devices import Devices
from ..calling.eventloop import once
from ..timing.timer import Timer
from .counts import Counts
from .lag import Lag

_METHODS = {
    "memory": "tracemalloc, one more call of each",
    "calls": "functions of Python and C that Python code of this thread calls, in one more call",
    "statements": "execute, executemany and executescript of database drivers, called in this "
    "thread by one more call",
    "lag": "the longest time between two turns of the event loop, in one more call; without an "
    "event loop the whole call",
}


def completed(
    measured: Point,
    timers: list[Timer],
    metrics: frozenset[str],
    devices: Devices,
    deadline_ns: float,
) -> Point:
    """The point with the other metrics that are asked for; `None` where one is not known."""
    times = [
        replace(one, **_found(timer, metrics, devices, deadline_ns))
        for one, timer in zip(measured.times, timers, strict=True)
    ]
    return replace(measured, times=times)


def told(metrics: frozenset[str]) -> dict[str, str]:
    """How these are measured, for the foot of the result."""
    return {name: words for name, words in _METHODS.items() if name in metrics}


def _found(
    timer: Timer, metrics: frozenset[str], devices: Devices, deadline_ns: float
) -> dict[str, Any]:
    """Values of the fields of `VariantTimes`."""
    found: dict[str, Any] = {}
    if "memory" in metrics:
        peak = Peak()
        timer.once(peak, slowed_until=deadline_ns)
        found["peak_bytes"] = peak.bytes
    if not metrics.isdisjoint({"calls", "statements"}):
        counts = Counts(timer.variant.call, Direct.once.__code__, once.__code__)
        timer.once(counts, slowed_until=deadline_ns)
        if "calls" in metrics:
            found["function_calls"] = counts.calls
        if "statements" in metrics:
            found["statements"] = counts.statements
    if "lag" in metrics:
        lag = Lag(devices)
        timer.once(lag)
        found["lag_ns"] = float(lag.ns)
    return found

"""Machines that do not exist: a clock that variants push on, and what disturbs it.

A variant is a real function. Its body moves the clock by the time that the call would take, and the
engine reads that clock through its devices. Nothing else of the engine is replaced.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from types import CodeType
from typing import Any

from cellheat.kernel.comparison.calling.devices import Devices
from cellheat.kernel.comparison.calling.processor import Usage

#: How fast the machine is in the next slice: a factor of the true time, from draw to draw.
Speeds = Callable[[Random], Callable[[float], float]]


def _normal(sd: float) -> Speeds:
    return lambda rng: lambda now: max(0.2, rng.gauss(1, sd))


def lognormal(sd: float) -> Speeds:
    return lambda rng: lambda now: math.exp(rng.gauss(0, sd))


def _heavy_tails(rng: Random) -> Callable[[float], float]:
    """Student's t with two degrees of freedom: its variance is infinite."""

    def draw(now: float) -> float:
        chi = math.sqrt(rng.expovariate(1))
        return max(0.2, 1 + 0.03 * rng.gauss(0, 1) / max(chi, 1e-3))

    return draw


def _autocorrelated(rng: Random) -> Callable[[float], float]:
    """AR(1): what one slice has, the next has by 95 %."""
    state = rng.gauss(0, 0.05)

    def draw(now: float) -> float:
        nonlocal state
        state = 0.95 * state + rng.gauss(0, 0.05 * math.sqrt(1 - 0.95**2))
        return math.exp(state) * rng.gauss(1, 0.01)

    return draw


def _drift(rng: Random) -> Callable[[float], float]:
    """A processor that warms up: slower by a third over a second, and swinging."""
    phase, pace = rng.random() * 7, rng.uniform(0.5, 2) * 1e-9

    def draw(now: float) -> float:
        swing = 0.1 * math.sin(phase + now * pace * 6)
        return (1 + swing + 0.3 * (1 - math.exp(-now * 1e-9))) * rng.gauss(1, 0.01)

    return draw


def _contention(rng: Random) -> Callable[[float], float]:
    """Another program is on and off for 50 to 800 ms, and takes slices of time while it is on."""
    is_busy, until = rng.random() < 0.5, 0.0

    def draw(now: float) -> float:
        nonlocal is_busy, until
        if now >= until:
            is_busy, until = not is_busy, now + rng.uniform(50e6, 800e6)
        if not is_busy:
            return rng.gauss(1, 0.01)
        stolen = 3 * rng.random() if rng.random() < 0.3 else 0
        return rng.gauss(1.15, 0.03) + stolen

    return draw


def _spikes(rng: Random) -> Callable[[float], float]:
    """Quiet, but that every thirtieth slice takes up to six times as long."""
    return lambda now: rng.gauss(1, 0.01) + (5 * rng.random() if rng.random() < 0.03 else 0)


@dataclass(frozen=True)
class Model:
    """What a machine does to times, and to which variants.

    The machine keeps one speed for `slice_ns`, and its clock shows whole steps of `step_ns`.
    `placed` gives every code object, and every pair of a variant and an argument, a speed of its
    own. The slowest call takes any time between the two of `calls_ns`. `equal_trials` of equal
    variants are made where nobody says another number.
    """

    name: str
    speeds: Speeds
    slice_ns: float = 1e6
    step_ns: int = 1
    placed: bool = False
    calls_ns: tuple[float, float] = (0.5e6, 1e6)
    variants: int = 2
    equal_trials: int = 20_000

    @property
    def is_long(self) -> bool:
        """Calls that are told by single runs, for which the budget is stretched."""
        return self.calls_ns[0] > 50e6


MODELS = [
    Model("quiet", _normal(0.01)),
    Model("lognormal", lognormal(0.04)),
    Model("spikes", _spikes),
    Model("autocorrelated", _autocorrelated),
    Model("drift", _drift),
    Model("contention", _contention),
    Model("quantised clock", _normal(0.01), step_ns=50_000),
    Model("heavy tails", _heavy_tails),
    Model("wide", _normal(0.27)),
    Model("wide and skewed", lognormal(0.4)),
    Model("placement", _normal(0.01), placed=True),
    Model("six variants", lognormal(0.04), variants=6, equal_trials=4_000),
    Model("long calls", lognormal(0.04), slice_ns=100e6, calls_ns=(80e6, 800e6)),
]

#: Places are good or bad luck: nearly all within a few thousandths, and a few far off.
_CODE_SD, _CODE_FAR, _CODE_FAR_SD = 0.002, 0.02, 0.05
#: Variants like some data better than other.
_DATA_SD = 0.01


class World:
    """One machine for one trial; `devices` is what the engine measures with."""

    def __init__(self, model: Model, rng: Random) -> None:
        self.now = rng.random() * 1e9
        self.collections = 0
        self._rng = rng
        self._step, self._slice = model.step_ns, model.slice_ns
        self._draw = model.speeds(rng)
        self._until = self.now + rng.random() * self._slice
        self._speed = self._draw(self.now)
        #: A variant tells it the time that a call truly takes, which one it is, and its argument.
        self.spend = self._spend_at_place if model.placed else self._spend
        # What has a place is kept, so that no other object gets its id.
        self._codes: dict[int, tuple[CodeType, float]] = {}
        self._data: dict[tuple[int, int], tuple[Any, float]] = {}

    @property
    def devices(self) -> Devices:
        return Devices(
            wall_ns=self.read,
            cpu_ns=self.read,
            usage=self._usage,
            children_ns=lambda: 0,
            collect=self._collect,
        )

    def read(self) -> int:
        return int(self.now // self._step) * self._step

    def data_ratio(self) -> float:
        """Time of the first / time of the second on the data that both were timed with."""
        items = {item for _, item in self._data}
        both = [item for item in items if (0, item) in self._data and (1, item) in self._data]
        first, second = (
            sum(self._data[number, item][1] for item in both) or 1.0 for number in (0, 1)
        )
        return first / second

    def _spend(self, ns: float, number: int, item: Any) -> None:
        left = ns
        while True:
            step = left * self._speed
            if self.now + step < self._until:
                self.now += step
                return
            left -= (self._until - self.now) / self._speed
            self.now = self._until
            self._until += self._slice
            self._speed = self._draw(self.now)

    def _spend_at_place(self, ns: float, number: int, item: Any) -> None:
        code = sys._getframe(1).f_code
        if id(code) not in self._codes:
            sd = _CODE_FAR_SD if self._rng.random() < _CODE_FAR else _CODE_SD
            self._codes[id(code)] = code, math.exp(self._rng.gauss(0, sd))
        if (number, id(item)) not in self._data:
            self._data[number, id(item)] = item, math.exp(self._rng.gauss(0, _DATA_SD))
        factor = self._codes[id(code)][1] * self._data[number, id(item)][1]
        self._spend(ns * factor, number, item)

    def _usage(self) -> Usage:
        return Usage(int(self.now), 0, 0)

    def _collect(self) -> None:
        self.collections += 1
        self.now += 2e6

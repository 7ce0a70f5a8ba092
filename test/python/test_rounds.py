"""Sizes are timed side by side, so that a machine that slows down does not look like growth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from types import SimpleNamespace
from typing import Any

from cellheat.kernel.comparison.judging.growth import growths
from cellheat.kernel.comparison.timing.rounds import Rounds
from cellheat.kernel.result import Point, VariantTimes

SIZES = [2**power for power in range(4, 12)]


@dataclass
class World:
    """A machine that is half as fast in every other period."""

    period_ns: float
    now: float = 0.0

    def wall_ns(self) -> float:
        return self.now

    def spend(self, ns: float) -> float:
        factor = 2.0 if (self.now // self.period_ns) % 2 else 1.0
        self.now += ns * factor
        return factor


class FakeTimer:
    """Stands for a variant whose calls truly take `ns`."""

    def __init__(self, world: World, ns: float) -> None:
        self.ns = self.cost_ns = ns
        self.loops = max(1, round(2e6 / ns))
        self.loops_taken: list[int] = []
        self._world = world

    def warm(self) -> None:
        self._world.spend(max(4e5, self.ns))

    def sample(self, start: int, loops: int) -> float:
        self.loops_taken.append(loops)
        return self.ns * self._world.spend(self.ns * loops)


def rounds(world: World, timers: dict[int, list[Any]], end_ns: float) -> Rounds:
    devices: Any = SimpleNamespace(wall_ns=world.wall_ns)
    found = Rounds(timers, Random(1), devices, end_ns)
    found.run()
    return found


def point(n: int, ns: float) -> Point:
    times = VariantTimes([ns] * 11, ns, ns, ns, 100, None)
    return Point(n, 11, 0.0, True, [times], [])


def test_what_is_flat_is_told_so_on_a_machine_that_changes_its_speed() -> None:
    world = World(period_ns=10e6)
    found = rounds(world, {n: [FakeTimer(world, 100)] for n in SIZES}, 400e6).values
    # one size after the other, each at the speed of its time
    points = [point(n, 100 * 2.0 ** (index // 4)) for index, n in enumerate(SIZES)]
    assert growths(points)[0].families != ["flat"]
    told = growths(points, found)[0]
    assert told.families == ["flat"]
    assert told.exponent is not None and abs(told.exponent) < 0.3


def test_every_round_has_every_size_and_variant() -> None:
    world = World(math.inf)
    timers: dict[int, list[Any]] = {
        n: [FakeTimer(world, n), FakeTimer(world, 9 * n)] for n in SIZES
    }
    found = rounds(world, timers, 200e6).values
    assert sorted(found) == SIZES
    counts = {len(values) for size in found.values() for values in size}
    assert len(counts) == 1
    assert 3 <= counts.pop() <= 15
    assert world.now < 200e6


def test_sizes_of_long_calls_take_no_part() -> None:
    world = World(math.inf)
    timers: dict[int, list[Any]] = {n: [FakeTimer(world, n**2 * 100)] for n in SIZES}
    found = rounds(world, timers, 100e6).values
    assert 4 <= len(found) < len(SIZES)
    assert sorted(found) == SIZES[: len(found)]
    assert world.now < 100e6
    # a call that is longer than a sample is one
    assert timers[SIZES[3]][0].loops_taken[0] == 1


def test_too_few_rounds_tell_nothing() -> None:
    world = World(math.inf)
    assert rounds(world, {n: [FakeTimer(world, 100)] for n in SIZES}, 1e6).values == {}

"""Which sizes are timed and for how long, tried on a clock that only the variants move."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from cellheat.kernel.comparison.judging.sizes import Sweep, listed, shortest_ns
from cellheat.kernel.result import Point, VariantTimes

BUDGET = 2e9

Truth = Callable[[int], float]


@dataclass
class World:
    """Two variants, the second of which takes half the time, and a clock that only they move."""

    truth: Truth
    now: float = 0.0
    longest: float = 0.0
    points: list[Point] = field(default_factory=list)
    planned: list[tuple[int, float, float]] = field(default_factory=list)

    def times(self, n: int) -> list[float]:
        return [self.truth(n), self.truth(n) / 2]

    def check(self, n: int) -> list[float]:
        self.now += sum(self.times(n))
        self.longest = max(self.longest, self.truth(n))
        return self.times(n)

    def measure(self, n: int, allowed: float) -> None:
        """As a comparison does that needs all of the time, with calls beside those it times."""
        self.planned.append((n, allowed, BUDGET - self.now))
        spent = max(allowed, shortest_ns(self.times(n)))
        self.now += spent + 4 * sum(self.times(n))
        timed = [
            VariantTimes([ns], ns, ns, ns, max(1, round(spent / 2 / ns)), None)
            for ns in self.times(n)
        ]
        self.points.append(Point(n, 11, 0.01, True, timed, []))

    def sweep(self, start: int = 16) -> list[int]:
        sweep = Sweep(self.check, lambda: self.points[-1], lambda: round(self.now), BUDGET)
        for n, allowed in sweep.sizes(start, self.check(start)):
            assert n is not None
            self.measure(n, allowed)
        return [n for n, _, _ in self.planned]


GROWING: dict[str, tuple[Truth, int]] = {
    "flat": (lambda n: 60, 8),
    "logarithm": (lambda n: 100 * math.log2(n), 8),
    "linear": (lambda n: 60 + 10 * n, 8),
    "n log n": (lambda n: 30 * n * math.log2(n), 8),
    "quadratic": (lambda n: 50 * n**2, 6),
    "cubic": (lambda n: 50 * n**3, 5),
    "2 to the n": (lambda n: 100 * 2 ** min(n, 400), 5),
}


@pytest.mark.parametrize("name", GROWING)
def test_sizes_double_within_the_budget(name: str) -> None:
    truth, fewest = GROWING[name]
    world = World(truth)
    sizes = world.sweep()
    assert sizes == [sizes[0] * 2**step for step in range(len(sizes))]
    assert 16 in sizes
    assert fewest <= len(sizes) <= 30
    assert world.now < 1.15 * BUDGET


@pytest.mark.parametrize("name", GROWING)
def test_the_last_size_gets_what_is_left(name: str) -> None:
    world = World(GROWING[name][0])
    world.sweep()
    *passed, (_, allowed, left) = world.planned
    # the rest is for its memory
    assert 0.5 * left < allowed <= left
    assert left > 0.2 * BUDGET
    assert all(allowed < left / 2 for _, allowed, left in passed)


@pytest.mark.parametrize(
    ("base", "start"),
    [(1.5, 1), (1.5, 16), (1.5, 20), (2.0, 1), (2.0, 4), (2.0, 16), (2.0, 20), (3.0, 1), (3.0, 8)],
)
def test_no_call_runs_for_ever(base: float, start: int) -> None:
    """Twice the n is the square of the time here: 2 ** 32 follows 2 ** 16."""
    world = World(lambda n: 100 + 50 * base ** min(n, 400))
    world.sweep(start)
    assert world.longest < 3 * BUDGET


def test_smaller_sizes_make_up_for_larger_ones_that_did_not_fit() -> None:
    world = World(lambda n: 100 * n)
    sweep = Sweep(world.check, lambda: world.points[-1], lambda: round(world.now), BUDGET)
    sizes = []
    for n, allowed in sweep.sizes(16, [1600, 800]):
        assert n is not None
        if n > 32:
            # it took longer than was foreseen
            continue
        sizes.append(n)
        world.measure(n, allowed)
    assert sizes == [16, 32, 8, 4, 2]


def test_nothing_follows_a_size_that_was_not_measured() -> None:
    world = World(lambda n: 100 * n)
    sweep = Sweep(world.check, lambda: None, lambda: 0, BUDGET)
    assert [n for n, _ in sweep.sizes(16, [100, 100])] == [16]


def test_a_size_that_cannot_be_had_is_the_end() -> None:
    world = World(lambda n: 100 * n)
    ended = [16]
    sweep = Sweep(lambda n: None, lambda: world.points[-1], lambda: round(world.now), BUDGET)
    for n, allowed in sweep.sizes(16, [1600, 800]):
        world.measure(n or 0, allowed)
    assert [n for n, _, _ in world.planned] == ended


def spent(guesses: dict[int | None, list[float]], used: float) -> dict[int | None, float]:
    """What each size is allowed, where all use a part of that."""
    allowed: dict[int | None, float] = {}
    planned = listed(guesses, lambda: round(used * sum(allowed.values())), BUDGET)
    for n, ns in planned:
        allowed[n] = ns
    return allowed


def test_sizes_that_were_asked_for_share_the_budget_by_what_they_cost() -> None:
    guesses: dict[int | None, list[float]] = {n: [10.0 * n, 20.0 * n] for n in (10, 10**3, 10**6)}
    allowed = spent(guesses, 1)
    assert sum(allowed.values()) == pytest.approx(BUDGET, rel=1e-6)
    assert allowed[10] == pytest.approx(allowed[10**3])
    assert allowed[10**6] > 2 * allowed[10]


def test_a_third_is_kept_for_the_largest_and_more_where_others_leave_it() -> None:
    alike: dict[int | None, list[float]] = {n: [100.0, 100.0] for n in range(1, 21)}
    assert spent(alike, 1)[20] == pytest.approx(BUDGET / 3, rel=1e-6)
    assert spent(alike, 0.2)[20] > 0.8 * BUDGET
    assert spent({None: [100.0, 100.0]}, 1) == {None: BUDGET}

"""Sizes whose calls would not fit are left out before they are called, and the result says why."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from test_compare_kinds import Machine

from cellheat.kernel.comparison import foresight
from cellheat.kernel.comparison.engine import Engine
from cellheat.kernel.comparison.inputs import Maker
from cellheat.kernel.comparison.options import options
from cellheat.kernel.comparison.variants import Variant
from cellheat.kernel.result import ComparisonResult

#: Nanoseconds of a call at a size.
Time = Callable[[int], float]


class Sized(Machine):
    """Compares variants that take their size, and notes how far it went."""

    def __init__(self) -> None:
        super().__init__()
        self.largest = 0

    def takes(self, time: Time) -> Callable[[int], None]:
        def call(n: int) -> None:
            self.largest = max(self.largest, n)
            self.wall += round(time(n))
            self.cpu += round(time(n))

        return call

    def sized(self, *times: Time, n: list[int], budget: float = 2.0) -> ComparisonResult:
        def make(n: int, seed: int) -> int:
            return n

        asked = options(make, n, "exact", True, budget, "repeat", ("time", "memory"))
        variants = [
            Variant(name, self.takes(time), None) for name, time in zip("ab", times, strict=True)
        ]
        engine = Engine(
            variants, Maker(make, True), asked, None, devices=self.devices, rng=random.Random(1)
        )
        engine.run()
        return engine.result(None)


def left_out(found: ComparisonResult) -> str:
    (text,) = [one.text for one in found.cautions if one.code == "sizes-left-out"]
    return text


def linear(n: int) -> float:
    return 200 + 50.0 * n


def quadratic(n: int) -> float:
    return 200 + 22.0 * n**2


def cubic(n: int) -> float:
    return 200 + 1.0 * n**3


def doubling(n: int) -> float:
    return 200 + 3.0 * 2.0 ** min(n, 200)


@pytest.mark.parametrize("slow", [quadratic, cubic, doubling])
@pytest.mark.parametrize("largest", [30_000, 100_000, 10**9])
def test_the_budget_holds_though_the_largest_size_would_take_for_ever(
    slow: Time, largest: int
) -> None:
    machine = Sized()
    found = machine.sized(slow, linear, n=[10, largest])
    assert found.wall_ns <= 10e9
    assert machine.largest < largest
    assert [point.n for point in found.points] == [10]
    assert found.points[0].pairs[0].verdict != "unclear"
    text = left_out(found)
    assert f"n = {largest:,} was left out: a call there would take" in text


def test_what_was_foreseen_is_told() -> None:
    text = left_out(Sized().sized(quadratic, linear, n=[10, 30_000]))
    assert "a call there would take about 20 s" in text


@pytest.mark.parametrize("n", [[10, 100, 1000], [10, 100_000], [64, 2**20], [1000, 1_000_000]])
def test_sizes_that_fit_are_all_timed(n: list[int]) -> None:
    found = Sized().sized(linear, lambda n: 2 * linear(n), n=n)
    assert [point.n for point in found.points] == n
    assert found.wall_ns <= 2.5e9


def test_growth_like_two_to_the_n_is_not_run_into() -> None:
    machine = Sized()
    found = machine.sized(doubling, linear, n=[20, 28, 40])
    assert machine.largest < 40
    assert 40 not in [point.n for point in found.points]


def test_a_first_size_is_called_whatever_it_takes() -> None:
    found = Sized().sized(linear, linear, n=[10**8, 10**9])
    assert [point.n for point in found.points] == [10**8]
    assert "n = 1,000,000,000 was left out" in left_out(found)


def test_a_slow_first_call_alone_leaves_nothing_out() -> None:
    machine = Sized()
    first = iter([2e9])

    def compiles(n: int) -> float:
        return next(first, 0.0) + linear(n) if n else linear(n)

    found = machine.sized(compiles, linear, n=[2, 2000])
    assert [point.n for point in found.points] == [2, 2000]


def test_what_is_foreseen_is_rather_too_much() -> None:
    assert foresight.foreseen(1000, {10: [1e3]}) == [pytest.approx(1e7)]
    assert foresight.foreseen(200, {50: [1e6], 100: [2e6]}) == [pytest.approx(4e6)]
    # Sizes side by side differ by noise alone.
    assert foresight.foreseen(200, {99: [1e6], 100: [2e6]}) == [pytest.approx(8e6)]
    assert foresight.foreseen(40, {20: [2e6], 30: [2e9]}) == [pytest.approx(2e12)]
    assert foresight.at_least(10**6, {10: [1e3]}) == [1e3]
    assert foresight.told(1e80) == "more than an hour"

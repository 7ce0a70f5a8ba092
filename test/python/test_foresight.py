"""Sizes whose calls would not fit are left out before they are called, and the result says why."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from test_compare_kinds import Machine

from cellheat.kernel.comparison.asking.options import options
from cellheat.kernel.comparison.asking.variants import Variant
from cellheat.kernel.comparison.data.inputs import Maker
from cellheat.kernel.comparison.engine import Engine
from cellheat.kernel.comparison.timing import foresight
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


# --- what checks leave for timing ---


def test_checking_a_large_size_leaves_the_small_one_its_time() -> None:
    """A size of long calls next to it is no reason to compare single runs of short ones."""
    found = Sized().sized(lambda n: 4.4e6 * n, lambda n: 5e6 * n, n=[2, 100])
    small, large = found.points
    assert small.n == 2
    assert min(times.calls for times in small.times) >= 20
    assert large.pairs[0].verdict != "unclear"


def test_only_long_calls_stretch_the_budget_for_themselves() -> None:
    machine = Sized()
    found = machine.sized(lambda n: 8.8e6 if n < 9 else 1.1e9, linear, n=[1, 10], budget=0.1)
    for text in (one.text for one in found.cautions if one.code == "long-calls"):
        assert "stretched" not in text or "8.8 ms" not in text
    assert "stretched to" in found.method["budget"]


# --- memory ---


@pytest.mark.parametrize("budget", [0.1, 2.0, 20.0])
def test_memory_is_known_of_short_calls_whatever_else_takes_long(budget: float) -> None:
    found = Sized().sized(lambda n: 3e6 * n, linear, n=[1, 100], budget=budget)
    assert len(found.points) == 2
    for point in found.points:
        assert all(times.peak_bytes is not None for times in point.times)
    assert "memory-unknown" not in {one.code for one in found.cautions}


def test_memory_of_long_calls_is_not_known_and_the_reason_is_told() -> None:
    found = Sized().sized(lambda n: 2.5e9, lambda n: 1e6, n=[7])
    (text,) = [one.text for one in found.cautions if one.code == "memory-unknown"]
    assert text == (
        "The peak memory of a at n = 7 is not known: a call takes 2.5 s, and under tracemalloc it "
        "may take several times as long."
    )

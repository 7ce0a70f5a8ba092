"""Growth is told by families that hold the truth, and as nothing where the sizes do not tell."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from random import Random

import pytest

from cellheat import compare
from cellheat.kernel.comparison.judging.growth import (
    Sized,
    crossovers,
    families,
    growth,
    growths,
    tail_exponent,
)
from cellheat.kernel.result import Crossover, Pair, Point, VariantTimes, Verdict

TRIALS = 20
DOUBLED = [16 * 2**step for step in range(10)]
FAR = [16 * 2**step for step in range(16)]
SMALL = [1, 2, 4, 6, 8, 10, 12, 14, 16, 18]

Truth = Callable[[float], float]

KNOWN: dict[str, tuple[list[int], Truth, str]] = {
    "constant": (FAR, lambda n: 60, "flat"),
    "constant, larger where a cache ends": (FAR, lambda n: 60 if n < 1e4 else 66, "flat"),
    "logarithm": (FAR, lambda n: 60 + 10 * math.log2(n), "log-like"),
    "linear": (DOUBLED, lambda n: 60 + 5 * n, "linear-ish"),
    "linear behind a fixed cost": (FAR, lambda n: 1e4 + 5 * n, "linear-ish"),
    "n log n": (DOUBLED, lambda n: 200 + 20 * n * math.log2(n), "linear-ish"),
    "linear past the caches": (FAR, lambda n: 200 + 20 * n**1.25, "linear-ish"),
    "quadratic": (DOUBLED, lambda n: 200 + 2 * n**2, "quadratic-ish"),
    "quadratic in the end": (DOUBLED, lambda n: 200 + 200 * n + n**2, "quadratic-ish"),
    "n² log n": (DOUBLED, lambda n: 200 + 2 * n**2 * math.log(n), "quadratic-ish"),
    "cubic": (DOUBLED, lambda n: 500 + 2 * n**3, "worse"),
    "1.618 to the n": ([1, 2, 4, 8, 16], lambda n: 60 + 60 * 1.618**n, "worse"),
    "n to the n": (SMALL, lambda n: 100 * n**n, "worse"),
    "2 to the n": (SMALL, lambda n: 100 * 2**n, "worse"),
}


def timed(sizes: list[int], truth: Truth, rng: Random, noise: float) -> list[Sized]:
    return [Sized(n, truth(n) * math.exp(rng.gauss(0, noise)), 0.01) for n in sizes]


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("noise", [0.01, 0.05])
def test_the_true_family_is_told_and_seldom_another(name: str, noise: float) -> None:
    sizes, truth, family = KNOWN[name]
    rng = Random(name)
    told = [families(timed(sizes, truth, rng, noise)) for _ in range(TRIALS)]
    right = sum(family in some for some in told)
    alone = sum(some == [family] for some in told)
    assert right >= 0.95 * TRIALS, told
    assert alone >= 0.8 * TRIALS, told


def test_families_between_which_it_grows_are_both_told() -> None:
    rng = Random(2)
    root = families(timed(FAR, lambda n: 100 + 20 * math.sqrt(n), rng, 0.02))
    assert root == ["log-like", "linear-ish"]
    power = families(timed(DOUBLED, lambda n: 200 + 20 * n**1.5, rng, 0.02))
    assert power == ["linear-ish", "quadratic-ish"]


def test_what_shows_at_the_last_size_only_has_no_single_family() -> None:
    rng = Random(3)
    told = [
        families(timed(FAR[:6], lambda n: 1000 * (1 + 0.5 * (n / 512) ** 2), rng, 0.05))
        for _ in range(TRIALS)
    ]
    assert sum(len(some) > 1 for some in told) > TRIALS / 2
    assert all("quadratic-ish" in some for some in told)


def test_families_that_the_exponent_rules_out_are_not_told() -> None:
    # The smallest sizes alone look as if it grew.
    rises = [
        Sized(n, ns, 0.1)
        for n, ns in zip(FAR[:7], [700, 800, 990, 1000, 1010, 1000, 1005], strict=True)
    ]
    assert "linear-ish" in families(rises)
    told = growth(0, rises)
    assert told.high is not None and told.high < 0.4
    assert "linear-ish" not in told.families
    assert "flat" in told.families


def test_what_is_level_in_the_end_may_be_flat() -> None:
    def looked_up(n: float) -> float:
        return 60 + 4 * min(math.log2(n), 13)

    told = growth(0, timed(FAR, looked_up, Random(5), 0.003))
    assert told.families == ["flat", "log-like"]
    still = growth(0, timed(FAR, lambda n: 60 + 4 * math.log2(n), Random(5), 0.003))
    assert still.families == ["log-like"]


def test_no_family_is_told_where_none_fits() -> None:
    saw = [Sized(n, 1000 * 8 ** (step % 2), 0.01) for step, n in enumerate(FAR)]
    assert families(saw) == []
    told = growth(0, saw)
    assert (told.exponent, told.low, told.high) == (None, None, None)


@pytest.mark.parametrize("noise", [0.005, 0.02, 0.08])
def test_the_interval_of_the_exponent_holds_it(noise: float) -> None:
    rng = Random(4)
    held = told = 0
    for _ in range(400):
        exponent, low, high = tail_exponent(timed(FAR[-4:], lambda n: n**1.7, rng, noise))
        if exponent is not None and low is not None and high is not None:
            told += 1
            held += low <= 1.7 <= high
            assert low < exponent < high
    assert told > 300
    assert held >= 0.93 * told


def test_the_exponent_is_that_of_the_largest_sizes() -> None:
    found = growth(1, timed(FAR, lambda n: 1000 * n + n**2 / 100, Random(5), 0.005))
    assert (found.variant, found.from_n, found.to_n) == (1, FAR[-4], FAR[-1])
    # 1.40 at the smallest of them, 1.84 at the largest
    assert found.exponent is not None and 1.4 < found.exponent < 1.84


def point(n: int | None, verdict: Verdict = "faster", ns: float = 1000.0) -> Point:
    values = [ns * factor for factor in (0.98, 0.99, 1.0, 1.01, 1.02)]
    times = VariantTimes(values, ns, values[1], values[3], 100, None)
    ratio = {"faster": 2.0, "slower": 0.5}.get(verdict, 1.0)
    return Point(
        n,
        11,
        0.01,
        verdict != "unclear",
        [times, times],
        [Pair(1, verdict, ratio, ratio / 1.1, ratio * 1.1)],
    )


def test_few_sizes_tell_no_growth() -> None:
    assert growths([point(None)]) == []
    assert growths([point(n) for n in (16, 64, 256, 1024)]) == []
    assert growths([point(n) for n in (16, 18, 20, 22, 24, 26)]) == []
    # 0 is no size on a logarithmic scale
    assert growths([point(n) for n in (0, 16, 64, 256, 1024)]) == []
    found = growths([point(n, ns=10 * n) for n in (0, 16, 64, 256, 1024, 4096)])
    assert [one.variant for one in found] == [0, 1]
    assert found[1].families == ["linear-ish"]


def test_places_are_changed_between_two_sizes_that_were_decided() -> None:
    verdicts: list[Verdict] = ["slower", "slower", "unclear", "same", "faster", "faster"]
    points = [point(n, verdict) for n, verdict in zip(DOUBLED, verdicts, strict=False)]
    assert crossovers(points) == [Crossover(1, 32, 256, "above")]
    assert crossovers(points[:4]) == []
    back = [point(4096, "slower"), *points]
    assert crossovers(back) == [Crossover(1, 32, 256, "above"), Crossover(1, 512, 4096, "below")]


# --- for real ---


def numbers(n: int, seed: int) -> list[int]:
    return list(range(n))


def squared(items: list[int]) -> int:
    return sum(1 for one in items for other in items if one is other)


def summed(items: list[int]) -> int:
    return sum(1 for _ in items)


def asked(items: list[int]) -> int:
    return len(items)


def counted(items: list[int]) -> int:
    return sum(1 for _ in range(500)) - 500 + len(items)


@pytest.mark.alone
def test_a_sweep_tells_known_families() -> None:
    found = compare(
        squared=squared,
        summed=summed,
        counted=counted,
        make=numbers,
        metrics=("time", "growth"),
        budget=6,
    )
    sizes = list(found.by_n)
    assert len(sizes) >= 5
    assert sizes == [sizes[0] * 2**step for step in range(len(sizes))]
    assert "quadratic-ish" in found.growth["squared"].families
    assert "linear-ish" in found.growth["summed"].families
    assert "flat" in found.growth["counted"].families
    exponent = found.growth["squared"].exponent
    assert exponent is None or 1.5 < exponent < 2.5
    assert found.document()["growth"][0]["to_n"] == sizes[-1]
    assert "quadratic-ish" in str(found)
    assert "quadratic-ish" in found.to_markdown()


@pytest.mark.alone
def test_results_are_compared_at_every_size_of_a_sweep() -> None:
    def forgets(items: list[int]) -> int:
        return len(items) if len(items) < 100 else 0

    found = compare(
        asked=asked, forgets=forgets, make=numbers, metrics=("time", "growth"), budget=10
    )
    assert found.verdict == "invalid"
    assert "(n = 128)" in str(found.difference)
    assert found.by_n == {}
    assert found.growth == {}


@pytest.mark.alone
def test_a_sweep_ends_where_the_stack_does() -> None:
    def deep(items: list[int]) -> int:
        return 1 + deep(items[1:]) if items else 0

    found = compare(
        asked=asked, deep=deep, make=numbers, metrics=("time", "growth"), n=300, budget=5
    )
    assert found.verdict == "slower"
    assert max(found.by_n) < sys.getrecursionlimit()
    ended = [caution.text for caution in found.cautions if caution.code == "sweep-ended"]
    assert len(ended) == 1
    assert "deep raised RecursionError" in ended[0]


@pytest.mark.alone
def test_a_sweep_ends_where_make_does() -> None:
    def few(n: int, seed: int) -> list[int]:
        if n > 20:
            raise ValueError("there are no more than 20")
        return list(range(n))

    found = compare(asked=asked, summed=summed, make=few, metrics=("time", "growth"), budget=5)
    assert max(found.by_n) == 16
    assert "sweep-ended" in {caution.code for caution in found.cautions}


def test_growth_needs_inputs_of_several_sizes() -> None:
    with pytest.raises(ValueError, match="several sizes"):
        compare(a=asked, b=asked, metrics=("time", "growth"))


@pytest.mark.alone
def test_few_sizes_are_said_to_tell_no_growth() -> None:
    found = compare(
        a=asked, b=summed, make=numbers, n=[10, 20], metrics=("time", "growth"), budget=0.2
    )
    assert list(found.by_n) == [10, 20]
    assert "growth-unknown" in {caution.code for caution in found.cautions}
    assert found.growth == {}

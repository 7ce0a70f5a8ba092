"""From blocks of times to a verdict; whole comparisons are in test_simulation.py."""

from __future__ import annotations

import math

import pytest

from cellheat.kernel.comparison.judging import judgement
from cellheat.kernel.comparison.judging.judgement import (
    Judged,
    fewest_blocks,
    judge_blocks,
    judge_runs,
    levels,
    separation_risk,
    sign_interval,
    verdict_of,
)
from cellheat.kernel.result import Verdict


def test_the_interval_is_made_of_order_statistics() -> None:
    values = [float(number) for number in range(1, 21)]
    # Fair coins: at most 5 heads of 20 come up in 2.07 %, on either side in 4.14 %.
    assert sign_interval(values, 0.05) == (6.0, 15.0)
    assert sign_interval(values[:5], 0.05) is None
    assert sign_interval(values[:6], 0.05) == (1.0, 6.0)
    low, high = sign_interval([float(n) for n in range(3000)], 0.05) or (0, 0)
    # The normal approximation: 1500 -+ 1.96 * sqrt(3000) / 2.
    assert abs(low - 1446) <= 2
    assert abs(high - 1553) <= 2


def test_fewest_blocks_are_what_the_looks_need() -> None:
    count = fewest_blocks(judgement.LOOK_ALPHA)
    assert count == 11
    assert sign_interval([0.0] * count, judgement.LOOK_ALPHA)
    assert sign_interval([0.0] * (count - 1), judgement.LOOK_ALPHA) is None


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (1.011, 1.5, "faster"),
        (1.009, 1.5, "unclear"),
        (0.8, 0.989, "slower"),
        (0.8, 0.991, "unclear"),
        (0.98, 1.02, "same"),
        (0.98, 1.04, "unclear"),
        (0.5, 2.0, "unclear"),
    ],
)
def test_the_bands(low: float, high: float, verdict: str) -> None:
    assert verdict_of(math.log(low), math.log(high)) == verdict


def test_same_is_never_said_for_unproven() -> None:
    assert judge_blocks([0.0] * 10, judgement.LOOK_ALPHA).verdict == "unclear"
    assert judge_blocks([0.0] * 11, judgement.LOOK_ALPHA).verdict == "same"


@pytest.mark.parametrize(
    ("verdict", "ratio", "low", "high", "is_enough"),
    [
        ("unclear", 1.0, 0.995, 1.005, False),
        # the same, to less than one percent either way
        ("same", 1.0, 0.994, 1.006, True),
        ("same", 1.0, 0.98, 1.02, False),
        # half of the difference either way
        ("faster", 1.05, 1.03, 1.07, True),
        ("faster", 1.05, 1.02, 1.08, False),
        # 4 % either way
        ("slower", 1 / 20, 1 / 20.5, 1 / 19.5, True),
        ("faster", 20.0, 19.0, 21.0, False),
    ],
)
def test_how_well_a_ratio_has_to_be_known(
    verdict: Verdict, ratio: float, low: float, high: float, is_enough: bool
) -> None:
    assert Judged(verdict, ratio, low, high).is_enough == is_enough


def test_no_more_is_wanted_than_a_wider_floor_lets_be_known() -> None:
    floor = judgement.FIXED_FLOOR
    assert judge_blocks([0.0] * 100, judgement.LOOK_ALPHA, floor).is_enough


def test_the_interval_is_not_tighter_than_what_differs_between_kernels() -> None:
    judged = judge_blocks([math.log(2)] * 100, judgement.LOOK_ALPHA)
    assert judged.low and judged.high and judged.ratio
    assert judged.ratio == pytest.approx(2)
    assert judged.high / judged.low == pytest.approx(1.01, abs=0.001)


def test_runs_have_to_be_separated_completely() -> None:
    apart = judge_runs([0.2, 0.21, 0.22], [0.0, 0.01, 0.1], 0.2)
    assert apart.verdict == "faster"
    assert apart.low and apart.high
    assert math.log(apart.low) <= 0.1
    assert judge_runs([0.2, 0.05], [0.0, 0.1], 0.1).verdict == "unclear"


def test_how_often_equal_runs_are_separated() -> None:
    assert separation_risk(5, 5) == pytest.approx(0.0079, abs=1e-4)
    assert separation_risk(4, 4) == pytest.approx(0.0286, abs=1e-4)


def test_levels_agree_with_the_ratios_and_stay_near_the_medians() -> None:
    medians, ratios = [10.0, 5.2, 1.0], [1.0, 2.0, 9.5]
    found = levels(medians, ratios)
    for level, ratio in zip(found, ratios, strict=True):
        assert found[0] / level == pytest.approx(ratio)
    assert all(abs(math.log(a / b)) < 0.06 for a, b in zip(found, medians, strict=True))

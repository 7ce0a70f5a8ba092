"""Whole comparisons on made-up machines, where the truth is known: the engine errs rarely.

`bench/comparison` does the same with many more trials. The trials are seeded: a count that breaks
its bound does so again.
"""

from __future__ import annotations

import math
import sys

import pytest
from kernels import ROOT

sys.path.insert(0, str(ROOT))

from bench.comparison.part import Row
from bench.comparison.simulate import SPREADS, imbalance, summary, trial
from bench.comparison.world import MODELS, Model

#: Of two equal variants, and of each ratio. A noisy trial takes all of its time.
EQUAL, UNEQUAL = 250, 40
NOISY_EQUAL = 120
CALM = 0.05


def simulated(model: Model, ratio: float, trials: int) -> Row:
    return summary(ratio, [trial(model, ratio, seed) for seed in range(trials)])


def most(trials: int, share: float) -> int:
    """So many, or fewer, come up in all but one of ten thousand tries with such a share."""
    total, count = 0.0, -1
    while total < 1 - 1e-4:
        count += 1
        total += math.comb(trials, count) * share**count * (1 - share) ** (trials - count)
    return count


def assert_covered(row: Row) -> None:
    assert row["known"] - row["covered"] <= most(row["known"], 0.05)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_equal_variants_are_not_told_apart(model: Model) -> None:
    row = simulated(model, 1.0, EQUAL if SPREADS[model.name] < 0.1 else NOISY_EQUAL)
    assert row["faster"] + row["slower"] <= most(row["trials"], 0.005)
    assert imbalance(row) <= 4
    assert_covered(row)
    if SPREADS[model.name] <= CALM and not model.is_long:
        assert row["same"] >= 0.95 * row["trials"]


@pytest.mark.parametrize("ratio", [1.02, 1.05, 1.2, 2.0, 100.0])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_winner_is_the_right_one(model: Model, ratio: float) -> None:
    row = simulated(model, ratio, UNEQUAL)
    assert row["wrong"] == 0
    assert_covered(row)
    if ratio >= 1.05:
        assert row["same"] == 0
    if ratio >= 1.05 and SPREADS[model.name] <= CALM and not model.is_long:
        assert row["right"] == UNEQUAL
    if ratio >= 2:
        assert row["right"] == UNEQUAL

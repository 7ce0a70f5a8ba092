"""A verdict is right, or it says that it cannot tell: tried on blocks made by a seeded generator.

Only the clock and the timers are made up: the blocks, their order, the looks and the stopping are
those of a real comparison.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from cellheat.kernel.comparison import blocks, judgement
from cellheat.kernel.comparison.blocks import Blocks, Runs
from cellheat.kernel.comparison.judgement import (
    Judged,
    fewest_blocks,
    judge_blocks,
    judge_runs,
    levels,
    separation_risk,
    sign_interval,
    verdict_of,
)

TRIALS = 300


@dataclass
class World:
    """A machine whose speed drifts, on which every sample is off by some noise and some spikes."""

    rng: Random
    noise: float = 0.03
    spikes: float = 0.02
    now: float = 0.0

    def wall_ns(self) -> float:
        return self.now

    def spend(self, ns: float) -> float:
        """What a sample of so many true nanoseconds takes."""
        drift = 1 + 0.3 * math.sin(self.now / 3e8)
        factor = drift * math.exp(self.rng.gauss(0, self.noise))
        if self.rng.random() < self.spikes:
            factor *= 1 + self.rng.random() * 3
        self.now += ns * factor
        return factor


class FakeTimer:
    """Stands for a variant whose calls truly take `ns`."""

    @property
    def floor(self) -> float:
        return judgement.FLOOR

    def __init__(self, world: World, ns: float) -> None:
        self.ns = ns
        self.loops = max(1, round(2e6 / ns))
        self.cost_ns = ns
        self.calls = 0
        self._world = world

    def renew(self) -> None: ...

    def warm(self) -> None: ...

    def sample(self, start: int, loops: int | None = None) -> float:
        loops = loops or self.loops
        self.calls += loops
        return self.ns * self._world.spend(self.ns * loops)


def simulate(
    monkeypatch: pytest.MonkeyPatch, ratio: float, *, kind: Any = Blocks, ns: float = 50e3, **w: Any
) -> list[Judged]:
    """Many comparisons with a known truth: the second variant takes 1 / ratio of the first."""
    rng = Random(f"{ratio} {kind} {ns} {w}")
    found = []
    for _ in range(TRIALS):
        world = World(rng, now=rng.random() * 1e9, **w)
        # A real collection of the test's own garbage at every look would take minutes.
        devices: Any = SimpleNamespace(wall_ns=world.wall_ns, collect=lambda: None)
        timers: Any = [FakeTimer(world, ns), FakeTimer(world, ns / ratio)]
        measured = kind(timers, rng, devices)
        measured.run(world.now + 1.5e9, world.now + 10e9)
        found.append(measured.judged()[0])
    return found


def share(found: list[Judged], *verdicts: str) -> float:
    return sum(one.verdict in verdicts for one in found) / len(found)


def covered(found: list[Judged], ratio: float) -> float:
    return sum(one.low <= ratio <= one.high for one in found if one.low and one.high) / len(found)


@pytest.mark.parametrize("noise", [0.01, 0.03, 0.2])
def test_equal_functions_are_not_told_apart(monkeypatch: Any, noise: float) -> None:
    found = simulate(monkeypatch, 1.0, noise=noise)
    assert share(found, "faster", "slower") <= 0.01
    assert covered(found, 1.0) >= 0.93
    if noise < 0.05:
        assert share(found, "same") >= 0.95


@pytest.mark.parametrize(("ratio", "verdict"), [(1.05, "faster"), (1 / 1.05, "slower")])
def test_five_percent_are_found(monkeypatch: Any, ratio: float, verdict: str) -> None:
    found = simulate(monkeypatch, ratio)
    assert share(found, verdict) >= 0.95
    assert share(found, *({"faster", "slower", "same"} - {verdict})) == 0
    assert covered(found, ratio) >= 0.93


@pytest.mark.parametrize("ratio", [1.2, 2.0, 100.0])
def test_large_ratios_are_found_under_noise(monkeypatch: Any, ratio: float) -> None:
    found = simulate(monkeypatch, ratio, noise=0.1, spikes=0.1)
    assert share(found, "faster") >= 0.99
    assert share(found, "slower", "same") == 0
    assert covered(found, ratio) >= 0.93


def test_two_percent_are_never_the_wrong_way_round(monkeypatch: Any) -> None:
    found = simulate(monkeypatch, 1.02)
    assert share(found, "slower") == 0


def test_noise_that_hides_a_difference_ends_in_cannot_tell(monkeypatch: Any) -> None:
    found = simulate(monkeypatch, 1.05, noise=0.5)
    assert share(found, "slower", "same") <= 0.01
    assert share(found, "unclear") >= 0.5


@pytest.mark.parametrize("ratio", [1.0, 1.5, 40.0])
def test_a_few_runs_of_long_calls(monkeypatch: Any, ratio: float) -> None:
    found = simulate(monkeypatch, ratio, kind=Runs, ns=300e6)
    wrong = {1.0: ("faster", "slower"), 1.5: ("slower", "same"), 40.0: ("slower", "same")}
    assert share(found, *wrong[ratio]) <= 0.02
    if ratio > 1:
        assert share(found, "faster") >= 0.8


def test_a_look_at_every_block_would_find_differences_that_are_not_there(monkeypatch: Any) -> None:
    """The reason for planned looks and for the split of the risk: without them this fails."""
    monkeypatch.setattr(judgement, "MARGIN", 0.0)
    monkeypatch.setattr(judgement, "FLOOR", 0.0)
    monkeypatch.setattr(judgement, "SAME", 0.0)
    planned = share(simulate(monkeypatch, 1.0), "faster", "slower")
    monkeypatch.setattr(blocks, "LOOKS", tuple(part / 50 for part in range(1, 51)))
    monkeypatch.setattr(blocks, "LOOK_ALPHA", 0.05)
    peeking = share(simulate(monkeypatch, 1.0), "faster", "slower")
    assert planned <= 0.02
    assert peeking >= 0.1


def test_a_margin_is_needed_for_what_a_kernel_gives_one_of_them(monkeypatch: Any) -> None:
    """Half a percent by chance, such as a better place in memory, is no verdict."""
    monkeypatch.setattr(judgement, "SAME", 0.0)
    assert share(simulate(monkeypatch, 1.005, noise=0.01), "faster", "slower") == 0
    monkeypatch.setattr(judgement, "MARGIN", 0.0)
    monkeypatch.setattr(judgement, "FLOOR", 0.0)
    assert share(simulate(monkeypatch, 1.005, noise=0.01), "faster") >= 0.5


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

"""The verdict on timeit's repeats, on series of which the truth is known."""

from __future__ import annotations

import random

import pytest

from cellheat.kernel.instruments.noise import noise


def series(spread: float, drift: float = 0.0, count: int = 20) -> list[list[float]]:
    """Two hundred series around 100, each with its own seed; `drift` is the rise over a series."""
    return [
        [
            100 * (1 + drift * index / count + random.Random(1000 * seed + index).gauss(0, spread))
            for index in range(count)
        ]
        for seed in range(200)
    ]


@pytest.mark.parametrize(
    ("spread", "drift", "verdict"),
    [(0.01, 0, "quiet"), (0.2, 0, "noisy"), (0.02, 0.5, "slower"), (0.02, -0.4, "faster")],
)
def test_what_is_so_is_said(spread: float, drift: float, verdict: str) -> None:
    said = [noise(values) for values in series(spread, drift)]
    assert said.count(verdict) >= 0.95 * len(said)


def test_a_quiet_drift_too_small_to_matter_is_quiet() -> None:
    assert {noise(values) for values in series(0.002, 0.02)} == {"quiet"}


def test_few_repeats_tell_nothing() -> None:
    assert noise([1.0, 1.0, 1.0, 1.0]) == "unknown"


def test_equal_times_are_quiet() -> None:
    assert noise([0.0] * 20) == noise([5.0] * 20) == "quiet"

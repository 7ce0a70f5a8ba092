"""What was measured at one size, in the shape of a result."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace

from ...result import Point, VariantTimes
from ..judging import judgement
from .blocks import Blocks, Runs
from .timer import Timer

#: Values of a variant that a result holds.
_VALUES = 200


def point(n: int | None, timers: list[Timer], measured: Blocks | Runs) -> Point:
    """The point with its times; they and the ratios agree."""
    judged = measured.judged()
    values = measured.times.values
    medians = [statistics.median(some) for some in values]
    ratios = [1.0]
    for index, one in enumerate(judged, 1):
        ratios.append(medians[0] / medians[index] if one.ratio is None else one.ratio)
    levels = judgement.levels(medians, ratios)
    return Point(
        n=n,
        blocks=measured.times.blocks,
        noise=measured.times.noise,
        decided=all(one.verdict != "unclear" for one in judged),
        times=[
            _times(some, level, timer)
            for some, level, timer in zip(values, levels, timers, strict=True)
        ],
        pairs=judgement.pairs(judged),
    )


def renewed(before: Point, after: Point) -> Point:
    """The later point, with what was only found out for the earlier one, such as peaks."""
    times = [
        replace(now, **{name: value for name, value in vars(was).items() if _lacks(now, name)})
        for was, now in zip(before.times, after.times, strict=True)
    ]
    return replace(after, times=times)


def _lacks(times: VariantTimes, name: str) -> bool:
    return getattr(times, name) is None


def _times(values: list[float], level: float, timer: Timer) -> VariantTimes:
    low, high = _quartiles(values)
    floor = level * timer.floor
    return VariantTimes(
        values_ns=_thinned(values),
        median_ns=level,
        # Nothing shows a spread tighter than what differs between kernels.
        low_ns=min(low, level - floor),
        high_ns=max(high, level + floor),
        calls=timer.calls,
        peak_bytes=None,
        cpu_ns=timer.cpu_ns,
    )


def _quartiles(values: list[float]) -> tuple[float, float]:
    """Quartiles, or the extremes of fewer than five values."""
    if len(values) < 5:
        return min(values), max(values)
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high


def _thinned(values: list[float]) -> list[float]:
    step = math.ceil(len(values) / _VALUES)
    return values[::step]

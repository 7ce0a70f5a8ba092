"""The times of one call as they are told.

Whoever divides them comes to a ratio inside the interval.
`src/model/comparison/agreeing.ts` says the same.
"""

from __future__ import annotations

from math import floor, log10

from .. import units
from ..result import Pair, Point, VariantTimes
from . import ratios

_MOST = 3

_Told = tuple[float, str]


def call_times(point: Point) -> list[str]:
    """The time of one call of each variant: `6.5 ms`."""
    for digits in range(_digits(point.times[0]), _MOST + 1):
        first = units.rounded(point.times[0].median_ns, digits)
        others = [_fewest(point, index, first) for index in range(1, len(point.times))]
        if None not in others:
            return [first[1], *(told[1] for told in others if told)]
    first = units.rounded(point.times[0].median_ns, _MOST)
    return [
        first[1],
        *(
            (_fewest(point, index, first) or _nearest(point, index, first))[1]
            for index in range(1, len(point.times))
        ),
    ]


def _fewest(point: Point, index: int, first: _Told) -> _Told | None:
    """With the fewest digits that its spread allows and that fit the time of the first."""
    bounds = _bounds(point, index, first)
    for digits in range(_digits(point.times[index]), _MOST + 1):
        told = units.rounded(point.times[index].median_ns, digits)
        if bounds is None or ratios.is_within(told[0], *bounds):
            return told
    return None


def _nearest(point: Point, index: int, first: _Told) -> _Told:
    """Rounded up or down to what fits: an interval is wider than the last of three digits."""
    bounds = _bounds(point, index, first) or (0.0, 0.0)
    median = point.times[index].median_ns
    step = 10.0 ** (floor(log10(median) + 1e-12) - _MOST + 1)
    tried = (units.rounded(median + steps * step, _MOST) for steps in (1, -1, 2, -2))
    fitting = [told for told in tried if ratios.is_within(told[0], *bounds)]
    if fitting:
        return min(fitting, key=lambda told: abs(told[0] - median))
    return units.rounded(median, _MOST + 1)


def _bounds(point: Point, index: int, first: _Told) -> tuple[float, float] | None:
    """Between which times this one must lie, so that both fit the interval as it is told."""
    pair = next((one for one in point.pairs if one.variant == index), None)
    if pair is None or pair.ratio is None or pair.low is None or pair.high is None:
        return None
    low, high = _told(pair, pair.low, pair.high)
    if pair.verdict == "faster":
        return first[0] / high, first[0] / low
    return first[0] * low, first[0] * high


def _told(pair: Pair, low: float, high: float) -> tuple[float, float]:
    if pair.verdict == "faster":
        return ratios.told_interval(low, high)
    return ratios.told_interval(1 / high, 1 / low)


def _digits(times: VariantTimes) -> int:
    return units.digits(times.median_ns, (times.high_ns - times.low_ns) / 2)

"""How times grow with n, and where two variants change places: pure functions on what was timed.

A curve `a + b·g(n)` is fitted for every shape g in relative error, with a and b of 0 or more. What
fits within ΔBIC < 6 of the best is told, as a family and never as a class: caches, allocators and
resizing bend real times by more than a logarithm does.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from types import MappingProxyType
from typing import Literal

from ...result import Crossover, Family, Growth, Point

#: Families are told from so many sizes on, whose largest is so many times the smallest.
FEWEST_SIZES = 5
LEAST_RANGE = 16
#: No family fits times that all curves miss by more than this, as a share.
_WORST_FIT = 0.25
#: What grows faster than this power may have an exponent with n in it, and fits nothing else.
_OUTGROWS = 2.5
#: Curves that are worse than the best by less than this fit as well as it.
_AS_GOOD = 6.0
#: No time follows a smooth curve more closely than this.
_BEST_FIT = 0.04
#: Times of two sizes are not taken side by side, so they differ by this at least.
_BETWEEN_SIZES = 0.01
#: A curve that rises by a smaller share over all sizes is flat.
_VISIBLE = 0.2
#: The exponent is that of the largest sizes: within this factor, and at least so many.
_TAIL_RANGE = 8
_TAIL_SIZES = 4
#: An interval of the exponent that is wider tells nothing.
_WIDEST = 1.0
#: 97.5 % quantiles of Student's t, from one degree of freedom on.
_STUDENT = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23)

#: An interval that is no wider rules out families whose power over the largest sizes, with a
#: constant part and a logarithm beside it, cannot lie in it.
_NARROW = 0.5
_POWERS: dict[Family, tuple[float, float]] = {
    "flat": (-math.inf, 0.25),
    "log-like": (0.0, 0.6),
    "linear-ish": (0.4, 1.6),
    "quadratic-ish": (1.2, 2.6),
    "worse": (1.8, math.inf),
}

#: Times of the largest sizes that rise by no greater power are level, whatever the small ones did:
#: those fit into nearer memory.
_LEVEL = 0.05

_ORDER: tuple[Family, ...] = ("flat", "log-like", "linear-ish", "quadratic-ish", "worse")


@dataclass(frozen=True)
class Sized:
    """The time of one call at one size; `error` is its standard error, as a share."""

    n: int
    ns: float
    error: float


@dataclass(frozen=True)
class _Shape:
    """The terms of a curve beside the constant, and the families that it stands for."""

    terms: tuple[Callable[[float], float], ...]
    families: tuple[Family, ...]
    #: Numbers within the terms that were fitted, too.
    fitted: int = 0


def _power(exponent: float) -> Callable[[float], float]:
    return lambda n: math.pow(n, exponent)


def _times_log(exponent: float) -> Callable[[float], float]:
    return lambda n: math.pow(n, exponent) * math.log(n + 1)


_SHAPES = (
    _Shape((), ("flat",)),
    _Shape((_times_log(0),), ("log-like",)),
    _Shape((_power(0.5),), ("log-like", "linear-ish")),
    _Shape((_power(1),), ("linear-ish",)),
    _Shape((_times_log(1),), ("linear-ish",)),
    # Linear work of which more and more misses the caches.
    _Shape((_power(1.25),), ("linear-ish",)),
    _Shape((_power(1.5),), ("linear-ish", "quadratic-ish")),
    _Shape((_power(2),), ("quadratic-ish",)),
    _Shape((_times_log(2),), ("quadratic-ish",)),
    # A quadratic part that is about to outgrow a linear one.
    _Shape((_power(1), _power(2)), ("linear-ish", "quadratic-ish")),
    _Shape((_power(2.5),), ("quadratic-ish", "worse")),
    _Shape((_power(3),), ("worse",)),
    _Shape((_power(4),), ("worse",)),
)


def is_told(sizes: Sequence[int]) -> bool:
    """Whether sizes are enough to tell how times grow; they ascend from 1 on."""
    return len(sizes) >= FEWEST_SIZES and sizes[-1] >= LEAST_RANGE * sizes[0]


def growths(
    points: Sequence[Point],
    side_by_side: Mapping[int, Sequence[Sequence[float]]] = MappingProxyType({}),
) -> list[Growth]:
    """How each variant grows, where there are enough sizes to tell; else nothing.

    `side_by_side` has for some sizes the times of each variant that can be compared between sizes.
    """
    # 0 has no logarithm.
    points = sorted((point for point in points if point.n), key=lambda point: point.n or 0)
    if not is_told([point.n or 0 for point in points]):
        return []
    return [
        growth(variant, [_sized(point, variant, side_by_side) for point in points])
        for variant in range(len(points[0].times))
    ]


def growth(variant: int, sized: Sequence[Sized]) -> Growth:
    """How one variant grows; the sizes ascend."""
    tail = _tail(sized)
    exponent, low, high = tail_exponent(tail)
    fit = _agreeing(families(sized), low, high)
    return Growth(variant, fit, exponent, low, high, from_n=tail[0].n, to_n=tail[-1].n)


def _agreeing(found: list[Family], low: float | None, high: float | None) -> list[Family]:
    """Families without those that a narrow interval of the exponent rules out.

    Where the largest sizes take as long as each other, flat is one of them.
    """
    if low is None or high is None or high - low > _NARROW:
        return found
    if found == ["log-like"] and low <= 0 and high <= _LEVEL:
        return ["flat", "log-like"]
    agreeing = [
        family for family in found if _POWERS[family][0] <= high and low <= _POWERS[family][1]
    ]
    return agreeing or found


def families(sized: Sequence[Sized]) -> list[Family]:
    """All families that fit, the slowest growing first; none where nothing fits."""
    fits = [_fit(shape, sized) for shape in (*_SHAPES, *_exponential(sized))]
    best = min(fits, key=lambda fit: fit.bic)
    if best.misfit > _WORST_FIT:
        steps = pairwise(sized[-3:])
        return ["worse"] if all(_outgrows(one, other) for one, other in steps) else []
    found = {family for fit in fits if fit.bic - best.bic < _AS_GOOD for family in fit.families}
    return [family for family in _ORDER if family in found]


def tail_exponent(
    tail: Sequence[Sized],
) -> tuple[float, float, float] | tuple[None, None, None]:
    """The slope on logarithmic axes and its 95 % interval; `None` where it is too wide to tell."""
    xs = [math.log(one.n) for one in tail]
    ys = [math.log(one.ns) for one in tail]
    weights = [1 / one.error**2 for one in tail]
    middle = _mean(xs, weights)
    spread = sum(w * (x - middle) ** 2 for w, x in zip(weights, xs, strict=True))
    level = _mean(ys, weights)
    slope = sum(w * (x - middle) * y for w, x, y in zip(weights, xs, ys, strict=True)) / spread
    missed = sum(
        w * (y - level - slope * (x - middle)) ** 2 for w, x, y in zip(weights, xs, ys, strict=True)
    )
    freedom = len(tail) - 2
    student = _STUDENT[min(freedom, len(_STUDENT)) - 1]
    # Either the errors are as large as they seem within each size, or the line shows more.
    half = max(1.96, student * math.sqrt(missed / freedom)) / math.sqrt(spread)
    if 2 * half > _WIDEST:
        return None, None, None
    return slope, slope - half, slope + half


def crossovers(points: Sequence[Point]) -> list[Crossover]:
    """Where a variant and the first change places: between two sizes that were both decided.

    Nothing is said of sizes beyond those that were timed.
    """
    sized = sorted((point for point in points if point.n is not None), key=lambda p: p.n or 0)
    found = []
    last: dict[int, tuple[int, str]] = {}
    for point in sized:
        for pair in point.pairs:
            if pair.verdict not in ("faster", "slower"):
                continue
            n, verdict = last.get(pair.variant, (0, pair.verdict))
            if verdict != pair.verdict:
                faster: Literal["below", "above"] = "below" if verdict == "faster" else "above"
                found.append(Crossover(pair.variant, n, point.n or 0, faster))
            last[pair.variant] = point.n or 0, pair.verdict
    return sorted(found, key=lambda crossover: crossover.variant)


def _sized(
    point: Point, variant: int, side_by_side: Mapping[int, Sequence[Sequence[float]]]
) -> Sized:
    n, times = point.n or 0, point.times[variant]
    if n in side_by_side:
        values = side_by_side[n][variant]
        return Sized(n, statistics.median(values), math.hypot(_error(values), _BETWEEN_SIZES))
    return Sized(n, times.median_ns, math.hypot(_error(times.values_ns), _BETWEEN_SIZES))


def _error(values: Sequence[float]) -> float:
    """The standard error of the median, as a share."""
    if len(values) < 2:
        return 0.1
    logs = [math.log(value) for value in values]
    if len(logs) < 5:
        spread = statistics.stdev(logs)
    else:
        low, _, high = statistics.quantiles(logs, n=4, method="inclusive")
        spread = (high - low) / 1.349
    return 1.2533 * spread / math.sqrt(len(logs))


def _tail(sized: Sequence[Sized]) -> Sequence[Sized]:
    largest = sized[-1].n
    near = sum(one.n * _TAIL_RANGE >= largest for one in sized)
    return sized[-max(near, _TAIL_SIZES) :]


@dataclass(frozen=True)
class _Fit:
    """A curve as near the times as it gets; `misfit` is by how much it misses, as a share."""

    bic: float
    misfit: float
    families: tuple[Family, ...]


def _outgrows(one: Sized, other: Sized) -> bool:
    return math.log(other.ns / one.ns) > _OUTGROWS * math.log(other.n / one.n)


def _exponential(sized: Sequence[Sized]) -> list[_Shape]:
    """A power of some number to the n, as the two largest sizes have it."""
    before, last = sized[-2:]
    if not _outgrows(before, last):
        return []
    rate = math.log(last.ns / before.ns) / (last.n - before.n)
    # From the largest size down, for it would be more than a float holds.
    return [_Shape((lambda n: math.exp(rate * (n - last.n)),), ("worse",), fitted=1)]


def _fit(shape: _Shape, sized: Sequence[Sized]) -> _Fit:
    columns = [[1.0] * len(sized), *(_scaled(term, sized) for term in shape.terms)]
    misfit = _BEST_FIT
    # How far times stray from any smooth curve is not known before, so it is estimated.
    for _ in range(3):
        weights = [1 / (one.error**2 + misfit**2) for one in sized]
        factors = _least_squares(columns, [one.ns for one in sized], weights)
        curve = [_dot(factors, row) for row in zip(*columns, strict=True)]
        missed = [1 - value / one.ns for value, one in zip(curve, sized, strict=True)]
        strayed = _mean([r**2 for r in missed], weights) - _mean(
            [one.error**2 for one in sized], weights
        )
        misfit = math.sqrt(max(_BEST_FIT**2, strayed))
    likelihood = sum(
        math.log(one.error**2 + misfit**2) + r**2 / (one.error**2 + misfit**2)
        for one, r in zip(sized, missed, strict=True)
    )
    bic = likelihood + (len(columns) + shape.fitted) * math.log(len(sized))
    return _Fit(bic, misfit, _families_of(shape, factors, curve))


def _families_of(
    shape: _Shape, factors: Sequence[float], curve: Sequence[float]
) -> tuple[Family, ...]:
    """The families that a fitted curve shows: what it holds in traces only does not count."""
    if curve[-1] - curve[0] < _VISIBLE * curve[-1]:
        return ("flat",)
    if len(shape.terms) < 2:
        return shape.families
    # Columns are 1 at the largest size, so factors are what each term takes there.
    linear, quadratic = factors[1:]
    share = quadratic / (linear + quadratic)
    if share < 1 / 3:
        return shape.families[:1]
    return shape.families if share < 2 / 3 else shape.families[1:]


def _scaled(term: Callable[[float], float], sized: Sequence[Sized]) -> list[float]:
    """The term at each size, as a share of that at the largest."""
    largest = term(sized[-1].n)
    return [term(one.n) / largest for one in sized]


def _least_squares(
    columns: Sequence[Sequence[float]], values: Sequence[float], weights: Sequence[float]
) -> list[float]:
    """The factors of 0 or more with the least squares of relative errors."""
    relative = [
        [entry / value for entry, value in zip(column, values, strict=True)] for column in columns
    ]
    # All of one length: times at the ends of a sweep differ by more than a float has digits.
    lengths = [math.sqrt(_dot(weights, [x * x for x in column])) for column in relative]
    even = [[x / length for x in column] for column, length in zip(relative, lengths, strict=True)]
    best, least = [0.0] * len(columns), math.inf
    # With a few columns, all ways to leave some out can be tried.
    for count in range(len(columns), 0, -1):
        for chosen in combinations(range(len(columns)), count):
            solved = _solved([even[index] for index in chosen], weights)
            if solved is None or min(solved) < 0:
                continue
            rows = zip(*(even[index] for index in chosen), strict=True)
            squares = _dot(weights, [(1 - _dot(solved, row)) ** 2 for row in rows])
            if squares < least:
                least, best = squares, [0.0] * len(columns)
                for index, factor in zip(chosen, solved, strict=True):
                    best[index] = factor / lengths[index]
        if count == len(columns) and least < math.inf:
            # Nothing is nearer than what is nearest without a bound.
            break
    return best


def _solved(columns: Sequence[Sequence[float]], weights: Sequence[float]) -> list[float] | None:
    """Factors that bring the columns' sum nearest to 1 everywhere; `None` where many do."""
    weighted = [[w * x for w, x in zip(weights, column, strict=True)] for column in columns]
    matrix = [[_dot(one, other) for other in columns] + [sum(one)] for one in weighted]
    size = len(columns)
    for index in range(size):
        # The columns are of length 1, so what is left of a pivot tells how alike they are.
        if matrix[index][index] < 1e-9:
            return None
        for row in range(size):
            if row != index:
                factor = matrix[row][index] / matrix[index][index]
                matrix[row] = [
                    a - factor * b for a, b in zip(matrix[row], matrix[index], strict=True)
                ]
    return [matrix[index][size] / matrix[index][index] for index in range(size)]


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    return _dot(values, weights) / sum(weights)


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))

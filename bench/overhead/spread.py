"""Some figures in one: the middle one, and between what half of them lie."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: Of fewer than these, the least and the most are told in place of quartiles.
_FEW = 4


@dataclass(frozen=True)
class Spread:
    """`low` and `high` are the quartiles, or the least and the most of three and fewer."""

    median: float
    low: float
    high: float
    count: int

    def text(self, shape: str = "{:.2f}") -> str:
        """`1.02 (0.99 to 1.06)`; of one figure, that."""
        if not self.count:
            return "–"
        median, low, high = (shape.format(one) for one in (self.median, self.low, self.high))
        return median if self.count == 1 else f"{median} ({low} to {high})"


def spread(values: Iterable[float]) -> Spread:
    some = sorted(values)
    if not some:
        return Spread(math.nan, math.nan, math.nan, 0)
    low, high = _ends(some)
    return Spread(statistics.median(some), low, high, len(some))


def _ends(some: Sequence[float]) -> tuple[float, float]:
    if len(some) < _FEW:
        return some[0], some[-1]
    low, _, high = statistics.quantiles(some, n=4, method="inclusive")
    return low, high

"""How far the repeats of a cell agree, and whether they became slower or faster."""

from __future__ import annotations

import statistics
from math import sqrt

from ..result import Noise

#: The middle half of quiet repeats lies within this part of their median.
_QUIET = 0.05
#: Fewer repeats than this show no spread worth a word.
_FEW = 5
#: A drift that chance gives once in a hundred series without one, and that is worth telling.
_SURE, _NOTABLE = 2.58, 0.05


def noise(values: list[float]) -> Noise:
    """A verdict on times in the order in which they were taken; any unit."""
    if len(values) < _FEW:
        return "unknown"
    if abs(_trend(values)) > _SURE and abs(_change(values)) > _NOTABLE:
        return "slower" if _change(values) > 0 else "faster"
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return "quiet" if high - low <= _QUIET * statistics.median(values) else "noisy"


def _trend(values: list[float]) -> float:
    """Kendall's statistic of the values against their order (Mann 1945), as a standard normal."""
    n = len(values)
    pairs = sum(
        (later > earlier) - (later < earlier)
        for index, earlier in enumerate(values)
        for later in values[index + 1 :]
    )
    return pairs / sqrt(n * (n - 1) * (2 * n + 5) / 18)


def _change(values: list[float]) -> float:
    """How much longer the later half took than the earlier one, as a share of the latter."""
    half = len(values) // 2
    earlier, later = statistics.median(values[:half]), statistics.median(values[-half:])
    return later / earlier - 1 if earlier > 0 else 0.0

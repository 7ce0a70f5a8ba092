"""From the times of interleaved blocks to a verdict.

A block gives one ratio of times. The verdict stands on their median and an interval that assumes
nothing about how the times are spread: order statistics, as in the sign test. What a kernel gives
to each variant by chance and keeps, such as its place in memory, more blocks do not average out;
a floor of half a percent stands for it.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ...result import Pair, Verdict

#: A difference smaller than this is none.
MARGIN = math.log(1.01)
#: An interval inside this band says "same".
SAME = math.log(1.03)
#: What differs between kernels, as a share.
FLOOR = 0.005
#: The same where a variant cannot be compiled anew: it keeps its place in memory.
FIXED_FLOOR = 0.01
#: Parts of the time after which the blocks are looked at. They are planned: stopping at the first
#: difference that turns up would find one in every second pair of equal functions.
LOOKS = (0.05, 0.10, 0.20, 0.40, 1.0)
#: Intervals that are no wider than this, in logarithms, are worth no more time: 4 % either way.
#: One as wide as the difference is wanted where that is smaller, but none of less than so many
#: floors: two of them are as narrow as an interval can be.
_PRECISE, _FINEST_FLOORS = math.log(1.08), 3
#: Errors allowed at each look: 1 % in all, for these five, one with the garbage collector on
#: and one that may be asked for later.
LOOK_ALPHA = 0.01 / 7
#: The same for calls so long that there are only two looks, at a few runs of each.
FEW_ALPHA = 0.008
#: Risk of the interval that is told as one of 95 %. Blocks end once it is narrow, and one that is
#: narrow by chance misses more often: 3 % at each look make at most 5 % in the end.
TOLD_ALPHA = 0.03


@dataclass(frozen=True)
class Judged:
    """How a variant stands to the first; the ratio and its 95 % interval are not logarithms.

    `deciding` is the wider interval that the verdict stands on, `floor` what was added to both.
    """

    verdict: Verdict
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    deciding: tuple[float, float] | None = None
    floor: float = FLOOR

    @property
    def is_enough(self) -> bool:
        """Decided, and known well enough: to 4 % either way, or to half of a difference."""
        if self.verdict == "unclear" or not (self.ratio and self.low and self.high):
            return False
        wanted = max(_FINEST_FLOORS * self.floor, min(_PRECISE, abs(math.log(self.ratio))))
        return math.log(self.high / self.low) <= wanted


def pairs(judged: Sequence[Judged]) -> list[Pair]:
    """Each variant after the first, in the shape of a result."""
    return [
        Pair(index, one.verdict, one.ratio, one.low, one.high, *(one.deciding or (None, None)))
        for index, one in enumerate(judged, 1)
    ]


def fewest_blocks(alpha: float) -> int:
    """So many are needed until the order statistics reach an interval at all."""
    return math.ceil(math.log2(2 / alpha))


def judge_blocks(ratios: Sequence[float], alpha: float, floor: float = FLOOR) -> Judged:
    """The verdict on logarithms of ratios, one for each block.

    `alpha` is the risk that the interval misses the median: it decides. The interval in the answer
    is the one of 95 %, which lies inside.
    """
    middle = statistics.median(ratios)
    deciding = sign_interval(ratios, alpha)
    verdict = verdict_of(*widened(middle, *deciding, floor)) if deciding else "unclear"
    return _judged(verdict, middle, sign_interval(ratios, TOLD_ALPHA), deciding, floor)


def judge_runs(
    first: Sequence[float], second: Sequence[float], middle: float, floor: float = FLOOR
) -> Judged:
    """The verdict where every run of one is compared with every run of the other.

    Takes logarithms of times. The interval reaches from the smallest to the largest difference, so
    it leaves out "no difference" only where the two are separated completely.
    """
    low, high = min(first) - max(second), max(first) - min(second)
    middle = min(max(middle, low), high)
    verdict = verdict_of(*widened(middle, low, high, floor))
    return _judged(verdict, middle, (low, high), (low, high), floor)


def separation_risk(first: int, second: int) -> float:
    """How often runs of equal functions are separated completely, in either direction."""
    return 2 / math.comb(first + second, first)


def verdict_of(low: float, high: float) -> Verdict:
    """What an interval of the logarithm of a ratio says."""
    if low > MARGIN:
        return "faster"
    if high < -MARGIN:
        return "slower"
    if low > -SAME and high < SAME:
        return "same"
    return "unclear"


def widened(middle: float, low: float, high: float, floor: float = FLOOR) -> tuple[float, float]:
    """The interval with the floor added in quadrature."""
    return middle - math.hypot(middle - low, floor), middle + math.hypot(high - middle, floor)


def sign_interval(values: Sequence[float], alpha: float) -> tuple[float, float] | None:
    """Order statistics that enclose the median but in `alpha` of the cases, if there are any."""
    rank = _rank(len(values), alpha)
    if rank == 0:
        return None
    ordered = sorted(values)
    return ordered[rank - 1], ordered[-rank]


@lru_cache(maxsize=4096)
def _rank(count: int, alpha: float) -> int:
    """The largest r such that fewer than r of `count` fair coins fall heads in alpha / 2."""
    allowed = alpha / 2 * 2**count if count < 1000 else int(alpha / 2 * 2**60) << (count - 60)
    below = rank = 0
    while rank < count:
        below += math.comb(count, rank)
        if below > allowed:
            break
        rank += 1
    return min(rank, (count + 1) // 2)


def levels(medians: Sequence[float], ratios: Sequence[float]) -> list[float]:
    """Times that stand to each other exactly as the ratios say, as near the medians as can be.

    The median of ratios is not the ratio of medians. What is shown has to agree, so the difference,
    which is far inside the noise, is shared out. `ratios[0]` is 1.
    """
    logs = [math.log(m) + math.log(r) for m, r in zip(medians, ratios, strict=True)]
    level = statistics.fmean(logs)
    return [math.exp(level - math.log(ratio)) for ratio in ratios]


def _judged(
    verdict: Verdict,
    middle: float,
    interval: tuple[float, float] | None,
    deciding: tuple[float, float] | None,
    floor: float,
) -> Judged:
    if interval is None:
        return Judged("unclear")
    low, high = _ends(middle, interval, floor)
    wide = _ends(middle, deciding, floor) if deciding else None
    return Judged(verdict, math.exp(middle), low, high, wide, floor)


def _ends(middle: float, interval: tuple[float, float], floor: float) -> tuple[float, float]:
    low, high = widened(middle, *interval, floor)
    return math.exp(low), math.exp(high)

"""From the ratios of several processes to an interval: Student's t on their logarithms."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from .judgement import Judged, verdict_of

#: Quantiles of 97.5 % for 1, 2, 3 ... degrees of freedom.
_QUANTILES = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093),
)
#: As many processes as there are quantiles for.
MOST = len(_QUANTILES) + 1


def judge_processes(ratios: Sequence[float]) -> Judged:
    """The verdict on one ratio a process; the interval is of 95 %, and two have one."""
    if not ratios:
        return Judged("unclear")
    logs = [math.log(ratio) for ratio in ratios]
    middle = statistics.fmean(logs)
    if len(logs) == 1:
        return Judged("unclear", math.exp(middle))
    wide = _QUANTILES[len(logs) - 2] * statistics.stdev(logs) / math.sqrt(len(logs))
    low, high = middle - wide, middle + wide
    return Judged(verdict_of(low, high), math.exp(middle), math.exp(low), math.exp(high))

"""One comparison, or one measurement of the truth, in a fresh process; prints a line of JSON.

usage: python -m bench.comparison.trial WORKLOAD RATIO {fast,slow,truth}

The third word is the variant that comes first, or asks for the truth.
"""

from __future__ import annotations

import json
import math
import random
import statistics
import sys
import time
from itertools import cycle, islice
from typing import Any

from bench.comparison.workloads import make, pair

#: Blocks of the truth; in each every variant runs for about so long.
_BLOCKS, _NS = 120, 1e6


def main() -> None:
    workload, ratio, what = sys.argv[1], float(sys.argv[2]), sys.argv[3]
    slow, fast = pair(workload, ratio)
    found = _truth(slow, fast) if what == "truth" else _compared(slow, fast, what)
    print(json.dumps(found))


def _compared(slow: Any, fast: Any, first: str) -> dict[str, Any]:
    from cellheat import compare

    start = time.perf_counter()
    ordered = (slow, fast) if first == "slow" else (fast, slow)
    found = compare(dict(zip("ab", ordered, strict=True)), make=make, metrics="time")
    seconds = time.perf_counter() - start
    low, high = found.interval or (None, None)
    told = {"verdict": found.verdict, "ratio": found.ratio, "low": low, "high": high}
    told["noise"] = found.document()["points"][-1]["noise"]
    return {**told, "seconds": seconds, "cautions": [caution.code for caution in found.cautions]}


def _truth(slow: Any, fast: Any) -> dict[str, Any]:
    """The median of the ratios of turns, with no help from what is to be proved."""
    tables = [make() for _ in range(12)]
    loops = [max(1, round(_NS / _once(call, tables))) for call in (slow, fast)]
    ratios = []
    for _ in range(_BLOCKS):
        order = [(slow, loops[0]), (fast, loops[1])]
        if random.random() < 0.5:
            order.reverse()
        times = {call: _timed(call, tables, count) for call, count in order}
        ratios.append(math.log(times[slow] / times[fast]))
    return {"ratio": math.exp(statistics.median(ratios[_BLOCKS // 10 :]))}


def _once(call: Any, tables: list[Any]) -> float:
    return min(_timed(call, tables, 3) for _ in range(5))


def _timed(call: Any, tables: list[Any], count: int) -> float:
    """Each call has the next table, as it has in a comparison."""
    start = time.perf_counter_ns()
    for table in islice(cycle(tables), count):
        call(table)
    return (time.perf_counter_ns() - start) / count


if __name__ == "__main__":
    main()

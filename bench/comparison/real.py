"""Real comparisons in fresh processes, where the truth is known by construction.

"Noise" is how much one variant differed from itself within a block.
"""

from __future__ import annotations

import json
import math
import random
import statistics
import subprocess
import sys
from collections.abc import Callable, Container, Iterator
from itertools import groupby
from pathlib import Path

from ..markdown import Goal, rows_of_cells
from .burner import CONDITIONS, burning
from .part import Options, Row
from .workloads import BODIES, RATIOS, cases

TITLE = "Real comparisons"
#: Rounds: 508 equal pairs, and 80 of each other ratio.
ROUNDS = 95
#: Processes that measure the truth of a pair.
TRUTHS = 7
_ROOT = Path(__file__).resolve().parents[2]


def run(options: Options, done: Container[str]) -> Iterator[Row]:
    for row in _truths(min(TRUTHS, options.trials or TRUTHS)):
        if row["key"] not in done:
            yield row | _said(row["workload"], row["true"], "truth")
    found = list(cases(options.trials or ROUNDS))
    for (_, condition), group in groupby(found, lambda case: case[:2]):
        rows = [_row(*case) for case in group]
        rows = [row for row in rows if row["key"] not in done]
        # Otherwise the equal pairs would always come first.
        random.shuffle(rows)
        if rows:
            with burning(CONDITIONS[condition]):
                for row in rows:
                    yield row | _said(row["workload"], row["true"], row["first"])


def _truths(count: int) -> Iterator[Row]:
    for workload in BODIES:
        for ratio in RATIOS[1:]:
            for turn in range(count):
                key = f"truth {workload} {ratio} {turn}"
                yield {"key": key, "workload": workload, "true": ratio, "condition": "truth"}


def _row(turn: int, condition: str, ratio: float, workload: str) -> Row:
    return {
        "key": f"{condition} {workload} {ratio} {turn}",
        "condition": condition,
        "workload": workload,
        "true": ratio,
        "first": "slow" if random.random() < 0.5 else "fast",
    }


def _said(workload: str, ratio: float, what: str) -> Row:
    command = [sys.executable, "-m", "bench.comparison.trial", workload, str(ratio), what]
    return json.loads(subprocess.check_output(command, text=True, cwd=_ROOT))


class Truth:
    """The logarithm of the true ratio of a row, as it was measured or else as it is built."""

    def __init__(self, rows: list[Row]) -> None:
        found: dict[tuple[str, float], list[float]] = {}
        for row in rows:
            if row["condition"] == "truth":
                key = row["workload"], row["true"]
                found.setdefault(key, []).append(math.log(row["ratio"]))
        self.measured = {key: statistics.median(some) for key, some in found.items()}

    def __call__(self, row: Row) -> float:
        built = math.log(row["true"])
        log = self.measured.get((row["workload"], row["true"]), built)
        return log if row["first"] == "slow" else -log


def error(row: Row, truth: Truth) -> float:
    """How far the ratio is off, as a share."""
    return abs(math.expm1(math.log(row["ratio"]) - truth(row)))


def is_right(row: Row) -> bool:
    return row["verdict"] == ("faster" if row["first"] == "slow" else "slower")


def is_wrong(row: Row) -> bool:
    return row["verdict"] == ("slower" if row["first"] == "slow" else "faster")


def quantile(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else math.nan


def goals(rows: list[Row]) -> list[Goal]:
    truth = Truth(rows)
    real = [row for row in rows if row["condition"] != "truth"]
    equal = [row for row in real if row["true"] == 1]
    told = [row for row in equal if row["verdict"] in ("faster", "slower")]
    five = [row for row in real if row["true"] == 1.05]
    clear = [row for row in real if row["true"] >= 1.05]
    far = [row for row in real if row["true"] >= 2 and row["ratio"]]
    early = [row for row in five if is_right(row) and row["seconds"] <= 1]
    known = [row for row in real if row["low"] is not None]
    seconds = [row["seconds"] for row in real if row["true"] >= 1.2]
    errors = [error(row, truth) for row in equal if row["ratio"]]
    return [
        _share("equal variants told apart", told, equal, 0.01, at_most=True),
        _balance(told),
        _share("1.05× told rightly within 1 s", early, five, 0.95),
        _share("1.05× told rightly within 2 s", list(filter(is_right, five)), five, 0.99),
        _share("wrong winner at 1.05× and more", list(filter(is_wrong, clear)), clear, 0, True),
        _figure("error of the ratio of equal variants, p95", quantile(errors, 0.95), 0.005),
        _figure("error at 2× to 100×, p95", quantile([error(r, truth) for r in far], 0.95), 0.03),
        _share("95 % interval covers the truth", list(_covered(known, truth)), known, 0.93),
        _figure("p90 of the seconds at 1.2× and more", quantile(seconds, 0.9), 1.0, "{:.2f}"),
        _figure("longest comparison in s", max(_seconds(real), default=math.nan), 2.2, "{:.2f}"),
    ]


def _share(aim: str, some: list[Row], of: list[Row], bound: float, at_most: bool = False) -> Goal:
    share = len(some) / len(of) if of else math.nan
    reached = share <= bound if at_most else share >= bound
    words = "at most" if at_most else "at least"
    return Goal(f"{aim}: {words} {bound:.0%}", f"{len(some)} of {len(of)}", reached)


def _balance(told: list[Row]) -> Goal:
    """A fair coin would give so uneven a count in 1 % of the cases or more."""
    faster = sum(row["verdict"] == "faster" for row in told)
    fewer = min(faster, len(told) - faster)
    chance = 2 * sum(math.comb(len(told), count) for count in range(fewer + 1)) / 2 ** len(told)
    aim = "of these, both directions alike"
    return Goal(aim, f"{faster} faster, {len(told) - faster} slower", chance >= 0.01)


def _figure(aim: str, value: float, bound: float, shape: str = "{:.2%}") -> Goal:
    return Goal(f"{aim}: at most {shape.format(bound)}", shape.format(value), value <= bound)


def _covered(rows: list[Row], truth: Truth) -> Iterator[Row]:
    for row in rows:
        if math.log(row["low"]) <= truth(row) <= math.log(row["high"]):
            yield row


def _seconds(rows: list[Row]) -> list[float]:
    return [row["seconds"] for row in rows]


def table(rows: list[Row]) -> list[str]:
    truth = Truth(rows)
    header = ["condition", "ratio", "trials", "right", "wrong", "faster", "slower", "same"]
    header += ["cannot tell", "covered", "error p95", "noise p50", "p50 s", "p90 s", "longest s"]
    cells = [
        [condition, f"{ratio:g}", *_cells(some, ratio, truth)]
        for condition in CONDITIONS
        for ratio in RATIOS
        if (some := [r for r in rows if (r["condition"], r["true"]) == (condition, ratio)])
    ]
    return [*rows_of_cells(header, cells), "", *_truth_table(truth)]


def _cells(rows: list[Row], ratio: float, truth: Truth) -> Iterator[object]:
    def count(holds: Callable[[Row], bool]) -> int:
        return sum(map(holds, rows))

    yield len(rows)
    yield from ("", "") if ratio == 1 else (count(is_right), count(is_wrong))
    for verdict in ("faster", "slower"):
        yield count(lambda row, v=verdict: row["verdict"] == v) if ratio == 1 else ""
    for verdict in ("same", "unclear"):
        yield count(lambda row, v=verdict: row["verdict"] == v)
    known = [row for row in rows if row["low"] is not None]
    yield f"{len(list(_covered(known, truth)))} of {len(known)}"
    yield f"{quantile([error(row, truth) for row in known], 0.95):.2%}"
    yield f"{quantile([row['noise'] for row in rows], 0.5):.1%}"
    yield from (f"{quantile(_seconds(rows), part):.2f}" for part in (0.5, 0.9, 1.0))


def _truth_table(truth: Truth) -> list[str]:
    header = ["built", *BODIES]
    cells = [
        [f"{ratio:g}"]
        + [
            f"{math.exp(log):.4g}" if (log := truth.measured.get((name, ratio))) else ""
            for name in BODIES
        ]
        for ratio in RATIOS[1:]
    ]
    words = "The truth, measured by itself in other processes, without the engine:"
    return [words, "", *rows_of_cells(header, cells)]

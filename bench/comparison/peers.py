"""The same pairs by the tools that people use, and by this one, in turn."""

from __future__ import annotations

import json
import math
import random
import statistics
import subprocess
import sys
from collections.abc import Container, Iterator
from pathlib import Path

from ..markdown import Goal, rows_of_cells
from .burner import CONDITIONS, burning
from .part import Options, Row
from .real import quantile
from .workloads import BODIES

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from common import KERNELS, make_environment  # noqa: E402

TITLE = "Other tools"
PACKAGES = ["ipython", "pyperf==2.10.0", "pytest-benchmark==5.3.1", "richbench==1.0.3"]
TOOLS = ("cellheat", "%timeit", "pyperf", "pytest-benchmark", "richbench")
RATIOS = (1.0, 1.05)
#: In every second one another program is busy.
ROUNDS = 16
_CONDITIONS = ("alone", "one burner")


def run(options: Options, done: Container[str]) -> Iterator[Row]:
    python = str(make_environment(sys.executable, KERNELS / "bench-peers", PACKAGES))
    for turn in range(options.trials or ROUNDS):
        condition = _CONDITIONS[turn % 2]
        rows = [row for row in _round(turn, condition) if row["key"] not in done]
        random.shuffle(rows)
        if rows:
            with burning(CONDITIONS[condition]):
                for row in rows:
                    yield row | _said(python, row)


def _round(turn: int, condition: str) -> Iterator[Row]:
    names = list(BODIES)
    for place, ratio in enumerate(RATIOS):
        for tool in TOOLS:
            yield {
                "key": f"{tool} {condition} {ratio} {turn}",
                "tool": tool,
                "condition": condition,
                # Both conditions get all workloads, and either order of each.
                "workload": names[(turn // 2 + place) % len(names)],
                "true": ratio,
                "first": "slow" if turn // 2 // len(names) % 2 else "fast",
            }


def _said(python: str, row: Row) -> Row:
    words = [row["workload"], str(row["true"]), row["first"]]
    if row["tool"] != "cellheat":
        return _child(python, "bench.comparison.peer", row["tool"], *words)
    found = _child(sys.executable, "bench.comparison.trial", *words)
    told = found["verdict"] in ("faster", "slower")
    return {"ratio": found["ratio"], "told": told, "seconds": found["seconds"]}


def _child(python: str, module: str, *words: str) -> Row:
    return json.loads(subprocess.check_output([python, "-m", module, *words], text=True, cwd=ROOT))


def goals(rows: list[Row]) -> list[Goal]:
    """They are there to be compared with, so there is no aim."""
    return []


def table(rows: list[Row]) -> list[str]:
    header = ["tool", "condition", "equal pairs", "told apart", "error p95", "1.05× pairs"]
    header += ["told", "the slower one named faster", "error p95", "median s"]
    cells = [
        [tool, condition, *_cells(some)]
        for tool in TOOLS
        for condition in _CONDITIONS
        if (some := [r for r in rows if (r["tool"], r["condition"]) == (tool, condition)])
    ]
    return [*rows_of_cells(header, cells), "", *_NOTES]


def _cells(rows: list[Row]) -> Iterator[object]:
    for ratio in RATIOS:
        some = [row for row in rows if row["true"] == ratio]
        yield len(some)
        yield sum(row["told"] for row in some)
        if ratio != 1:
            yield sum(_is_reversed(row) for row in some)
        known = [row for row in some if row["ratio"]]
        yield f"{quantile([_error(row) for row in known], 0.95):.1%}"
    yield f"{statistics.median(row['seconds'] for row in rows):.1f}"


def _log(row: Row) -> float:
    """Of the ratio of the slow one to the fast one, as the tool told it."""
    log = math.log(row["ratio"] or math.nan)
    return log if row["first"] == "slow" else -log


def _is_reversed(row: Row) -> bool:
    return row["told"] and _log(row) < 0


def _error(row: Row) -> float:
    return abs(math.expm1(_log(row) - math.log(row["true"])))


_NOTES = [
    "A difference is told by `%timeit` where mean ± sd do not overlap, by pyperf (`--fast`) where",
    "`compare_to` calls it significant, by pytest-benchmark (which says nothing itself) where the",
    "minimum moves by more than 5 %, by richbench where the factor of its means is not 1.0.",
]

"""Whole comparisons on machines that do not exist, where the truth is known."""

from __future__ import annotations

import math
import statistics
import time
from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from itertools import product
from multiprocessing import Pool
from random import Random
from typing import Any

from cellheat.kernel.comparison.asking.options import options as read_options
from cellheat.kernel.comparison.asking.variants import Variant
from cellheat.kernel.comparison.data.inputs import Maker
from cellheat.kernel.comparison.engine import Engine

from ..markdown import Goal, rows_of_cells
from .part import Options, Row
from .world import MODELS, Model, World

TITLE = "Simulation"

RATIOS = (1.0, 1.02, 1.05, 1.2, 2.0, 100.0)
#: Trials of each ratio but 1, for which a model says it.
RATIO_TRIALS = 1_000
BUDGET = 2.0
_CHUNK = 100


@dataclass(frozen=True)
class Trial:
    """How one comparison ended; `truth` is the ratio on the data that it was timed with."""

    truth: float
    verdict: str
    ratio: float | None
    low: float | None
    high: float | None
    seconds: float

    @property
    def covered(self) -> bool:
        return None not in (self.low, self.high) and self.low <= self.truth <= self.high

    @property
    def error(self) -> float:
        """How far the ratio is off, as a share."""
        return abs(math.expm1(math.log((self.ratio or math.nan) / self.truth)))


def trial(model: Model, ratio: float, seed: int, budget: float = BUDGET) -> Trial:
    """One comparison from preflight to verdict; by lot, the first is the faster one or not."""
    rng = Random(f"{model.name} {ratio} {seed}")
    world = World(model, rng)
    truth = ratio if rng.random() < 0.5 else 1 / ratio
    slow = rng.uniform(*model.calls_ns)
    first, other = (slow, slow / truth) if truth >= 1 else (slow * truth, slow)
    variants = [
        Variant(str(number), _variant(world.spend, other if number else first, number), None)
        for number in range(model.variants)
    ]
    number = iter(range(1_000_000))
    asked = read_options(lambda: [next(number)], None, "exact", True, budget, "repeat", "time")
    engine = Engine(variants, Maker(asked.make, False), asked, None, devices=world.devices, rng=rng)
    engine.run()
    found = engine.result(None)
    (point,) = found.points
    truth *= world.data_ratio()
    pair = max(point.pairs, key=lambda pair: _badness(pair.verdict, truth))
    return Trial(truth, pair.verdict, pair.ratio, pair.low, pair.high, found.wall_ns / 1e9)


def _badness(verdict: str, truth: float) -> int:
    """Of several pairs the worst is told: one that is wrong, then one that is not decided."""
    if verdict in ("faster", "slower"):
        is_right = truth != 1 and (verdict == "faster") == (truth > 1)
        return 0 if is_right else 2
    return 1


def _variant(spend: Callable[..., None], ns: float, number: int) -> Callable[[Any], int]:
    """A function whose calls truly take `ns`."""

    def call(item: Any) -> int:
        spend(ns, number, item)
        return len(item)

    # Functions of one `def` would share their place.
    call.__code__ = call.__code__.replace()
    return call


def run(options: Options, done: Container[str]) -> Iterator[Row]:
    with Pool(options.processes) as pool:
        for ratio, model in product(RATIOS, MODELS):
            key = f"{model.name} {ratio}"
            if key in done:
                continue
            count = options.trials or (model.equal_trials if ratio == 1 else RATIO_TRIALS)
            start = time.perf_counter()
            cases = [(model.name, ratio, seed) for seed in range(count)]
            trials = list(pool.imap_unordered(_one, cases, _CHUNK))
            spent = time.perf_counter() - start
            yield {"key": key, "model": model.name, **summary(ratio, trials), "spent_s": spent}


def _one(case: tuple[str, float, int]) -> Trial:
    name, ratio, seed = case
    return trial(next(model for model in MODELS if model.name == name), ratio, seed)


def summary(ratio: float, trials: list[Trial]) -> Row:
    """Counts and quantiles of trials of one ratio; the direction is that of the truth."""
    counts = Counter(_told(ratio, one) for one in trials)
    known = [one for one in trials if one.ratio is not None]
    seconds = sorted(one.seconds for one in trials)
    return {
        "ratio": ratio,
        "trials": len(trials),
        **{
            told: counts[told] for told in ("right", "wrong", "faster", "slower", "same", "unclear")
        },
        "right_in_1s": sum(_told(ratio, one) == "right" and one.seconds <= 1 for one in trials),
        "known": len(known),
        "covered": sum(one.covered for one in known),
        "error_p95": quantile(sorted(one.error for one in known), 0.95),
        "seconds_p50": quantile(seconds, 0.5),
        "seconds_p90": quantile(seconds, 0.9),
        "overshoot": max(seconds) / BUDGET - 1,
    }


_TOLD = ("right", "wrong", "faster", "slower", "same", "unclear")


def _told(ratio: float, one: Trial) -> str:
    """For equal variants what was told; otherwise whether a told difference is the right one."""
    if ratio == 1 or one.verdict not in ("faster", "slower"):
        return one.verdict
    return "right" if (one.verdict == "faster") == (one.truth > 1) else "wrong"


def quantile(ordered: list[float], part: float) -> float | None:
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else None


def goals(rows: list[Row]) -> list[Goal]:
    """Errors are counted everywhere, power where a sample is off by 5 % at most."""
    short = [row for row in rows if row["model"] in _SHORT]
    calm = [row for row in short if SPREADS[row["model"]] <= _CALM]
    equal = [row for row in rows if row["ratio"] == 1]
    found = [row for row in calm if row["ratio"] == 1.05]
    clear = [row for row in rows if row["ratio"] >= 1.05]
    told = [row for row in calm if row["ratio"] >= 1.2]
    return [
        _at_most("equal variants told apart, each model", equal, _share("faster", "slower"), 0.005),
        _at_most("equal variants: more of one direction than of the other", equal, imbalance, 3),
        _at_most("wrong winner at 1.05× and more", clear, _share("wrong"), 0.0),
        _at_least("1.05× told rightly within 1 s", found, _share("right_in_1s"), 0.95),
        _at_least("1.05× told rightly within 2 s", found, _share("right"), 0.99),
        _at_least("the 95 % interval covers the truth", rows, _covered, 0.93),
        _at_most("p90 of the seconds at 1.2× and more", told, _value("seconds_p90"), 1.0),
        _at_most("the budget is overshot by", short, _value("overshoot"), 0.1),
    ]


Measure = Callable[[Row], float]


def _share(*names: str) -> Measure:
    return lambda row: sum(row[name] for name in names) / row["trials"]


def _covered(row: Row) -> float:
    return row["covered"] / max(1, row["known"])


def _value(name: str) -> Measure:
    return lambda row: row[name]


def imbalance(row: Row) -> float:
    """The surplus of one direction in standard deviations of a fair coin."""
    count = row["faster"] + row["slower"]
    return abs(row["faster"] - row["slower"]) / math.sqrt(count) if count else 0.0


def _at_most(aim: str, rows: list[Row], measure: Measure, most: float) -> Goal:
    worst = max(rows, key=measure, default=None)
    return _goal(f"{aim}: at most {most:g}", worst, measure, lambda value: value <= most)


def _at_least(aim: str, rows: list[Row], measure: Measure, least: float) -> Goal:
    worst = min(rows, key=measure, default=None)
    return _goal(f"{aim}: at least {least:g}", worst, measure, lambda value: value >= least)


def _goal(aim: str, worst: Row | None, measure: Measure, holds: Callable[[float], bool]) -> Goal:
    if worst is None:
        return Goal(aim, "not measured", False)
    value = measure(worst)
    return Goal(aim, f"{value:.3g} ({worst['model']}, {worst['ratio']:g}×)", holds(value))


def table(rows: list[Row]) -> list[str]:
    header = [
        "model",
        "spread of a sample",
        "ratio",
        "trials",
        "right",
        "wrong",
        "faster",
        "slower",
    ]
    header += ["same", "unclear", "covered", "error p95", "p50 s", "p90 s"]
    order = [model.name for model in MODELS]
    ordered = sorted(rows, key=lambda row: (order.index(row["model"]), row["ratio"]))
    return rows_of_cells(header, map(_cells, ordered))


def _cells(row: Row) -> Iterator[object]:
    yield from (row["model"], f"{SPREADS[row['model']]:.0%}", f"{row['ratio']:g}", row["trials"])
    counts = ("faster", "slower") if row["ratio"] == 1 else ("right", "wrong")
    for name in _TOLD:
        is_told = name in (*counts, "same", "unclear")
        yield f"{row[name] / row['trials']:.2%}" if is_told else ""
    yield f"{_covered(row):.1%}"
    yield "" if row["error_p95"] is None else f"{row['error_p95']:.2%}"
    yield from (f"{row[name]:.2f}" for name in ("seconds_p50", "seconds_p90"))


def _spread(model: Model) -> float:
    """The standard deviation of a sample of 2 ms, as a share of its mean."""
    world = World(model, Random(model.name))
    samples = []
    for _ in range(20_000):
        start = world.now
        for _ in range(3):
            world.spend(0.7e6, 0, model)
        samples.append(world.now - start)
    return statistics.stdev(samples) / statistics.fmean(samples)


SPREADS = {model.name: _spread(model) for model in MODELS}
_CALM = 0.05
_SHORT = {model.name for model in MODELS if not model.is_long}

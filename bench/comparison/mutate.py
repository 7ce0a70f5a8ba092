"""The engine with one of its safeguards removed: each has to be seen to matter."""

from __future__ import annotations

from collections.abc import Container, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing import Pool
from typing import Any
from unittest.mock import patch

from cellheat.kernel.comparison.asking import variants
from cellheat.kernel.comparison.data import inputs
from cellheat.kernel.comparison.judging import judgement
from cellheat.kernel.comparison.timing import blocks, timer

from ..markdown import Goal, rows_of_cells
from .part import Options, Row
from .simulate import BUDGET, trial
from .world import MODELS, Model, lognormal

TITLE = "Mutation"


class Sequential(blocks.Blocks):
    """All samples of the first variant, then all of the second."""

    def run(self, until_ns: float, *_: Any) -> None:
        each = (until_ns - self._devices.wall_ns()) / len(self._timers)
        loops = blocks.equal_loops([one.loops for one in self._timers])
        for one, count, values in zip(self._timers, loops, self.times.values, strict=True):
            end = self._devices.wall_ns() + each
            while self._devices.wall_ns() < end:
                if len(values) % 8 == 0:
                    one.renew()
                    one.warm()
                values.append((one.sample(len(values), count) + one.sample(0, count)) / 2)


def _as_it_is(call: Any) -> Any:
    return call


@dataclass(frozen=True)
class Mutation:
    """What is removed, where that does harm, and the least share of trials told apart then.

    The pairs are equal, or so near that no difference may be told; the sound engine tells at most
    half a percent of them apart.
    """

    name: str
    patches: tuple[tuple[Any, str, Any], ...]
    model: Model
    harm: float
    trials: int
    ratio: float = 1.0
    budget: float = BUDGET

    @contextmanager
    def applied(self) -> Iterator[None]:
        with ExitStack() as stack:
            for target, attribute, value in self.patches:
                stack.enter_context(patch.object(target, attribute, value))
            yield


_MODELS = {model.name: model for model in MODELS}
#: So noisy that the margin does not matter.
_NOISY = Model("very wide", lognormal(1.0))

#: 95 % at every look, and the first difference that turns up ends it.
_PEEKING = (
    (blocks, "LOOK_ALPHA", 0.05),
    (judgement.Judged, "is_enough", property(lambda judged: judged.verdict != "unclear")),
)
_KEPT_CODE = ((timer, "recompiled", _as_it_is), (variants, "recompiled", _as_it_is))

MUTATIONS = [
    Mutation("interleaving", ((blocks, "Blocks", Sequential),), _MODELS["drift"], 0.5, 200),
    Mutation("rotation", ((inputs, "_POOL", 1),), _MODELS["placement"], 0.1, 600),
    Mutation("recompilation", _KEPT_CODE, _MODELS["placement"], 0.015, 1500),
    Mutation("margin", ((judgement, "MARGIN", 0.0),), _MODELS["quiet"], 0.2, 200, ratio=1.008),
    Mutation("split of alpha", _PEEKING, _NOISY, 0.02, 600, budget=0.5),
]
SOUND = 0.005


def told_apart(mutation: Mutation, trials: int, *, is_applied: bool) -> int:
    """How many of so many trials tell a difference; the same trials with and without."""
    with mutation.applied() if is_applied else nullcontext():
        return sum(_is_told(mutation, seed) for seed in range(trials))


def _is_told(mutation: Mutation, seed: int) -> bool:
    found = trial(mutation.model, mutation.ratio, seed, mutation.budget)
    return found.verdict in ("faster", "slower")


def run(options: Options, done: Container[str]) -> Iterator[Row]:
    cases = [
        (index, options.trials or mutation.trials, is_applied)
        for index, mutation in enumerate(MUTATIONS)
        for is_applied in (False, True)
        if f"{mutation.name} {is_applied}" not in done
    ]
    with Pool(options.processes) as pool:
        yield from pool.imap_unordered(_measured, cases)


def _measured(case: tuple[int, int, bool]) -> Row:
    index, trials, is_applied = case
    mutation = MUTATIONS[index]
    return {
        "key": f"{mutation.name} {is_applied}",
        "removed": mutation.name,
        "is_applied": is_applied,
        "trials": trials,
        "told": told_apart(mutation, trials, is_applied=is_applied),
    }


def goals(rows: list[Row]) -> list[Goal]:
    seen = [one.name for one in MUTATIONS if _harm(rows, one) and not _harm(rows, one, False)]
    aim = "removals that are seen"
    return [Goal(aim, f"{len(seen)} of {len(MUTATIONS)}", len(seen) == len(MUTATIONS))]


def _harm(rows: list[Row], mutation: Mutation, is_applied: bool = True) -> bool:
    """Whether more are told apart than the sound engine, or the removal, is allowed at least."""
    bound = mutation.harm if is_applied else SOUND
    return any(
        row["told"] > bound * row["trials"]
        for row in rows
        if row["removed"] == mutation.name and row["is_applied"] == is_applied
    )


def table(rows: list[Row]) -> list[str]:
    shares = {row["key"]: f"{row['told'] / row['trials']:.1%}" for row in rows}
    header = ["removed", "machine", "ratio", "told apart, sound", "told apart, without it"]
    return rows_of_cells(
        header,
        (
            [one.name, one.model.name, f"{one.ratio:g}"]
            + [shares.get(f"{one.name} {is_applied}", "") for is_applied in (False, True)]
            for one in MUTATIONS
        ),
    )

"""Real functions whose ratio of times is known: the same loop, gone through more or less often."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

#: Name → what is repeated, at the same cost every time. `table` is what `make` builds.
BODIES = {
    "loop": "here = (here + 7) & 63",
    "allocation": "here = [0, 1]",
    "dictionary": "here = table[here]",
    "calls": "here = divmod(7, 3)",
}
RATIOS = (1.0, 1.02, 1.05, 1.2, 2.0, 100.0)

_SOURCE = """
from itertools import repeat

def {name}(table):
    here = 0
    for _ in repeat(None, {count}):
        {body}
"""


def source(workload: str, ratio: float, slow: bool, name: str = "work") -> str:
    """A function of 10 to 100 µs; the slow one of a pair goes round `ratio` times as often."""
    count = (500 if ratio > 10 else 1000) * (ratio if slow else 1)
    return _SOURCE.format(name=name, count=round(count), body=BODIES[workload])


def pair(workload: str, ratio: float) -> tuple[Callable[[Any], None], Callable[[Any], None]]:
    """The slow one and the fast one, compiled each by itself."""
    found = []
    for slow in (True, False):
        names: dict[str, Any] = {}
        exec(source(workload, ratio, slow), names)
        found.append(names["work"])
    return found[0], found[1]


def make() -> dict[int, int]:
    """A round trip through the same numbers, in an order by lot.

    So few that all copies stay in the processor's nearest memory: in larger ones the first steps of
    a call take longer than the rest, and 100 times the steps do not take 100 times as long.
    """
    numbers = list(range(64))
    random.shuffle(numbers)
    return dict(zip(numbers, numbers[1:] + numbers[:1], strict=True))


def cases(rounds: int) -> Iterator[tuple[int, str, float, str]]:
    """Round, condition, ratio and workload: equal pairs of all workloads, unequal ones in turn.

    Most rounds are alone, for a comparison on a busy machine takes several times as long.
    """
    for turn in range(rounds):
        yield from _round(turn, "alone", RATIOS[: 1 if turn % 2 else None])
        condition = _BUSY.get(turn % 6)
        if condition:
            yield from _round(turn, condition, RATIOS)


_BUSY = {1: "one burner", 4: "two burners"}


def _round(
    turn: int, condition: str, ratios: tuple[float, ...]
) -> Iterator[tuple[int, str, float, str]]:
    names = list(BODIES)
    for place, ratio in enumerate(ratios):
        chosen = names if ratio == 1 else [names[(turn // 2 + place) % len(names)]]
        yield from ((turn, condition, ratio, workload) for workload in chosen)

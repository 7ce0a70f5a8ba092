"""Interleaved rounds: each runs every way once, in a random order."""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .cells import Cell
from .kernel import Bench, Took
from .ways import Way


@dataclass
class Taken:
    """What one way took for one cell, round by round, and beside it what it is compared with.

    A figure of `own` and `own_processor` may be missing, where the work was not done.
    """

    way: Way
    cell: Cell
    runs: list[tuple[Took, Took]] = field(default_factory=list)
    #: Why it does not work.
    said: str | None = None

    @property
    def tool(self) -> str | None:
        return next((run.tool for run, _ in self.runs if run.tool), self.way.tool)

    def ratios(self, figure: str) -> list[float]:
        """To the run of the same round that it is compared with."""
        both = [(getattr(run, figure), getattr(other, figure)) for run, other in self.runs]
        return [round(one / other, 4) for one, other in both if one and other]

    def seconds(self, figure: str) -> list[float]:
        found = [getattr(run, figure) for run, _ in self.runs]
        return [round(one, 6) for one in found if one is not None]

    def document(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "way": self.way.name,
            "instrument": self.way.instrument,
            "tool": self.tool,
            "cell": self.cell.title,
            "ratio": {figure: self.ratios(figure) for figure in FIGURES},
            "seconds": {figure: self.seconds(figure) for figure in FIGURES},
            "base_seconds": [round(other.client, 6) for _, other in self.runs],
            "cut": any(run.is_cut for run, _ in self.runs),
            "said": self.said,
        }


#: Of a `Took`.
FIGURES = ("own", "own_processor", "client", "processor")


def rounds(
    bench: Bench,
    cell: Cell,
    base: Way,
    ways: Sequence[Way],
    count: int,
    slow_s: float = math.inf,
) -> list[Taken]:
    """`count` rounds and one before that fills caches; it is enough for what takes `slow_s`."""
    taken = [Taken(way, cell) for way in ways]
    wanted = list(taken)
    for number in range(count + 1):
        order = [base, *(one.way for one in wanted)]
        found = {way.name: bench.take(way, cell) for way in random.sample(order, len(order))}
        other = found[base.name]
        assert other.works, f"{base.name} fails: {other.said}"
        for one in list(wanted):
            run = found[one.way.name]
            is_slow = run.client > slow_s
            if run.works and (number or is_slow):
                one.runs.append((run, other))
            if not run.works:
                one.said = run.said
            if is_slow or not run.works:
                wanted.remove(one)
        if not wanted:
            break
    return taken


def say(text: str) -> None:
    """How far it is."""
    print(text, file=sys.stderr, flush=True)

"""The goals, part by part: few ways, many rounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from types import ModuleType

from ..markdown import Goal, rows_of_goals
from . import awaiting, bridge, idle
from .pairs import PAIRS, Pairs
from .places import Place
from .results import Conditions, Part, load, save, told

KIND = "goals"

#: Name → what has `run`, `goals` and `table`.
PARTS: dict[str, Pairs | ModuleType] = {
    "bridge": bridge,
    **PAIRS,
    "await": awaiting,
    "idle": idle,
}


def measure(place: Place, version: str, names: list[str], count: int, command: str) -> None:
    """Each part is saved as soon as it is measured."""
    for name in names:
        conditions = Conditions(command, version)
        part = {**PARTS[name].run(place, count), "conditions": conditions.end()}
        reached = [asdict(goal) for goal in PARTS[name].goals(part)]
        save(KIND, version, {name: {**part, "goals": reached}})


def known(version: str) -> dict[str, Part]:
    return dict(load(KIND)).get(version, {})


def goals(parts: dict[str, Part]) -> Iterator[Goal]:
    """Of the parts that were measured, in the order of all of them."""
    for name, about in PARTS.items():
        if name in parts:
            yield from about.goals(parts[name])


def summary(parts: dict[str, Part]) -> list[str]:
    """The table of goals."""
    return rows_of_goals(goals(parts))


def section(parts: dict[str, Part]) -> Iterator[str]:
    """The goals, then each part's own table with how it was measured."""
    yield from summary(parts)
    for name, about in PARTS.items():
        if name in parts:
            title = about.title if isinstance(about, Pairs) else about.TITLE
            yield from ("", f"#### {title}", "")
            yield from about.table(parts[name])
            yield from ("", told(parts[name]["conditions"]) + ".")

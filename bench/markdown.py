"""What both benchmarks write into a README: goals, tables, and the place between two marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass(frozen=True)
class Goal:
    """What was aimed at, what was measured, and whether that reaches it."""

    aim: str
    measured: str
    reached: bool


def rows_of_cells(header: list[str], rows: Iterable[Iterable[object]]) -> list[str]:
    """A table of Markdown."""
    lines = [header, ["---"] * len(header), *([str(cell) for cell in row] for row in rows)]
    return ["| " + " | ".join(line) + " |" for line in lines]


def rows_of_goals(goals: Iterable[Goal]) -> list[str]:
    """A table of Markdown: goal, measured, reached."""
    told = [(goal.aim, goal.measured, "yes" if goal.reached else "**no**") for goal in goals]
    return rows_of_cells(["goal", "measured", "reached"], told)


def write_measured(readme: Path, lines: Iterable[str]) -> None:
    """Put lines between the marks of a README, in place of what stood there.

    Raises ValueError where it has no marks.
    """
    text = readme.read_text("utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{readme} has no {BEGIN} and {END} for what was measured")
    readme.write_text(f"{before}{BEGIN}\n\n" + "\n".join(lines) + f"\n{END}{after}", "utf-8")

"""What every part of the benchmark is: a module with a title, `run`, `goals` and `table`.

    TITLE = "Memory"
    def run(options: Options, done: Container[str]) -> Iterator[Row]: ...
    def goals(rows: list[Row]) -> list[Goal]: ...
    def table(rows: list[Row]) -> list[str]: ...

`run` yields a row as soon as it is measured. A row is plain JSON and has a `key` of its own; those
in `done` are there from an earlier run that was broken off, and are left out. `goals` and `table`
are given all the rows there are, which may be a few, and make the part's place in README.md: lines
of Markdown, tables by `markdown.rows_of_cells`.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from ..markdown import Goal

Row = dict[str, Any]


@dataclass(frozen=True)
class Options:
    """`trials` is how often a part repeats each of its cases; `None` leaves that to the part."""

    trials: int | None = None
    processes: int = 2


class Part(Protocol):
    TITLE: str

    def run(self, options: Options, done: Container[str]) -> Iterator[Row]: ...

    def goals(self, rows: list[Row]) -> list[Goal]: ...

    def table(self, rows: list[Row]) -> list[str]: ...

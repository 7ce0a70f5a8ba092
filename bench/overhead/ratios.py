"""The large table: every tool of every instrument, and every peer, on every cell."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from ..markdown import rows_of_cells
from .awaiting import plain
from .cells import CELLS
from .kernel import LIMIT_S, Bench
from .places import Place
from .results import Conditions, Part, save, told
from .rounds import rounds, say
from .spread import spread
from .ways import bare, ways

KIND = "ratios"
#: What takes longer is run once.
SLOW_S = 3.0

_TABLES = {
    "own": "The cell's own time, as a ratio to the bare cell of the same round:",
    "client": (
        "From the click, or the magic's request, to the last message, with arming, collecting and "
        "drawing up:"
    ),
}


def measure(place: Place, version: str, only: str, count: int, command: str) -> None:
    """`count` rounds of the ways whose names have `only` in them; a part for each way."""
    conditions = Conditions(command, version)
    wanted = [way for way in ways() if only in way.name]
    rows: dict[str, list[Part]] = {way.name: [] for way in wanted}
    bench = Bench(place)
    try:
        for cell in CELLS:
            for taken in rounds(bench, cell, bare(), wanted, count, SLOW_S):
                rows[taken.way.name].append(taken.document())
            say(cell.title)
    finally:
        bench.close()
    absent = {**place.refused, **bench.unloaded}
    common = {"conditions": conditions.end(), "rounds": count, "absent": absent}
    save(KIND, version, {name: {"rows": some, **common} for name, some in rows.items()})


def section(parts: dict[str, Part]) -> Iterator[str]:
    """Two tables, what failed in its own words, and how it was measured."""
    # Those that there are no more stay out.
    parts = {way.name: parts[way.name] for way in ways() if way.name in parts}
    for figure, words in _TABLES.items():
        yield from ("", words, "", *_table(parts, figure))
    yield ""
    yield f"{_rounds(parts)} rounds; what takes more than {SLOW_S:g} s ran once. {_CUT}"
    yield from _failed(parts)
    yield ""
    yield from dict.fromkeys(told(part["conditions"]) + "." for part in parts.values())


def _table(parts: dict[str, Part], figure: str) -> list[str]:
    heads = [cell.title + _bare(parts, cell.title) for cell in CELLS]
    cells = [[name, *(_text(row, figure) for row in part["rows"])] for name, part in parts.items()]
    return rows_of_cells(["", *heads], cells)


def _bare(parts: dict[str, Part], title: str) -> str:
    """What it takes by itself, where that is known."""
    rows = [row for part in parts.values() for row in part["rows"] if row["cell"] == title]
    found = [seconds for row in rows for seconds in row["base_seconds"]]
    return f", {1e3 * statistics.median(found):.0f} ms" if found else ""


def _text(row: Part, figure: str) -> str:
    ratio = spread(row["ratio"][figure])
    if not ratio.count:
        return "fails"
    text = ratio.text("{:.2f}" if ratio.median < 10 else "{:.0f}")
    return f"over {text}" if row["cut"] else text


def _rounds(parts: dict[str, Part]) -> str:
    counts = sorted({part["rounds"] for part in parts.values()})
    return str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"


def _failed(parts: dict[str, Part]) -> Iterator[str]:
    rows = [row for part in parts.values() for row in part["rows"] if row["said"]]
    for row in rows:
        yield from ("", f"`{row['way']}` on {row['cell']}: {plain(row['said'])}")
    for name, said in {k: v for part in parts.values() for k, v in part["absent"].items()}.items():
        yield from ("", f"`{name}` is not there: {plain(said)}")


_CUT = f"After {LIMIT_S:g} s it is interrupted: the figure is above the one that stands there."

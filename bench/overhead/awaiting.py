"""Who can measure a cell that awaits: each tool of each instrument, and each of the peers."""

from __future__ import annotations

from collections.abc import Iterator

from ..markdown import Goal, rows_of_cells
from .cells import AWAIT
from .kernel import Bench
from .places import Place
from .results import Part
from .rounds import say
from .ways import AWAITING_PEERS, Way, tools

TITLE = "A cell that awaits"


def run(place: Place, count: int) -> Part:
    """Each once: it works or it does not."""
    bench = Bench(place)
    try:
        rows = [_row(bench, way) for way in (*tools(), *AWAITING_PEERS)]
        unloaded = dict(bench.unloaded)
    finally:
        bench.close()
    say(AWAIT.title)
    return {"rows": rows, "refused": place.refused, "unloaded": unloaded}


def _row(bench: Bench, way: Way) -> Part:
    took = bench.take(way, AWAIT)
    row = {"way": way.name, "instrument": way.instrument, "works": took.works, "said": took.said}
    return {**row, "own_s": took.own, "client_s": took.client}


def goals(part: Part) -> Iterator[Goal]:
    ours = [row for row in part["rows"] if row["instrument"]]
    works = [row for row in ours if row["works"]]
    able = {row["instrument"] for row in works}
    wanted = {row["instrument"] for row in ours}
    measured = f"{len(able)} of {len(wanted)} instruments, {len(works)} of {len(ours)} tools"
    yield Goal("every instrument measures the await cell", measured, able == wanted)
    peers = [row["way"] for row in part["rows"] if not row["instrument"] and row["works"]]
    told = ", ".join(f"`{name}` does" for name in peers) or "none does"
    yield Goal("which none of the peers' magics can", told, not peers)


def table(part: Part) -> list[str]:
    head = ["", "the await cell", "what it says"]
    rows = [row for row in part["rows"] if not (row["instrument"] and row["works"])]
    cells = [[f"`{row['way']}`", "works" if row["works"] else "fails", _said(row)] for row in rows]
    works = [row["way"] for row in part["rows"] if row["instrument"] and row["works"]]
    lines = [
        f"These measure it: {', '.join(works)}. Of the others:",
        "",
        *rows_of_cells(head, cells),
    ]
    return [*lines, *_absent(part)]


def _absent(part: Part) -> Iterator[str]:
    """What does not install or load, with its own words."""
    for key, words in (("refused", "does not install"), ("unloaded", "does not load")):
        for name, said in part[key].items():
            yield ""
            yield f"`{name}` {words}: {plain(said)}"


def _said(row: Part) -> str:
    return plain(row["said"] or "")


def plain(text: str) -> str:
    """In one line of a table, without what Markdown would read, and not too long."""
    line = " ".join(text.replace("|", "/").replace("<", "‹").replace(">", "›").split())
    return line if len(line) <= 160 else line[:159] + "…"

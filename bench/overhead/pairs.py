"""Two ways in turns on the same cell, many times, where there is a goal for their ratio."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..markdown import Goal, rows_of_cells
from .cells import ALLOCATIONS, CALLS, COMPREHENSION, FIXED, LIBRARY, NUMPY, TIGHT, Cell
from .kernel import Bench
from .places import Place
from .results import Part
from .rounds import FIGURES, rounds, say
from .spread import spread
from .ways import LPRUN, Way, as_call, bare, called, clicked

#: Those that do not await: none of the magics can do that.
_PLAIN = (CALLS, COMPREHENSION, NUMPY, ALLOCATIONS)
#: Figure → its words, and the processor time of the same span.
_WORDS = {
    "own": ("the cell's own time", "own_processor"),
    "client": ("from the click to the result", "processor"),
}


@dataclass(frozen=True)
class Pair:
    """`ours` may take at most `limit` times as long as `base`."""

    cell: Cell
    ours: Way
    base: Way
    limit: float
    #: The first Python that this is a goal on; on others it is measured all the same.
    since: str | None = None


@dataclass(frozen=True)
class Pairs:
    """A part of the goals."""

    title: str
    #: What is compared, in a sentence.
    words: str
    pairs: tuple[Pair, ...]

    def run(self, place: Place, count: int) -> Part:
        """`count` rounds of each pair."""
        bench = Bench(place)
        try:
            return {"rows": list(self._rows(bench, count))}
        finally:
            bench.close()

    def _rows(self, bench: Bench, count: int) -> Iterator[Part]:
        for pair in self.pairs:
            if pair.cell is FIXED:
                _scale(bench)
            (taken,) = rounds(bench, pair.cell, pair.base, [pair.ours], count)
            say(f"{pair.ours.name} and {pair.base.name}: {pair.cell.title}")
            aim = {"base": pair.base.name, "limit": pair.limit, "since": pair.since}
            yield {**taken.document(), **aim}

    def goals(self, part: Part) -> Iterator[Goal]:
        python = part["conditions"]["python"]
        for row in part["rows"]:
            if row["since"] and _number(python) < _number(row["since"]):
                continue
            for figure, (words, processor) in _WORDS.items():
                ratio = spread(row["ratio"][figure])
                aim = (
                    f"{_name(row)} at most {row['limit']:g}× {row['base']}: {row['cell']}, {words}"
                )
                told = row["said"]
                if ratio.count:
                    used = spread(row["ratio"][processor]).text()
                    told = f"{ratio.text()}; processor time {used}; {ratio.count} rounds"
                yield Goal(aim, told, ratio.count > 0 and ratio.median <= row["limit"])

    def table(self, part: Part) -> list[str]:
        head = ["", "cell", "own time", "own processor time", "click to result"]
        head += ["the kernel's processor time", "more, in ms", "rounds"]
        cells = (
            [f"{_name(row)} : {row['base']}", row["cell"], *_ratios(row)] for row in part["rows"]
        )
        return [self.words, "", *rows_of_cells(head, cells)]


def _number(version: str) -> tuple[int, ...]:
    """Of the first two parts."""
    return tuple(int(part) for part in version.split(".")[:2])


def _name(row: Part) -> str:
    return f"`{row['instrument']}` ({row['tool']})"


def _ratios(row: Part) -> Iterator[object]:
    for figure in FIGURES:
        yield spread(row["ratio"][figure]).text()
    both = zip(row["seconds"]["client"], row["base_seconds"], strict=True)
    yield spread(1e3 * (ours - base) for ours, base in both).text("{:.0f}")
    yield len(row["base_seconds"])


def _scale(bench: Bench) -> None:
    """Let the fixed work take about a second on this machine."""
    found = [bench.take(bare(as_call), FIXED).own for _ in range(3)]
    own = min(one for one in found if one)
    bench.kernel.run(f"amount = round(amount / {own})")


def _against(
    cells: Iterable[Cell], ours: Way, base: Way, limit: float, since: str | None = None
) -> tuple[Pair, ...]:
    return tuple(Pair(cell, ours, base, limit, since) for cell in cells)


_ALIKE = "The cell calls a function of the notebook's that does the work,"

PAIRS = {
    "calls": Pairs(
        "`calls` and `%%prun`",
        f"{_ALIKE} under `calls` and below `%%prun`, both with their report.",
        _against(_PLAIN, clicked("calls"), called("%%prun"), 1.05),
    ),
    "memory": Pairs(
        "`memory` and `%%memit`",
        f"{_ALIKE} under `memory` and below `%%memit`.",
        _against(_PLAIN, clicked("memory"), called("%%memit"), 1.05),
    ),
    "lines": Pairs(
        "`lines` and `%lprun`, `lines` and the bare cell",
        f"{_ALIKE} under `lines`, which measures that function, what it calls of the notebook's, "
        "and the cell's one line; and by `%lprun -f`, which is told the same functions. Beside the "
        "bare cell: where the time is spent in NumPy, and in a library that is written in Python.",
        (
            *_against((TIGHT, CALLS), clicked("lines"), LPRUN, 1.25),
            *_against((NUMPY, LIBRARY), clicked("lines"), bare(as_call), 1.1, "3.12"),
        ),
    ),
    "overview": Pairs(
        "`overview` and the bare cell",
        "A fixed number of calls with some products of NumPy among them, about a second.",
        _against((FIXED,), clicked("overview"), bare(as_call), 1.05),
    ),
}

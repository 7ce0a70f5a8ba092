"""`objects`: what stays alive after the run, what only holds itself, and who holds the biggest.

The garbage collector's list of objects is read before and after the run. It is never made to run:
what that would free is told instead (`heap/unreachable.py`), since finalizers and weak references
of the user's would notice.
"""

from __future__ import annotations

import builtins
import gc
import os
import platform
import sys
from collections import Counter, deque
from math import fsum
from types import FrameType, ModuleType
from typing import Any

from ..cells.cell import Cell
from ..heap.census import Census
from ..heap.chain import Link, chain, links
from ..heap.kind import name_of, size_of
from ..heap.unreachable import unreachable
from ..result import (
    Column,
    Distortion,
    Figure,
    Finding,
    Note,
    Table,
    TableData,
)
from .base import About, Measured, Tool

#: More new objects than this are counted by their types only.
_MOST_NEW = 200_000
#: Rows of a table that anybody reads.
_ROWS = 100
#: Runs of the same cell that are remembered, with this one.
RUNS = 5
#: A growth below this is nothing to speak of: of types that the notebook defined, and of others,
#: which IPython uses itself when it shows a result.
_NOTABLE_OWN, _NOTABLE = 10, 200

#: Id and hash of a cell → what each of its last profiled runs added: type → count.
_history: dict[tuple[str | None, str], deque[dict[str, int]]] = {}


class Objects:
    """Counts by type before and after, cycles out of reach, and a chain to the biggest object."""

    name = "objects"

    def __init__(self, ip: Any, tool: str = "gc") -> None:
        self.tool = tool
        self._ip = ip
        self._process: int | None = None
        self._before: Census | None = None
        self._after: Census | None = None
        self._stats: list[dict[str, int]] = []
        self._collected = self._collections = 0
        self._stopped = self._released = False
        #: The notebook's names before the run, and the addresses of their values.
        self._bound: dict[str, int] = {}
        self._new = 0
        self._lost: Counter[str] = Counter()
        self._lost_bytes: Counter[str] = Counter()
        self._holders: list[list[Any]] = []
        self._biggest: tuple[str, int] | None = None
        self._notes: list[Note] = []

    @property
    def tools(self) -> dict[str, str]:
        if self.tool == "gc":
            return {"gc": platform.python_version()}
        import objgraph

        return {"objgraph": objgraph.__version__}

    def prepare(self) -> None:
        """There is nothing to prepare."""

    def start(self) -> None:
        self._process = os.getpid()
        self._bound = {name: id(value) for name, value in _names(self._ip).items()}
        self._before, self._after = Census(), Census()
        self._before.take()
        self._stats = gc.get_stats()

    def stop(self) -> None:
        # A forked child has a copy of everything; nothing in it is of interest.
        if self._before is None or self._after is None or self._stopped:
            return
        if self._process != os.getpid():
            return
        self._stopped = True
        stats = gc.get_stats()
        self._collected = _more(stats, self._stats, "collected")
        self._collections = _more(stats, self._stats, "collections")
        self._after.take(self._before)

    def release(self) -> None:
        """Look at the new objects one by one, and let go of them all."""
        if self._before is None or self._after is None or not self._stopped or self._released:
            return
        if self._process != os.getpid():
            return
        self._released = True
        new = self._after.new()
        for census in (self._before, self._after):
            census.forget()
        self._new = len(new)
        if len(new) > _MOST_NEW:
            self._notes.append(_TOO_MANY)
            return
        self._count_lost(new)
        self._find_holders(new)

    def notes(self) -> list[Note]:
        return [*self._notes, _TRACKED]

    def distortion(self, measured: Measured) -> Distortion | None:
        return Distortion(0.0, "Objects are counted before and after the run, not during it.")

    def data(self, ip: Any, cell: Cell, measured: Measured) -> TableData:
        if self._before is None or self._after is None or not self._stopped:
            return TableData([], [], [])
        grown = self._after.grown(self._before)
        runs = _history.setdefault((cell.id, cell.hash), deque(maxlen=RUNS))
        runs.append(grown)
        while len(_history) > _ROWS:
            del _history[next(iter(_history))]
        lost = round(fsum(self._lost.values()))
        figures = [
            Figure("new-objects", "count", self._new),
            Figure("out-of-reach", "count", lost),
            Figure("collected", "count", self._collected),
            Figure("collections", "count", self._collections),
        ]
        tables = [self._growth(grown, runs), self._cycles(), self._holding()]
        return TableData([], figures, tables, self._finding(grown, runs, lost))

    def _count_lost(self, new: list[Any]) -> None:
        for thing in unreachable(new):
            name = name_of(type(thing))
            self._lost[name] += 1
            self._lost_bytes[name] += size_of(thing)

    def _find_holders(self, new: list[Any]) -> None:
        names = _names(self._ip)
        bound = [names[name] for name in names if self._bound.get(name) != id(names[name])]
        biggest = _biggest(new, bound)
        if biggest is None:
            return
        self._biggest = name_of(type(biggest)), size_of(biggest)
        way = _by_objgraph(new, biggest) if self.tool == "objgraph" else []
        way = way or _by_names(self._ip, biggest)
        self._holders = [
            [level, link.label, name_of(type(link.thing)), size_of(link.thing)]
            for level, link in enumerate(way[:_ROWS])
        ]

    def _growth(self, grown: dict[str, int], runs: deque[dict[str, int]]) -> Table:
        assert self._after is not None
        rows: list[list[Any]] = [
            [name, more, _streak(name, runs), _sum(name, runs), self._after.counts[name]]
            for name, more in sorted(grown.items(), key=lambda item: -item[1])
        ]
        columns = [
            Column("type", "text"),
            Column("grew", "count"),
            Column("runs-grown", "count"),
            Column("grew-in-all", "count"),
            Column("alive", "count"),
        ]
        return Table("growth", columns, rows[:_ROWS], len(rows))

    def _cycles(self) -> Table:
        rows: list[list[Any]] = [
            [name, count, self._lost_bytes[name]] for name, count in self._lost.most_common()
        ]
        columns = [Column("type", "text"), Column("objects", "count"), Column("size", "bytes")]
        return Table("cycles", columns, rows[:_ROWS], len(rows))

    def _holding(self) -> Table:
        columns = [
            Column("level", "level"),
            Column("holder", "text"),
            Column("type", "text"),
            Column("size", "bytes"),
        ]
        return Table("holders", columns, self._holders, len(self._holders))

    def _finding(
        self, grown: dict[str, int], runs: deque[dict[str, int]], lost: int
    ) -> Finding | None:
        assert self._after is not None
        name = _most_grown(grown, self._after.own)
        if name is not None and _streak(name, runs) > 1:
            runs_count = _streak(name, runs)
            return Finding(
                "grew-often", {"type": name, "grew_count": grown[name], "runs_count": runs_count}
            )
        if name is not None and grown[name] > lost:
            return Finding("grew", {"type": name, "grew_count": grown[name]})
        if lost >= _NOTABLE_OWN:
            return Finding("cycles", {"lost_count": lost, "type": self._lost.most_common(1)[0][0]})
        return Finding("steady", {})


def _more(now: list[dict[str, int]], before: list[dict[str, int]], key: str) -> int:
    return round(fsum(a[key] - b[key] for a, b in zip(now, before, strict=False)))


def _streak(name: str, runs: deque[dict[str, int]]) -> int:
    """In how many of the last runs, this one included, the type grew one after the other."""
    count = 0
    for run in reversed(runs):
        if name not in run:
            break
        count += 1
    return count


def _sum(name: str, runs: deque[dict[str, int]]) -> int:
    return round(fsum(run.get(name, 0) for run in runs))


def _most_grown(grown: dict[str, int], own: set[str]) -> str | None:
    """The type to speak of: one of the notebook's own where it is a fair part of the growth."""
    named = [name for name in grown if name in own and grown[name] >= _NOTABLE_OWN]
    others = [name for name in grown if grown[name] >= _NOTABLE]
    return max(named or others, key=lambda name: grown[name], default=None)


def _names(ip: Any) -> dict[str, Any]:
    """The notebook's names, without IPython's own, but with its outputs."""
    hidden = ip.user_ns_hidden
    names = {
        name: value
        for name, value in list(ip.user_ns.items())
        if type(name) is str and name not in hidden and not name.startswith("_")
    }
    outputs = ip.user_ns.get("Out")
    if type(outputs) is dict:
        names["Out"] = outputs
    return names


def _biggest(new: list[Any], bound: list[Any]) -> Any:
    """The largest by itself of new objects, what they hold and what names were bound to.

    `None` where all are small.
    """
    best, best_size = None, _SMALL
    seen: set[int] = set()
    border = [thing for thing in (*new, *bound) if type(thing) is not FrameType]
    while border:
        thing = border.pop()
        size = size_of(thing)
        if size > best_size:
            best, best_size = thing, size
        for referent in gc.get_referents(thing):
            # What is tracked and new has its own place.
            if not gc.is_tracked(referent) and id(referent) not in seen:
                seen.add(id(referent))
                border.append(referent)
    return best


#: Bytes below which nothing is called big.
_SMALL = 100_000


def _by_names(ip: Any, target: Any) -> list[Link]:
    """From a name of the notebook, else from a module; not through IPython, which has it all."""
    closed = (ip, getattr(ip, "kernel", None), vars(builtins))
    found = chain(_names(ip), target, closed)
    if found:
        return found
    modules = {
        name: module
        for name, module in list(sys.modules.items())
        if type(module) is ModuleType and name != "__main__" and "cellheat" not in name
    }
    return chain(modules, target, closed)


def _by_objgraph(new: list[Any], target: Any) -> list[Link]:
    """objgraph's way back to a module; it runs the garbage collector.

    It is empty where what holds the target is not tracked by the collector.
    """
    import objgraph

    ours = [id(new), id(sys._getframe()), id(sys._getframe(1))]
    found = objgraph.find_backref_chain(
        target, lambda thing: type(thing) is ModuleType, extra_ignore=ours
    )
    if type(found[0]) is not ModuleType:
        return []
    return links(found, str(vars(found[0])["__name__"]))


_TRACKED = Note(
    "tracked-only",
    "Counted are objects that the garbage collector tracks: lists, dictionaries, instances and "
    "other containers. Texts, bytes, numbers and arrays are only looked at for their size, where a "
    "new object holds them.",
)
_TOO_MANY = Note(
    "too-many",
    f"More than {_MOST_NEW:,} objects are new, too many to look at one by one: cycles and holders "
    "are not known. Profile with less data.",
    "caution",
)

ABOUT = About(
    "objects",
    "alive",
    (
        Tool(
            "gc",
            measures=(
                "Which types of objects grew over the run and over the last runs of the cell, "
                "which objects only hold one another, and who holds the biggest new one."
            ),
            blind=(
                "Texts, bytes, numbers and arrays that nothing new holds, and memory outside of "
                "Python's objects."
            ),
            needs="Nothing but Python.",
            make=lambda options: Objects(options.ip),
        ),
        Tool(
            "objgraph",
            measures="The same, with objgraph's way from the biggest new object to a module.",
            blind=(
                "The same. It runs the garbage collector, so cycles are gone afterwards and their "
                "finalizers have run."
            ),
            needs="The package objgraph.",
            make=lambda options: Objects(options.ip, "objgraph"),
            package="objgraph",
        ),
    ),
    preferred=lambda: "gc",
)

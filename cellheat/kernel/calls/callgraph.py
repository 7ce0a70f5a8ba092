"""From the raw entries of cProfile to rows about the user's code.

A kernel runs a cell from deep inside IPython and asyncio, and shows its result through IPython's
display hook. All of that is in the raw entries. What is kept is what the user's own functions did
and called; of a function that both sides call, only the user's part is kept.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import fsum
from types import CodeType
from typing import Any, Protocol

from .. import ours
from ..cells.cell import awaits
from ..result import CallsData, CallsHeadline, Column, FunctionRow, SourceFile, Table, Value

#: More rows than this nobody reads, and the document stays below 256 KiB.
ROW_LIMIT = 500

#: Rounds of passing library time upwards. A round goes one call up; recursion, as in imports, gives
#: out a part of what goes round in each.
_ROUNDS = 2000
#: Part of the time still under way that no longer shows in two digits.
_RESIDUE = 0.002

#: `caller` and `callee` are indices of rows; the time is all that passed in those calls.
_EDGE_COLUMNS = [
    Column("caller", "count"),
    Column("callee", "count"),
    Column("calls", "count"),
    Column("total", "time"),
]

Key = tuple[str, int, str]
#: Two counts of calls, then own and total seconds.
Numbers = tuple[int, int, float, float]
#: What a file of a profile holds (pstats): of each function the calls without recursive ones, all
#: calls, own and total time; and of each caller all calls, those without recursive ones, and times.
Stats = dict[Key, tuple[int, int, float, float, dict[Key, Numbers]]]


class Places(Protocol):
    """Tells whose code is whose, and what its files are called: see `cell.Origins`."""

    files: list[SourceFile]

    def kind(self, filename: str) -> str: ...
    def place(self, filename: str, line: int) -> tuple[int, int]: ...
    def module(self, filename: str) -> str | None: ...


@dataclass
class _Edge:
    calls: int = 0
    recursive: int = 0
    total: float = 0.0
    own: float = 0.0

    def add(self, entry: Any) -> None:
        self.calls += entry.callcount
        self.recursive += entry.reccallcount
        self.total += entry.totaltime
        self.own += entry.inlinetime

    def merge(self, other: _Edge) -> None:
        self.calls += other.calls
        self.recursive += other.recursive
        self.total += other.total
        self.own += other.own


@dataclass
class _Node:
    kind: str
    stats: _Edge = field(default_factory=_Edge)
    callers: dict[Key, _Edge] = field(default_factory=dict)
    callees: set[Key] = field(default_factory=set)


class CallGraph:
    """Functions and who called whom, cut down to the user's part; times are in seconds.

    `entries` are those of `_lsprof.Profiler.getstats()`.
    """

    def __init__(self, entries: Iterable[Any], origins: Places) -> None:
        self._origins = origins
        self._nodes: dict[Key, _Node] = {}
        self._awaits = False
        #: Seconds that went into showing the cell's result, which is not in the rows.
        self.display_s = 0.0
        for entry in entries:
            self._add(entry)
        self._cut()
        for key in [key for key in self._nodes if key[2].endswith(_COMPREHENSIONS)]:
            self._fold(key)

    @classmethod
    def of(cls, stats: Stats, origins: Places) -> CallGraph:
        """The graph of a file, with all that is in it."""
        graph = cls((), origins)
        for key, (primitive, calls, own, total, callers) in stats.items():
            node = _Node("builtin" if key[0] == "~" else origins.kind(key[0]))
            node.stats = _Edge(calls, max(0, calls - primitive), total, own)
            node.callers = {
                caller: _Edge(edge[0], max(0, edge[0] - edge[1]), edge[3], edge[2])
                for caller, edge in callers.items()
                if caller in stats
            }
            graph._nodes[key] = node
        return graph

    @property
    def total_ns(self) -> int:
        """The sum of all own times."""
        return _ns(fsum(node.stats.own for node in self._nodes.values()))

    def stats(self) -> Stats:
        """The rows as a file holds them; cells are called as their prompts are."""
        found: Stats = {}
        for key, node in self._nodes.items():
            callers: dict[Key, Numbers] = {}
            for caller, edge in node.callers.items():
                if caller not in self._nodes:
                    continue
                primitive = edge.calls - edge.recursive
                callers[self._outside(caller)] = (edge.calls, primitive, edge.own, edge.total)
            stats = node.stats
            primitive = stats.calls - stats.recursive
            found[self._outside(key)] = (primitive, stats.calls, stats.own, stats.total, callers)
        return found

    def _outside(self, key: Key) -> Key:
        """The name of a function for readers without this kernel."""
        filename, line, name = key
        if self._nodes[key].kind != "own":
            return key
        index, line = self._origins.place(filename, line)
        file = self._origins.files[index]
        return (f"In {file.label}" if file.kind == "cell" else filename, line, name)

    def data(self, wall_ns: int) -> CallsData:
        """The rows, longest own time first, and the headline; `wall_ns` is that of the run."""
        order = sorted(self._nodes, key=lambda key: -self._nodes[key].stats.own)
        heat, via = self._heat()
        hottest = max(heat, key=lambda key: heat[key], default=None)
        kept = self._kept(order)
        if hottest is not None and hottest not in kept:
            kept[-1] = hottest
        total_ns = self.total_ns
        return CallsData(
            total_ns=total_ns,
            waiting_ns=max(0, wall_ns - total_ns) if self._awaits else None,
            files=self._origins.files,
            functions=[self._row(key) for key in kept],
            functions_total=len(order),
            headline=None if hottest is None else _headline(hottest, heat, via, kept),
            tables=[self._edges(kept)],
        )

    def _kept(self, order: list[Key]) -> list[Key]:
        """Those that have room: the user's own first, which an import would push out."""
        own = [key for key in order if self._nodes[key].kind == "own"][:ROW_LIMIT]
        others = [key for key in order if self._nodes[key].kind != "own"]
        room = {*own, *others[: ROW_LIMIT - len(own)]}
        return [key for key in order if key in room]

    def _edges(self, kept: list[Key]) -> Table:
        """Who called whom among the rows, the longest first; calls of itself are not told."""
        index = {key: row for row, key in enumerate(kept)}
        rows: list[list[Value]] = [
            [index[caller], index[key], edge.calls, _ns(edge.total)]
            for key in kept
            for caller, edge in self._nodes[key].callers.items()
            if caller in index and caller != key
        ]
        rows.sort(key=lambda row: -_number(row[3]))
        return Table("edges", _EDGE_COLUMNS, rows[:ROW_LIMIT], len(rows))

    def _add(self, entry: Any) -> None:
        caller = self._key(entry.code)
        node = self._node(caller, entry.code)
        node.stats.add(entry)
        for callee in entry.calls or ():
            key = self._key(callee.code)
            node.callees.add(key)
            self._node(key, callee.code).callers.setdefault(caller, _Edge()).add(callee)

    def _node(self, key: Key, code: CodeType | str) -> _Node:
        if key not in self._nodes:
            builtin = isinstance(code, str)
            self._nodes[key] = _Node("builtin" if builtin else self._origins.kind(key[0]))
        return self._nodes[key]

    def _key(self, code: CodeType | str) -> Key:
        if isinstance(code, str):
            return ("~", 0, _ADDRESS.sub("", code))
        if code.co_name == "<module>":
            # IPython compiles each top-level statement by itself.
            own = self._origins.kind(code.co_filename) == "own"
            self._awaits = self._awaits or (own and awaits(code))
            return (code.co_filename, 1, "<module>")
        name = getattr(code, "co_qualname", code.co_name).replace(".<locals>", "")
        return (code.co_filename, code.co_firstlineno, name)

    def _cut(self) -> None:
        """Keep what the user's functions reach, but not through the display of the result."""
        kept = {key for key, node in self._nodes.items() if node.kind == "own"}
        border = list(kept)
        while border:
            for key in self._nodes[border.pop()].callees - kept:
                if key[0].startswith(ours.PREFIX):
                    # Our hooks are called again where a cell runs another one.
                    continue
                if _shows_results(key):
                    self._take_out(key)
                    continue
                kept.add(key)
                if not _is_leaf(key):
                    border.append(key)
        self._nodes = {key: node for key, node in self._nodes.items() if key in kept}
        for node in self._nodes.values():
            callers = {key: edge for key, edge in node.callers.items() if key in kept}
            if node.kind != "own" and len(callers) < len(node.callers):
                node.stats = _sum_of(callers.values(), node.stats.total)
            node.callers = callers
        for key, node in self._nodes.items():
            if _is_leaf(key) and node.kind != "own":
                node.stats.own = node.stats.total

    def _fold(self, comprehension: Key) -> None:
        """Book a comprehension on its function, as Python 3.12 does, which runs it in place."""
        node = self._nodes[comprehension]
        if node.kind != "own" or len(node.callers) != 1:
            return
        (caller,) = node.callers
        around = self._nodes[caller]
        around.stats.own += node.stats.own
        around.callees = (around.callees | node.callees) - {comprehension}
        for callee in node.callees & self._nodes.keys():
            callers = self._nodes[callee].callers
            edge = callers.pop(comprehension, None)
            if edge is not None:
                callers.setdefault(caller, _Edge()).merge(edge)
        del self._nodes[comprehension]

    def _take_out(self, shown: Key) -> None:
        """A displayed last expression is called from the cell's top level."""
        for caller, edge in self._nodes[shown].callers.items():
            if self._nodes[caller].kind == "own":
                self._nodes[caller].stats.total -= edge.total
                self.display_s += edge.total

    def _heat(self) -> tuple[dict[Key, float], dict[tuple[Key, Key], float]]:
        """Own functions → own time and that of what they call in libraries and built-ins.

        The time of a foreign function is passed up to its callers, in proportion to their part in
        it, until it arrives at own code: the way of gprof (Graham, Kessler, McKusick 1982). A
        callback into own code keeps its own time. Also returns what arrived through which call.
        """
        heat = {key: node.stats.own for key, node in self._nodes.items() if node.kind == "own"}
        via: dict[tuple[Key, Key], float] = defaultdict(float)
        moving = {key: n.stats.own for key, n in self._nodes.items() if n.kind != "own"}
        shares = {key: _shares(self._nodes[key], direct=True) for key in moving}
        for _ in range(_ROUNDS):
            upward: dict[Key, float] = defaultdict(float)
            for key, amount in moving.items():
                for caller, share in shares[key].items():
                    if caller in heat:
                        heat[caller] += amount * share
                        via[caller, key] += amount * share
                    else:
                        upward[caller] += amount * share
            moving = upward
            if fsum(moving.values()) <= _RESIDUE * fsum(heat.values()):
                break
            shares = {key: _shares(self._nodes[key], direct=False) for key in moving}
        return heat, via

    def _row(self, key: Key) -> FunctionRow:
        filename, line, name = key
        node = self._nodes[key]
        file, module, row_line = None, None, None
        if node.kind == "own":
            file, row_line = self._origins.place(filename, line)
        elif node.kind == "library":
            module, row_line = self._origins.module(filename), line
        else:
            module, name = _builtin_name(name)
        if _writes_output(key):
            module, name = "sys.stdout", name.rpartition(".")[2]
        if _asks_user(key):
            module, name = None, "input"
        stats = node.stats
        if name == "<module>":
            # One run, however many statements it has.
            stats = replace(stats, calls=1, recursive=0)
        return FunctionRow(
            name=name,
            kind=node.kind,  # type: ignore[arg-type]
            module=module,
            file=file,
            line=row_line,
            calls=stats.calls,
            primitive_calls=stats.calls - stats.recursive,
            own_ns=_ns(stats.own),
            total_ns=_ns(stats.total),
        )


def _headline(
    hottest: Key, heat: dict[Key, float], via: dict[tuple[Key, Key], float], rows: list[Key]
) -> CallsHeadline:
    amount = heat[hottest]
    callees = {callee: value for (caller, callee), value in via.items() if caller == hottest}
    callee = max(callees, key=lambda key: callees[key], default=None)
    if callee is None or callees[callee] <= amount / 2 or callee not in rows:
        return CallsHeadline(rows.index(hottest), _ns(amount), None, 0)
    return CallsHeadline(rows.index(hottest), _ns(amount), rows.index(callee), _ns(callees[callee]))


def _shares(node: _Node, direct: bool) -> dict[Key, float]:
    """Part of each caller in the node's own time, or in what it passed on for others."""
    weights = {caller: edge.own if direct else edge.total for caller, edge in node.callers.items()}
    whole = fsum(weights.values())
    if whole <= 0:
        return {}
    return {caller: weight / whole for caller, weight in weights.items()}


def _sum_of(edges: Iterable[_Edge], most: float) -> _Edge:
    """The sum over some callers; recursion may count an inner total twice, so it has a bound."""
    result = _Edge()
    for edge in edges:
        result.merge(edge)
    result.total = min(result.total, most)
    return result


def _shows_results(key: Key) -> bool:
    filename, _, name = key
    return name.endswith("__call__") and filename.endswith(_DISPLAY_HOOKS)


def _is_leaf(key: Key) -> bool:
    return _writes_output(key) or _asks_user(key)


def _asks_user(key: Key) -> bool:
    """Waiting for an answer to `input()`."""
    return key[0].endswith(_KERNEL) and key[2].endswith("raw_input")


def _writes_output(key: Key) -> bool:
    """A kernel's stand-in for standard output: what is below it is the kernel's own business."""
    filename, _, name = key
    return filename.endswith(_STREAMS) or (filename.endswith(_SHELL) and "_tee." in name)


_COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>")
_KERNEL = os.path.join("ipykernel", "kernelbase.py")
_STREAMS = os.path.join("ipykernel", "iostream.py")
_SHELL = os.path.join("IPython", "core", "interactiveshell.py")
_DISPLAY_HOOKS = ("displayhook.py", "zmqshell.py")
_ADDRESS = re.compile(r" (object )?at 0x[0-9a-fA-F]+")
_FUNCTION = re.compile(
    r"<(?:built-in (?:method|function)|function|method) (?:(.+)\.)?([^.>]+?)( of .+)?>"
)
_METHOD = re.compile(r"<(?:slot wrapper|method) '([^']+)' of '([^']+)' objects>")


def _builtin_name(text: str) -> tuple[str | None, str]:
    """Module and name of `<built-in method time.sleep>` or `<method 'sort' of 'list' objects>`."""
    method = _METHOD.fullmatch(text)
    if method:
        return None, f"{method[2]}.{method[1]}"
    function = _FUNCTION.fullmatch(text)
    if function:
        return (None if function[1] == "builtins" else function[1]), function[2]
    return None, text


def _number(value: Value) -> float:
    return value if isinstance(value, int | float) else 0


def _ns(seconds: float) -> int:
    return round(seconds * 1e9)

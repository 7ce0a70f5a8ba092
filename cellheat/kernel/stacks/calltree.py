"""Sampled stacks as a tree of calls, and as totals for each function.

A function that calls itself is one node, and so is one that another calls from several lines. The
place of a node is the line that had most of its time, where that is known.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from math import fsum

from .. import ours
from ..cells.cell import Kind, Origins
from ..result import Column, Table, Value
from .samples import Frame, Stack, is_request

#: More rows than this nobody reads; deeper ones are indented out of sight.
_ROWS, _LEVELS = 500, 60

TREE_COLUMNS = [
    Column("level", "level"),
    Column("function", "text"),
    Column("place", "place"),
    Column("total", "time"),
    Column("own", "time"),
]
TOTAL_COLUMNS = [Column("function", "text"), Column("place", "place"), Column("total", "time")]
LINE_COLUMNS = [Column("place", "place"), Column("code", "code"), Column("own", "time")]

Key = tuple[str, str, int | None]


@dataclass
class Node:
    """A function where it was called by those above it; times are in nanoseconds."""

    frame: Frame
    total: int = 0
    own: int = 0
    #: Line → the time that passed while the function was at it.
    lines: Counter[int] = field(default_factory=Counter)
    children: dict[Key, Node] = field(default_factory=dict)

    def child(self, frame: Frame) -> Node:
        key = key_of(frame)
        if key not in self.children:
            self.children[key] = Node(frame)
        return self.children[key]

    @property
    def line(self) -> int | None:
        """The line that is known to have had most of the time, else the one that it begins with."""
        line = max(self.lines, key=lambda one: self.lines[one], default=None)
        unknown = self.total - fsum(self.lines.values())
        return line if line and self.lines[line] >= unknown else self.frame.first_line


class CallTree:
    """Grows with `add`; each thread is a root of its own."""

    def __init__(self, origins: Origins, names: dict[int, str]) -> None:
        self._origins = origins
        self._names = names
        self._roots: dict[int, Node] = {}

    def add(self, stack: Stack) -> None:
        """A stack from its first function that is to be shown on."""
        if stack.thread not in self._roots:
            # A run may be over before the first sample.
            name = self._names.get(stack.thread, "MainThread")
            self._roots[stack.thread] = Node(Frame("", name, None, None))
        node = self._roots[stack.thread]
        node.total += stack.ns
        called = False
        for frame in stack.frames[:_LEVELS]:
            # A function that calls itself stays one node.
            if not called or key_of(frame) != key_of(node.frame):
                node = node.child(frame)
                node.total += stack.ns
                called = True
            if frame.line is not None:
                node.lines[frame.line] += stack.ns
        node.own += stack.ns

    def main(self) -> Node | None:
        """The root of the thread that ran the cell."""
        return self._roots.get(0)

    def table(self, own: bool) -> Table:
        """The walk through all threads, callees by their time; `own` says whether that is known."""
        rows = list(self._walk(own))
        total = len(rows)
        if total > _ROWS:
            # Whole branches go: a row that stays has its callers above it.
            least = sorted((_time(row) for row in rows), reverse=True)[_ROWS - 1]
            rows = [row for row in rows if _time(row) > least][:_ROWS]
        return Table("tree", TREE_COLUMNS, rows, total)

    def _walk(self, own: bool) -> Iterator[list[Value]]:
        several = len(self._roots) > 1
        for thread in sorted(self._roots, key=lambda one: (one != 0, -self._roots[one].total)):
            root = self._roots[thread]
            if several:
                yield [0, root.frame.name, None, root.total, 0 if own else None]
            for child in _by_time(root):
                yield from self._rows(child, int(several), own)

    def _rows(self, node: Node, level: int, own: bool) -> Iterator[list[Value]]:
        frame = node.frame
        place = place_of(self._origins, frame, node.line)
        label = label_of(self._origins, frame)
        yield [level, label, place, node.total, node.own if own else None]
        for child in _by_time(node):
            yield from self._rows(child, level + 1, own)


def totals(origins: Origins, stacks: Iterable[Stack], limit: int = 50) -> Table:
    """The time of each function with all that it called, the longest first."""
    nodes: dict[Key, Node] = {}
    for stack in stacks:
        for frame in stack.frames:
            node = nodes.setdefault(key_of(frame), Node(frame))
            if frame.line is not None:
                node.lines[frame.line] += stack.ns
        for key in {key_of(frame) for frame in stack.frames}:
            nodes[key].total += stack.ns
    rows: list[list[Value]] = [
        [label_of(origins, node.frame), place_of(origins, node.frame, node.line), node.total]
        for node in sorted(nodes.values(), key=lambda one: -one.total)[:limit]
    ]
    return Table("totals", TOTAL_COLUMNS, rows, len(nodes))


def own_lines(origins: Origins, stacks: Iterable[Stack], limit: int = 100) -> Table:
    """The user's lines with their own time and that of library code which they called."""
    lines: Counter[tuple[str, int]] = Counter()
    for stack in stacks:
        for frame in reversed(stack.frames):
            if kind_of(origins, frame) == "own":
                if frame.line is not None:
                    lines[frame.filename, frame.line] += stack.ns
                break
    rows: list[list[Value]] = []
    for (filename, line), ns in lines.most_common(limit):
        place = origins.place(filename, line)
        rows.append([list(place), origins.line(*place), ns])
    return Table("own-lines", LINE_COLUMNS, rows, len(lines))


def key_of(frame: Frame) -> Key:
    """What makes two frames the same function."""
    return frame.filename, frame.name, frame.first_line


def kind_of(origins: Origins, frame: Frame) -> Kind:
    return "builtin" if frame.native else origins.kind(frame.filename)


def label_of(origins: Origins, frame: Frame) -> str:
    """The function's name, with its module where it is a library's."""
    name = frame.name.replace(".<locals>", "")
    if frame.native and frame.filename:
        library = _library(frame.filename)
        return f"{library}.{name} (native)" if name else f"{library} (native)"
    if not frame.filename:
        return name
    module = None if origins.kind(frame.filename) == "own" else origins.module(frame.filename)
    return f"{module}.{name}" if module else name


def _library(filename: str) -> str:
    """`_umath` of a path that ends with `_umath.cpython-312-x86_64-linux-gnu.so`; `libm`."""
    return os.path.basename(filename).partition(".")[0] or "?"


def place_of(origins: Origins, frame: Frame, line: int | None) -> list[int] | None:
    """Where own code is, as the user sees it."""
    if line is None or kind_of(origins, frame) != "own":
        return None
    return list(origins.place(frame.filename, line))


#: Where the threads of a kernel and of its tools begin.
_KERNELS = ("ipykernel", "IPython", "zmq", "tornado", "debugpy", "pydevd", "_pydevd_bundle")
_DISPLAY_HOOKS = ("displayhook.py", "zmqshell.py")
_COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>")
_BOOTSTRAP = ("_bootstrap", "_bootstrap_inner", "run")


def shown(stacks: Iterable[Stack], origins: Origins) -> Iterator[Stack]:
    """The stacks of the user: of the main thread from the cell on, of others all but the kernel's.

    A stack of the main thread without code of the user has no frames left.
    """
    for stack in stacks:
        frames = stack.frames
        if is_request(stack):
            continue
        first = next((i for i, one in enumerate(frames) if kind_of(origins, one) == "own"), None)
        if stack.thread == 0:
            cell = () if first is None else _without_display(frames[first:])
            yield Stack(0, _folded(cell), stack.ns, stack.count)
        elif any(frame.filename.startswith(ours.PREFIX) for frame in frames):
            continue
        elif first is not None:
            yield Stack(stack.thread, _folded(frames[first:]), stack.ns, stack.count)
        elif not _is_kernels(frames):
            yield Stack(stack.thread, _without_start(frames), stack.ns, stack.count)


def _without_display(frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    """Nothing where the cell's result was being shown: that is not the cell's work."""
    shows = any(
        frame.name.endswith("__call__") and frame.filename.endswith(_DISPLAY_HOOKS)
        for frame in frames
    )
    return () if shows else frames


def _folded(frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    """Comprehensions as part of their function, as Python 3.12 runs them."""
    kept: list[Frame] = []
    for frame in frames:
        if kept and frame.name.endswith(_COMPREHENSIONS) and frame.filename == kept[-1].filename:
            kept[-1] = replace(kept[-1], line=frame.line)
        else:
            kept.append(frame)
    return tuple(kept)


def _is_kernels(frames: tuple[Frame, ...]) -> bool:
    """True for a thread that the kernel, or one of its tools, has for itself."""
    for frame in frames:
        folders = frame.filename.split(os.sep)
        if any(name in folders for name in _KERNELS):
            return True
    return False


def _without_start(frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    """Without what every thread begins with; the last one stays, whatever it is."""
    first = 0
    while first < len(frames) - 1 and (
        frames[first].native
        or (
            frames[first].filename.endswith("threading.py")
            and frames[first].name.rpartition(".")[2] in _BOOTSTRAP
        )
    ):
        first += 1
    return frames[first:]


def _by_time(node: Node) -> list[Node]:
    return sorted(node.children.values(), key=lambda one: -one.total)


def _time(row: list[Value]) -> int:
    time = row[3]
    return time if isinstance(time, int) else 0

"""Stacks that hold memory, as tables: by line, and as a tree."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import fsum

from ..result import Column, Table, Value
from .placing import Place, Placing

#: Rows of a table.
ROWS = 500
#: Rows of a tree, how deep it goes, and the part of the whole below which a branch is left out.
_TREE_ROWS, _DEEPEST, _LEAST = 300, 30, 0.002


@dataclass(frozen=True)
class Frame:
    """One step of a stack; the function's name is not always known.

    `native` is one of a compiled library; its file is not always known.
    """

    function: str | None
    file: str
    line: int
    native: bool = False


@dataclass(frozen=True)
class Holding:
    """A stack, the innermost frame first, and the bytes and blocks that it holds."""

    stack: tuple[Frame, ...]
    bytes: int
    blocks: int


@dataclass
class _Sum:
    bytes: int = 0
    blocks: int = 0

    def add(self, holding: Holding) -> None:
        self.bytes += holding.bytes
        self.blocks += holding.blocks


#: A line of the user's and the library line below it that allocated; either may be `None`.
Where = tuple[Place | None, str | None]


class Holdings:
    """What stacks hold, without what the kernel keeps for itself."""

    def __init__(self, holdings: Iterable[Holding], placing: Placing) -> None:
        self._placing = placing
        self._kept = [one for one in holdings if self._concerns(one)]
        self.bytes = round(fsum(one.bytes for one in self._kept))
        self.blocks = round(fsum(one.blocks for one in self._kept))

    def lines(self) -> list[tuple[Where, _Sum]]:
        """Sums by line, the most bytes first."""
        found: dict[Where, _Sum] = {}
        for one in self._kept:
            found.setdefault(self._where(one.stack), _Sum()).add(one)
        return sorted(found.items(), key=lambda item: -item[1].bytes)

    def line_table(self, code: str, size: str) -> Table:
        """`size` is the code of the column with the bytes."""
        lines = self.lines()
        columns = [
            Column("place", "place"),
            Column("code", "code"),
            Column("through", "text"),
            Column(size, "bytes"),
            Column("blocks", "count"),
        ]
        rows = [self._line_row(*line) for line in lines[:ROWS]]
        return Table(code, columns, rows, len(lines))

    def tree_table(self, code: str, size: str) -> Table:
        """Callers above what they call, the largest branch first."""
        root = _Node()
        for one in self._kept:
            root.add(self._steps(one.stack), one)
        walked = list(root.walk(max(1, self.bytes * _LEAST)))
        columns = [
            Column("level", "level"),
            Column("step", "text"),
            Column("place", "place"),
            Column(size, "bytes"),
            Column("blocks", "count"),
        ]
        rows = [self._tree_row(*step) for step in walked[:_TREE_ROWS]]
        return Table(code, columns, rows, len(walked))

    def _concerns(self, holding: Holding) -> bool:
        files = {frame.file for frame in holding.stack if not frame.native}
        if any(map(self._placing.is_own, files)):
            return True
        return bool(files) and not any(map(self._placing.is_machinery, files))

    def _where(self, stack: tuple[Frame, ...]) -> Where:
        label = self._label(stack[0]) if stack else None
        for frame in stack:
            place = self._place(frame)
            if place is not None:
                return place, None if frame is stack[0] else label
        return None, label

    def _place(self, frame: Frame) -> Place | None:
        return None if frame.native else self._placing.place(frame.file, frame.line)

    def _label(self, frame: Frame) -> str:
        if not frame.native:
            return self._placing.label(frame.file, frame.line)
        library = os.path.basename(frame.file)
        return f"{frame.function or '?'} (native{', ' if library else ''}{library})"

    def _steps(self, stack: tuple[Frame, ...]) -> list[Frame]:
        """From the user's outermost frame inwards; how Python imports is no news."""
        own = [i for i, frame in enumerate(stack) if self._is_own(frame)]
        below = stack[: own[-1] + 1] if own else stack
        steps = [one for one in reversed(below) if not one.file.startswith("<frozen importlib")]
        return steps[:_DEEPEST]

    def _is_own(self, frame: Frame) -> bool:
        return not frame.native and self._placing.is_own(frame.file)

    def _line_row(self, where: Where, held: _Sum) -> list[Value]:
        place, through = where
        code = None if place is None else self._placing.code(place)
        return [None if place is None else list(place), code, through, held.bytes, held.blocks]

    def _tree_row(self, level: int, frame: Frame, held: _Sum) -> list[Value]:
        place = self._place(frame)
        step = None if place is None else self._placing.code(place)
        step = step or self._label(frame)
        if not frame.native and frame.function not in (None, "<module>"):
            step = f"{frame.function}: {step}"
        return [level, step, None if place is None else list(place), held.bytes, held.blocks]


@dataclass
class _Node:
    held: _Sum = field(default_factory=_Sum)
    children: dict[Frame, _Node] = field(default_factory=dict)

    def add(self, steps: list[Frame], holding: Holding) -> None:
        node = self
        for frame in steps:
            node = node.children.setdefault(frame, _Node())
            node.held.add(holding)

    def walk(self, least: float, level: int = 0) -> Iterator[tuple[int, Frame, _Sum]]:
        children = sorted(self.children.items(), key=lambda item: -item[1].held.bytes)
        for frame, child in children:
            if child.held.bytes >= least:
                yield level, frame, child.held
                yield from child.walk(least, level + 1)

"""The tables of a profile as rows of text, in the words of `src/model/profile/tables.ts`."""

from __future__ import annotations

from .. import units
from ..result import Column, Figure, SourceFile, Table, Unit, Value

#: Code of a table → what stands above it.
TITLES: dict[str, str] = {
    "collections": "Garbage collections",
    "threads": "Other threads",
    "growth": "Types that grew",
    "cycles": "Out of reach, held in cycles",
    "holders": "Who holds the biggest new object",
    "lines": "Lines",
    "alive": "Still alive at the end, by line",
    "alive-stacks": "Still alive at the end, by stack",
    "peak-lines": "At the highest, by line",
    "peak-stacks": "At the highest, by stack",
    "left-lines": "Left at the end, by line",
    "memory-lines": "Memory by line",
    "resident-lines": "Resident memory of the kernel by line",
    "tree": "Call tree",
    "own-lines": "Lines by their own time",
    "totals": "Functions by their total time",
    "statements": "Statements",
    "repeated": "Sent more than once from one line",
    "blocked": "What blocked the event loop",
}
#: Code of a column → its header.
HEADERS: dict[str, str] = {
    "generation": "generation",
    "thread": "thread",
    "collecting": "in garbage collections",
    "threads": "other threads seen",
    "children": "child processes seen",
    "alive": "alive",
    "collected": "collected",
    "collections": "collections",
    "grew": "grew by",
    "grew-in-all": "in the last runs",
    "holder": "held as",
    "new-objects": "new objects",
    "objects": "objects",
    "out-of-reach": "out of reach",
    "runs-grown": "runs in a row",
    "size": "size",
    "type": "type",
    "place": "line",
    "code": "code",
    "hits": "hits",
    "own": "own",
    "total": "total",
    "waiting": "waiting",
    "function": "function",
    "lines-run": "lines run",
    "through": "allocated in",
    "kept": "still alive",
    "blocks": "blocks",
    "step": "step",
    "peak": "at the highest",
    "left": "left",
    "python-peak": "Python peak",
    "native-peak": "native peak",
    "native-left": "left at the end",
    "allocations": "allocations",
    "net": "left behind",
    "rise": "peak above its start",
    "increment": "change",
    "samples": "samples",
    "gap": "longest gap",
    "statement": "statement",
    "times": "times",
    "took": "took",
    "longest": "longest",
    "blocked": "blocked",
    "statements": "statements",
    "repeats": "repeats",
    "rows": "rows",
    "database": "in the database",
    "lag": "longest lag",
}

#: Units that are read as text, from the left.
_LEFT: tuple[Unit, ...] = ("place", "code", "text")


def title(table: Table) -> str:
    return TITLES.get(table.code, table.code)


def rows(table: Table, files: list[SourceFile], count: int) -> list[list[str]]:
    """A header and the first rows; empty where there are none. Texts come before numbers."""
    if not table.rows:
        return []
    order = _order(table.columns)
    head = [_header(table.columns[index]) for index in order]
    level = next((i for i, one in enumerate(table.columns) if one.unit == "level"), None)
    lines = []
    for row in table.rows[:count]:
        cells = [_cell(row[index], table.columns[index].unit, files) for index in order]
        if level is not None:
            depth = row[level]
            cells[0] = "  " * (depth if isinstance(depth, int) else 0) + cells[0]
        lines.append(cells)
    return [head, *lines]


def texts(table: Table) -> int:
    """How many of the columns of `rows` are texts: they stand first."""
    return sum(column.unit in _LEFT for column in table.columns)


def figure(one: Figure, files: list[SourceFile]) -> tuple[str, str]:
    """The name of a figure and what it says."""
    return HEADERS.get(one.code, one.code), _cell(one.value, one.unit, files)


def _order(columns: list[Column]) -> list[int]:
    shown = [index for index, one in enumerate(columns) if one.unit != "level"]
    return sorted(shown, key=lambda index: columns[index].unit not in _LEFT)


def _header(column: Column) -> str:
    return HEADERS.get(column.code, column.code)


def _cell(value: Value, unit: Unit, files: list[SourceFile]) -> str:
    if value is None:
        return "–"
    if isinstance(value, list):
        file, line = value
        return f"{files[file].label}:{line}"
    if isinstance(value, str):
        return " ".join(value.split())
    match unit:
        case "time":
            return units.duration(value)
        case "bytes":
            return f"-{units.size(-round(value))}" if value < 0 else units.size(round(value))
        case "share":
            return units.share(value)
    return f"{value:,}"

"""The figures of the large table on their way to where the panel reads them."""

from __future__ import annotations

import statistics
import subprocess
from collections.abc import Iterable
from pathlib import Path

from cellheat.kernel import overheads

from .places import BIN
from .results import Part
from .ways import tools

#: Conditions, and instrument and tool → the least and the most slowed kind of cell.
Measured = tuple[str, dict[tuple[str, str], tuple[float, float]]]


def write(found: Iterable[tuple[str, dict[str, Part]]], path: Path) -> None:
    """Put the cells' own ratios into a module: of each version of Python, in its family's place.

    A family that was not measured keeps its figures, and so does a tool.
    """
    families = dict(overheads.MEASURED)
    for version, parts in found:
        major, minor, *_ = version.split(".")
        family = overheads.family((int(major), int(minor)))
        families[family] = _measured(parts, families.get(family, ("", {})))
    head, mark, rest = path.read_text("utf-8").partition("\nMEASURED: ")
    assert mark, f"{path} has no place for figures"
    kind, _, rest = rest.partition(" = ")
    tail = rest[rest.index("\n}\n") + len("\n}") :]
    path.write_text(f"{head}{mark}{kind} = {families!r}{tail}", "utf-8")
    subprocess.check_call([BIN / "ruff", "format", "-q", path])


def _measured(parts: dict[str, Part], before: Measured) -> Measured:
    there = {way.name: (str(way.instrument), str(way.tool)) for way in tools()}
    figures = {tool: before[1][tool] for tool in there.values() if tool in before[1]}
    for name, tool in there.items():
        if name in parts and (medians := _medians(parts[name])):
            figures[tool] = (min(medians), max(medians))
    return _conditions(parts), figures


def _medians(part: Part) -> list[float]:
    """One for each cell; nothing makes a cell faster."""
    own = [row["ratio"]["own"] for row in part["rows"]]
    return [round(max(1.0, statistics.median(some)), 2) for some in own if some]


def _conditions(parts: dict[str, Part]) -> str:
    """`Python 3.13.0 on Linux, 2 cores, 5 rounds of 5 kinds of cells`."""
    part = next(iter(parts.values()))
    where = part["conditions"]
    machine = f"Python {where['python']} on {where['system']}, {where['cores']} cores"
    counts = sorted({one["rounds"] for one in parts.values()})
    rounds = " to ".join(map(str, dict.fromkeys((counts[0], counts[-1]))))
    return f"{machine}, {rounds} rounds of {len(part['rows'])} kinds of cells"

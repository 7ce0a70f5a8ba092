"""The ways to look at a cell, one module each, in the order in which a menu offers them."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator, Mapping

from .. import packages
from ..overheads import overhead
from ..result import Catalogue, InstrumentEntry, MissingPackage, Note, ToolEntry
from .base import About, Instrument, Options, Tool
from .together import Together

_NAMES = (
    "overview",
    "timeit",
    "calls",
    "stacks",
    "lines",
    "memory",
    "allocations",
    "objects",
    "io",
)


class _Instruments(Mapping[str, About]):
    """Imports an instrument's module when it is asked for: a click wants one of them, not all."""

    def __getitem__(self, name: str) -> About:
        if name not in _NAMES:
            raise KeyError(name)
        about: About = importlib.import_module(f".{name}", __name__).ABOUT
        return about

    def __contains__(self, name: object) -> bool:
        return name in _NAMES

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)


#: Every instrument, by its name.
INSTRUMENTS = _Instruments()

#: Instruments of one ordinary run.
ONE_PASS = tuple(name for name in _NAMES if name != "timeit")

#: Instruments that can be put on beside others, and the tool of each that hardly costs anything.
BESIDE = {"memory": "resident", "io": None}

#: Two instruments that disturb one another, or tell the same, and why; in any order.
_DISTURB: dict[frozenset[str], str] = {
    frozenset(("allocations", "memory")): (
        "Memory was left out: allocations keeps its records in the memory that memory measures."
    ),
    frozenset(("allocations", "io")): (
        "I/O was left out: allocations would count the records that io keeps of each statement."
    ),
    frozenset(("objects", "io")): (
        "I/O was left out: objects would count the records that io keeps of each statement."
    ),
    frozenset(("overview", "memory")): "Memory was left out: overview has memory over time itself.",
}


class Impossible(Exception):
    """A tool cannot work in this kernel; `missing` names the package that it lacks."""

    def __init__(self, text: str, missing: MissingPackage | None = None) -> None:
        super().__init__(text)
        self.missing = missing


def one_pass(name: str, tool: str | None, options: Options) -> Instrument:
    """The instrument of this name, with this tool or the best one that works here.

    Raises KeyError for a name or a tool that there is not, and Impossible with the reason where
    it cannot work in this kernel.
    """
    chosen = _chosen(INSTRUMENTS[name], tool)
    if chosen.make is None:
        raise KeyError(name)
    reason, missing = _obstacle(chosen)
    if reason is not None:
        raise Impossible(reason, missing)
    return chosen.make(options)


def catalogue() -> Catalogue:
    """Every instrument with its tools, and what keeps them from working in this kernel."""
    return Catalogue(
        [
            InstrumentEntry(
                about.name, about.question, [_entry(about, tool) for tool in _ordered(about)]
            )
            for about in INSTRUMENTS.values()
        ]
    )


def together(name: str, tool: str | None, also: list[str], options: Options) -> Instrument:
    """`one_pass`, with other instruments beside it where nothing stands in the way.

    What does is told in the notes of the run. Raises what `one_pass` raises for the first.
    """
    first = one_pass(name, tool, options)
    kept, notes = beside(name, also)
    others: list[Instrument] = []
    for other in kept:
        try:
            others.append(one_pass(other, BESIDE[other], options))
        except Impossible as reason:
            notes.append(_alone(f"Not measured beside it: {other}. {reason}"))
    return Together(first, others, notes) if others or notes else first


def beside(name: str, also: list[str]) -> tuple[list[str], list[Note]]:
    """Those of `also` that may be on together with an instrument, and why the others may not."""
    kept: list[str] = []
    notes: list[Note] = []
    for other in dict.fromkeys(also):
        if other == name:
            continue
        reason = _DISTURB.get(frozenset((name, other)))
        if other not in BESIDE or other not in INSTRUMENTS:
            reason = f"Not measured beside it: {other}, which cannot be put on beside another."
        if reason is None:
            kept.append(other)
        else:
            notes.append(_alone(reason))
    return kept, notes


def _alone(reason: str) -> Note:
    return Note("ran-alone", reason)


def working_tool(name: str) -> str | None:
    """The tool that is used where none is asked for; `None` where none works in this kernel.

    Raises KeyError for an instrument that there is not.
    """
    first = _ordered(INSTRUMENTS[name])[0]
    return first.name if _obstacle(first)[0] is None else None


def _chosen(about: About, tool: str | None) -> Tool:
    tools = {one.name: one for one in about.tools}
    return _ordered(about)[0] if tool is None else tools[tool]


def _ordered(about: About) -> list[Tool]:
    """The tools, the one first that is used where none is asked for."""
    wanted = about.preferred()
    works = [one for one in about.tools if _obstacle(one)[0] is None]
    first = next((one for one in about.tools if one.name == wanted), (works or about.tools)[0])
    return [first, *(one for one in about.tools if one is not first)]


def _entry(about: About, tool: Tool) -> ToolEntry:
    reason, missing = _obstacle(tool)
    return ToolEntry(
        tool.name,
        reason is None,
        reason,
        missing,
        tool.measures,
        tool.blind,
        tool.needs,
        overhead(about.name, tool.name),
    )


def _obstacle(tool: Tool) -> tuple[str | None, MissingPackage | None]:
    """Why a tool cannot work here, and the package that would help."""
    if tool.package is not None and not _is_there(tool.package):
        missing = packages.missing(tool.package, importlib.util.find_spec("pip") is not None)
        name = packages.PIP_NAMES.get(tool.package, tool.package)
        return f"The package {name} is not installed.", missing
    return tool.obstacle(), None


def _is_there(package: str) -> bool:
    # py-spy is a program: there is nothing to import.
    if package == "py_spy":
        from ..stacks import pyspy

        return pyspy.program() is not None
    return importlib.util.find_spec(package) is not None

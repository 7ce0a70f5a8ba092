"""The ways to look at a cell, one module each, in the order in which a menu offers them."""

from __future__ import annotations

import importlib.util

from .. import packages
from ..overheads import overhead
from ..result import Catalogue, InstrumentEntry, MissingPackage, Note, ToolEntry
from . import calls, memory, timeit
from .base import About, Instrument, Options, Tool

#: Every instrument, by its name.
INSTRUMENTS: dict[str, About] = {
    about.name: about for about in (timeit.ABOUT, calls.ABOUT, memory.ABOUT)
}

#: Instruments of one ordinary run.
ONE_PASS = tuple(
    about.name for about in INSTRUMENTS.values() if any(tool.make for tool in about.tools)
)

#: Two instruments that disturb one another, and why; the order of a pair does not matter.
_DISTURB: dict[frozenset[str], str] = {}
#: Instruments that can be put on beside others: they neither slow the cell nor are slowed.
BESIDE = ("memory", "io")


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


def beside(name: str, also: list[str]) -> tuple[list[str], list[Note]]:
    """Those of `also` that may be on together with an instrument, and why the others may not."""
    kept: list[str] = []
    notes: list[Note] = []
    for other in also:
        if other == name or other in kept:
            continue
        reason = _DISTURB.get(frozenset((name, other)))
        if other not in BESIDE:
            reason = f"{other} cannot be put on beside another instrument."
        if reason is None:
            kept.append(other)
        else:
            notes.append(Note("ran-alone", reason))
    return kept, notes


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
    if tool.package is not None and importlib.util.find_spec(tool.package) is None:
        missing = packages.missing(tool.package, importlib.util.find_spec("pip") is not None)
        return f"{packages.PIP_NAMES.get(tool.package, tool.package)} is not installed.", missing
    return tool.obstacle(), None

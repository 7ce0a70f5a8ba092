"""How a cell is run: by itself, with each tool of each instrument, with somebody else's magic."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cellheat.kernel.instruments import INSTRUMENTS

from .cells import Cell


@dataclass(frozen=True)
class Way:
    """What is typed for a cell; with `instrument`, it is clicked, and `tool` may be left open."""

    name: str
    typed: Callable[[Cell], str]
    instrument: str | None = None
    tool: str | None = None

    @property
    def is_peer(self) -> bool:
        return self.instrument is None


def as_cell(cell: Cell) -> str:
    return cell.source


def as_call(cell: Cell) -> str:
    """The work in a function of the notebook's: then both sides measure the same functions."""
    return cell.call


def _by_line(cell: Cell) -> str:
    """%lprun wants a statement, and functions by their names."""
    named = " ".join(f"-f {name}" for name in (cell.name, *cell.reaches))
    return f"%lprun {named} {cell.call}"


def _magic(name: str, work: Callable[[Cell], str] = as_cell) -> Way:
    return Way(name, lambda cell: f"{name}\n{work(cell)}")


def bare(work: Callable[[Cell], str] = as_cell) -> Way:
    return Way("bare", work)


def clicked(instrument: str, work: Callable[[Cell], str] = as_call) -> Way:
    """The tool is the one that a click takes."""
    return Way(instrument, work, instrument)


def called(magic: str) -> Way:
    """A cell magic on a cell that calls the function."""
    return _magic(magic, as_call)


LPRUN = Way("%lprun", _by_line)

#: Magics that people use for the same questions, as they are typed.
PEERS = (
    _magic("%%prun"),
    LPRUN,
    _magic("%%lprun_all"),
    _magic("%%memit"),
    _magic("%%pyinstrument"),
    _magic("%%memray_flamegraph"),
)

#: Some can be told to await.
AWAITING_PEERS = (*PEERS, _magic("%%pyinstrument --async_mode=enabled"))


def tools() -> Iterator[Way]:
    """All tools of all instruments that run a cell once."""
    for about in INSTRUMENTS.values():
        for tool in about.tools:
            if tool.make:
                yield Way(f"{about.name}: {tool.name}", as_cell, about.name, tool.name)


def ways() -> Iterator[Way]:
    """Those of the table."""
    yield from tools()
    yield from PEERS

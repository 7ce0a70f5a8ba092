"""Several instruments on one run: one that answers the question, and some beside it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from ..cells.cell import Cell
from ..result import CallsData, Distortion, MemoryData, Note, TableData
from .base import Instrument, Measured, Settling


class Together:
    """Stands for the first instrument, and puts the others on and off around it.

    The first is on last and off first, so that it does not see what the others do for themselves.
    """

    def __init__(self, first: Instrument, others: list[Instrument], notes: list[Note]) -> None:
        self.first = first
        self.others = others
        self.name = first.name
        self._notes = notes

    @property
    def tool(self) -> str:
        return self.first.tool

    @property
    def tools(self) -> dict[str, str]:
        return self.first.tools

    def prepare(self) -> None:
        for one in (*self.others, self.first):
            one.prepare()

    def start(self) -> None:
        for one in (*self.others, self.first):
            one.start()

    def stop(self) -> None:
        # One that fails must not keep the others on.
        with ExitStack() as off:
            for one in (*self.others, self.first):
                off.callback(one.stop)

    def settle(self) -> None:
        for one in (self.first, *self.others):
            if isinstance(one, Settling):
                one.settle()

    def release(self) -> None:
        with ExitStack() as off:
            for one in (*self.others, self.first):
                off.callback(one.release)

    def notes(self) -> list[Note]:
        return [*self.first.notes(), *self._notes]

    def distortion(self, measured: Measured) -> Distortion | None:
        return self.first.distortion(measured)

    def data(self, ip: Any, cell: Cell, measured: Measured) -> CallsData | MemoryData | TableData:
        return self.first.data(ip, cell, measured)

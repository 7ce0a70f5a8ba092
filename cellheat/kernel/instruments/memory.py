"""`memory`: the highest resident memory of the run.

Every run reads the resident memory around it (`resident.py`), so this instrument adds nothing to
the run: it is the one to choose when the time of the cell should stay as it is.
"""

from __future__ import annotations

import platform
from typing import Any

from ..cell import Cell
from ..result import MemoryData, Note
from .base import Measured

_REUSE = Note(
    "resident-only",
    "This is the memory of the whole kernel that is in RAM. Blocks that the kernel already held "
    "and used again do not show, nor does memory that was reserved but never touched, nor that of "
    "child processes.",
)

_UNKNOWN = Note(
    "no-peak",
    "This system does not tell the highest memory of a run, so only what could be read is shown.",
    "caution",
)


class Memory:
    """Start, highest and end of the kernel's resident memory."""

    name = "memory"

    def __init__(self) -> None:
        self._unknown = False

    @property
    def tools(self) -> dict[str, str]:
        return {"resident memory": platform.system()}

    def start(self) -> None:
        """Nothing to put on."""

    def stop(self) -> None:
        """Nothing to take off."""

    def notes(self) -> list[Note]:
        return [_UNKNOWN, _REUSE] if self._unknown else [_REUSE]

    def data(self, ip: Any, cell: Cell, measured: Measured) -> MemoryData:
        resident = measured.resident
        self._unknown = resident.peak is None
        return MemoryData(resident.start, resident.peak, resident.end, resident.method)

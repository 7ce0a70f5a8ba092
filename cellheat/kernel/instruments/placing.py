"""Where a line stands for a reader of a table: its place, its text, or the module that it is in."""

from __future__ import annotations

import linecache

from ..cells.cell import Origins

#: What runs a cell and shows its result; what it allocates for itself is not the cell's.
_MACHINERY = frozenset(
    {"IPython", "ipykernel", "jupyter_client", "traitlets", "tornado", "zmq", "comm", "tracemalloc"}
)
#: cellheat, installed or brought by a front end.
_OURS = __name__.partition(".")[0]
#: A line of code in a table is shown up to here.
_LONGEST = 120

Place = tuple[int, int]


class Placing:
    """Places of lines in the files of `origins`."""

    def __init__(self, origins: Origins) -> None:
        self.origins = origins
        self._filenames: dict[int, str] = {}
        self._machinery: dict[str, bool] = {}

    def is_own(self, filename: str) -> bool:
        return self.origins.kind(filename) == "own"

    def is_machinery(self, filename: str) -> bool:
        """True for the kernel's own code, and for ours."""
        if filename not in self._machinery:
            top = (self.origins.module(filename) or "").partition(".")[0]
            ours = top == _OURS or filename.startswith(f"<{_OURS}")
            self._machinery[filename] = ours or top in _MACHINERY
        return self._machinery[filename]

    def place(self, filename: str, line: int) -> Place | None:
        """Of a line of the user's; `None` for libraries."""
        if not self.is_own(filename):
            return None
        place = self.origins.place(filename, line)
        self._filenames[place[0]] = filename
        return place

    def code(self, place: Place) -> str | None:
        """The text of the line at a place that `place` gave; `None` where it is not known."""
        file, line = place
        if self.origins.files[file].text is None:
            found = linecache.getline(self._filenames[file], line)
        else:
            found = self.origins.line(file, line) or ""
        return found.strip()[:_LONGEST] or None

    def label(self, filename: str, line: int) -> str:
        """`json.decoder:353`, for a line of a library."""
        return f"{self.origins.module(filename)}:{line}"

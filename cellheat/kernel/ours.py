"""Which code is ours, installed or brought by a front end."""

from __future__ import annotations

#: What the file names of this package's code begin with.
PREFIX: str = (lambda: None).__code__.co_filename.rpartition("ours")[0]
#: File names of the front end's statements, which look like those of cells.
statements: set[str] = set()

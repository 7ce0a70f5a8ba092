"""Measured lines as the user sees them: which line of which cell, and what is written there."""

from __future__ import annotations

from dataclasses import dataclass

from ..cells.cell import Origins
from ..linetrace import Line
from ..result import SourceFile


@dataclass(frozen=True)
class SourceLine:
    """`place` is an index into the files of the origins and the line in it, from 1."""

    place: list[int]
    text: str
    line: Line


def source_lines(lines: list[Line], origins: Origins) -> list[SourceLine]:
    """The lines, in their order; their files are added to those of `origins`."""
    places = [origins.place(line.filename, line.line) for line in lines]
    same = _same_files(origins.files)
    return [
        SourceLine([same[file], number], origins.line(file, number) or "", line)
        for (file, number), line in zip(places, lines, strict=True)
    ]


def _same_files(files: list[SourceFile]) -> list[int]:
    """For each file the one to show instead: the body of a `%%` magic is compiled by itself."""
    best: dict[str | None, int] = {}
    for index, file in enumerate(files):
        other = best.setdefault(file.text, index)
        if (file.count or 0) > (files[other].count or 0):
            best[file.text] = index
    return [index if file.text is None else best[file.text] for index, file in enumerate(files)]

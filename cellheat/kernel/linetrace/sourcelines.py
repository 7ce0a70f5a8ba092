"""Measured lines as the user sees them: which line of which cell, and what is written there."""

from __future__ import annotations

from dataclasses import dataclass

from ..cells.cell import Origins
from ..linetrace import Line
from ..result import SourceFile

#: What is shown of a longer line.
_LONGEST = 200


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
        SourceLine([same[file], number], _text(origins.files[file].text, number), line)
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


def _text(source: str | None, number: int) -> str:
    written = (source or "").split("\n")
    if not 0 < number <= len(written):
        return ""
    text = written[number - 1].strip()
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"

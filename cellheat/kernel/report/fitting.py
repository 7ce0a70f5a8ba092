"""What of a result a notebook keeps: all of it, or as much as its file should take in.

A result in the panel has no such limit: it is gone with the page.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from ..result import (
    CallsData,
    CallsHeadline,
    Caution,
    ComparisonResult,
    Failure,
    Note,
    Point,
    Profile,
    SourceFile,
    Table,
    Value,
    Variant,
    VariantTimes,
)

#: Bytes that one result may take in a notebook's file.
LIMIT = 256 * 1024

Told = Profile | Failure | ComparisonResult

#: How deep outputs lie in a notebook's file: each level is a space before every line.
_DEPTH = 5


@dataclass(frozen=True)
class Cut:
    """What is left at most: letters of a source and of another text, rows of a table, times of a
    variant at one size, and sizes."""

    source: int
    text: int
    rows: int
    times: int
    points: int


#: One after the other, until it fits. Hashes and names that the front end knows stay whole.
CUTS = (
    Cut(source=20_000, text=1_000, rows=500, times=100, points=64),
    Cut(source=2_000, text=400, rows=250, times=50, points=64),
    Cut(source=0, text=200, rows=100, times=25, points=32),
    Cut(source=0, text=100, rows=40, times=10, points=16),
    Cut(source=0, text=80, rows=15, times=5, points=4),
)


def weight(bundle: dict[str, Any]) -> int:
    """Bytes of an output's data in a notebook's file, which has a line for every value."""
    lines = {
        mime: data.splitlines(True) if isinstance(data, str) else data
        for mime, data in bundle.items()
    }
    text = json.dumps(lines, indent=1, ensure_ascii=False)
    return len(text.encode("utf-8", "surrogatepass")) + _DEPTH * text.count("\n")


def shortened(result: Told, cut: Cut) -> Told:
    """The result without what is too much, and with a sentence that says so."""
    whole: Told = _cut(result, cut)
    if isinstance(whole, Profile):
        return replace(whole, notes=[*whole.notes, _PROFILE])
    if isinstance(whole, ComparisonResult):
        return replace(whole, cautions=[*whole.cautions, _COMPARISON])
    return whole


def _cut(value: Any, cut: Cut) -> Any:
    """The same for any part of a result."""
    if isinstance(value, str):
        return _text(value, cut.text)
    if isinstance(value, list):
        return [_cut(one, cut) for one in value]
    if isinstance(value, dict):
        return {key: _cut(one, cut) for key, one in value.items()}
    if not is_dataclass(value) or isinstance(value, type):
        return value
    less = _less(value, cut)
    return replace(
        less,
        **{
            one.name: _cut(getattr(less, one.name), cut)
            for one in fields(less)
            if one.name not in _SOURCES.get(type(less), ())
        },
    )


#: What is left out rather than shortened, or shortened by its own rule.
_SOURCES: dict[type, tuple[str, ...]] = {
    SourceFile: ("text",),
    Variant: ("code",),
    Failure: ("detail",),
}


def _less(value: Any, cut: Cut) -> Any:
    """Without what there is too much of at this level."""
    if isinstance(value, SourceFile):
        return replace(value, text=_source(value.text, cut.source))
    if isinstance(value, Variant):
        return replace(value, code=_source(value.code, cut.source))
    if isinstance(value, Failure):
        # A traceback says at its end what happened.
        return replace(value, detail=value.detail and _end(value.detail, 20 * cut.text))
    if isinstance(value, Table):
        return replace(value, rows=value.rows[: cut.rows])
    if isinstance(value, CallsData):
        return _fewer_functions(value, cut.rows)
    if isinstance(value, VariantTimes):
        return replace(value, values_ns=_thinned(value.values_ns, cut.times))
    if isinstance(value, ComparisonResult):
        return _fewer_points(value, cut.points)
    return value


def _text(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1] + "…"


def _end(text: str, letters: int) -> str:
    return text if len(text) <= letters else "…" + text[1 - letters :]


def _source(text: str | None, letters: int) -> str | None:
    """All of it or nothing: a part would be the text of no cell."""
    return text if text is not None and len(text) <= letters else None


def _thinned(values: list[Any], count: int) -> list[Any]:
    """Evenly, so that the first and what stands for the end stay."""
    return values[:: -(-len(values) // count)] if values else values


def _fewer_functions(data: CallsData, count: int) -> CallsData:
    """The first ones, with that of the headline among them; edges between others go."""
    if len(data.functions) <= count:
        return data
    kept = list(range(count))
    if data.headline is not None and data.headline.function not in kept:
        kept[-1] = data.headline.function
    places = {old: new for new, old in enumerate(kept)}
    return replace(
        data,
        functions=[data.functions[index] for index in kept],
        headline=data.headline and _headline(data.headline, places),
        tables=[replace(table, rows=_between(table.rows, places)) for table in data.tables],
    )


def _headline(headline: CallsHeadline, places: dict[int, int]) -> CallsHeadline:
    function = places[headline.function]
    callee = None if headline.callee is None else places.get(headline.callee)
    callee_ns = 0 if callee is None else headline.callee_ns
    return CallsHeadline(function, headline.ns, callee, callee_ns)


def _between(rows: list[list[Value]], places: dict[int, int]) -> list[list[Value]]:
    """Edges, which begin with two indices of functions."""
    found: list[list[Value]] = []
    for caller, callee, *rest in rows:
        if caller in places and callee in places:
            found.append([places[caller], places[callee], *rest])  # type: ignore[index]
    return found


def _fewer_points(result: ComparisonResult, count: int) -> ComparisonResult:
    """Every so many sizes, with that of the verdict among them."""
    if len(result.points) <= count:
        return result
    at = None if result.at is None else result.points[result.at]
    points: list[Point] = _thinned(result.points, count)
    if at is not None and not any(point is at for point in points):
        points[-1] = at
        points.sort(key=lambda point: result.points.index(point))
    found = next((i for i, point in enumerate(points) if point is at), None)
    return replace(result, points=points, at=found)


_PROFILE = Note(
    "cut-for-notebook",
    "This is more than a notebook should keep, so rows and texts of cells were left out here. "
    "Profile the cell with the button of its toolbar to see them in the panel.",
)
_COMPARISON = Caution(
    "cut-for-notebook",
    "This is more than a notebook should keep, so sources, single times or sizes were left out "
    "here. The comparison's attribute by_n has every size.",
)

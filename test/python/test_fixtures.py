"""A fresh run has the shape of the committed fixtures, which jest reads: drift fails here."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from kernels import ROOT, Kernel
from recording import RUNS

FOLDER = ROOT / "test" / "fixtures"


def shape(value: Any) -> Any:
    """Keys and types, with the union of a list's elements in place of the elements."""
    if isinstance(value, dict):
        return {key: shape(part) for key, part in value.items()}
    if isinstance(value, list):
        return [sorted({json.dumps(shape(part), sort_keys=True) for part in value})]
    # A whole number of nanoseconds is a number all the same.
    return "number" if type(value) in (int, float) else type(value).__name__


def test_shape_tells_a_change() -> None:
    assert shape({"a": [1, 2.5], "b": None}) == shape({"a": [3], "b": None})
    assert shape({"a": 1}) != shape({"a": "1"})
    assert shape({"a": 1}) != shape({"a": 1, "b": 2})


def test_every_fixture_is_still_made() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(RUNS)


#: What differs from run to run: what can be done about a result, and what its words name.
_OPTIONAL = ("tools", "cautions", "token", "offers", "facts", "rows")
#: Lists of which a run has any number, all of one kind: what counts is what their elements have.
_LISTS = ("notes", "functions", "files", "figures", "tables", "also")
#: Known in one run and not in another.
_UNKNOWN = (
    *("callee", "finding", "suggestion", "distortion", "missing", "timeline"),
    *("expected_ns", "overhead", "children_bytes"),
)


def comparable(value: Any, other: Any) -> Any:
    """`value` without what one run has and another has not; `other` stands in its place there."""
    if isinstance(value, list):
        return [comparable(part, part) for part in value]
    if not isinstance(value, dict) or not isinstance(other, dict):
        return value
    rest = {}
    for key, part in value.items():
        same = other.get(key)
        if key in _OPTIONAL or (key in _UNKNOWN and None in (part, same)):
            continue
        if key in _LISTS and isinstance(part, list):
            # Where one of them is empty, there is nothing to hold against the other.
            rest[key] = {" ".join(sorted(one)): None for one in part} if part and same else {}
        else:
            rest[key] = comparable(part, same)
    return rest


def test_comparable_forgives_what_a_run_does_not_know() -> None:
    known = {"headline": {"ns": 5, "callee": 1}, "notes": [{"code": "a"}], "rows": [[1, "x"]]}
    less = {"headline": {"ns": 7, "callee": None}, "notes": [], "rows": []}
    assert shape(comparable(known, less)) == shape(comparable(less, known))
    other = {**less, "notes": [{"name": "a"}]}
    assert shape(comparable(known, other)) != shape(comparable(other, known))
    assert shape(comparable(known, {})) != shape(comparable({}, known))


#: They lend the kernel a package, or leave it with an interrupt behind it.
_ALONE = ("lines", "memory-package", "comparison-interrupted")


@pytest.mark.parametrize("name", RUNS)
def test_a_fresh_run_has_the_same_shape(
    name: str, edge_kernel: Kernel, fresh: Callable[[str], Kernel]
) -> None:
    recorded = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    kernel = fresh(edge_kernel.version) if name in _ALONE else edge_kernel
    now = RUNS[name](kernel)
    # Which cautions there are depends on how busy the machine is, too.
    assert all(part.keys() == {"code", "text"} for part in now.get("cautions", []))
    assert shape(comparable(now, recorded)) == shape(comparable(recorded, now))

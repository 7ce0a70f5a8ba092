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


#: What differs from run to run: which notes and rows there are, what is known, and what can be done
#: about it.
_OPTIONAL = ("notes", "functions", "tools", "cautions", "token", "offers")


def comparable(document: dict[str, Any]) -> dict[str, Any]:
    """The document without what one run has and another has not, but with the shape of a row."""
    rest = {key: value for key, value in document.items() if key not in _OPTIONAL}
    for key in ("notes", "functions"):
        if key in document:
            rest[key] = sorted({tuple(sorted(part)) for part in document[key]})
    # Which cautions there are depends on how busy the machine is, too.
    assert all(part.keys() == {"code", "text"} for part in document.get("cautions", []))
    if isinstance(rest.get("data"), dict):
        rest["data"] = comparable(rest["data"])
    return rest


@pytest.mark.parametrize("name", RUNS)
def test_a_fresh_run_has_the_same_shape(
    name: str, edge: str, fresh: Callable[[str], Kernel]
) -> None:
    recorded = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    now = RUNS[name](fresh(edge))
    assert shape(comparable(now)) == shape(comparable(recorded))

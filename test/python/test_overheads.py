"""What instruments cost, in words; and the benchmark's figures on their way to these words."""

from __future__ import annotations

import runpy
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from kernels import ROOT

from cellheat.kernel import overheads
from cellheat.kernel.instruments.expected import by_events, by_figures
from cellheat.kernel.overheads import family, told
from cellheat.kernel.result import Overhead

sys.path.insert(0, str(ROOT))

from bench.markdown import BEGIN, END, write_measured
from bench.overhead import figures, goals, ratios
from bench.overhead.__main__ import page
from bench.overhead.cells import CELLS
from bench.overhead.kernel import Took
from bench.overhead.pairs import PAIRS
from bench.overhead.results import Conditions, load, save
from bench.overhead.rounds import Taken
from bench.overhead.ways import Way, clicked, tools


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.97, 1.04, "hardly longer"),
        (1.96, 2.04, "about 2.0 times as long"),
        (1.0, 18.93, "1.0 to 19 times as long"),
        (1.21, 340.12, "1.2 to more than 100 times as long"),
    ],
)
def test_a_range_in_words(low: float, high: float, words: str) -> None:
    assert told(Overhead(low, high, "")) == words


def measured(way: Way, *cells: list[float]) -> dict[str, Any]:
    """A part of the large table, with these ratios of the cell's own time."""
    rows = []
    for cell, found in zip(CELLS, cells, strict=True):
        taken = Taken(way, cell)
        for ratio in found:
            run = Took(2 * ratio, 2 * ratio, ratio, ratio)
            taken.runs.append((run, Took(1.0, 1.0, 1.0, 1.0)))
        rows.append(taken.document())
    conditions = Conditions("a command", "3.11.7").end()
    return {"rows": rows, "rounds": 3, "absent": {}, "conditions": conditions}


def calls_measured() -> dict[str, dict[str, Any]]:
    calls = next(way for way in tools() if (way.instrument, way.tool) == ("calls", "cProfile"))
    cells = [[5.0, 7.0, 6.0], [0.9, 0.8, 0.9], *[[2.0, 2.1, 2.2]] * (len(CELLS) - 2)]
    return {calls.name: measured(calls, *cells)}


def test_the_benchmark_replaces_the_figures_of_its_own_family(tmp_path: Path) -> None:
    path = tmp_path / "overheads.py"
    shutil.copy(overheads.__file__, path)
    figures.write([("3.11.7", calls_measured())], path)
    source = path.read_text("utf-8").replace("from .result", "from cellheat.kernel.result")
    path.write_text(source, "utf-8")
    found = runpy.run_path(str(path))
    assert found["MEASURED"].keys() == {"below 3.12", "3.12 and later"}
    _, before = overheads.MEASURED["below 3.12"]
    conditions, after = found["MEASURED"]["below 3.12"]
    assert after == {**before, ("calls", "cProfile"): (1.0, 6.0)}
    assert conditions.startswith("Python 3.11.7 on ") and "3 rounds of 5 kinds" in conditions
    assert found["MEASURED"]["3.12 and later"] == overheads.MEASURED["3.12 and later"]
    assert found["overhead"]("calls", "cProfile", "below 3.12").high == 6.0


def test_what_was_measured_is_written_between_the_marks(tmp_path: Path) -> None:
    """And nothing else of the page changes, however often it is written."""
    save(ratios.KIND, "3.11.7", calls_measured(), tmp_path)
    readme = tmp_path / "README.md"
    shutil.copy(ROOT / "bench" / "README.md", readme)
    write_measured(readme, page(tmp_path))
    once = readme.read_text("utf-8")
    write_measured(readme, page(tmp_path))
    assert readme.read_text("utf-8") == once
    before, _, after = (ROOT / "bench" / "README.md").read_text("utf-8").partition(BEGIN)
    assert once.startswith(before + BEGIN) and once.endswith(after.partition(END)[2])
    # The cell's own time, and from the click to the result.
    assert "| calls: cProfile | 6.00 (5.00 to 7.00) | 0.90 (0.80 to 0.90) |" in once
    assert "| calls: cProfile | 12 (10 to 14) | 1.80 (1.60 to 1.80) |" in once
    assert "`a command`" in once


def test_a_part_that_is_measured_anew_replaces_itself_alone(tmp_path: Path) -> None:
    save("goals", "3.9.1", {"calls": {"a": 1}, "lines": {"a": 1}}, tmp_path)
    save("goals", "3.9.1", {"calls": {"a": 2}}, tmp_path)
    save("goals", "3.13.0", {"idle": {"a": 3}}, tmp_path)
    assert list(load("goals", tmp_path)) == [
        ("3.13.0", {"idle": {"a": 3}}),
        ("3.9.1", {"calls": {"a": 2}, "lines": {"a": 1}}),
    ]


def test_a_goal_is_told_with_its_spread() -> None:
    ratio = {"own": [1.0, 1.1, 1.0, 1.0, 1.0], "client": [1.2, 1.0, 1.1]}
    row = {
        **Taken(clicked("calls"), CELLS[0]).document(),
        "tool": "cProfile",
        "base": "%%prun",
        "limit": 1.05,
        "since": None,
        "ratio": {**ratio, "own_processor": [1.01], "processor": []},
    }
    own, client = PAIRS["calls"].goals({"rows": [row], "conditions": {"python": "3.13.0"}})
    assert (own.measured, own.reached) == (
        "1.00 (1.00 to 1.00); processor time 1.01; 5 rounds",
        True,
    )
    assert (client.measured, client.reached) == (
        "1.10 (1.00 to 1.20); processor time –; 3 rounds",
        False,
    )


def goals_measured() -> dict[str, dict[str, Any]]:
    """The parts of the goals that are no pairs, as they measure them."""
    steps = {"prepare": 0.25, "data": 0.001}
    click = {"tool": "sampler", "arm": 0.26, "collect": 0.004, "processor": 0.01, "steps": steps}
    first = {**click, "bring": 0.2}
    awaits = {"instrument": "io", "works": True, "said": None}
    fails = {"instrument": None, "works": False, "said": "SyntaxError: a | b"}
    return {
        "bridge": {
            "rows": [{"instrument": "overview", "first": [first], "later": [click, click]}],
            "empty": [{"wall": 0.003, "processor": 0.002}],
        },
        "await": {
            "rows": [{"way": "io: events", **awaits}, {"way": "%%prun", **fails}],
            "refused": {"memray==1.20.0": "no matching distribution"},
            "unloaded": {},
        },
        "idle": {
            "seconds": 5.0,
            "rests": [{"messages": [1, 0], "ms": [2.5, 2.0]}],
            "cells": [{"wall_ms": [3.0, 3.0], "ms": [2.5, 2.0]}],
        },
    }


def test_every_part_of_the_goals_is_told(tmp_path: Path) -> None:
    conditions = Conditions("a command", "3.13.0").end()
    parts = {name: {**part, "conditions": conditions} for name, part in goals_measured().items()}
    save(goals.KIND, "3.13.0", parts, tmp_path)
    lines = list(page(tmp_path))
    for line in (
        "| the bridge of `overview`: at most 20 ms beyond its tool | 14.0 (14.0 to 14.0) ms, "
        "2 clicks | yes |",
        "| every instrument measures the await cell | 1 of 1 instruments, 1 of 1 tools | yes |",
        "| which none of the peers' magics can | none does | yes |",
        "| idle: 0 messages on all channels | 1 in 1 times 5 s | **no** |",
        "| `%%prun` | fails | SyntaxError: a / b |",
        "`memray==1.20.0` does not install: no matching distribution",
        "Two requests that do nothing take 6.0 ms, and 4.0 ms of processor time.",
    ):
        assert line in lines
    assert sum("`a command`" in line for line in lines) == len(parts)


def test_each_python_has_its_family() -> None:
    assert [family((3, 10)), family((3, 12)), family((3, 15))] == [
        "below 3.12",
        *["3.12 and later"] * 2,
    ]


def test_a_cell_that_was_not_seen_is_expected_to_be_like_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    measured = {family(): ("", {("calls", "cProfile"): (1.5, 4.0)})}
    monkeypatch.setattr(overheads, "MEASURED", measured)
    assert by_figures("calls", "cProfile", 1000) == (1500, 4000)
    assert by_figures("calls", "other", 1000) is None


def test_what_was_seen_to_happen_often_takes_longer() -> None:
    little, much = by_events(10**9, 1, 2), by_events(10**9, 10**6, 10**7)
    assert little is not None and much is not None
    assert 10**9 <= little[0] <= little[1] < 1.001 * 10**9
    assert little[1] < much[0] < much[1]

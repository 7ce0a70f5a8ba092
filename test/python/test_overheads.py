"""What instruments cost, in words; and the benchmark's figures on their way to these words."""

from __future__ import annotations

import runpy
import shutil
import sys
from pathlib import Path

import pytest
from kernels import ROOT

from cellheat.kernel import overheads
from cellheat.kernel.instruments.expected import by_events, by_figures
from cellheat.kernel.overheads import family, told
from cellheat.kernel.result import Overhead


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


def test_the_benchmark_replaces_the_figures_of_its_own_family(tmp_path: Path) -> None:
    sys.path.insert(0, str(ROOT / "bench"))
    import overhead as bench

    calls, *_ = (way for way in bench.ways() if way.tool == ("calls", "cProfile"))
    table = {
        "slow": (1.0, {way: bench.Ratios() for way in bench.ways()}),
        "fast": (1.0, {way: bench.Ratios() for way in bench.ways()}),
    }
    table["slow"][1][calls].cell += [5.0, 7.0, 6.0]
    table["fast"][1][calls].cell += [0.9, 0.8, 0.9]
    path = tmp_path / "overheads.py"
    shutil.copy(overheads.__file__, path)
    bench.write(table, "below 3.12", "a machine", path)
    source = path.read_text("utf-8").replace("from .result", "from cellheat.kernel.result")
    path.write_text(source, "utf-8")
    found = runpy.run_path(str(path))
    assert found["MEASURED"].keys() == {"below 3.12", "3.12 and later"}
    _, before = overheads.MEASURED.get("below 3.12", ("", {}))
    after = {**before, ("calls", "cProfile"): (1.0, 6.0)}
    assert found["MEASURED"]["below 3.12"] == ("a machine", after)
    assert found["MEASURED"]["3.12 and later"] == overheads.MEASURED["3.12 and later"]
    assert found["overhead"]("calls", "cProfile", "below 3.12").high == 6.0


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

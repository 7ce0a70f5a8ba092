"""A profile in words, for readers without the front end."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest

from cellheat.kernel.report import bundle, headline, html, text
from cellheat.kernel.report.findings import SENTENCES
from cellheat.kernel.result import (
    CallsData,
    CallsHeadline,
    CellReference,
    Distortion,
    Environment,
    Failure,
    Finding,
    FunctionRow,
    MemoryData,
    Note,
    Outcome,
    Profile,
    SourceFile,
    Suggestion,
    TableData,
    TimeitData,
    Timeline,
)

CELL = CellReference("id", "0" * 64, 12)
ENVIRONMENT = Environment("3.12.1", "CPython", "Linux x86_64", 2, "0.1.0", {"cProfile": "3.12.1"})
MIB = 2**20


def row(name: str, kind: Any = "own", **changes: Any) -> FunctionRow:
    values: dict[str, Any] = {
        "name": name,
        "kind": kind,
        "module": None,
        "file": 0 if kind == "own" else None,
        "line": 3 if kind == "own" else None,
        "calls": 1,
        "primitive_calls": 1,
        "own_ns": 7_940_000_000,
        "total_ns": 8_400_000_000,
    }
    return FunctionRow(**{**values, **changes})


def calls(**changes: Any) -> CallsData:
    values: dict[str, Any] = {
        "total_ns": 8_600_000_000,
        "waiting_ns": None,
        "files": [SourceFile("cell", "[12]", 12, "match()")],
        "functions": [row("match"), row("sorted", "builtin", own_ns=50_000_000)],
        "functions_total": 2,
        "headline": CallsHeadline(0, 7_940_000_000, None, 0),
    }
    return CallsData(**{**values, **changes})


def profile(data: Any, **changes: Any) -> Profile:
    kinds = {
        CallsData: "calls",
        MemoryData: "memory",
        TableData: "overview",
        TimeitData: "timeit",
    }
    values: dict[str, Any] = {
        "instrument": kinds[type(data)],
        "tool": "cProfile",
        "cell": CELL,
        "outcome": Outcome("ok"),
        "started": "2026-01-02T03:04:05.678Z",
        "wall_ns": 8_610_000_000,
        "cpu_ns": 8_550_000_000,
        "peak_bytes": 34 * MIB,
        "environment": ENVIRONMENT,
        "notes": [],
        "data": data,
    }
    return Profile(**{**values, **changes})


def timeit(values: list[float], **changes: Any) -> TimeitData:
    fields: dict[str, Any] = {
        "loops": 1000,
        "budget_s": 2.0,
        "values_ns": values,
        "best_ns": min(values),
        "median_ns": sorted(values)[len(values) // 2],
        "low_ns": min(values),
        "high_ns": max(values),
        "one_run": len(values) == 1,
        "runs": 1000,
    }
    return TimeitData(**{**fields, **changes})


def test_the_headline_names_the_function() -> None:
    assert headline(profile(calls())) == "7.9 of 8.6 s went into match."


def test_the_headline_names_what_it_mostly_calls() -> None:
    top = CallsHeadline(0, 7_940_000_000, 1, 7_000_000_000)
    said = headline(profile(calls(headline=top)))
    assert said == "7.9 of 8.6 s went into match, most of it in sorted."


@pytest.mark.parametrize(
    ("data", "changes", "said"),
    [
        (calls(), {"wall_ns": 3_100_000}, "3.1 ms: too short to matter unless it runs often."),
        (calls(waiting_ns=8_000_000_000), {}, "8.0 of 8.6 s were spent waiting."),
        (calls(headline=None), {}, "No function of yours was seen in these 8.61 s."),
        (
            calls(total_ns=2_000_000_000),
            {},
            "Only 2.0 of 8.6 s went into your code; the rest is IPython's, such as showing the "
            "result.",
        ),
        (
            calls(),
            {"outcome": Outcome("raised", "KeyError")},
            "Stopped by KeyError after 8.6 s. 7.9 of 8.6 s went into match.",
        ),
        (
            calls(),
            {"outcome": Outcome("interrupted", "KeyboardInterrupt")},
            "Stopped after 8.6 s. 7.9 of 8.6 s went into match.",
        ),
        (calls(), {"outcome": Outcome("not-run", "SyntaxError")}, "Did not run: SyntaxError."),
        (
            MemoryData(100 * MIB, 134 * MIB, 112 * MIB, "VmHWM"),
            {},
            "Memory rose by 34 MiB at its highest; 12 MiB stayed.",
        ),
        (
            MemoryData(100 * MIB, 134 * MIB, 100 * MIB, "VmHWM"),
            {},
            "Memory rose by 34 MiB at its highest; none of it stayed.",
        ),
        (MemoryData(100 * MIB, 100 * MIB, 100 * MIB, "VmHWM"), {}, "Memory did not rise."),
        (
            MemoryData(None, None, None, None),
            {},
            "How much memory the cell took cannot be read from this kernel.",
        ),
        (timeit([3.2e9]), {}, "3.2 s: one run, no spread known."),
        (
            timeit([45e3, 46e3, 47e3]),
            {},
            "46 µs a run, from 45 to 47 µs in 3 repeats.",
        ),
        (
            timeit([45e3, 45e3, 46e3, 47e3, 47e3]),
            {},
            "46 µs a run, from 45 to 47 µs for the middle half of 5 repeats.",
        ),
    ],
)
def test_headlines(data: Any, changes: dict[str, Any], said: str) -> None:
    assert headline(profile(data, **changes)) == said


def test_every_sentence_of_a_finding_begins_with_a_capital_letter_or_a_number() -> None:
    for code, words in SENTENCES.items():
        for sentence in words.split(". "):
            first = sentence.split()[0].strip("{,;}")
            assert first[0].isupper() or first.endswith(("_ns", "_bytes", "_count")), code


def test_memory_over_time_is_in_the_text_and_the_html() -> None:
    sizes = [100 * MIB, 120 * MIB, 134 * MIB, 112 * MIB]
    timeline = Timeline(
        "cellheat sampler", 0.005, 1702, [0, 3 * 10**9, 5 * 10**9, 8 * 10**9], sizes
    )
    result = profile(MemoryData(100 * MIB, 134 * MIB, 112 * MIB, "VmHWM", timeline))
    said = text(result, rows=5)
    assert "▅" in said
    assert "█" in said
    assert "1,702 samples, one every 5 ms (cellheat sampler)" in " ".join(said.split())
    assert max(map(len, said.splitlines())) <= 80
    drawn = html(result, rows=5)
    assert drawn.count("height:48px") >= 2
    assert set(re.findall(r"<(\w+)", drawn)) <= {"div", "p", "span", "small", "b", "br"}


def test_what_to_measure_next_and_what_measuring_cost_is_told_as_in_the_panel() -> None:
    next_one = Suggestion(
        "lines", "tracer", "It counts how often each line ran.", (3_240_000_000, 11_000_000_000)
    )
    basis = "Processor time of the sampling thread"
    result = profile(
        TableData([], [], [], suggestion=next_one), distortion=Distortion(0.034, f"{basis}.")
    )
    said = text(result, rows=5).replace("\n", " ")
    assert "profiler's part ≈ 3 %" in said
    assert "It counts how often each line ran. Run again with Lines, 3.2 to 11 s." in said
    assert f"  {basis} · cProfile · CPython 3.12.1" in said
    drawn = html(result, rows=5)
    assert "<b>≈ 3 %</b>" in drawn
    assert "ran. <b>Run again with Lines, 3.2 to 11 s.</b>" in drawn
    by_lines = dataclasses.replace(result, instrument="lines")
    assert "Run again with own tracer, 3.2 to 11 s." in html(by_lines, rows=5)
    assert f"<small>{basis} · " in drawn


def test_a_cell_that_fails_is_not_told_to_be_measured_again_nor_that_it_was_short() -> None:
    short = Finding("short", {"wall_ns": 1_400_000, "samples_count": 0})
    again = Suggestion("timeit", "timeit", "It repeats the cell.", None)
    result = profile(
        TableData([], [], [], short, suggestion=again),
        outcome=Outcome("raised", "KeyError"),
        wall_ns=1_400_000,
    )
    assert headline(result) == "Stopped by KeyError after 1.4 ms."
    assert "Run again" not in text(result, rows=5)


def test_no_numbers_are_told_of_a_cell_that_did_not_run() -> None:
    said = text(profile(calls(functions=[]), outcome=Outcome("not-run", "SyntaxError")), rows=5)
    assert "CPU" not in said
    assert "Every call" not in said


def test_the_text_is_readable_in_a_terminal() -> None:
    long = row("a_function_with_a_name_that_is_much_too_long_for_a_table", "library")
    note = Note("one", "A note that is long enough to be wrapped. " * 4)
    said = text(profile(calls(functions=[row("match"), long]), notes=[note]), rows=15)
    assert "\x1b" not in said
    assert max(len(line) for line in said.splitlines()) <= 100
    table = [line for line in said.splitlines() if line.startswith(("function", "match", "…"))]
    # The numbers stand right-aligned below their heads.
    assert len({len(line) for line in table}) == 1


def test_the_text_says_how_much_is_not_shown() -> None:
    said = text(profile(calls(functions_total=1204)), rows=1)
    assert "1 of 1,204 functions" in said
    assert "sorted" not in said


def test_html_has_no_script_and_everything_is_escaped() -> None:
    evil = "<script>alert('x')</script>"
    data = calls(functions=[row(evil)], files=[SourceFile("cell", evil, None, None)])
    said = html(profile(data, notes=[Note("n", evil)], outcome=Outcome("raised", evil)), rows=5)
    assert "<script" not in said
    assert "&lt;script&gt;" in said
    tags = set(re.findall(r"<(\w+)", said))
    assert tags <= {"div", "p", "span", "small", "b", "br", "table", "tr", "th", "td"}


def test_html_of_a_failure_is_escaped() -> None:
    said = html(Failure("calls", CELL, "raised", "<b>", "<i>"), rows=5)
    assert "&lt;b&gt;" in said
    assert "&lt;i&gt;" in said


def test_a_bundle_says_the_same_three_times() -> None:
    data = bundle(profile(calls()), rows=15)
    assert list(data) == ["application/vnd.cellheat.v1+json", "text/html", "text/plain"]
    document = data["application/vnd.cellheat.v1+json"]
    assert (document["version"], document["kind"]) == (1, "profile")
    assert document["data"]["functions"][0] == dataclasses.asdict(row("match"))
    assert "7.9 of 8.6 s went into match." in data["text/html"]
    assert data["text/plain"].startswith("7.9 of 8.6 s went into match.")

"""A comparison in words, for readers without the front end."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cellheat.kernel import units
from cellheat.kernel.report import bundle, html, markdown, text
from cellheat.kernel.report.comparison import headlines
from cellheat.kernel.result import (
    Caution,
    ComparisonResult,
    Confirmation,
    Environment,
    Outcome,
    Pair,
    Point,
    Variant,
    VariantTimes,
)

ENVIRONMENT = Environment("3.12.1", "CPython", "Linux x86_64", 2, "0.1.0", {"tracemalloc": "3.12"})


def times(median: float, spread: float = 0.01, peak: int | None = 13_000) -> VariantTimes:
    values = [median * (1 - spread), median, median * (1 + spread)]
    return VariantTimes(values, median, values[0], values[2], 42, peak)


def pair(verdict: Any, ratio: float | None, spread: float = 0.03, variant: int = 1) -> Pair:
    if ratio is None:
        return Pair(variant, verdict, None, None, None)
    return Pair(variant, verdict, ratio, ratio * (1 - spread), ratio * (1 + spread))


def point(*pairs: Pair, n: int | None = 1000, first: float = 6.5e6, **changes: Any) -> Point:
    medians = [first, *(first / (one.ratio or 1) for one in pairs)]
    values: dict[str, Any] = {
        "n": n,
        "blocks": 40,
        "noise": 0.012,
        "decided": all(one.verdict != "unclear" for one in pairs),
        "times": [times(median) for median in medians],
        "pairs": list(pairs),
    }
    return Point(**{**values, **changes})


def result(*points: Point, **changes: Any) -> ComparisonResult:
    count = len(points[0].times) if points else 2
    values: dict[str, Any] = {
        "cell": None,
        "outcome": Outcome("ok"),
        "started": "2026-01-02T03:04:05.678Z",
        "wall_ns": 1_100_000_000,
        "budget_s": 2.0,
        "environment": ENVIRONMENT,
        "variants": [Variant(name, None) for name in ["in_list", "in_set", "third"][:count]],
        "equality": "equal",
        "difference": None,
        "inputs": 5,
        "cautions": [],
        "points": list(points),
        "at": len(points) - 1 if points else None,
        "method": {"order": "by lot"},
    }
    return ComparisonResult(**{**values, **changes})


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (pair("faster", 138.6), "in_set is about 140× faster than in_list at n = 1,000."),
        (pair("faster", 8.23), "in_set is about 8.2× faster than in_list at n = 1,000."),
        (pair("slower", 1 / 2.41), "in_set takes about 2.4 times as long as in_list at n = 1,000."),
        (
            pair("faster", 1.05, 0.005),
            "in_set is 1.05× faster than in_list at n = 1,000: real, too small to matter.",
        ),
        (
            pair("slower", 1 / 1.05, 0.005),
            "in_set takes 1.05 times as long as in_list at n = 1,000: real, too small to matter.",
        ),
        (pair("same", 1.0), "in_set and in_list take the same time at n = 1,000, within 3 %."),
        (
            pair("unclear", 1.02),
            "Cannot tell which is faster at n = 1,000, in_list or in_set.",
        ),
        (pair("unclear", None), "Cannot tell which is faster at n = 1,000, in_list or in_set."),
    ],
)
def test_the_verdict_comes_first(pairs: Pair, said: str) -> None:
    told = result(point(pairs))
    assert headlines(told) == [said]
    assert text(told).replace("\n", " ").startswith(said)
    assert said in html(told)
    assert markdown(told).replace("\\", "").startswith(f"**{said}**")


def test_what_is_not_comparable_has_no_number() -> None:
    told = result(equality="different", difference="45 from in_list, 0 from in_set (n = 10).")
    assert text(told).startswith(
        "Not comparable: 45 from in_list, 0 from in_set (n = 10).\n\n1.1 s in all"
    )
    for said in (text(told), html(told), markdown(told)):
        assert not re.search(r"×|faster|as long", said)


def test_an_interrupted_one_says_so() -> None:
    told = result(point(pair("faster", 3)), outcome=Outcome("interrupted", "KeyboardInterrupt"))
    assert headlines(told)[0].startswith("Stopped early. in_set is about 3.0× faster")


def test_each_variant_stands_against_the_first() -> None:
    told = result(point(pair("faster", 3), pair("same", 1.0, 0.01, 2), n=None))
    assert headlines(told) == [
        "in_set is about 3.0× faster than in_list.",
        "third and in_list take the same time, within 3 %.",
    ]


def test_the_evidence_stands_below() -> None:
    told = result(
        point(pair("faster", 1.5), n=10),
        point(pair("faster", 138.6, 0.03)),
        cautions=[Caution("noisy", "Something else was busy.")],
    )
    said = text(told)
    assert "95 % in this kernel, on these inputs: 134 to 143 times faster." in said
    bars = re.findall("█+", said)
    assert len(bars) == 1
    assert re.search(r"in_list +█+ +6.5\d? ms +± 1.0 % +13 KiB", said)
    assert re.search(r"in_set +▎ +46.\d µs +± 1.0 % +13 KiB", said)
    assert "Same result on 5 inputs." in said
    assert re.search(r"^ +10 .*1.5× faster$", said, re.MULTILINE)
    assert re.search(r"^1,000 .*140× faster$", said, re.MULTILINE)
    assert "Careful: Something else was busy." in said
    assert "40 interleaved blocks · noise 1.2 % · 1.1 s in all · CPython 3.12.1 · 2 cores" in said
    assert max(map(len, said.splitlines())) <= 90


def test_small_ratios_have_no_bars() -> None:
    assert "█" not in text(result(point(pair("faster", 1.9))))
    assert "█" in text(result(point(pair("slower", 0.4))))


def test_bars_ratio_interval_and_times_agree() -> None:
    told = point(pair("faster", 4.0))
    said = text(result(told))
    first, second = (len(bar) for bar in re.findall("[█▏▎▍▌▋▊▉]+", said))
    assert first / second == pytest.approx(4, rel=0.1)
    assert "6.50 ms" in said and "1.62 ms" in said


@pytest.mark.parametrize(
    ("verdict", "peaks", "said"),
    [
        ("faster", (13_000, 40_000), "The price: in_set takes 3.1 times the memory."),
        ("faster", (40_000, 13_000), "And in_list takes 3.1 times the memory of in_set."),
        ("slower", (40_000, 13_000), "The price: in_list takes 3.1 times the memory."),
        ("faster", (13_000, 13_500), None),
        ("faster", (10, 300), None),
        ("faster", (None, 300), None),
        ("same", (13_000, 40_000), None),
        ("faster", (0, 40_000_000), "The price: in_set takes 40,000,000 times the memory."),
    ],
)
def test_the_price_is_told(verdict: str, peaks: Any, said: str | None) -> None:
    ratio = {"faster": 3.0, "slower": 0.3, "same": 1.0}[verdict]
    timed = [times(6e6, peak=peaks[0]), times(2e6, peak=peaks[1])]
    found = text(result(point(pair(verdict, ratio), times=timed))).replace("\n", " ")
    assert (said in found) if said else ("the memory" not in found)


@pytest.mark.parametrize(
    ("equality", "said"),
    [
        ("equal", "Same result on 5 inputs."),
        ("close", "Same result but for rounding on 5 inputs."),
        ("reordered", "Same items in another order on 5 inputs."),
    ],
)
def test_what_was_checked(equality: str, said: str) -> None:
    assert said in text(result(point(pair("same", 1.0)), equality=equality))


@pytest.mark.parametrize(
    ("ratio", "low", "high", "factor", "ends"),
    [
        (138.6, 134.2, 143.1, "140×", ("134", "143")),
        (136.4, 134.2, 138.1, "136×", ("134", "138")),
        (8.23, 8.02, 8.41, "8.2×", ("8.0", "8.4")),
        (1.053, 1.047, 1.061, "1.05×", ("1.05", "1.06")),
        (2218.0, 2100.0, 2300.0, "2,200×", ("2,100", "2,300")),
        (200.0, 90.0, 490.0, "200×", ("90", "490")),
        (417.0, 23.0, 642.0, "400×", ("23", "640")),
    ],
)
def test_no_more_digits_than_are_known(
    ratio: float, low: float, high: float, factor: str, ends: tuple[str, str]
) -> None:
    assert units.factor(ratio, low, high) == factor
    assert units.factors(low, high) == ends


EVIL = "<script>alert('x')</script>"


def test_html_has_no_script_and_everything_is_escaped() -> None:
    told = result(
        point(pair("faster", 3), n=None),
        variants=[Variant(EVIL, EVIL), Variant("b", "def b():\n    pass")],
        cautions=[Caution("c", EVIL)],
        method={EVIL: EVIL},
    )
    said = html(told)
    assert "<script" not in said
    assert "&lt;script&gt;" in said
    tags = set(re.findall(r"<(\w+)", said))
    assert tags <= {"div", "p", "small", "b", "pre", "table", "tr", "th", "td"}
    assert "<script" not in html(result(difference=EVIL))


def test_the_codes_stand_side_by_side_with_the_difference_marked() -> None:
    one = "def known(a):\n    ids = [c for c in a]\n    return ids"
    other = "def known(a):\n    ids = {c for c in a}\n    return ids"
    told = result(point(pair("faster", 3)), variants=[Variant("A", one), Variant("B", other)])
    marked = re.findall(r"border-left:3px solid #\w+\">([^<]*)<", html(told))
    assert marked == ["    ids = [c for c in a]", "    ids = {c for c in a}"]


def test_markdown_keeps_names_as_they_are() -> None:
    said = markdown(result(point(pair("faster", 3), n=10), point(pair("faster", 30))))
    assert r"in\_set" in said
    assert "| n | in\\_list | in\\_set | verdict |\n| --: | --: | --: | --: |\n| 10 |" in said
    assert "<" not in said.replace("<sub>", "").replace("</sub>", "")


def test_what_steers_a_terminal_is_taken_out() -> None:
    names = [Variant("\x1b[31m", None), Variant("b", None)]
    told = result(point(pair("faster", 3)), variants=names)
    assert "\x1b" not in text(told)
    assert "\x1b" not in markdown(told)


def test_a_bundle_says_the_same_three_times() -> None:
    data = bundle(result(point(pair("faster", 138.6))))
    assert list(data) == ["application/vnd.cellheat.v1+json", "text/html", "text/plain"]
    assert data["application/vnd.cellheat.v1+json"]["kind"] == "comparison"
    for part in ("text/html", "text/plain"):
        assert "in_set is about 140× faster than in_list" in data[part]


def confirmed(
    pair_: Pair, processes: int = 5, resident: tuple[int | None, ...] = (None, None)
) -> Any:
    confirmation = Confirmation(1000, 5, processes, [pair_], [[1.0] * processes], list(resident))
    return result(point(pair("faster", 2.0)), confirmation=confirmation)


@pytest.mark.parametrize(
    ("pair_", "words"),
    [
        (pair("faster", 2.0), "in_set is 1.94 to 2.06 times faster (95 % between processes)."),
        (pair("slower", 0.5), "in_set takes 1.94 to 2.06 times as long (95 % between processes)."),
        (pair("same", 1.0, 0.01), "in_set and in_list take the same time, within 3 %"),
        (
            pair("unclear", 1.0, 0.2),
            " times as long, so it cannot be told",
        ),
        (pair("unclear", None), "too few to tell how in_set stands to in_list."),
    ],
)
def test_what_fresh_processes_found(pair_: Pair, words: str) -> None:
    told = confirmed(pair_)
    for report in (text(told), html(told), markdown(told)):
        said = " ".join(report.replace("\\", "").split())
        assert "In 5 fresh processes: " in said
        assert words in said


def test_a_confirmation_that_was_stopped_and_memory() -> None:
    stopped = confirmed(pair("faster", 2.0), 2, resident=(30 * 2**20, None))
    told = " ".join(text(stopped).split())
    assert "In 2 fresh processes (of 5 asked for): " in told
    assert "Resident memory rose in a process of its own by 30 MiB for in_list." in told
    assert "Stopped before a fresh process" in text(confirmed(pair("unclear", None), 0))
    assert "fresh process" not in text(result(point(pair("faster", 2.0))))

"""Numbers as people read them; `test/unit/model/words/units.spec.ts` holds the front end to it."""

from __future__ import annotations

import pytest

from cellheat.kernel import units


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (0, "0 ns"),
        (7, "7 ns"),
        (999, "999 ns"),
        (46_234, "46.2 µs"),
        (999_600, "1.00 ms"),
        (8_610_000_000, "8.61 s"),
        (59_960_000_000, "1 min"),
        (200_000_000_000, "3 min 20 s"),
    ],
)
def test_duration(ns: float, text: str) -> None:
    assert units.duration(ns) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (11e9, 11e9, "about 11 s"),
        (3.24e9, 11.3e9, "3.2 to 11 s"),
        (40e6, 2.14e9, "40 ms to 2.1 s"),
        (13e9, 250e9, "13 s to 4 min 10 s"),
    ],
)
def test_span(low: float, high: float, text: str) -> None:
    assert units.span(low, high) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (512, "512 B"), (1024, "1.0 KiB"), (34 * 2**20, "34 MiB"), (5 * 2**30, "5.0 GiB")],
)
def test_size(count: int, text: str) -> None:
    assert units.size(count) == text


def test_rise_has_a_sign_or_a_dash() -> None:
    assert units.rise(34 * 2**20) == "+34 MiB"
    assert units.rise(0) == "0 B"
    assert units.rise(None) == "–"


def test_a_part_stands_in_the_unit_of_the_whole() -> None:
    assert units.part_of(7.94e9, 8.61e9) == "7.9 of 8.6 s"
    assert units.part_of(40e6, 8.61e9) == "40 ms of 8.6 s"
    assert units.part_of(465e6, 508e6) == "465 of 508 ms"


def test_no_digit_is_finer_than_the_spread() -> None:
    assert units.spread(46_234, 45_100, 47_400) == ("46 µs", "45", "47 µs")
    assert units.spread(46_234, 46_200, 46_260) == ("46.2 µs", "46.2", "46.3 µs")
    assert units.spread(3.2e9, 2.1e9, 4.4e9) == ("3 s", "2", "4 s")

"""Results are the same, or it is said how they differ; what cannot be compared is not the same."""

from __future__ import annotations

import datetime
import decimal
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy
import pandas
import pytest

from cellheat.kernel.comparison import equality
from cellheat.kernel.comparison.equality import compared, shown

NAN = float("nan")
Row = namedtuple("Row", "a b")


@dataclass
class Point:
    x: float
    y: float


class Plain:
    def __init__(self, value: Any) -> None:
        self.value = value


class Slotted:
    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class Refuses:
    def __eq__(self, other: object) -> bool:
        raise ValueError("no")

    __hash__ = None  # type: ignore[assignment]


def looped() -> list[Any]:
    ring: list[Any] = [1]
    ring.append(ring)
    return ring


def found(first: Any, second: Any, equal: Any = "exact") -> str:
    return compared(first, second, ("a", "b"), equal).equality


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (1, 1),
        (None, None),
        (NAN, float("nan")),
        ([1.0, NAN, "x"], [1.0, float("nan"), "x"]),
        ({"a": [1, (2, 3)]}, {"a": [1, (2, 3)]}),
        ({1: 2, 3: 4}, {3: 4, 1: 2}),
        ({1, 2, 3}, {3, 2, 1}),
        ([{"a": 1}, {"a": 2}], [{"a": 1}, {"a": 2}]),
        ([[1, 2], [3]], [[1, 2], [3]]),
        (deque([1, 2]), deque([1, 2])),
        (Row(1, 2), Row(1, 2)),
        (Counter("aab"), Counter("aba")),
        (defaultdict(int, a=1), defaultdict(int, a=1)),
        (Point(1, 2), Point(1, 2)),
        (Plain([1]), Plain([1])),
        (Slotted((1,)), Slotted((1,))),
        (decimal.Decimal("NaN"), decimal.Decimal("NaN")),
        (datetime.date(2026, 1, 2), datetime.date(2026, 1, 2)),
        (range(3), range(3)),
        ({"a": 1}.values(), {"a": 1}.values()),
        (iter([1, 2]), iter([1, 2])),
        ([iter([1])], [iter([1])]),
        (looped(), looped()),
        (b"x", b"x"),
        (frozenset("ab"), frozenset("ba")),
    ],
)
def test_equal(first: Any, second: Any) -> None:
    assert found(first, second) == "equal"


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (1, 2, "1 from a, 2 from b"),
        (1, True, "an int (1) from a, a bool from b"),
        ("1", 1, "a str from a, an int (1) from b"),
        ([1], (1,), "a list from a, a tuple from b"),
        ([1, 2, 3], [1, 2], "3 items from a, 2 from b"),
        ([1, 2, 3], [1, 5, 3], "at [1]: 2 from a, 5 from b"),
        ({"a": [1, 2]}, {"a": [1, 3]}, "at ['a'][1]: 2 from a, 3 from b"),
        ({"a": 1}, {"b": 1}, "has the key"),
        ({1, 2}, {1, 3}, "holds 2 from a, does not from b"),
        (None, [], "None from a, a list from b"),
        (NAN, 0.0, "nan from a, 0.0 from b"),
        ("abc", "abd", "'abc' from a, 'abd' from b"),
        (Row(1, 2), (1, 2), "a Row from a, a tuple from b"),
        (Point(1, 2), Point(1, 3), "Point(x=1, y=3) from b"),
        (Plain([1]), Plain([2]), "at ['value'][0]: 1 from a, 2 from b"),
        ([1e12, 1.0], [1e12, 2.0], "at [1]: 1.0 from a, 2.0 from b"),
        ([1e-9], [2e-9], "at [0]: 1e-09 from a, 2e-09 from b"),
        (iter([1, 2]), iter([1, 3]), "at [1]: 2 from a, 3 from b"),
    ],
)
def test_different(first: Any, second: Any, words: str) -> None:
    finding = compared(first, second, ("a", "b"), "exact")
    assert finding.equality == "different"
    assert finding.words is not None
    assert words in finding.words


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (0.1 + 0.2, 0.3),
        ([1.0, 2.0], [1.0, 2.0 * (1 + 1e-12)]),
        ([1e9, 1e-8], [1e9, 0.0]),
        (1, 1.0),
        ({"a": 0.1 + 0.2}, {"a": 0.3}),
        ({1, 2}, {1.0, 2.0}),
    ],
)
def test_close(first: Any, second: Any) -> None:
    assert found(first, second) == "close"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([1, 2, 2], [2, 1, 2]),
        ([[1], [2]], [[2], [1]]),
        ([{"a": 1}, {"b": 2}], [{"b": 2}, {"a": 1}]),
        ((1, "a"), ("a", 1)),
        ([NAN, 1.0], [1.0, NAN]),
        (OrderedDict(a=1, b=2), OrderedDict(b=2, a=1)),
        ([[n] for n in range(3000)], [[n] for n in reversed(range(3000))]),
    ],
)
def test_reordered(first: Any, second: Any) -> None:
    assert found(first, second) == "reordered"


@pytest.mark.parametrize(
    ("first", "second"),
    [([1, 1, 2], [1, 2, 2]), ([1, 2], [2, True]), ([[1], [2]], [[2], [3]]), ([1], {1})],
)
def test_not_reordered(first: Any, second: Any) -> None:
    assert found(first, second) == "different"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (object(), object()),
        (lambda: 1, lambda: 1),
        ([object()], [object()]),
        (Refuses(), Refuses()),
        (Plain(object()), Plain(object())),
        ({"a": object()}, {"a": object()}),
    ],
)
def test_what_cannot_be_compared_is_not_the_same(first: Any, second: Any) -> None:
    finding = compared(first, second, ("a", "b"), "exact")
    assert finding.equality == "unknown"
    assert finding.words and "give equal=" in finding.words


def test_a_difference_outweighs_what_cannot_be_compared() -> None:
    assert found([object(), 1], [object(), 2]) == "different"


def test_too_deep_is_unknown() -> None:
    deep: list[Any] = []
    other: list[Any] = []
    for _ in range(100_000):
        deep, other = [deep], [other]
    assert found(deep, other) == "unknown"


def test_an_own_function_decides() -> None:
    assert found([3, 1], [1, 3], lambda a, b: sorted(a) == sorted(b)) == "equal"
    assert found([3, 1], [1, 4], lambda a, b: sorted(a) == sorted(b)) == "different"
    finding = compared(1, 2, ("a", "b"), lambda a, b: 1 / 0)
    assert finding.equality == "unknown"
    assert finding.words == "equal raised ZeroDivisionError: division by zero"


def test_an_endless_iterator_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(equality, "CAP", 1000)
    with pytest.raises(equality.Endless):
        equality.materialised(iter(int, 1))
    assert len(equality.materialised(iter(range(999)))) == 999


def test_plain_data_takes_the_quick_way() -> None:
    """A million rows are compared in C: item by item in Python it would take many seconds."""
    rows = [{"id": n, "name": "x"} for n in range(100_000)]
    steps = 0

    class Counting(equality._Comparer):
        def compare(self, *args: Any, **options: Any) -> Any:
            nonlocal steps
            steps += 1
            return super().compare(*args, **options)

    assert Counting(("a", "b")).compare(rows, [dict(row) for row in rows], "").equality == "equal"
    assert steps == 1


def test_shown_is_short_and_never_raises() -> None:
    class Bad:
        def __repr__(self) -> str:
            raise ValueError

    assert len(shown(list(range(1000)))) < 40
    assert len(shown("x" * 10_000)) <= 80
    assert "Bad" in shown(Bad())
    assert "\n" not in shown("a\nb")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([1, 2], [1, 2], "equal"),
        ([1.0, NAN], [1.0, NAN], "equal"),
        ([1.0, 2.0], [1.0, 2.0 + 1e-12], "close"),
        ([1e-9], [2e-9], "different"),
        ([1, 2], [1, 3], "different"),
        ([[1, 2]], [[1], [2]], "different"),
        ([0, 0], [0.0, 0.0], "different"),
    ],
)
def test_arrays(first: Any, second: Any, expected: str) -> None:
    assert found(numpy.array(first), numpy.array(second)) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (10**400, 10**400, "equal"),
        (10**400, 10**400 + 1, "different"),
        (10**12, 10**12 + 1, "different"),
        (Fraction(1, 3), Fraction(1, 3), "equal"),
        (Fraction(10**12, 3), Fraction(10**12 + 1, 3), "different"),
        (decimal.Decimal("1.1"), decimal.Decimal("1.2"), "different"),
        (decimal.Decimal("1.1"), 1.1, "different"),
        (1 + 2j, 1 + 2j, "equal"),
        (1 + 2j, 1 + 2j * (1 + 1e-12), "close"),
        (1 + 2j, 1 + 3j, "different"),
        (Point(0.1 + 0.2, 1), Point(0.3, 1), "close"),
        (Point(0.1, 1), Point(0.3, 1), "different"),
        (memoryview(b"ab"), memoryview(b"ab"), "equal"),
        (memoryview(b"ab"), memoryview(b"ac"), "different"),
        (memoryview(b"ab"), memoryview(b"ab").cast("c"), "different"),
        (b"ab", bytearray(b"ab"), "different"),
        (datetime.datetime(2026, 1, 1), datetime.datetime(2026, 1, 1), "equal"),
        (datetime.datetime(2026, 1, 1), datetime.date(2026, 1, 1), "different"),
        (datetime.timedelta(1), datetime.timedelta(1, 1), "different"),
        (numpy.float64(1), numpy.float64(1), "equal"),
        (numpy.float32(1), numpy.float64(1), "close"),
        (numpy.int64(1), 1, "close"),
        (numpy.datetime64("NaT"), numpy.datetime64("NaT"), "equal"),
        ({"a": (1, [numpy.ones(2)])}, {"a": (1, [numpy.ones(2)])}, "equal"),
        ({"a": (1, [numpy.ones(2)])}, {"a": (1, [numpy.zeros(2)])}, "different"),
        ([numpy.ones(2), numpy.zeros(2)], [numpy.zeros(2), numpy.ones(2)], "reordered"),
    ],
)
def test_kinds_of_values(first: Any, second: Any, expected: str) -> None:
    assert found(first, second) == expected


def masked(values: list[float], mask: list[bool]) -> Any:
    return numpy.ma.masked_array(values, mask)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (masked([1.0, 2.0], [False, True]), masked([1.0, 9.0], [False, True]), "equal"),
        (masked([1.0, 2.0], [False, True]), masked([1.0, 2.0], [True, False]), "different"),
        (masked([1.0, 2.0], [False, True]), masked([3.0, 2.0], [False, True]), "different"),
        (masked([1.0, 2.0], [False, False]), numpy.array([1.0, 2.0]), "different"),
        (numpy.array([1, "a", None], object), numpy.array([1, "a", None], object), "equal"),
        (numpy.array([1, "a"], object), numpy.array([True, "a"], object), "different"),
        (numpy.array(["a", "b"]), numpy.array(["a", "c"]), "different"),
        (numpy.array([1 + 1j]), numpy.array([1 + 1j * (1 + 1e-12)]), "close"),
        (numpy.array([1e9, 1e-8]), numpy.array([1e9, 0.0]), "close"),
        (numpy.array([1e9, 1.0]), numpy.array([1e9, 2.0]), "different"),
        (numpy.array([numpy.inf, 1.0]), numpy.array([numpy.inf, 1.0 + 1e-12]), "close"),
    ],
)
def test_other_arrays(first: Any, second: Any, expected: str) -> None:
    assert found(first, second) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (1.0, 1 + 2e-10),
        ([1.0, 5.0], [1 + 2e-10, 5.0]),
        (numpy.array([1.0, 5.0]), numpy.array([1 + 2e-10, 5.0])),
        ({"a": [1e6, 1.0]}, {"a": [1e6, 1.0 + 2e-10]}),
    ],
)
def test_rounding_is_told_with_its_size(first: Any, second: Any) -> None:
    finding = compared(first, second, ("a", "b"), "close")
    assert finding.equality == "close"
    assert finding.error == pytest.approx(2e-10, rel=0.01)
    assert finding.words is not None
    assert finding.words.endswith("a relative difference of 2e-10 at most")


def test_sums_that_cancel_are_told_by_their_scale() -> None:
    """A sum of large numbers is off by what they round, which is much of a small one."""
    assert found([1e15, 0.1], [1e15, 0.2]) == "close"
    assert found([1.0, 0.1], [1.0, 0.2]) == "different"


FRAME = pandas.DataFrame({"x": [1.0, NAN, 3.0], "y": ["a", "b", "c"]}, index=[5, 6, 7])


def whole(*values: Any) -> Any:
    return pandas.Series(values, dtype="Int64")


DAYS = pandas.date_range("2026-01-01", periods=3)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (FRAME.copy(), "equal"),
        (FRAME * 1, "equal"),
        (FRAME.assign(x=[1.0 + 1e-12, NAN, 3.0]), "close"),
        (FRAME.assign(x=[1.0, 2.0, 3.0]), "different"),
        (FRAME.assign(y=["a", "b", "d"]), "different"),
        (FRAME.assign(x=FRAME["x"].astype("float32")), "different"),
        (FRAME.assign(y=FRAME["y"].astype("category")), "different"),
        (FRAME[["y", "x"]], "different"),
        (FRAME.reset_index(drop=True), "different"),
        (FRAME.set_index(FRAME.index.astype("float64")), "different"),
        (FRAME.rename_axis("id"), "different"),
        (FRAME.iloc[:2], "different"),
        (FRAME.iloc[::-1], "different"),
        (FRAME["x"], "different"),
        (FRAME.to_dict(), "different"),
    ],
)
def test_tables_of_pandas(other: Any, expected: str) -> None:
    assert found(FRAME, other) == expected
    assert found([FRAME], [other]) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (FRAME["x"], FRAME["x"].copy(), "equal"),
        (FRAME["x"], FRAME["x"].rename("z"), "different"),
        (FRAME["x"], FRAME["x"].fillna(0), "different"),
        (FRAME["x"], FRAME["x"] * (1 + 1e-12), "close"),
        (pandas.Series(DAYS), pandas.Series(DAYS), "equal"),
        (pandas.Series(DAYS), pandas.Series(DAYS[::-1]), "different"),
        (pandas.Series([1, None], dtype="Int64"), pandas.Series([1, None], dtype="Int64"), "equal"),
        (
            pandas.Series([1, None], dtype="Int64"),
            pandas.Series([1, 2], dtype="Int64"),
            "different",
        ),
        (pandas.Series([1, 2]), pandas.Series([1, 2], dtype="Int64"), "different"),
        (DAYS, pandas.DatetimeIndex(list(DAYS)), "equal"),
        (pandas.Index([1, 2]), pandas.Index([2, 1]), "different"),
        (pandas.Index([1, 2]), pandas.Index([1, 2], name="n"), "different"),
        (FRAME.set_index("y", append=True).index, FRAME.set_index("y").index, "different"),
        (pandas.Timestamp("2026-01-01"), pandas.Timestamp("2026-01-01"), "equal"),
        (pandas.Timestamp("2026-01-01"), pandas.Timestamp("2026-01-02"), "different"),
        (pandas.NaT, pandas.NaT, "equal"),
    ],
)
def test_columns_and_indices_of_pandas(first: Any, second: Any, expected: str) -> None:
    assert found(first, second) == expected


def test_words_say_where_a_table_differs() -> None:
    finding = compared(FRAME, FRAME.assign(x=[1.0, 2.0, 3.0]), ("a", "b"), "exact")
    assert finding.words is not None and finding.words.startswith("at ['x']: ")
    finding = compared(FRAME, FRAME.rename_axis("id"), ("a", "b"), "exact")
    assert finding.words is not None and "names" in finding.words


def test_a_column_that_raises_is_not_the_same() -> None:
    class Broken(pandas.Series):
        def equals(self, other: object) -> bool:
            raise ValueError("no")

    finding = compared(Broken([1.0]), Broken([1.0]), ("a", "b"), "exact")
    assert finding.equality == "unknown"
    assert finding.words == "comparing the results raised ValueError: no"

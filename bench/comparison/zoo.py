# ruff: noqa: B905, C400, C401, C417, UP032

"""Trap zoo: pairs that a plain timer is wrong about, and clean pairs that must not be accused.

Each trap names what has to be told: a caution's code, or how the results stand to each other, in
which case no speed may be told. Each pair is built anew for each trial, with caches empty.
"""

from __future__ import annotations

import bisect
import collections
import datetime
import decimal
import fractions
import functools
import heapq
import importlib
import io
import itertools
import json
import math
import operator
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Container, Iterator
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy
import pandas

from cellheat import Comparison, compare

from ..markdown import Goal, rows_of_cells
from .part import Options, Row

TITLE = "Trap zoo"
BUDGET = 0.15

#: The keywords of `compare`, for a new pair.
Build = Callable[[], dict[str, Any]]

#: Cautions about the machine or about calls that are short or long, not about the code.
_NO_ACCUSATION = {"noisy", "tiny", "long-calls", "memory-unknown"}
_EQUALITIES = {"close", "reordered", "different", "unknown"}


@dataclass(frozen=True)
class Case:
    """A pair, and what has to be told about it: nothing, where it is clean."""

    name: str
    build: Build
    tells: tuple[str, ...] = ()
    words: str = ""

    def missed(self, found: Comparison) -> str:
        """What was not told, or was told wrongly; empty where all is well."""
        codes = {caution.code for caution in found.cautions}
        if not self.tells:
            accused = codes - _NO_ACCUSATION
            if found.verdict == "invalid":
                return f"accused: {found.difference}"
            return f"accused of {', '.join(sorted(accused))}" if accused else ""
        is_invalid = found.verdict == "invalid"
        for told in self.tells:
            if told in _EQUALITIES:
                if not is_invalid or found.equality != told:
                    return f"{told} was not told, but {found.equality}"
            elif told == "invalid":
                if not is_invalid:
                    return f"a speed was told: {found.verdict}"
            elif told not in codes or is_invalid:
                return f"{told} was not told: {found.difference or sorted(codes)}"
        if self.words not in (found.difference or ""):
            return f"the words lack {self.words!r}: {found.difference}"
        return ""


TRAPS: list[Case] = []
CLEAN: list[Case] = []


def trap(*tells: str, words: str = "") -> Callable[[Build], Build]:
    """Register a pair about which all of `tells` must be told, and `words` where it is refused."""

    def register(build: Build) -> Build:
        TRAPS.append(Case(build.__name__, build, tells, words))
        return build

    return register


def look(case: Case, budget: float = BUDGET) -> str:
    """Compare a pair: what was missed or told wrongly, empty where all is well."""
    return case.missed(compare(**{"budget": budget, **case.build()}))


def run(options: Options, done: Container[str]) -> Iterator[Row]:
    """Each pair `trials` times, three without: what one process gives by chance is not all."""
    for trial in range(options.trials or 3):
        for kind, cases in (("trap", TRAPS), ("clean", CLEAN)):
            for case in cases:
                key = f"{kind} {case.name} {trial}"
                if key not in done:
                    tells = list(case.tells)
                    missed = look(case)
                    yield {"key": key, "kind": kind, "tells": tells, "missed": missed}


def goals(rows: list[Row]) -> list[Goal]:
    traps, clean = ([row for row in rows if row["kind"] == kind] for kind in ("trap", "clean"))
    caught = sum(not row["missed"] for row in traps)
    accused = sum(bool(row["missed"]) for row in clean)
    return [
        Goal("all traps caught", f"{caught} of {len(traps)}", caught == len(traps)),
        Goal("no clean pair accused", f"{accused} of {len(clean)}", accused == 0),
    ]


def table(rows: list[Row]) -> list[str]:
    told = collections.Counter(told for row in rows for told in row["tells"])
    pairs = len({row["key"].rsplit(" ", 1)[0] for row in rows})
    lines = [f"{pairs} pairs, {len(rows)} comparisons. What the traps have to be told by:", ""]
    lines += rows_of_cells(["told", "comparisons"], sorted(told.items()))
    wrong = [(row["key"], row["missed"]) for row in rows if row["missed"]]
    if wrong:
        lines += ["", *rows_of_cells(["pair", "missed or told wrongly"], wrong)]
    return lines


# --- inputs ---


def shuffled(n: int, seed: int) -> list[float]:
    return [random.random() for _ in range(n)]


def numbers(n: int, seed: int) -> list[int]:
    return [random.randrange(1000) for _ in range(n)]


def words(n: int, seed: int) -> list[str]:
    return [f"word {random.randrange(1000)}" for _ in range(n)]


def array(n: int, seed: int) -> Any:
    return numpy.random.random(n)


def grid(n: int, seed: int) -> list[list[int]]:
    return [[random.randrange(9) for _ in range(10)] for _ in range(n // 10)]


def squares(items: list[int]) -> list[int]:
    return [item * item for item in items]


def total(items: list[int]) -> int:
    result = 0
    for item in items:
        result += item
    return result


def pair(
    first: Any, second: Any, make: Any = numbers, n: int | None = 300, **options: Any
) -> dict[str, Any]:
    return {"first": first, "second": second, "make": make, "n": n, **options}


# --- traps: the input is used up or changed ---


@trap("mutates-input")
def a_list_that_is_sorted_in_place() -> dict[str, Any]:
    def in_place(items: list[float]) -> list[float]:
        items.sort()
        return items

    return pair(in_place, sorted, shuffled)


@trap("mutates-input")
def a_sort_that_stops_early_on_what_it_sorted() -> dict[str, Any]:
    def bubbles(items: list[int]) -> list[int]:
        moved = True
        while moved:
            moved = False
            for at in range(len(items) - 1):
                if items[at] > items[at + 1]:
                    items[at], items[at + 1] = items[at + 1], items[at]
                    moved = True
        return items

    return pair(bubbles, sorted, n=60)


@trap("mutates-input")
def an_array_that_is_changed_in_place() -> dict[str, Any]:
    def in_place(values: Any) -> Any:
        values *= 2
        return values

    return pair(in_place, lambda values: values * 2, array)


@trap("mutates-input")
def rows_that_are_emptied() -> dict[str, Any]:
    def pops(rows: list[list[int]]) -> int:
        result = 0
        for row in rows:
            while row:
                result += row.pop()
        return result

    return pair(pops, lambda rows: sum(map(sum, rows)), grid)


@trap("mutates-input")
def a_dict_that_is_filled() -> dict[str, Any]:
    def setdefault(names: list[str], seen: dict[str, int]) -> int:
        return sum(seen.setdefault(name, len(name)) for name in names)

    def plain(names: list[str], seen: dict[str, int]) -> int:
        return sum(seen[name] if name in seen else len(name) for name in names)

    return pair(setdefault, plain, lambda n, seed: (words(n, seed), {}))


@trap("mutates-input")
def a_property_that_the_argument_keeps() -> dict[str, Any]:
    class Order:
        def __init__(self, items: list[int]) -> None:
            self.items = items

        @functools.cached_property
        def sum(self) -> int:
            return total(self.items)

    return pair(
        lambda order: order.sum,
        lambda order: total(order.items),
        lambda n, seed: Order(numbers(n, seed)),
    )


@trap("one-shot-input")
def a_generator_as_argument() -> dict[str, Any]:
    def loop(items: Iterator[int]) -> int:
        result = 0
        for item in items:
            result += item
        return result

    return pair(loop, sum, lambda n, seed: (item for item in range(n)))


@trap("one-shot-input")
def an_open_file_as_argument() -> dict[str, Any]:
    file = Path(tempfile.mkdtemp()) / "lines.txt"
    file.write_text("a line\n" * 300)
    return pair(
        lambda lines: sum(len(line) for line in lines),
        lambda lines: len(lines.read()),
        lambda: open(file),
        n=None,
    )


# --- traps: something is kept between calls ---


@trap("cached")
def a_function_with_lru_cache() -> dict[str, Any]:
    @functools.cache
    def fib(n: int) -> int:
        return n if n < 2 else fib(n - 1) + fib(n - 2)

    def loop(n: int) -> int:
        a, b = 0, 1
        for _ in range(n):
            a, b = b, a + b
        return a

    return pair(loop, fib, lambda n, seed: n, n=200)


@trap("cached")
def a_helper_with_lru_cache() -> dict[str, Any]:
    @functools.lru_cache
    def square(item: int) -> int:
        return item * item

    return pair(squares, lambda items: [square(item) for item in items])


@trap("cached")
def a_dict_as_memory() -> dict[str, Any]:
    memory: dict[int, int] = {}

    def remembers(items: list[int]) -> list[int]:
        for item in items:
            if item not in memory:
                memory[item] = item * item
        return [memory[item] for item in items]

    return pair(squares, remembers)


@trap("cached")
def a_defaultdict_as_memory() -> dict[str, Any]:
    memory: dict[int, list[int]] = collections.defaultdict(list)

    def remembers(items: list[int]) -> list[int]:
        for item in items:
            if not memory[item]:
                memory[item].append(item * item)
        return [memory[item][0] for item in items]

    return pair(squares, remembers)


@trap("cached")
def a_default_argument_as_memory() -> dict[str, Any]:
    def remembers(items: list[int], memory: dict[int, int] = {}) -> list[int]:  # noqa: B006
        for item in items:
            if item not in memory:
                memory[item] = item * item
        return [memory[item] for item in items]

    return pair(squares, remembers)


@trap("cached")
def a_class_as_memory() -> dict[str, Any]:
    class Squares:
        known: ClassVar[dict[int, int]] = {}

        @classmethod
        def of(cls, item: int) -> int:
            if item not in cls.known:
                cls.known[item] = item * item
            return cls.known[item]

    return pair(squares, lambda items: [Squares.of(item) for item in items])


@trap("cached")
def an_object_as_memory() -> dict[str, Any]:
    class Squares:
        def __init__(self) -> None:
            self.known: dict[int, int] = {}

        def of(self, items: list[int]) -> list[int]:
            for item in items:
                if item not in self.known:
                    self.known[item] = item * item
            return [self.known[item] for item in items]

    return pair(squares, Squares().of)


@trap("cached")
def a_function_with_an_attribute_as_memory() -> dict[str, Any]:
    def remembers(items: list[int]) -> list[int]:
        known = remembers.known  # type: ignore[attr-defined]
        for item in items:
            if item not in known:
                known[item] = item * item
        return [known[item] for item in items]

    remembers.known = {}  # type: ignore[attr-defined]
    return pair(squares, remembers)


@trap("cached")
def a_table_that_the_first_call_builds() -> dict[str, Any]:
    table: list[int] | None = None

    def looks_up(items: list[int]) -> list[int]:
        nonlocal table
        if table is None:
            table = [item * item for item in range(1000)]
        return [table[item] for item in items]

    return pair(squares, looks_up)


@trap("collector")
def many_objects_that_the_garbage_collector_goes_through() -> dict[str, Any]:
    alive = [{"number": number} for number in range(100_000)]

    def rows(items: list[int]) -> int:
        return len([{"item": [[item]]} for item in items]) + 0 * len(alive)

    def texts(items: list[int]) -> int:
        return len([f"{item} item" for item in items])

    return pair(texts, rows, n=50_000, budget=1.0, metrics="time")


@trap("first-call")
def an_import_in_the_first_call() -> dict[str, Any]:
    folder, name = tempfile.mkdtemp(), f"slow_{time.time_ns()}"
    (Path(folder) / f"{name}.py").write_text("known = sum(range(3_000_000)) * 0\n")

    def imports(items: list[int]) -> int:
        if folder not in sys.path:
            sys.path.append(folder)
        return total(items) + int(importlib.import_module(name).known)

    return pair(imports, total)


# --- traps: calls depend on those before ---


@trap("invalid", words="history")
def a_list_of_a_closure_that_grows() -> dict[str, Any]:
    history: list[int] = []

    def remembers(items: list[int]) -> list[int]:
        history.append(len(items))
        return squares(items)

    return pair(squares, remembers)


@trap("invalid", words="seen")
def a_mutable_default_that_grows() -> dict[str, Any]:
    def collects(items: list[int], seen: list[int] = []) -> int:  # noqa: B006
        seen.extend(items)
        return total(items)

    return pair(total, collects)


WAITING: list[int] = []


@trap("invalid", words="WAITING")
def a_global_that_is_emptied() -> dict[str, Any]:
    WAITING[:] = range(300)

    def takes(items: list[int]) -> int:
        result = total(items)
        while WAITING:
            result += 0 * WAITING.pop()
        return result

    return pair(takes, total)


@trap("invalid", words="called again")
def a_shared_iterator_that_runs_out() -> dict[str, Any]:
    left = map(int, range(300))

    def takes(items: list[int]) -> int:
        return total(items) + sum(left) // 44850

    return pair(takes, takes)


@trap("invalid", words="called again")
def a_count_of_calls_in_the_result() -> dict[str, Any]:
    calls = 0

    def counts(items: list[int]) -> int:
        nonlocal calls
        calls += 1
        return total(items) + calls // 2

    return pair(counts, counts)


@trap("invalid", words="called again")
def a_result_that_tells_the_time() -> dict[str, Any]:
    def stamped(items: list[int]) -> tuple[int, int]:
        return total(items), time.perf_counter_ns()

    return pair(stamped, stamped)


@trap("different")
def one_buffer_for_both_results() -> dict[str, Any]:
    buffer = numpy.zeros(300)

    def double(values: Any) -> Any:
        return numpy.multiply(values, 2, out=buffer)

    def triple(values: Any) -> Any:
        return numpy.multiply(values, 3, out=buffer)

    return pair(double, triple, lambda: numpy.random.random(300), n=None)


# --- traps: results are not the same ---


@trap("different")
def tiny_numbers_that_allclose_takes_for_equal() -> dict[str, Any]:
    return pair(lambda values: values * 1e-9, lambda values: values * 2e-9, array)


@trap("different")
def one_against_true() -> dict[str, Any]:
    return pair(
        lambda items: [int(item > 500) for item in items],
        lambda items: [item > 500 for item in items],
    )


@trap("close")
def whole_numbers_against_floats() -> dict[str, Any]:
    return pair(total, lambda items: float(sum(items)))


@trap("close")
def sums_that_round_in_another_way() -> dict[str, Any]:
    def loop(items: list[float]) -> float:
        result = 0.0
        for item in items:
            result += item
        return result / 3

    return pair(loop, lambda items: math.fsum(items) / 3 * (1 + 1e-15), shuffled)


@trap("different")
def a_value_that_is_not_a_number() -> dict[str, Any]:
    def make(n: int, seed: int) -> list[float]:
        return [*shuffled(n, seed), math.nan]

    return pair(
        lambda items: [item if item == item else 0.0 for item in items],
        lambda items: [item * 1.0 for item in items],
        make,
    )


@trap("different", words="dtype")
def half_the_precision() -> dict[str, Any]:
    return pair(lambda values: values * 2, lambda values: values.astype("float32") * 2, array)


@trap("different", words="shape")
def a_column_in_place_of_a_row() -> dict[str, Any]:
    return pair(lambda values: values * 2, lambda values: (values * 2)[:, None], array)


@trap("different")
def sums_that_overflow() -> dict[str, Any]:
    return pair(
        lambda values: int(values.astype("int64").sum()),
        lambda values: int(values.astype("uint8").sum(dtype="uint8")),
        lambda n, seed: numpy.random.randint(0, 200, n),
    )


def frame(n: int, seed: int) -> Any:
    return pandas.DataFrame({"shop": numbers(n, seed), "price": shuffled(n, seed)})


@trap("different", words="index")
def a_table_with_another_index() -> dict[str, Any]:
    return pair(
        lambda rows: rows[rows.shop > 500],
        lambda rows: rows[rows.shop > 500].reset_index(drop=True),
        frame,
    )


@trap("different", words="columns")
def a_table_with_its_columns_swapped() -> dict[str, Any]:
    return pair(lambda rows: rows * 2, lambda rows: (rows * 2)[["price", "shop"]], frame)


@trap("mutates-input")
def a_table_that_gets_a_column() -> dict[str, Any]:
    def adds(rows: Any) -> Any:
        rows["double"] = rows.price * 2
        return rows

    return pair(lambda rows: rows.assign(double=rows.price * 2), adds, frame)


@trap("reordered")
def a_set_in_place_of_an_ordered_list() -> dict[str, Any]:
    def make(n: int, seed: int) -> list[int]:
        return random.sample(range(100_000), n)

    return pair(lambda items: list(dict.fromkeys(items)), lambda items: list(set(items)), make)


@trap("different")
def duplicates_that_a_set_loses() -> dict[str, Any]:
    return pair(sorted, lambda items: sorted(set(items)))


@trap("different")
def words_of_several_orders() -> dict[str, Any]:
    return pair(lambda items: max(items, key=len), lambda items: sorted(items, key=len)[-1], words)


@trap("different")
def an_error_on_the_empty_input() -> dict[str, Any]:
    return pair(lambda items: sum(items) / len(items), lambda items: statistics.fmean(items or [0]))


@trap("different", words="n = 1")
def off_by_one_at_one_item() -> dict[str, Any]:
    def steps(items: list[int]) -> list[int]:
        return [b - a for a, b in zip(items, items[1:])]  # noqa: RUF007

    def wrong(items: list[int]) -> list[int]:
        return [items[at + 1] - items[at] for at in range(len(items) - 1)] or items[:1]

    return pair(steps, wrong)


@trap("different", words="RecursionError")
def a_recursion_that_is_too_deep() -> dict[str, Any]:
    def deep(items: list[int]) -> int:
        return items[0] + deep(items[1:]) if items else 0

    return pair(total, deep, n=3000)


@trap("different", words="None")
def a_forgotten_return() -> dict[str, Any]:
    def forgets(items: list[int]) -> None:
        squares(items)

    return pair(squares, forgets)


@trap("different")
def text_against_bytes() -> dict[str, Any]:
    return pair(lambda items: "".join(items), lambda items: "".join(items).encode(), words)


@trap("different")
def a_counter_in_place_of_a_dict() -> dict[str, Any]:
    def counts(items: list[int]) -> dict[int, int]:
        result: dict[int, int] = {}
        for item in items:
            result[item] = result.get(item, 0) + 1
        return result

    return pair(counts, collections.Counter)


@trap("different")
def decimals_of_another_precision() -> dict[str, Any]:
    return pair(
        lambda items: [decimal.Decimal(item) / 7 for item in items],
        lambda items: [decimal.Decimal(item / 7) for item in items],
        lambda n, seed: list(range(1, n + 1)),
    )


@trap("unknown", words="equal=")
def objects_that_nobody_can_compare() -> dict[str, Any]:
    return pair(lambda items: object(), lambda items: object())


# --- traps: the work is not where it seems ---


@trap("lazy")
def a_generator_against_a_list() -> dict[str, Any]:
    return pair(squares, lambda items: (item * item for item in items))


@trap("lazy")
def a_map_against_a_list() -> dict[str, Any]:
    return pair(squares, lambda items: map(lambda item: item * item, items))


@trap("not-consumed")
def a_generator_that_nobody_goes_through() -> dict[str, Any]:
    return pair(squares, lambda items: (item * item for item in items), consume=False)


@trap("shares-input")
def a_view_against_a_copy() -> dict[str, Any]:
    return pair(lambda values: values[::2].copy(), lambda values: values[::2], array, n=20_000)


@trap("shares-input")
def the_list_itself_against_a_copy() -> dict[str, Any]:
    def unless_sorted(items: list[int]) -> list[int]:
        return items if all(map(operator.le, items, items[1:])) else sorted(items)

    return pair(sorted, unless_sorted, lambda n, seed: list(range(n)))


@trap("prints")
def a_line_that_is_printed() -> dict[str, Any]:
    def prints(items: list[int]) -> int:
        print(len(items))
        return total(items)

    return pair(total, prints)


@trap("random")
def numbers_by_chance() -> dict[str, Any]:
    return pair(
        lambda items: [item + random.random() for item in items],
        lambda items: [random.random() + item for item in items],
    )


@trap("random")
def numbers_by_chance_from_a_generator() -> dict[str, Any]:
    drawn = numpy.random.default_rng(1)

    def one(values: Any) -> Any:
        return values + drawn.random(len(values))

    def other(values: Any) -> Any:
        return numpy.add(drawn.random(len(values)), values)

    return pair(one, other, array)


@trap("random")
def numbers_by_chance_of_its_own() -> dict[str, Any]:
    drawn = random.Random(1)
    return pair(
        lambda items: [item + drawn.random() for item in items],
        lambda items: [drawn.random() + item for item in items],
    )


@trap("waits")
def a_sleep() -> dict[str, Any]:
    def sleeps(items: list[int]) -> int:
        time.sleep(0.003)
        return total(items)

    return pair(sleeps, total)


@trap("tiny")
def less_than_the_call_itself() -> dict[str, Any]:
    return pair(lambda items: items[3], lambda items: items[-297])


@trap("invalid", words="input")
def a_question_to_the_user() -> dict[str, Any]:
    return pair(total, lambda items: total(items) + len(input()))


# --- clean pairs ---

LIMITS = [10, 100, 500]
NAMES = {number: str(number) for number in range(1000)}


@dataclass
class Place:
    x: int
    y: int


Named = collections.namedtuple("Named", "x y")


class Shop:
    def __init__(self) -> None:
        self.prices = {number: number * 2 for number in range(1000)}
        self.rate = 3

    def cost(self, items: list[int]) -> int:
        return sum(self.prices[item] for item in items) * self.rate

    def slow_cost(self, items: list[int]) -> int:
        result = 0
        for item in items:
            result += self.prices[item] * self.rate
        return result


def loop_of(append: Callable[[int], Any]) -> Callable[[list[int]], list[Any]]:
    """A closure over something that does not change."""

    def loop(items: list[int]) -> list[Any]:
        result = []
        for item in items:
            result.append(append(item))
        return result

    return loop


def counted(items: list[int]) -> dict[int, int]:
    result: dict[int, int] = {}
    for item in items:
        result[item] = result.get(item, 0) + 1
    return result


def grouped(items: list[int]) -> dict[int, list[int]]:
    result: dict[int, list[int]] = {}
    for item in items:
        result.setdefault(item % 10, []).append(item)
    return result


def grouped_by_default(items: list[int]) -> dict[int, list[int]]:
    result = collections.defaultdict(list)
    for item in items:
        result[item % 10].append(item)
    return dict(result)


def joined(items: list[str]) -> str:
    result = ""
    for item in items:
        result += item
    return result


def in_text(items: list[int]) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        for item in items[:3]:
            print(item)
    return out.getvalue()


def in_text_by_hand(items: list[int]) -> str:
    return "".join(f"{item}\n" for item in items[:3])


def with_memory_of_one_call(items: list[int]) -> list[int]:
    memory: dict[int, int] = {}
    for item in items:
        if item not in memory:
            memory[item] = item * item
    return [memory[item] for item in items]


def to_whole(items: list[str]) -> list[int]:
    found = []
    for item in items:
        with suppress(ValueError):
            found.append(int(item[5:]))
    return found


def chance_of_one_call(items: list[int]) -> list[float]:
    drawn = random.Random(1)
    return [item + drawn.random() for item in items]


def chance_of_one_call_again(items: list[int]) -> list[float]:
    draw = random.Random(1).random
    return [item + draw() for item in items]


def array_of_one_call(values: Any) -> Any:
    return values + numpy.random.default_rng(7).random(len(values))


def timed(items: list[int]) -> int:
    start = time.perf_counter()
    result = total(items)
    assert time.perf_counter() >= start
    return result


def copied_then_sorted(items: list[float]) -> list[float]:
    result = items[:]
    result.sort()
    return result


def heap_sorted(items: list[float]) -> list[float]:
    heap = list(items)
    heapq.heapify(heap)
    return [heapq.heappop(heap) for _ in range(len(heap))]


def below(items: list[int]) -> list[int]:
    return [sum(limit <= item for limit in LIMITS) for item in items]


def below_by_half(items: list[int]) -> list[int]:
    return [bisect.bisect_right(LIMITS, item) for item in items]


def reused(values: Any) -> Any:
    out = numpy.empty_like(values)
    numpy.multiply(values, 2, out=out)
    return out


def recursive(items: list[int]) -> int:
    if len(items) < 2:
        return sum(items)
    half = len(items) // 2
    return recursive(items[:half]) + recursive(items[half:])


BUFFER = numpy.zeros(300)


def with_buffer(values: Any) -> float:
    """What it leaves in the buffer no later call reads."""
    numpy.multiply(values, 2, out=BUFFER[: len(values)])
    return float(BUFFER[: len(values)].max(initial=0.0))


SHOP = Shop()
DIGITS = re.compile("[0-9]+")


def _add(name: str, *arguments: Any, **options: Any) -> None:
    CLEAN.append(Case(name, functools.partial(pair, *arguments, **options)))


def _warmed(name: str, first: Any, second: Any, make: Any) -> None:
    """For libraries that import and compile in a first call, which is told, and rightly so."""

    def build() -> dict[str, Any]:
        for variant in (first, second):
            variant(make(3, 0))
        return pair(first, second, make)

    CLEAN.append(Case(name, build))


def _plain(items: list[int]) -> list[int]:
    result = []
    for item in items:
        result.append(item * item)
    return result


_add("a loop and a comprehension", _plain, squares)
_add("a comprehension and list(map)", squares, lambda items: list(map(lambda i: i * i, items)))
_add("two lists of a generator", lambda items: list(i * i for i in items), squares)
_add("a loop and sum", total, sum)
_add("a loop and itself", total, total)
_add("a recursion and a loop", recursive, total)
_add("sorted and a copy that is sorted", sorted, copied_then_sorted, shuffled)
_add("sorted and a heap", sorted, heap_sorted, shuffled)
_add("a loop of strings and join", joined, "".join, words)
_add("counting by hand and by Counter", counted, lambda items: dict(collections.Counter(items)))
_add("groups by setdefault and defaultdict", grouped, grouped_by_default)
_add(
    "a list and a set looked up in",
    lambda items: [i for i in items if i in LIMITS],
    lambda items: [i for i in items if i in frozenset(LIMITS)],
)
_add("a chain of ifs and bisect", below, below_by_half)
_add(
    "a table of names and str",
    lambda items: [NAMES[item] for item in items],
    lambda items: list(map(str, items)),
)
_add("a closure over a constant", loop_of(str), lambda items: [str(item) for item in items])
_add("two methods of an object", SHOP.slow_cost, SHOP.cost)
_add(
    "two methods of an object by name",
    lambda items: SHOP.slow_cost(items),
    lambda items: SHOP.cost(items),
)
_add("a memory of one call", squares, with_memory_of_one_call)
_add(
    "format and an f-string",
    lambda items: ["{:>8}".format(i) for i in items],
    lambda items: [f"{i:>8}" for i in items],
)
_add(
    "a pattern and slices",
    lambda items: [DIGITS.findall(item)[0] for item in items],
    lambda items: [item[5:] for item in items],
    words,
)
_add("errors that are caught", to_whole, lambda items: [int(item[5:]) for item in items], words)
_add(
    "a dict each way",
    lambda items: {i: i * i for i in items},
    lambda items: dict(zip(items, map(operator.mul, items, items), strict=True)),
)
_add(
    "a set each way", lambda items: {i % 7 for i in items}, lambda items: set(i % 7 for i in items)
)
_add(
    "generators on both sides of any",
    lambda items: any(i > 2000 for i in items),
    lambda items: bool([i for i in items if i > 2000]),
)
_add(
    "flat lists",
    lambda rows: [item for row in rows for item in row],
    lambda rows: list(itertools.chain.from_iterable(rows)),
    grid,
)
_add(
    "rows and columns",
    lambda rows: [list(column) for column in zip(*rows)],
    lambda rows: [[row[at] for row in rows] for at in range(len(rows[0]) if rows else 0)],
    grid,
)
_add(
    "JSON",
    lambda rows: json.loads(json.dumps(rows)),
    lambda rows: [list(row) for row in rows],
    grid,
)
_add(
    "objects of a dataclass",
    lambda items: [Place(i, i + 1) for i in items],
    lambda items: list(map(Place, items, [i + 1 for i in items])),
)
_add(
    "named tuples",
    lambda items: [Named(i, i) for i in items],
    lambda items: list(map(Named._make, zip(items, items))),
)
_add(
    "fractions",
    lambda items: [fractions.Fraction(i, 7) for i in items],
    lambda items: [fractions.Fraction(i) / 7 for i in items],
    n=50,
)
_add(
    "decimals",
    lambda items: sum(map(decimal.Decimal, items), decimal.Decimal(0)),
    lambda items: functools.reduce(operator.add, map(decimal.Decimal, items), decimal.Decimal(0)),
)
_add(
    "days",
    lambda items: [datetime.date(2026, 1, 1) + datetime.timedelta(i) for i in items],
    lambda items: [datetime.date.fromordinal(739617 + i) for i in items],
)
_add(
    "an error that both raise",
    lambda items: max(items),
    lambda items: sorted(items)[-1] if items else max(items),
)
_add(
    "a value that is not a number",
    lambda items: [i / 2 for i in items] + [math.nan],
    lambda items: [i * 0.5 for i in items] + [math.nan],
    shuffled,
)
_add("two ways through an array", lambda values: values * 2, lambda values: values + values, array)
_add("an array that is filled", reused, lambda values: values * 2, array)
_add(
    "a buffer that nobody else reads",
    with_buffer,
    lambda values: float((values * 2).max(initial=0.0)),
    array,
)
_add(
    "views on both sides",
    lambda values: values[::2],
    lambda values: values[0:None:2],
    array,
    n=20_000,
)
_add(
    "where and a mask",
    lambda values: numpy.where(values > 0.5, values, 0.0),
    lambda values: numpy.array([v if v > 0.5 else 0.0 for v in values], dtype=float),
    array,
)
_warmed(
    "two ways to filter a table",
    lambda rows: rows[rows.shop > 500],
    lambda rows: rows.query("shop > 500"),
    frame,
)
_warmed(
    "two ways to sum a column",
    lambda rows: int(rows.shop.sum()),
    lambda rows: sum(rows.shop.tolist()),
    frame,
)
_add("chance of one call", chance_of_one_call, chance_of_one_call_again)
_add("an array by chance of one call", array_of_one_call, array_of_one_call, array)
_add("what is printed into a string", in_text, in_text_by_hand)
_add("a clock that is only looked at", total, timed)
_add(
    "an order that does not matter",
    lambda items: list(dict.fromkeys(items)),
    lambda items: list(set(items)),
    equal="unordered",
)
_add(
    "rounding that is allowed",
    lambda items: sum(items) / 7,
    lambda items: sum(item / 7 for item in items),
    shuffled,
    equal="close",
)
_add(
    "no argument at all",
    lambda: sum(range(300)),
    lambda: 300 * 299 // 2 + sum(range(100)) * 0,
    None,
    n=None,
)

"""How warm a cache is decides what a time says: repeated, emptied before every call, or first."""

from __future__ import annotations

import functools
import random
import sys
from collections.abc import Callable
from functools import lru_cache
from types import CodeType
from typing import Any

import pytest

from cellheat import Comparison, compare
from cellheat.kernel.comparison.data.caches import Caches
from cellheat.kernel.comparison.data.inputs import Maker, Supply, random_kept

pytestmark = pytest.mark.alone

BUDGET = 0.3
#: The simplest of caches; what stood in it before is left in it.
MEMO: dict[int, int] = {0: 0, 1: 1}


@lru_cache(None)
def fib(n: int) -> int:
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def loop(n: int) -> int:
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def remembers(n: int) -> int:
    if n not in MEMO:
        MEMO[n] = remembers(n - 1) + remembers(n - 2)
    return MEMO[n]


def remembers_in_a_default(n: int, memo: dict[int, int] = {}) -> int:  # noqa: B006
    if n not in memo:
        memo[n] = loop(n)
    return memo[n]


#: Made by the first call; nobody can tell how to empty it.
TABLE: dict[int, int] | None = None


def tabled(value: int) -> int:
    global TABLE
    if TABLE is None:
        TABLE = {}
    return TABLE.setdefault(value, value)


def size(n: int, seed: int) -> int:
    return n


def texts(found: Comparison, code: str) -> list[str]:
    return [caution.text for caution in found.cautions if caution.code == code]


def times(found: Comparison, index: int) -> dict[str, Any]:
    told: dict[str, Any] = found.document()["points"][-1]["times"][index]
    return told


# --- repeated ---


def test_a_hot_cache_is_never_a_bare_win() -> None:
    fib.cache_clear()
    found = compare(loop=loop, fib=fib, make=size, n=150, budget=BUDGET)
    assert found.verdict == "faster"
    document = found.document()
    assert (document["cache"], document["temperature"]) == ("repeat", "repeated")
    (text,) = texts(found, "cached")
    assert text.startswith("fib kept something between calls")
    assert "one that found nothing there took " in text
    # It fills in 150 values, and that takes longer than adding 150 times.
    first = times(found, 1)["first_ns"]
    assert first > 5 * times(found, 1)["median_ns"]
    assert first > times(found, 0)["median_ns"]
    assert times(found, 0)["first_ns"] is None


def test_a_first_call_is_measured_for_dicts_too() -> None:
    found = compare(loop=loop, memo=remembers, make=size, n=150, budget=BUDGET)
    assert times(found, 1)["first_ns"] > 5 * times(found, 1)["median_ns"]


def test_without_a_cache_there_is_no_temperature() -> None:
    found = compare(a=loop, b=loop, make=size, n=20, budget=0.1)
    assert found.document()["temperature"] is None
    assert times(found, 0)["first_ns"] is None


# --- emptied ---


@pytest.mark.parametrize("cache", ["clear", "first"])
@pytest.mark.parametrize("cached", [fib, remembers, remembers_in_a_default,
                                    functools.partial(fib), lambda n: fib(n)])  # fmt: skip
def test_a_cache_that_is_emptied_wins_nothing(cached: Callable[[int], int], cache: str) -> None:
    found = compare(loop=loop, cached=cached, make=size, n=150, budget=BUDGET, cache=cache)
    assert found.verdict != "faster"
    assert found.document()["cache"] == cache
    expected = {"clear": "cleared", "first": "first"}[cache]
    assert found.document()["temperature"] == expected
    assert "emptied before every timed call: " in found.document()["method"]["cache"]
    assert texts(found, "not-emptied") == []


def test_every_timed_call_finds_it_empty() -> None:
    seen: list[int] = []
    record = seen.append
    memo: dict[int, int] = {}

    def grows(n: int) -> int:
        record(len(memo))
        memo[len(memo)] = n
        return n

    compare(a=lambda n: n, b=grows, make=size, n=5, budget=BUDGET, cache="clear", equal=_any)
    assert len(seen) > 50
    assert set(seen) == {0}


def _any(first: Any, second: Any) -> bool:
    return True


def test_what_stood_in_a_dict_before_is_left_in_it() -> None:
    for cache in ("repeat", "clear", "first"):
        found = compare(a=loop, b=remembers, make=size, n=30, budget=BUDGET, cache=cache)
        assert texts(found, "cached")
        assert MEMO == {0: 0, 1: 1}


def test_where_nothing_can_be_emptied_that_is_said() -> None:
    found = compare(a=loop, b=loop, make=size, n=200, budget=BUDGET, cache="clear")
    assert found.verdict in ("same", "unclear")
    (text,) = texts(found, "not-emptied")
    assert "So the times are of repeated calls." in text
    assert found.document()["temperature"] == "repeated"


# --- first ---


def test_first_calls_have_inputs_that_nobody_has_seen_and_new_code() -> None:
    inputs: list[float] = []
    codes: list[CodeType] = []
    record, keep = inputs.append, codes.append

    def watched(value: float) -> float:
        record(value)
        keep(sys._getframe().f_code)
        return value

    found = compare(a=lambda value: value, b=watched, make=lambda n, seed: random.random(),
                    n=3, budget=BUDGET, cache="first", metrics="time", equal=_any)  # fmt: skip
    calls = times(found, 1)["calls"]
    assert calls > 50
    timed = inputs[-calls:]
    # Nothing is kept between calls, so a copy is as new as another number.
    assert 1 < len(set(timed)) <= 12
    assert len(set(map(id, codes))) >= calls
    assert found.document()["temperature"] == "first"


@pytest.mark.parametrize("is_emptied", [True, False])
def test_only_what_cannot_be_emptied_needs_inputs_of_other_seeds(is_emptied: bool) -> None:
    seeds: list[int] = []
    record = seeds.append
    memo: dict[int, int] = {}

    def make(n: int, seed: int) -> int:
        record(seed)
        return n + seed

    def emptied(value: int) -> int:
        return memo.setdefault(value, value)

    ways: dict[bool, Callable[[int], int]] = {True: emptied, False: tabled}
    compare(a=lambda value: value, b=ways[is_emptied], make=make, n=3, budget=BUDGET,
            cache="first", metrics="time")  # fmt: skip
    assert (max(seeds) < 12) is is_emptied


def test_unseen_inputs_are_of_other_seeds() -> None:
    maker = Maker(lambda n, seed: (n, seed), True)
    with random_kept():
        supply = Supply(maker, 5, fresh=False, unseen=True)
        from cellheat.kernel.comparison.calling.devices import REAL

        supply.fill(1e9, REAL)
        seen = [*supply.take(0, 3), *supply.take(0, 3), supply.one(0)]
    assert len(set(seen)) == 7
    assert supply.fresh


# --- what can be emptied ---


class Service:
    @lru_cache(None)  # noqa: B019
    def ask(self, n: int) -> int:
        return n


SERVICE = Service()


@pytest.mark.parametrize(
    ("call", "names"),
    [
        (lambda n: fib(n), ["fib"]),
        (fib, ["fib"]),
        (functools.partial(lambda n: fib(n), 3), ["fib"]),
        (lambda n: SERVICE.ask(n), ["SERVICE.ask"]),
        (lambda n: remembers(n), []),
        (len, []),
    ],
)
def test_what_has_a_cache_clear_is_found(call: Any, names: list[str]) -> None:
    found = Caches(call).names
    assert set(names) <= set(found)
    assert bool(names) == bool(found)


def test_only_what_grew_is_a_cache() -> None:
    memo: dict[int, int] = {1: 1}
    table = {1: 1}
    caches = Caches(lambda: (memo, table))
    memo[2] = 2
    table[1] = 5
    caches.look()
    assert caches.names == ["memo"]
    caches.empty()
    assert (memo, table) == ({1: 1}, {1: 5})


@pytest.mark.parametrize("cache", ["cold", None, 3, ["clear"]])
def test_other_words_are_refused(cache: Any) -> None:
    with pytest.raises(ValueError, match="Write 'repeat' for repeated calls"):
        compare(a=loop, b=loop, make=size, n=3, cache=cache)

"""`compare` tells a speed only where it is true, and leaves everything as it was."""

from __future__ import annotations

import asyncio
import gc
import json
import random
import re
import sys
import time
import tracemalloc
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any

import numpy
import pytest
from kernels import ROOT

from cellheat import Comparison, compare
from cellheat.kernel.comparison.asking import variants
from cellheat.kernel.comparison.data import inputs
from cellheat.kernel.result import MIME_TYPE

pytestmark = pytest.mark.alone

BUDGET = 0.15

#: Numbers that do not come from the generator that a comparison has to leave alone.
DRAWN = random.Random(1)
#: What variants reach by name.
SHARED: list[float] = []


def shuffled(n: int, seed: int) -> list[float]:
    return [random.random() for _ in range(n)]


def numbers(n: int, seed: int) -> list[int]:
    return list(range(n))


def work(items: list[int]) -> int:
    total = 0
    for item in items:
        total += item
    return total


def twentyfold(items: list[int]) -> int:
    for _ in range(19):
        work(items)
    return work(items)


def codes(comparison: Comparison) -> set[str]:
    return {caution.code for caution in comparison.cautions}


def refused(comparison: Comparison) -> str:
    """Why no speed is told; nothing of one may be anywhere."""
    assert comparison.verdict == "invalid"
    assert comparison.ratio is None
    assert comparison.interval is None
    assert comparison.times == {}
    assert comparison.peaks == {}
    assert comparison.by_n == {}
    document = comparison.document()
    assert (document["points"], document["at"]) == ([], None)
    assert not re.search(r"faster|as long|×", str(comparison))
    assert comparison.difference is not None
    assert str(comparison).startswith("Not comparable: ")
    return comparison.difference


@pytest.fixture(autouse=True)
def as_found() -> Iterator[None]:
    """gc, tracemalloc, random numbers, streams and hooks are left as they were."""

    def state() -> list[Any]:
        drawn = random.getstate(), numpy.random.get_state()[1].tobytes()
        tools = gc.isenabled(), tracemalloc.is_tracing(), sys.gettrace(), sys.getprofile()
        return [drawn, tools, sys.stdout, sys.stderr, input, sys.getrecursionlimit()]

    before = state()
    yield
    assert state() == before


# --- what is right ---


def test_the_faster_one_is_found() -> None:
    found = compare(slow=twentyfold, fast=work, make=numbers, n=300, budget=BUDGET)
    assert found.verdict == "faster"
    assert found.ratio is not None
    assert found.interval is not None
    assert found.interval[0] < found.ratio < found.interval[1]
    # 20 by construction; wide, for another process may be busy.
    assert 10 < found.ratio < 40
    assert found.equality == "equal"
    assert found.at == 300
    assert found.times["slow"] / found.times["fast"] == pytest.approx(found.ratio)
    assert str(found).startswith("fast is about ")


def test_the_slower_one_is_told_the_other_way_round() -> None:
    found = compare(fast=work, slow=twentyfold, make=numbers, n=300, budget=BUDGET)
    assert found.verdict == "slower"
    assert found.ratio is not None and found.ratio < 0.1
    assert re.match("slow is slower: it takes about [0-9]+× as long as fast", str(found))


def test_a_function_is_not_faster_than_itself() -> None:
    wrong = 0
    for _ in range(10):
        found = compare(a=work, b=work, make=numbers, n=300, budget=BUDGET, metrics="time")
        wrong += found.verdict in ("faster", "slower")
    assert wrong <= 1


def test_a_sweep_has_an_entry_for_each_size() -> None:
    found = compare(slow=twentyfold, fast=work, make=numbers, n=[100, 10, 1000, 10], budget=0.3)
    assert list(found.by_n) == [10, 100, 1000]
    assert found.at == max(n for n, size in found.by_n.items() if size.verdict != "unclear")
    for size in found.by_n.values():
        assert size.ratio is not None
        assert size.times["slow"] / size.times["fast"] == pytest.approx(size.ratio)
    assert found.by_n[1000].times["fast"] > found.by_n[10].times["fast"]


def test_more_variants_stand_against_the_first() -> None:
    found = compare(
        {"a": twentyfold, "b": work, "c": twentyfold, "d": sum}, make=numbers, n=300, budget=0.4
    )
    assert list(found.versus) == ["b", "c", "d"]
    assert found.versus["b"].verdict == "faster"
    assert found.versus["d"].verdict == "faster"
    assert found.versus["c"].verdict in ("same", "unclear")
    assert (found.verdict, found.ratio) == (found.versus["b"].verdict, found.versus["b"].ratio)
    for name, standing in found.versus.items():
        assert standing.ratio is not None
        assert found.times["a"] / found.times[name] == pytest.approx(standing.ratio)


@pytest.mark.parametrize("make", [None, lambda: list(range(100))])
def test_without_a_size(make: Any) -> None:
    items = list(range(100))
    slow = (lambda: twentyfold(items)) if make is None else twentyfold
    fast = (lambda: work(items)) if make is None else work
    found = compare(slow=slow, fast=fast, make=make, budget=BUDGET)
    assert (found.verdict, found.at, found.by_n) == ("faster", None, {})
    # Every call of this make gives the same.
    assert found.document()["inputs"] == 1


def test_several_inputs_are_compared() -> None:
    found = compare(a=work, b=work, make=numbers, n=5, budget=BUDGET)
    # Nothing, one item, and five of them; other seeds give the same.
    assert found.document()["inputs"] == 3
    random_make = compare(a=sorted, b=sorted, make=lambda: shuffled(9, 0), budget=BUDGET)
    assert random_make.document()["inputs"] == 3


def test_peaks_are_those_of_one_call() -> None:
    found = compare(
        big=lambda n: len(bytearray(n)), small=lambda n: n, make=lambda n, s: n, n=2**20, budget=0.1
    )
    assert found.peaks["big"] == pytest.approx(2**20, rel=0.01)
    assert found.peaks["small"] is not None
    assert found.peaks["small"] < 1000
    without = compare(a=work, b=sum, make=numbers, n=9, budget=BUDGET, metrics=["time"])
    assert without.peaks == {"a": None, "b": None}
    assert "tracemalloc" not in without.document()["environment"]["tools"]


# --- what is refused ---


def test_wrong_results_have_no_speed() -> None:
    found = compare(a=work, b=lambda items: 0, make=numbers, n=[10, 100], budget=BUDGET)
    assert refused(found) == "45 from a, 0 from b (n = 10)."
    assert found.equality == "different"


def test_a_wrong_result_on_the_empty_input_counts() -> None:
    def last(items: list[int]) -> int | None:
        return items[-1] if items else None

    found = compare(a=last, b=lambda items: items[-1], make=numbers, n=10, budget=BUDGET)
    assert "a returned None and b raised IndexError" in refused(found)
    assert "(n = 0, the empty input, tried besides those asked for)" in refused(found)


def test_an_input_that_raises_alike_is_not_counted() -> None:
    found = compare(a=max, b=lambda items: sorted(items)[-1:][0] if items else max(items),
                    make=numbers, n=10, budget=BUDGET)  # fmt: skip
    assert found.verdict != "invalid"
    # One item and ten: the empty list raises ValueError in both.
    assert found.document()["inputs"] == 2


def test_an_input_that_cannot_be_made_is_skipped() -> None:
    def make(n: int, seed: int) -> list[int]:
        if n < 2:
            raise ValueError("too small")
        return list(range(n))

    found = compare(a=work, b=sum, make=make, n=10, budget=BUDGET)
    assert found.document()["inputs"] == 1
    with pytest.raises(ValueError, match="too small"):
        compare(a=work, b=sum, make=make, n=[1, 10], budget=BUDGET)


def test_only_errors_is_no_comparison() -> None:
    found = compare(a=lambda: 1 / 0, b=lambda: 2 / 0, budget=BUDGET)
    assert "every variant raised ZeroDivisionError: division by zero" in refused(found)
    assert found.equality == "unknown"
    assert found.document()["outcome"] == {"status": "raised", "error": "ZeroDivisionError"}


def test_an_error_in_the_timed_part_takes_the_verdict_away() -> None:
    calls = iter(range(40))
    found = compare(a=lambda: None, b=lambda: (next(calls), None)[1], budget=BUDGET)
    assert refused(found) == "b raised StopIteration when it was called again."
    assert found.document()["outcome"] == {"status": "raised", "error": "StopIteration"}
    assert found.equality == "equal"


def test_exit_is_an_error_of_the_variant() -> None:
    assert "b raised SystemExit" in refused(compare(a=lambda: 1, b=lambda: sys.exit(), budget=0.1))


@pytest.mark.parametrize(
    ("second", "equality", "hint"),
    [
        (lambda items: sum(reversed(items)), "close", "equal='close'"),
        (lambda items: sum(items) + 1, "different", ""),
    ],
)
def test_rounding_is_told_from_a_difference(second: Any, equality: str, hint: str) -> None:
    found = compare(a=sum, b=second, make=shuffled, n=1000, budget=BUDGET)
    assert found.equality == equality
    assert hint in refused(found)
    if hint:
        nearly = compare(a=sum, b=second, make=shuffled, n=1000, budget=BUDGET, equal="close")
        assert (nearly.verdict != "invalid", nearly.equality) == (True, "close")


def test_another_order_may_be_allowed() -> None:
    both: dict[str, Any] = {"a": list, "b": lambda items: items[::-1]}
    found = compare(both, make=numbers, n=100, budget=BUDGET)
    assert found.equality == "reordered"
    assert "equal='unordered'" in refused(found)
    assert compare(both, make=numbers, n=100, budget=BUDGET, equal="unordered").ratio
    own = compare(both, make=numbers, n=9, budget=BUDGET, equal=lambda a, b: set(a) == set(b))
    assert own.equality == "equal"
    assert own.ratio


def test_what_cannot_be_compared_has_no_speed() -> None:
    found = compare(a=lambda: object(), b=lambda: object(), budget=BUDGET)
    assert found.equality == "unknown"
    assert "give equal=" in refused(found)


# --- the lies that a naive timer tells ---


def in_place(items: list[float]) -> list[float]:
    items.sort()
    return items


def test_mutation_is_noticed_and_not_rewarded() -> None:
    """On a list that was sorted by the first call, `list.sort` looks dozens of times faster."""
    found = compare(copy=sorted, in_place=in_place, make=shuffled, n=2000, budget=0.5)
    assert "mutates-input" in codes(found)
    assert found.ratio is not None
    assert 0.5 < found.ratio < 2
    assert found.document()["method"]["inputs"].startswith("a new one for every call")


def test_a_make_that_gives_the_same_list_again_is_not_spoilt() -> None:
    data = [DRAWN.random() for _ in range(2000)]
    kept = list(data)
    found = compare(copy=sorted, in_place=in_place, make=lambda n, seed: data, n=2000, budget=0.5)
    assert data == kept
    assert found.ratio is not None
    assert 0.5 < found.ratio < 2


def test_nested_data_is_copied_too() -> None:
    def grow(rows: list[list[int]]) -> int:
        for row in rows:
            row.append(0)
        return len(rows)

    data = [[1], [2]]
    found = compare(a=len, b=grow, make=lambda: data, budget=BUDGET)
    assert "mutates-input" in codes(found)
    assert data == [[1], [2]]


def test_shared_data_that_is_changed_is_refused_and_put_back() -> None:
    SHARED[:] = [DRAWN.random() for _ in range(100)]
    kept = list(SHARED)
    found = compare(copy=lambda: sorted(SHARED), in_place=lambda: in_place(SHARED), budget=BUDGET)
    assert "in_place changes SHARED, which every call shares" in refused(found)
    assert found.document()["obstacle"] == "shared"
    assert kept == SHARED

    local = [3, 1, 2]
    found = compare(copy=lambda: sorted(local), in_place=lambda: in_place(local), budget=BUDGET)
    assert "in_place changes local" in refused(found)
    assert local == [3, 1, 2]


def generated(items: list[int]) -> Iterator[int]:
    return (item * item for item in items)


def listed(items: list[int]) -> list[int]:
    return [item * item for item in items]


def test_a_generator_that_nobody_goes_through_does_not_win() -> None:
    found = compare(listed=listed, generated=generated, make=numbers, n=1000, budget=0.4)
    assert found.equality == "equal"
    assert "lazy" in codes(found)
    # Without going through it would be some hundred times faster.
    assert found.ratio is not None
    assert found.ratio < 3


def test_a_generator_may_be_left_alone_if_asked() -> None:
    found = compare(
        listed=listed, generated=generated, make=numbers, n=1000, budget=BUDGET, consume=False
    )
    assert "not-consumed" in codes(found)
    assert found.ratio is not None
    assert found.ratio > 20


def test_an_iterator_as_input_is_new_for_every_call() -> None:
    """One that was used up by the first call would make every later one take nothing."""

    def make(n: int, seed: int) -> Iterator[int]:
        return iter(range(n))

    found = compare(a=list, b=lambda items: sorted(items), make=make, n=5000, budget=0.4)
    assert "one-shot-input" in codes(found)
    assert found.times["a"] > 10_000


def test_a_variant_that_sometimes_gives_an_iterator() -> None:
    found = compare(
        a=lambda items: items and list(items),
        b=lambda items: items and iter(items),
        make=numbers,
        n=100,
        budget=BUDGET,
    )
    assert found.ratio is not None
    assert "lazy" in codes(found)


def test_a_cache_is_told() -> None:
    @lru_cache
    def cached(n: int) -> int:
        return sum(range(n))

    found = compare(a=lambda n: sum(range(n)), b=cached, make=lambda n, s: n, n=5000, budget=BUDGET)
    assert "cached" in codes(found)

    memo: dict[int, int] = {}

    def remembers(n: int) -> int:
        if n not in memo:
            memo[n] = sum(range(n))
        return memo[n]

    found = compare(
        a=lambda n: sum(range(n)), b=remembers, make=lambda n, s: n, n=5000, budget=BUDGET
    )
    assert "cached" in codes(found)
    assert found.verdict == "faster"


def test_printing_is_taken_in_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    found = compare(a=lambda: None, b=lambda: print("hello"), budget=BUDGET)
    assert "prints" in codes(found)
    assert capsys.readouterr() == ("", "")


def test_random_numbers_start_alike() -> None:
    found = compare(
        a=lambda items: random.sample(items, 3),
        b=lambda items: [items[i] for i in random.sample(range(len(items)), 3)],
        make=numbers,
        n=50,
        budget=BUDGET,
    )
    assert found.equality == "equal"
    assert "random" in codes(found)
    found = compare(
        a=lambda: float(numpy.random.random()), b=lambda: numpy.random.random(1)[0].item(),
        budget=BUDGET,
    )  # fmt: skip
    assert "random" in codes(found)


def test_waiting_is_told() -> None:
    found = compare(a=lambda: time.sleep(0.01), b=lambda: None, budget=0.3)
    (caution,) = [caution for caution in found.cautions if caution.code == "waits"]
    assert caution.text.startswith("a waited for ")
    assert found.verdict == "faster"
    assert found.times["a"] >= 10e6


def test_a_profiler_is_told() -> None:
    sys.setprofile(lambda *_: None)
    try:
        found = compare(a=lambda: 1, b=lambda: 1, budget=0.05)
    finally:
        sys.setprofile(None)
    assert "profiled" in codes(found)


def test_input_is_refused() -> None:
    found = compare(a="input()", b=lambda: input(), budget=BUDGET)
    assert "every variant raised RuntimeError" in refused(found)


def test_clean_pairs_are_not_accused() -> None:
    pairs: list[tuple[Any, Any, Any]] = [
        (work, sum, numbers),
        (sorted, lambda items: sorted(items, key=None), shuffled),
        (lambda items: "".join(map(str, items)), lambda items: "".join([str(i) for i in items]),
         numbers),
        (lambda a, b: set(a) & set(b), lambda a, b: {x for x in a if x in set(b)} if a else set(),
         lambda n, seed: (list(range(n)), list(range(n // 2)))),
        (dict.fromkeys, lambda items: dict.fromkeys(items), numbers),
    ]  # fmt: skip
    for a, b, make in pairs:
        found = compare(a=a, b=b, make=make, n=30, budget=BUDGET)
        assert found.verdict != "invalid"
        assert codes(found) <= {"tiny", "noisy"}


# --- long calls ---


def test_long_calls_get_a_few_runs_and_a_verdict() -> None:
    found = compare(a=lambda: time.sleep(0.15), b=lambda: time.sleep(0.05), budget=0.2)
    assert found.verdict == "faster"
    assert "long-calls" in codes(found)
    calls = [times["calls"] for times in found.document()["points"][0]["times"]]
    assert 2 <= calls[0] <= 8
    assert calls[1] > calls[0]


def test_sizes_that_would_take_for_ever_are_left_out() -> None:
    found = compare(
        a=lambda n: time.sleep(n / 1000),
        b=lambda n: time.sleep(n / 2000),
        make=lambda n, seed: n,
        n=[1, 20, 60_000],
        budget=0.1,
    )
    (left_out,) = [one.text for one in found.cautions if one.code == "sizes-left-out"]
    assert re.match(r"n = 60,000 was left out: a call there would take about \d+ min", left_out)
    assert set(found.by_n) == {1, 20}
    assert found.at == 20


# --- words of mistakes ---


def test_the_line_to_await_is_python_whatever_the_names() -> None:
    given = {"a": coroutine, "class": coroutine, "b c": coroutine, "d": coroutine}
    code = compile("compare(given)", "<nowhere>", "eval")
    with pytest.raises(TypeError) as caught:
        eval(code, {"compare": compare, "given": given, "coroutine": coroutine})
    line = str(caught.value).splitlines()[-1].strip()
    assert line == (
        "await cellheat.compare_async({'a': coroutine, 'class': coroutine, 'b c': coroutine}, "
        "d=coroutine)"
    )


def test_the_time_is_measured_whatever_else_is_asked_for() -> None:
    found = compare(a=work, b=sum, make=numbers, n=10, budget=BUDGET, metrics="memory")
    assert found.times["a"] > 0
    assert found.peaks["a"] is not None


def test_whole_floats_are_sizes() -> None:
    assert set(compare(a=work, b=sum, make=numbers, n=1e2, budget=BUDGET).by_n) == {100}


def test_another_name_is_answered_with_those_there_are() -> None:
    found = compare(a=work, b=sum, make=numbers, n=10, budget=BUDGET)
    with pytest.raises(KeyError, match="'nope' is not compared with the first; 'b' is"):
        found.versus["nope"]
    assert "nope" not in found.versus


def test_a_misspelt_make_is_asked_about() -> None:
    found = compare(
        {"a": lambda items: 1, "b": lambda items: 2, "maek": lambda n: 3}, budget=BUDGET
    )
    assert str(found.difference).endswith("or write make= in place of maek=.")


@pytest.mark.skipif(sys.version_info < (3, 11), reason="errors have no notes")
def test_an_error_of_make_says_for_which_input_it_was() -> None:
    def breaks(n: int, seed: int) -> int:
        return {}[n]

    with pytest.raises(KeyError) as caught:
        compare(a=work, b=sum, make=breaks, n=7, budget=BUDGET)
    assert caught.value.__notes__ == ["It was make(n=7, seed=0)."]


# --- variants of all kinds ---


def test_a_dict_and_keywords_are_the_same_thing() -> None:
    names = ["first", "second one", "make"]
    found = compare(
        {"first": work, "second one": sum, "make": sum}, budget=BUDGET, make=numbers, n=9
    )
    assert [variant["name"] for variant in found.document()["variants"]] == names
    mixed = compare({"a": work}, b=sum, make=numbers, n=9, budget=BUDGET)
    assert list(mixed.versus) == ["b"]


def test_source_is_a_variant() -> None:
    found = compare(
        loop="""
            total = 0
            for item in x:
                total += item
            total
        """,
        call="sum(x)",
        function="def total(items):\n    return sum(items)",
        make=numbers,
        n=500,
        budget=0.3,
    )
    assert found.equality == "equal"
    assert found.verdict == "faster"
    code = found.document()["variants"][0]["code"]
    assert code.startswith("total = 0\nfor item in x:\n    total += item")


def test_source_sees_the_names_of_the_caller_and_binds_none() -> None:
    before = set(globals())
    found = compare(a="found = len(SHARED)\nfound", b="len(SHARED)", budget=BUDGET)
    assert found.equality == "equal"
    assert set(globals()) == before


def test_source_with_several_arguments() -> None:
    both: dict[str, Any] = {"a": "x + y", "b": "y + x"}
    assert compare(both, make=lambda: (1, 2), budget=BUDGET).equality == "equal"
    with pytest.raises(ValueError, match="there are names for three"):
        compare(both, make=lambda: (1, 2, 3, 4), budget=BUDGET)


def test_the_code_is_as_it_was_written() -> None:
    found = compare(
        a=work, b=lambda items: sum(items), c=sum, d=partial(work), make=numbers, n=9, budget=0.2
    )
    code = [variant["code"] for variant in found.document()["variants"]]
    assert code[0].startswith("def work(items: list[int]) -> int:\n    total = 0\n")
    assert code[1] == "lambda items: sum(items)"
    assert code[2] is None
    assert code[3] == code[0]


def test_a_new_code_object_is_the_same_function() -> None:
    outer = 3

    def function(a: int, b: int = 2, *, c: int = 4) -> int:
        return a + b + c + outer

    copy = variants.recompiled(function)
    assert copy is not function
    assert copy.__code__ is not function.__code__
    assert copy(1) == function(1) == 10
    assert variants.recompiled(len) is len


class Method:
    def __call__(self, items: list[int]) -> int:
        return sum(items)

    def plain(self, items: list[int]) -> int:
        return sum(items)


def test_callables_of_all_kinds() -> None:
    found = compare(
        {
            "method": Method().plain,
            "object": Method(),
            "builtin": sum,
            "partial": partial(sum, start=0),
            "type": lambda items: int(sum(items)),
        },
        make=numbers,
        n=50,
        budget=0.3,
    )
    assert found.equality == "equal"
    assert set(found.versus) == {"object", "builtin", "partial", "type"}


async def coroutine() -> int:
    return 1


async def generating() -> Any:
    yield 1


@pytest.mark.parametrize(
    "variant",
    [coroutine, generating, partial(coroutine), lambda: coroutine(), "async def f(): pass"],
)
def test_coroutines_are_refused_with_what_will_do(variant: Any) -> None:
    with pytest.raises(TypeError, match=r"await cellheat\.compare_async\("):
        compare(a=lambda: 1, b=variant, budget=BUDGET)


def test_it_works_beside_a_running_event_loop() -> None:
    async def inside() -> Comparison:
        return compare(a=work, b=sum, make=numbers, n=50, budget=BUDGET)

    assert asyncio.run(inside()).ratio


# --- misuse ---


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: compare(), ValueError, "There are 0 variants to compare, and it takes two to six"),
        (lambda: compare(a=work), ValueError, "There is 1 variant to compare"),
        (
            lambda: compare({str(n): work for n in range(7)}),
            ValueError,
            "There are 7 variants to compare",
        ),
        (
            lambda: compare(a=work, b=sum, seed=3),
            TypeError,
            "seed= is a value of type int, and a variant has to be a function or source text",
        ),
        (lambda: compare(work, b=sum), TypeError, "The first argument is a value of type function"),
        (lambda: compare({1: work, "b": sum}), TypeError, "A variant is called 1"),
        (lambda: compare({"a": work}, a=sum, b=sum), TypeError, "Two variants are called a"),
        (lambda: compare(a=work, b=sum, make=3), TypeError, "make is an int, and it has to be a"),
        (lambda: compare(a=work, b=sum, n=3), ValueError, "there is no make"),
        (lambda: compare(a=work, b=sum, make=numbers, n=-1), ValueError, "n holds -1"),
        (lambda: compare(a=work, b=sum, make=numbers, n=1.5), ValueError, "n holds 1.5"),
        (lambda: compare(a=work, b=sum, make=numbers, n=[]), ValueError, "n has 0 sizes"),
        (lambda: compare(a=work, b=sum, make=numbers, n="10"), ValueError, "n holds '10'"),
        (lambda: compare(a=work, b=sum, equal="similar"), ValueError, "equal is 'similar'. Write"),
        (lambda: compare(a=work, b=sum, equal=None), ValueError, "equal is None. Write"),  # type: ignore[arg-type]
        (lambda: compare(a=work, b=sum, cache="cold"), ValueError, "cache is 'cold'. Write"),
        (lambda: compare(a=work, b=sum, metrics=("time", "speed")), ValueError, "is no metric"),
        (lambda: compare(a=work, b=sum, ns=[1, 2]), TypeError, "Did you mean n=?"),
        (lambda: compare(a=work, b=sum, cach=1), TypeError, "Did you mean cache=?"),
        (lambda: compare({1: work, "b": sum}), TypeError, "has to be text. Write '1'"),
        (lambda: compare({"": work, "b": sum}), TypeError, "A variant has an empty name"),
        (lambda: compare(a=work, b=sum, metrics=["tme"]), ValueError, "'tme' is no metric"),
        (lambda: compare(a=work, b=sum, budget=0), ValueError, "between 0.05 and 600 seconds"),
        (lambda: compare(a=work, b=sum, budget="2"), TypeError, "budget is a str"),  # type: ignore[arg-type]
        (lambda: compare(a=work, b=sum, consume=1), TypeError, "consume is an int"),  # type: ignore[arg-type]
        (lambda: compare(a="1 +", b="2"), ValueError, "The source of a is no Python"),
        (lambda: compare(a="# nothing", b="2"), ValueError, "The source of a is empty"),
        (
            lambda: compare(a=work, b=sum, make=lambda: [1], n=3),
            TypeError,
            "cannot be called with a size and a seed. Write def make(n, seed)",
        ),
        (
            lambda: compare(a=work, b=sum, make=numbers),
            TypeError,
            "without n it gets none. Give n=",
        ),
    ],
)
def test_misuse_is_explained(call: Any, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert words in str(caught.value)


def test_nothing_runs_before_the_arguments_are_right() -> None:
    with pytest.raises(ValueError, match="cache"):
        compare(a=lambda: 1 / 0, b=lambda: 1 / 0, cache="cold")


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda n, seed: (n, seed), (5, 1)),
        (lambda n: n, (5,)),
        (lambda n, step=3: n + step, (8,)),
        (lambda n, seed=0: (n, seed), (5, 1)),
        (lambda *given: given, (5, 1)),
        (range, (range(5),)),
        (lambda n, seed: [(n, seed)], ([(5, 1)],)),
        (lambda n, seed: ((1, 2),), ((1, 2),)),
    ],
)
def test_how_make_is_called(make: Any, expected: Any) -> None:
    with inputs.random_kept():
        assert inputs.Maker(make, True).arguments(5, 1) == expected


def test_the_same_seed_makes_the_same_input() -> None:
    maker = inputs.Maker(lambda n, seed: (random.random(), numpy.random.random()), True)
    with inputs.random_kept():
        assert maker.arguments(3, 1) == maker.arguments(3, 1) != maker.arguments(3, 2)


# --- left as found ---


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        compare(a=work, b=sum, make=numbers, n=9, budget=BUDGET)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_tracemalloc_that_was_on_stays_on() -> None:
    tracemalloc.start(3)
    try:
        found = compare(a=work, b=listed, make=numbers, n=9, budget=BUDGET, equal=lambda a, b: True)
        assert tracemalloc.get_traceback_limit() == 3
        assert found.peaks["b"]
    finally:
        tracemalloc.stop()


def test_the_collector_is_off_while_the_clock_runs() -> None:
    seen: list[bool] = []
    record = seen.append
    compare(a=lambda: record(gc.isenabled()), b=lambda: None, budget=BUDGET, metrics="time")
    assert False in seen


# --- what comes of it ---


@pytest.fixture(scope="module")
def sweep() -> Comparison:
    return compare(listed=twentyfold, total=work, make=numbers, n=[10, 100], budget=0.3)


def test_the_bundle_has_three_kinds_and_no_script(sweep: Comparison) -> None:
    data = sweep._repr_mimebundle_()
    assert list(data) == [MIME_TYPE, "text/html", "text/plain"]
    assert data[MIME_TYPE] == sweep.document()
    assert "<script" not in data["text/html"]
    assert data["text/plain"] == str(sweep) == repr(sweep)


def test_documents(sweep: Comparison) -> None:
    document = json.loads(sweep.to_json())
    assert document == sweep.document()
    assert (document["version"], document["kind"]) == (1, "comparison")
    assert document["cell"] is None
    assert document["outcome"] == {"status": "ok", "error": None}
    assert sweep.to_markdown().startswith("**total is about ")
    assert "| n | listed | total | verdict |" in sweep.to_markdown()


def test_shown_times_are_no_tighter_than_what_differs_between_kernels(sweep: Comparison) -> None:
    for point in sweep.document()["points"]:
        for times in point["times"]:
            assert times["low_ns"] <= 0.995 * times["median_ns"] + 1e-6
            assert times["high_ns"] >= 1.005 * times["median_ns"] - 1e-6
            assert len(times["values_ns"]) <= 200


def test_units_stand_in_the_words_for_attributes() -> None:
    for name, unit in (("times", "nanoseconds"), ("peaks", "bytes"), ("interval", "95 %")):
        assert unit in (getattr(Comparison, name).__doc__ or "")


def test_the_docs_list_every_caution() -> None:
    source = (ROOT / "cellheat/kernel/comparison/checking/cautions.py").read_text("utf-8")
    given = set(re.findall(r'(?:Caution|tell)\(\s*"([a-z-]+)"', source))
    table = (
        (ROOT / "docs/comparison.md").read_text("utf-8").split("## Cautions")[1].split("\n## ")[0]
    )
    assert set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)) == given
    assert "mutates-input" in given

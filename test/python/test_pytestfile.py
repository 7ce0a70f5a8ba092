"""The file that `to_pytest` writes runs as it stands, and fails where the variants differ."""

from __future__ import annotations

import functools
import math
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import numpy as aliased
import pytest

from cellheat import Comparison, compare, compare_async

FACTOR = 3
LARGE = list(range(1000))


def make(n: int, seed: int) -> list[int]:
    return [number * FACTOR for number in range(n)]


def helper(item: int) -> int:
    return item * FACTOR


def loop(items: list[int]) -> list[int]:
    result = []
    for item in items:
        result.append(helper(item))
    return result


def wanted(items: list[int]) -> int:
    return sum(items) + LARGE[0]


def written(**options: Any) -> str:
    """The file for variants as they would stand in a notebook: in a module that is not there."""
    given = {"make": make, "n": [0, 20], "budget": 0.1, "metrics": "time", **options}
    return compare(**given).to_pytest()


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., str]:
    def run(text: str, *options: str) -> str:
        (tmp_path / "test_variants.py").write_text(text)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
        environment = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    return run


@pytest.fixture(autouse=True)
def in_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands here cannot be imported by the file, as what stands in a notebook cannot."""
    for one in (make, helper, loop, wanted):
        monkeypatch.setattr(one, "__module__", "__main__")


QUICK = ("--benchmark-max-time=0.01", "--benchmark-min-rounds=1")


def test_functions_with_what_they_need(run: Callable[..., str]) -> None:
    text = written(loop=loop, short=lambda items: [item * FACTOR for item in items])
    assert "FACTOR = 3" in text
    assert "Missing here" not in text
    said = run(text, *QUICK)
    # Two sizes of three seeds, and two sizes of two variants.
    assert "10 passed" in said, said
    assert "test_speed" in said


def test_source_text(run: Callable[..., str]) -> None:
    text = written(
        loop="total = 0\nfor item in x:\n    total += item\ntotal",
        total="y = 0; sum(x) + y",
        named="def named(items):\n    return sum(items)",
        make=lambda: list(range(20)),
        n=None,
    )
    said = run(text, *QUICK)
    assert "9 passed" in said, said


def test_decorators_defaults_and_classes(run: Callable[..., str]) -> None:
    @functools.lru_cache
    def remembered(item: int, factor: int = FACTOR) -> int:
        return item * factor

    class Work:
        def of(self, items: list[int]) -> list[int]:
            return [helper(item) for item in items]

    for one in (remembered, Work):
        one.__module__ = "__main__"
    text = written(
        cached=lambda items: [remembered(item) for item in items],
        objects=lambda items: Work().of(items),
    )
    said = run(text, *QUICK)
    assert "10 passed" in said, said


def test_functions_of_modules(run: Callable[..., str]) -> None:
    text = written(
        built_in=sum, numpy=lambda items: int(aliased.sum(items)), module=math.fsum, equal="close"
    )
    assert "import math" in text and "import numpy as aliased" in text
    said = run(text, *QUICK)
    assert "18 passed" in said, said


def test_the_same_name_twice(run: Callable[..., str]) -> None:
    def other() -> Callable[[list[int]], list[int]]:
        def loop(items: list[int]) -> list[int]:
            return [item * 3 for item in items]

        return loop

    said = run(written(one=loop, two=other()), *QUICK)
    assert "10 passed" in said, said


def test_inputs_that_are_changed_are_new_for_every_call(run: Callable[..., str]) -> None:
    def pops(items: list[int]) -> int:
        total = 0
        while items:
            total += items.pop()
        return total

    text = written(pops=pops, sum=lambda items: sum(items))
    assert "benchmark.pedantic" in text and "setup=setup" in text
    assert "10 passed" in run(text, *QUICK)


def test_iterators_are_gone_through(run: Callable[..., str]) -> None:
    text = written(loop=loop, lazy=lambda items: (item * FACTOR for item in items))
    assert "benchmark(whole, " in text
    assert "10 passed" in run(text, *QUICK)


def test_an_own_function_decides(run: Callable[..., str]) -> None:
    def equal(a: list[int], b: list[int]) -> bool:
        return sorted(a) == sorted(b)

    text = written(a=loop, b=lambda items: loop(items)[::-1], equal=equal)
    assert "10 passed" in run(text, *QUICK)


def test_any_order(run: Callable[..., str]) -> None:
    text = written(a=loop, b=lambda items: loop(items)[::-1], equal="unordered")
    assert "10 passed" in run(text, *QUICK)


def test_a_difference_fails(run: Callable[..., str]) -> None:
    text = written(a=lambda items: loop(items), b=lambda items: [*loop(items), 1])
    said = run(text, "-k", "equal")
    assert "6 failed" in said, said


def test_types_and_arrays_count(run: Callable[..., str]) -> None:
    def whole(items: list[int]) -> Any:
        return numpy.array(items, dtype="int64")

    def rounded(items: list[int]) -> Any:
        return numpy.array(items, dtype="float64")

    said = run(written(a=whole, b=rounded), "-k", "equal")
    assert "6 failed" in said and "AssertionError" in said, said

    def divided(items: list[int]) -> list[Any]:
        return [numpy.array(items, dtype=float) / 7, math.nan]

    def one_by_one(items: list[int]) -> list[Any]:
        return [numpy.array([item / 7 for item in items], dtype=float), math.nan]

    said = run(written(a=divided, b=one_by_one), "-k", "equal")
    assert "6 passed" in said, said


def test_without_the_plugin_equality_is_tested(run: Callable[..., str]) -> None:
    said = run(written(a=loop, b=lambda items: loop(items)), "-p", "no:benchmark")
    assert "6 passed, 4 skipped" in said, said


def test_what_is_missing_is_listed() -> None:
    text = written(a=wanted, b=lambda items: sum(items) + LARGE[0])
    assert "# - LARGE = [0, 1, 2, ...]" in text


def test_what_is_no_function_is_listed(run: Callable[..., str]) -> None:
    class Callable_:
        def __call__(self, items: list[int]) -> list[int]:
            return loop(items)

    text = written(a=loop, b=Callable_())
    assert "# - the source of b" in text
    assert "The source of b is not known" in run(text, "-k", "equal")


def test_coroutines(run: Callable[..., str]) -> None:
    import asyncio

    async def slow(items: list[int]) -> list[int]:
        await asyncio.sleep(0)
        return loop(items)

    async def built(n: int, seed: int) -> list[int]:
        await asyncio.sleep(0)
        return list(range(n))

    async def compared() -> Comparison:
        return await compare_async(slow=slow, fast=loop, make=built, n=[0, 20], budget=0.1)

    said = run(asyncio.run(compared()).to_pytest(), *QUICK)
    assert "10 passed" in said, said

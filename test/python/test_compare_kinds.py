"""Variants of every kind: what they do with their time is seen, and told beside the verdict."""

from __future__ import annotations

import gc
import itertools
import math
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from types import MethodType
from typing import Any

import pytest

from cellheat import Comparison, compare
from cellheat.kernel.comparison.asking.options import options
from cellheat.kernel.comparison.asking.variants import Variant, is_fixed, recompiled
from cellheat.kernel.comparison.calling.devices import REAL, Devices
from cellheat.kernel.comparison.calling.processor import Usage
from cellheat.kernel.comparison.data.inputs import Maker
from cellheat.kernel.comparison.engine import Engine
from cellheat.kernel.comparison.judging import judgement
from cellheat.kernel.result import ComparisonResult

pytestmark = pytest.mark.alone


def total(items: list[int]) -> int:
    found = 0
    for item in items:
        found += item
    return found


def numbers(n: int, seed: int) -> list[int]:
    return list(range(n))


def texts(found: Comparison | ComparisonResult, code: str) -> list[str]:
    return [caution.text for caution in found.cautions if caution.code == code]


def times(found: Comparison) -> list[dict[str, Any]]:
    point: dict[str, Any] = found.document()["points"][0]
    return list(point["times"])


class Machine:
    """A clock that variants advance: on the wall, by the processor, or in other processes."""

    def __init__(self) -> None:
        self.wall = self.cpu = self.children = self.waits = self.collections = 0

    @property
    def devices(self) -> Devices:
        return Devices(
            wall_ns=lambda: self.wall,
            cpu_ns=lambda: self.cpu,
            usage=lambda: Usage(self.cpu, self.waits, 0),
            children_ns=lambda: self.children,
            collect=lambda: None,
            collections=lambda: self.collections,
        )

    def call(self, wall: int, *, cpu: int = 0, children: int = 0) -> Callable[[], None]:
        """A variant that takes so much of each, in microseconds."""

        def call() -> None:
            self.wall += 1000 * wall
            self.cpu += 1000 * cpu
            self.children += 1000 * children
            self.waits += cpu < wall

        return call

    def littering(self, wall: int, collecting: int) -> Callable[[], None]:
        """A variant that takes more where the collector is on."""

        def call() -> None:
            self.wall += 1000 * wall
            if gc.isenabled():
                self.wall += 1000 * collecting
                self.collections += 1

        return call

    def compare(self, *calls: Callable[[], None], budget: float = 2.0) -> ComparisonResult:
        asked = options(None, None, "exact", True, budget, "repeat", "time")
        variants = [Variant(name, call, None) for name, call in zip("abc", calls, strict=False)]
        engine = Engine(variants, Maker(None, False), asked, None, devices=self.devices)
        engine.run()
        return engine.result(None)


# --- where the time goes ---


def test_processor_time_stands_beside_time() -> None:
    found = compare(work=total, sleeps=lambda items: time.sleep(0.01) or sum(items),
                    make=numbers, n=20_000, budget=0.4)  # fmt: skip
    work, sleeps = times(found)
    assert work["cpu_ns"] > work["median_ns"] / 20
    assert sleeps["cpu_ns"] < sleeps["median_ns"] / 2
    (text,) = texts(found, "waits")
    assert text.startswith("sleeps waited for ")
    assert "of the processor's a call took " in text


def test_work_on_several_cores_is_told() -> None:
    machine = Machine()
    found = machine.compare(machine.call(100, cpu=100), machine.call(60, cpu=110))
    (text,) = texts(found, "parallel")
    assert text.startswith("b took 110 µs of the processors' time in 60 µs on the clock")
    assert texts(found, "waits") == []
    assert [times.cpu_ns for times in found.points[0].times] == [100e3, 110e3]


def test_time_of_other_processes_is_no_waiting() -> None:
    machine = Machine()
    found = machine.compare(machine.call(100, cpu=100), machine.call(120, cpu=10, children=100))
    (text,) = texts(found, "processes")
    assert text.startswith("b had other processes work for it: they took 100 µs")
    assert texts(found, "waits") == []
    assert found.points[0].times[1].cpu_ns == 110e3


@pytest.mark.parametrize(("cpu", "told"), [(70, True), (100, False)])
def test_some_waiting_is_told_where_processor_times_say_something_else(
    cpu: int, told: bool
) -> None:
    machine = Machine()
    found = machine.compare(machine.call(100, cpu=cpu), machine.call(100, cpu=100))
    assert bool(texts(found, "waits")) == told


def test_a_process_in_the_call() -> None:
    def elsewhere() -> int:
        told = subprocess.run(
            [sys.executable, "-S", "-c", "print(sum(range(200_000)))"], capture_output=True
        )
        return int(told.stdout)

    found = compare(here=lambda: sum(range(200_000)), elsewhere=elsewhere, budget=0.5)
    assert found.verdict == "slower"
    (text,) = texts(found, "processes")
    assert text.startswith("elsewhere had other processes work for it")
    here, there = times(found)
    assert there["cpu_ns"] > here["cpu_ns"]


@pytest.mark.skipif(sys.platform != "linux", reason="processes that start by fork")
def test_a_pool_of_processes_in_the_call() -> None:
    def pooled() -> list[float]:
        with ProcessPoolExecutor(2) as pool:
            return list(pool.map(math.factorial, [2000] * 4))

    found = compare(here=lambda: [math.factorial(2000) for _ in range(4)], pooled=pooled, budget=1)
    assert found.verdict == "slower"
    assert texts(found, "processes")


# --- what cannot be compiled anew ---


class Adder:
    def __init__(self, start: int) -> None:
        self.start = start

    def total(self, items: list[int]) -> int:
        return sum(items, self.start)

    def __call__(self, items: list[int]) -> int:
        return self.total(items)


def test_methods_and_partials_are_compiled_anew() -> None:
    method = Adder(1).total
    copy = recompiled(method)
    assert isinstance(copy, MethodType)
    assert copy.__code__ is not method.__code__
    assert copy([1, 2]) == 4
    bound = recompiled(partial(total, [1, 2]))
    assert bound.func.__code__ is not total.__code__
    assert bound() == 3
    fixed = {call for call in (sum, int, Adder(1), method, total, partial(total)) if is_fixed(call)}
    assert len(fixed) == 3


@pytest.mark.parametrize(("variants", "floor"), [
    ({"a": total, "b": total}, judgement.FLOOR),
    ({"a": total, "b": sum}, judgement.FIXED_FLOOR),
    ({"a": sum, "b": total}, judgement.FIXED_FLOOR),
])  # fmt: skip
def test_what_keeps_its_place_in_memory_has_a_wider_interval(
    variants: dict[str, Any], floor: float
) -> None:
    found = compare(variants, make=numbers, n=100, budget=0.3)
    assert found.ratio is not None and found.interval is not None
    low, high = found.interval
    assert math.log(found.ratio / low) >= 0.999 * floor
    assert math.log(high / found.ratio) >= 0.999 * floor
    for one, call in zip(times(found), variants.values(), strict=True):
        own = judgement.FIXED_FLOOR if is_fixed(call) else judgement.FLOOR
        assert one["low_ns"] <= (1 - 0.999 * own) * one["median_ns"]


def test_a_wide_floor_hides_a_difference_that_a_narrow_one_shows() -> None:
    ratios = [math.log(1.017)] * 50
    narrow = judgement.judge_blocks(ratios, 0.001)
    wide = judgement.judge_blocks(ratios, 0.001, judgement.FIXED_FLOOR)
    assert (narrow.verdict, wide.verdict) == ("faster", "same")


# --- the garbage collector ---


def test_a_ratio_that_the_collector_moves_is_told_with_it_on() -> None:
    machine = Machine()
    found = machine.compare(machine.call(100), machine.littering(50, 150))
    (point,) = found.points
    assert (point.collector, point.decided) == ("on", True)
    (off,), (on,) = point.other_collector, point.pairs
    assert (off.verdict, on.verdict) == ("faster", "slower")
    assert (off.ratio, on.ratio) == (pytest.approx(2), pytest.approx(0.5))
    assert [times.median_ns for times in point.times] == pytest.approx([100e3, 200e3])
    (text,) = texts(found, "collector")
    assert "on, b takes 2.0× as long as a; with it off, b is 2.0× faster than a." in text
    assert str(Comparison(found)).startswith("b is slower: it takes about 2.0× as long as a")
    assert found.wall_ns <= 2.2e9


@pytest.mark.parametrize(("collecting", "words"), [
    (0, "with it on, ratios were the same within 10 %"),
    (5, "with it on, ratios were the same within 10 %"),
])  # fmt: skip
def test_a_ratio_that_stays_is_told_with_it_off(collecting: int, words: str) -> None:
    machine = Machine()
    found = machine.compare(machine.call(100), machine.littering(100, collecting))
    assert (found.points[0].collector, found.points[0].other_collector) == ("off", [])
    assert found.method["garbage"].endswith(words)
    assert texts(found, "collector") == []


def test_where_nothing_is_collected_nothing_is_timed_again() -> None:
    machine = Machine()
    found = machine.compare(machine.call(100), machine.call(100))
    assert found.method["garbage"].endswith("it had nothing to do")


def test_a_collector_that_the_user_has_off_is_not_asked() -> None:
    machine = Machine()
    gc.disable()
    try:
        found = machine.compare(machine.call(100), machine.littering(50, 150))
    finally:
        gc.enable()
    assert found.points[0].collector == "off"
    assert found.method["garbage"] == "collector off, as it was found"


def test_many_live_objects_make_containers_dear() -> None:
    """A million dicts in the kernel: every collection goes through them."""
    alive: list[dict[str, int]] = [{} for _ in range(1_000_000)]
    found = compare(
        few=lambda n: len(list(range(n))),
        many=lambda n: len([[i] for i in range(n)]),
        make=lambda n, seed: n,
        n=200_000,
        budget=1,
        metrics="time",
    )
    assert len(alive) == 1_000_000
    (point,) = found.document()["points"]
    assert point["collector"] == "on"
    (off,), (on,) = point["other_collector"], point["pairs"]
    assert on["ratio"] < off["ratio"] / 1.5
    assert texts(found, "collector")


# --- long calls and the budget ---


def test_long_calls_stretch_the_budget_and_say_so() -> None:
    machine = Machine()
    found = machine.compare(machine.call(700_000), machine.call(350_000), budget=2)
    assert found.points[0].pairs[0].verdict == "faster"
    (text,) = texts(found, "long-calls")
    assert text.startswith("One call takes 700 ms, so there were only 4 runs of it")
    assert "stretched to 7.0 s" in text
    assert found.method["budget"] == "2 s, stretched to 7.0 s"


def test_two_rounds_of_long_calls_tell_nothing_however_many_runs_a_fast_one_has() -> None:
    machine = Machine()
    found = machine.compare(machine.call(3_000_000), machine.call(1_500), budget=2)
    (point,) = found.points
    assert point.blocks == 2
    assert point.pairs[0].verdict == "unclear"


@pytest.mark.parametrize("calls", [(300, 300), (700, 701), (1500, 1500), (9000, 1)])
def test_nothing_is_stretched_beyond_ten_seconds_and_one_round(calls: tuple[int, int]) -> None:
    machine = Machine()
    found = machine.compare(*(machine.call(1000 * call) for call in calls), budget=0.5)
    # Each is called once to compare results, and timed once at least.
    assert found.wall_ns <= max(10e9, 2 * 1e6 * sum(calls) + 0.1e9)


@pytest.mark.parametrize("budget", [0.5, 1.0, 2.0, 8.0])
@pytest.mark.parametrize("calls", [(1, 1), (50, 53), (1000, 1000), (9000, 11), (20_000, 20_000)])
def test_other_budgets_are_kept(budget: float, calls: tuple[int, int]) -> None:
    machine = Machine()
    steps = itertools.cycle([0.9, 1.0, 1.1, 0.95, 1.05, 1.3, 0.8])

    def noisy(us: int) -> Callable[[], None]:
        def call() -> None:
            machine.wall += round(1000 * us * next(steps))

        return call

    found = machine.compare(*map(noisy, calls), budget=budget)
    assert found.wall_ns <= 1.1e9 * budget + 1e3 * max(calls)
    assert found.method["budget"] == f"{budget:g} s"


def test_the_time_of_long_calls_is_that_of_the_table() -> None:
    machine = Machine()
    lengths = itertools.cycle([180_000, 260_000, 190_000, 310_000, 205_000])

    def uneven() -> None:
        machine.wall += 1000 * next(lengths)

    found = machine.compare(uneven, machine.call(100_000), budget=1)
    text = str(Comparison(found))
    (told,) = texts(found, "long-calls")
    time_told = told.removeprefix("One call takes ").split(",")[0]
    assert f"  {time_told}  " in text.split("Careful")[0]


def test_an_interrupt_within_a_long_call_keeps_the_rounds_before() -> None:
    machine = Machine()
    calls = itertools.count()

    def stopped() -> None:
        if next(calls) == 4:
            raise KeyboardInterrupt
        machine.wall += 200_000_000

    asked = options(None, None, "exact", True, 2.0, "repeat", "time")
    variants = [Variant("a", machine.call(200_000), None), Variant("b", stopped, None)]
    engine = Engine(variants, Maker(None, False), asked, None, devices=machine.devices)
    with pytest.raises(KeyboardInterrupt):
        engine.run()
    result = engine.result(None, stopped=True)
    assert result.outcome.status == "interrupted"
    assert result.points[0].blocks >= 1
    assert len(result.points[0].times) == 2


def test_processes_that_ended_are_counted() -> None:
    before = REAL.children_ns()
    subprocess.run([sys.executable, "-S", "-c", "sum(range(10**6))"], check=True)
    assert REAL.children_ns() > before

"""What a comparison counts beside the time: calls, statements, and what keeps an event loop."""

from __future__ import annotations

import asyncio
import cProfile
import json
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import Any

import pytest
from conftest import Kernels
from kernels import Kernel, pythons

from cellheat import Comparison, compare, compare_async

pytestmark = pytest.mark.alone

BUDGET = 0.1


def compared(**keywords: Any) -> Comparison:
    async def main() -> Comparison:
        return await compare_async(**{"budget": BUDGET, **keywords})

    return asyncio.run(main())


def counted(variant: Any, awaits: bool = False) -> int | None:
    """Functions that a call calls."""
    way = compared if awaits else compare
    found = way(it=variant, same=variant, budget=BUDGET, metrics=("time", "calls"))
    assert found.difference is None
    assert found.calls["it"] == found.calls["same"]
    return found.calls["it"]


def sent(awaits: bool = False, **variants: Any) -> dict[str, int | None]:
    """Statements that a call of each sends."""
    way = compared if awaits else compare
    found = way(**variants, budget=BUDGET, metrics=("time", "statements"))
    assert found.difference is None
    return found.statements


def codes(comparison: Comparison) -> set[str]:
    return {caution.code for caution in comparison.cautions}


def helper(value: int = 1) -> int:
    return value


# --- calls ---


def nothing() -> int:
    return 1 + 1


def three_helpers() -> int:
    return helper() + helper() + helper()


def builtins() -> int:
    items: list[int] = []
    items.append(1)
    return len(items) + sum(items)


def types_and_comprehensions() -> list[int]:
    return [int(text) for text in ("1", "2")] + list({2 * number for number in (1, 2)})


def recursive(depth: int = 4) -> int:
    return depth and recursive(depth - 1)


def sorts() -> list[int]:
    return sorted([3, 1, 2], key=lambda number: -number)


def goes_through_a_generator() -> list[int]:
    def numbers() -> Iterator[int]:
        yield from range(50)

    return [number + 1 for number in numbers()]


def generates() -> Iterator[int]:
    for _ in range(50):
        yield helper()


class Called:
    def __call__(self) -> int:
        return helper()


@pytest.mark.parametrize(
    ("variant", "calls"),
    [
        (nothing, 0),
        (three_helpers, 3),
        (builtins, 3),
        (types_and_comprehensions, 0),
        (recursive, 4),
        (sorts, 1 + 3),
        (goes_through_a_generator, 1),
        (generates, 50),
        (partial(helper, 2), 0),
        (partial(recursive, 2), 2),
        (Called(), 1),
        (dict, 0),
        ("helper()", 1),
    ],
)
def test_functions_that_a_call_calls(variant: Any, calls: int) -> None:
    assert counted(variant) == calls
    assert counted(variant, awaits=True) == calls


async def helps() -> int:
    await asyncio.sleep(0)
    return helper()


async def five_tasks() -> list[int]:
    return list(await asyncio.gather(*[helps() for _ in range(5)]))


async def ten_tasks() -> list[int]:
    return list(await asyncio.gather(*[helps() for _ in range(10)]))


async def awaits_three_times() -> int:
    async def one() -> int:
        return 1

    return await one() + await one() + await one()


async def streams() -> AsyncIterator[int]:
    for _ in range(5):
        yield helper()


def test_functions_that_a_coroutine_calls() -> None:
    assert counted(awaits_three_times, awaits=True) == 3
    assert counted(streams, awaits=True) == 5
    five, ten = counted(five_tasks, awaits=True), counted(ten_tasks, awaits=True)
    # Each has a coroutine and the helper, and what asyncio does for a task.
    assert five is not None
    assert ten is not None
    assert five >= 10
    assert (ten - five) % 5 == 0


def test_what_other_tasks_call_does_not_count() -> None:
    async def busy() -> None:
        while True:
            helper()
            await asyncio.sleep(0)

    async def waits() -> int:
        await asyncio.sleep(0.002)
        return 1

    alone = counted(waits, awaits=True)

    async def main() -> Comparison:
        task = asyncio.create_task(busy())
        found = await compare_async(a=waits, b=waits, budget=BUDGET, metrics=("time", "calls"))
        task.cancel()
        return found

    assert asyncio.run(main()).calls == {"a": alone, "b": alone}


@pytest.mark.parametrize("way", [compare, compared])
def test_a_profiler_that_is_on_is_left_alone(way: Callable[..., Comparison]) -> None:
    seen = []

    def profiler(frame: Any, event: str, argument: Any) -> None:
        seen.append(event)

    sys.setprofile(profiler)
    try:
        found = way(a=nothing, b=nothing, budget=BUDGET, metrics=("time", "calls", "statements"))
        assert sys.getprofile() is profiler
    finally:
        sys.setprofile(None)
    assert found.calls == found.statements == {"a": None, "b": None}
    assert "counts-unknown" in codes(found)
    assert seen


def test_cprofile_is_left_alone() -> None:
    profiler = cProfile.Profile()
    profiler.enable()
    try:
        found = compare(a=nothing, b=nothing, budget=BUDGET, metrics=("time", "calls"))
    finally:
        profiler.disable()
    assert found.calls == {"a": None, "b": None}
    assert any("nothing" in str(entry.code) for entry in profiler.getstats())


def test_what_nobody_asked_for_is_not_counted() -> None:
    found = compare(a=nothing, b=nothing, budget=BUDGET)
    assert found.calls == found.statements == found.lags == {"a": None, "b": None}
    assert "counts-unknown" not in codes(found)
    assert sys.getprofile() is None


def test_each_size_is_counted() -> None:
    def helps_often(n: int) -> None:
        for _ in range(n):
            helper()

    metrics = ("time", "calls")
    found = compare(
        a=helps_often, b=helps_often, make=lambda n, seed: n, n=[2, 30], metrics=metrics
    )
    assert [size.calls["a"] for size in found.by_n.values()] == [2, 30]
    assert "calls" in found.document()["method"]


# --- statements ---


@pytest.fixture
def shop() -> Iterator[sqlite3.Connection]:
    """Ten customers with two orders each."""
    connection = sqlite3.connect(":memory:")
    connection.executescript("CREATE TABLE customers (id); CREATE TABLE orders (customer, total)")
    connection.executemany("INSERT INTO customers VALUES (?)", [(i,) for i in range(10)])
    connection.executemany("INSERT INTO orders VALUES (?, 1)", [(i // 2,) for i in range(20)])
    connection.commit()
    yield connection
    connection.close()


TOTAL = "SELECT total FROM orders WHERE customer = ?"
ALL = "SELECT total FROM customers LEFT JOIN orders ON customer = id ORDER BY id"


def test_a_query_for_each_row_against_one_for_all(shop: sqlite3.Connection) -> None:
    def for_each() -> list[Any]:
        cursor = shop.cursor()
        customers = cursor.execute("SELECT id FROM customers ORDER BY id").fetchall()
        return [row for customer in customers for row in cursor.execute(TOTAL, customer).fetchall()]

    def for_all() -> list[Any]:
        return shop.execute(ALL).fetchall()

    traced: list[str] = []
    shop.set_trace_callback(traced.append)
    assert sent(for_each=for_each, for_all=for_all) == {"for_each": 11, "for_all": 1}
    # What watched the connection does so still, and it saw no statements of ours.
    assert {text.split()[0] for text in traced} == {"SELECT"}
    traced.clear()
    for_all()
    assert len(traced) == 1


def test_many_at_once_are_one_statement(shop: sqlite3.Connection) -> None:
    rows = [(99, total) for total in range(5)]
    insert = "INSERT INTO orders VALUES (?, ?)"

    def one_by_one() -> None:
        for row in rows:
            shop.execute(insert, row)

    def at_once() -> None:
        shop.cursor().executemany(insert, rows)

    def script() -> None:
        shop.executescript("DELETE FROM orders; DELETE FROM customers")

    expected = {"one_by_one": 5, "at_once": 1, "script": 1}
    assert sent(one_by_one=one_by_one, at_once=at_once, script=script) == expected


class Logging(sqlite3.Cursor):
    """A cursor that does more at each statement, as instruments do."""

    def execute(self, *arguments: Any) -> Any:
        helper()
        return super().execute(*arguments)

    def executemany(self, statement: str, rows: Any) -> Any:
        for row in rows:
            self.execute(statement, row)
        return self


class Driver:
    """A cursor of a driver that is written in Python."""

    description = None

    def execute(self, statement: str) -> None:
        helper()

    def executemany(self, statement: str, rows: Any) -> None:
        for _ in rows:
            self.execute(statement)

    def fetchone(self) -> None:
        """No rows."""

    fetchall = fetchone


class Command:
    """Has the name in common, and nothing else."""

    def execute(self) -> int:
        return helper()


def execute(connection: sqlite3.Connection, times: int) -> None:
    """A function of the user's that takes a connection."""
    for _ in range(times):
        connection.execute("SELECT 1")


def test_cursors_in_python_count_once_for_a_statement(shop: sqlite3.Connection) -> None:
    logging = shop.cursor(Logging)
    driver = Driver()

    def logs() -> None:
        logging.execute("SELECT 1")
        logging.executemany("SELECT ?", [(1,), (2,)])

    def drives() -> None:
        driver.execute("SELECT 1")
        driver.executemany("SELECT ?", [(1,), (2,)])

    def commands() -> None:
        Command().execute()

    def helps() -> None:
        execute(shop, 3)

    expected = {"logs": 2, "drives": 2, "commands": 0, "helps": 3}
    assert sent(logs=logs, drives=drives, commands=commands, helps=helps) == expected


def test_statements_of_coroutines(shop: sqlite3.Connection) -> None:
    class Asynchronous(Driver):
        async def execute(self, statement: str) -> None:  # type: ignore[override]
            await asyncio.to_thread(helper)

    async def for_each() -> None:
        for _ in range(3):
            await asyncio.sleep(0)
            shop.execute("SELECT 1")

    async def in_tasks() -> None:
        cursor = Asynchronous()
        await asyncio.gather(*(cursor.execute("SELECT 1") for _ in range(4)))

    assert sent(awaits=True, for_each=for_each, in_tasks=in_tasks) == {"for_each": 3, "in_tasks": 4}


# --- lag ---


async def waits() -> None:
    await asyncio.sleep(0.1)


async def blocks() -> None:
    time.sleep(0.1)


async def blocks_in_parts() -> None:
    for _ in range(20):
        time.sleep(0.005)
        await asyncio.sleep(0)


async def blocks_in_a_task() -> None:
    await asyncio.gather(waits(), blocks())


def test_what_keeps_the_loop_and_what_does_not() -> None:
    found = compared(
        waits=waits,
        blocks=blocks,
        parts=blocks_in_parts,
        task=blocks_in_a_task,
        metrics=("time", "lag"),
        budget=0.5,
    )
    lags = {name: lag or 0 for name, lag in found.lags.items()}
    assert lags["blocks"] > 5 * lags["waits"]
    assert lags["task"] > 5 * lags["waits"]
    assert lags["blocks"] > 3 * lags["parts"] > 3 * 2.5e6
    assert min(lags.values()) > 0


def test_a_plain_call_keeps_everything_waiting() -> None:
    def sleeps() -> None:
        time.sleep(0.02)

    def does_nothing() -> None:
        pass

    found = compare(sleeps=sleeps, nothing=does_nothing, budget=BUDGET, metrics=("time", "lag"))
    assert (found.lags["sleeps"] or 0) > found.times["sleeps"] / 2
    assert (found.lags["sleeps"] or 0) > 10 * (found.lags["nothing"] or 0)


# --- in kernels of every Python ---

SOURCE = """
import asyncio, sqlite3, cellheat
connection = sqlite3.connect(":memory:")
def helper():
    return 1
def numbers():
    for _ in range(3):
        yield helper()
def plain():
    total = [helper() for _ in range(4)]
    total.append(len(total))
    return [*total, *numbers(), *connection.execute("SELECT 1").fetchall()]
async def awaited():
    await asyncio.sleep(0)
    return helper()
async def tasks():
    await asyncio.gather(awaited(), awaited())
    return plain()
metrics = ("time", "memory", "calls", "statements", "lag")
one = cellheat.compare(a=plain, b=plain, budget=0.1, metrics=metrics)
two = await cellheat.compare_async(a=plain, b=tasks, budget=0.1, metrics=metrics)
"""


@pytest.fixture(scope="module")
def measured(version: str, kernels: Kernels) -> Iterator[Kernel]:
    kernel = kernels.fresh(pythons()[version])
    kernel.place()
    ran = kernel.run(SOURCE)
    assert ran.status == "ok", ran.error
    yield kernel
    kernels.close(kernel)


def test_all_pythons_count_alike(measured: Kernel) -> None:
    # Four and three helpers, the generator, append, len, execute and fetchall.
    assert measured.value("one.calls") == {"a": 12, "b": 12}
    assert measured.value("two.calls['a']") == 12
    assert measured.value("two.calls['b']") > 12 + 4
    assert measured.value("[one.statements, two.statements]") == [{"a": 1, "b": 1}] * 2


def test_all_of_it_is_in_the_document(measured: Kernel) -> None:
    found = json.loads(measured.value("two.to_json()"))
    assert {"memory", "calls", "statements", "lag"} <= set(found["method"])
    for times in found["points"][0]["times"]:
        assert times["peak_bytes"] > 0
        assert times["lag_ns"] > 0
    assert measured.value("__import__('sys').getprofile()") is None


def test_a_cell_that_is_profiled_counts_nothing(measured: Kernel) -> None:
    _, ran = measured.profile("cellheat.compare(a=plain, b=plain, budget=0.1, metrics=metrics)")
    (document,) = (one for one in ran.documents if one["kind"] == "comparison")
    assert document["points"][0]["times"][0]["function_calls"] is None
    assert "counts-unknown" in {caution["code"] for caution in document["cautions"]}

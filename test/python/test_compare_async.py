"""`compare_async` compares what has to be awaited, in the loop that is running."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextvars import ContextVar
from functools import cache, partial
from textwrap import dedent
from typing import Any

import pytest
from conftest import Kernels
from kernels import ROOT, Kernel, Ran, pythons
from oracle import differ

import cellheat
from cellheat import Comparison, compare_async

pytestmark = pytest.mark.alone

BUDGET = 0.15


def compared(*positional: Any, **keywords: Any) -> Comparison:
    async def main() -> Comparison:
        return await compare_async(*positional, **{"budget": BUDGET, **keywords})

    return asyncio.run(main())


def codes(comparison: Comparison) -> set[str]:
    return {caution.code for caution in comparison.cautions}


def engines() -> list[str]:
    return [thread.name for thread in threading.enumerate() if "cellheat" in thread.name]


async def fetch(number: int) -> int:
    await asyncio.sleep(0.003)
    return number


async def one_by_one(numbers: list[int]) -> list[int]:
    return [await fetch(number) for number in numbers]


async def together(numbers: list[int]) -> list[int]:
    return list(await asyncio.gather(*map(fetch, numbers)))


def numbers(n: int, seed: int) -> list[int]:
    return list(range(n))


# --- what is compared ---


def test_what_is_awaited_together_takes_as_long_as_one() -> None:
    found = compared(one_by_one=one_by_one, together=together, make=numbers, n=[1, 8], budget=1)
    assert (found.verdict, found.equality, found.at) == ("faster", "equal", 8)
    assert found.ratio is not None
    assert found.ratio > 2
    assert "waits" in codes(found)
    first = found.document()["variants"][0]
    assert first["code"].startswith("async def one_by_one(numbers")


async def awaited(items: list[int]) -> list[int]:
    await asyncio.sleep(0)
    return list(items)


async def streaming(items: list[int]) -> AsyncIterator[int]:
    for item in items:
        yield item


async def lazy(items: list[int]) -> Iterator[int]:
    return iter(items)


class Copies:
    async def __call__(self, items: list[int]) -> list[int]:
        return list(items)


def waits_inside(items: list[int]) -> list[int]:
    """A plain function, in a loop that is running."""
    assert asyncio.get_running_loop().is_running()
    return items[:]


@pytest.mark.parametrize(
    "variant",
    [
        streaming,
        lazy,
        partial(awaited),
        partial(streaming),
        Copies(),
        list,
        waits_inside,
        lambda items: awaited(items),
        lambda items: asyncio.gather(*map(asyncio.to_thread, [int] * len(items), items)),
        "await awaited(x)",
        "[item async for item in streaming(x)]",
        "async def own(items):\n    return list(items)",
        "for item in x:\n    await asyncio.sleep(0)\n    yield item",
        "[item for item in x]",
    ],
)
def test_every_kind_of_variant(variant: Any) -> None:
    found = compared(awaited=awaited, other=variant, make=numbers, n=6)
    assert (found.equality, found.difference) == ("equal", None)
    assert min(found.times.values()) > 0


def test_plain_functions_alone_may_be_compared_too() -> None:
    def loop(items: list[int]) -> int:
        total = 0
        for item in items:
            total += item
        return total

    assert compared(loop=loop, sum=sum, make=numbers, n=2000, budget=2).verdict == "faster"


def test_an_asynchronous_iterator_is_gone_through_while_the_clock_runs() -> None:
    async def short(items: list[int]) -> AsyncIterator[int]:
        for item in items:
            await asyncio.sleep(0)
            yield item

    found = compared(short=short, same=partial(short), make=numbers, n=50)
    assert "lazy" in codes(found)
    gone = found.times["short"]
    found = compared(short=short, same=partial(short), make=numbers, n=50, consume=False)
    assert "not-consumed" in codes(found)
    assert found.times["short"] < gone / 5


def test_results_are_compared_first() -> None:
    async def other(items: list[int]) -> list[int]:
        return [*items, 1]

    found = compared(awaited=awaited, other=other, make=numbers, n=6)
    assert (found.verdict, found.times) == ("invalid", {})
    found = compared(a=awaited, b="sorted(x, reverse=True)", make=numbers, n=6, equal="unordered")
    assert (found.equality, found.verdict == "invalid") == ("reordered", False)


async def raises(items: list[int]) -> None:
    await asyncio.sleep(0)
    raise ValueError("no")


async def cancels_itself(items: list[int]) -> None:
    raise asyncio.CancelledError


async def leaves(items: list[int]) -> None:
    raise SystemExit(2)


@pytest.mark.parametrize(
    ("variant", "error"),
    [(raises, "ValueError: no"), (cancels_itself, "CancelledError"), (leaves, "SystemExit: 2")],
)
def test_an_error_of_a_variant_is_told(variant: Any, error: str) -> None:
    found = compared(awaited=awaited, other=variant, make=numbers, n=6)
    assert f"other raised {error}" in (found.difference or "")


def test_make_may_be_awaited_and_shares_the_thread_of_the_variants() -> None:
    threads = set()

    async def make(n: int, seed: int) -> sqlite3.Connection:
        await asyncio.sleep(0)
        threads.add(threading.current_thread())
        # It may be used in this thread only, and it cannot be copied.
        connection = sqlite3.connect(":memory:")
        connection.execute("CREATE TABLE t (a)")
        connection.executemany("INSERT INTO t VALUES (?)", [(number,) for number in range(n)])
        return connection

    async def fetched(connection: sqlite3.Connection) -> list[Any]:
        return connection.execute("SELECT a FROM t").fetchall()

    def cursor(connection: sqlite3.Connection) -> Any:
        return connection.execute("SELECT a FROM t")

    found = compared(fetched=fetched, cursor=cursor, make=make, n=5)
    assert (found.equality, found.difference) == ("equal", None)
    assert threads == {threading.main_thread()}


def test_variants_see_the_context_of_who_asks() -> None:
    user: ContextVar[str] = ContextVar("user", default="nobody")

    async def who() -> str:
        return user.get()

    async def main() -> Comparison:
        user.set("somebody")
        return await compare_async(who=who, known=lambda: "somebody", budget=BUDGET)

    assert asyncio.run(main()).equality == "equal"


def test_peak_memory_of_coroutines() -> None:
    async def holds(size: int) -> int:
        kept = bytearray(size)
        await asyncio.sleep(0)
        return len(kept)

    async def tells(size: int) -> int:
        return size

    found = compared(holds=holds, tells=tells, make=lambda n, seed: n, n=2**22)
    peak = found.peaks["holds"]
    assert peak is not None
    assert 2**22 <= peak < 1.05 * 2**22
    assert (found.peaks["tells"] or 0) < 2**16


@cache
def kept(n: int) -> int:
    return sum(range(n))


@pytest.mark.parametrize(
    ("cache", "temperature"), [("repeat", "repeated"), ("clear", "cleared"), ("first", "first")]
)
def test_caches_of_coroutines(cache: str, temperature: str) -> None:
    async def cached(n: int) -> int:
        return kept(n)

    async def anew(n: int) -> int:
        return sum(range(n))

    # No input twice, as cache="first" asks for.
    found = compared(
        anew=anew, cached=cached, make=lambda n, seed: n + seed, n=20_000, cache=cache, budget=0.5
    )
    assert found.document()["temperature"] == temperature
    assert found.ratio is not None
    assert (found.ratio > 10) == (cache == "repeat")


def test_growth_of_coroutines() -> None:
    async def adds(n: int) -> int:
        await asyncio.sleep(0)
        return sum(range(n))

    async def make(n: int, seed: int) -> int:
        return n

    found = compared(adds=adds, same=adds, make=make, metrics=("time", "growth"), budget=1)
    assert len(found.by_n) > 1


# --- what stays as it was ---


def test_streams_random_numbers_collector_and_signals_are_left_as_they_were() -> None:
    def state() -> tuple[Any, ...]:
        streams = sys.stdout, sys.stderr, sys.stdin
        hooks = signal.getsignal(signal.SIGINT), sys.getprofile(), sys.gettrace(), input
        return streams, hooks, gc.isenabled(), tracemalloc.is_tracing(), random.getstate()

    async def draws() -> float:
        print("drawn")
        return random.random()

    async def main() -> None:
        before = state()
        metrics = ("time", "memory", "calls", "statements", "lag")
        found = await compare_async(a=draws, b=draws, budget=BUDGET, metrics=metrics)
        assert state() == before
        assert codes(found) >= {"prints", "random"}

    asyncio.run(main())
    assert engines() == []


def test_two_at_a_time_are_refused() -> None:
    async def main() -> list[Any]:
        pair = (compare_async(a=awaited, b=awaited, make=list, budget=BUDGET) for _ in range(2))
        return await asyncio.gather(*pair, return_exceptions=True)

    first, second = asyncio.run(main())
    assert isinstance(first, Comparison)
    assert isinstance(second, RuntimeError)
    assert "one after the other" in str(second)


def test_misuse_is_told_before_anything_runs() -> None:
    with pytest.raises(ValueError, match="takes two to six"):
        compared(a=awaited)
    with pytest.raises(TypeError, match="variants by name"):
        compared(None, awaited, awaited)

    async def equal(one: Any, other: Any) -> bool:
        return True

    with pytest.raises(TypeError, match="equal is a coroutine function"):
        compared(a=awaited, b=awaited, equal=equal, make=list)


# --- cancelled and interrupted ---


def nth_call(count: int, then: Callable[[], object]) -> Callable[[], Awaitable[int]]:
    """A variant that does something at one of its calls."""
    calls = 0

    async def variant() -> int:
        nonlocal calls
        calls += 1
        await asyncio.sleep(0)
        if calls == count:
            then()
        await asyncio.sleep(0)
        return 1

    return variant


def test_a_cancellation_shows_what_is_known_and_goes_on(capsys: Any) -> None:
    async def main() -> None:
        cancels = nth_call(20_000, lambda: task.cancel())
        task = asyncio.create_task(compare_async(a=cancels, b=nth_call(0, int), budget=60))
        with pytest.raises(asyncio.CancelledError):
            await task
        assert engines() == []
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(main())
    assert "Stopped early." in capsys.readouterr().out


def test_a_closed_coroutine_leaves_no_thread() -> None:
    loop = asyncio.new_event_loop()
    # It would speak of the tasks that this test leaves behind.
    loop.set_exception_handler(lambda *_: None)
    coroutine = compare_async(a=nth_call(3, loop.stop), b=nth_call(0, int), budget=60)
    task = loop.create_task(coroutine)
    loop.run_forever()
    assert engines() != []
    coroutine.close()
    assert engines() == []
    assert not task.done()
    loop.close()


def strike() -> None:
    os.kill(os.getpid(), signal.SIGINT)
    # The handler of a signal is called between two instructions.
    for _ in range(1000):
        pass


#: Those that went on after the interrupt.
SURVIVED: list[str] = []


def blocks() -> None:
    strike()
    SURVIVED.append("blocks")


async def in_a_task() -> None:
    async def child() -> None:
        blocks()

    await asyncio.gather(child(), child())


@pytest.mark.parametrize("blocking", [strike, blocks])
def test_an_interrupt_shows_what_is_known_and_is_raised(
    blocking: Callable[[], None], capsys: Any
) -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        compared(a=nth_call(20_000, blocking), b=nth_call(0, int), budget=60)
    assert signal.getsignal(signal.SIGINT) is before
    assert engines() == SURVIVED == []
    assert "Stopped early." in capsys.readouterr().out


def test_an_interrupt_strikes_tasks_that_block_the_loop() -> None:
    with pytest.raises(KeyboardInterrupt):
        compared(a=in_a_task, b=in_a_task)
    assert engines() == SURVIVED == []


# --- outside of notebooks, on every Python ---


def printed(python: str, source: str) -> str:
    """What a program of its own prints; a failure of it fails the test."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [python, "-c", dedent(source)], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


VARIANTS = """
import asyncio, os, signal, threading, cellheat
calls = 0
async def a():
    await asyncio.sleep(0)
    return 1
async def b():
    global calls
    calls += 1
    await asyncio.sleep(0)
    if calls == 20_000:
        os.kill(os.getpid(), signal.SIGINT)
    return 1
"""


def test_a_program_that_runs_a_loop(version: str) -> None:
    source = """
    async def main():
        print(await cellheat.compare_async(a=a, b="await a()", budget=0.1))
        await cellheat.compare_async(a=a, b=b, budget=60)

    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        print("struck", threading.active_count(), signal.getsignal(signal.SIGINT).__name__)
    """
    told = printed(pythons()[version], VARIANTS + dedent(source))
    assert "interleaved blocks" in told
    assert "Stopped early." in told
    assert told.endswith("struck 1 default_int_handler\n")


def test_a_terminal_that_awaits(version: str) -> None:
    source = """
    from IPython.core.interactiveshell import InteractiveShell
    shell = InteractiveShell.instance()
    shell.user_ns.update(globals())
    shell.run_cell("found = await cellheat.compare_async(a=a, b='await a()', budget=0.1)")
    print(shell.user_ns["found"].equality)
    ended = shell.run_cell("await cellheat.compare_async(a=a, b=b, budget=60)")
    print("struck", type(ended.error_in_exec).__name__, threading.active_count())
    shell.run_cell("print(await a(), 'alive')")
    """
    told = printed(pythons()[version], VARIANTS + dedent(source))
    assert told.startswith("equal\n")
    assert "Stopped early." in told
    assert "struck KeyboardInterrupt" in told
    assert told.endswith("1 alive\n")


# --- in kernels ---

#: Calls that take a while each, and say how many there were.
LONG = """
import asyncio, time, cellheat
def note():
    with open('calls.txt', 'a') as file:
        file.write('x')
async def a():
    note()
    await asyncio.sleep(0.02)
async def b():
    await asyncio.sleep(0.02)
async def blocks():
    note()
    time.sleep(600)
async def waits():
    note()
    await asyncio.sleep(600)
async def gathers():
    await asyncio.gather(blocks(), blocks())
"""


@pytest.fixture(scope="module")
def placed(version: str, kernels: Kernels) -> Iterator[Kernel]:
    kernel = kernels.fresh(pythons()[version])
    yield kernel.prepare(Kernel.place).prepare(define)
    kernels.close(kernel)


def define(kernel: Kernel) -> None:
    assert kernel.run("import cellheat").status == "ok"
    kernel.run(LONG)


def calls(kernel: Kernel) -> int:
    path = kernel.folder / "calls.txt"
    return len(path.read_text()) if path.exists() else 0


def interrupted(kernel: Kernel, source: str, after: int) -> Ran:
    """Run the cell and interrupt it once a variant was called so often."""
    (kernel.folder / "calls.txt").unlink(missing_ok=True)
    request = kernel.send(source, cell="cell")
    kernel.when(lambda: calls(kernel) >= after)
    kernel.interrupt()
    return kernel.wait(request)


def test_a_cell_that_awaits_a_comparison(placed: Kernel) -> None:
    before = placed.probe()
    ran = placed.run("await cellheat.compare_async(a=a, b=b, budget=0.3)", cell="c1")
    assert ran.status == "ok", ran.error
    document = ran.documents[-1]
    assert document["cell"]["id"] == "c1"
    assert document["equality"] == "equal"
    assert document["variants"][0]["code"].startswith("async def a():\n    note()")
    # What is told from the engine's thread is about this cell, too.
    assert {one["cell"]["id"] for one in ran.progress} == {"c1"}
    assert ran.progress[-1]["over"]
    assert not differ(before["hooks"], placed.probe()["hooks"], "HOOK")


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("found = await cellheat.compare_async(a=a, b=b, budget=60)", "KeyboardInterrupt"),
        # The kernel cancels the cell, and the cell what it awaits.
        (
            "await asyncio.create_task(cellheat.compare_async(a=a, b=b, budget=60))",
            "CancelledError",
        ),
    ],
)
def test_an_interrupt_shows_what_is_known_and_stops_the_cell(
    placed: Kernel, source: str, error: str
) -> None:
    before = placed.probe()
    ran = interrupted(placed, source, 12)
    assert ran.error.startswith(error)
    document = ran.documents[-1]
    assert document["outcome"]["status"] == "interrupted"
    assert document["points"][0]["blocks"] >= 1
    after = placed.probe()
    assert not differ(before["hooks"], after["hooks"], "HOOK")
    assert "found" not in after["names"]
    assert placed.run("print(await asyncio.sleep(0, 1))").stream() == "1\n"


@pytest.mark.parametrize("variant", ["blocks", "waits", "gathers"])
def test_an_interrupt_strikes_within_one_call(placed: Kernel, variant: str) -> None:
    before = placed.probe()
    # Any of these would go on for longer than a kernel is waited for.
    ran = interrupted(placed, f"await cellheat.compare_async(a={variant}, b=b)", 1)
    assert ran.error.startswith("KeyboardInterrupt")
    assert not differ(before["hooks"], placed.probe()["hooks"], "HOOK")
    assert placed.run("print(await asyncio.sleep(0, 1))").stream() == "1\n"


# --- the line to write ---


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(TypeError) as raised:
        call()
    return str(raised.value).split("write\n", 1)[1]


def test_the_refusal_has_the_call_as_it_was_written() -> None:
    assert refusal(lambda: cellheat.compare(a=awaited, b=list, make=numbers, n=[1, 2])) == (
        "    await cellheat.compare_async(a=awaited, b=list, make=numbers, n=[1, 2])"
    )
    compare = cellheat.compare
    assert refusal(lambda: compare({"a b": awaited}, b=list)) == (
        '    await cellheat.compare_async({"a b": awaited}, b=list)'
    )


def test_the_refusal_keeps_the_lines_of_the_call() -> None:
    def several() -> Comparison:
        return cellheat.compare(
            a=lambda: 1,
            b=lambda: asyncio.sleep(0, 1),
        )

    assert refusal(several) == (
        "    await cellheat.compare_async(\n"
        "        a=lambda: 1,\n"
        "        b=lambda: asyncio.sleep(0, 1),\n"
        "    )"
    )


def test_the_refusal_tells_what_is_known_where_there_is_no_source() -> None:
    names = {"cellheat": cellheat, "awaited": awaited, "numbers": numbers}
    source = "cellheat.compare({'a': awaited}, b=lambda x: x, c='x', make=numbers, n=[3], budget=1)"
    assert refusal(lambda: exec(source, names)) == (
        "    await cellheat.compare_async(a=awaited, b=..., c='x', make=numbers, n=[3], budget=1)"
    )

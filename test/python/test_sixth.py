"""ipykernel 6, which has no subshells and one thread less: what everybody uses works there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import Kernels
from kernels import Kernel, sixth, statement
from oracle import differ, hooks
from test_invariants import WAYS, Way

CELL = "def f(n):\n    return [n]\nkept = [f(n) for n in range(5_000)]\nlen(kept)"
ENDLESS = "def f(n):\n    return n\nprint('ready')\nwhile True:\n    for n in range(1000): f(n)"
IDLE = "import asyncio\nprint('ready')\nawait asyncio.sleep(60)"


@pytest.fixture(scope="module")
def old(kernels: Kernels) -> Iterator[Kernel]:
    kernel = kernels.fresh(sixth())
    yield kernel.prepare(Kernel.place)
    kernels.close(kernel)


def test_it_is_the_sixth(old: Kernel) -> None:
    assert old.value("__import__('ipykernel').__version__") == "6.31.0"


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(filter(None, way[:2])))
def test_every_instrument_measures(old: Kernel, way: Way) -> None:
    before = hooks(old)
    profile, ran = old.profile(CELL, way.instrument, way.tool, way.also)
    assert ran.bundles[0]["text/plain"] == "5000"
    assert (profile["kind"], profile["instrument"]) == ("profile", way.instrument), profile
    assert profile["outcome"]["status"] == "ok"
    assert [one["instrument"] for one in profile["also"]] == list(way.also)
    assert not differ(before, hooks(old), "HOOK")


@pytest.mark.parametrize("source", ["sum(range(1000))", "import asyncio\nawait asyncio.sleep(0)"])
def test_timeit_tells_times(old: Kernel, source: str) -> None:
    assert old.timeit(source, 0.1)["data"]["best_ns"] > 0


def test_cells_are_compared(old: Kernel) -> None:
    """It ends once it is decided, long before the budget, unless the machine is busy."""
    sources = {"a": "sum(range(20_000))", "b": "sum(range(20))\n199990000"}
    cells = [{"id": name, "name": name, "source": source} for name, source in sources.items()]
    answer = old.ask({"op": "compare", "cells": cells, "budget_s": 10, "consent": False})
    (pair,) = answer["points"][0]["pairs"]
    assert (answer["equality"], pair["verdict"]) == ("equal", "faster")


@pytest.mark.parametrize("way", [Way("calls"), Way("lines"), Way("memory")], ids=lambda way: way[0])
def test_an_interrupt_ends_the_cell_alone(old: Kernel, way: Way) -> None:
    before = hooks(old)
    assert old.arm(ENDLESS, way.instrument)["kind"] == "ok"
    ran = old.run(ENDLESS, seen=old.strike("ready"))
    assert ran.reply["content"]["ename"] == "KeyboardInterrupt"
    assert "cellheat" not in "".join(ran.reply["content"]["traceback"])
    assert old.collect()["outcome"]["status"] == "interrupted"
    assert not differ(before, hooks(old), "HOOK")
    assert old.run("1 + 1").status == "ok"


def test_an_interrupt_of_an_idle_await(old: Kernel) -> None:
    assert old.arm(IDLE)["kind"] == "ok"
    ran = old.run(IDLE, seen=old.strike("ready"))
    assert ran.reply["content"]["ename"] == "CancelledError"
    assert old.collect()["outcome"] == {"status": "interrupted", "error": "CancelledError"}


def test_nobody_can_look_at_a_running_cell(old: Kernel) -> None:
    """There is no shell beside the main one, which the front end knows from the kernel's info."""
    info = old.control("kernel_info_request", {})
    assert "kernel subshells" not in info.get("supported_features", [])


def test_the_front_ends_own_statements(old: Kernel) -> None:
    """A helper that is not there, and one that is placed twice."""
    assert old.place()["kind"] == "ok"
    assert old.ask({"op": "connect"}, statement("ask"))["kind"] == "ok"

"""`compare` in a cell of a real kernel: what is shown, what stays, and how it is stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import Kernels
from kernels import MIME, Kernel, Ran, pythons
from oracle import differ

from cellheat.kernel.cells.cell import Cell

VARIANTS = """
def slow(items):
    total = 0
    for item in items:
        total += item
    return total

def fast(items):
    return sum(items)

def make(n, seed):
    return list(range(n))
"""
COMPARE = "cellheat.compare(slow=slow, fast=fast, make=make, n=[10, 300], budget=0.3)"

#: Calls that take a while each, and say how many there were.
LONG = """
import time, cellheat
def a():
    with open('calls.txt', 'a') as file:
        file.write('x')
    time.sleep(0.05)
def b():
    time.sleep(0.05)
"""


@pytest.fixture(scope="module")
def placed(version: str, kernels: Kernels) -> Iterator[Kernel]:
    kernel = kernels.fresh(pythons()[version])
    yield kernel.prepare(Kernel.place).prepare(load)
    kernels.close(kernel)


def load(kernel: Kernel) -> None:
    assert kernel.run("import cellheat").status == "ok"


def shown(ran: Ran) -> dict[str, Any]:
    assert ran.status == "ok", ran.error
    (document,) = ran.documents
    assert document["kind"] == "comparison"
    return document


def test_a_comparison_is_the_value_of_the_cell(placed: Kernel) -> None:
    placed.run(VARIANTS, cell="variants")
    before = placed.probe()
    ran = placed.run(COMPARE, cell="d1-compare-1")
    document = shown(ran)
    assert ran.kinds == ["execute_input", "execute_result"]
    assert list(ran.bundles[0]) == [MIME, "text/html", "text/plain"]
    count = ran.reply["content"]["execution_count"]
    assert document["cell"] == {"id": "d1-compare-1", "hash": Cell(COMPARE).hash, "count": count}
    assert [variant["name"] for variant in document["variants"]] == ["slow", "fast"]
    assert document["variants"][1]["code"] == "def fast(items):\n    return sum(items)"
    assert document["points"][document["at"]]["pairs"][0]["verdict"] == "faster"
    assert ran.bundles[0]["text/plain"].startswith("fast is about ")

    after = placed.probe()
    assert after["hooks"] == before["hooks"]
    # The cell's value is all that came: `_` and `Out`.
    news = {name for name, value in after["names"].items() if before["names"].get(name) != value}
    assert {
        name for name in news if not re.match(r"_+$|_i+$|_i?\d+$|In$|Out$|_ih$|_oh$", name)
    } == set()


def test_variants_that_read_names_of_the_notebook(placed: Kernel) -> None:
    placed.run("data = list(range(500))")
    document = shown(
        placed.run(
            "cellheat.compare({'loop': lambda: [x for x in data], 'list': 'list(data)'}, "
            "budget=0.2)"
        )
    )
    assert document["equality"] == "equal"
    assert [v["code"] for v in document["variants"]] == ["lambda: [x for x in data]", "list(data)"]


def test_a_list_that_is_sorted_in_place(placed: Kernel) -> None:
    placed.run("data = [3, 1, 2]")
    source = "cellheat.compare(a=lambda: sorted(data), b=lambda: data.sort() or data, budget=0.1)"
    document = shown(placed.run(source))
    assert document["at"] is None
    assert "b changes data, which every call shares" in document["difference"]
    assert placed.value("data") == [3, 1, 2]


def test_output_of_variants_stays_out_of_the_notebook(placed: Kernel) -> None:
    source = """
from IPython.display import display, HTML
def prints(): print('hello')
def shows(): display(HTML('<b>hello</b>'))
cellheat.compare(prints=prints, shows=shows, budget=0.1)
"""
    ran = placed.run(source)
    assert {c["code"] for c in shown(ran)["cautions"]} >= {"prints"}
    assert ran.kinds == ["execute_input", "execute_result"]


def test_top_level_await_is_named_where_it_is_needed(placed: Kernel) -> None:
    ran = placed.run("async def a(): pass\ncellheat.compare(a=a, b=a)")
    assert ran.status == "error"
    assert ran.error.startswith("TypeError: a is a coroutine function")
    assert "\n    await cellheat.compare_async(a=a, b=a)" in ran.error


def test_a_comparison_that_is_profiled_says_so(placed: Kernel) -> None:
    placed.run(VARIANTS)
    _, ran = placed.profile(COMPARE)
    assert "profiled" in {caution["code"] for caution in shown(ran)["cautions"]}


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


def test_an_interrupt_shows_what_is_known_and_stops_the_notebook(placed: Kernel) -> None:
    placed.run(LONG)
    before = placed.probe()
    # The first calls are before the clock runs.
    ran = interrupted(placed, "found = cellheat.compare(a=a, b=b, budget=60)", 8)
    assert ran.error.startswith("KeyboardInterrupt")
    document = ran.documents[0]
    assert document["outcome"] == {"status": "interrupted", "error": "KeyboardInterrupt"}
    assert document["cell"]["id"] == "cell"
    (point,) = document["points"]
    assert point["blocks"] >= 1
    assert "Stopped early." in ran.bundles[0]["text/plain"]
    after = placed.probe()
    assert not differ(before["hooks"], after["hooks"], "HOOK")
    assert "found" not in after["names"]
    assert placed.run("print(1)").stream() == "1\n"


def test_an_interrupt_at_the_second_size_keeps_the_first(placed: Kernel) -> None:
    placed.run(
        LONG
        + "def wait(n): return b() if n > 1 else n\ndef a_(n): return a() if n > 1 else n\n"
        + "def make(n, seed): return n\n"
    )
    ran = interrupted(placed, "cellheat.compare(a=a_, b=wait, make=make, n=[1, 2], budget=2)", 5)
    assert ran.error.startswith("KeyboardInterrupt")
    assert [point["n"] for point in ran.documents[0]["points"]][:1] == [1]


def test_an_interrupt_while_results_are_compared_says_which_agree(placed: Kernel) -> None:
    placed.run(
        LONG
        + "def long(n):\n    if n > 6:\n        a()\n        time.sleep(60)\n    return n\n"
        + "def make(n, seed): return n\n"
    )
    ran = interrupted(placed, "cellheat.compare(a=long, b=long, make=make, n=[5, 9])", 1)
    assert ran.error.startswith("KeyboardInterrupt")
    (document,) = ran.documents
    assert document["outcome"]["status"] == "interrupted"
    assert document["points"] == []
    (caution,) = [one for one in document["cautions"] if one["code"] == "untimed"]
    assert caution["text"].endswith("nothing was timed yet. They agree at n = 5.")
    assert "Stopped before anything was known" in ran.bundles[0]["text/plain"]


def test_an_interrupt_before_anything_is_known_is_only_that(placed: Kernel) -> None:
    placed.run(LONG + "def long():\n    a()\n    time.sleep(60)\n")
    before = placed.probe()
    ran = interrupted(placed, "cellheat.compare(a=long, b=long)", 1)
    assert ran.error.startswith("KeyboardInterrupt")
    assert ran.documents == []
    assert not differ(before["hooks"], placed.probe()["hooks"], "HOOK")
    assert placed.run("print(1)").stream() == "1\n"

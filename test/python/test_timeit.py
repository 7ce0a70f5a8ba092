"""timeit leaves a kernel as if the cell had not run, and its numbers are true."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from cells import HOSTILE
from conftest import Kernels
from kernels import Kernel, pythons, statement
from oracle import differ

BUDGET = 0.1

pytestmark = pytest.mark.alone


@pytest.fixture(autouse=True)
def as_if_not_run(request: pytest.FixtureRequest) -> Iterator[None]:
    """NS, OUT's counts, HOOK: a test that changes the kernel itself marks itself `changes`."""
    if "kernel" not in request.fixturenames or request.node.get_closest_marker("changes"):
        yield
        return
    kernel: Kernel = request.getfixturevalue("kernel")
    kernel.place()
    before, starts = kernel.probe(), kernel.starts
    yield
    if kernel.starts > starts:
        # Another process took its place: there is nothing to compare.
        return
    after = kernel.probe()
    # Our own modules, of which the first use imports some.
    assert not differ(before, {**after, "ours": before["ours"]}, "kernel")


def shortly(value: object) -> str:
    """A source as the name of its test."""
    return repr(value)[1:40]


def data_of(answer: dict[str, Any]) -> dict[str, Any]:
    assert answer["kind"] == "profile", answer
    assert answer["instrument"] == "timeit"
    return dict(answer["data"])


def codes(answer: dict[str, Any]) -> set[str]:
    return {note["code"] for note in answer["notes"]}


def refused(answer: dict[str, Any], reason: str) -> str:
    assert (answer["kind"], answer.get("reason")) == ("failure", reason), answer
    return str(answer["text"])


@pytest.mark.parametrize(
    "source",
    [
        "x = sum(range(100))",
        "sum(range(100))",
        "def f(n):\n    return n\nf(3)",
        "import colorsys as c\nc.rgb_to_hsv(1, 1, 1)",
        "for i in range(3):\n    j = i",
        "class A:\n    b = 1\nA.b",
        "total = 0\nfor i in range(10):\n    total += i",
        "\n\nx = 1",
        "%time x = 1",
        "a = b = 1; a, b",
        "from __future__ import annotations\ndef f(x: nothing): pass",
        "import asyncio\nawait asyncio.sleep(0)",
        "async def f():\n    return 1\nawait f()",
        "x = [i for i in range(5)]\nx",
        "_ = 5\nIn = Out = None",
    ],
    ids=shortly,
)
def test_a_cell_is_timed_as_if_not_run(kernel: Kernel, source: str) -> None:
    answer = kernel.timeit(source, BUDGET)
    data = data_of(answer)
    assert answer["outcome"] == {"status": "ok", "error": None}
    assert answer["cell"]["count"] is None
    assert answer["peak_bytes"] is None
    assert data["runs"] > 1
    assert not data["one_run"]
    assert 0 < data["best_ns"] <= data["low_ns"] <= data["median_ns"] <= data["high_ns"]
    assert data["best_ns"] == min(data["values_ns"])
    assert data["budget_s"] == BUDGET


def test_nothing_is_sent_but_the_answer(kernel: Kernel) -> None:
    """No `execute_input`, no result, no text: the prompt and the outputs stay as they were."""
    cell = {"id": "c", "source": "print('loud')\n5"}
    request = {"op": "timeit", "token": "t", "cell": cell, "budget_s": 0.05, "consent": False}
    ran = kernel.request(request)
    assert ran.kinds == ["display_data"]
    assert ran.documents[0]["kind"] == "profile"


@pytest.mark.parametrize(
    "source",
    [
        "print('x')",
        "import sys\nsys.stderr.write('x')",
        "from IPython.display import display\ndisplay(1)",
        "from IPython.display import clear_output\nclear_output()\nprint(1)",
        "import sys\nsys.stdout.write('a')\nsys.stdout.flush()\nsys.stdout.isatty()",
    ],
    ids=shortly,
)
def test_output_is_taken_in(kernel: Kernel, source: str) -> None:
    cell = {"id": "c", "source": source}
    request = {"op": "timeit", "token": "t", "cell": cell, "budget_s": 0.05, "consent": False}
    ran = kernel.request(request)
    assert ran.kinds == ["display_data"]
    assert "output" in codes(ran.documents[0])


def test_statements_below_future_imports_are_timed(kernel: Kernel) -> None:
    data_of(kernel.timeit("from __future__ import annotations\nx = 1", BUDGET))


def test_awaiting_takes_two_steps(kernel: Kernel) -> None:
    cell = {"id": "c", "source": "import asyncio\nawait asyncio.sleep(0)"}
    request = {"op": "timeit", "token": "t", "cell": cell, "budget_s": 0.05, "consent": False}
    assert kernel.ask(request) == {"version": 1, "kind": "ok", "awaits": True}
    assert data_of(kernel.ask(request, statement("askAwaiting")))["runs"] > 1


def test_a_cell_that_awaits_takes_its_time(kernel: Kernel) -> None:
    data = data_of(kernel.timeit("import asyncio\nawait asyncio.sleep(0.02)", BUDGET))
    assert data["best_ns"] > 0.019e9


# --- what it cannot run ---


def test_empty_cell(kernel: Kernel) -> None:
    assert refused(kernel.timeit("# nothing"), "empty")


@pytest.mark.parametrize("source", ["x ==== 3", "if 1:\nx", "x = (", "return 1", "\0"])
def test_syntax_error(kernel: Kernel, source: str) -> None:
    assert "Did not run" in refused(kernel.timeit(source), "raised")


@pytest.mark.parametrize("source", ["break", "continue", "x = 1\nbreak"])
def test_break_is_wrong_at_the_top_although_ours_is_a_loop(kernel: Kernel, source: str) -> None:
    assert "SyntaxError" in refused(kernel.timeit(source), "raised")


@pytest.mark.parametrize("source", ["1/0", "import asyncio\nawait asyncio.sleep(0)\n1/0"])
def test_raising_cell(kernel: Kernel, source: str) -> None:
    answer = kernel.timeit(source)
    assert "ZeroDivisionError" in refused(answer, "raised")
    assert "ZeroDivisionError: division by zero" in answer["detail"]
    assert "cellheat" not in answer["detail"], "our frames are none of the user's business"


def test_input_is_refused(kernel: Kernel) -> None:
    assert "input" in refused(kernel.timeit("name = input('who? ')"), "refused")


@pytest.mark.parametrize("source", ["exit()", "quit()", "exit", "if 0:\n    exit(1)"])
def test_exit_is_refused(kernel: Kernel, source: str) -> None:
    assert refused(kernel.timeit(source), "refused")


def test_sys_exit_does_not_end_the_kernel(kernel: Kernel) -> None:
    assert "SystemExit" in refused(kernel.timeit("import sys\nsys.exit(3)"), "raised")


# --- consent ---


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        ("x = 1\nopen('never', 'w')", "writes-files", 2),
        ("from pathlib import Path\n\nPath('never').write_text('')", "writes-files", 3),
        ("import os\nos.remove('never')", "writes-files", 2),
        ("import requests\nrequests.get('http://localhost')", "sends-requests", 2),
        ("from urllib.request import urlopen\nurlopen('http://localhost')", "sends-requests", 2),
        ("!echo hello", "runs-commands", 1),
        ("\n\nx = !echo hello", "runs-commands", 3),
        ("import subprocess\nsubprocess.run(['ls'])", "runs-commands", 2),
        ("%%bash\necho hello", "runs-commands", 1),
        ("%%writefile never\nx", "writes-files", 1),
        ("db.execute('INSERT INTO t VALUES (1)')", "changes-database", 1),
    ],
    ids=shortly,
)
def test_consent_is_asked_for(kernel: Kernel, source: str, code: str, line: int) -> None:
    """And nothing runs: the names in some of these cells are not even there."""
    answer = kernel.timeit(source)
    assert answer["kind"] == "ask", answer
    effects = [(effect["code"], effect["line"]) for effect in answer["effects"]]
    assert effects == [(code, line)]
    assert not (kernel.folder / "never").exists()


@pytest.mark.parametrize(
    "source",
    ["x = [1]\nx.append(2)", "open('never')", "'a'.replace('a', 'b')", "print('x')", "sum([1])"],
)
def test_consent_is_not_asked_for(kernel: Kernel, source: str) -> None:
    assert kernel.timeit(source, BUDGET)["kind"] != "ask"


def test_with_consent_it_runs(kernel: Kernel) -> None:
    answer = kernel.timeit("open('made', 'w').close()", BUDGET, consent=True)
    assert data_of(answer)["runs"] > 1
    assert (kernel.folder / "made").exists()


def test_folder_is_put_back(kernel: Kernel) -> None:
    data_of(kernel.timeit("import os\nos.chdir('/')", BUDGET))
    assert kernel.value("__import__('os').getcwd()") == str(kernel.folder.resolve())


# --- mutation ---


@pytest.mark.changes
@pytest.mark.parametrize(
    ("before", "source", "name"),
    [
        ("grown = [1]", "grown.append(1)", "grown"),
        ("table = {}", "table[len(table)] = 1", "table"),
        ("seen = set()", "seen.add(len(seen))", "seen"),
        ("raw = bytearray()", "raw.append(1)", "raw"),
        ("from collections import deque\nwaiting = deque()", "waiting.append(1)", "waiting"),
        ("deep = []\ndef add():\n    deep.append(1)", "add()\nlen(deep)", "deep"),
    ],
    ids=shortly,
)
def test_mutation_is_noticed(kernel: Kernel, before: str, source: str, name: str) -> None:
    kernel.run(before)
    answer = kernel.timeit(source, BUDGET)
    (note,) = (note for note in answer["notes"] if note["code"] == "mutates")
    assert note["level"] == "caution"
    assert name in note["text"]


@pytest.mark.changes
def test_no_mutation_is_made_up(kernel: Kernel) -> None:
    kernel.run(
        "kept = [1, 2]\nclass Loud(list):\n    def __len__(self): raise ValueError\nl = Loud()"
    )
    answer = kernel.timeit("own = kept[:]\nown.append(1)\nkept[0] = kept[1]\nl", BUDGET)
    assert "mutates" not in codes(answer)


@pytest.mark.changes
def test_row_43_hostile_objects_are_not_touched(kernel: Kernel) -> None:
    kernel.run(HOSTILE)
    kernel.run("g = Hostile()")
    data_of(kernel.timeit("h = g\nboth = [g, h]", BUDGET))
    assert kernel.value("get_ipython().user_ns['touched']") == []


# --- budget ---


def test_a_cell_longer_than_the_budget_runs_once(kernel: Kernel) -> None:
    answer = kernel.timeit("import time\ntime.sleep(0.1)", 0.05)
    data = data_of(answer)
    assert data["one_run"]
    assert data["runs"] == data["loops"] == len(data["values_ns"]) == 1
    assert data["best_ns"] == data["high_ns"]


def test_the_budget_is_kept_in_about(kernel: Kernel) -> None:
    answer = kernel.timeit("sum(range(1000))", 0.4)
    assert 0.05e9 < answer["wall_ns"] < 4 * 0.4e9


def test_repeats_fill_the_budget(kernel: Kernel) -> None:
    data = data_of(kernel.timeit("sum(range(1000))", 0.4))
    assert data["loops"] > 10
    assert len(data["values_ns"]) > 1


def test_first_slow_run_is_told(kernel: Kernel) -> None:
    source = "import sys, time\nif not hasattr(sys, 'warm'):\n    sys.warm = time.sleep(0.02)"
    assert "first-run" in codes(kernel.timeit(source, 0.3))


def test_the_garbage_collector_is_off_meanwhile(kernel: Kernel) -> None:
    data_of(kernel.timeit("import gc\nassert not gc.isenabled()", BUDGET))


# --- the truth ---


TRUTHS = [
    "sum(range(20000))",
    "total = 0\nfor i in range(3000):\n    total += i",
    "sorted(range(5000), key=lambda n: -n)",
]


@pytest.mark.changes
@pytest.mark.parametrize("source", TRUTHS)
def test_agrees_with_the_standard_library(kernel: Kernel, source: str) -> None:
    """The same code, as globals, in the same kernel, twice around ours; generous for CI."""
    expression = (
        f"min(__import__('timeit').repeat('exec(code)', number=20, repeat=7, "
        f"globals={{'code': compile({source!r}, 'x', 'exec')}})) / 20 * 1e9"
    )
    before = kernel.value(expression)
    best = data_of(kernel.timeit(source, 0.4))["best_ns"]
    after = kernel.value(expression)
    assert 0.5 * min(before, after) < best < 2 * max(before, after)


def test_a_short_statement_is_not_measured_as_the_clock(kernel: Kernel) -> None:
    """A clock inside the loop would read hundreds of nanoseconds."""
    data = data_of(kernel.timeit("x = 1", 0.2))
    assert data["best_ns"] < 150


def test_processor_time_leaves_out_waiting(kernel: Kernel) -> None:
    data = data_of(kernel.timeit("import time\ntime.sleep(0.005)", BUDGET))
    assert 0 <= data["cpu_ns"] < data["median_ns"] / 2


@pytest.mark.parametrize(
    ("source", "peak", "left"),
    [
        # Bytes of a block go to the system; its head is one of Python's.
        ("x = bytearray(2_000_000)", 2_000_000, 1),
        ("for i in range(3):\n    x = bytearray(1_000_000)\n    del x", 1_000_000, 0),
        ("x = [object() for i in range(2000)]", 2000 * 16, 2000),
        ("import asyncio\nawait asyncio.sleep(0)\nx = bytearray(2_000_000)", 2_000_000, 1),
    ],
    ids=shortly,
)
def test_what_a_run_allocates(kernel: Kernel, source: str, peak: int, left: int) -> None:
    data = data_of(kernel.timeit(source, 0.5))
    assert peak <= data["peak_bytes"] < 1.2 * peak + 30_000
    assert left <= data["left_blocks"] <= left + 40


# --- interrupts and strange kernels ---


def interrupted(kernel: Kernel, source: str, ready: str) -> dict[str, Any]:
    """Time a cell that writes a file when it runs, and interrupt it there."""
    cell = {"id": "c", "source": source}
    request = {"op": "timeit", "token": "t", "cell": cell, "budget_s": 60, "consent": True}
    code = statement("askAwaiting" if "await" in source else "ask")
    flag = kernel.folder / ready
    flag.unlink(missing_ok=True)
    kernel.place()
    sent = kernel.send(code, silent=True, metadata={"cellheat": request}, stop_on_error=False)
    kernel.when(flag.exists)
    kernel.interrupt()
    ran = kernel.wait(sent)
    flag.unlink(missing_ok=True)
    assert ran.documents, ran.error
    return ran.documents[0]


def test_interrupt_keeps_what_is_known(kernel: Kernel) -> None:
    source = (
        "import os, sys\nsys.turns = getattr(sys, 'turns', 0) + 1\n"
        "if sys.turns == 40:\n    os.close(os.open('flag1', os.O_CREAT))\n"
        "    while True: abs(-1)"
    )
    answer = interrupted(kernel, source, "flag1")
    assert answer["outcome"] == {"status": "interrupted", "error": "KeyboardInterrupt"}
    assert data_of(answer)["runs"] >= 1
    assert data_of(answer)["values_ns"]


def test_interrupt_of_the_first_run_leaves_nothing_to_tell(kernel: Kernel) -> None:
    source = "import os\nos.close(os.open('flag2', os.O_CREAT))\nwhile True: abs(-1)"
    assert refused(interrupted(kernel, source, "flag2"), "raised")


def test_interrupt_of_a_loop_that_awaits(kernel: Kernel) -> None:
    """Without an `await` in its loop ipykernel cannot stop such a cell, timed or not."""
    source = (
        "import asyncio, os\nos.close(os.open('flag3', os.O_CREAT))\n"
        "while True: await asyncio.sleep(0)"
    )
    assert refused(interrupted(kernel, source, "flag3"), "raised")


def test_interrupt_of_an_idle_await(kernel: Kernel) -> None:
    source = "import asyncio, os\nos.close(os.open('flag4', os.O_CREAT))\nawait asyncio.sleep(60)"
    assert refused(interrupted(kernel, source, "flag4"), "raised")


@pytest.mark.changes
def test_row_35_patched_clock(kernel: Kernel) -> None:
    kernel.run("import time\nkept = time.perf_counter\ntime.perf_counter = lambda: 0.0")
    answer = kernel.timeit("sum(range(20000))", BUDGET)
    kernel.run("time.perf_counter = kept")
    assert data_of(answer)["best_ns"] > 1000


@pytest.mark.changes
def test_row_33_shadowed_names(kernel: Kernel) -> None:
    kernel.run("print = open = sum = len = None")
    answer = kernel.timeit("x = 1", BUDGET)
    kernel.run("del print, open, sum, len")
    data_of(answer)


@pytest.mark.changes
def test_row_39_collector_stays_off_where_it_was(kernel: Kernel) -> None:
    kernel.run("import gc\ngc.disable()")
    kernel.timeit("x = 1", BUDGET)
    assert kernel.value("__import__('gc').isenabled()") is False
    kernel.run("gc.enable()")


def test_the_run_is_refused_while_another_measures(kernel: Kernel) -> None:
    kernel.arm("x = 1")
    answer = kernel.timeit("1", BUDGET)
    kernel.collect()
    assert refused(answer, "in-use")


def test_document_is_json_without_nan(edge: str, kernels: Kernels) -> None:
    kernel = kernels.fresh(pythons()[edge])
    text = json.dumps(kernel.timeit("1", BUDGET), allow_nan=False)
    kernels.close(kernel)
    assert len(text) < 256 * 1024

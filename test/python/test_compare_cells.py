"""Cells are compared on copies of the names, and a kernel is left as if none had run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from conftest import Kernels
from kernels import Kernel, Ran, pythons, statement
from oracle import differ

pytestmark = pytest.mark.alone

BUDGET = 0.1

#: Twenty times the work by construction.
SLOW = "total = 0\nfor i in range(4000):\n    total += i\ntotal"
FAST = SLOW.replace("4000", "200")


@pytest.fixture(scope="module")
def kernel(edge: str, kernels: Kernels) -> Iterator[Kernel]:
    started = kernels.fresh(pythons()[edge])
    yield started
    kernels.close(started)


@pytest.fixture(autouse=True)
def as_if_not_run(kernel: Kernel) -> Iterator[None]:
    """Names, counts, history, hooks: nothing changes but what the test itself runs before."""
    kernel.place()
    compared(kernel, "1", "1")
    before = kernel.probe()
    yield
    after = kernel.probe()
    ran = after["history"]["count"] - before["history"]["count"]
    if not ran:
        assert not differ(before, {**after, "ours": before["ours"]}, "kernel")


def request(*sources: str, budget_s: float = BUDGET, consent: bool = False) -> dict[str, Any]:
    cells = [{"id": f"id{i}", "source": s, "name": f"[{i}]"} for i, s in enumerate(sources, 3)]
    return {"op": "compare", "cells": cells, "budget_s": budget_s, "consent": consent}


def compared(kernel: Kernel, *sources: str, **options: Any) -> dict[str, Any]:
    """The answer; that it is all that is sent, and that names and history stay as they are."""
    before = kernel.probe()
    ran = kernel.request(request(*sources, **options))
    if ran.documents and ran.documents[0]["kind"] == "absent":
        kernel.place()
        ran = kernel.request(request(*sources, **options))
    assert ran.kinds == ["display_data"], ran.error
    after = kernel.probe()
    for part in ("names", "history", "hooks", "main"):
        assert not differ(before[part], after[part], part)
    return dict(ran.documents[0])


def verdict(answer: dict[str, Any]) -> str:
    assert answer["kind"] == "comparison", answer
    if answer["at"] is None:
        return "invalid"
    return str(answer["points"][answer["at"]]["pairs"][0]["verdict"])


def refused(answer: dict[str, Any], reason: str = "refused") -> str:
    assert (answer["kind"], answer.get("reason")) == ("failure", reason), answer
    return str(answer["text"])


def codes(answer: dict[str, Any]) -> set[str]:
    return {caution["code"] for caution in answer["cautions"]}


def test_the_faster_cell_is_found(kernel: Kernel) -> None:
    answer = compared(kernel, SLOW + " * 0", FAST + " * 0")
    assert verdict(answer) == "faster"
    assert [variant["name"] for variant in answer["variants"]] == ["[3]", "[4]"]
    assert [variant["cell"]["id"] for variant in answer["variants"]] == ["id3", "id4"]
    assert answer["variants"][0]["code"] == SLOW + " * 0"
    assert answer["cell"] is None
    assert answer["equality"] == "equal"
    assert answer["points"][0]["times"][0]["peak_bytes"] is not None


@pytest.mark.parametrize(
    "source",
    [
        "x = sum(range(100))",
        "def f(n):\n    return n\nf(3)",
        "import colorsys as c\nc.rgb_to_hsv(1, 1, 1)",
        "kept = 5\nkept",
        "from __future__ import annotations\ndef f(x: nothing): pass\nf(1) or 1",
        "%time x = 1\n5",
        "_ = 5\nIn = Out = None\n_",
        "\n\nx = 1\nx",
        "print('loud')\nfrom IPython.display import display\ndisplay(3)\n4",
        "import os\nos.chdir('/')\n1",
    ],
    ids=lambda source: repr(source)[1:40],
)
def test_cells_run_as_if_they_had_not(kernel: Kernel, source: str) -> None:
    answer = compared(kernel, source, source)
    assert answer["outcome"] == {"status": "ok", "error": None}
    assert answer["points"], answer["difference"]


def test_a_name_that_a_cell_changes_is_new_for_each_run(kernel: Kernel) -> None:
    kernel.run("number = 1")
    answer = compared(kernel, "number = number + 1\nassert number == 2\nnumber", "number + 1")
    assert answer["equality"] == "equal"
    assert kernel.value("number") == 1


def test_several_cells_stand_against_the_first(kernel: Kernel) -> None:
    answer = compared(kernel, FAST, FAST, SLOW.replace("\ntotal", "\n19900", 1), budget_s=0.3)
    assert [pair["variant"] for pair in answer["points"][0]["pairs"]] == [1, 2]
    assert answer["points"][0]["pairs"][1]["verdict"] == "slower"


# --- what the cells are about ---


def test_other_values_are_not_comparable(kernel: Kernel) -> None:
    answer = compared(kernel, "x = 1\nx", "x = 2\nx")
    assert verdict(answer) == "invalid"
    assert "1 from [3], 2 from [4]" in answer["difference"]


def test_without_values_the_names_that_all_assign_are_compared(kernel: Kernel) -> None:
    same = "found = sorted([3, 1])", "some = [3, 1]\nsome.sort()\nfound = some"
    assert compared(kernel, *same)["equality"] == "equal"
    answer = compared(kernel, "found = [1]", "found = [2]\nother = 5")
    assert verdict(answer) == "invalid"
    assert "'found'" in answer["difference"]
    assert "End each cell with the value" in answer["difference"]


def test_loop_variables_and_functions_are_not_what_a_cell_is_about(kernel: Kernel) -> None:
    one = "def f(n): return n\nfor i in range(3): x = f(5)"
    other = "def f(n): return n + 0\nfor i in range(4): x = f(5)"
    assert compared(kernel, one, other)["equality"] == "equal"


@pytest.mark.parametrize("sources", [("a = 1", "b = 1"), ("print(1)", "print(1)")])
def test_with_nothing_to_compare_no_speed_is_told(kernel: Kernel, sources: tuple[str, ...]) -> None:
    answer = compared(kernel, *sources)
    assert verdict(answer) == "invalid"
    assert "end each cell with the value" in answer["difference"]


def test_what_is_left_behind_is_told_where_it_differs(kernel: Kernel) -> None:
    answer = compared(kernel, "ids = [1, 2]\nn = 2\nn", "ids = {1, 2}\nn = 2\nlen(ids)")
    assert answer["equality"] == "equal"
    (caution,) = (one for one in answer["cautions"] if one["code"] == "leaves-different")
    assert "in ids." in caution["text"]
    same = compared(kernel, "ids = [1, 2]\n2", "ids = [1] + [2]\n2")
    assert "leaves-different" not in codes(same)


def test_rounding_is_taken_for_the_same(kernel: Kernel) -> None:
    answer = compared(kernel, "0.1 + 0.2", "0.3")
    assert answer["equality"] == "close"
    assert answer["points"]


def test_a_cell_that_raises_is_named(kernel: Kernel) -> None:
    answer = compared(kernel, "1 + 1", "nothing_of_that_name")
    assert verdict(answer) == "invalid"
    assert "[4] raised NameError" in answer["difference"]
    both = compared(kernel, "1 / 0", "2 / 0")
    assert "every cell raised ZeroDivisionError" in both["difference"]
    assert "make" not in both["difference"]


def test_copying_the_names_is_told_of_short_cells(kernel: Kernel) -> None:
    assert "names-copied" in codes(compared(kernel, "1 + 1", "2"))
    assert "names-copied" not in codes(compared(kernel, SLOW * 9, SLOW * 9))


# --- what is refused ---


@pytest.mark.parametrize(
    ("source", "reason", "words"),
    [
        ("# nothing", "empty", "[4] has no code"),
        ("x ==== 3", "raised", "[4] cannot run: SyntaxError"),
        ("import asyncio\nawait asyncio.sleep(0)", "refused", "await cellheat.compare_async(...)"),
        ("exit()", "refused", "[4] calls exit()"),
        ("name = input('who? ')", "refused", "[4] asks for input"),
    ],
)
def test_a_cell_that_cannot_be_repeated(
    kernel: Kernel, source: str, reason: str, words: str
) -> None:
    assert words in refused(compared(kernel, "x = 1\nx", source), reason)


def test_a_coroutine_that_nobody_awaits(kernel: Kernel) -> None:
    source = "async def f(): pass\nf()"
    assert "compare_async" in compared(kernel, source, source)["difference"]


def test_it_takes_two_to_six(kernel: Kernel) -> None:
    assert "there are 7" in refused(compared(kernel, *["1"] * 7))


def test_it_is_refused_while_another_measures(kernel: Kernel) -> None:
    kernel.arm("x = 1")
    answer = kernel.ask(request("1", "2"))
    kernel.collect()
    refused(answer, "in-use")


# --- effects ---


def test_consent_is_asked_for_with_the_cell_and_the_line(kernel: Kernel) -> None:
    sources = "open('never', 'w').close()\n1", "x = 1\nopen('never', 'w').close()\n1"
    answer = compared(kernel, *sources)
    assert answer["kind"] == "ask", answer
    assert [(effect["cell"], effect["line"]) for effect in answer["effects"]] == [
        ("[3]", 1),
        ("[4]", 2),
    ]
    assert not (kernel.folder / "never").exists()
    assert compared(kernel, *sources, consent=True)["points"]


@pytest.mark.parametrize(
    ("before", "source", "now"),
    [
        ("data = [3, 1, 2]", "data.sort()\n1", "data == [3, 1, 2]"),
        ("data = [1]", "data.append(1)\n1", "data == [1]"),
        ("data = {}", "data[len(data)] = 1\n1", "data == {}"),
        ("data = [1]\ndef add():\n    data.append(1)", "add()\n1", "data == [1]"),
        ("count = 0\ndef add():\n    global count\n    count += 1", "add()\n1", "count == 0"),
        ("import collections\nd = collections.Counter()", "d['a'] += 1\n1", "not d"),
        ("class Box: pass\nbox = Box()", "box.x = 1\n1", "not vars(box)"),
        ("import array\na = array.array('i', [1])", "a += a\n1", "len(a) == 1"),
        ("x = 1", "%%capture out\nx = 2", "x == 1 and 'out' not in globals()"),
    ],
    ids=lambda value: repr(value)[1:30],
)
def test_what_cells_share_is_as_before(kernel: Kernel, before: str, source: str, now: str) -> None:
    kernel.run(before)
    compared(kernel, source, source)
    assert kernel.value(now) is True


def test_a_change_that_cannot_be_undone_is_refused_before_anything_runs(kernel: Kernel) -> None:
    kernel.run("class Table(dict): pass\ntable = Table()")
    text = refused(compared(kernel, "1", "y = 2\ntable['a'] = y\n1"))
    assert "[4] changes table in line 2" in text
    own = "table = dict(table)\ntable['a'] = 1\n1"
    assert compared(kernel, "1", own)["equality"] == "equal"


def test_what_is_being_done_is_told_where_it_is_asked_for(kernel: Kernel) -> None:
    compared(kernel, "1", "2 - 1")
    ran = kernel.request({**request("sum(range(9))", "36"), "cell": "the panel"})
    assert [one["cell"]["id"] for one in ran.progress] == ["the panel"] * len(ran.progress)
    assert ran.progress[0]["names"] == ["[3]", "[4]"]
    assert "timing" in [one["step"] for one in ran.progress]
    assert ran.progress[-1]["over"]


# --- interrupts ---


def interrupted(kernel: Kernel, source: str, count: int) -> Ran:
    """Interrupt once the second cell has run so often."""
    path = kernel.folder / "runs.txt"
    path.unlink(missing_ok=True)
    sources = source.replace("WRITE", "pass"), source.replace("WRITE", "os.write(f, b'x')")
    content = request(*sources, budget_s=60, consent=True)
    metadata = {"cellheat": content}
    sent = kernel.send(statement("ask"), silent=True, metadata=metadata, stop_on_error=False)
    kernel.when(lambda: path.exists() and path.stat().st_size >= count)
    kernel.interrupt()
    ran = kernel.wait(sent)
    path.unlink()
    return ran


WAITS = (
    "import os, time\nf = os.open('runs.txt', os.O_APPEND | os.O_CREAT | os.O_WRONLY)\n"
    "WRITE\nos.close(f)\ntime.sleep(0.05)\n1"
)


def test_an_interrupt_keeps_what_is_known(kernel: Kernel) -> None:
    ran = interrupted(kernel, WAITS, 12)
    (answer,) = ran.documents
    assert answer["outcome"] == {"status": "interrupted", "error": "KeyboardInterrupt"}
    assert answer["points"][0]["blocks"] >= 1
    assert ran.status == "ok"


def test_an_interrupt_of_the_first_runs_leaves_nothing_to_tell(kernel: Kernel) -> None:
    ran = interrupted(kernel, WAITS.replace("0.05", "60 * os.path.getsize('runs.txt')"), 1)
    assert "Stopped" in refused(ran.documents[0], "raised")

"""`%cellheat` and `%%cellheat`: the instruments with no front end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import Kernels
from kernels import MIME, Kernel, Ran, pythons
from oracle import differ, hooks


@pytest.fixture(scope="module")
def magics(version: str, kernels: Kernels) -> Iterator[Kernel]:
    """A kernel that has the helper from a front end, and the extension loaded."""
    kernel = kernels.fresh(pythons()[version])
    kernel.place()
    assert kernel.run("%load_ext cellheat").status == "ok"
    yield kernel
    kernels.close(kernel)


def profile(ran: Ran) -> dict[str, Any]:
    (document,) = ran.documents
    assert document["kind"] == "profile", document
    return document


def test_a_cell_runs_the_ordinary_way(magics: Kernel) -> None:
    ran = magics.run("%%cellheat calls\ndef f(n):\n    return n * 2\nprint('hi')\nf(21)")
    assert (ran.status, ran.stream()) == ("ok", "hi\n")
    assert ran.bundles[0]["text/plain"] == "42"
    assert magics.value("_") == 42
    document = profile(ran)
    f = next(row for row in document["data"]["functions"] if row["name"] == "f")
    # The lines are those that the user sees, our own line among them.
    assert (f["kind"], f["line"], f["calls"]) == ("own", 2, 1)
    assert document["data"]["files"][f["file"]]["text"].startswith("%%cellheat calls")


def test_a_bundle_has_json_html_and_text(magics: Kernel) -> None:
    ran = magics.run("%%cellheat calls\nsum(range(10))\nNone")
    (bundle,) = ran.bundles
    assert set(bundle) == {MIME, "text/html", "text/plain"}
    assert "<script" not in bundle["text/html"]
    assert "\x1b" not in bundle["text/plain"]


def test_awaiting_cells(magics: Kernel) -> None:
    source = "%%cellheat calls\nimport asyncio\nawait asyncio.sleep(0.05)\nvalue = 7"
    document = profile(magics.run(source))
    assert document["data"]["waiting_ns"] > 0
    assert magics.value("value") == 7


def test_memory(magics: Kernel) -> None:
    document = profile(magics.run("%%cellheat memory\nblock = bytearray(50 * 2**20)\ndel block"))
    assert document["instrument"] == "memory"
    assert document["peak_bytes"] > 40 * 2**20


@pytest.mark.parametrize("body", ["sum(range(100))", "import asyncio\nawait asyncio.sleep(0)"])
def test_timeit_keeps_nothing(magics: Kernel, body: str) -> None:
    ran = magics.run(f"%%cellheat timeit --budget 0.1\nkept_by_timeit = 1\nprint('no')\n{body}")
    document = profile(ran)
    assert document["instrument"] == "timeit"
    assert document["data"]["budget_s"] == 0.1
    assert document["data"]["runs"] > 1
    assert ran.stream() == ""
    assert magics.value("'kept_by_timeit' in get_ipython().user_ns") is False


def test_timeit_asks_before_it_writes(magics: Kernel) -> None:
    source = "{}\nopen('written.txt', 'a').write('x')"
    ran = magics.run(source.format("%%cellheat timeit"))
    assert ran.documents == []
    assert "line 1: open('written.txt', 'a')" in ran.stream("stderr")
    assert not (magics.folder / "written.txt").exists()
    allowed = magics.run(source.format("%%cellheat timeit --yes --budget 0.05"))
    assert profile(allowed)["data"]["runs"] == len((magics.folder / "written.txt").read_text())
    (magics.folder / "written.txt").unlink()


def test_the_line_form_gives_the_value(magics: Kernel) -> None:
    assert magics.run("def twice(n):\n    return n * 2").status == "ok"
    ran = magics.run("answer = %cellheat calls --rows 3 twice(21)\nprint(answer)")
    assert ran.stream() == "42\n"
    names = [row["name"] for row in profile(ran)["data"]["functions"]]
    assert "twice" in names


def test_the_line_form_takes_statements_and_passes_on_what_they_raise(magics: Kernel) -> None:
    assert magics.run("%cellheat memory assigned = 3").status == "ok"
    assert magics.value("assigned") == 3
    ran = magics.run("%cellheat calls 1 / 0")
    assert ran.error == "ZeroDivisionError: division by zero"
    assert profile(ran)["outcome"] == {"status": "raised", "error": "ZeroDivisionError"}


def test_a_raising_cell_shows_its_own_traceback_and_a_profile(magics: Kernel) -> None:
    ran = magics.run("%%cellheat calls\n1 / 0")
    assert ran.error == "ZeroDivisionError: division by zero"
    assert "cellheat" not in "".join(ran.reply["content"]["traceback"][1:])
    assert profile(ran)["outcome"]["status"] == "raised"


def test_above_another_cell_magic(magics: Kernel) -> None:
    ran = magics.run("%%cellheat calls\n%%time\ndef inner():\n    pass\ninner()")
    assert "Wall time" in ran.stream()
    inner = next(r for r in profile(ran)["data"]["functions"] if r["name"].endswith("inner"))
    assert (inner["kind"], inner["line"]) == ("own", 3)


def test_a_cell_whose_tool_is_missing_runs_and_is_not_measured(magics: Kernel) -> None:
    ran = magics.run("%%cellheat allocations --tool memray\nprint('it ran')")
    assert ran.stream() == "it ran\n"
    (failure,) = ran.documents
    assert failure["missing"]["name"] == "memray"
    said = "The package memray is not installed. The cell was not measured. Install it with: "
    assert failure["text"].startswith(said)


def test_below_another_cell_magic_it_says_so(magics: Kernel) -> None:
    ran = magics.run("%%time\n%%cellheat calls\nx_below = 1")
    assert ran.status == "ok"
    assert "has to be the first line" in ran.stream("stderr")
    assert ran.documents == []
    assert magics.value("x_below") == 1


def test_a_cell_gets_the_overview_where_nothing_is_said(magics: Kernel) -> None:
    assert profile(magics.run("%%cellheat\nx_seen = 1"))["instrument"] == "overview"
    assert magics.value("x_seen") == 1


def test_an_empty_cell_says_so(magics: Kernel) -> None:
    ran = magics.run("%%cellheat calls\n")
    assert ran.status == "ok"
    assert "The cell is empty" in ran.stream("stderr")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("%%cellheat nothing", "invalid choice: 'nothing'"),
        ("%%cellheat calls --rows many", "invalid"),
        ("%%cellheat timeit --budget 0", "give seconds between"),
        ("%%cellheat calls f(x)", "cannot stand on the %%cellheat line"),
        ("%%cellheat calls --rows", "expected one argument"),
    ],
)
def test_misuse_is_a_sentence_and_nothing_runs(magics: Kernel, line: str, said: str) -> None:
    ran = magics.run(f"{line}\nran_all_the_same = 1")
    assert ran.status == "error"
    told = ran.stream("stderr") + ran.error
    assert said in told
    assert "Traceback" not in told
    assert magics.value("'ran_all_the_same' in get_ipython().user_ns") is False


@pytest.mark.parametrize(
    "line", ["%cellheat --help", "%cellheat", "%%cellheat --help\nx_helped = 1"]
)
def test_help(magics: Kernel, line: str) -> None:
    ran = magics.run(line)
    assert ran.status == "ok", ran.error
    for word in ("timeit", "calls", "memory", "--budget", "--rows", "--yes"):
        assert word in ran.stream()
    assert magics.value("'x_helped' in get_ipython().user_ns") is False


def test_hooks_are_as_before(magics: Kernel) -> None:
    before = hooks(magics)
    magics.run("%%cellheat calls\nsum(range(10))")
    magics.run("%cellheat memory sum(range(10))")
    magics.run("%%cellheat timeit --budget 0.05\nsum(range(10))")
    assert not differ(before, hooks(magics), "HOOK")


def test_loading_twice_and_unloading(version: str, fresh: Callable[[str], Kernel]) -> None:
    kernel = fresh(version)
    kernel.place()
    before = hooks(kernel)
    for line in ("%load_ext cellheat", "%reload_ext cellheat", "%unload_ext cellheat"):
        assert kernel.run(line).status == "ok"
    assert not differ(before, hooks(kernel), "HOOK")
    ran = kernel.run("%%cellheat calls\n1")
    assert "not found" in ran.stream("stderr") + ran.error


TERMINAL = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell("%load_ext cellheat")
shell.run_cell("%%cellheat calls\\ndef work():\\n    return sum(range(4_000_000))\\nwork()")
shell.run_cell("%cellheat timeit --budget 0.05 sum(range(100))")
shell.run_cell("%%cellheat timeit --budget 0.05\\nimport asyncio\\nawait asyncio.sleep(0)")
"""


def test_in_a_plain_ipython_terminal() -> None:
    """With the installed package, in the environment of the tests."""
    done = subprocess.run([sys.executable, "-c", TERMINAL], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "went into" in done.stdout
    assert "function" in done.stdout
    assert done.stdout.count(" a run, ") == 2
    assert max(len(line) for line in done.stdout.splitlines()) <= 100

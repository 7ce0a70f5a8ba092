"""What a comparison tells while it runs, and that nobody shows, saves or feels it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import Kernels
from kernels import Kernel, Ran, pythons
from nbclient import NotebookClient

#: Variants whose times vary so much that a second does not decide.
COMPARE = """
import cellheat, random
def vary(x):
    for _ in range(random.choice((5_000, 15_000))):
        pass
found = cellheat.compare(
    a=lambda x: vary(x), b=lambda x: vary(x), c=lambda x: vary(x), n=[1, 2],
    make=lambda n, seed: n, budget=1.0,
)
found
"""


@pytest.fixture(scope="module")
def placed(version: str, kernels: Kernels) -> Iterator[Kernel]:
    kernel = kernels.fresh(pythons()[version])
    kernel.place()
    assert kernel.run("import cellheat").status == "ok"
    yield kernel
    kernels.close(kernel)


def told(ran: Ran) -> list[dict[str, Any]]:
    """What was told, of one comparison and in a sound order."""
    progress = ran.progress
    assert {one["kind"] for one in progress} == {"progress"}
    assert len({one["token"] for one in progress}) == 1
    elapsed = [one["elapsed_ns"] for one in progress]
    assert elapsed == sorted(elapsed)
    assert [one["over"] for one in progress] == [False] * (len(progress) - 1) + [True]
    return progress


def test_it_tells_what_is_being_done_and_what_is_known(placed: Kernel) -> None:
    ran = placed.run(COMPARE, cell="compare")
    assert ran.status == "ok", ran.error
    progress = told(ran)
    assert progress[0]["step"] == "checking"
    assert progress[0]["names"] == ["a", "b", "c"]
    assert {one["cell"]["id"] for one in progress} == {"compare"}
    timing = [one for one in progress if one["step"] == "timing"]
    assert {(one["n"], one["size"], one["sizes"]) for one in timing} == {(1, 1, 2), (2, 2, 2)}
    assert {one["expected_ns"] for one in timing} >= {1_000_000_000}
    known = [one["pairs"] for one in timing if one["pairs"]]
    assert {tuple(pair["variant"] for pair in pairs) for pairs in known} == {(1, 2)}
    assert known[-1][0]["low"] < known[-1][0]["ratio"] < known[-1][0]["high"]


def test_it_is_told_at_most_ten_times_a_second(placed: Kernel) -> None:
    told_ns = [one["elapsed_ns"] for one in told(placed.run(COMPARE))]
    assert max(sum(0 <= other - one < 1e9 for other in told_ns) for one in told_ns) <= 10


def test_what_captures_outputs_neither_has_it_nor_stops_it(placed: Kernel) -> None:
    ran = placed.run("%%capture captured\n" + COMPARE)
    assert told(ran)
    assert placed.value("len(captured.outputs)") == 1


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("def make(n, seed): raise OSError('no disk')", "OSError"),
        ("def make(n, seed): raise KeyboardInterrupt", "KeyboardInterrupt"),
    ],
)
def test_it_is_over_where_it_ends_with_an_error(placed: Kernel, source: str, error: str) -> None:
    ran = placed.run(
        f"import cellheat\n{source}\ncellheat.compare(a=len, b=len, make=make, n=[10])"
    )
    assert ran.error.startswith(error)
    assert told(ran)


def test_it_is_over_where_results_differ(placed: Kernel) -> None:
    ran = placed.run("import cellheat; cellheat.compare(a='1', b='2')")
    assert ran.status == "ok"
    assert {one["step"] for one in told(ran)} == {"checking"}


def test_without_a_cell_nobody_is_told(placed: Kernel) -> None:
    request = placed.send("import cellheat; cellheat.compare(a='1', b='1', budget=0.1)")
    ran = placed.wait(request)
    assert ran.status == "ok"
    assert ran.progress == []


def test_a_terminal_and_plain_python_see_the_text_alone(tmp_path: Path) -> None:
    source = "import cellheat; print(cellheat.compare(a='1+1', b='2', budget=0.1).equality)"
    for words in (["-c", source], ["-m", "IPython", "--no-banner", "-c", source]):
        done = subprocess.run(
            [sys.executable, *words],
            check=True,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={"PATH": "", "HOME": str(tmp_path)},
        )
        assert done.stdout.splitlines()[-1] == "equal"
        assert "progress" not in done.stdout + done.stderr


def test_a_notebook_that_is_run_without_a_browser_holds_the_result_alone(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(COMPARE)])
    NotebookClient(
        notebook, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    (output,) = notebook.cells[0].outputs
    assert output.output_type == "execute_result"
    assert "progress" not in json.dumps([*output.data])
    nbformat.validate(notebook)

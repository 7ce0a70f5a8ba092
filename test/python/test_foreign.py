"""A kernel in an environment that has never heard of cellheat."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from kernels import Kernel, pythons


def installed(version: str) -> set[str]:
    """Every file of the environment but the caches of compiled code."""
    folder = Path(pythons()[version]).parents[1]
    return {str(path) for path in folder.rglob("*") if "__pycache__" not in path.parts}


def test_it_is_not_installed_there(version: str) -> None:
    done = subprocess.run(
        [pythons()[version], "-c", "import cellheat"], capture_output=True, text=True, cwd="/"
    )
    assert "No module named 'cellheat'" in done.stderr


def test_row_52_a_profile_works_and_writes_nothing(
    version: str, fresh: Callable[[str], Kernel]
) -> None:
    before = installed(version)
    kernel = fresh(version)
    assert kernel.run("import cellheat").status == "error"
    data = kernel.calls("def work():\n    return sum(range(100_000))\nwork()")
    assert data["functions"][data["headline"]["function"]]["name"] == "work"
    assert kernel.folder.exists()
    assert list(kernel.folder.iterdir()) == []
    assert installed(version) == before


#: Instrument → the tool that needs nothing but Python.
BARE = {
    "calls": "cProfile",
    "stacks": "sampler",
    "lines": "tracer",
    "memory": "resident",
    "allocations": "tracemalloc",
    "objects": "gc",
}


def test_row_52_what_needs_no_package_works_there_and_says_what_measured(
    edge: str, fresh: Callable[[str], Kernel]
) -> None:
    kernel = fresh(edge)
    kernel.place()
    catalogue = kernel.ask({"op": "catalogue"})
    offered = {entry["name"]: entry["tools"][0] for entry in catalogue["instruments"]}
    assert kernel.timeit("sum(range(1_000))")["tool"] == "timeit"
    for instrument, tool in BARE.items():
        assert (offered[instrument]["name"], offered[instrument]["available"]) == (tool, True)
        profile, ran = kernel.profile("kept = [list(range(99)) for _ in range(9_999)]", instrument)
        assert ran.status == "ok", ran.error
        assert (profile["kind"], profile["tool"]) == ("profile", tool)
        assert profile["environment"]["tools"], instrument


def test_the_package_can_be_imported_once_the_helper_is_there(
    edge: str, fresh: Callable[[str], Kernel]
) -> None:
    kernel = fresh(edge)
    kernel.place()
    ran = kernel.run("import cellheat\nprint(cellheat.__name__)\n%load_ext cellheat")
    assert (ran.status, ran.stream()) == ("ok", "cellheat\n")
    assert kernel.run("%%cellheat calls\nsum(range(9))").documents[0]["kind"] == "profile"


def test_compare_is_there_once_the_helper_is(edge: str, fresh: Callable[[str], Kernel]) -> None:
    kernel = fresh(edge)
    kernel.place()
    ran = kernel.run(
        "import cellheat\n"
        "found = cellheat.compare(a=lambda: sum(range(99)), b='sum(range(99))', budget=0.1)\n"
        "print(type(found) is cellheat.Comparison, found.equality, found.verdict != 'invalid')"
    )
    assert ran.status == "ok", ran.error
    assert ran.stream().endswith("True equal True\n")


def test_row_70_placing_twice_adds_one_finder(kernel: Kernel) -> None:
    kernel.place()
    kernel.place()
    count = "sum('Finder' == type(f).__name__ for f in __import__('sys').meta_path)"
    assert kernel.value(count) == 1

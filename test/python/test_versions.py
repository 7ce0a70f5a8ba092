"""The table of versions says what is so on every Python here."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from kernels import ROOT, pythons, versions

sys.path.insert(0, str(ROOT / "scripts"))

#: First column → what to ask each Python, and answer → what the table says.
ROWS: dict[str, tuple[str, dict[Any, str]]] = {
    "`calls` listens to": (
        "type(calls._engine()).__name__",
        {"HookEngine": "profile function", "MonitoringEngine": "`sys.monitoring`"},
    ),
    "a profiler of the cell's own, beside `calls`": (
        "beside()",
        {False: "takes its place", True: "works"},
    ),
    "`lines`, and `memory` by line, listen to": (
        "type(linetrace.new_tracer(lambda code: True)).__name__",
        {"HookTracer": "`sys.settrace`", "MonitoringTracer": "`sys.monitoring`"},
    ),
    "`lines` are taken by line_profiler, where it is installed": (
        "lines.ABOUT.preferred()",
        {"line_profiler": "yes", "tracer": "no"},
    ),
    "`overview` tells the time of lines": (
        "overview._bursts_work()",
        {False: "with py-spy", True: "by itself"},
    ),
    "`io` takes the time in sqlite3 by": (
        "type(calltimes.call_times(Log(), set())).__name__",
        {"ProfiledCalls": "the profile function", "MonitoredCalls": "`sys.monitoring`"},
    ),
    "comprehensions ([PEP 709](https://peps.python.org/pep-0709/))": (
        "any(hasattr(one, 'co_code') for one in compile('[i for i in x]', '', 'exec').co_consts)",
        {True: "functions, counted as part of the one around", False: "run in place"},
    ),
    "functions are called": (
        "hasattr((lambda: 0).__code__, 'co_qualname')",
        {False: "`run`", True: "`Job.run`"},
    ),
}

ASK = """
import json
from cellheat.kernel import linetrace
from cellheat.kernel.database import calltimes
from cellheat.kernel.database.log import Log
from cellheat.kernel.instruments import calls, lines, overview
def beside():
    import cProfile
    ours, theirs = calls._engine(), cProfile.Profile()
    ours.start()
    theirs.enable()
    theirs.disable()
    return ours.stop() is None
print(json.dumps([{}]))
"""


@cache
def table() -> dict[str, dict[str, str]]:
    """First column → Python → what is said."""
    text = (ROOT / "docs" / "versions.md").read_text("utf-8")
    rows = [re.split(r"\s*\|\s*", line)[1:-1] for line in text.splitlines() if line[:1] == "|"]
    head, _, *body = rows
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in body}


def test_every_row_is_checked() -> None:
    assert set(table()) == {*ROWS, "tests use ipykernel"}


@pytest.mark.parametrize("version", versions())
def test_the_table_says_what_is_so(version: str) -> None:
    code = ASK.replace("{}", ", ".join(expression for expression, _ in ROWS.values()))
    # With line_profiler, which the tests have for every Python.
    packages = Path(pythons()[version]).parents[2] / f"packages-{version}"
    ran = subprocess.run(
        [pythons()[version], "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(packages)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    answers = json.loads(ran.stdout)
    for (name, (_, words)), answer in zip(ROWS.items(), answers, strict=True):
        assert table()[name][version] == words[answer], name


def test_the_table_names_the_kernels() -> None:
    machine = script_with_the_versions()
    said = table()["tests use ipykernel"]
    assert list(said) == machine.VERSIONS
    assert said == {version: machine.ipykernel(version) for version in machine.VERSIONS}


def script_with_the_versions() -> Any:
    """`scripts/kernels.py`, which has the name of a module of the tests."""
    spec = importlib.util.spec_from_file_location("machine", ROOT / "scripts" / "kernels.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("version", versions())
def test_the_kernels_are_of_the_table(version: str) -> None:
    ask = "import ipykernel; print(ipykernel.__version__)"
    said = subprocess.check_output([pythons()[version], "-c", ask], text=True).strip()
    assert said == table()["tests use ipykernel"][version]

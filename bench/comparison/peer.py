"""One pair by a tool that others use, in a fresh process of its own; prints a line of JSON.

usage: python -m bench.comparison.peer TOOL WORKLOAD RATIO {fast,slow}

The last word is the variant that comes first. `ratio` is the time of the first / time of the second
as the tool tells it, `told` whether it says itself that the two differ.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.comparison import workloads

ROOT = Path(__file__).resolve().parents[2]

_HEAD = """
import sys
sys.path.insert(0, {root!r})
from bench.comparison.workloads import make
{first}
{second}
table = make()
"""


def timeit(folder: Path, head: str) -> dict[str, Any]:
    """`%timeit` of one and then of the other; they differ where mean ± sd do not overlap."""
    from IPython.core.interactiveshell import InteractiveShell

    names: dict[str, Any] = {}
    exec(head, names)
    shell = InteractiveShell(user_ns=names)
    one, other = (shell.run_line_magic("timeit", f"-o -q {name}(table)") for name in "ab")
    apart = abs(one.average - other.average) > one.stdev + other.stdev
    return {"ratio": one.average / other.average, "told": apart}


def pyperf(folder: Path, head: str) -> dict[str, Any]:
    """`--fast`; they differ where `compare_to` calls it significant."""
    for name in "ab":
        end = f"\nimport pyperf\npyperf.Runner().bench_func('work', {name}, table)\n"
        (folder / f"{name}.py").write_text(head + end)
        _python(folder, f"{name}.py", "--fast", "-q", "-o", f"{name}.json")
    import pyperf as package

    one, other = (package.Benchmark.load(str(folder / f"{name}.json")).mean() for name in "ab")
    said = _python(folder, "-m", "pyperf", "compare_to", "a.json", "b.json")
    return {"ratio": one / other, "told": "not significant" not in said}


def pytest_benchmark(folder: Path, head: str) -> dict[str, Any]:
    """Its first column is the minimum; they differ where that moves by more than 5 %."""
    tests = "".join(f"\ndef test_{name}(benchmark): benchmark({name}, table)\n" for name in "ab")
    (folder / "test_pair.py").write_text(head + tests)
    _python(folder, "-m", "pytest", "-q", "test_pair.py", "--benchmark-json=found.json")
    found = json.loads((folder / "found.json").read_text())["benchmarks"]
    least = {one["name"]: one["stats"]["min"] for one in found}
    ratio = least["test_a"] / least["test_b"]
    return {"ratio": ratio, "told": not 1 / 1.05 <= ratio <= 1.05}


def richbench(folder: Path, head: str) -> dict[str, Any]:
    """Five repeats of 0.1 to 0.2 s; they differ where it tells another factor than 1.0."""
    pair = "[(lambda: a(table), lambda: b(table), 'pair')]"
    (folder / "bench_pair.py").write_text(f"{head}\n__benchmarks__ = {pair}\n")
    said = _python(folder, "-m", "richbench", "--times", "5000", "--markdown", ".")
    cells = next(line for line in said.splitlines() if " pair " in line).split("|")
    # The means stand with three digits after the point.
    one, other, factor = re.findall(r"[0-9.]+", f"{cells[4]} {cells[7]}")
    return {"ratio": float(one) / float(other), "told": factor != "1.0"}


TOOLS: dict[str, Callable[[Path, str], dict[str, Any]]] = {
    "%timeit": timeit,
    "pyperf": pyperf,
    "pytest-benchmark": pytest_benchmark,
    "richbench": richbench,
}


def _python(folder: Path, *words: str) -> str:
    return subprocess.check_output(
        [sys.executable, *words], cwd=folder, text=True, stderr=subprocess.STDOUT
    )


def main() -> None:
    tool, workload, ratio, first = sys.argv[1:]
    is_slow = first == "slow"
    head = _HEAD.format(
        root=str(ROOT),
        first=workloads.source(workload, float(ratio), is_slow, "a"),
        second=workloads.source(workload, float(ratio), not is_slow, "b"),
    )
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        found = TOOLS[tool](Path(folder), head)
        print(json.dumps({**found, "seconds": time.perf_counter() - start}))


if __name__ == "__main__":
    main()

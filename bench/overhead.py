"""What an instrument costs on top of the bare cell, beside the peers' magics, in one kernel.

usage: .venv/bin/python bench/overhead.py [--python PATH] [--rounds N] [--only TEXT] [--write]

Each round runs every way once, in a random order; a ratio is that of a way to the bare cell of the
same round. Two are told: of the cell's own time, without what comes before and after it, and of the
client's time from the request to idle, which holds arming, collecting and drawing up the result as
well. `--write` writes the first into `cellheat/kernel/overheads.py`, in place of what stood there
for this family of Pythons (below 3.12, 3.12 and later); do it on a machine that does nothing else.
`--only` takes the ways alone whose names have that text in them; the figures of the others stay.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from common import BIN, KERNELS, make_environment  # noqa: E402

from cellheat.kernel import overheads  # noqa: E402
from cellheat.kernel.instruments import INSTRUMENTS  # noqa: E402
from cellheat.kernel.result import MIME_TYPE  # noqa: E402

# memory_profiler imports distutils, which setuptools brings where Python no longer does
PACKAGES = [
    "setuptools<80",
    "memory_profiler==0.61.0",
    "pyinstrument==5.1.3",
    "line_profiler==5.1.0",
    "memray==1.20.0",
    "objgraph==3.7.0",
    "py-spy==0.4.3",
]

SETUP = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
%load_ext memory_profiler
%load_ext pyinstrument
%load_ext line_profiler
%load_ext memray
%load_ext cellheat
import asyncio, numpy, time
def leaf(x):
    return x + 1
def churn(n):
    return [{{'key': str(i)}} for i in range(n)]
square = numpy.ones((600, 600))
class Stopwatch:
    def start(self, info):
        self.at = time.perf_counter_ns()
    def stop(self, result):
        self.ns = time.perf_counter_ns() - self.at
stopwatch = Stopwatch()
get_ipython().events.register('pre_run_cell', stopwatch.start)
get_ipython().events.register('post_run_cell', stopwatch.stop)
"""

#: A way that takes longer is run once, and one that takes too long is interrupted.
_SLOW_S, _LIMIT_S = 3, 40

CELLS = {
    "500k calls of a leaf": "for i in range(500_000): leaf(i)",
    "one comprehension over 3M": "[i * 2 for i in range(3_000_000)]; None",
    "20 products of 600×600": "for _ in range(20): square @ square",
    "200k dicts and strings": "churn(200_000); None",
    "200 printed lines": "for i in range(200): print(i)\nsum(range(3_000_000)); None",
    "await-heavy": "for _ in range(5000): await asyncio.sleep(0)",
}

#: Magics that people use for the same questions.
PEERS = {
    "%%prun": "%%prun -q\n{}",
    "%%pyinstrument": "%%pyinstrument\n{}",
    "%%memit": "%%memit -r 1\n{}",
    "%%lprun_all": "%%lprun_all\n{}",
    "%%memray_flamegraph": "%%memray_flamegraph\n{}",
}


@dataclass(frozen=True)
class Way:
    """An instrument's tool, or a magic of somebody else's."""

    name: str
    source: str
    tool: tuple[str, str] | None = None


def ways() -> Iterator[Way]:
    """All tools of all instruments that run a cell once, then the peers."""
    for about in INSTRUMENTS.values():
        for tool in about.tools:
            if tool.make:
                line = f"%%cellheat {about.name} --tool {tool.name}\n{{}}"
                yield Way(f"{about.name}: {tool.name}", line, (about.name, tool.name))
    for name, source in PEERS.items():
        yield Way(name, source)


@dataclass
class Seconds:
    """One run: the client's time, and the cell's own where it is known."""

    client: float
    cell: float | None


@dataclass
class Ratios:
    """To the bare cell of the same round, one value a round."""

    client: list[float] = field(default_factory=list)
    cell: list[float] = field(default_factory=list)

    def add(self, run: Seconds, bare: Seconds) -> None:
        self.client.append(run.client / bare.client)
        if run.cell is not None and bare.cell:
            self.cell.append(run.cell / bare.cell)


class Kernel:
    """A kernel in an environment with what cellheat and its peers can use."""

    def __init__(self, python: str) -> None:
        self.manager = KernelManager()
        self.manager._kernel_spec = KernelSpec(  # type: ignore[assignment]
            argv=[python, "-m", "ipykernel_launcher", "-f", "{connection_file}"], language="python"
        )
        # Some magics write files where the kernel stands.
        self._folder = tempfile.TemporaryDirectory()
        self.manager.start_kernel(env={**os.environ, "PYTHONPATH": ""}, cwd=self._folder.name)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def bare(self, cell: str) -> Seconds:
        run = self.run(cell)
        assert run is not None, f"fails by itself: {cell}"
        ask = {"ns": "stopwatch.ns"}
        reply = self.client.execute_interactive("", silent=True, user_expressions=ask)
        found = reply["content"]["user_expressions"]["ns"]["data"]["text/plain"]
        return Seconds(run.client, int(found) / 1e9)

    def run(self, code: str) -> Seconds | None:
        """`None` where the cell failed, or the instrument cannot work here.

        What takes longer than `_LIMIT_S` is interrupted, and counts as if it took so long.
        """
        documents: list[dict[str, Any]] = []

        def look(message: Any) -> None:
            data = message["content"].get("data", {})
            if MIME_TYPE in data:
                documents.append(data[MIME_TYPE])

        start = time.perf_counter()
        limit = threading.Timer(_LIMIT_S, self.manager.interrupt_kernel)
        limit.start()
        try:
            reply = self.client.execute_interactive(code, output_hook=look, timeout=300)
        finally:
            limit.cancel()
        seconds = time.perf_counter() - start
        if seconds > _LIMIT_S:
            return Seconds(_LIMIT_S, _LIMIT_S)
        works = all(document["kind"] == "profile" for document in documents)
        if reply["content"]["status"] != "ok" or not works:
            return None
        return Seconds(seconds, documents[0]["wall_ns"] / 1e9 if documents else None)

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self._folder.cleanup()


Table = dict[str, tuple[float, dict[Way, Ratios]]]


def measure(kernel: Kernel, rounds: int, only: str = "") -> Table:
    """Cell → seconds of the bare one, and the ratios of each way; a way that fails has none."""
    table: Table = {}
    for title, cell in CELLS.items():
        bare: list[float] = []
        ratios = {way: Ratios() for way in ways() if only in way.name}
        wanted = list(ratios)
        # The first round imports and fills caches; it is enough for what takes seconds.
        for round_ in range(rounds + 1):
            base = kernel.bare(cell)
            for way in random.sample(wanted, len(wanted)):
                run = kernel.run(way.source.format(cell))
                is_slow = run is not None and run.client > _SLOW_S
                if run is not None and (round_ or is_slow):
                    ratios[way].add(run, base)
                if is_slow or run is None:
                    wanted.remove(way)
            if round_:
                bare.append(base.client)
        table[title] = (statistics.median(bare), ratios)
        print(title, file=sys.stderr)
    return table


def lines(table: Table) -> list[str]:
    """The cell's own ratio, then the client's: a row for each way."""
    heads = [f"{title}, {bare * 1e3:.0f} ms" for title, (bare, _) in table.items()]
    found = ["| | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    for way in next(iter(table.values()))[1]:
        cells = [_cell(ratios[way]) for _, ratios in table.values()]
        found.append(f"| {way.name} | " + " | ".join(cells) + " |")
    return found


def _cell(ratios: Ratios) -> str:
    if not ratios.client:
        return "fails"
    cell = f"{statistics.median(ratios.cell):.2f} · " if ratios.cell else ""
    return f"{cell}{statistics.median(ratios.client):.2f}"


def write(table: Table, family: str, conditions: str, path: Path) -> None:
    """Put the cell's own ratios into a module, beside those of the other family of Pythons."""
    _, known = overheads.MEASURED.get(family, ("", {}))
    tools = {way.tool for way in ways()}
    measured = {tool: figures for tool, figures in known.items() if tool in tools}
    for way in next(iter(table.values()))[1]:
        of_cells = [ratios[way].cell for _, ratios in table.values()]
        medians = [round(max(1.0, statistics.median(some)), 2) for some in of_cells if some]
        if way.tool and medians:
            measured[way.tool] = (min(medians), max(medians))
    families = {**overheads.MEASURED, family: (conditions, measured)}
    head, found, rest = path.read_text("utf-8").partition("\nMEASURED: ")
    assert found, f"{path} has no place for figures"
    kind, _, rest = rest.partition(" = ")
    tail = rest[rest.index("\n}\n") + len("\n}") :]
    path.write_text(f"{head}{found}{kind} = {families!r}{tail}", "utf-8")
    subprocess.check_call([BIN / "ruff", "format", "-q", path])


def version_of(python: str) -> str:
    ask = "import platform; print(platform.python_version())"
    return subprocess.check_output([python, "-c", ask], text=True).strip()


def environment(python: str) -> str:
    folder = KERNELS / f"bench-{version_of(python)}"
    return str(make_environment(python, folder, ["ipykernel==7.3.0", "numpy", *PACKAGES]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", default="", metavar="TEXT")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    kernel = Kernel(environment(options.python))
    try:
        kernel.run(SETUP)
        table = measure(kernel, options.rounds, options.only)
    finally:
        kernel.close()
    version = version_of(options.python)
    rounds = f"{options.rounds} rounds of {len(CELLS)} kinds of cells"
    conditions = f"Python {version} on {platform.system()}, {os.cpu_count()} cores, {rounds}"
    print(conditions, *lines(table), sep="\n")
    if options.write:
        major, minor, *_ = version.split(".")
        family = overheads.family((int(major), int(minor)))
        write(table, family, conditions, Path(overheads.__file__))


if __name__ == "__main__":
    main()

"""What an instrument costs on top of the bare cell, beside the peers' magics, in one kernel.

usage: .venv/bin/python bench/overhead.py [--python PATH] [--rounds N]

Each round runs every way once, in a random order; a ratio is that of a way to the bare cell of the
same round. What is timed is the client's time from the request to idle, so that it holds all that a
user waits for: arming, collecting and drawing up the result as well.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from common import KERNELS, make_environment  # noqa: E402

# memory_profiler imports distutils, which setuptools brings where Python no longer does
PEERS = ["setuptools<80", "memory_profiler==0.61.0", "pyinstrument==5.1.3"]

SETUP = """
%load_ext memory_profiler
%load_ext pyinstrument
%load_ext cellheat
import asyncio, numpy
def leaf(x):
    return x + 1
def churn(n):
    return [{'key': str(i)} for i in range(n)]
square = numpy.ones((600, 600))
"""

CELLS = {
    "500k calls of a leaf": "for i in range(500_000): leaf(i)",
    "one comprehension over 3M": "[i * 2 for i in range(3_000_000)]; None",
    "6 products of 600×600": "for _ in range(6): square @ square",
    "200k dicts and strings": "churn(200_000); None",
    "200 printed lines": "for i in range(200): print(i)\nsum(range(3_000_000)); None",
    "await-heavy": "for _ in range(2000): await asyncio.sleep(0)",
}

WAYS = {
    "cellheat calls": "%%cellheat calls\n{}",
    "%%prun": "%%prun -q\n{}",
    "%%pyinstrument": "%%pyinstrument\n{}",
    "cellheat memory": "%%cellheat memory\n{}",
    "%%memit": "%%memit -r 1\n{}",
}


class Kernel:
    """A kernel in an environment with cellheat and its peers."""

    def __init__(self, python: str) -> None:
        self.manager = KernelManager()
        self.manager._kernel_spec = KernelSpec(  # type: ignore[assignment]
            argv=[python, "-m", "ipykernel_launcher", "-f", "{connection_file}"], language="python"
        )
        self.manager.start_kernel()
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, code: str) -> float | None:
        """Seconds from the request to idle; `None` where the cell failed."""
        start = time.perf_counter()
        reply = self.client.execute_interactive(code, output_hook=_ignore, timeout=300)
        seconds = time.perf_counter() - start
        return seconds if reply["content"]["status"] == "ok" else None

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def measure(kernel: Kernel, cell: str, rounds: int) -> tuple[list[float], dict[str, list[float]]]:
    """Seconds of the bare cell, and each way's ratios to it; a way that fails has none."""
    bare: list[float] = []
    ratios: dict[str, list[float]] = {name: [] for name in WAYS}
    for round_ in range(rounds + 1):
        order = list(WAYS)
        random.shuffle(order)
        base = kernel.run(cell) or 0.0
        times = {name: kernel.run(WAYS[name].format(cell)) for name in order}
        # The first round imports and fills caches.
        if round_:
            bare.append(base)
            for name, seconds in times.items():
                ratios[name] += [seconds / base] if seconds is not None else []
    return bare, ratios


def table(kernel: Kernel, rounds: int) -> list[str]:
    lines = ["| cell | bare | " + " | ".join(WAYS) + " |", "|---" * (len(WAYS) + 2) + "|"]
    for title, cell in CELLS.items():
        bare, ratios = measure(kernel, cell, rounds)
        cells = [f"{statistics.median(bare) * 1e3:.0f} ms", *map(_cell, ratios.values())]
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
        print(lines[-1], file=sys.stderr)
    return lines


def environment(python: str) -> str:
    ask = "import json, platform; print(json.dumps(platform.python_version()))"
    version = json.loads(subprocess.check_output([python, "-c", ask], text=True))
    folder = KERNELS / f"bench-{version}"
    inner = make_environment(python, folder, ["ipykernel==7.3.0", "numpy", *PEERS])
    install = [inner, "-m", "pip", "install", "-qq", "--no-deps", "--no-index", "--find-links"]
    wheel = next((ROOT / "dist").glob("cellheat-*.whl"), None)
    if wheel is None:
        sys.exit("there is no wheel to measure: make wheel")
    subprocess.check_call([*install, ROOT / "dist", "--force-reinstall", str(wheel)])
    return str(inner)


def _cell(ratios: list[float]) -> str:
    if not ratios:
        return "fails"
    low, high = min(ratios), max(ratios)
    return f"{statistics.median(ratios):.2f} ({low:.2f} to {high:.2f})"


def _ignore(message: Any) -> None:
    """The outputs of a cell are not what is measured."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    kernel = Kernel(environment(options.python))
    try:
        kernel.run(SETUP)
        lines = table(kernel, options.rounds)
    finally:
        kernel.close()
    version = subprocess.check_output([options.python, "--version"], text=True).strip()
    print(f"{version}, {platform.system()}, {options.rounds} rounds\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()

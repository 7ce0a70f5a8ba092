"""Ten thousand profiled runs in one kernel: does it grow, and does it become slower?

usage: .venv/bin/python bench/soak.py [--python 3.12] [--runs N] [--instrument NAME] [--tool NAME]

The same cell is armed, run and collected again and again, as clicks do it. A second kernel runs the
cell as often without us, in turns with the first: IPython's own history grows as well, and the
machine has faster and slower moments.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "test" / "python"))

from kernels import Kernel, pythons, versions  # noqa: E402

CELL = "def f(n):\n    return n\nfor n in range(10):\n    f(n)"

#: Runs before anything is compared: imports, caches, the first history entries.
WARM = 100
#: Runs that are compared with one another, the first and the last of them.
COMPARED = 100
#: What the goals are: bytes in 10,000 runs, and how many times as slow the last ones may be.
MOST_BYTES, RUNS, MOST_SLOWER = 5_000_000, 10_000, 1.1


@dataclass
class Soaked:
    """What runs in one kernel came to: the time of each, and the resident memory at both ends."""

    seconds: list[float] = field(default_factory=list)
    before: int = 0
    after: int = 0

    @property
    def growth(self) -> int:
        """Bytes."""
        return self.after - self.before

    @property
    def first(self) -> float:
        """Median seconds of the first runs that are compared."""
        return statistics.median(self.seconds[:COMPARED])

    @property
    def last(self) -> float:
        return statistics.median(self.seconds[-COMPARED:])


class Soaking:
    """Runs one cell over and over, profiled or plain."""

    def __init__(self, kernel: Kernel, instrument: str | None, tool: str | None = None) -> None:
        self._kernel = kernel
        self._instrument = instrument
        self._tool = tool
        self.found = Soaked()

    def once(self) -> None:
        start = time.perf_counter()
        if self._instrument is None:
            ran = self._kernel.run(CELL)
        else:
            profile, ran = self._kernel.profile(CELL, self._instrument, tool=self._tool)
            assert profile["kind"] == "profile", profile
        assert ran.status == "ok", ran.error
        self.found.seconds.append(time.perf_counter() - start)

    def begin(self) -> None:
        """The runs until here were for warming up."""
        self.found.seconds.clear()
        self.found.before = self._resident()

    def end(self) -> Soaked:
        self.found.after = self._resident()
        return self.found

    def _resident(self) -> int:
        """What is garbage does not count as growth."""
        self._kernel.value("__import__('gc').collect()")
        return int(psutil.Process(self._kernel.pid).memory_info().rss)


def soak(soaking: list[Soaking], runs: int, told: int | None = None) -> list[Soaked]:
    """The same number of runs in each kernel, in turns; says how far it is every `told` runs."""
    for each in soaking:
        for _ in range(WARM):
            each.once()
        each.begin()
    for number in range(1, runs + 1):
        for each in soaking:
            each.once()
        if told and number % told == 0:
            print(f"{number:,} of {runs:,}", file=sys.stderr, flush=True)
    return [each.end() for each in soaking]


def lines(profiled: Soaked, plain: Soaked, runs: int) -> list[str]:
    """A table of both kernels."""
    found = ["| | grew by | first hundred | last hundred | ratio |", "|---|---|---|---|---|"]
    for name, one in (("profiled", profiled), ("plain", plain)):
        times = f"{1e3 * one.first:.1f} ms | {1e3 * one.last:.1f} ms | {one.last / one.first:.2f}"
        found.append(f"| {runs:,} runs, {name} | {one.growth / 1e6:.1f} MB | {times} |")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", choices=versions(), default=versions()[-1])
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--instrument", default="calls")
    parser.add_argument("--tool")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        python = pythons()[options.python]
        both = [Kernel(python, Path(folder) / name / "notebooks") for name in ("a", "b")]
        try:
            ours = Soaking(both[0].ready(), options.instrument, options.tool)
            profiled, plain = soak([ours, Soaking(both[1].ready(), None)], options.runs, told=1000)
        finally:
            for kernel in both:
                kernel.close()
    print(f"{options.instrument} on Python {options.python}")
    print(*lines(profiled, plain, options.runs), sep="\n")
    too_much = profiled.growth > MOST_BYTES * options.runs / RUNS
    return int(too_much or profiled.last > MOST_SLOWER * profiled.first)


if __name__ == "__main__":
    sys.exit(main())

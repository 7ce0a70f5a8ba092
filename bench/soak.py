"""Ten thousand profiled runs in one kernel: does it grow, and does it become slower?

usage: .venv/bin/python bench/soak.py [--python 3.12] [--runs N] [--instrument NAME] [--tool NAME]

The same cell is armed, run and collected again and again, as clicks do it. A second kernel runs the
cell as often without us, in turns with the first: IPython's own history grows as well. Time is the
processor time of the kernel's process, which other work on the machine hardly changes.
"""

from __future__ import annotations

import argparse
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
#: Runs that are timed together; the first and the last such block are compared.
BLOCK = 100
#: What the goals are: bytes in 10,000 runs, and how many times as slow the last ones may be.
MOST_BYTES, RUNS, MOST_SLOWER = 5_000_000, 10_000, 1.1


@dataclass
class Soaked:
    """What runs in one kernel came to."""

    #: Seconds of processor time of each block.
    blocks: list[float] = field(default_factory=list)
    #: Resident bytes before the first block and after each.
    resident: list[int] = field(default_factory=list)

    @property
    def growth(self) -> int:
        """Bytes."""
        return self.resident[-1] - self.resident[0]

    @property
    def slower(self) -> float:
        """The last block's time to the first one's."""
        return self.blocks[-1] / self.blocks[0]


class Soaking:
    """Runs one cell over and over, profiled or plain."""

    def __init__(self, kernel: Kernel, instrument: str | None, tool: str | None = None) -> None:
        self._kernel = kernel
        self._instrument = instrument
        self._tool = tool
        self.found = Soaked()
        if instrument is not None:
            assert kernel.place()["kind"] == "ok"

    def block(self, runs: int) -> None:
        before = self._processor()
        for _ in range(runs):
            self._once()
        self.found.blocks.append(self._processor() - before)
        self.found.resident.append(self._resident())

    def begin(self) -> None:
        """The runs until here were for warming up."""
        self.found.blocks.clear()
        del self.found.resident[:-1]

    def _once(self) -> None:
        if self._instrument is None:
            assert self._kernel.run(CELL).status == "ok"
        elif self._instrument == "timeit":
            answer = self._kernel.timeit(CELL, budget_s=0.001)
            assert answer["kind"] == "profile", answer
        else:
            # One after the other: several at once may hang ipykernel, see docs/limits.md.
            answer, ran = self._kernel.profile(CELL, self._instrument, self._tool)
            assert ran.status == "ok", ran.error
            assert answer["kind"] == "profile", answer

    def _processor(self) -> float:
        """Seconds of the process with all its threads, but without its children."""
        pid = self._kernel.pid
        if sys.platform == "linux":
            # What clock_getcpuclockid(3) makes of a process.
            return time.clock_gettime(~pid << 3 | 2)
        times = psutil.Process(pid).cpu_times()
        return times.user + times.system

    def _resident(self) -> int:
        """What is garbage does not count as growth."""
        self._kernel.value("__import__('gc').collect()")
        return int(psutil.Process(self._kernel.pid).memory_info().rss)


def soak(soaking: list[Soaking], runs: int, told: bool = False) -> list[Soaked]:
    """The same number of runs in each kernel, in turns; says how far it is where it is `told`."""
    for each in soaking:
        each.block(WARM)
        each.begin()
    for done in range(BLOCK, runs + 1, BLOCK):
        for each in soaking:
            each.block(BLOCK)
        if told and done % 1000 == 0:
            grown = " and ".join(f"{each.found.growth / 1e6:.2f} MB" for each in soaking)
            print(f"{done:,} of {runs:,}: {grown}", file=sys.stderr, flush=True)
    return [each.found for each in soaking]


def lines(profiled: Soaked, plain: Soaked) -> list[str]:
    """A table of both kernels; times are those of one run."""
    found = [
        "| | grew by | first hundred | last hundred | lowest to highest hundred | ratio |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in (("profiled", profiled), ("plain", plain)):
        first, last, low, high = (
            f"{1e3 * block / BLOCK:.2f}"
            for block in (one.blocks[0], one.blocks[-1], min(one.blocks), max(one.blocks))
        )
        found.append(
            f"| {name} | {one.growth / 1e6:.2f} MB | {first} ms | {last} ms | {low} to {high} ms "
            f"| {one.slower:.2f} |"
        )
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
            plainly = Soaking(both[1].ready(), None)
            profiled, plain = soak([ours, plainly], options.runs, told=True)
        finally:
            for kernel in both:
                kernel.close()
    print(f"{options.instrument} on Python {options.python}, {options.runs:,} runs")
    print(*lines(profiled, plain), sep="\n")
    too_much = profiled.growth - plain.growth > MOST_BYTES * options.runs / RUNS
    return int(too_much or profiled.slower > MOST_SLOWER * plain.slower)


if __name__ == "__main__":
    sys.exit(main())

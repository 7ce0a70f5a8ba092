"""The program of the process that samples a kernel's resident memory from outside.

`timeline.py` starts it with this text, so nothing of ours can be imported here. It says in one line
of JSON that it samples, and how; then it takes orders of one byte: `b` forgets what was sampled,
anything else, or the end of its input, makes it write its samples as JSON and end. It ends as well
when the kernel does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

#: More samples are thinned, so a run of days needs no more memory than one of seconds.
LIMIT = 1000

#: `ps` is a process of its own each time.
_PS_INTERVAL_S = 0.05
#: Child processes are looked for no more often: many small files are read.
_FAMILY_INTERVAL_S = 0.05


class Gone(Exception):
    """The kernel has ended."""


class Samples:
    """Moments and sizes since the last `clear`; thinned, but the highest is always among them.

    It is a stream for `memory_profiler.memory_usage` too.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: list[tuple[int, int]] = []
        self._count = self._gap_ns = 0

    def add(self, size: int) -> None:
        if size <= 0:
            raise Gone
        now = time.perf_counter_ns()
        with self._lock:
            if self._kept:
                self._gap_ns = max(self._gap_ns, now - self._kept[-1][0])
            self._kept.append((now, size))
            self._count += 1
            if len(self._kept) > LIMIT:
                self._thin()

    def clear(self) -> None:
        """The last one stays: it tells where the run began."""
        with self._lock:
            del self._kept[:-1]
            self._count, self._gap_ns = len(self._kept), 0

    def write(self, line: str) -> None:
        """A line of memory_profiler: `MEM 30.123456 1700000000.1234`, in MiB."""
        self.add(round(float(line.split()[1]) * 2**20))

    def flush(self) -> None:
        """There is nothing to flush."""

    def document(self) -> dict[str, Any]:
        with self._lock:
            at, sizes = zip(*self._kept, strict=True) if self._kept else ((), ())
            return {"samples": self._count, "gap_ns": self._gap_ns, "at_ns": at, "bytes": sizes}

    def _thin(self) -> None:
        """Of each two neighbours the higher stays; the first and the last stay as they are."""
        middle = self._kept[1:-1]
        pairs = (middle[i : i + 2] for i in range(0, len(middle), 2))
        highest = [max(pair, key=lambda sample: sample[1]) for pair in pairs]
        self._kept = [self._kept[0], *highest, self._kept[-1]]


class Family:
    """The highest sum of what the kernel's child processes, and theirs, have in RAM.

    It is `None` where the system does not say which they are. What processes share counts for each.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._page = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0
        listed = os.path.exists(f"/proc/{pid}/task/{pid}/children")
        self.highest: int | None = 0 if listed else None

    def look(self) -> None:
        if self.highest is not None:
            members = self._below(self._pid, {os.getpid()})
            self.highest = max(self.highest, sum(map(self._resident, members)))

    def clear(self) -> None:
        self.highest = None if self.highest is None else 0

    def watch(self, interval_s: float) -> None:
        while self.highest is not None:
            self.look()
            time.sleep(max(interval_s, _FAMILY_INTERVAL_S))

    def _below(self, pid: int, seen: set[int]) -> list[int]:
        found: list[int] = []
        for child in self._children(pid) - seen:
            seen.add(child)
            found += [child, *self._below(child, seen)]
        return found

    def _children(self, pid: int) -> set[int]:
        found: set[int] = set()
        # A process or a thread may end while it is looked at.
        with suppress(OSError):
            for task in os.listdir(f"/proc/{pid}/task"):
                with suppress(OSError), open(f"/proc/{pid}/task/{task}/children", "rb") as file:
                    found.update(map(int, file.read().split()))
        return found

    def _resident(self, pid: int) -> int:
        with suppress(OSError), open(f"/proc/{pid}/statm", "rb") as file:
            return int(file.read().split()[1]) * self._page
        return 0


class MemoryProfiler:
    """Samples with the memory_profiler package."""

    def __init__(self, pid: int, interval_s: float) -> None:
        import memory_profiler

        self._usage = memory_profiler.memory_usage
        self._pid = pid
        self.interval_s = interval_s
        self.tool = f"memory_profiler {memory_profiler.__version__}"

    def read(self) -> int:
        # It sleeps for the interval even after the last one.
        return round(float(self._usage(self._pid, interval=1e-6)[0]) * 2**20)

    def sample(self, samples: Samples) -> None:
        # It has no end of its own: with a stream it goes on for as long as the timeout.
        self._usage(self._pid, interval=self.interval_s, timeout=1e9, stream=samples)


class StandardLibrary:
    """Samples with what the system itself offers."""

    tool = "cellheat sampler"

    def __init__(self, pid: int, interval_s: float) -> None:
        self._pid = pid
        self.interval_s = interval_s
        try:
            self._file = os.open(f"/proc/{pid}/statm", os.O_RDONLY)
            self._page = os.sysconf("SC_PAGE_SIZE")
            self.read: Callable[[], int] = self._read_statm
        except (OSError, AttributeError):
            self.read = self._read_ps
            self.interval_s = max(interval_s, _PS_INTERVAL_S)

    def sample(self, samples: Samples) -> None:
        while True:
            samples.add(self.read())
            time.sleep(self.interval_s)

    def _read_statm(self) -> int:
        return int(os.pread(self._file, 128, 0).split()[1]) * self._page

    def _read_ps(self) -> int:
        said = subprocess.check_output(["ps", "-o", "rss=", "-p", str(self._pid)])
        return int(said) * 1024


def obey(samples: Samples, family: Family, ways: list[Any], out: int) -> None:
    """Take orders until one ends this process."""
    while os.read(0, 1) == b"b":
        samples.clear()
        family.clear()
    family.look()
    try:
        if ways:
            samples.add(ways[0].read())
    except Exception:
        # The kernel has ended, and nobody reads what was sampled.
        os._exit(1)
    _write(out, {**samples.document(), "children_bytes": family.highest})
    os._exit(0)


def main(pid: int, interval_s: float, apart: bool, folders: list[str]) -> None:
    if apart and os.fork():
        # The other one is nobody's child from now on: the kernel's user never has to wait for it.
        os._exit(0)
    out = os.dup(1)
    os.dup2(2, 1)
    samples, family = Samples(), Family(pid)
    ways: list[Any] = []
    threading.Thread(target=obey, args=(samples, family, ways, out), daemon=True).start()
    threading.Thread(target=family.watch, args=(interval_s,), daemon=True).start()
    sys.path += folders
    hello: dict[str, Any] = {"pid": os.getpid(), "missing": False, "trouble": None}
    way: Any = None
    try:
        way = MemoryProfiler(pid, interval_s)
        samples.add(way.read())
    except Exception as error:
        hello["missing"] = isinstance(error, ImportError)
        hello["trouble"] = f"{type(error).__name__}: {error}"
        way = StandardLibrary(pid, interval_s)
        samples.add(way.read())
    ways.append(way)
    hello.update(tool=way.tool, interval_s=way.interval_s, pip=find_spec("pip") is not None)
    _write(out, {**hello, "clock_ns": time.perf_counter_ns()})
    way.sample(samples)


def _write(out: int, document: dict[str, Any]) -> None:
    left = json.dumps(document).encode() + b"\n"
    while left:
        left = left[os.write(out, left) :]


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3] == "apart", sys.argv[4:])

"""The program of the process that samples a kernel's resident memory from outside.

`timeline.py` starts it with this text, so nothing of ours can be imported here. A run waits until
it samples, so it imports next to nothing before that. What it says are lines with a Python literal
each: one that it samples, and its samples at its end. It takes orders of one byte: `b` forgets what
was sampled, anything else, or the end of its input, ends it. It ends as well when the kernel does.

Where the kernel has memory_profiler, that goes on with the sampling of a longer run: importing it
takes a fifth of a second of a processor, which a short run would have to wait for, or share.
"""

from __future__ import annotations

import _thread
import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: More samples are thinned, so a run of days needs no more memory than one of seconds.
LIMIT = 1000

_PACKAGE = "memory_profiler"
#: A run that has gone on for so long is worth an import beside it.
_LONG_S = 1.0
#: What is imported lets the samples through so often.
_SWITCH_S = 0.001
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
        self._lock = _thread.allocate_lock()
        self._kept: list[tuple[int, int]] = []
        self._count = self._gap_ns = 0

    def add(self, size: int, now: int | None = None) -> None:
        """A size now, or at a moment that is not before the last one; raises Gone for none."""
        if size <= 0:
            raise Gone
        with self._lock:
            now = time.perf_counter_ns() if now is None else now
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
            at = [moment for moment, _ in self._kept]
            sizes = [size for _, size in self._kept]
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
        try:
            tasks = os.listdir(f"/proc/{pid}/task")
        except OSError:
            return found
        for task in tasks:
            found.update(map(int, _words(f"/proc/{pid}/task/{task}/children")))
        return found

    def _resident(self, pid: int) -> int:
        words = _words(f"/proc/{pid}/statm")
        return int(words[1]) * self._page if words else 0


def _words(path: str) -> list[bytes]:
    """What stands in a small file; nothing where a process or a thread has ended meanwhile."""
    try:
        with open(path, "rb", 0) as file:
            return (file.read() or b"").split()
    except OSError:
        return []


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


class OwnWay:
    """Samples with what the system itself offers, until it is to be `over`."""

    tool = "cellheat sampler"

    def __init__(self, pid: int, interval_s: float) -> None:
        self._pid = pid
        self.interval_s = interval_s
        self.over = False
        try:
            self._file = os.open(f"/proc/{pid}/statm", os.O_RDONLY)
            self._page = os.sysconf("SC_PAGE_SIZE")
            self.read: Callable[[], int] = self._read_statm
            self.is_quick = True
        except (OSError, AttributeError):
            self.read = self._read_ps
            self.interval_s = max(interval_s, _PS_INTERVAL_S)
            self.is_quick = False

    def sample(self, samples: Samples) -> None:
        while not self.over:
            samples.add(self.read())
            time.sleep(self.interval_s)

    def _read_statm(self) -> int:
        return int(os.pread(self._file, 128, 0).split()[1]) * self._page

    def _read_ps(self) -> int:
        import subprocess

        said = subprocess.check_output(["ps", "-o", "rss=", "-p", str(self._pid)])
        return int(said) * 1024


class Watch:
    """Takes the samples, one way after the other, and tells which ways those were."""

    def __init__(self, pid: int, interval_s: float) -> None:
        self.samples = Samples()
        self._pid, self._interval_s = pid, interval_s
        self._own = OwnWay(pid, interval_s)
        self._package: MemoryProfiler | None = None
        self._tools: list[str] = []
        self._trouble: str | None = None
        #: Held until the run begins.
        self._begun = _thread.allocate_lock()
        self._begun.acquire()

    def start(self) -> None:
        """Take the first sample; raises what keeps it from that."""
        # Where the system tells little by itself, what tells more is waited for.
        if self._own.is_quick or not self._use_package():
            self.samples.add(self._own.read())
            self._tools.append(self._own.tool)

    def begin(self) -> None:
        """The run begins: forget what was sampled so far."""
        self.samples.clear()
        if self._begun.locked():
            self._begun.release()

    def go_on(self) -> None:
        """Sample until the kernel ends."""
        try:
            if self._package is None:
                if self._own.is_quick:
                    _thread.start_new_thread(self._take_over, ())
                self._own.sample(self.samples)
            if self._package is not None:
                self._package.sample(self.samples)
        finally:
            # The kernel has ended, and nobody reads what was sampled.
            os._exit(1)

    def document(self) -> dict[str, Any]:
        """Take the last sample, and tell everything; raises what keeps it from that."""
        self.samples.add((self._package or self._own).read())
        return {
            **self.samples.document(),
            "tool": ", then ".join(self._tools),
            "interval_s": (self._package or self._own).interval_s,
            "missing": not _is_there(_PACKAGE),
            "trouble": self._trouble,
            "pip": _is_there("pip"),
        }

    def _take_over(self) -> None:
        self._begun.acquire()
        time.sleep(_LONG_S)
        sys.setswitchinterval(_SWITCH_S)
        self._own.over = self._use_package()

    def _use_package(self) -> bool:
        try:
            way = MemoryProfiler(self._pid, self._interval_s)
            self.samples.add(way.read())
        except Exception as error:
            if _is_there(_PACKAGE):
                self._trouble = f"{type(error).__name__}: {error}"
            return False
        self._package = way
        self._tools.append(way.tool)
        return True


def _is_there(name: str) -> bool:
    return any(finder.find_spec(name, None) for finder in sys.meta_path)


def obey(watch: Watch, family: Family, out: int) -> None:
    """Take orders until one ends this process."""
    try:
        while os.read(0, 1) == b"b":
            watch.begin()
            family.clear()
        family.look()
        _say(out, {**watch.document(), "children_bytes": family.highest})
    finally:
        # Where the kernel has ended, too.
        os._exit(0)


def main(pid: int, interval_s: float, apart: bool, folders: list[str]) -> None:
    if apart and os.fork():
        # The other one is nobody's child from now on: the kernel's user never has to wait for it.
        os._exit(0)
    out = os.dup(1)
    os.dup2(2, 1)
    sys.path += folders
    watch, family = Watch(pid, interval_s), Family(pid)
    watch.start()
    _say(out, {"pid": os.getpid(), "clock_ns": time.perf_counter_ns()})
    _thread.start_new_thread(obey, (watch, family, out))
    _thread.start_new_thread(family.watch, (interval_s,))
    watch.go_on()


def _say(out: int, document: dict[str, Any]) -> None:
    left = ascii(document).encode() + b"\n"
    while left:
        left = left[os.write(out, left) :]


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3] == "apart", sys.argv[4:])

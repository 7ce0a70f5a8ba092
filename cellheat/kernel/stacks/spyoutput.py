"""What py-spy writes, as samples: of the kernel, and of child processes that run Python.

A record is one line: the process with its parents where children are read too, the thread, and the
functions from the outermost one on, parted by semicolons; then how often that was seen. Functions
that are not Python's come with the library, or the source file, that they are from.
"""

from __future__ import annotations

import os
import re
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from math import fsum
from typing import Any

from .samples import Frame, Samples, Stack

#: A record begins where one of these does: a command line may have line ends in it.
_RECORD = re.compile(r'^(?=process \d+:"|thread \()', re.MULTILINE)
_HEAD = re.compile(
    r'(?P<processes>(?:process \d+:".*?";)*)'
    r"thread \((?P<number>0x[0-9A-Fa-f]+|\d+)\)(?:: (?P<name>[^;]*))?(?:;|\Z)",
    re.DOTALL,
)
_PROCESS = re.compile(r'(?:^|";)process (\d+):"')
#: The names of Python's functions have no brackets, those of others may: so theirs is tried first.
_NATIVE_FRAME = re.compile(r"(?P<name>.*) \((?P<file>[^()]*?)(?::(?P<line>\d+))?\)")
_FRAME = re.compile(r"(?P<name>.*?) \((?P<file>.*?)(?::(?P<line>\d+))?\)")
#: Stands for the name of a function in a library that has none left.
_ADDRESS = re.compile(r"\A0x[0-9a-f]+\Z")
_NATIVE_FILE = re.compile(
    r".*\.(?:so(?:\.[\d.]+)?|dylib|pyd|dll|[chfs]|cc|cpp|cxx|hh|hpp|hxx|rs|pyx|pxd|f90|asm)"
    r"|\[\w+\]|\?",
    re.IGNORECASE,
)

_MULTIPROCESSING = os.path.join("multiprocessing", "")
_BEGINS = _MULTIPROCESSING + "process.py"
#: Processes that multiprocessing has for itself.
_HELPERS = tuple(_MULTIPROCESSING + name for name in ("resource_tracker.py", "forkserver.py"))


def looked(threads: list[dict[str, Any]], tool: str) -> Samples:
    """What `py-spy dump --json` said: the frames of each thread, the innermost first."""
    names: dict[int, str] = {}
    stacks = []
    for thread in threads:
        number = _number(int(thread["thread_id"]))
        names[number] = thread["thread_name"] or f"thread {number}"
        frames = tuple(
            Frame(one["filename"], one["name"], None, one["line"] or None)
            for one in reversed(thread["frames"])
        )
        stacks.append(Stack(number, frames, 0, 1))
    return Samples(tool, 0, 1, None, None, names, stacks, True)


def recorded(said: bytes, tool: str, interval_s: float, elapsed_ns: int) -> Samples:
    """What `py-spy record --format raw` wrote in `elapsed_ns`."""
    threads = _Threads()
    counts: Counter[tuple[int, tuple[Frame, ...]]] = Counter()
    for record in _RECORD.split(said.decode("utf-8", "replace")):
        text, _, count = record.strip().rpartition(" ")
        head = _HEAD.match(text)
        if head is None or not count.isdigit():
            continue
        processes = _PROCESS.findall(head["processes"])
        pid = int(processes[-1]) if processes else os.getpid()
        frames = tuple(_frames(text[head.end() :]))
        if pid != os.getpid():
            if _is_helper(frames):
                continue
            frames = _of_child(frames)
        counts[threads.number(pid, int(head["number"], 0), head["name"]), frames] += int(count)
    # The main thread is there as long as the process: every look has seen it.
    looks = round(fsum(count for (number, _), count in counts.items() if number == 0))
    stacks = [
        Stack(*stack, round(elapsed_ns * count / max(looks, count)), count)
        for stack, count in counts.items()
    ]
    samples = Samples(tool, interval_s, looks, None, None, threads.names, stacks, True)
    return replace(samples, children=frozenset(threads.children))


class _Threads:
    """Numbers for the threads of all processes: below zero for those of children."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.children: set[int] = set()
        self._numbers: dict[tuple[int, int], int] = {}

    def number(self, pid: int, ident: int, name: str | None) -> int:
        if pid == os.getpid():
            number = _number(ident)
            self.names[number] = name or f"thread {number}"
            return number
        self.children.add(pid)
        number = self._numbers.setdefault((pid, ident), -1 - len(self._numbers))
        is_main = ident == pid or name == "MainThread"
        self.names[number] = f"process {pid}" + ("" if is_main else f", {name or ident}")
        return number


def _is_helper(frames: tuple[Frame, ...]) -> bool:
    files = [frame.filename for frame in frames]
    return any(file.endswith(_HELPERS) for file in files) and not any(
        file.endswith(_BEGINS) for file in files
    )


def _of_child(frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    """From what it was started for on: a fork has the stack of its parent below that."""
    for index in range(len(frames) - 1, 0, -1):
        if frames[index - 1].filename.endswith(_BEGINS):
            return frames[index:]
    return frames


def _frames(text: str) -> Iterator[Frame]:
    for part in text.split(";"):
        found = _NATIVE_FRAME.fullmatch(part)
        if found is None or not _is_native(found["file"]):
            found = _FRAME.fullmatch(part)
        if found is None:
            continue
        file, name, line = found["file"], found["name"], found["line"]
        if _is_native(file):
            yield Frame(file, _ADDRESS.sub("", name), None, None, native=True)
        else:
            yield Frame(file, name, None, int(line) if line else None)


def _is_native(file: str) -> bool:
    """True for a library, the source of one, and the program that runs Python."""
    return _NATIVE_FILE.fullmatch(file) is not None or file in _programs()


def _programs() -> tuple[str, str]:
    return sys.executable or "", os.path.realpath(sys.executable or "")


def _number(ident: int) -> int:
    """0 for the thread that runs cells; py-spy gives the number of Python or that of the system."""
    main = threading.main_thread()
    return 0 if ident in (main.ident, main.native_id) else ident

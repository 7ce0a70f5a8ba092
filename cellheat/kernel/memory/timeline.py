"""A process that samples this one's resident memory from outside.

A thread of the kernel would get no turn within one C call, and a fork of the kernel makes its
memory copy-on-write. So a Python is started beside it, with nothing of the user's on its path; its
program is `sampler.py`. It is no child of the kernel where that can be avoided, so that `os.wait()`
in a cell does not find it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib.abc import InspectLoader

from .. import clock
from ..processes import pipes
from ..processes.orphans import Orphans, end_of
from . import sampler

#: The run begins without the sampler when it did not come up in so long.
_START_S = 5.0
#: It answers in milliseconds; one that does not is killed.
_END_S = 2.0


@dataclass(frozen=True)
class Sampling:
    """How the sampler samples: its tool, what it lacks, and whether its Python has pip.

    `missing` says that memory_profiler cannot be imported there, `trouble` why it was not used.
    `apart` says that the sampler is no child of the kernel.
    """

    tool: str
    interval_s: float
    missing: bool
    trouble: str | None
    pip: bool
    apart: bool


@dataclass(frozen=True)
class Samples:
    """Resident memory in bytes at moments of `clock.wall_ns`.

    `samples` were taken in all; `gap_ns` is the longest time between two of them. `children_bytes`
    is the highest sum of child processes, `None` where the system does not list them.
    """

    samples: int
    gap_ns: int
    at_ns: list[int]
    bytes: list[int]
    children_bytes: int | None = None


class SamplerFailed(Exception):
    """There is no sampler, or no more; the message says why, as the end of a sentence."""


class Sampler:
    """`start`, `begin` with the run, `end` with the run, then `close`, which may be called always.

    `start` and `close` take their time; `begin` and `end` are microseconds.
    """

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s
        self._owner = os.getpid()
        self._process: subprocess.Popen[bytes] | None = None
        self._pid = 0
        self._apart = Orphans.look()

    def start(self) -> Sampling:
        """Returns once the sampler samples; raises SamplerFailed."""
        before = clock.wall_ns()
        try:
            self._process = self._launch()
            hello = json.loads(_line(self._process, _START_S))
            if not before <= hello.pop("clock_ns") <= clock.wall_ns():
                raise SamplerFailed("the clock of the sampler is not that of the kernel")
            self._pid = hello.pop("pid")
            if self._apart:
                # What was started has handed over and ended; the user must not have to wait for it.
                self._process.wait(_END_S)
            return Sampling(**hello, apart=self._apart)
        except (OSError, ValueError, KeyError, TypeError, subprocess.SubprocessError) as error:
            self._give_up()
            raise SamplerFailed(f"the sampler did not start ({type(error).__name__})") from error
        except SamplerFailed:
            self._give_up()
            raise

    def begin(self) -> None:
        """Forget what was sampled so far; raises SamplerFailed."""
        self._order(b"b")

    def end(self) -> None:
        """Take the last sample; raises SamplerFailed."""
        self._order(b"e")

    def close(self) -> Samples | None:
        """What was sampled since `begin`, if it is known; no process and no file stays behind."""
        process = self._process
        if process is None:
            return None
        if os.getpid() != self._owner:
            # A fork of the kernel has copies of the pipes, but the sampler is not its own.
            _close_pipes(process)
            return None
        with suppress(SamplerFailed):
            self.end()
        samples = _samples(process)
        _close_pipes(process)
        if not self._has_gone(process):
            _kill(process)
        self._process = None
        return samples

    def _launch(self) -> subprocess.Popen[bytes]:
        loader = sampler.__spec__.loader if sampler.__spec__ else None
        text = loader.get_source(sampler.__name__) if isinstance(loader, InspectLoader) else None
        if not text or not sys.executable:
            raise SamplerFailed("this kernel does not tell which Python it is")
        family = "apart" if self._apart else "child"
        words = [str(self._owner), str(self._interval_s), family, *_folders()]
        return subprocess.Popen(
            [sys.executable, "-I", "-c", text, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            # An interrupt of the kernel's process group does not reach it.
            start_new_session=True,
        )

    def _order(self, order: bytes) -> None:
        process = self._process
        if process is None or process.stdin is None or os.getpid() != self._owner:
            raise SamplerFailed("the sampler was not there")
        try:
            os.write(process.stdin.fileno(), order)
        except (OSError, ValueError) as error:
            raise SamplerFailed("the sampler ended before the run did") from error

    def _has_gone(self, process: subprocess.Popen[bytes]) -> bool:
        """Wait until it has ended, and take what is left of it where it is our child."""
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            return False
        if not self._apart:
            return True
        if not end_of(self._pid):
            return False
        Orphans.ended(self._pid)
        return True

    def _give_up(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            _close_pipes(process)
            _kill(process)


def _line(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """What it writes next; raises SamplerFailed when it takes too long."""
    assert process.stdout is not None
    try:
        found = pipes.line(process.stdout.fileno(), seconds)
    except TimeoutError:
        raise SamplerFailed(f"the sampler did not answer in {seconds:.0f} s") from None
    if not found.endswith(b"\n"):
        raise SamplerFailed("the sampler ended at once")
    return found


def _samples(process: subprocess.Popen[bytes]) -> Samples | None:
    try:
        return Samples(**json.loads(_line(process, _END_S)))
    except (SamplerFailed, OSError, ValueError, TypeError):
        return None


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The process and what it started: all of them are in its session."""
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_END_S)


def _folders() -> list[str]:
    """Where this kernel imports from, but for the user's own folder: packages may be anywhere."""
    here = os.path.realpath(os.curdir)
    return [
        folder
        for folder in sys.path
        if isinstance(folder, str)
        and os.path.isabs(folder)
        and os.path.isdir(folder)
        and os.path.realpath(folder) != here
    ]

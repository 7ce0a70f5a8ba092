"""A process that samples this one's resident memory from outside.

A thread of the kernel would get no turn within one C call, and a fork of the kernel makes its
memory copy-on-write. So a Python is started beside it, with nothing of the user's on its path; its
program is `sampler.py`. It is no child of the kernel where that can be avoided, so that `os.wait()`
in a cell does not find it.
"""

from __future__ import annotations

import marshal
import os
import signal
import subprocess
import sys
from ast import literal_eval
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.abc import InspectLoader
from typing import Any

from .. import clock
from ..processes import pipes
from ..processes.orphans import Orphans, end_of
from . import sampler

#: The run begins without the sampler when it did not come up in so long.
_START_S = 5.0
#: It answers in milliseconds; one that does not is killed.
_END_S = 2.0


@dataclass(frozen=True)
class Samples:
    """Resident memory in bytes at moments of `clock.wall_ns`.

    `samples` were taken in all; `gap_ns` is the longest time between two of them. `children_bytes`
    is the highest sum of child processes, `None` where the system does not list them.

    `tool` tells what took them, every `interval_s`. `missing` says that the sampler's Python does
    not find memory_profiler, `trouble` why it was not used though it is there, and `pip` that pip
    is there.
    """

    samples: int
    gap_ns: int
    at_ns: list[int]
    bytes: list[int]
    children_bytes: int | None
    tool: str
    interval_s: float
    missing: bool
    trouble: str | None
    pip: bool


class SamplerFailed(Exception):
    """There is no sampler, or no more; the message says why, as the end of a sentence."""


_NO_START = (OSError, ValueError, KeyError, TypeError, SyntaxError, subprocess.SubprocessError)


class Sampler:
    """`start`, `begin` with the run, `end` with the run, then `close`, which may be called always.

    `start` and `close` take their time; `begin` and `end` are microseconds.
    """

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s
        self._owner = os.getpid()
        self._process: subprocess.Popen[bytes] | None = None
        self._pid = 0
        #: It is no child of the kernel.
        self.apart = Orphans.look()

    def start(self) -> None:
        """Returns once the sampler samples; raises SamplerFailed."""
        before = clock.wall_ns()
        try:
            self._process = self._launch()
            hello = _said(self._process, _START_S)
            if not before <= hello["clock_ns"] <= clock.wall_ns():
                raise SamplerFailed("the clock of the sampler is not that of the kernel")
            self._pid = hello["pid"]
            if self.apart:
                # What was started has handed over and ended; the user must not have to wait for it.
                self._process.wait(_END_S)
        except _NO_START as error:
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
        program = _program()
        if not program or not sys.executable:
            raise SamplerFailed("this kernel does not tell which Python it is")
        family = "apart" if self.apart else "child"
        words = [str(self._owner), str(self._interval_s), family, *_folders()]
        return subprocess.Popen(
            # `site` would look into each package for something to do first.
            [sys.executable, "-I", "-S", "-c", _RUN, program, *words],
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
        if not self.apart:
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


#: Runs a program that has been compiled: that takes longer than for Python to start.
_RUN = "import marshal, sys; exec(marshal.loads(bytes.fromhex(sys.argv.pop(1))))"


@cache
def _program() -> str | None:
    """The sampler's, compiled, as text; `None` where it cannot be had."""
    loader = sampler.__spec__.loader if sampler.__spec__ else None
    code = loader.get_code(sampler.__name__) if isinstance(loader, InspectLoader) else None
    return marshal.dumps(code).hex() if code else None


def _said(process: subprocess.Popen[bytes], seconds: float) -> Any:
    """What it says next; raises SamplerFailed when it takes too long."""
    assert process.stdout is not None
    try:
        found = pipes.line(process.stdout.fileno(), seconds)
    except TimeoutError:
        raise SamplerFailed(f"the sampler did not answer in {seconds:.0f} s") from None
    if not found.endswith(b"\n"):
        raise SamplerFailed("the sampler ended at once")
    return literal_eval(found.decode("ascii"))


def _samples(process: subprocess.Popen[bytes]) -> Samples | None:
    try:
        return Samples(**_said(process, _END_S))
    except (SamplerFailed, OSError, ValueError, TypeError, SyntaxError):
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

"""py-spy beside the kernel: it reads the stacks of the kernel's threads from outside.

What samples within a process gets its turn only where Python lets go of its lock, so it books the
time of operators on what follows them. py-spy reads memory of the kernel instead, without pausing
it, and knows the line that runs. It needs a package and the system's permission: `obstacle` says in
words what is missing. It is no child of the kernel where that can be avoided, so that `os.wait()`
in a cell does not find it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator
from contextlib import suppress
from math import fsum
from typing import Any

from .. import clock
from ..processes import pipes
from ..processes.orphans import Orphans, end_of
from .samples import Frame, Samples, Stack

#: A run goes on without it when it did not come up in so long.
_START_S = 5.0
#: It writes what it saw in milliseconds; one that does not is killed.
_END_S = 5.0

#: Starts py-spy once a line came in, so that it can be given permission first. In the background it
#: is nobody's child as soon as the shell has ended, and has the shell's input all the same.
_APART = 'exec 3<&0; (read go <&3; exec "$@" 3<&-) & echo $!'
_CHILD = 'echo $$; read go; exec "$@"'


class SpyFailed(Exception):
    """py-spy cannot read this kernel; the message says in sentences why and what to try."""


def program() -> str | None:
    """The path of py-spy: of this kernel's Python, or the first on the search path."""
    name = "py-spy.exe" if os.name == "nt" else "py-spy"
    folders = [os.path.dirname(sys.executable or ""), sysconfig.get_path("scripts")]
    with suppress(KeyError):
        folders.append(sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user")))
    for folder in folders:
        found = folder and shutil.which(name, path=folder)
        if found:
            return found
    return shutil.which(name)


def obstacle() -> str | None:
    """Why py-spy cannot read this kernel, in sentences; `None` where it can.

    It is tried: this takes some hundredths of a second the first time.
    """
    found = program()
    if found is None:
        return "The package py-spy is not installed."
    if os.name == "nt":
        return "Cellheat drives py-spy on Linux and macOS only."
    if found not in _tried:
        try:
            look()
            _tried[found] = None
        except SpyFailed as error:
            return str(error)
    return _tried[found]


#: Program → what keeps it from working here; what fails is tried again.
_tried: dict[str, None] = {}


def version() -> str:
    """Of the py-spy that is there; empty where it does not say."""
    found = program()
    if found is None:
        return ""
    if found not in _versions:
        # One that is not ours to wait for in the user's kernel is started like the others.
        process = _Process(["--version"])
        try:
            _versions[found] = process.rest().decode("ascii", "replace").rpartition(" ")[2].strip()
        except SpyFailed:
            return ""
        finally:
            process.close()
    return _versions[found]


#: Program → its version.
_versions: dict[str, str] = {}


def look() -> Samples:
    """One look at every thread of this process, which stands for no time; raises SpyFailed."""
    process = _Process(["dump", "--json", "--nonblocking", "--pid", str(os.getpid())])
    try:
        said = process.rest()
    finally:
        process.close()
    try:
        return _looked(json.loads(said))
    except (ValueError, KeyError, TypeError):
        raise SpyFailed(_reason(said)) from None


class Spy:
    """Records the stacks of this process: `start`, `end` with the run, then `close`.

    `start` and `close` take their time; `end` is microseconds. `close` may be called always, and
    more than once. What was seen between `start` and the run is among the samples, too: none of it
    has a frame of the run's cell. When each sample was taken is not told, so every one stands for
    the same time: that from `start` to `end`, divided by their number.
    """

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s
        self._rate = max(1, round(1 / interval_s))
        self._owner = os.getpid()
        self._process: _Process | None = None
        self._start_ns = self._end_ns = 0

    def start(self) -> None:
        """Returns once it samples; raises SpyFailed."""
        words = ["record", "--format", "raw", "--rate", str(self._rate), "--threads", "--idle"]
        words += ["--full-filenames", "--nonblocking", "--pid", str(self._owner)]
        process = _Process(words, records=True)
        try:
            said = process.line()
            if b"Sampling process" not in said:
                raise SpyFailed(_reason(said + process.rest()))
        except BaseException:
            process.close()
            raise
        self._process = process
        self._start_ns = clock.wall_ns()

    def end(self) -> None:
        """The run has ended: no more samples."""
        if self._process is not None and not self._end_ns and os.getpid() == self._owner:
            self._end_ns = clock.wall_ns()
            self._process.interrupt()

    def close(self) -> Samples | None:
        """What was seen, if that is known; no process and no file stays behind."""
        process = self._process
        if process is None:
            return None
        if os.getpid() != self._owner:
            # A fork of the kernel has copies of the pipes, but py-spy is not its own.
            self._process = None
            process.forget()
            return None
        self.end()
        self._process = None
        try:
            return _recorded(process.output(), self._interval_s, self._end_ns - self._start_ns)
        except SpyFailed:
            return None
        finally:
            process.close()


class _Process:
    """py-spy with these words; it has permission to read this process from its first moment."""

    def __init__(self, words: list[str], records: bool = False) -> None:
        found = program()
        if found is None:
            raise SpyFailed("The package py-spy is not installed.")
        self._apart = Orphans.look()
        self._recorded: int | None = None
        theirs: int | None = None
        if records:
            self._recorded, theirs = os.pipe()
        words = [found, *words] + ([] if theirs is None else ["--output", f"/dev/fd/{theirs}"])
        try:
            self._shell = subprocess.Popen(
                ["/bin/sh", "-c", _APART if self._apart else _CHILD, "sh", *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                bufsize=0,
                pass_fds=[] if theirs is None else [theirs],
                # An interrupt of the kernel's process group does not reach it.
                start_new_session=True,
            )
        except OSError as error:
            self._close_recorded()
            raise SpyFailed(
                f"The tool py-spy could not be started ({type(error).__name__})."
            ) from error
        finally:
            if theirs is not None:
                os.close(theirs)
        self._handle: int | None = None
        self._ended = False
        try:
            self._pid = int(self.line())
            self._let_go()
        except BaseException as error:
            self.close()
            if isinstance(error, (OSError, ValueError, subprocess.SubprocessError)):
                raise SpyFailed(
                    f"The tool py-spy did not start ({type(error).__name__})."
                ) from error
            raise

    def line(self) -> bytes:
        """What it says next; raises SpyFailed when that takes too long."""
        try:
            return pipes.line(self._output_file(), _START_S)
        except TimeoutError:
            raise SpyFailed(_SILENT) from None

    def rest(self) -> bytes:
        """All that it says until it ends; raises SpyFailed when that takes too long."""
        try:
            return pipes.rest(self._output_file(), _START_S)
        except TimeoutError:
            raise SpyFailed(_SILENT) from None

    def output(self) -> bytes:
        """What it recorded, once it has ended; raises SpyFailed when that takes too long."""
        assert self._recorded is not None
        try:
            return pipes.rest(self._recorded, _END_S)
        except TimeoutError:
            raise SpyFailed(_SILENT) from None

    def interrupt(self) -> None:
        """It writes what it recorded and ends; nothing happens where it has ended."""
        self._signal(signal.SIGINT)

    def forget(self) -> None:
        """Let go of the pipes only."""
        for pipe in (self._shell.stdin, self._shell.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._close_recorded()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def close(self) -> None:
        """End it where it has not ended, and take back what it was given."""
        if self._ended:
            return
        self._ended = True
        pid = getattr(self, "_pid", 0)
        if pid:
            self._signal(signal.SIGKILL)
            _Permission.take_back()
        self.forget()
        with suppress(subprocess.TimeoutExpired):
            self._shell.wait(_END_S)
        if pid and self._apart and end_of(pid):
            Orphans.ended(pid)

    def _let_go(self) -> None:
        """The program starts now, with permission to read this process."""
        if hasattr(os, "pidfd_open"):
            # A number alone may be another process's by the time that it is used.
            with suppress(OSError):
                self._handle = os.pidfd_open(self._pid)
        _Permission.give(self._pid)
        assert self._shell.stdin is not None
        os.write(self._shell.stdin.fileno(), b"go\n")
        if self._apart:
            # The shell has handed over; the user must not have to wait for it.
            self._shell.wait(_END_S)

    def _signal(self, number: int) -> None:
        with suppress(OSError):
            if self._handle is not None:
                signal.pidfd_send_signal(self._handle, number)
            else:
                os.kill(self._pid, number)

    def _output_file(self) -> int:
        assert self._shell.stdout is not None
        return self._shell.stdout.fileno()

    def _close_recorded(self) -> None:
        if self._recorded is not None:
            os.close(self._recorded)
            self._recorded = None


class _Permission:
    """What Yama asks for before a process may be read by one that is none of its parents."""

    #: `PR_SET_PTRACER` of prctl(2): "Yama".
    _OPTION = 0x59616D61
    _given = False

    @classmethod
    def give(cls, pid: int) -> None:
        """Where Yama restricts reading to parents, let this process be read by `pid`."""
        if yama() == "1":
            cls._given = cls._set(pid)

    @classmethod
    def take_back(cls) -> None:
        if cls._given:
            cls._given = not cls._set(0)

    @classmethod
    def _set(cls, pid: int) -> bool:
        import ctypes

        try:
            done: int = ctypes.CDLL(None).prctl(cls._OPTION, ctypes.c_ulong(pid), 0, 0, 0)
        except (OSError, AttributeError):
            return False
        return done == 0


def yama() -> str | None:
    """How Linux restricts reading of other processes, from 0 to 3; `None` where it does not."""
    try:
        # `os.open`: a kernel's built-in `open` may be anything.
        descriptor = os.open("/proc/sys/kernel/yama/ptrace_scope", os.O_RDONLY)
    except OSError:
        return None
    try:
        return os.read(descriptor, 16).decode("ascii").strip()
    finally:
        os.close(descriptor)


def _reason(said: bytes) -> str:
    """Why it could not read this process, and what to try, from what it said."""
    text = said.decode("utf-8", "replace")
    first = next((line.strip() for line in text.splitlines() if line.strip()), "nothing")
    if not _REFUSED.search(text):
        return f"The tool py-spy could not read this kernel. It said: {first[:200]}"
    if sys.platform == "darwin":
        return _ROOT
    return _SCOPE.get(yama() or "", _CONTAINER)


_REFUSED = re.compile(r"permission denied|not permitted|elevated permissions", re.IGNORECASE)
_SILENT = "No answer came from py-spy in time. The machine may be busy: try again."
_ROOT = (
    "The package py-spy is installed, but macOS lets only root read another process. Use another "
    "tool, or start the kernel as root."
)
_CONTAINER = (
    "The package py-spy is installed, but this system does not let it read the kernel. In a "
    "container, start it with --cap-add SYS_PTRACE; else let py-spy run with that capability."
)
#: Yama's `ptrace_scope` → what it means here.
_SCOPE = {
    "2": (
        "The package py-spy is installed, but this system lets only administrators read another "
        "process (kernel.yama.ptrace_scope is 2). An administrator can set it to 1."
    ),
    "3": (
        "The package py-spy is installed, but this system lets no process read another one "
        "(kernel.yama.ptrace_scope is 3). That can only be changed with a restart."
    ),
}


def _looked(threads: list[dict[str, Any]]) -> Samples:
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
    return Samples(_tool(), 0, 1, None, None, names, stacks, True)


def _recorded(said: bytes, interval_s: float, elapsed_ns: int) -> Samples:
    """What `py-spy record --format raw` wrote: a line for each stack, with its count."""
    names: dict[int, str] = {}
    counts: dict[tuple[int, tuple[Frame, ...]], int] = {}
    for line in said.decode("utf-8", "replace").splitlines():
        text, _, count = line.rpartition(" ")
        head, *parts = text.split(";")
        thread = _THREAD.fullmatch(head)
        if thread is not None and count.isdigit():
            number = _number(int(thread["number"], 0))
            names[number] = thread["name"] or f"thread {number}"
            stack = number, tuple(_frames(parts))
            counts[stack] = counts.get(stack, 0) + int(count)
    # The main thread is there as long as the process: every look has seen it.
    looks = round(fsum(count for (number, _), count in counts.items() if number == 0))
    stacks = [
        Stack(*stack, round(elapsed_ns * count / max(looks, count)), count)
        for stack, count in counts.items()
    ]
    return Samples(_tool(), interval_s, looks, None, None, names, stacks, True)


_THREAD = re.compile(r"thread \((?P<number>0x[0-9A-Fa-f]+|\d+)\)(?:: (?P<name>.*))?")
_FRAME = re.compile(r"(?P<name>.*?) \((?P<file>.*?)(?::(?P<line>\d+))?\)")


def _frames(parts: list[str]) -> Iterator[Frame]:
    for part in parts:
        found = _FRAME.fullmatch(part)
        if found is not None:
            line = int(found["line"]) if found["line"] else None
            yield Frame(found["file"], found["name"], None, line)


def _number(ident: int) -> int:
    """0 for the thread that runs cells; py-spy gives the number of Python or that of the system."""
    main = threading.main_thread()
    return 0 if ident in (main.ident, main.native_id) else ident


def _tool() -> str:
    return f"py-spy {version()}".strip()

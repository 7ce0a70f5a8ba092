"""py-spy beside the kernel: it reads the stacks of the kernel's threads from outside.

What samples within a process gets its turn only where Python lets go of its lock, so it books the
time of operators on what follows them. py-spy reads memory of the kernel instead, without pausing
it, and knows the line that runs. To see functions that are not Python's it has to stop the kernel
for each sample. It needs a package and the system's permission: `obstacle` says in words what is
missing. It is no child of the kernel where that can be avoided, so that `os.wait()` in a cell does
not find it.
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
from collections.abc import Callable
from contextlib import suppress

from .. import clock
from ..processes import pipes
from ..processes.orphans import Orphans, end_of
from ..result import Distortion
from ..units import duration
from .samples import Samples
from .spyoutput import looked, recorded

#: A run goes on without it when it did not come up in so long.
_START_S = 5.0
#: It writes what it saw in milliseconds; one that does not is killed.
_END_S = 5.0
#: How long it is tried how much one that stops the kernel stops it, twice.
_TRY_NS = 100_000_000

#: Starts py-spy once a line came in, so that it can be given permission first. In the background it
#: is nobody's child as soon as the shell has ended, and has the shell's input all the same.
_APART = 'exec 3<&0; (read go <&3; exec "$@" 3<&-) & echo $!'
_CHILD = 'echo $$; read go; exec "$@"'
#: One that is killed while it stops this process leaves it stopped.
_KILL = 'kill -KILL "$1"; sleep 0.1; kill -CONT "$2"'


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


def native_obstacle() -> str | None:
    """The same for the functions that are not Python's."""
    reason = obstacle()
    if reason is None and not _reads_native():
        return (
            "The py-spy that is installed is built without what reads native frames here. Use it "
            "without them."
        )
    return reason


def _reads_native() -> bool:
    """It hides the option where its system has no way to do it."""
    process = _Process(["record", "--help"])
    try:
        return b"--native" in process.rest()
    except SpyFailed:
        return False
    finally:
        process.close()


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
        return looked(json.loads(said), _tool())
    except (ValueError, KeyError, TypeError):
        raise SpyFailed(_reason(said)) from None


class Spy:
    """Records the stacks of this process: `start`, `end` with the run, then `close`.

    `start` and `close` take their time; `end` is microseconds. `close` may be called always, and
    more than once. What was seen between `start` and the run is among the samples, too: none of it
    has a frame of the run's cell. When each sample was taken is not told, so every one stands for
    the same time: that from `start` to `end`, divided by their number.

    With `native` functions that are not Python's are among the frames, and the kernel is stopped
    for each sample. With `children` its child processes are sampled, too.
    """

    def __init__(self, interval_s: float, native: bool = False, children: bool = False) -> None:
        self.native, self.children = native, children
        #: Processor time that it took, where the system tells it.
        self._used_ns: int | None = None
        #: The part of the time in which it stopped the kernel, as it was tried before the run.
        self._held: float | None = None
        self._interval_s = interval_s
        self._rate = max(1, round(1 / interval_s))
        self._owner = os.getpid()
        self._process: _Process | None = None
        self._start_ns = self._end_ns = 0

    def start(self) -> None:
        """Returns once it samples; raises SpyFailed."""
        words = ["record", "--format", "raw", "--rate", str(self._rate), "--threads", "--idle"]
        words += ["--full-filenames", "--pid", str(self._owner)]
        words += ["--native"] if self.native else ["--nonblocking"]
        words += ["--subprocesses"] if self.children else []
        process = _Process(words, records=True, stops=self.native)
        try:
            said = process.line()
            if b"Sampling process" not in said:
                raise SpyFailed(_reason(said + process.rest()))
        except BaseException:
            process.close()
            raise
        self._process = process
        if self.native:
            # The first samples take it longest.
            self._held = min(_held(), _held())
        process.used_ns()
        self._start_ns = clock.wall_ns()

    @property
    def is_recording(self) -> bool:
        """True between `start` and `close`."""
        return self._process is not None

    def end(self) -> None:
        """The run has ended: no more samples."""
        if self._process is not None and not self._end_ns and os.getpid() == self._owner:
            self._end_ns = clock.wall_ns()
            self._used_ns = self._process.used_ns()
            self._process.interrupt()

    def distortion(self, wall_ns: int) -> Distortion:
        """What it took of a run of `wall_ns`; after `end`."""
        if self._held is not None:
            return Distortion(self._held, _HELD)
        if self._used_ns is None or not wall_ns:
            return Distortion(0.0, _BESIDE)
        took = duration(self._used_ns, 2)
        if _processors() > 1:
            return Distortion(0.0, f"{_BESIDE} It took {took} of another processor.")
        share = min(1.0, self._used_ns / wall_ns)
        return Distortion(share, f"{_BESIDE} It took {took} of the only processor.")

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
            elapsed_ns = self._end_ns - self._start_ns
            return recorded(process.output(), _tool(), self._interval_s, elapsed_ns)
        except SpyFailed:
            return None
        finally:
            process.close()


_HELD = "How long it stopped the kernel, tried out for 0.2 s before the run."
_BESIDE = "py-spy reads from a process of its own and does not stop the kernel."


def _processors() -> int:
    """How many this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _held() -> float:
    """The part of the time in which this thread was stopped although it was at work."""
    start, before = clock.wall_ns(), _ready_ns()
    while clock.wall_ns() - start < _TRY_NS:
        pass
    ready = _ready_ns() - before
    return max(0.0, 1.0 - float(ready / (clock.wall_ns() - start)))


def _ready_ns() -> int:
    """Time in which this thread ran or, where Linux tells, waited for other programs to let it."""
    try:
        descriptor = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
    except OSError:
        return _work_ns()
    try:
        waited = int(os.read(descriptor, 256).split()[1])
    except (OSError, ValueError, IndexError):
        waited = 0
    finally:
        os.close(descriptor)
    return _work_ns() + waited


#: Processor time of the thread, else of the process.
_work_ns: Callable[[], int] = clock.thread_ns or clock.cpu_ns


class _Process:
    """py-spy with these words; it has permission to read this process from its first moment.

    `stops` says that it stops this process to read it.
    """

    def __init__(self, words: list[str], records: bool = False, stops: bool = False) -> None:
        self._stops = stops
        #: All that it had to say came, so that it is about to end by itself.
        self._has_told = False
        self._used_ns = 0
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
        return self._all(self._output_file(), _START_S)

    def output(self) -> bytes:
        """What it recorded, once it has ended; raises SpyFailed when that takes too long."""
        assert self._recorded is not None
        return self._all(self._recorded, _END_S)

    def used_ns(self) -> int | None:
        """Processor time that it took since this was asked last; `None` where nobody tells."""
        now = clock.cpu_ns_of(self._pid)
        if now is None:
            return None
        used, self._used_ns = now - self._used_ns, now
        return used

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
            self._kill()
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

    def _all(self, file: int, seconds: float) -> bytes:
        try:
            said = pipes.rest(file, seconds)
        except TimeoutError:
            raise SpyFailed(_SILENT) from None
        self._has_told = True
        return said

    def _kill(self) -> None:
        if self._stops and not self._has_told:
            # Only another process can let this one go on.
            words = ["/bin/sh", "-c", _KILL, "sh", str(self._pid), str(os.getpid())]
            with suppress(OSError):
                subprocess.run(words, check=False, start_new_session=True)
        self._signal(signal.SIGKILL)

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


def _tool() -> str:
    return f"py-spy {version()}".strip()

"""Packages that this kernel's Python may lack, and how to install them there."""

from __future__ import annotations

import importlib
import os
import shlex
import signal
import subprocess
import sys
import sysconfig
from contextlib import suppress
from pathlib import Path

from . import clock
from .interrupts import Held
from .result import Installation, MissingPackage

#: The only packages that a front end may ask for, as they are imported.
INSTALLABLE = (
    "memory_profiler",
    "cloudpickle",
    "line_profiler",
    "memray",
    "objgraph",
    "py_spy",
    "pyinstrument",
)
#: Those that pip knows by another name.
PIP_NAMES = {"py_spy": "py-spy"}

#: What pip says at its end tells what went wrong.
_SAID = 8000


def missing(name: str, has_pip: bool) -> MissingPackage:
    """How to install a package here; without a command where this Python cannot do it itself."""
    if not has_pip or _is_managed():
        return MissingPackage(name, None)
    words = [sys.executable, "-m", "pip", "install", PIP_NAMES.get(name, name)]
    quoted = subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
    return MissingPackage(name, quoted)


def install(name: str, held: Held) -> Installation:
    """Run pip for a package of the list; an interrupt that `held` caught ends it.

    Raises ValueError for any other name.
    """
    if name not in INSTALLABLE:
        raise ValueError(f"{name!r} is not among the packages that can be installed from here")
    start = clock.wall_ns()
    options = ["--disable-pip-version-check", "--no-input", "--no-color", "--progress-bar", "off"]
    process = subprocess.Popen(
        [sys.executable, "-m", "pip", "install", *options, PIP_NAMES.get(name, name)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # `-m` looks there first: the notebook's folder may hold a `pip.py`.
        cwd=sys.prefix,
        # The interrupt is ours to pass on.
        start_new_session=True,
    )
    output, stopped = _wait(process, held)
    done = process.returncode == 0
    # What has been looked for in vain is found from now on.
    importlib.invalidate_caches()
    return Installation(
        name,
        "installed" if done else "stopped" if stopped else "failed",
        output.decode("utf-8", "replace").strip()[-_SAID:],
        clock.wall_ns() - start,
    )


def _wait(process: subprocess.Popen[bytes], held: Held) -> tuple[bytes, bool]:
    """What was said, and whether an interrupt ended it."""
    stopped = False
    while True:
        try:
            return process.communicate(timeout=0.1)[0], stopped
        except subprocess.TimeoutExpired:
            if held.take():
                stopped = True
                _terminate(process)


def _terminate(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGTERM)
    else:
        process.terminate()


def _is_managed() -> bool:
    """Whether the system keeps pip from this Python (PEP 668); environments of it are free."""
    if sys.prefix != sys.base_prefix:
        return False
    return Path(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED").is_file()

"""Stacks that pyinstrument samples, in the thread that runs the cell.

It listens to every call and return, and takes a sample at the first one after its interval. What
went by since the sample before is the time of the function that was running then. It was at work
until this call or return, so the line of that is not the one that had the time. The functions above
it were each at the line that called the next one.
"""

from __future__ import annotations

import _lsprof
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from importlib.machinery import PathFinder
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any

from ..cells.tracebacks import clean
from .samples import Frame, Samples, Stack
from .tasksampler import WAITS

#: The part of it that is built for one version of Python, in the folder `low_level`.
_COMPILED = "pyinstrument.low_level.stat_profile"

#: Seconds between two samples: its own default.
INTERVAL_S = 0.001


def obstacle() -> str | None:
    """What keeps an installed pyinstrument from working here; it is not imported for that."""
    spec = find_spec("pyinstrument")
    if "pyinstrument" in sys.modules or spec is None:
        return None
    folders = [str(Path(folder) / "low_level") for folder in spec.submodule_search_locations or ()]
    if not any(map(os.path.isdir, folders)) or PathFinder.find_spec(_COMPILED, folders):
        return None
    version = ".".join(map(str, sys.version_info[:2]))
    return (
        f"pyinstrument is there, but not its compiled part for Python {version}, so it cannot be "
        "imported. Install it anew with the kernel's own pip."
    )


class NotStarted(Exception):
    """pyinstrument cannot sample now; the message says why and what to try."""


class Pyinstrument:
    """`prepare`, `start` and `stop` around the run, in its thread; then `samples`."""

    def __init__(self) -> None:
        self._profiler: Any = None
        self._session: Any = None
        self.version = ""
        #: It was taken off by a profiler of the cell's own.
        self.lost = False

    def prepare(self) -> None:
        """Import it, which takes its time."""
        import pyinstrument

        self.version = str(pyinstrument.__version__)
        self._profiler = pyinstrument.Profiler(interval=INTERVAL_S, async_mode="enabled")

    def start(self) -> None:
        """Raises NotStarted."""
        if sys.getprofile() is not None:
            raise NotStarted(
                "Another profile function was set in this kernel before the run, so nothing was "
                "sampled. Call sys.setprofile(None) and profile again."
            )
        try:
            self._profiler.start()
        except RuntimeError as error:
            raise NotStarted(
                f"Sampling did not start: {error} Stop the other profiler and profile again."
            ) from error

    def stop(self) -> None:
        """May be called twice."""
        profiler = self._profiler
        if profiler is None or not profiler.is_running:
            return
        theirs: Any = sys.getprofile()
        with suppress(RuntimeError):
            self._session = profiler.stop()
        if theirs is not None and not type(theirs).__module__.startswith("pyinstrument"):
            self.lost = True
            # Taking itself off, it took off what the cell had put in its place.
            _put_back(theirs)
        error = sys.exc_info()[1]
        if error is not None:
            clean(error.__traceback__, _is_pyinstrument)

    def samples(self) -> Samples:
        """What was seen; call it after `stop`."""
        records = [] if self._session is None else self._session.frame_records
        stacks = [
            Stack(0, tuple(_frames(frames)), round(seconds * 1e9), 1) for frames, seconds in records
        ]
        gap = max((stack.ns for stack in stacks), default=None)
        tool = f"pyinstrument {self.version}"
        threads = {0: "MainThread"}
        return Samples(tool, INTERVAL_S, len(stacks), gap, None, threads, stacks, exact=True)


def _frames(records: list[str]) -> Iterator[Frame]:
    """The frames of a sample; the last one was at work, at a line that is not known."""
    for count, record in enumerate(records, 1):
        frame = _frame(record)
        is_known = count < len(records) or frame.line is None
        yield frame if is_known else replace(frame, line=None)


def _frame(info: str) -> Frame:
    """A frame as pyinstrument writes it: name, file, first line, and attributes after `\\1`."""
    identifier, _, attributes = info.partition("\x01")
    name, file, first = [*identifier.split("\x00"), "", ""][:3]
    if not file:
        return WAITS
    if file == _BUILT_IN:
        return Frame("", name, None, None, native=True)
    known = {one[:1]: one[1:] for one in attributes.split("\x01")}
    owner, line = known.get("c"), known.get("l", "")
    return Frame(
        file,
        f"{owner}.{name}" if owner else name,
        int(first) if first.isdigit() else None,
        int(line) if line.isdigit() else None,
    )


#: Stands for the file of a function that is not Python's.
_BUILT_IN = "<built-in>"


def _put_back(profiler: Any) -> None:
    if isinstance(profiler, _lsprof.Profiler):
        profiler.enable()
    else:
        sys.setprofile(profiler)


def _is_pyinstrument(entry: TracebackType) -> bool:
    name = entry.tb_frame.f_globals.get("__name__")
    return type(name) is str and name.startswith("pyinstrument.")

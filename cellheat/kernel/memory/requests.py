"""How often a run asks for memory, counted by memray where that is installed.

Python itself counts no block that was freed again.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
from importlib.util import find_spec
from typing import Any

from ..interrupts import Held

#: memray's own reader counts what was freed among the allocations; this does not.
_STATISTICS = "compute_statistics"


class Requests:
    """Context around a run; `count` when it has ended, `None` where nothing could be counted.

    memray tracks the whole process, in a private file that is gone afterwards. Where something
    else is in its place, such as a tracker or a profile function of the user's, it stays.
    """

    def __init__(self) -> None:
        self.count: int | None = None
        self._owner = os.getpid()
        self._folder: str | None = None
        self._tracker: Any = None
        self._hook: Any = None

    def __enter__(self) -> Requests:
        with Held():
            try:
                self._start()
            except Exception:
                # Another tracker is on, the disk is full, or memray does not work here.
                self._tracker = None
                self._remove()
        return self

    def __exit__(self, *exc: object) -> None:
        tracker, self._tracker = self._tracker, None
        # memray does not follow a fork: in a child there is nothing to end.
        if tracker is None or os.getpid() != self._owner:
            return
        with Held():
            try:
                theirs = sys.getprofile()
                tracker.__exit__(None, None, None)
                if theirs is not self._hook:
                    sys.setprofile(theirs)
                if exc[0] is None:
                    self.count = count(self._path())
            except Exception:
                self.count = None
            finally:
                self._remove()

    def _start(self) -> None:
        if sys.getprofile() is not None or threading._profile_hook is not None:
            return
        import memray

        self._folder = tempfile.mkdtemp(prefix="cellheat-")
        to = memray.FileDestination(self._path(), overwrite=True)
        tracker = memray.Tracker(destination=to, trace_python_allocators=True)
        tracker.__enter__()
        self._tracker = tracker
        self._hook = sys.getprofile()

    def _path(self) -> str:
        assert self._folder is not None
        return os.path.join(self._folder, "run.bin")

    def _remove(self) -> None:
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def version() -> str | None:
    """Of memray; `None` where it is not installed or does not work here."""
    try:
        # What is not there is not looked for by importing: it would be tried each time.
        if find_spec("memray") is None:
            return None
        from memray import _memray
        from memray._version import __version__
    except Exception:
        return None
    return str(__version__) if hasattr(_memray, _STATISTICS) else None


def count(path: str) -> int | None:
    """How many allocations stand in a file of memray's; `None` where this version does not tell."""
    from memray import _memray

    statistics = getattr(_memray, _STATISTICS, None)
    return (
        None if statistics is None else int(statistics(path, num_largest=1).total_num_allocations)
    )

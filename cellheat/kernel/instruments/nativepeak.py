"""`allocations` with memray: the highest that the cell takes from the system, and its stacks.

memray sees what any library allocates, through Python or not. It writes to a file, which is read
and removed after the run.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..cells.cell import Cell, Origins
from ..memory import requests
from ..result import Distortion, Figure, Finding, Note, TableData, Timeline, Value
from .base import Measured, Options
from .holdings import Frame, Holding, Holdings
from .placing import Placing

#: Milliseconds between two samples of resident memory, and how many of them are kept.
_INTERVAL_MS, _SAMPLES = 10, 1000
#: Less than this is what any cell takes.
_LITTLE_BYTES = 0.1 * 2**20


class NativePeak:
    """What the cell holds at its highest, and at its end, by stack."""

    name = "allocations"

    def __init__(self, options: Options, tool: str = "memray", native: bool = False) -> None:
        self.tool = tool
        self._native = native
        self._owner = os.getpid()
        self._folder: str | None = None
        self._tracker: Any = None
        #: memray's own place in `sys.setprofile`.
        self._hook: Any = None
        self._read: _Recording | None = None
        self._started = False
        self._notes: list[Note] = []

    @property
    def tools(self) -> dict[str, str]:
        from memray._version import __version__

        return {"memray": __version__}

    def prepare(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="cellheat-")

    def start(self) -> None:
        import memray

        if sys.getprofile() is not None:
            # It would take its place for the time of the run.
            self._notes.append(_PROFILED)
            return
        to = memray.FileDestination(self._path(), overwrite=True)
        tracker = memray.Tracker(
            destination=to, memory_interval_ms=_INTERVAL_MS, native_traces=self._native
        )
        # In the thread that it is started from, memray leaves out as many frames as there are then,
        # and a hook stands deeper than the cell's code.
        starter = threading.Thread(target=self._enter, args=(tracker,), name="cellheat-memray")
        starter.start()
        starter.join()
        self._hook = sys.getprofile()

    def _enter(self, tracker: Any) -> None:
        try:
            tracker.__enter__()
        except RuntimeError:
            # There is one place for a tracker in a process.
            self._notes.append(_IN_USE)
        else:
            self._tracker = tracker
            self._started = True

    def stop(self) -> None:
        tracker, self._tracker = self._tracker, None
        # memray does not follow a fork: in a child there is nothing to end.
        if tracker is None or os.getpid() != self._owner:
            return
        theirs = sys.getprofile()
        tracker.__exit__(None, None, None)
        if theirs is not self._hook:
            self._notes.append(_TAKEN_OVER)
            sys.setprofile(theirs)

    def release(self) -> None:
        """Read what was written, and remove it."""
        folder, self._folder = self._folder, None
        if folder is None or os.getpid() != self._owner:
            return
        try:
            if self._started:
                self._read = _Recording(os.path.join(folder, _NAME), self._native)
        except Exception as error:
            # The disk may be full, the file cut short by an interrupt.
            self._notes.append(Note("unreadable", _UNREADABLE.format(error=error), "caution"))
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def notes(self) -> list[Note]:
        return self._notes

    def distortion(self, measured: Measured) -> Distortion | None:
        return None

    def data(self, ip: Any, cell: Cell, measured: Measured) -> TableData:
        read = self._read
        if read is None:
            return TableData([], [], [], Finding("allocations-unknown", {}))
        self._notes += [_WHAT, *([_NATIVE] if self._native else [])]
        placing = Placing(Origins(ip, cell, measured.count))
        peak = Holdings(read.peak, placing)
        end = Holdings(read.end, placing)
        figures = [
            Figure("native-peak", "bytes", read.peak_bytes),
            Figure("native-left", "bytes", end.bytes),
            Figure("allocations", "count", read.allocations),
        ]
        tables = [
            peak.line_table("peak-lines", "peak"),
            peak.tree_table("peak-stacks", "peak"),
            end.line_table("left-lines", "left"),
        ]
        return TableData(
            placing.origins.files,
            figures,
            [table for table in tables if table.rows],
            _finding(read.peak_bytes, end.bytes, peak),
            read.timeline,
        )

    def _path(self) -> str:
        assert self._folder is not None
        return os.path.join(self._folder, _NAME)


class _Recording:
    """What stands in a file of memray's."""

    def __init__(self, path: str, native: bool) -> None:
        import memray

        with memray.FileReader(path) as reader:
            self.peak_bytes = int(reader.metadata.peak_memory)
            start_ms = reader.metadata.start_time.timestamp() * 1000
            self.timeline = _timeline(reader.get_memory_snapshots(), start_ms)
            peak = reader.get_high_watermark_allocation_records(merge_threads=True)
            self.peak = _holdings(peak, _mixed if native else _python)
            self.end = _holdings(reader.get_leaked_allocation_records(merge_threads=True), _python)
        self.allocations = requests.count(path)


def _holdings(records: Iterable[Any], stack: Callable[[Any], Iterator[Frame]]) -> list[Holding]:
    return [Holding(tuple(stack(one)), one.size, one.n_allocations) for one in records]


def _python(record: Any) -> Iterator[Frame]:
    return (Frame(*frame) for frame in record.stack_trace())


def _mixed(record: Any) -> Iterator[Frame]:
    """Frames of Python and, between and below them, those of compiled libraries."""
    python = {tuple(frame) for frame in record.stack_trace()}
    for function, file, line in record.hybrid_stack_trace():
        native = (function, file, line) not in python
        if not (native and (file.startswith(_PYTHON_FILES) or _PYTHON_NAMES.match(function))):
            yield Frame(function, "" if file == _UNKNOWN else file, line, native)


#: How Python itself gets from one function to the next is no news. What it was built from may have
#: left its files' names behind, or functions' names alone.
_PYTHON_FILES = ("Objects/", "Python/", "Modules/", "Parser/", "./Include/")
_PYTHON_NAMES = re.compile(
    "_Py|Py(Eval|Object|Vectorcall|Run|Import|Mem|Bytes|List|Dict|Tuple|Unicode|Long)[_A-Z]|"
    "(cfunction|method|builtin|vectorcall|slot|type|object|trace|partial)_"
)
_UNKNOWN = "<unknown>"


def _timeline(snapshots: Iterable[Any], start_ms: float) -> Timeline | None:
    """Resident memory; of each stretch the highest where there are too many samples."""
    samples = [(one.time, one.rss) for one in snapshots if one.rss > 0]
    if not samples:
        return None
    stretch = -(-len(samples) // _SAMPLES)
    kept = [
        max(samples[i : i + stretch], key=lambda sample: sample[1])
        for i in range(0, len(samples), stretch)
    ]
    return Timeline(
        "memray",
        _INTERVAL_MS / 1000,
        len(samples),
        [round((moment - start_ms) * 1e6) for moment, _ in kept],
        [size for _, size in kept],
    )


def _finding(peak_bytes: int, left_bytes: int, peak: Holdings) -> Finding:
    lines = peak.lines()
    if peak_bytes < _LITTLE_BYTES or not lines:
        return Finding("native-little", {})
    facts: dict[str, Value] = {"peak_bytes": peak_bytes, "left_bytes": left_bytes}
    (place, through), held = lines[0]
    facts["line_bytes"] = held.bytes
    if place is None:
        return Finding("native-library", {**facts, "library": through or "–"})
    return Finding("native-peak", {**facts, "line_place": list(place)})


_NAME = "run.bin"
_IN_USE = Note(
    "tracker-in-use",
    "Another memray tracker is on in this kernel, and there is room for one only, so nothing was "
    "measured. End it and profile again.",
    "caution",
)
_PROFILED = Note(
    "profile-function",
    "A profile function was set in this kernel before the run, and memray would replace it. So "
    "nothing was measured. Call sys.setprofile(None) and profile again.",
    "caution",
)
_TAKEN_OVER = Note(
    "taken-over",
    "The cell set a profile function, which memray needs to know the stacks: lines after that are "
    "missing below.",
    "caution",
)
_UNREADABLE = "What memray wrote could not be read ({error}). Profile again, or with tracemalloc."
_WHAT = Note(
    "native",
    "This is memory taken from the system during the run. Small Python objects live in larger "
    "pieces that Python keeps: a line shows when it made Python take a new piece. Times are taken "
    "with memray on.",
)

_NATIVE = Note(
    "native-frames",
    "The stacks at the highest go on into compiled libraries, marked as native. How much is known "
    "of these depends on how they were built: names may be missing.",
)


def obstacle() -> str | None:
    """Why memray cannot work here although it is installed."""
    try:
        import memray  # noqa: F401
    except Exception as error:
        return f"The memray package is there but cannot be imported ({type(error).__name__})."
    return None

"""`memory`: the highest resident memory of the run, and how it came about over time.

Every run reads the resident memory around it (`resident.py`), which misses no peak; the timeline is
sampled from another process (`timeline.py`), so the time of the cell stays as it is.
"""

from __future__ import annotations

import platform
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any

from .. import clock, packages
from ..cells.cell import Cell
from ..memory.resident import Reading
from ..memory.timeline import Sampler, SamplerFailed, Samples
from ..result import Distortion, MemoryData, MissingPackage, Note, Timeline
from ..units import duration
from .base import DEFAULT_S, About, Instrument, Measured, Options, Tool

#: Seconds between two samples that can be asked for.
SHORTEST_S, LONGEST_S = 0.001, 1.0

#: What is sampled with where it is there.
PACKAGE = "memory_profiler"

#: A difference below this, or below this part of the rise, is noise of the two ways to read.
_NOISE_BYTES, _NOISE = 2**20, 0.05
#: A longer time without a sample is told.
_GAP_NS = 100e6

_REUSE = Note(
    "resident-only",
    "This is the memory of the whole kernel that is in RAM. Blocks that the kernel already held "
    "and used again do not show, nor does memory that was reserved but never touched. That of "
    "child processes is not part of it.",
)

_SHORT_PEAK = (
    "The highest was reached for so short a time that it fell between two samples: the timeline "
    "does not show when."
)
_GAP = "Once nothing was sampled for {gap}: other programs kept the processors busy."
_OTHER = (
    "The package memory_profiler is installed but did not work here ({trouble}), so "
    "cellheat sampled by itself."
)

_OUTSIDE = (
    "Memory is read before and after the run, and sampled by another process: the cell is not held "
    "up."
)

_UNKNOWN = Note(
    "no-peak",
    "This system does not tell the highest memory of a run, so only what could be read is shown.",
    "caution",
)

_IS_CHILD = Note(
    "child-process",
    "On this system the process that samples has to be a child of the kernel, so code that waits "
    "for all of its children, such as a loop around os.wait(), finds it too.",
)


class Memory:
    """Start, highest and end of the kernel's resident memory, and samples between them."""

    name = "memory"
    tool = "resident"

    def __init__(self, interval_s: float = DEFAULT_S) -> None:
        self._sampler = Sampler(min(max(interval_s, SHORTEST_S), LONGEST_S))
        self._samples: Samples | None = None
        #: Why there is no timeline, as the end of a sentence.
        self._trouble: str | None = None
        self._start_ns = self._end_ns = 0
        self._has_started = False
        self._notes = [_REUSE]

    @property
    def tools(self) -> dict[str, str]:
        # What samples is told with the timeline.
        return {"resident memory": platform.system()}

    def prepare(self) -> None:
        """Start the sampler and wait until it samples."""
        try:
            self._sampler.start()
            self._has_started = True
        except SamplerFailed as error:
            self._trouble = str(error)

    def start(self) -> None:
        self._order(self._sampler.begin)
        self._start_ns = clock.wall_ns()

    def stop(self) -> None:
        if self._start_ns and not self._end_ns:
            self._end_ns = clock.wall_ns()
            self._order(self._sampler.end)

    def release(self) -> None:
        """End the sampler and take its samples."""
        samples = self._sampler.close()
        if samples is not None:
            self._samples = samples

    def notes(self) -> list[Note]:
        return self._notes

    def distortion(self, measured: Measured) -> Distortion | None:
        return Distortion(0.0, _OUTSIDE)

    def data(self, ip: Any, cell: Cell, measured: Measured) -> MemoryData:
        resident = measured.resident
        timeline = self._timeline()
        self._notes = list(self._remarks(resident, timeline))
        return MemoryData(
            resident.start,
            resident.peak,
            resident.end,
            resident.method,
            timeline,
            self._missing(),
            children_bytes=self._samples.children_bytes if self._samples else None,
        )

    def _order(self, order: Callable[[], None]) -> None:
        try:
            order()
        except SamplerFailed as error:
            self._trouble = self._trouble or str(error)

    def _timeline(self) -> Timeline | None:
        samples = self._samples
        if samples is None or not self._end_ns:
            return None
        at = [moment - self._start_ns for moment in samples.at_ns]
        # The last one was ordered at the end of the run and may have come late.
        during = bisect_right(at, self._end_ns - self._start_ns) + 1
        return Timeline(
            samples.tool,
            samples.interval_s,
            samples.samples - len(at[during:]),
            at[:during],
            samples.bytes[:during],
        )

    def _missing(self) -> MissingPackage | None:
        if self._samples is None or not self._samples.missing:
            return None
        return packages.missing(PACKAGE, self._samples.pip)

    def _remarks(self, resident: Reading, timeline: Timeline | None) -> Iterator[Note]:
        if resident.peak is None:
            yield _UNKNOWN
        if timeline is None:
            why = self._trouble or "the sampler was lost"
            yield Note("no-timeline", f"There is no timeline: {why}.")
        else:
            yield from self._gaps(resident, timeline)
        if self._has_started and not self._sampler.apart:
            yield _IS_CHILD
        if self._samples is not None and self._samples.trouble:
            yield Note("other-sampler", _OTHER.format(trouble=self._samples.trouble))
        yield _REUSE

    def _gaps(self, resident: Reading, timeline: Timeline) -> Iterator[Note]:
        if resident.peak is not None and resident.rise is not None and timeline.bytes:
            unseen = resident.peak - max(timeline.bytes)
            if unseen > max(_NOISE_BYTES, _NOISE * resident.rise):
                yield Note("short-peak", _SHORT_PEAK)
        assert self._samples is not None
        gap_ns = self._samples.gap_ns
        if gap_ns > max(_GAP_NS, 10e9 * timeline.interval_s):
            yield Note("gap", _GAP.format(gap=duration(gap_ns, 2)))


# Both need the tracer of lines, which the kernel compiles first.
def _by_line(options: Options) -> Instrument:
    from .linememory import LineMemory

    return LineMemory(options)


def _by_line_resident(options: Options) -> Instrument:
    from .lineresident import LineResident

    return LineResident(options)


ABOUT = About(
    "memory",
    "memory",
    (
        Tool(
            "resident",
            measures=(
                "The highest resident memory of the kernel during the run, and its course; on "
                "Linux the most that child processes took at once, too."
            ),
            blind=(
                "Memory that the kernel already held and used again, and what was reserved but "
                "never touched."
            ),
            needs=(
                "Nothing; memory_profiler goes on with runs of more than a second where it is "
                "there. Linux tells the exact peak."
            ),
            make=lambda options: Memory(options.interval_s),
        ),
        Tool(
            "lines",
            measures=(
                "What each line of the cell, and of the notebook's functions that it reaches, "
                "allocates through Python: what it leaves behind, and its peak."
            ),
            blind=(
                "Memory that libraries take from the system by themselves, child processes, and "
                "threads that were there before."
            ),
            needs="Nothing but Python, and patience: each line is held up for some microseconds.",
            make=_by_line,
        ),
        Tool(
            "memory_profiler",
            measures=(
                "The resident memory of the whole kernel at each line of the cell and of the "
                "notebook's functions that it reaches, as memory_profiler reads it."
            ),
            blind=(
                "Blocks that the kernel already held and used again, and memory that was reserved "
                "but never touched: small changes are not told. Other threads."
            ),
            needs=(
                "The memory_profiler package, and much patience: each line is held up for the time "
                "of a reading, tens of microseconds."
            ),
            make=_by_line_resident,
            package=PACKAGE,
        ),
    ),
)

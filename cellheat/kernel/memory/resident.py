"""Resident memory of this process: now, and at its highest since a moment.

On Linux the kernel keeps the highest value itself (`VmHWM`), and writing 5 to
`/proc/self/clear_refs` starts it anew (proc(5)); nothing is sampled, so no peak is missed, not even
within one C call. Elsewhere `ru_maxrss` tells only when a run rose above everything before it.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

try:
    from resource import RUSAGE_SELF, getrusage
except ImportError:  # Windows; a stand-in module under Pyodide
    has_usage = False
else:
    has_usage = True


@dataclass(frozen=True)
class Reading:
    """Bytes before, at the highest, and after; `None` where this system does not tell."""

    start: int | None
    peak: int | None
    end: int | None
    method: str | None

    @property
    def rise(self) -> int | None:
        """How far the memory rose above its start."""
        if self.start is None or self.peak is None:
            return None
        return max(0, self.peak - self.start)


class ResidentMeter:
    """Reads resident memory around a run: `start()`, then `stop()` once."""

    def __init__(self) -> None:
        self._start: int | None = None
        self._resettable = False
        self._maximum: int | None = None

    def start(self) -> None:
        self._resettable = _reset_high_water()
        self._maximum = None if self._resettable else maximum_resident()
        self._start = _status("VmRSS")

    def stop(self) -> Reading:
        end = _status("VmRSS")
        if self._resettable:
            peak = _status("VmHWM")
            # The two counters are kept apart and may disagree by some pages.
            values = [v for v in (peak, self._start, end) if v is not None]
            return Reading(self._start, max(values, default=None), end, "VmHWM")
        maximum = maximum_resident()
        if maximum is not None and self._maximum is not None and maximum > self._maximum:
            return Reading(self._start or self._maximum, maximum, end, "ru_maxrss")
        return Reading(self._start, None, end, None)


def _reset_high_water() -> bool:
    # `os.open`: a kernel's built-in `open` may be anything.
    try:
        descriptor = os.open("/proc/self/clear_refs", os.O_WRONLY)
    except OSError:
        return False
    try:
        os.write(descriptor, b"5")
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def _status(field: str) -> int | None:
    """A size from `/proc/self/status` in bytes."""
    wanted = field.encode() + b":"
    try:
        descriptor = os.open("/proc/self/status", os.O_RDONLY)
    except OSError:
        return None
    try:
        for line in os.read(descriptor, 8192).splitlines():
            if line.startswith(wanted):
                return int(line.split()[1]) * 1024
    finally:
        os.close(descriptor)
    return None


def maximum_resident() -> int | None:
    """The highest so far, in bytes: since a meter was started where that starts it anew."""
    if not has_usage:
        return None
    maximum = getrusage(RUSAGE_SELF).ru_maxrss
    return maximum if sys.platform == "darwin" else maximum * 1024

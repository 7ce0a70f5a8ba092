"""Times what an instrument itself does within a click; put into a kernel's folder, too.

What is left of the requests is the bridge between the front end and the instrument.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

#: Of the instrument, as `cellheat/kernel/instruments/base.py` has them.
STEPS = ("prepare", "start", "stop", "settle", "release", "data")

#: Step → nanoseconds, of the last instrument that was made.
spent: dict[str, int] = {}


def watch() -> None:
    """From now on, for the helper that is in this kernel."""
    names = [name for name in sys.modules if name.startswith("_cellheat_")]
    bridge: Any = sys.modules[next(name for name in names if name.endswith(".bridge"))]
    make = bridge.together

    def made(*args: Any) -> Any:
        instrument = make(*args)
        spent.clear()
        # One that calls another of its own is counted once.
        running: list[str] = []
        for step in STEPS:
            if hasattr(instrument, step):
                setattr(instrument, step, _timed(step, getattr(instrument, step), running))
        return instrument

    bridge.together = made


def _timed(step: str, call: Callable[..., Any], running: list[str]) -> Callable[..., Any]:
    def timed(*args: Any) -> Any:
        if running:
            return call(*args)
        running.append(step)
        start = time.perf_counter_ns()
        try:
            return call(*args)
        finally:
            spent[step] = spent.get(step, 0) + time.perf_counter_ns() - start
            running.pop()

    return timed

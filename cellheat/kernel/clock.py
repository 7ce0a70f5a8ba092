"""Clocks that stay true when the user's code patches the `time` module.

Tests that freeze time replace `time.perf_counter` and its like. The functions here come from a
copy of the built-in module that nobody else has, so a frozen clock cannot make a run take 0 s.
"""

from __future__ import annotations

from importlib.machinery import BuiltinImporter
from importlib.util import module_from_spec
from types import ModuleType


def _private_time() -> ModuleType:
    spec = BuiltinImporter.find_spec("time")
    if spec is None or spec.loader is None:
        import time

        return time
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_time = _private_time()

#: Wall clock for differences, in nanoseconds.
wall_ns = _time.perf_counter_ns
#: Processor time of this process, all threads, in nanoseconds.
cpu_ns = _time.process_time_ns
#: Processor time of the calling thread in nanoseconds, or `None` where the system has none.
thread_ns = getattr(_time, "thread_time_ns", None)
#: Wait for so many seconds.
sleep = _time.sleep


def cpu_ns_of(pid: int) -> int | None:
    """Processor time of another process in nanoseconds; `None` where nobody tells it."""
    try:
        # The number of a process's clock, as Linux makes it.
        taken: int = _time.clock_gettime_ns(~pid << 3 | 2)
    except (AttributeError, OSError, OverflowError):
        return None
    return taken


def utc_now() -> str:
    """The time of day in UTC as ISO 8601 with milliseconds."""
    now = _time.time_ns()
    stamp = _time.strftime("%Y-%m-%dT%H:%M:%S", _time.gmtime(now // 10**9))
    return f"{stamp}.{now // 10**6 % 1000:03d}Z"

"""The tracer that suits this Python."""

from __future__ import annotations

import sys
from typing import Protocol

from .bytes import Probe
from .line import Line
from .wanted import Wanted


class Tracer(Protocol):
    """Measures between `start` and `stop`; used once."""

    def start(self) -> None:
        """Begin, in this thread and in those that it starts. Raises Untraceable."""

    def stop(self) -> None:
        """End, quickly; may be called twice, or without a start."""

    def lines(self) -> list[Line]:
        """What was measured, in no order; call it after `stop`."""

    @property
    def events(self) -> int:
        """How often the code was held up to note something."""

    @property
    def lost(self) -> bool:
        """Whether something switched the tracing off before `stop` did."""

    @property
    def unseen_threads(self) -> bool:
        """Whether threads that were there before ran code that would have been measured."""


def new_tracer(wanted: Wanted, probe: Probe | None = None, bias_ns: int = 0) -> Tracer:
    """A tracer of the code that is `wanted`.

    Where there is a `probe` it measures memory in place of time. The tracer's own allocations are
    not in the bytes that it charges. `bias_ns` is taken off for each event, see `calibration.py`.
    """
    if sys.version_info >= (3, 12):
        from .monitored import MonitoringTracer
        from .monitoredbytes import ByteTracer

        return MonitoringTracer(wanted, bias_ns) if probe is None else ByteTracer(wanted, probe)
    from .traced import HookTracer
    from .tracedbytes import ByteHookTracer

    return HookTracer(wanted, None, bias_ns) if probe is None else ByteHookTracer(wanted, probe)

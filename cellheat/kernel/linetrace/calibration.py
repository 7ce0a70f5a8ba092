"""What an event of the tracer costs on this machine, in this kernel."""

from __future__ import annotations

from dataclasses import dataclass

from ..clock import wall_ns
from .bytes import Probe
from .stacks import total
from .tracer import new_tracer
from .wanted import Untraceable

_FILE = "<cellheat calibration>"
_SOURCE = """
def lines(count):
    for number in range(count):
        number
"""
#: Events of one measurement, and how often it is taken: the fastest is the least disturbed.
_COUNT, _TIMES = 300, 12
#: The run may find a faster moment: a line that seems a little slow is better than one at 0.
_CAREFUL = 0.7


@dataclass(frozen=True)
class Cost:
    """Nanoseconds that one event adds to a run, and the part of them that its clock cannot see."""

    whole_ns: int
    unseen_ns: int


def calibrate(probe: Probe | None = None) -> Cost | None:
    """Measured in a few milliseconds; `None` where lines cannot be traced now.

    `probe` is what will be read at each line, if anything.
    """
    names: dict[str, object] = {}
    exec(compile(_SOURCE, _FILE, "exec"), names)
    run = names["lines"]
    assert callable(run)
    plain: list[int] = []
    traced: list[int] = []
    seen: list[int] = []
    events = 1
    for _ in range(_TIMES):
        tracer = new_tracer(lambda code: code.co_filename == _FILE, probe)
        start = wall_ns()
        run(_COUNT)
        middle = wall_ns()
        try:
            tracer.start()
        except Untraceable:
            return None
        begin = wall_ns()
        run(_COUNT)
        end = wall_ns()
        tracer.stop()
        events = tracer.events
        plain.append(middle - start)
        traced.append(end - begin)
        seen.append(total(line.own_ns or 0 for line in tracer.lines()))
    bare = min(plain)
    unseen = _CAREFUL * max(0, min(seen) - bare) / events
    return Cost(max(0, min(traced) - bare) // events, int(unseen))

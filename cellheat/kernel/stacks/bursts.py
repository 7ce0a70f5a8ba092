"""Own time of lines from short bursts of `sys.monitoring`, on Python 3.12 and later.

Now and then the user's functions that are running tell of each line that they start, for some
milliseconds. A line is told of before its work begins, so time is booked on the line that had it,
which a look at the stack from another thread cannot do. The rest of the time costs nothing.

What a burst sees is a sample too. It begins only where the interpreter lets another thread in, so
work that lets nobody in for long may fall between all bursts: `Lines.longest_ns` tells how long the
longest piece was that was seen in one.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise
from operator import or_
from types import CodeType, FrameType
from typing import Any

from .. import clock
from ..recorder import Gate, Noted, Recorder, Switch, always, nothing

#: Time between two bursts, and the part of the run so far that it is at least.
_PAUSE_NS, _PART = 100_000_000, 50
#: A burst goes on until it has told of so many lines, or has taken so long.
_FEW, _LONG_NS = 8, 20_000_000
#: So much of what was noted is looked through for that.
_LOOK = 200
#: Calls and lines of one burst that are noted; then its places fall silent one by one.
_MOST = 100
#: It takes the thread that runs the cell some time to go on after the burst has begun.
_HANDOVER_NS = 10_000_000
#: What a line takes at the very least, and what telling of one takes at its fastest, at most.
_LEAST_NS, _TELLING_NS = 25, 2_000
#: On the average telling takes up to so many times as long as at its fastest.
_UNEVEN = 2.5
#: A burst with so little processor time and no line saw a cell that waited, or could not run.
_IDLE_NS = 200_000
#: Functions of which lines are asked for at most.
_FUNCTIONS = 50
#: Ids that no tool is meant to use by name (PEP 669).
_IDS = (3, 4)

Line = tuple[CodeType, int]


class _Line(Noted):
    """Code and line."""


class _Entered(Noted):
    """Code and offset, of a function that begins or goes on."""


@dataclass
class Lines:
    """Nanoseconds by line that were seen in `bursts` bursts; only their proportion matters.

    Time in libraries and built-ins is that of the line that called them. `longest_ns` maps lines to
    the longest time for which one was seen to be at work at once.
    """

    bursts: int = 0
    own_ns: dict[Line, float] = field(default_factory=dict)
    longest_ns: dict[Line, int] = field(default_factory=dict)
    #: What telling took, about.
    cost_ns: int = 0
    #: What the bursts stand for, and by that their events per nanosecond, at least and at most.
    _weight: float = 0
    _least: float = 0
    _most: float = 0

    @property
    def pace(self) -> tuple[float, float]:
        """Beginnings and ends of lines and functions per nanosecond of processor time.

        At least and at most: what telling of them took is known only about.
        """
        weight = self._weight or 1.0
        return self._least / weight, self._most / weight

    def count(self, events: int, ns: int, cost_ns: int, weight: float) -> None:
        """In `ns` there were so many events, each of which took at least `cost_ns` to tell of."""
        floor = max(1, events * _LEAST_NS)
        telling = events * min(cost_ns, _TELLING_NS)
        self._weight += weight
        self._least += weight * events / max(ns - telling, floor)
        self._most += weight * events / max(ns - _UNEVEN * telling, floor)

    def add(self, line: Line, ns: int, weight: float) -> None:
        self.own_ns[line] = self.own_ns.get(line, 0) + ns * weight
        self.longest_ns[line] = max(self.longest_ns.get(line, 0), ns)


class Bursts:
    """`start` in the thread that runs the cell, `look` from the sampling thread, `stop` always."""

    def __init__(self, is_own: Callable[[str], bool]) -> None:
        self._is_own = is_own
        #: Identity of a code object → the object where it is the user's; all of them stay alive.
        self._seen: dict[int, tuple[CodeType, bool]] = {}
        self._codes: list[CodeType] = []
        self._tool: int | None = None
        self._burst: _Burst | None = None
        self._bursts: list[_Burst] = []
        self._start_ns = self._due_ns = self._pause_ns = 0
        self._switches: dict[int, Switch] = {}

    def start(self) -> None:
        """Does nothing where all places for such tools are taken."""
        monitoring = _monitoring()
        free = [one for one in _IDS if monitoring.get_tool(one) is None]
        if not free:
            return
        self._tool = free[0]
        monitoring.use_tool_id(self._tool, "cellheat")
        for event in _events():
            gate, self._switches[event] = Gate(), Switch()
            # Open to the thread that runs this.
            gate.target = self._switches[event]
            monitoring.register_callback(self._tool, event, gate)
        self._start_ns = clock.wall_ns()
        self._pause_ns = _PAUSE_NS // 2
        self._due_ns = self._start_ns + self._pause_ns

    def look(self, innermost: FrameType | None) -> None:
        """Begin or end a burst where it is time to; `innermost` is what the cell runs now."""
        if self._tool is None:
            return
        now = clock.wall_ns()
        if self._burst is not None:
            if self._burst.is_enough(now):
                self._end(now)
        elif now >= self._due_ns and innermost is not None:
            self._begin(innermost)

    def stop(self) -> None:
        """In the thread that runs the cell, once `look` is called no more; may be called twice."""
        if self._tool is None:
            return
        tool, self._tool = self._tool, None
        monitoring = _monitoring()
        now = clock.wall_ns()
        if self._burst is not None:
            self._listen(tool, 0)
            self._burst.end_ns = now
            self._burst.cpu_ns += clock.cpu_ns()
            self._burst = None
        for event in self._switches:
            monitoring.register_callback(tool, event, None)
        monitoring.free_tool_id(tool)

    def lines(self) -> Lines:
        """What all bursts saw; after `stop`, where time is no matter."""
        lines = Lines()
        for burst in self._bursts:
            burst.tell(lines)
        return lines

    def _begin(self, innermost: FrameType) -> None:
        stack = []
        frame: FrameType | None = innermost
        while frame is not None:
            if self._is_users(frame.f_code):
                stack.append((frame.f_code, frame.f_lineno or frame.f_code.co_firstlineno))
            frame = frame.f_back
        if not stack or self._tool is None:
            return
        self._burst = burst = _Burst(stack[::-1], self._pause_ns / _PAUSE_NS)
        self._bursts.append(burst)
        for event, callback in burst.callbacks().items():
            self._switches[event].target = callback
        self._listen(self._tool, reduce(or_, _events()))
        burst.cpu_ns = -clock.cpu_ns()
        burst.start_ns = clock.wall_ns()

    def _end(self, now: int) -> None:
        burst, self._burst = self._burst, None
        if burst is not None and self._tool is not None:
            self._listen(self._tool, 0)
            burst.end_ns = now
            burst.cpu_ns += clock.cpu_ns()
            self._pause_ns = max(_PAUSE_NS, (now - self._start_ns) // _PART)
            self._due_ns = now + self._pause_ns

    def _listen(self, tool: int, events: int) -> None:
        monitoring = _monitoring()
        for code in self._codes:
            monitoring.set_local_events(tool, code, events)
        if not events:
            for switch in self._switches.values():
                switch.target = nothing

    def _is_users(self, code: CodeType) -> bool:
        known = self._seen.get(id(code))
        if known is None:
            own = self._is_own(code.co_filename) and len(self._codes) < _FUNCTIONS
            known = self._seen[id(code)] = code, own
            if own:
                self._codes.append(code)
        return known[1]


class _Burst:
    """One burst: what ran when it began, and what it was told of since."""

    def __init__(self, stack: list[tuple[CodeType, int]], weight: float) -> None:
        self._stack = stack
        #: Bursts become fewer as a run gets longer, so a later one stands for more time.
        self._weight = weight
        self._recorder = Recorder()
        self.start_ns = self.end_ns = 0
        #: Processor time of the process meanwhile: that of other programs is not the cell's.
        self.cpu_ns = 0

    def callbacks(self) -> dict[int, Any]:
        events, recorder = _monitoring().events, self._recorder
        silent = always(_monitoring().DISABLE)
        return {
            events.LINE: recorder.keeping(_Line, _MOST, silent),
            events.PY_START: recorder.keeping(_Entered, _MOST, silent),
            events.PY_RESUME: recorder.keeping(_Entered, _MOST, silent),
            events.PY_RETURN: recorder.counting(_MOST, silent),
            events.PY_YIELD: recorder.counting(_MOST, silent),
        }

    def is_enough(self, now: int) -> bool:
        told = [one for one in self._recorder.log[:_LOOK] if type(one) is _Line]
        return len(told) >= _FEW or now - self.start_ns > _LONG_NS

    def tell(self, lines: Lines) -> None:
        """Book the time between two events on the line that was at work."""
        moments = _moments(self._recorder.take())
        lines.bursts += 1
        cost = min((b[0] - a[0] for a, b in pairwise(moments)), default=0)
        lines.cost_ns += cost * len(moments)
        stack, before = list(self._stack), self.start_ns
        if moments and moments[0][0] - before < _HANDOVER_NS:
            before = moments[0][0] - cost
        self._tell_pace(lines, [at for at, _ in moments], cost)
        counts: Counter[type] = Counter()
        for at, noted in moments:
            if stack and at > before + cost:
                lines.add(stack[-1], at - before - cost, self._weight)
            before = at
            _follow(stack, noted)
            counts[type(noted)] += 1
            if counts[type(noted)] == _MOST:
                # From here on not everything is told any more.
                return
        if stack and self.end_ns > before:
            lines.add(stack[-1], self.end_ns - before, self._weight)

    def _tell_pace(self, lines: Lines, moments: list[int], cost_ns: int) -> None:
        if len(moments) >= _MOST:
            # After the first so many not everything is told any more.
            told = moments[:_MOST]
            ns = min(told[-1] - told[0], self.cpu_ns)
            lines.count(len(told) - 1, ns, cost_ns, self._weight)
        elif moments or self.cpu_ns > _IDLE_NS:
            lines.count(len(moments), self.cpu_ns, cost_ns, self._weight)


def _moments(log: list[Any]) -> list[tuple[int, Noted | None]]:
    """Each moment with what was noted at it; `None` for the end of a function."""
    moments: list[tuple[int, Noted | None]] = []
    for one in log:
        if isinstance(one, Noted):
            moments[-1] = (moments[-1][0], one)
        else:
            moments.append((one, None))
    return moments


def _follow(stack: list[Line], noted: Noted | None) -> None:
    """What runs after an event."""
    if noted is None:
        if stack:
            stack.pop()
        return
    code, line = noted.args
    if type(noted) is _Entered:
        stack.append((code, code.co_firstlineno))
        return
    # Functions that an exception ended do not say so.
    while stack and stack[-1][0] is not code:
        stack.pop()
    if stack:
        stack.pop()
    stack.append((code, line))


def _monitoring() -> Any:
    """`sys.monitoring`, which type checkers for older Pythons do not know."""
    return getattr(sys, "monitoring")  # noqa: B009


def _events() -> list[int]:
    events = _monitoring().events
    return [events.LINE, events.PY_START, events.PY_RESUME, events.PY_RETURN, events.PY_YIELD]

"""Times calls of one variant."""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from . import judgement
from .caches import Caches, Cold
from .caller import Arguments, Caller, Drain, Loop, Timed
from .devices import Devices
from .eventloop import LOOPS
from .inputs import Supply
from .processor import undisturbed
from .unfair import Unfair, raised
from .variants import Variant, recompiled

#: What one sample should take: long against the clock, short against what disturbs.
SAMPLE_NS = 2e6
#: Where time is short for the many blocks of many variants, it may take as little as this.
_SHORT_NS = 2e5
#: Before samples count, a new code object has run for so long and so often.
_WARM_NS = 4e5
_WARM_CALLS = 8
#: The first guess is good enough for calls that take so long.
_LONG_NS = 0.5e9
#: Calls longer than this are not repeated under what makes them several times slower.
_SLOWED_NS = 2e9
#: How many times as long, as a guess.
_SLOWED_TIMES = 4
#: Calls that find their caches empty, beside those that do not.
_FIRST_CALLS = 3
#: Samples that the guess of a call's time stands on.
_LATEST = 9
#: Building inputs may take so many times as long as using them.
_BUILDING = 2

Clock = Callable[[], int]


def sample_ns(allowed_ns: float, samples: int) -> float:
    """What a sample should take of which so many have to fit."""
    return min(SAMPLE_NS, max(_SHORT_NS, allowed_ns / samples / 4))


#: Goes through an iterator and keeps nothing.
_drain = deque[Any](maxlen=0).extend


def _loop(call: Callable[..., Any], arguments: Sequence[Arguments], now: Clock) -> int:
    start = now()
    for each in arguments:
        call(*each)
    return now() - start


def _draining_loop(call: Callable[..., Any], arguments: Sequence[Arguments], now: Clock) -> int:
    start = now()
    for each in arguments:
        _drain(call(*each))
    return now() - start


def _checking_loop(call: Callable[..., Any], arguments: Sequence[Arguments], now: Clock) -> int:
    start = now()
    for each in arguments:
        result = call(*each)
        if hasattr(result, "__next__"):
            _drain(result)
    return now() - start


def _empty_loop(arguments: Sequence[Arguments], now: Clock) -> int:
    start = now()
    for _ in arguments:
        pass
    return now() - start


_LOOPS: dict[Drain, Loop] = {
    "never": _loop,
    "always": _draining_loop,
    "sometimes": _checking_loop,
    **LOOPS,
}


@dataclass(frozen=True)
class Spent:
    """Wall time of some calls, and processor time with that of children that ended."""

    wall_ns: float
    cpu_ns: float


@dataclass(frozen=True)
class Manner:
    """How a variant spends its time, beside how much.

    `waiting` is the part of the time in which it had given its processor away by itself: who lost
    it to others has not waited. `cores` is processor time of the process for one of wall time, and
    `children_ns` that of other processes for one call.
    """

    waiting: float
    cores: float
    children_ns: float


class Timer:
    """Times one variant; `ns` is the latest guess of how long a call takes."""

    def __init__(
        self,
        variant: Variant,
        supply: Supply,
        drain: Drain,
        guess_ns: float,
        devices: Devices,
        caller: Caller,
        *,
        sample_ns: float = SAMPLE_NS,
        cold: Cold | None = None,
    ) -> None:
        self.variant = variant
        self.ns = max(1.0, guess_ns)
        #: Timed calls.
        self.calls = 0
        #: Processor time of a call, a value for each sample.
        self.cpu: list[float] = []
        #: What differs between kernels, as a share.
        self.floor = judgement.FIXED_FLOOR if variant.is_fixed else judgement.FLOOR
        self._wall_ns = self._cpu_ns = self._children_ns = self._waits = self._run_calls = 0
        self._latest: deque[float] = deque(maxlen=_LATEST)
        self.supply = supply
        self._drain = drain
        self._devices = devices
        self._caller = caller
        self._sample_ns = sample_ns
        self._cold = cold
        self._build_ns = 0.0
        self._overhead = 0.0
        self._cpu_overhead = 0
        self.renew()

    def settle(self) -> None:
        """Find out how long a call and building its input take."""
        self._cpu_overhead = min(self._looped([]).cpu_ns for _ in range(3))
        if self.ns > _LONG_NS:
            self._build_ns = self._building(1)[0]
            return
        loops = 1
        while True:
            self._build_ns, arguments = self._building(loops)
            start = self._devices.wall_ns()
            elapsed = self._timed(arguments).wall_ns
            if self._cold is not None:
                around = self._devices.wall_ns() - start - elapsed
                self._build_ns += max(0.0, around / loops)
            self.ns = max(1.0, elapsed / loops)
            if elapsed > self._sample_ns / 4 or loops >= self._most(self._sample_ns / 2):
                break
            loops = min(loops * 4, self._most(self._sample_ns / 2))
        if self.ns < 2_000:
            count = self.loops if self._cold is None else 1
            arguments = self.supply.take(0, count)
            now = self._devices.wall_ns
            self._overhead = min(_empty_loop(arguments, now) for _ in range(20)) / count

    @property
    def loops(self) -> int:
        """Calls of one sample."""
        return self._most(self._sample_ns)

    @property
    def cost_ns(self) -> float:
        """What a timed call takes with the building of its input."""
        return self.ns + self._build_ns

    def renew(self) -> None:
        """Draw new code objects, for the variant and for the loop around it."""
        if self._latest:
            # Samples of unequal length would be disturbed unequally often.
            self.ns = max(1.0, statistics.median(self._latest))
        self._call = self.variant.renewed()
        self._run: Loop = recompiled(_LOOPS[self._drain])

    def warm(self) -> None:
        """Run a while without counting, so that the interpreter has specialised the code."""
        if self._cold is not None and self._cold.renews:
            return
        if self.ns > 1e6:
            self._timed(self.supply.take(0, 1))
            return
        calls = max(_WARM_CALLS, min(self._most(_WARM_NS), 10_000))
        self._timed(self.supply.take(0, calls))

    def sample(self, start: int, loops: int | None = None) -> float:
        """Nanoseconds of one call, over `loops` calls that begin at a place in the rotation."""
        loops = loops or self.loops
        arguments = self.supply.take(start, loops)
        spent = self._timed(arguments)
        value = max(0.1, spent.wall_ns / loops - self._overhead)
        self.cpu.append(max(0.0, spent.cpu_ns / loops - self._overhead))
        self.calls += loops
        self._latest.append(value)
        return value

    @property
    def cpu_ns(self) -> float | None:
        """Processor time of a call, where any was taken."""
        if not self.cpu:
            return None
        # A clock that ticks slowly stands still in most of the samples.
        return statistics.median(self.cpu) or statistics.fmean(self.cpu)

    @property
    def manner(self) -> Manner:
        wall = max(1, self._wall_ns)
        busy = (self._cpu_ns + self._children_ns) / wall
        waits = 0 < self._run_calls <= 2 * self._waits
        return Manner(
            waiting=max(0.0, 1 - busy) if waits else 0.0,
            cores=self._cpu_ns / wall,
            children_ns=self._children_ns / max(1, self._run_calls),
        )

    @property
    def slowed_ns(self) -> float:
        """About what one more call takes that is made slower."""
        return _SLOWED_TIMES * self.cost_ns

    def once(self, around: AbstractContextManager[object], *, slows: bool) -> None:
        """One more call inside of a context; none where it `slows` calls that are long already."""
        if slows and self.ns > _SLOWED_NS:
            return
        self._cool()
        try:
            arguments, drains = self.supply.one(0), self._drain not in ("never", "awaited")
            self._caller.once(self.variant.call, arguments, around, drains=drains)
        except (Exception, SystemExit) as error:
            raise self._raised(error) from None

    def collects(self) -> bool:
        """True where the garbage collector, which has to be on, works in a sample."""
        before = self._devices.collections()
        self._timed(self.supply.take(0, self.loops))
        return self._devices.collections() > before

    def first_ns(self, caches: Caches) -> float:
        """A call that finds its caches empty: the median of a few."""
        found: list[float] = []
        for turn in range(_FIRST_CALLS if self.ns < _SLOWED_NS / 20 else 1):
            caches.empty()
            found.append(self._timed(self.supply.take(turn, 1)).wall_ns)
        return statistics.median(found)

    def _timed(self, arguments: Sequence[Arguments]) -> Spent:
        if self._cold is None:
            return self._spent(arguments)
        spent: list[Spent] = []
        for each in arguments:
            self._cool()
            spent.append(self._spent([each]))
        return Spent(sum(one.wall_ns for one in spent), sum(one.cpu_ns for one in spent))

    def _cool(self) -> None:
        if self._cold is not None:
            self._cold.caches.empty()
            if self._cold.renews:
                self._call = recompiled(self.variant.call)

    def _spent(self, arguments: Sequence[Arguments]) -> Spent:
        children = self._devices.children_ns()
        timed = self._looped(arguments)
        cpu_ns = max(0, timed.cpu_ns - self._cpu_overhead)
        children = self._devices.children_ns() - children
        self._run_calls += len(arguments)
        self._children_ns += children
        self._cpu_ns += cpu_ns
        self._wall_ns += timed.wall_ns
        self._waits += timed.after.given - timed.before.given
        wall_ns = undisturbed(timed.wall_ns, timed.before, timed.after)
        return Spent(wall_ns, cpu_ns + children)

    def _looped(self, arguments: Sequence[Arguments]) -> Timed:
        try:
            return self._caller.timed(self._run, self._call, arguments, self._devices)
        except (Exception, SystemExit) as error:
            raise self._raised(error) from None

    def _raised(self, error: BaseException) -> Unfair:
        why = f"{self.variant.name} raised {raised(error)} when it was called again"
        return Unfair(why, type(error).__name__)

    def _building(self, count: int) -> tuple[float, list[Arguments]]:
        """Arguments of so many calls, and the time that building those of one took."""
        start = self._devices.wall_ns()
        arguments = self.supply.take(0, count)
        return (self._devices.wall_ns() - start) / count, arguments

    def _most(self, sample_ns: float) -> int:
        loops = sample_ns / self.ns
        if self.supply.fresh or self._cold is not None:
            loops = min(loops, _BUILDING * sample_ns / max(1.0, self._build_ns))
        if self.supply.fresh:
            loops = min(loops, self.supply.most_ahead())
        return max(1, round(loops))

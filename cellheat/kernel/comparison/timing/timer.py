"""Times calls of one variant."""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from ..asking.variants import Variant, recompiled
from ..calling.caller import Arguments, Caller, Drain, Loop, Timed
from ..calling.devices import Devices
from ..calling.eventloop import LOOPS
from ..calling.inlined import Inlined, inlined
from ..calling.processor import undisturbed
from ..data.caches import Caches, Cold
from ..data.inputs import Supply
from ..judging import judgement
from ..unfair import Unfair, raised

#: What one sample should take: long against the clock, short against what disturbs.
SAMPLE_NS = 2e6
#: Where time is short for the many blocks of many variants, it may take as little as this.
_SHORT_NS = 2e5
#: Before samples count, a new code object has run for so long and so often.
_WARM_NS = 4e5
_WARM_CALLS = 8
#: The first guess is good enough for calls that take so long.
_LONG_NS = 0.5e9
#: What makes a call several times slower may always take so long, and is never done to one that
#: takes so long without it.
SLOWED_NS = 2e9
#: How many times as long, as a guess.
SLOWED_TIMES = 4
#: Of calls shorter than this a good part is calling a function at all.
_TINY_NS = 200
#: An expression is not worth telling where the loop takes more than this part of it.
_MOSTLY_LOOP = 0.5
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


def _empty_loop(call: Callable[..., Any], arguments: Sequence[Arguments], now: Clock) -> int:
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
    `children_ns` that of other processes for one call. `around` is what the loop takes for one of
    the call, where there is no call but an expression.
    """

    waiting: float
    cores: float
    children_ns: float
    around: float | None = None


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
        self._inlined: Inlined | None = None
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
        self._overhead = 0.0
        loops = 1
        while True:
            rounds = self._rounds(loops)
            self._build_ns, arguments = self._building(rounds)
            start = self._devices.wall_ns()
            elapsed = self._timed(arguments).wall_ns
            if self._cold is not None:
                around = self._devices.wall_ns() - start - elapsed
                self._build_ns += max(0.0, around / loops)
            self._build_ns /= self._copies
            self.ns = max(0.1, elapsed / rounds / self._copies)
            if elapsed > self._sample_ns / 4 or loops >= self._most(self._sample_ns / 2):
                break
            loops = min(loops * 4, self._most(self._sample_ns / 2))
        if self.ns < 2_000:
            count = self._rounds(self.loops) if self._cold is None else 1
            arguments = self.supply.take(0, count)
            now = self._devices.wall_ns
            empty = self._inlined.empty() if self._inlined else _empty_loop
            turns = range(5 if count > 1 else 20)
            self._overhead = min(empty(self._call, arguments, now) for _ in turns) / count
            self.ns = max(0.1, self.ns - self._overhead / self._copies)

    def inline(self, inlined: Inlined | None) -> None:
        """Time an expression instead of calls from now on, or calls again."""
        self._inlined = inlined
        self.renew()
        self.settle()

    @property
    def around(self) -> float | None:
        """What the loop takes for one of the expression; `None` where calls are timed."""
        return None if self._inlined is None else self._overhead / self._copies / self.ns

    @property
    def has_one_input_for_many(self) -> bool:
        """True where the same input may be used several times in a row, and nothing is drained."""
        return not self.supply.fresh and self._cold is None and self._drain == "never"

    @property
    def _copies(self) -> int:
        return self._inlined.copies if self._inlined else 1

    def _rounds(self, calls: int) -> int:
        """How often the loop has to turn for so many calls."""
        return max(1, calls // self._copies)

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
        loop = self._inlined.loop() if self._inlined else recompiled(_LOOPS[self._drain])
        self._run: Loop = loop

    def warm(self) -> None:
        """Run a while without counting, so that the interpreter has specialised the code."""
        if self._cold is not None and self._cold.renews:
            return
        if self.ns > 1e6:
            self._timed(self.supply.take(0, 1))
            return
        calls = max(_WARM_CALLS, min(self._most(_WARM_NS), 10_000))
        self._timed(self.supply.take(0, self._rounds(calls)))

    def sample(self, start: int, loops: int | None = None) -> float:
        """Nanoseconds of one call, over `loops` calls that begin at a place in the rotation."""
        rounds = self._rounds(loops or self.loops)
        spent = self._timed(self.supply.take(start, rounds))
        value = max(0.1, (spent.wall_ns / rounds - self._overhead) / self._copies)
        self.cpu.append(max(0.0, (spent.cpu_ns / rounds - self._overhead) / self._copies))
        self.calls += rounds * self._copies
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
            around=self.around,
        )

    @property
    def slowed_ns(self) -> float:
        """About what one more call takes that is made slower."""
        return SLOWED_TIMES * self.cost_ns

    def once(
        self, around: AbstractContextManager[object], *, slowed_until: float | None = None
    ) -> None:
        """One more call inside of a context.

        A context that slows it has until then, on the clock's scale: beyond that only short calls
        are made, and long ones never.
        """
        if slowed_until is not None and not self._can_be_slowed(slowed_until):
            return
        self._cool()
        try:
            arguments, drains = self.supply.one(0), self._drain not in ("never", "awaited")
            self._caller.once(self.variant.call, arguments, around, drains=drains)
        except (Exception, SystemExit) as error:
            raise self._raised(error) from None

    def _can_be_slowed(self, until: float) -> bool:
        if self.slowed_ns <= SLOWED_NS:
            return True
        return self.ns <= SLOWED_NS and self._devices.wall_ns() + self.slowed_ns <= until

    def collects(self) -> bool:
        """True where the garbage collector, which has to be on, works in a sample."""
        before = self._devices.collections()
        self._timed(self.supply.take(0, self._rounds(self.loops)))
        return self._devices.collections() > before

    def first_ns(self, caches: Caches) -> float:
        """A call that finds its caches empty: the median of a few."""
        found: list[float] = []
        for turn in range(_FIRST_CALLS if self.ns < SLOWED_NS / 20 else 1):
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
        self._run_calls += len(arguments) * self._copies
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


def without_calls(timers: list[Timer], arity: int) -> None:
    """Inline all of them where one has very short calls, if that can be done with every one.

    What is too short even for that is called again: a loop would be most of its time.
    """
    if min(timer.ns for timer in timers) > _TINY_NS:
        return
    found = [
        inlined(timer.variant, arity, timer.ns) if timer.has_one_input_for_many else None
        for timer in timers
    ]
    if None in found:
        return
    for timer, loop in zip(timers, found, strict=True):
        timer.inline(loop)
    if any((timer.around or 0) > _MOSTLY_LOOP for timer in timers):
        for timer in timers:
            timer.inline(None)

"""Interleaved measurement: every block holds all variants, in an order drawn by lot."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from ..calling.devices import Devices
from ..judging.judgement import (
    FEW_ALPHA,
    LOOK_ALPHA,
    LOOKS,
    Judged,
    fewest_blocks,
    judge_blocks,
    judge_runs,
    separation_risk,
)
from ..watch import SILENT, Watch
from .timer import Timer

#: Variants whose times are within this factor get equal numbers of calls.
_ALIKE = 4
#: Blocks after which every variant gets new code objects.
_RENEWAL = 8
#: Where enough blocks take no longer, they are measured though the budget is smaller.
_LITTLE_NS = 0.1e9
#: Where blocks are slower than was foreseen, the fewest that can decide may take so many times what
#: they were allowed: a busy machine would else leave the largest differences open.
_OVER = 2.0
#: A collection between looks is worth this much at most.
_COLLECTION_NS = 50e6
#: Where there are no looks for long, a collection comes so often.
_COLLECTING_NS = 0.5e9
#: Rounds of runs at least: of so few, one in 35 pairs is separated by chance.
_FEWEST_ROUNDS = 4
#: Where the time ends before that, so many may do: runs of one round share what disturbs them, so
#: many runs of a fast variant make up for no round.
_LEAST_ROUNDS = 3
#: Runs of a fast variant for one of a slow one.
_MOST_RUNS = 12


@dataclass
class Times:
    """What was timed so far: for each variant a value a block, in nanoseconds of one call.

    `runs` has every single run where these are compared, `contrasts` how far two samples of one
    variant were apart in a block.
    """

    values: list[list[float]]
    runs: list[list[float]] = field(default_factory=list)
    contrasts: list[float] = field(default_factory=list)

    @property
    def blocks(self) -> int:
        # An interrupt may have struck between two variants.
        return min(map(len, self.values))

    def ratios(self, variant: int) -> list[float]:
        """Logarithms of time of the first / time of the variant, one a block."""
        pairs = zip(self.values[0], self.values[variant], strict=False)
        return [math.log(first / second) for first, second in pairs]

    @property
    def noise(self) -> float | None:
        return statistics.median(self.contrasts) if self.contrasts else None


class Blocks:
    """Blocks of samples of equal time: ABBA or BAAB, for more variants any order and back."""

    kind = "blocks"

    def __init__(
        self,
        timers: list[Timer],
        rng: Random,
        devices: Devices,
        looks: Sequence[float] | None = None,
    ) -> None:
        self.times = Times([[] for _ in timers])
        self._looks = looks
        self._timers = timers
        self._rng = rng
        self._devices = devices
        self._alpha = LOOK_ALPHA / (len(timers) - 1)
        self._collects = True

    def fits(self, allowed_ns: float) -> bool:
        """Whether enough of them can be had in the time that is set aside for this."""
        return self.expected_ns <= max(0.7 * allowed_ns, _LITTLE_NS)

    @property
    def expected_ns(self) -> float:
        """Time of the fewest blocks that can decide."""
        block = sum(2 * timer.loops * timer.cost_ns for timer in self._timers)
        return self.fewest * block

    @property
    def fewest(self) -> int:
        """The fewest blocks that can decide."""
        return fewest_blocks(self._alpha)

    def run(self, until_ns: float, deadline_ns: float, watch: Watch = SILENT) -> None:
        """Add blocks until every pair is decided or the time is over, on the clock's scale."""
        start = self._devices.wall_ns()
        allowed_ns = max(until_ns - start, self.expected_ns)
        looks = [part * allowed_ns for part in self._looks or LOOKS]
        while True:
            if self.times.blocks % _RENEWAL == 0:
                self._renew()
            self._block()
            watch.beat(self.judged)
            spent = self._devices.wall_ns() - start
            is_over = spent > max(_OVER * allowed_ns, allowed_ns + _LITTLE_NS)
            if not is_over and (spent < looks[0] or self.times.blocks < self.fewest):
                continue
            looks = [look for look in looks if look > spent]
            if not looks or all(judged.is_enough for judged in self.judged()):
                return
            self._collect()

    @property
    def missing_ns(self) -> float:
        """Time until one more look could decide."""
        return 0.0

    def go_on(self, until_ns: float, watch: Watch) -> None:
        """Add blocks until the time is over: there is one more look, after them."""
        self._renew()
        collected = self._devices.wall_ns()
        while self._devices.wall_ns() < until_ns:
            if self.times.blocks % _RENEWAL == 0:
                self._renew()
            self._block()
            watch.beat(self.judged)
            if self._devices.wall_ns() - collected > _COLLECTING_NS:
                self._collect()
                collected = self._devices.wall_ns()

    def judged(self) -> list[Judged]:
        """Each variant after the first against it."""
        floors = _floors(self._timers)
        return [
            judge_blocks(self.times.ratios(index), self._alpha, floors[index])
            for index in range(1, len(self._timers))
        ]

    def _renew(self) -> None:
        for timer in self._timers:
            timer.renew()
            timer.warm()

    def _block(self) -> None:
        there = list(range(len(self._timers)))
        self._rng.shuffle(there)
        start = self.times.blocks
        loops = equal_loops([timer.loops for timer in self._timers])
        samples: dict[int, list[float]] = {index: [] for index in there}
        for index in [*there, *reversed(there)]:
            samples[index].append(self._timers[index].sample(start, loops[index]))
        for index, (one, other) in sorted(samples.items()):
            self.times.values[index].append((one + other) / 2)
            self.times.contrasts.append(abs(math.log(one / other)))

    def _collect(self) -> None:
        """The collector is off while times are taken: what has piled up goes now."""
        if self._collects:
            start = self._devices.wall_ns()
            self._devices.collect()
            self._collects = self._devices.wall_ns() - start < _COLLECTION_NS


def fewest_samples(variants: int) -> int:
    """The fewest samples of so many variants that can decide."""
    return 2 * variants * fewest_blocks(LOOK_ALPHA / (variants - 1))


def _floors(timers: list[Timer]) -> list[float]:
    """What may differ between kernels for each variant against the first."""
    return [max(timer.floor, timers[0].floor) for timer in timers]


def equal_loops(loops: list[int]) -> list[int]:
    """The calls in a sample of each variant: as many as the first has for all that are like it.

    A processor learns what is repeated. Of two equal variants, the one that was guessed to be
    faster would get more calls in a row, and so be faster indeed.
    """
    alike = [max(one, loops[0]) <= _ALIKE * min(one, loops[0]) for one in loops]
    fewest = min(one for one, is_alike in zip(loops, alike, strict=True) if is_alike)
    return [fewest if is_alike else one for one, is_alike in zip(loops, alike, strict=True)]


class Runs:
    """Rounds of single runs, for calls that are too long for blocks.

    A run of a variant with short calls is a sample of them.

    There are two looks. At the first, every run of one has to be on the same side of every run of
    the other; at the second, every round has to say the same. The time is stretched to them as far
    as the deadline, and no rounds are added that cannot reach a look.
    """

    kind = "runs"

    def __init__(self, timers: list[Timer], rng: Random, devices: Devices) -> None:
        self.times = Times([[] for _ in timers], runs=[[] for _ in timers])
        self._timers = timers
        self._rng = rng
        self._devices = devices
        self._alpha = FEW_ALPHA / (len(timers) - 1)
        runs = [timer.loops * timer.ns for timer in timers]
        self._each = [max(1, min(_MOST_RUNS, int(max(runs) / run))) for run in runs]
        self._first_look = self._rounds_to_separate()
        self._last_look = max(self._first_look, fewest_blocks(self._alpha))

    @property
    def expected_ns(self) -> float:
        """Time until the first look."""
        return self._first_look * self._round_ns

    def run(self, until_ns: float, deadline_ns: float, watch: Watch = SILENT) -> None:
        """Add rounds until every pair is decided, the last look is taken or the time is over."""
        end = max(until_ns, deadline_ns)
        while self.times.blocks < self._last_look:
            if self.times.blocks and self._devices.wall_ns() + self._round_ns > end:
                return
            self._round()
            watch.beat(self.judged)
            if self.times.blocks == self._first_look:
                rest = (self._last_look - self._first_look) * self._round_ns
                if self._devices.wall_ns() + rest > end or self._is_decided:
                    return

    @property
    def missing_ns(self) -> float:
        """Time until one more look could decide."""
        rounds = fewest_blocks(self._late_alpha) - self.times.blocks
        return max(0, rounds) * self._round_ns

    @property
    def _late_alpha(self) -> float:
        return LOOK_ALPHA / (len(self._timers) - 1)

    def go_on(self, until_ns: float, watch: Watch) -> None:
        """Add rounds until the time is over: there is one more look, after them."""
        self._alpha, self._first_look = self._late_alpha, 0
        self._last_look = fewest_blocks(self._alpha)
        while self.times.blocks < self._last_look or (
            self._devices.wall_ns() + self._round_ns < until_ns
        ):
            self._round()
            watch.beat(self.judged)

    def judged(self) -> list[Judged]:
        return [self._judge(index) for index in range(1, len(self._timers))]

    @property
    def _is_decided(self) -> bool:
        return all(judged.verdict != "unclear" for judged in self.judged())

    def _judge(self, index: int) -> Judged:
        floor = _floors(self._timers)[index]
        ratios = self.times.ratios(index)
        if len(ratios) >= self._last_look > self._first_look:
            return judge_blocks(ratios, self._alpha, floor)
        first, second = self.times.runs[0], self.times.runs[index]
        risk = separation_risk(len(first), len(second))
        if risk > self._alpha or len(ratios) < _LEAST_ROUNDS:
            return Judged("unclear")
        one, other = ([math.log(value) for value in runs] for runs in (first, second))
        return judge_runs(one, other, statistics.median(ratios), floor)

    def _rounds_to_separate(self) -> int:
        rounds = 1
        while any(
            separation_risk(rounds * self._each[0], rounds * each) > self._alpha
            for each in self._each[1:]
        ):
            rounds += 1
        # The runs of a round are made in one go: what disturbs one of them disturbs its neighbours,
        # so the number of rounds counts, too.
        return max(_FEWEST_ROUNDS, rounds)

    @property
    def _round_ns(self) -> float:
        return sum(
            timer.cost_ns * timer.loops * each
            for timer, each in zip(self._timers, self._each, strict=True)
        )

    def _round(self) -> None:
        order = list(range(len(self._timers)))
        self._rng.shuffle(order)
        start = self.times.blocks
        found: dict[int, list[float]] = {}
        for index in order:
            timer = self._timers[index]
            found[index] = [timer.sample(start + turn) for turn in range(self._each[index])]
        for index, runs in sorted(found.items()):
            self.times.runs[index] += runs
            self.times.values[index].append(statistics.median(runs))
            if len(runs) > 1:
                self.times.contrasts.append(abs(math.log(runs[0] / runs[-1])))


def measurement(
    timers: list[Timer],
    rng: Random,
    devices: Devices,
    allowed_ns: float,
    looks: Sequence[float] | None = None,
) -> Blocks | Runs:
    """Blocks, or single runs where calls are too long for them.

    `looks` are parts of the time after which blocks are looked at, where these are not the usual.
    """
    blocks = Blocks(timers, rng, devices, looks)
    return blocks if blocks.fits(allowed_ns) else Runs(timers, rng, devices)

"""Which sizes are timed, and how long each of them may take: the budget goes where it is needed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from ...result import Point
from .growth import FEWEST_SIZES
from .judgement import LOOK_ALPHA, fewest_blocks

#: Where a sweep starts that was not told where.
START = 16
#: No sweep has more sizes.
_MOST = 30
#: The part of the budget that is kept for the largest of several sizes, which is asked about.
_KEPT = 1 / 3
#: The same of a sweep, whose last size is not known before.
_KEPT_OF_SWEEP = 1 / 4
#: What a size of a sweep may take that is not the last, as a part of the budget.
_PASSING = 0.04
#: A sample of short calls takes this at most, and that of long ones a call.
_SAMPLE_NS = 2e6
#: Rounds of single runs that tell two variants apart.
_ROUNDS = 5
#: What was foreseen may take so many times as long.
_SAFE = 1.2
#: Blocks are begun where they fit so many times into what a size may take.
_ROOM = 1.5
#: Calls beside those that are timed; one under tracemalloc counts for several.
_CALLS = 6
#: Two times n that take more than so many times as long may be on the way to 2 ** n.
_STEEP = 11
#: Calls that are shorter take no time that matters at twice the size, however they grow: a power of
#: n from n to 1.25 n is less than its power of 1.6 from 1 to 2 n.
_SHORT_NS = 2e5
#: Longer ones are made so often, to see how fast they can be.
_PROBES = 3
#: Such growth bends upwards, so its power is taken so many times.
_BENDS = 1.3
#: Calls that are shorter say nothing about longer ones.
_LONG_NS = 0.1e9

Now = Callable[[], int]
#: A size and the nanoseconds that it may take.
Planned = tuple[int | None, float]


def listed(
    guesses: Mapping[int | None, Sequence[float]], now: Now, end_ns: float
) -> Iterator[Planned]:
    """The sizes that were asked for, from small to large; the rest gets what one does not use."""
    sizes = sorted(guesses, key=lambda n: n or 0)
    needs = [shortest_ns(guesses[n]) for n in sizes]
    needs[-1] = max(needs[-1], _KEPT / (1 - _KEPT) * sum(needs[:-1]))
    for index, n in enumerate(sizes):
        left = max(0.0, end_ns - now())
        share = left * needs[index] / sum(needs[index:])
        # Sizes of long calls would take it all, and go beyond the end anyway.
        others = sum(max(guesses[size]) < _LONG_NS for size in sizes[index + 1 :])
        yield n, max(share, min(_whole_ns(guesses[n]), left / (1 + others)))


class Sweep:
    """Sizes that double while the next one fits; the last one gets what is left.

    They begin below the start where that leaves too few of them.

    `check` calls every variant once on a size and tells the times, `None` where there is an end;
    `latest` is the point that was measured last.
    """

    def __init__(
        self,
        check: Callable[[int], Sequence[float] | None],
        latest: Callable[[], Point | None],
        now: Now,
        end_ns: float,
    ) -> None:
        self._check = check
        self._latest = latest
        self._now = now
        self._end_ns = end_ns
        self._whole_ns = self._left_ns
        #: What each size took beside the calls that were timed.
        self._beside: list[float] = []
        self._probed: dict[int, list[float] | None] = {}

    def sizes(self, start: int, guess: Sequence[float]) -> Iterator[Planned]:
        """From a start upwards, and then below it where these are too few."""
        first, guess = self._start(max(1, start), guess)
        yield from self._upwards(first, guess)
        if not self._beside:
            return
        for _ in range(FEWEST_SIZES - len(self._beside)):
            first //= 2
            if not first or self._check(first) is None:
                return
            yield first, min(_PASSING * self._whole_ns, self._left_ns)

    def _upwards(self, n: int, guess: Sequence[float]) -> Iterator[Planned]:
        begun = self._now()
        before: list[float] | None = None
        for _ in range(_MOST):
            yield n, self._allowed(n, guess, before)
            point = self._latest()
            if point is None or point.n != n:
                return
            times = [variant.median_ns for variant in point.times]
            timed = sum(variant.median_ns * variant.calls for variant in point.times)
            self._beside.append(max(1.0, self._now() - begun - timed))
            foreseen = self._foreseen(n, times, before)
            if foreseen is None or self._needs(foreseen, 1) > self._left_ns:
                return
            n, begun, before = 2 * n, self._now(), times
            checked = self._check(n)
            if checked is None or shortest_ns(checked) > self._left_ns:
                return
            guess = checked

    def _start(self, n: int, guess: Sequence[float]) -> tuple[int, Sequence[float]]:
        """A smaller size to begin with, where there would be too few to tell how times grow."""
        foreseen = self._foreseen(n, guess, None)
        step = 1.0 if foreseen is None else sum(foreseen) / sum(guess)
        # One more than is needed, for a start is hard to foresee; and a float has its limits.
        grows = math.pow(min(step, 1e9), FEWEST_SIZES)
        while n > 1 and shortest_ns([time * grows for time in guess]) > self._whole_ns / 2:
            smaller = self._check(n // 2)
            if smaller is None:
                break
            n, guess = n // 2, smaller
        return n, guess

    @property
    def _left_ns(self) -> float:
        return max(0.0, self._end_ns - self._now())

    def _allowed(self, n: int, guess: Sequence[float], before: Sequence[float] | None) -> float:
        """What a size may take whose calls take about so long."""
        foreseen = self._foreseen(n, guess, before)
        needed = shortest_ns(guess)
        rest = math.inf if foreseen is None else self._needs(foreseen, 2)
        if _SAFE * (needed + self._overhead(1) + rest) > self._left_ns:
            # It is the last one, but for smaller ones that may be missing.
            missing = max(0, FEWEST_SIZES - 1 - len(self._beside))
            passing = missing * (_PASSING * self._whole_ns + self._overhead(0))
            return max(needed, self._left_ns - _CALLS * sum(guess) - passing)
        return max(_PASSING * self._whole_ns, _SAFE * needed)

    def _needs(self, times: Sequence[float], ahead: int) -> float:
        """What must be left for a size so many times ahead, whose calls take so long."""
        needed = shortest_ns(times) + _CALLS * sum(times) + self._overhead(ahead)
        return max(needed, _KEPT_OF_SWEEP * self._whole_ns)

    def _overhead(self, ahead: int) -> float:
        """What goes with a size so many times ahead of the last one: inputs, checks, lost time."""
        if not self._beside:
            return 0.0
        *_, before, last = [self._beside[0], *self._beside]
        return last * math.pow(min(2.0, max(1.0, last / before)), ahead)

    def _foreseen(
        self, n: int, times: Sequence[float], before: Sequence[float] | None
    ) -> list[float] | None:
        """How long calls at twice the size will take: they must not run for ever."""
        if before is not None:
            steps = [time / last for time, last in zip(times, before, strict=True)]
            if max(steps) < _STEEP:
                return [time * max(2, step) for time, step in zip(times, steps, strict=True)]
        near = n + n // 4
        if near == n:
            return [2 * time for time in times]
        if near not in self._probed:
            self._probed[near] = self._quietest(near)
        nearly = self._probed[near]
        if nearly is None:
            return None
        power = _BENDS * math.log(2) / math.log(near / n)
        return [
            time * (4 if one < _SHORT_NS else max(2, (one / time) ** power))
            for time, one in zip(times, nearly, strict=True)
        ]

    def _quietest(self, n: int) -> list[float] | None:
        """The shortest of a few calls: a single one may have been disturbed."""
        found: list[Sequence[float]] = []
        for _ in range(_PROBES):
            checked = self._check(n)
            if checked is None:
                return None
            found.append(checked)
            if not _SHORT_NS < max(checked) < _LONG_NS:
                break
        return [min(calls) for calls in zip(*found, strict=True)]


def _whole_ns(times: Sequence[float]) -> float:
    """The time in which blocks tell variants apart whose calls are neither short nor very long."""
    if not _SAMPLE_NS < max(times) < _LONG_NS:
        return 0.0
    blocks = 2 * fewest_blocks(LOOK_ALPHA / (len(times) - 1))
    return _ROOM * blocks * sum(max(time, _SAMPLE_NS) for time in times)


def shortest_ns(times: Sequence[float]) -> float:
    """The time in which variants can be told apart whose calls take so long."""
    blocks = 2 * fewest_blocks(LOOK_ALPHA / (len(times) - 1))
    return min(
        blocks * sum(max(time, _SAMPLE_NS / 4) for time in times),
        max(_ROUNDS * sum(times), blocks * len(times) * _SAMPLE_NS),
    )

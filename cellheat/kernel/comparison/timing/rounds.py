"""All sizes side by side, to tell how times grow.

A machine may be half as fast for some tenths of a second, and cooler when the small sizes are timed
than when the large ones are. Within a size all variants have their share of that, but between sizes
it looks like growth. So each round holds a sample of every size, in an order by lot.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from ..calling.devices import Devices
from .timer import Timer

#: A sample of short calls.
_SAMPLE_NS = 5e5
#: What warming up takes before it, at least.
_WARM_NS = 4e5
_FEWEST = 3
_MOST = 15


class Rounds:
    """Rounds of one sample of every size and variant; sizes of long calls may not take part."""

    def __init__(
        self, timers: Mapping[int, list[Timer]], rng: Random, devices: Devices, end_ns: float
    ) -> None:
        self._rng = rng
        self._devices = devices
        self._end_ns = end_ns
        left = end_ns - devices.wall_ns()
        #: Each size with its variants, as far as enough rounds of them fit into the time.
        self._timers: dict[int, list[Timer]] = {}
        self._round_ns = 0.0
        for n, some in sorted(timers.items()):
            needs = sum(_cost_ns(timer) for timer in some)
            if _FEWEST * (self._round_ns + needs) > left:
                break
            self._timers[n] = some
            self._round_ns += needs
        #: Size → variant → nanoseconds of one call, a value for each round.
        self._values: dict[int, list[list[float]]] = {
            n: [[] for _ in some] for n, some in self._timers.items()
        }

    def run(self) -> None:
        """Add rounds until the time is over."""
        count = 0
        while count < _MOST and self._devices.wall_ns() + self._round_ns < self._end_ns:
            self._round(count)
            count += 1

    @property
    def values(self) -> dict[int, list[list[float]]]:
        """Size → variant → nanoseconds of one call; nothing where there were too few rounds."""
        fewest = min((len(one) for some in self._values.values() for one in some), default=0)
        return self._values if fewest >= _FEWEST else {}

    def _round(self, start: int) -> None:
        order = [(n, index) for n, some in self._timers.items() for index in range(len(some))]
        self._rng.shuffle(order)
        for n, index in order:
            timer = self._timers[n][index]
            # What was timed before has taken the caches.
            timer.warm()
            self._values[n][index].append(timer.sample(start, _loops(timer)))


def _loops(timer: Timer) -> int:
    return max(1, min(timer.loops, round(_SAMPLE_NS / timer.ns)))


def _cost_ns(timer: Timer) -> float:
    """Time of one sample with all that goes before it."""
    return max(_WARM_NS, timer.cost_ns) + _loops(timer) * timer.cost_ns

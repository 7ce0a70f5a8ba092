"""How long a call at a size will take that nobody has called yet, from those at smaller sizes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ... import units

#: What is known of a size: nanoseconds of one call for each variant.
Known = Mapping[int, Sequence[float]]

#: Calls that are shorter do not show yet how they grow.
_SHORT_NS = 1e6
#: Without anything that shows how a time grows, it may well grow like this.
_LIKELY = 2.0
#: What grows faster than this power may be on the way to 2 ** n.
_STEEP = 3.0
#: Two sizes that are nearer to each other say nothing about growth.
_APART = 0.75
#: A power that is told by two single calls may be lower by this factor.
_DOUBTFUL = 0.8
#: Steps of sizes that are no larger are taken without any in between.
_STEP = 2
#: Larger steps, too, where even n ** 3 would lead to no more than this ...
_HARMLESS_NS = 0.1e9
#: ... and from sizes on where nothing that has come this far is like 2 ** n.
_NOT_EXPONENTIAL = 64
#: A float has its limits.
_MOST = 200.0


def foreseen(n: int, known: Known) -> list[float]:
    """A call of each variant at n, if anything more than less; sizes in `known` are below it."""
    return _grown(n, known, doubt=1.0)


def at_least(n: int, known: Known) -> list[float]:
    """The same, rather less than more; what does not show its growth yet may stay as it is."""
    return _grown(n, known, doubt=_DOUBTFUL)


def step(n: int, known: Known) -> int | None:
    """A size on the way to n that should be known first; `None` where n is near enough."""
    last = max(known)
    if n <= _STEP * last:
        return None
    cubic = sum(known[last]) * math.pow(n / last, 3)
    if last >= _NOT_EXPONENTIAL and cubic < _HARMLESS_NS:
        return None
    return _STEP * last


def told(ns: float) -> str:
    """In words, with no more digits than are worth it."""
    if ns >= 59.5e9:
        return "more than an hour" if ns > 3600e9 else f"about {ns / 60e9:.0f} min"
    return f"about {units.duration(ns, 1)}"


def _grown(n: int, known: Known, doubt: float) -> list[float]:
    last = max(known)
    before = max((size for size in known if size <= _APART * last), default=last)
    return [
        time * math.exp(min(_MOST, _growth(n, (before, earlier), (last, time), doubt)))
        for earlier, time in zip(known[before], known[last], strict=True)
    ]


def _growth(n: int, before: tuple[int, float], last: tuple[int, float], doubt: float) -> float:
    """The logarithm of how much longer a call takes at n than at the last known size."""
    is_doubted, ahead = doubt < 1, math.log(n / last[0])
    if before[0] == last[0] or before[1] <= 0 or last[1] < _SHORT_NS:
        return 0.0 if is_doubted else _LIKELY * ahead
    grew = math.log(last[1] / before[1])
    power = grew / math.log(last[0] / before[0])
    if is_doubted:
        return max(0.0, doubt * power) * ahead
    if power > _STEEP:
        return grew * (n - last[0]) / (last[0] - before[0])
    # What goes with every call hides a part of how short ones grow.
    return max(_LIKELY if before[1] < _SHORT_NS else 1.0, power) * ahead

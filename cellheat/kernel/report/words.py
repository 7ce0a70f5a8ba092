"""How one variant stands to the first, in words: `src/model/comparison/pairwords.ts` says the same.

A ratio has one form, `140×`, and always reads from 1 up.
"""

from __future__ import annotations

from math import log
from typing import Literal

from .. import units
from ..result import ComparisonResult, Pair, Point, VariantTimes
from . import ratios

MARGIN = "3 %"

#: A call that finds its caches empty takes so many times as long that it lives from them.
_FROM_CACHE = 2


def times(pair: Pair) -> str:
    """How many times as fast, or as slow: `140×`."""
    if pair.ratio is None:
        return ""
    if pair.ratio >= 1 or not pair.low or not pair.high:
        return ratios.factor(max(pair.ratio, 1 / pair.ratio), pair.low, pair.high)
    return ratios.factor(1 / pair.ratio, 1 / pair.high, 1 / pair.low)


def is_much(pair: Pair) -> bool:
    """A difference that somebody would notice."""
    return pair.ratio is not None and ratios.matters(max(pair.ratio, 1 / pair.ratio))


def short(pair: Pair) -> str:
    """How a variant stands to the first, in a table: `140× faster`."""
    return {
        "faster": f"{times(pair)} faster",
        "slower": f"takes {times(pair)} as long",
        "same": f"same within {MARGIN}",
        "unclear": "cannot tell",
        "invalid": "not comparable",
    }[pair.verdict]


def ends(pair: Pair) -> str | None:
    """The interval the way the verdict is told: `134× to 143×`."""
    if pair.low is None or pair.high is None:
        return None
    if pair.verdict == "faster":
        return ratios.interval(pair.low, pair.high)
    return ratios.interval(1 / pair.high, 1 / pair.low)


def summary(pair: Pair) -> str:
    """`7.8× faster (7.6× to 8.1×)`."""
    found = ends(pair)
    told = pair.verdict in ("faster", "slower") and found
    return f"{short(pair)} ({found})" if told else short(pair)


def interval(pair: Pair, name: str) -> str | None:
    """The interval that goes with a verdict, called what it is."""
    if pair.verdict == "invalid":
        return None
    found = ends(pair)
    if found is None:
        return "Too few runs for an interval: a larger budget may help."
    said = {"faster": f"{found} faster", "slower": f"{found} as long"}
    return f"{SURE}: {said.get(pair.verdict, f'{name} takes {found} as long')}"


SURE = "95 % in this kernel, on these inputs"


def sentence(pair: Pair, first: str, other: str, on: str) -> str:
    """The verdict on a pair, without a stop."""
    ratio = times(pair)
    if pair.verdict == "faster":
        return (
            f"{other} is about {ratio} faster than {first}{on}"
            if is_much(pair)
            else f"{other} is {ratio} faster than {first}{on}: real, too small to matter"
        )
    if pair.verdict == "slower":
        return (
            f"{other} is slower: it takes about {ratio} as long as {first}{on}"
            if is_much(pair)
            else f"{other} takes {ratio} as long as {first}{on}: real, too small to matter"
        )
    if pair.verdict == "same":
        return f"{first} and {other} take the same time{on}, within {MARGIN}"
    if pair.verdict == "unclear":
        return f"Cannot tell which is faster{on}, {first} or {other}"
    return f"{first} and {other} are not comparable"


def verdict(result: ComparisonResult, point: Point) -> str:
    """The verdict on all of them: the first sentence of every report, without a stop."""
    first = result.variants[0].name
    on = _at(point) + _temperature(result, point)
    if len(point.pairs) == 1:
        (pair,) = point.pairs
        return sentence(pair, first, result.variants[pair.variant].name, on)
    best = leaders(point, "faster")
    if best:
        return _best(result, best, on)
    verdicts = {pair.verdict for pair in point.pairs} - {"invalid"}
    if "unclear" in verdicts:
        return f"Cannot tell whether any is faster than {first}{on}"
    if verdicts == {"slower"}:
        return f"{first} is the fastest{on}"
    if verdicts == {"same"}:
        return f"They take the same time as {first}{on}, within {MARGIN}"
    return f"None is faster than {first}{on}"


def _best(result: ComparisonResult, best: list[Pair], on: str) -> str:
    """Those that lead: where they were not told apart, none of them sounds like the winner."""
    first = result.variants[0].name
    names = [result.variants[pair.variant].name for pair in best]
    if len(best) == 1:
        return sentence(best[0], first, names[0], on)
    if not all(map(is_much, best)):
        return f"{listed(names)} are faster than {first}{on}, by little"
    found = list(map(times, best))  # which stand beside the bars
    if len(set(found)) > 1:
        return f"{listed(names)} are about {listed(found)} faster than {first}{on}"
    all_of = "both" if len(best) == 2 else "all"
    return f"{listed(names)} are {all_of} about {found[0]} faster than {first}{on}"


def leaders(point: Point, way: Literal["faster", "slower"]) -> list[Pair]:
    """Who is furthest from the first, and those that were not told apart from it."""
    found = [pair for pair in point.pairs if pair.verdict == way and pair.ratio is not None]
    if not found:
        return []
    best = max(found, key=_distance)
    return [pair for pair in found if pair is best or _overlap(pair, best)]


def leading(point: Point) -> Pair | None:
    """The pair that the first sentence is about: the only one, or that of the fastest."""
    if len(point.pairs) == 1:
        return point.pairs[0]
    return max(leaders(point, "faster"), key=_distance, default=None)


def _distance(pair: Pair) -> float:
    return abs(log(pair.ratio or 1))


def _overlap(a: Pair, b: Pair) -> bool:
    """What is not known is not told apart."""
    if None in (a.low, a.high, b.low, b.high):
        return True
    return (a.high or 0) >= (b.low or 0) and (b.high or 0) >= (a.low or 0)


def _at(point: Point) -> str:
    return f" at n = {point.n:,}" if point.n is not None else ""


def _temperature(result: ComparisonResult, point: Point) -> str:
    """Of which calls the times are, where a cache makes that matter."""
    pair = leading(point)
    fast = point.times[pair.variant if pair.verdict == "faster" else 0] if pair else None
    if result.temperature == "repeated":
        return " on repeated calls" + (", from its cache" if fast and is_cached(fast) else "")
    return {"first": " on first calls", "cleared": " with caches emptied"}.get(
        result.temperature or "", ""
    )


def is_cached(one: VariantTimes) -> bool:
    """It lives from what earlier calls left."""
    return one.first_ns is not None and one.first_ns > _FROM_CACHE * one.median_ns


def beneath(result: ComparisonResult, point: Point) -> list[str]:
    """What stands under the verdict: its interval, and under which conditions it would differ."""
    found = [
        _interval_line(result, point),
        _open(result, point),
        _cold(result, point),
        _collector(result, point),
        _confirmed(result, point),
    ]
    return [line for line in found if line is not None]


def _interval_line(result: ComparisonResult, point: Point) -> str | None:
    if len(point.pairs) > 1:
        return "In brackets: 95 % in this kernel, on these inputs."
    said = interval(point.pairs[0], result.variants[point.pairs[0].variant].name)
    return said and f"{said.removesuffix('.')}."


def _open(result: ComparisonResult, point: Point) -> str | None:
    best = [result.variants[pair.variant].name for pair in leaders(point, "faster")]
    if len(best) < 2:
        return None
    first = result.variants[0].name
    return f"Which of {listed(best)} is ahead cannot be told: each was measured against {first}."


def _cold(result: ComparisonResult, point: Point) -> str | None:
    if result.temperature != "repeated":
        return None
    cold = [
        f"a call of {variant.name} takes {units.duration(one.first_ns or 0, 2)}"
        for variant, one in zip(result.variants, point.times, strict=True)
        if is_cached(one)
    ]
    return f"With empty caches {listed(cold)}." if cold else None


def _collector(result: ComparisonResult, point: Point) -> str | None:
    if any(caution.code == "collector" for caution in result.cautions):
        return None  # which says it with more words
    pair = leading(point) or point.pairs[0]
    other = next((one for one in point.other_collector if one.variant == pair.variant), None)
    if other is None:
        return "With the garbage collector on." if point.collector == "on" else None
    there = "off" if point.collector == "on" else "on"
    return f"With the garbage collector {point.collector}: {short(pair)}; {there}: {short(other)}."


def _confirmed(result: ComparisonResult, point: Point) -> str | None:
    """`In 5 fresh processes: 7.9× to 8.4× faster (95 % between processes).`"""
    found = result.confirmation
    if found is None or found.n != point.n:
        return None
    if not found.processes:
        return "Stopped before a fresh process came to an end."
    count = str(found.asked) if found.asked == found.processes else ""
    count = count or f"{found.processes} of {found.asked}"
    processes = "process" if count == "1" else "processes"
    many = len(result.variants) > 2
    said = [
        f"{result.variants[pair.variant].name} {_again(pair)}" if many else _again(pair)
        for pair in found.pairs
    ]
    sure = " (95 % between processes)" if any(map(ends, found.pairs)) else ""
    return f"In {count} fresh {processes}: {'; '.join(said)}{sure}."


def _again(pair: Pair) -> str:
    found = ends(pair)
    if pair.verdict in ("faster", "slower"):
        way = "faster" if pair.verdict == "faster" else "as long"
        words = f"{found or times(pair)} {way}"
        return words if is_much(pair) else f"{words}, too small to matter"
    if pair.verdict == "invalid" or found is None:
        return short(pair)
    return f"{short(pair)}, {found} as long"


def listed(words: list[str]) -> str:
    """`C`, `C and D`, `C, D and E`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)

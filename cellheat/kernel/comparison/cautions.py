"""What a reader of a verdict should know: a code and a sentence or two each."""

from __future__ import annotations

import sys
from collections.abc import Callable

from .. import units
from ..result import Caution, Point
from ..slot import Slot
from .preflight import Preflight, Traits

#: A variant differed from itself by more than this within a block.
_NOISY = 0.1
#: Calls shorter than this are for a good part the call itself.
_TINY_NS = 200
#: A first call that took so long, and so many times as long as the later ones, did something once.
_FIRST_NS = 10e6
_FIRST_TIMES = 5
#: A variant had no processor for so much of its time.
_WAITING = 0.5


def seen_before_timing(found: Preflight, *, consume: bool) -> list[Caution]:
    """What calling the variants on some inputs told."""
    told: list[Caution] = []

    def tell(code: str, holds: Callable[[Traits], bool], text: str) -> None:
        names = [name for name, traits in found.traits.items() if holds(traits)]
        if names:
            told.append(Caution(code, text.format(names=listed(names))))

    tell("mutates-input", lambda traits: traits.mutates, _MUTATES)
    apart = [name for name, some in found.traits.items() if not some.shares and not some.mutates]
    if apart:
        tell("shares-input", lambda traits: traits.shares, _SHARES)
    if found.one_shot:
        told.append(Caution("one-shot-input", _ONE_SHOT))
    tell("cached", lambda traits: traits.cached, _CACHED)
    tell("prints", lambda traits: traits.prints, _PRINTS)
    tell("random", lambda traits: traits.draws, _RANDOM)
    if consume:
        tell("lazy", lambda traits: traits.lazy, _LAZY)
    else:
        tell("not-consumed", lambda traits: traits.lazy, _NOT_CONSUMED)
    if found.left_out:
        sizes = listed([f"{n:,}" for n in found.left_out])
        told.append(Caution("sizes-left-out", _LEFT_OUT.format(sizes=sizes)))
    # The slot is taken while an instrument measures the cell that compares.
    if Slot.holder() is not None or sys.getprofile() or sys.gettrace():
        told.append(Caution("profiled", _PROFILED))
    return told


def seen_in_times(found: Preflight, point: Point, waiting: dict[str, float]) -> list[Caution]:
    """What the times of the point that the verdict is for told; `waiting` is a share by name."""
    told: list[Caution] = []
    medians = dict(zip(found.traits, (times.median_ns for times in point.times), strict=True))
    for name, median in medians.items():
        first = found.traits[name].first_ns
        if first > max(_FIRST_NS, _FIRST_TIMES * median):
            text = _FIRST.format(name=name, time=units.duration(first, 2))
            told.append(Caution("first-call", text))
        if waiting.get(name, 0) > _WAITING:
            text = _WAITS.format(name=name, part=f"{waiting[name] * 100:.0f} %")
            told.append(Caution("waits", text))
    if min(medians.values()) < _TINY_NS:
        told.append(Caution("tiny", _TINY))
    if point.noise is not None and point.noise > _NOISY:
        told.append(Caution("noisy", _NOISY_TEXT.format(noise=f"{point.noise * 100:.0f} %")))
    return told


def long_calls(ns: float, runs: int) -> Caution:
    """For calls that leave time for a few runs only."""
    return Caution("long-calls", _LONG.format(time=units.duration(ns, 2), runs=runs))


def unknown_metrics(metrics: frozenset[str], names: list[str], point: Point) -> list[Caution]:
    """For what was asked for and is not known at the point that the verdict is for."""
    told: list[Caution] = []

    def tell(code: str, asked: bool, values: list[int | None], text: str) -> None:
        unknown = [name for name, value in zip(names, values, strict=True) if value is None]
        if asked and unknown:
            told.append(Caution(code, text.format(names=listed(unknown))))

    peaks = [times.peak_bytes for times in point.times]
    tell("memory-unknown", "memory" in metrics, peaks, _MEMORY_UNKNOWN)
    counts = [times.function_calls for times in point.times]
    if "statements" in metrics:
        counts = [times.statements for times in point.times]
    tell("counts-unknown", not metrics.isdisjoint({"calls", "statements"}), counts, _NOT_COUNTED)
    return told


def listed(names: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


_MUTATES = (
    "{names} changed the input. So every timed call got a new one, which was built before the "
    "clock ran."
)
_SHARES = (
    "{names} returned the input itself or a view of it. A later change of one changes the other, "
    "and the time of a copy is saved, which you may need."
)
_ONE_SHOT = (
    "make returns something that can be gone through once. So every timed call got a new one."
)
_CACHED = (
    "{names} kept something between calls, as a cache does. The times are of repeated calls; a "
    "first one may take much longer."
)
_PRINTS = (
    "{names} printed something. It was taken in and thrown away, so the times leave out what "
    "showing it would take."
)
_RANDOM = (
    "{names} drew random numbers. They started alike where results were compared; the timed calls "
    "drew others."
)
_LAZY = (
    "{names} returned an iterator. It was gone through to its end while the clock ran, for before "
    "that the work is not done."
)
_NOT_CONSUMED = (
    "{names} returned an iterator that nobody went through, as consume=False asks: the work that "
    "it stands for is not in the times."
)
_LEFT_OUT = (
    "n = {sizes} was left out, because calls at smaller sizes took long already. Compare the "
    "large sizes by themselves."
)
_PROFILED = (
    "A profiler or a debugger was on. It slows some code more than other, so the ratio is not to "
    "be trusted. Run the cell without it."
)
_FIRST = (
    "The very first call of {name} took {time}: it may have imported or compiled something, or "
    "filled a cache. Only later calls are in the times."
)
_WAITS = (
    "{name} waited for {part} of its time: for a sleep, a file, the network or another process. "
    "The times are those of a clock on the wall."
)
_TINY = (
    "A call takes less than 200 ns. A good part of that is calling a function at all, so the code "
    "in it may differ by more than the times do."
)
_NOISY_TEXT = (
    "Something else was busy: the same variant differed from itself by {noise} from one moment to "
    "the next. The interval takes that into account."
)
_LONG = "One call takes {time}, so there were only {runs} runs of it, and every single one counts."
_NOT_COUNTED = (
    "What {names} calls was not counted: a profiler was on already, or a call under one would have "
    "taken too long."
)
_MEMORY_UNKNOWN = (
    "The peak memory of {names} is not known: a call under tracemalloc would have taken too long, "
    "or this Python has none."
)

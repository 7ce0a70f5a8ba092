"""What a reader of a verdict should know: a code and a sentence or two each."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence

from ... import units
from ...environment import cores
from ...memory.peak import sees_allocations
from ...report import words
from ...result import Cache, Caution, Pair, Point, VariantTimes
from ...slot import Slot
from ..asking.variants import Variant
from ..timing.timer import SLOWED_NS, SLOWED_TIMES, Manner
from .preflight import Preflight, Traits

#: A variant differed from itself by more than this within a block.
_NOISY = 0.1
#: What was subtracted from a time is no more than this part of the rest.
_MOSTLY_LOOP = 0.1
#: Calls shorter than this are for a good part the call itself.
_TINY_NS = 200
#: A first call that took so long, and so many times as long as the later ones, did something once.
_FIRST_NS = 10e6
_FIRST_TIMES = 5
#: A variant had no processor for so much of its time.
_WAITING = 0.5
#: So much is worth a word where times and processor times stand to each other in another way.
_SOME_WAITING = 0.1
_DISAGREE = math.log(1.1)
#: More processor time than this in one of wall time is that of several cores.
_PARALLEL = 1.2
#: The processor time of other processes counts from this part of a call on.
_CHILDREN = 0.02


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
    tell("prints", lambda traits: traits.prints, _PRINTS)
    tell("random", lambda traits: traits.draws, _RANDOM)
    if consume:
        tell("lazy", lambda traits: traits.lazy, _LAZY)
    else:
        tell("not-consumed", lambda traits: traits.lazy, _NOT_CONSUMED)
    if found.left_out:
        whys = "; ".join(f"n = {n:,} was left out: {why}" for n, why in found.left_out.items())
        told.append(Caution("sizes-left-out", _LEFT_OUT.format(whys=whys)))
    if found.ended:
        told.append(Caution("sweep-ended", _ENDED.format(why=found.ended)))
    # The slot is taken while an instrument measures the cell that compares.
    if Slot.holder() is not None or sys.getprofile() or sys.gettrace():
        told.append(Caution("profiled", _PROFILED))
    return told


def seen_in_caches(
    found: Preflight, point: Point, cache: Cache, emptied: list[str]
) -> list[Caution]:
    """What is kept between calls, and what the times are of therefore."""
    told: list[Caution] = []
    for (name, traits), times in zip(found.traits.items(), point.times, strict=True):
        if traits.cached:
            text = _KEEPS.format(name=name) + _TIMES_OF[cache]
            if cache == "repeat" and times.first_ns is not None:
                text = _KEEPS.format(name=name) + _REPEATED.format(time=_short(times.first_ns))
            told.append(Caution("cached", text))
    if cache == "clear" and not emptied:
        told.append(Caution("not-emptied", _NOT_EMPTIED))
    return told


def seen_with_collector(variants: Sequence[Variant], point: Point) -> list[Caution]:
    """What the garbage collector does to the ratios."""
    told: list[str] = []
    for on, off in zip(point.pairs, point.other_collector, strict=False):
        names = variants[on.variant].name, variants[0].name
        told.append(_COLLECTED.format(on=_stands(on, *names), off=_stands(off, *names)))
    return [Caution("collector", " ".join([*told, _COLLECTOR]))] if told else []


def _stands(pair: Pair, name: str, first: str) -> str:
    if pair.ratio is None or pair.low is None or pair.high is None:
        return f"it is open how {name} stands to {first}"
    if pair.ratio >= 1:
        return f"{name} is {words.times(pair)} faster than {first}"
    return f"{name} takes {words.times(pair)} as long as {first}"


def seen_in_times(found: Preflight, point: Point, manners: dict[str, Manner]) -> list[Caution]:
    """What the times of the point that the verdict is for told; `manners` are by name."""
    told: list[Caution] = []
    medians = dict(zip(found.traits, (times.median_ns for times in point.times), strict=True))
    for times, (name, median) in zip(point.times, medians.items(), strict=True):
        first = found.traits[name].first_ns
        is_told = times.first_ns is not None
        if first > max(_FIRST_NS, _FIRST_TIMES * median) and not is_told:
            text = _FIRST.format(name=name, time=units.duration(first, 2))
            told.append(Caution("first-call", text))
        told += _seen_in_manner(name, times, manners[name], disagrees=_disagree(point))
    told += _tiny(min(medians.values()), [manner.around for manner in manners.values()])
    if point.noise is not None and point.noise > _NOISY:
        text = _NOISY_TEXT.format(noise=f"{point.noise * 100:.0f} %")
        if all(pair.low is not None for pair in point.pairs):
            text += _NOISE_COUNTS
        told.append(Caution("noisy", text))
    return told


def _tiny(shortest_ns: float, around: list[float | None]) -> list[Caution]:
    """For calls that are short against what it takes to time them."""
    if shortest_ns >= _TINY_NS:
        return []
    shares = [share for share in around if share is not None]
    if len(shares) < len(around):
        return [Caution("tiny", _TINY)]
    if max(shares) > _MOSTLY_LOOP:
        return [Caution("tiny", _TOO_SMALL.format(part=f"{max(shares) * 100:.0f} %"))]
    return []


def _seen_in_manner(
    name: str, times: VariantTimes, manner: Manner, *, disagrees: bool
) -> list[Caution]:
    """Where else the time went than into one processor."""
    told: list[Caution] = []
    if manner.children_ns > _CHILDREN * times.median_ns:
        text = _PROCESSES.format(name=name, cpu=_short(manner.children_ns), cores=_cores())
        told.append(Caution("processes", text))
    own_ns = (times.cpu_ns or 0) - manner.children_ns
    if manner.cores > _PARALLEL and own_ns > _PARALLEL * times.median_ns:
        cpu, time = _short(own_ns), _short(times.median_ns)
        text = _PARALLEL_TEXT.format(name=name, cpu=cpu, time=time, cores=_cores())
        told.append(Caution("parallel", text))
    if manner.waiting > (_SOME_WAITING if disagrees else _WAITING):
        part = f"{manner.waiting * 100:.0f} %"
        text = _WAITS.format(name=name, part=part, cpu=_short(times.cpu_ns or 0))
        told.append(Caution("waits", text))
    return told


def _disagree(point: Point) -> bool:
    """True where processor times stand to each other in another way than times."""
    first, *others = point.times
    for times in others:
        if first.cpu_ns and times.cpu_ns:
            ratio = math.log(first.median_ns / times.median_ns)
            if abs(ratio - math.log(first.cpu_ns / times.cpu_ns)) > _DISAGREE:
                return True
    return False


def _short(ns: float) -> str:
    return units.duration(ns, 2)


def _cores() -> str:
    count = cores()
    return "1 core" if count == 1 else f"{count} cores"


def long_calls(point: Point, stretched: str) -> Caution:
    """For calls that leave time for a few runs only; the time is that of the table."""
    slowest = max(point.times, key=lambda times: times.median_ns)
    time = units.spread(slowest.median_ns, slowest.low_ns, slowest.high_ns)[0]
    text = _LONG.format(time=time, runs=slowest.calls)
    if stretched:
        text += _LONGER.format(stretched=stretched.lstrip(", "))
    return Caution("long-calls", text)


def unknown_metrics(metrics: frozenset[str], names: list[str], point: Point) -> list[Caution]:
    """For what was asked for and is not known at the point that the verdict is for."""
    told: list[Caution] = []

    def tell(code: str, asked: bool, values: list[int | None], text: str) -> None:
        unknown = [name for name, value in zip(names, values, strict=True) if value is None]
        if asked and unknown:
            told.append(Caution(code, text.format(names=listed(unknown))))

    peaks = [times.peak_bytes for times in point.times]
    tell("memory-unknown", "memory" in metrics, peaks, _memory_unknown(point))
    counts = [times.function_calls for times in point.times]
    if "statements" in metrics:
        counts = [times.statements for times in point.times]
    tell("counts-unknown", not metrics.isdisjoint({"calls", "statements"}), counts, _NOT_COUNTED)
    return told


def _memory_unknown(point: Point) -> str:
    """Why, at the size that the verdict is for; the names are still to be put in."""
    where = "" if point.n is None else f" at n = {point.n:,}"
    if not sees_allocations():
        return _MEMORY_UNKNOWN.format(names="{names}", where=where, why=_NO_TRACEMALLOC)
    unknown = (times.median_ns for times in point.times if times.peak_bytes is None)
    longest = max(unknown, default=0.0)
    why = _TRACING_ENDED
    if SLOWED_TIMES * longest > SLOWED_NS / 2:
        why = _TOO_SLOW.format(time=_short(longest))
    return _MEMORY_UNKNOWN.format(names="{names}", where=where, why=why)


def growth_unknown(sizes: int) -> Caution:
    """For a sweep of too few sizes to tell how times grow."""
    noun = "size was" if sizes == 1 else "sizes were"
    return Caution("growth-unknown", _GROWTH_UNKNOWN.format(sizes=f"{sizes} {noun}"))


def untimed(sizes: list[int | None]) -> Caution:
    """For a comparison that was stopped before its first time; results agree at these sizes."""
    names = listed([f"{n:,}" for n in sizes if n is not None])
    return Caution("untimed", _UNTIMED.format(at=f" They agree at n = {names}." if names else ""))


def undecided(sizes: list[int | None], at: int | None) -> Caution:
    """For larger sizes than the one that the verdict is for."""
    names = listed([f"{n:,}" for n in sizes if n is not None])
    return Caution("sizes-undecided", _UNDECIDED.format(sizes=names, at=f"{at:,}"))


def leaves_different(names: list[str]) -> Caution:
    """For names that cells with the same last value leave with different ones."""
    return Caution("leaves-different", _LEFT.format(names=listed(names)))


def names_copied(ns: float) -> Caution:
    """For cells so short that the copy of the notebook's names counts."""
    return Caution("names-copied", _COPIED.format(time=units.duration(ns, 1)))


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
_COLLECTED = "With the garbage collector on, {on}; with it off, {off}."
_COLLECTOR = (
    "The times are of runs with it on, as other code has it. It goes through all objects that are "
    "alive in this kernel, so they depend on what else is there."
)
_KEEPS = "{name} kept something between calls, as a cache does. "
_REPEATED = "The times are of repeated calls; one that found nothing there took {time}."
_TIMES_OF: dict[Cache, str] = {
    "repeat": "The times are of repeated calls; a first one may take much longer.",
    "clear": "What could be emptied was emptied before every timed call.",
    "first": "What could be emptied was emptied before every timed call, and each had a "
    "fresh input and a code object that was new.",
}
_NOT_EMPTIED = (
    "There was no cache that could be emptied: nothing in reach has a cache_clear, and no dict or "
    "set that the variants name only grew. So the times are of repeated calls."
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
_LEFT_OUT = "{whys}. Compare the large sizes by themselves, or give a larger budget."
_ENDED = "The sizes end where they do because {why}. Nothing is told of larger ones."
_GROWTH_UNKNOWN = (
    "Only {sizes} timed, or they lie near each other, and that does not tell how the times grow. "
    "Start with a smaller n, or give a larger budget."
)
_UNTIMED = "It was stopped while results were compared, and nothing was timed yet.{at}"
_UNDECIDED = (
    "At n = {sizes} the time was over before anything could be told, so the verdict is for "
    "n = {at}. A larger budget may tell more."
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
    "The times are those of a clock on the wall; of the processor's a call took {cpu}."
)
_PARALLEL_TEXT = (
    "{name} took {cpu} of the processors' time in {time} on the clock: its threads, or code in C, "
    "worked on several cores at once. This machine has {cores}, and with another number, or with "
    "other programs beside it, the times will be others."
)
_PROCESSES = (
    "{name} had other processes work for it: they took {cpu} of processor time a call. Starting "
    "them is in the times, and this machine has {cores}."
)
_TINY = (
    "A call takes less than 200 ns. A good part of that is calling a function at all, so the code "
    "in it may differ by more than the times do."
)
_TOO_SMALL = (
    "This is too small to be told well: the loop around it took {part} of what is left when it is "
    "subtracted. Let each call do more of the same, and compare again."
)
_NOISY_TEXT = (
    "Something else was busy: the same variant differed from itself by {noise} from one moment to "
    "the next."
)
_NOISE_COUNTS = " The interval takes that into account."
_LONG = "One call takes {time}, so there were only {runs} runs of it, and every single one counts."
_NOT_COUNTED = (
    "What {names} calls was not counted: a profiler was on already, or a call under one would have "
    "taken too long."
)
_LONGER = " The budget was {stretched} for them."
_MEMORY_UNKNOWN = "The peak memory of {names}{where} is not known: {why}."
_NO_TRACEMALLOC = "this Python has no tracemalloc that sees what is allocated"
_TOO_SLOW = "a call takes {time}, and under tracemalloc it may take several times as long"
_TRACING_ENDED = "tracemalloc was turned off while it ran"
_LEFT = (
    "The cells end with the same value, and leave different ones in {names}. Cells below that read "
    "{names} would get something else."
)
_COPIED = (
    "Each run begins with a copy of the notebook's names, which takes about {time} of its time. "
    "The cells themselves differ by more than the times do."
)

"""Before any speed is told: are the results the same, and what would make the times a lie?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from ... import units
from ...cells.capture import Sink
from ...result import Equality
from .. import equality
from ..asking.options import Options
from ..asking.variants import Awaitable, Variant, is_awaitable
from ..calling.caller import Arguments, Caller, Drain, Returned
from ..calling.devices import Devices
from ..calling.processor import undisturbed
from ..data.caches import Caches
from ..data.inputs import Maker, is_one_shot, random_state, seed_random, weight
from ..data.shared import SharedData
from ..equality import Endless, Finding
from ..judging.sizes import shortest_ns
from ..timing import foresight
from ..unfair import Unfair, raised

#: Inputs that are compared at least, where `make` allows.
_FEWEST = 3
#: Calls longer than this are not made only to have one more input.
_LONG_NS = 0.5e9
#: Shorter ones are called a second time with the same input.
_AGAIN_NS = 0.1e9
#: Long calls may stretch the time to this, in all.
STRETCHED_NS = 10e9
#: Calls of a size that have to fit: the one that compares results, and the fewest that are timed.
_CALLS = 5
#: An input of a sweep that takes more memory is its end.
_HEAVY_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Traits:
    """What was seen of one variant; `first_ns` is its very first call."""

    mutates: bool = False
    lazy: bool = False
    eager: bool = False
    awaited: bool = False
    streamed: bool = False
    prints: bool = False
    draws: bool = False
    shares: bool = False
    cached: bool = False
    collects: bool = False
    first_ns: float = 0.0

    def drain(self, *, consume: bool) -> Drain:
        """How a timed call of it is gone through to its end."""
        goes_on = consume and self.lazy
        if not goes_on:
            return "awaited" if self.awaited else "never"
        if self.awaited or (self.streamed and self.eager):
            return "mixed"
        if self.streamed:
            return "streamed"
        return "sometimes" if self.eager else "always"


@dataclass
class Preflight:
    """What the calls before timing told."""

    traits: dict[str, Traits]
    finding: Finding = field(default_factory=lambda: Finding("equal"))
    #: Inputs on which results were compared.
    inputs: int = 0
    one_shot: bool = False
    #: Size → nanoseconds of one call for each variant.
    guesses: dict[int | None, list[float]] = field(default_factory=dict)
    #: Size → why it is not timed.
    left_out: dict[int, str] = field(default_factory=dict)
    #: Why sizes were not doubled any further, where that was not for want of time.
    ended: str | None = None

    @property
    def equality(self) -> Equality:
        return self.finding.equality if self.inputs else "unknown"

    @property
    def fresh(self) -> bool:
        """True where every timed call needs arguments of its own."""
        return self.one_shot or any(traits.mutates for traits in self.traits.values())


@dataclass(frozen=True)
class _Called:
    """How one call ended: a value, or the error that it raised."""

    value: Any
    is_lazy: bool
    error: Exception | SystemExit | None
    ns: float


class Inspector:
    """Calls every variant on inputs of all sizes, and fills `found` while it does."""

    def __init__(
        self,
        variants: list[Variant],
        maker: Maker,
        options: Options,
        sink: Sink,
        devices: Devices,
        caller: Caller,
        caches: dict[str, Caches],
    ) -> None:
        self.found = Preflight({variant.name: Traits() for variant in variants})
        self._variants = variants
        self._maker = maker
        self._options = options
        self._sink = sink
        self._devices = devices
        self._caller = caller
        self._caches = caches
        self._asked: tuple[int | None, ...] = options.sizes or (None,)
        #: Inputs of the smallest size, to tell new ones from known ones.
        self._known: list[Arguments] = []
        self._last_error = self._last_kind = ""
        #: Which variant ran out of stack or memory.
        self._exhausted = ""
        #: Sizes and the times of calls there, for those that were not asked for, too.
        self._seen: dict[int, list[float]] = {}
        #: Sizes that were called a second time, for their times.
        self._again: set[int] = set()
        self._deadline = 0.0

    def inspect(self) -> None:
        """Stops where results differ; raises Unfair, and what `make` raises for an asked size."""
        self._deadline = self._devices.wall_ns() + max(STRETCHED_NS, self._options.budget_s * 1e9)
        for n, seed in self._inputs():
            is_asked = n in self._asked and seed == 0
            # The first of the sizes has to be called, whatever it takes.
            if is_asked and n and self.found.guesses and not self._can_reach(n):
                continue
            if not self._options.accepts(self.found.finding.equality):
                return
            made = self._made(n, seed, is_asked)
            if made is not None and (is_asked or not self._is_known(n, made)):
                self._try(n, seed, made)
        if self.found.finding.equality == "equal" and not self.found.guesses:
            first = self._variants[0]
            hint = "" if self._maker.builds else first.hint_when_raising + self._meant_make()
            raise Unfair(f"every {first.noun} raised {self._last_error}{hint}", self._last_kind)

    def _meant_make(self) -> str:
        """For a variant that may be a `make` which was misspelt."""
        near = get_close_matches("make", self.found.traits, 1)
        return f", or write make= in place of {near[0]}=" if near else ""

    def check(self, n: int) -> list[float] | None:
        """Compare results on one more size that nobody asked for: the time of each variant's call.

        `None` where results differ, or where `found.ended` says why there is no such input.
        """
        made = self._made(n, 0, False)
        where = f"at n = {n:,} "
        if made is None:
            self.found.ended = where + "make raised an error"
            return None
        if weight(made) > _HEAVY_BYTES:
            self.found.ended = where + f"an input takes more than {units.size(_HEAVY_BYTES)}"
            return None
        finding, self._exhausted, self._last_error = self.found.finding, "", ""
        self._asked += (n,)
        self.found.guesses.pop(n, None)
        self._try(n, 0, made)
        if self._exhausted:
            # Results that one had no room for do not differ.
            self.found.finding = finding
            self.found.guesses.pop(n, None)
            self.found.ended = where + self._exhausted
        elif self._last_error:
            self.found.ended = f"every variant raised {self._last_error}"
        return self.found.guesses.get(n)

    def _can_reach(self, n: int) -> bool:
        """Whether calls at n fit into the time; sizes on the way there are tried where it is far.

        Where they do not, `found.left_out` says why.
        """
        known = {size: times for size, times in self._seen.items() if 0 < size < n}
        if not known:
            return True
        if not self._fits(foresight.foreseen(n, known)):
            known[max(known)] = self._once_more(max(known))
        times = foresight.foreseen(n, known)
        near = foresight.step(n, known)
        if near is None:
            return self._fits(times) or self._leave_out(n, times)
        if not self._fits(foresight.at_least(n, known)):
            return self._leave_out(n, times)
        if not self._fits(foresight.foreseen(near, known)):
            return self._leave_out(n, times)
        made = self._made(near, 0, False)
        if made is not None:
            self._try(near, 0, made)
        if not self._options.accepts(self.found.finding.equality):
            return False
        if near not in self._seen:
            # Nobody can go there step by step.
            return self._fits(times) or self._leave_out(n, times)
        return self._can_reach(n)

    def _once_more(self, n: int) -> list[float]:
        """The shorter of two calls: the first may have been disturbed, or compiled something."""
        before = self._seen[n]
        if n not in self._again and self._fits(before):
            self._again.add(n)
            made = self._made(n, 0, False)
            if made is not None:
                self._try(n, 0, made)
            both = zip(before, self._seen[n], strict=True)
            self._seen[n] = [min(one, other) for one, other in both]
            if n in self.found.guesses:
                self.found.guesses[n] = self._seen[n]
        return self._seen[n]

    def _fits(self, times: list[float]) -> bool:
        """Whether such calls leave enough for timing them, and the smaller sizes."""
        needed = sum(shortest_ns(guess) for guess in self.found.guesses.values())
        return self._devices.wall_ns() + needed + _CALLS * sum(times) <= self._deadline

    def _leave_out(self, n: int, times: list[float]) -> bool:
        self.found.left_out[n] = _TOO_LONG.format(time=foresight.told(max(times)))
        return False

    def _inputs(self) -> Iterator[tuple[int | None, int]]:
        """Size and seed: the empty input and one item, those asked for, then other seeds."""
        if self._options.sizes:
            start = self._devices.wall_ns()
            for n in (0, 1):
                if n not in self._asked and self._devices.wall_ns() - start < _LONG_NS:
                    yield n, 0
        yield from ((n, 0) for n in self._asked)
        for seed in (1, 2):
            if not self._maker.builds or self.found.inputs >= _FEWEST or self._is_long:
                return
            yield self._asked[0], seed

    @property
    def _is_long(self) -> bool:
        return max(self.found.guesses.get(self._asked[0], [0])) > _LONG_NS

    def _made(self, n: int | None, seed: int, is_asked: bool) -> Arguments | None:
        try:
            return self._maker.arguments(n, seed)
        except Exception:
            if is_asked:
                raise
            # No such input can come up, so none has to be compared.
            return None

    def _is_known(self, n: int | None, made: Arguments) -> bool:
        """True where an equal input was compared before: `make` need not use its seed."""
        if n != self._asked[0] or any(is_one_shot(value) for value in made):
            return False
        return any(equality.is_unchanged(before, made) for before in self._known)

    def _try(self, n: int | None, seed: int, made: Arguments) -> None:
        if n == self._asked[0]:
            self._known.append(made)
        if any(is_one_shot(value) for value in made):
            self.found.one_shot = True
        called = [self._call(variant, n, seed, made) for variant in self._variants]
        if any(equality.is_one_object(called[0].value, other.value) for other in called[1:]):
            # The last call may have overwritten what those before have returned.
            called = [self._kept_apart(variant, n, seed, made) for variant in self._variants]
        where = f" (n = {n:,}{self._besides(n)})" if n is not None else ""
        counts = self._compare(called, where)
        is_first = n == self._asked[0] and not self.found.guesses
        if is_first or not self._options.accepts(self.found.finding.equality):
            self._call_again(called, n, seed, made)
        if not counts:
            return
        self.found.inputs += 1
        if n is not None and seed == 0:
            self._seen[n] = [one.ns for one in called]
        if n in self._asked and self.found.finding.equality != "different":
            self.found.guesses.setdefault(n, [one.ns for one in called])

    def _besides(self, n: int) -> str:
        """Words for a size that nobody asked for."""
        return "" if n in self._asked else _BESIDES.get(n, "")

    def _call(self, variant: Variant, n: int | None, seed: int, made: Arguments) -> _Called:
        copy = self._maker.copies([made])[0]
        arguments = self._maker.arguments(n, seed) if copy is None else copy
        self._caches[variant.name].look()
        if self._options.cache != "repeat":
            self._caches[variant.name].empty()
        shared = SharedData(variant.call)
        called = self._observed(variant, seed, arguments)
        self.look_at(variant, shared)
        if copy is not None and not equality.is_unchanged(made, arguments):
            self._note(variant, mutates=True)
        elif any(equality.is_one_object(called.value, argument) for argument in arguments):
            self._note(variant, shares=True)
        return called

    def _kept_apart(self, variant: Variant, n: int | None, seed: int, made: Arguments) -> _Called:
        called = self._call(variant, n, seed, made)
        kept = self._maker.copies([(called.value,)])[0]
        if kept is None:
            raise Unfair(_ONE_OBJECT.format(kind=type(called.value).__name__))
        return replace(called, value=kept[0])

    def _call_again(self, called: list[_Called], n: int | None, seed: int, made: Arguments) -> None:
        """Raises Unfair where the same input gives another result the second time."""
        for variant, before in zip(self._variants, called, strict=True):
            if before.error is not None or before.ns > _AGAIN_NS:
                continue
            after = self._call(variant, n, seed, made)
            finding = Finding("different", f"raised {raised(after.error)}")
            if after.error is None:
                ends = ("the first call", "the second")
                finding = self._compared(before.value, after.value, ends)
            if finding.equality != "unknown" and not self._options.accepts(finding.equality):
                raise Unfair(
                    _AGAIN.format(name=variant.name, words=finding.words), obstacle="again"
                )

    def look_at(self, variant: Variant, shared: SharedData) -> None:
        """Raises Unfair where the variant has changed data that all calls share."""
        changed = shared.changed()
        if changed and not shared.only_grew():
            shared.restore()
            told = _SHARED.format(name=variant.name, names=" and ".join(changed))
            raise Unfair(told + variant.hint_when_shared, obstacle="shared")
        cached = bool(changed) or shared.used_cache or shared.filled
        self._note(variant, cached=cached, draws=shared.drew)
        shared.rewind()

    def _observed(self, variant: Variant, seed: int, arguments: Arguments) -> _Called:
        seed_random(seed)
        drawn, printed = random_state(), self._sink.count
        returned = Returned(None)
        value: Any = None
        error: Exception | SystemExit | None = None
        is_lazy = False
        collections = self._devices.collections()
        before, start = self._devices.usage(), self._devices.wall_ns()
        try:
            returned = self._caller.call(variant.call, arguments)
            value = returned.value
            is_lazy = is_one_shot(value) and not is_awaitable(value)
            if is_lazy:
                value = self._caller.call(equality.materialised, (value,)).value
        except Endless as endless:
            raise Unfair(f"{variant.name} returns {endless}, so its work has no end") from None
        except Unfair:
            raise
        except (Exception, SystemExit) as problem:
            error = problem
            if isinstance(problem, RecursionError | MemoryError):
                self._exhausted = f"{variant.name} raised {raised(problem)}"
        # A first call that others interrupt is no slow one.
        elapsed = undisturbed(self._devices.wall_ns() - start, before, self._devices.usage())
        if is_awaitable(value):
            getattr(value, "close", lambda: None)()
            raise Awaitable(variant.name)
        self._note(
            variant,
            prints=self._sink.count > printed,
            draws=random_state() != drawn,
            collects=self._devices.collections() > collections,
            lazy=is_lazy,
            eager=error is None and not is_lazy,
            awaited=returned.awaited,
            streamed=returned.streamed,
        )
        if not self.found.traits[variant.name].first_ns:
            self._note(variant, first_ns=elapsed)
        return _Called(value, is_lazy, error, elapsed)

    def _note(self, variant: Variant, **seen: Any) -> None:
        traits = self.found.traits[variant.name]
        news = {name: value for name, value in seen.items() if value}
        self.found.traits[variant.name] = replace(traits, **news)

    def _compare(self, called: list[_Called], where: str) -> bool:
        """Note how the results stand to the first; False where every variant raised the same."""
        if all(one.error is not None for one in called):
            kinds = {type(one.error) for one in called}
            self._last_error = raised(called[0].error) + where
            self._last_kind = type(called[0].error).__name__
            if len(kinds) == 1:
                return False
        for index in range(1, len(called)):
            finding = self._pair(called[0], called[index], index)
            if finding.words is not None:
                finding = replace(finding, words=finding.words + where)
            self.found.finding = equality.worst([self.found.finding, finding])
        return True

    def _pair(self, first: _Called, other: _Called, index: int) -> Finding:
        names = (self._variants[0].name, self._variants[index].name)
        if first.error is None and other.error is None:
            # What comes one by one and what comes at once may hold the same.
            if first.is_lazy != other.is_lazy:
                values = [list(v) if type(v) is tuple else v for v in (first.value, other.value)]
                return self._compared(values[0], values[1], names)
            return self._compared(first.value, other.value, names)
        if type(first.error) is type(other.error):
            return Finding("equal")
        ends = [
            f"{name} returned {equality.shown(one.value)}"
            if one.error is None
            else f"{name} raised {raised(one.error)}"
            for name, one in zip(names, (first, other), strict=True)
        ]
        return Finding("different", " and ".join(ends))

    def _compared(self, first: Any, other: Any, names: tuple[str, str]) -> Finding:
        finding: Finding = self._caller.call(
            equality.compared, (first, other, names, self._options.equal)
        ).value
        return finding


_TOO_LONG = "a call there would take {time}, as smaller sizes tell"
_BESIDES = {
    0: ", the empty input, tried besides those asked for",
    1: ", an input of one item, tried besides those asked for",
}
_AGAIN = (
    "{name} returns something else when it is called again with the same input: {words}. Its calls "
    "depend on those before them, on the time or on chance"
)
_ONE_OBJECT = (
    "the variants return one and the same object of type {kind}, and it cannot be copied, so that "
    "their results cannot be told apart. Return a new object from each"
)
_SHARED = (
    "{name} changes {names}, which every call shares: later calls would have other work than the "
    "first. "
)

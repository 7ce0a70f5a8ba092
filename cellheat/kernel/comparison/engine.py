"""One comparison from the first call to the result; an interrupt leaves what is known."""

from __future__ import annotations

import gc
import platform
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from random import Random
from typing import Any, Literal

from .. import clock, units
from ..cells.capture import Sink, no_input
from ..environment import VERSION, environment
from ..interrupts import Held
from ..memory.collector import collector_off
from ..result import Caution, CellReference, ComparisonResult, Obstacle, Outcome, Point
from .asking.options import Options
from .asking.variants import Variant
from .calling.caller import Caller, Direct
from .calling.devices import REAL, Devices
from .checking import cautions
from .checking.preflight import STRETCHED_NS, Inspector, Preflight
from .counting.metrics import completed, told
from .data.caches import Caches, Cold
from .data.inputs import Maker, Supply, random_kept
from .data.shared import SharedData
from .judging import sizes
from .judging.growth import crossovers, growths, is_told
from .timing import foresight
from .timing.blocks import Blocks, Runs, fewest_samples, measurement
from .timing.garbage import collector_on, told_with
from .timing.points import point, renewed
from .timing.rounds import Rounds
from .timing.timer import SAMPLE_NS, SLOWED_NS, Manner, Timer, sample_ns, without_calls
from .unfair import Unfair
from .watch import SILENT, Watch, new_token

#: What cannot decide within so much more time is not offered to go on.
_MORE_NS = 5e9
#: The part of a size's time that building its inputs may take.
_BUILDING = 0.2
#: Calls longer than this are not made only to see what the garbage collector does.
_LONG_NS = 50e6
#: The part of the budget that looking at the garbage collector may take beyond its end.
_COLLECTING = 0.1
#: Inputs of each size that are kept until all sizes were timed.
_KEPT_INPUTS = 2
#: The part of the budget for timing all sizes side by side.
_SIDE_BY_SIDE = 0.2
#: A budget is kept where no more than this goes beyond it.
_KEPT = 1.1


class Engine:
    """Compares variants once: `run`, then `result`; `run` may be broken off at any moment."""

    def __init__(
        self,
        variants: list[Variant],
        maker: Maker,
        options: Options,
        ip: Any,
        *,
        caller: Caller | None = None,
        devices: Devices = REAL,
        rng: Random | None = None,
        watch: Watch = SILENT,
        token: str | None = None,
    ) -> None:
        #: Names the comparison to whoever watches or goes on with it.
        self.token = token or new_token()
        self._variants = variants
        self._maker = maker
        self._options = options
        self._ip = ip
        self._sink = Sink()
        self._devices = devices
        self._caller = caller or Direct()
        self._caches = {variant.name: Caches(variant.call) for variant in variants}
        self._inspector = Inspector(
            variants, maker, options, self._sink, devices, self._caller, self._caches
        )
        self._rng = rng or Random()
        self._watch = watch
        self._started = clock.utc_now()
        self._start = self._ended = self._devices.wall_ns()
        self._points: list[Point] = []
        self._manners: list[dict[str, Manner]] = []
        #: Sizes at which single runs were compared.
        self._long: set[int | None] = set()
        #: What each point was measured with; nothing where it cannot go on.
        self._timed: list[tuple[list[Timer], Blocks | Runs] | None] = []
        self._more_ns = 0.0
        self._garbage = _NO_TIME
        #: Size → variant → times that can be compared between sizes.
        self._side_by_side: dict[int, list[list[float]]] = {}
        self._pool = 0
        self._unfair: str | None = None
        self._error: str | None = None
        self._obstacle: Obstacle | None = None

    @property
    def _found(self) -> Preflight:
        return self._inspector.found

    @property
    def knows_something(self) -> bool:
        """Whether there is anything to show yet."""
        return bool(self._points or self._unfair or self._found.guesses)

    def run(self) -> None:
        """Raises what `make` raises, Awaitable for coroutines, KeyboardInterrupt when stopped."""
        with self._undisturbed(), self._fair():
            self._watch.step("checking", self._options.budget_s * 1e9)
            self._inspector.inspect()
            if self._options.accepts(self._found.equality):
                self._measure()
            else:
                self._unfair = self._difference()
        self._release()

    @property
    def can_go_on(self) -> bool:
        """Whether more time may decide what the budget did not; once, as it is planned for."""
        at = self._at()
        if at is None or self._more_ns or not isinstance(self._caller, Direct):
            return False
        timed = self._timed[at]
        return (
            timed is not None
            and not self._points[at].decided
            and self._points[at].collector == "off"
            and timed[1].missing_ns <= _MORE_NS
        )

    def go_on(self, seconds: float, watch: Watch) -> None:
        """Measure the size of the verdict for longer; raises as `run` does."""
        at = self._at()
        timed = None if at is None else self._timed[at]
        if at is None or timed is None or not self.can_go_on:
            raise ValueError("There is nothing to go on with.")
        self._watch = watch
        # What passed since counts for nothing.
        self._start += self._devices.wall_ns() - self._ended
        self._more_ns = seconds * 1e9
        try:
            with self._undisturbed(), self._fair():
                self._measure_more(at, *timed)
        finally:
            self._release()

    @contextmanager
    def _fair(self) -> Iterator[None]:
        try:
            yield
        except Unfair as unfair:
            # What was timed before is of no use either.
            self._points.clear()
            self._unfair = f"{unfair}."
            self._error = unfair.error
            self._obstacle = unfair.obstacle

    def result(self, cell: CellReference | None, *, stopped: bool = False) -> ComparisonResult:
        """All that is known by now; `stopped` by an interrupt."""
        at = self._at()
        outcome = Outcome("raised", self._error) if self._error else Outcome("ok")
        if stopped:
            outcome = Outcome("interrupted", "KeyboardInterrupt")
        return ComparisonResult(
            cell=cell,
            outcome=outcome,
            started=self._started,
            wall_ns=self._wall_ns,
            budget_s=self._options.budget_s,
            environment=environment(self._tools()),
            variants=[variant.told() for variant in self._variants],
            equality=self._found.equality,
            difference=self._unfair,
            obstacle=self._obstacle,
            inputs=self._found.inputs,
            cautions=self._cautions(at, stopped),
            points=list(self._points),
            at=at,
            method=self._method(),
            cache=self._options.cache,
            temperature=self._temperature,
            growth=growths(self._points, self._side_by_side),
            crossovers=crossovers(self._points),
        )

    @contextmanager
    def _undisturbed(self) -> Iterator[None]:
        """Streams and random numbers of the user's, left as they are found."""
        restore = ExitStack()
        try:
            with Held():
                restore.enter_context(self._sink.open(self._ip))
                restore.enter_context(no_input(RuntimeError(_ASKS)))
                restore.enter_context(random_kept())
            yield
        finally:
            # An interrupt in here would leave the user without standard output.
            with Held():
                for caches in self._caches.values():
                    caches.put_back()
                restore.close()
                self._ended = self._devices.wall_ns()
                self._watch.over()

    def _measure(self) -> None:
        """Time all sizes from small to large; what one does not use is left for the next."""
        budget = self._options.budget_s * 1e9
        # Half of it is for timing, however long checking took.
        end = max(self._start + budget, self._devices.wall_ns() + budget / 2)
        deadline = self._start + max(STRETCHED_NS, budget)
        shared = self._shared()
        sweeps = self._options.sweeps
        until = end
        if sweeps or is_told([n for n in sorted(self._options.sizes) if n]):
            until -= _SIDE_BY_SIDE * (end - self._devices.wall_ns())
        try:
            for index, (n, allowed) in enumerate(self._sizes(until), 1):
                # How often sizes will double is not known before.
                self._watch.size(n, index, index if sweeps else len(self._found.guesses))
                # Sizes that nobody asked for are no reason to take longer.
                limit = until if sweeps and self._points else deadline
                self._measure_size(n, allowed, limit, deadline)
        finally:
            self._sort()
        if not self._options.accepts(self._found.equality):
            raise Unfair(self._difference().removesuffix("."))
        self._compare_sizes(end)
        self._look_at_collector(end, deadline)
        for variant, data in zip(self._variants, shared, strict=True):
            self._inspector.look_at(variant, data)

    def _sort(self) -> None:
        """Bring sizes into order: a sweep may end with small ones."""
        order = sorted(range(len(self._points)), key=lambda index: self._points[index].n or 0)
        self._points = [self._points[index] for index in order]
        self._manners = [self._manners[index] for index in order]
        self._timed = [self._timed[index] for index in order]

    def _compare_sizes(self, end: float) -> None:
        """Time all sizes side by side, where they are enough to tell how times grow."""
        timers = {
            point.n: timed[0]
            for point, timed in zip(self._points, self._timed, strict=True)
            if point.n and timed
        }
        if is_told(sorted(timers)) and self._options.cache == "repeat":
            rounds = Rounds(timers, self._rng, self._devices, end)
            with collector_off():
                rounds.run()
            self._side_by_side = rounds.values

    def _sizes(self, end: float) -> Iterator[sizes.Planned]:
        guesses, now = self._found.guesses, self._devices.wall_ns
        if not self._options.sweeps:
            return sizes.listed(guesses, now, end)
        start = self._options.sizes[0]
        sweep = sizes.Sweep(self._inspector.check, self._latest, now, end)
        return sweep.sizes(start, guesses[start])

    def _latest(self) -> Point | None:
        return self._points[-1] if self._points else None

    def _shared(self) -> list[SharedData]:
        """What all calls share, as it is now; caches that are emptied do not count."""
        for caches in self._caches.values():
            caches.look()
        return [
            SharedData(variant.call, self._caches[variant.name].holds) for variant in self._variants
        ]

    def _measure_more(self, at: int, timers: list[Timer], measured: Blocks | Runs) -> None:
        before = self._points[at]
        shared = self._shared()
        timers[0].supply.fill(self._more_ns * _BUILDING, self._devices)
        now = self._devices.wall_ns()
        needed = max(self._more_ns, measured.missing_ns)
        self._watch.size(before.n, 1, 1)
        self._watch.step("timing", now - self._start + needed)
        with collector_off():
            try:
                measured.go_on(now + self._more_ns, self._watch)
            finally:
                self._points[at] = renewed(before, point(before.n, timers, measured))
                self._manners[at] = {timer.variant.name: timer.manner for timer in timers}
        for variant, data in zip(self._variants, shared, strict=True):
            self._inspector.look_at(variant, data)

    def _release(self) -> None:
        """Of what was timed, only what can go on is kept, and that without its inputs."""
        at = self._at() if self.can_go_on else None
        for index, timed in enumerate(self._timed):
            if timed is not None:
                timed[0][0].supply.empty()
            if index != at:
                self._timed[index] = None

    def _measure_size(self, n: int | None, allowed: float, limit: float, deadline: float) -> None:
        """`limit` is when timing has to end, `deadline` all that is done beside it."""
        fresh = self._found.fresh or self._options.cache == "first"
        supply = Supply(self._maker, n, fresh=fresh, unseen=self._needs_unseen)
        supply.fill(allowed * _BUILDING, self._devices)
        self._pool = supply.size
        with collector_off():
            timers = self._timers(n, supply, allowed)
            measured = measurement(timers, self._rng, self._devices, allowed)
            if self._points and self._devices.wall_ns() + measured.expected_ns > limit:
                if not self._options.sweeps:
                    needed = foresight.told(measured.expected_ns)
                    self._found.left_out[n or 0] = _NOT_ENOUGH.format(time=needed)
                return
            self._watch.step("timing", self._expected(measured, allowed))
            try:
                now = self._devices.wall_ns()
                # The first look goes before the memory, which may take longer than the rest.
                enough = now + _KEPT * measured.expected_ns
                end = min(limit, max(enough, limit - self._reserved_ns(timers)))
                measured.run(now + allowed, end, self._watch)
            finally:
                self._keep(n, timers, measured)
            self._add_first_calls(timers, deadline)
        metrics = self._options.metrics
        if metrics != {"time"}:
            self._watch.step("memory" if "memory" in metrics else "counting")
        self._points[-1] = completed(self._points[-1], timers, metrics, self._devices, deadline)
        # The next size has inputs of its own.
        supply.keep(_KEPT_INPUTS)

    @property
    def _needs_unseen(self) -> bool:
        """Whether an equal input would find what an earlier call has left, which stays there."""
        return self._options.cache == "first" and any(
            traits.cached and not self._caches[name].names
            for name, traits in self._found.traits.items()
        )

    def _reserved_ns(self, timers: list[Timer]) -> float:
        """Time for the calls that tell the memory, which runs must not eat up."""
        if "memory" not in self._options.metrics:
            return 0.0
        return sum(timer.slowed_ns for timer in timers if timer.slowed_ns <= SLOWED_NS)

    def _look_at_collector(self, end: float, deadline: float) -> None:
        """Time the size of the verdict again with the collector on, where it has something to do.

        Where that leaves the size open, another one may be chosen, and has to be looked at, too.
        """
        if not gc.isenabled():
            self._garbage = "collector off, as it was found"
            return
        seen: set[int] = set()
        while (at := self._at()) is not None and at not in seen and self._timed[at] is not None:
            seen.add(at)
            self._garbage = self._look_with_collector(at, end, deadline)

    def _look_with_collector(self, at: int, end: float, deadline: float) -> str:
        """In words what came of it."""
        off, timers = self._points[at], self._timed[at][0]  # type: ignore[index]
        now = self._devices.wall_ns()
        allowed = max(end - now, self._options.budget_s * 1e9 * _COLLECTING)
        if now + sum(timer.cost_ns for timer in timers) > max(deadline, now + allowed):
            return _NO_TIME
        timers[0].supply.fill(allowed * _BUILDING, self._devices)
        with collector_on():
            worked = [self._collects(timer) for timer in timers]
            if not any(worked):
                return _NOTHING_COLLECTED
            timers = self._timers(off.n, timers[0].supply, allowed)
            measured = measurement(timers, self._rng, self._devices, allowed, looks=(1.0,))
            now = self._devices.wall_ns()
            if now + measured.expected_ns > max(deadline, now + allowed):
                return _NO_TIME
            self._watch.step("collector", now - self._start + measured.expected_ns)
            measured.run(now + min(allowed, 2 * measured.expected_ns), deadline, self._watch)
        if measured.times.blocks < 2:
            return _NO_TIME
        self._points[at] = told_with(off, point(off.n, timers, measured))
        if self._points[at] is off:
            return _NOT_MOVED
        self._manners[at] = {timer.variant.name: timer.manner for timer in timers}
        return _MOVED

    def _collects(self, timer: Timer) -> bool:
        """Whether the garbage collector works in a sample; of long calls that is known already."""
        if timer.ns > _LONG_NS:
            return self._found.traits[timer.variant.name].collects
        return timer.collects()

    def _add_first_calls(self, timers: list[Timer], deadline: float) -> None:
        """The times of calls that find their caches empty, beside those that were kept."""
        if self._options.cache != "repeat":
            return
        point = self._points[-1]
        times = list(point.times)
        for index, timer in enumerate(timers):
            caches = self._caches[timer.variant.name]
            if self._found.traits[timer.variant.name].cached and caches.names:
                guess = self._found.guesses[point.n][index]
                if self._devices.wall_ns() + guess < deadline:
                    times[index] = replace(times[index], first_ns=timer.first_ns(caches))
        self._points[-1] = replace(point, times=times)

    @property
    def _temperature(self) -> Literal["repeated", "first", "cleared"] | None:
        """Which calls the times are of, where that matters."""
        if not self._points:
            return None
        if self._options.cache == "first":
            return "first"
        if self._options.cache == "clear" and self._emptied:
            return "cleared"
        is_asked = self._options.cache == "clear"
        is_cached = any(traits.cached for traits in self._found.traits.values())
        return "repeated" if is_asked or is_cached else None

    @property
    def _emptied(self) -> list[str]:
        """Names of caches that are emptied before timed calls."""
        if self._options.cache == "repeat":
            return []
        return sorted({name for caches in self._caches.values() for name in caches.names})

    def _expected(self, measured: Blocks | Runs, allowed: float) -> float:
        """Nanoseconds that the whole takes, as far as it can be known before this size."""
        spent = self._devices.wall_ns() - self._start
        return max(self._options.budget_s * 1e9, spent + max(allowed, measured.expected_ns))

    def _timers(self, n: int | None, supply: Supply, allowed: float) -> list[Timer]:
        timers = []
        sample = sample_ns(allowed, fewest_samples(len(self._variants)))
        for variant, guess in zip(self._variants, self._found.guesses[n], strict=True):
            traits = self._found.traits[variant.name]
            drain = traits.drain(consume=self._options.consume)
            timer = Timer(
                variant,
                supply,
                drain,
                guess,
                self._devices,
                self._caller,
                sample_ns=sample,
                cold=self._cold(variant),
            )
            timer.settle()
            timers.append(timer)
        without_calls(timers, len(supply.one(0)))
        return timers

    def _cold(self, variant: Variant) -> Cold | None:
        if self._options.cache == "repeat":
            return None
        return Cold(self._caches[variant.name], renews=self._options.cache == "first")

    def _keep(self, n: int | None, timers: list[Timer], measured: Blocks | Runs) -> None:
        if not measured.times.blocks:
            return
        self._points.append(point(n, timers, measured))
        self._manners.append({timer.variant.name: timer.manner for timer in timers})
        self._timed.append((timers, measured))
        if isinstance(measured, Runs):
            self._long.add(n)

    def _at(self) -> int | None:
        """The largest size that was decided, or the largest."""
        indices = range(len(self._points))
        decided = [index for index in indices if self._points[index].decided]
        return max(decided or indices, default=None)

    def _difference(self) -> str:
        words = self._found.finding.words or "the results could not be compared"
        hint = _HINTS.get(self._found.equality, "") if self._options.equal == "exact" else ""
        return f"{words}.{hint}"

    def _cautions(self, at: int | None, stopped: bool) -> list[Caution]:
        told = cautions.seen_before_timing(self._found, consume=self._options.consume)
        if at is None:
            is_known = stopped and self._unfair is None and self._found.guesses
            return [*told, cautions.untimed(list(self._found.guesses))] if is_known else told
        chosen = self._points[at]
        told += cautions.seen_with_collector(self._variants, chosen)
        told += cautions.seen_in_caches(self._found, chosen, self._options.cache, self._emptied)
        told += cautions.seen_in_times(self._found, chosen, self._manners[at])
        # Where time is short, samples of short calls are compared one by one, too.
        if chosen.n in self._long and max(one.median_ns for one in chosen.times) > SAMPLE_NS:
            told.append(cautions.long_calls(chosen, self._stretched_by(chosen)))
        later = [point.n for point in self._points[at + 1 :]]
        if later:
            told.append(cautions.undecided(later, chosen.n))
        if "growth" in self._options.metrics and not growths(self._points):
            told.append(cautions.growth_unknown(len(self._points)))
        if not stopped:
            told += cautions.unknown_metrics(
                self._options.metrics, [variant.name for variant in self._variants], chosen
            )
        return told

    def _tools(self) -> dict[str, str]:
        tools = {"cellheat.compare": VERSION}
        if any(one.peak_bytes is not None for point in self._points for one in point.times):
            tools["tracemalloc"] = platform.python_version()
        return tools

    def _method(self) -> dict[str, str]:
        """How it was measured, for the foot of the result."""
        equal = self._options.equal
        method = {"equality": equal if isinstance(equal, str) else f"by {_name(equal)}"}
        method["budget"] = f"{self._options.budget_s:g} s{self._stretched()}"
        if not self._points:
            return method
        method |= {
            "inputs": self._inputs(),
            "order": "blocks that hold every variant twice, in an order drawn by lot and back",
            "estimate": "the median of the blocks' ratios of times",
            "interval": "95 % in this kernel, on these inputs, from order statistics, with 0.5 % "
            "for what differs between kernels",
            "decision": "another interval, of 99.9 % at each of five looks, more than 1 % away "
            "from no difference, or inside ±3 % for the same",
            "garbage": self._garbage,
            "cache": self._kept_between(),
        }
        if self._side_by_side:
            method["growth"] = "rounds of one sample of every size, in an order by lot"
        if self._more_ns:
            method["more"] = f"{self._more_ns / 1e9:g} s more on request, with one further look"
        if any(manner.around is not None for some in self._manners for manner in some.values()):
            method["calls"] = (
                "expressions stand in the loop itself, and the empty loop is subtracted"
            )
        if self._long:
            method["order"] = "rounds of single runs where calls are long, in an order by lot"
            method["decision"] = (
                "every run of one, or every round, on the same side by more than 1 %"
            )
        return method | told(self._options.metrics)

    def _kept_between(self) -> str:
        """What a timed call finds of those before it."""
        emptied = "caches in reach were emptied before every timed call"
        if self._emptied:
            emptied += f": {', '.join(self._emptied)}"
        if self._options.cache == "first":
            inputs = "an input of a seed of its own" if self._needs_unseen else "a fresh input"
            return f"every timed call has {inputs} and a code object that is new; {emptied}"
        return emptied if self._emptied else "repeated calls"

    def _stretched(self) -> str:
        """How far the time went beyond what was asked for, as the end of a sentence."""
        spent = self._wall_ns - self._more_ns
        if spent <= _KEPT * self._options.budget_s * 1e9:
            return ""
        return f", stretched to {units.duration(spent, 2)}"

    def _stretched_by(self, chosen: Point) -> str:
        """The same, where it was the runs of this size that took the time."""
        timed = sum(times.median_ns * times.calls for times in chosen.times)
        over = self._wall_ns - self._more_ns - self._options.budget_s * 1e9
        return self._stretched() if timed >= over else ""

    @property
    def _wall_ns(self) -> int:
        return self._ended - self._start

    def _inputs(self) -> str:
        if not self._maker.builds:
            return "none, the variants take no arguments"
        if self._found.fresh:
            return "a new one for every call, built before the clock ran"
        return f"{self._pool} built by make for each size, taken in turn"


def _name(function: Any) -> str:
    return getattr(function, "__name__", None) or type(function).__name__


_NO_TIME = "collector off while the clock runs"
_NOTHING_COLLECTED = f"{_NO_TIME}; with it on, it had nothing to do"
_NOT_MOVED = f"{_NO_TIME}; with it on, ratios were the same within 10 %"
_MOVED = "collector on while the clock runs, because it moves a ratio by more than 10 %"
_NOT_ENOUGH = "telling anything there would take {time}, and less was left"
_ASKS = "the code asks for input, and a comparison repeats it many times"
_HINTS = {
    "close": " If that is near enough, give equal='close'.",
    "reordered": " If the order does not matter, give equal='unordered'.",
}

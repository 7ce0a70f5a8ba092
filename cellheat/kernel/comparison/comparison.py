"""What `compare` returns: the verdict with its numbers, as attributes, text and documents."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Literal

from .. import report, result
from ..interrupts import Held
from ..result import (
    Caution,
    ComparisonResult,
    Confirmation,
    Equality,
    Family,
    Growth,
    Offer,
    Pair,
    Point,
    Verdict,
)
from . import pytestfile
from .afresh.confirmation import OnProgress, Unconfirmable, can_confirm, confirm
from .asking.asked import Asked
from .asking.notebook import publish, shell
from .engine import Engine
from .held import hold
from .watch import new_token, watching


@dataclass(frozen=True)
class Standing:
    """How one variant stands to the first.

    `verdict` is "faster", "slower", "same", "unclear" or "invalid". `ratio` is the time of the
    first / the time of this one: with 8.2 this one takes 1/8.2 of the time. `interval` is the lower
    and upper end of its 95 % interval, in this kernel and on these inputs. Both are `None` where
    they are not known.
    """

    verdict: Verdict
    ratio: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True)
class SizeResult:
    """What was found at one size: the second variant against the first, and the rest by name.

    `times` maps names to the median time of one call in nanoseconds, `peaks` to how far its Python
    allocations rose, in bytes, `calls` to the functions that it called, `statements` to those that
    went to a database, and `lags` to how long it kept the event loop, in nanoseconds; `None` where
    that is not known.
    """

    n: int | None
    verdict: Verdict
    ratio: float | None
    interval: tuple[float, float] | None
    versus: dict[str, Standing]
    times: dict[str, float]
    peaks: dict[str, int | None]
    calls: dict[str, int | None]
    statements: dict[str, int | None]
    lags: dict[str, float | None]


@dataclass(frozen=True)
class VariantGrowth:
    """How the time of a variant grows with n.

    `families` are all that fit about equally well, out of "flat", "log-like", "linear-ish",
    "quadratic-ish" and "worse"; none where nothing fits. Over the largest sizes, `sizes` from and
    to, twice the n takes 2 ** `exponent` times as long; `interval` is its 95 % interval. Both are
    `None` where the sizes do not tell.
    """

    families: tuple[Family, ...]
    exponent: float | None
    interval: tuple[float, float] | None
    sizes: tuple[int, int]


@dataclass(frozen=True)
class Crossing:
    """Somewhere `between` two sizes the variant `name` and the first change places.

    `faster` is "below" or "above": on that side of it the variant takes less time.
    """

    name: str
    between: tuple[int, int]
    faster: Literal["below", "above"]


class _ByName(dict[str, Standing]):
    """Says which names there are where another one is asked for."""

    def __missing__(self, name: object) -> Standing:
        raise KeyError(f"{name!r} is not compared with the first; {', '.join(map(repr, self))} is")


class Comparison:
    """The result of `compare`. Shown as the last expression of a cell, it draws itself."""

    def __init__(
        self,
        found: ComparisonResult,
        asked: Asked | None = None,
        engine: Engine | None = None,
    ) -> None:
        #: What to measure where there is to be more of it.
        self._asked = asked
        self._engine = engine
        self._token = engine.token if engine is not None else None
        self._take(found)
        if self._token is not None:
            hold(self._token, self)

    def _take(self, found: ComparisonResult) -> None:
        offers: list[Offer] = []
        if self._engine is not None and self._engine.can_go_on:
            offers.append("more")
        else:
            # It holds what it was measured with.
            self._engine = None
        if self._asked is not None and found.at is not None and can_confirm():
            offers.append("confirm")
        self._found = found = replace(found, token=self._token if offers else None, offers=offers)
        self._names = [variant.name for variant in found.variants]
        self._sizes = [self._size(point) for point in found.points]
        self._chosen = self._sizes[found.at] if found.at is not None else self._untimed()

    @property
    def verdict(self) -> Verdict:
        """How the second variant stands to the first: "faster", "slower", "same" (within 3 %),
        "unclear" or "invalid", which means that no speed may be told."""
        return self._chosen.verdict

    @property
    def ratio(self) -> float | None:
        """Time of the first / time of the second; `None` where it is not known."""
        return self._chosen.ratio

    @property
    def interval(self) -> tuple[float, float] | None:
        """Lower and upper end of the ratio's 95 % interval, in this kernel, on these inputs."""
        return self._chosen.interval

    @property
    def versus(self) -> dict[str, Standing]:
        """Each variant but the first → how it stands to the first."""
        return self._chosen.versus

    @property
    def times(self) -> dict[str, float]:
        """Name → median time of one call in nanoseconds; empty where nothing was timed."""
        return self._chosen.times

    @property
    def peaks(self) -> dict[str, int | None]:
        """Name → how far the Python allocations of one call rise, in bytes, by tracemalloc."""
        return self._chosen.peaks

    @property
    def calls(self) -> dict[str, int | None]:
        """Name → how many functions one call calls, where that was asked for."""
        return self._chosen.calls

    @property
    def statements(self) -> dict[str, int | None]:
        """Name → how many statements one call sends to databases, where that was asked for."""
        return self._chosen.statements

    @property
    def lags(self) -> dict[str, float | None]:
        """Name → the longest time for which a call kept the event loop from anything else, in
        nanoseconds, where that was asked for."""
        return self._chosen.lags

    @property
    def at(self) -> int | None:
        """The size that the verdict is for: the largest that was decided, or the largest."""
        return self._chosen.n

    @property
    def by_n(self) -> dict[int, SizeResult]:
        """Size → what was found there; empty where no `n` was given."""
        return {size.n: size for size in self._sizes if size.n is not None}

    @property
    def growth(self) -> dict[str, VariantGrowth]:
        """Name → how its time grows with n; empty where fewer than five sizes were timed, or the
        largest is less than 16 times the smallest."""
        return {self._names[growth.variant]: _grown(growth) for growth in self._found.growth}

    @property
    def crossovers(self) -> list[Crossing]:
        """Where a variant and the first change places, among the sizes that were timed."""
        return [
            Crossing(self._names[found.variant], (found.low_n, found.high_n), found.faster)
            for found in self._found.crossovers
        ]

    @property
    def equality(self) -> Equality:
        """How the results stand to each other, whatever was asked for: "equal", "close",
        "reordered", "different" or "unknown"."""
        return self._found.equality

    @property
    def difference(self) -> str | None:
        """Why no speed is told, in words; `None` where one is."""
        return self._found.difference

    @property
    def cautions(self) -> list[Caution]:
        """What a reader should know, each with `code` and `text`."""
        return list(self._found.cautions)

    def more(self, seconds: float = 5.0) -> Comparison:
        """Measure for some seconds more where the verdict is "unclear", and look once more.

        The comparison takes in what is found, and is returned. This can be done once. Raises
        ValueError where there is nothing to go on with; an interrupt shows what is known and
        raises KeyboardInterrupt.
        """
        if self.go_on(seconds):
            with Held():
                publish(shell(), self._repr_mimebundle_())
            raise KeyboardInterrupt
        return self

    def go_on(self, seconds: float) -> bool:
        """The same for a front end: an interrupt only ends it, and True says that one did."""
        if self._engine is None or not self._engine.can_go_on:
            raise ValueError(_NO_MORE)
        if not 0.05 <= seconds <= 600:
            raise ValueError(f"seconds is {seconds}. Give between 0.05 and 600.")
        engine, stopped = self._engine, False
        try:
            engine.go_on(seconds, watching(shell(), engine.token, self._names))
        except KeyboardInterrupt:
            stopped = True
        with Held():
            found = engine.result(self._found.cell, stopped=stopped)
            self._take(replace(found, confirmation=self._found.confirmation))
        return stopped

    @property
    def confirmation(self) -> Confirmation | None:
        """What fresh processes found; `None` before `confirm`."""
        return self._found.confirmation

    def confirm(self, processes: int = 5) -> Comparison:
        """Measure the size that the verdict is for again, in processes started for that.

        Functions and `make` go there by cloudpickle, which has to be installed. The comparison
        takes in what is found, and is returned. An interrupt shows what is known by then and raises
        KeyboardInterrupt. Raises Unconfirmable where the processes can tell nothing.
        """
        if self.confirmed_by(processes):
            with Held():
                publish(shell(), self._repr_mimebundle_())
            raise KeyboardInterrupt
        return self

    def confirmed_by(self, processes: int, on_progress: OnProgress | None = None) -> bool:
        """The same for a front end: an interrupt only ends it, and True says that one did."""
        if self._asked is None:
            raise Unconfirmable("What was compared is not known any more. Compare again.")
        watch = watching(shell(), self._token or new_token(), self._names)

        def tell(done: int, pairs: list[Pair]) -> None:
            watch.confirming(done, processes, pairs)

        try:
            found, stopped = confirm(self._asked, self._found, processes, on_progress or tell)
        finally:
            watch.over()
        self._take(found)
        return stopped

    def document(self) -> dict[str, Any]:
        """All that was measured, as JSON data of one versioned shape; units are in the names."""
        return result.document(self._found)

    def to_json(self) -> str:
        """`document()` as text."""
        return json.dumps(self.document(), ensure_ascii=False, indent=2)

    def to_markdown(self) -> str:
        """The verdict and a table, for an issue or a pull request."""
        return report.markdown(self._found)

    def to_pytest(self) -> str:
        """A file for a project's tests: results are equal, and pytest-benchmark times each variant.

        What could not be written out, such as large data, is listed in a comment at its beginning.
        Raises ValueError for what is no longer known.
        """
        if self._asked is None:
            raise ValueError("What was compared is not known any more. Compare again.")
        return pytestfile.source(self._asked, self._found)

    def __str__(self) -> str:
        return report.text(self._found)

    __repr__ = __str__

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return report.bundle(self._found)

    def _size(self, point: Point) -> SizeResult:
        versus = _ByName((self._names[pair.variant], _standing(pair)) for pair in point.pairs)
        second = versus[self._names[1]]
        timed = dict(zip(self._names, point.times, strict=True))
        return SizeResult(
            n=point.n,
            verdict=second.verdict,
            ratio=second.ratio,
            interval=second.interval,
            versus=versus,
            times={name: times.median_ns for name, times in timed.items()},
            peaks={name: times.peak_bytes for name, times in timed.items()},
            calls={name: times.function_calls for name, times in timed.items()},
            statements={name: times.statements for name, times in timed.items()},
            lags={name: times.lag_ns for name, times in timed.items()},
        )

    def _untimed(self) -> SizeResult:
        nothing = Standing("invalid", None, None)
        versus = _ByName((name, nothing) for name in self._names[1:])
        return SizeResult(None, "invalid", None, None, versus, {}, {}, {}, {}, {})


_NO_MORE = (
    "There is nothing to go on with: more time is for a comparison that could not tell, that "
    "needs no await, and once. Compare again with a larger budget=."
)


def _standing(pair: Pair) -> Standing:
    known = pair.low is not None and pair.high is not None
    interval = (pair.low, pair.high) if known else None
    return Standing(pair.verdict, pair.ratio, interval)  # type: ignore[arg-type]


def _grown(growth: Growth) -> VariantGrowth:
    known = growth.low is not None and growth.high is not None
    interval = (growth.low, growth.high) if known else None
    return VariantGrowth(
        tuple(growth.families),
        growth.exponent,
        interval,  # type: ignore[arg-type]
        (growth.from_n, growth.to_n),
    )

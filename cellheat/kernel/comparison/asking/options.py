"""What `compare` was asked for, checked before anything runs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ...result import Cache
from ..judging.sizes import START

#: The ways to compare results, and the findings that each of them accepts.
ACCEPTED: dict[str, tuple[str, ...]] = {
    "exact": ("equal",),
    "close": ("equal", "close"),
    "unordered": ("equal", "reordered"),
}

_METRICS = ("time", "memory", "calls", "statements", "lag", "growth")
_CACHES = ("repeat", "first", "clear")


@dataclass(frozen=True)
class Options:
    """The keywords of `compare`; `sizes` ascends and is empty where no `n` was given."""

    make: Callable[..., Any] | None
    sizes: tuple[int, ...]
    equal: str | Callable[[Any, Any], Any]
    consume: bool
    budget_s: float
    cache: Cache
    metrics: frozenset[str]

    @property
    def sweeps(self) -> bool:
        """True where sizes are doubled for as long as they fit into the budget."""
        return "growth" in self.metrics and len(self.sizes) == 1

    def accepts(self, equality: str) -> bool:
        """True where results that stand so to each other may be timed against each other."""
        kind = self.equal if isinstance(self.equal, str) else "exact"
        return equality in ACCEPTED[kind]


def options(
    make: Any, n: Any, equal: Any, consume: Any, budget: Any, cache: Any, metrics: Any
) -> Options:
    """Raises TypeError or ValueError with a sentence that says what to write instead."""
    if make is not None and not callable(make):
        raise TypeError(
            f"make is {_kind(make)}, and it has to be a function that builds the input. Write "
            "make=lambda n, seed: ..., or leave it out."
        )
    wanted = _metrics(metrics)
    sizes = _sizes(START if n is None and "growth" in wanted else n)
    if n is None and sizes and make is None:
        raise ValueError(
            "The metric 'growth' needs inputs of several sizes. Give make=, a function of n and "
            "seed, or leave 'growth' out."
        )
    if sizes and make is None:
        raise ValueError(
            "n says how large an input make builds, and there is no make. Give make=, a function "
            "of n and seed, or leave n out."
        )
    _check_equal(equal)
    _check_cache(cache)
    if not isinstance(consume, bool):
        raise TypeError(f"consume is {_kind(consume)}, and it has to be True or False.")
    return Options(make, sizes, equal, consume, _budget(budget), cache, wanted)


def _sizes(n: Any) -> tuple[int, ...]:
    if n is None:
        return ()
    if isinstance(n, str | bytes | dict) or not isinstance(n, Iterable):
        n = [n]
    # 1e3 is a whole number, too.
    sizes = [int(size) if isinstance(size, float) and size.is_integer() else size for size in n]
    for size in sizes:
        if not _is_whole(size) or size < 0:
            raise ValueError(
                f"n holds {size!r}, and every size has to be a whole number from 0 on. Write "
                "n=1000, or n=[10, 100, 1000]."
            )
    if not 1 <= len(sizes) <= 30:
        raise ValueError(f"n has {len(sizes)} sizes. Give between 1 and 30, or leave n out.")
    return tuple(sorted({int(size) for size in sizes}))


def _is_whole(value: Any) -> bool:
    # NumPy's whole numbers, too.
    return hasattr(value, "__index__") and not isinstance(value, bool)


def _check_equal(equal: Any) -> None:
    if isinstance(equal, str) and equal in ACCEPTED:
        return
    if inspect.iscoroutinefunction(equal):
        raise TypeError(
            "equal is a coroutine function, and it has to say at once whether two results are "
            "equal. Write def equal(one, other)."
        )
    if isinstance(equal, str) or not callable(equal):
        raise ValueError(
            f"equal is {equal!r}. Write 'exact', 'close' or 'unordered', or give a function of "
            "two results that says whether they are equal."
        )


def _check_cache(cache: Any) -> None:
    if not isinstance(cache, str) or cache not in _CACHES:
        raise ValueError(
            f"cache is {cache!r}. Write 'repeat' for repeated calls, 'clear' for calls that find "
            "their caches empty, or 'first' for calls that are as cold as they can be."
        )


def _metrics(metrics: Any) -> frozenset[str]:
    wanted = frozenset((metrics,) if isinstance(metrics, str) else metrics)
    for metric in wanted:
        if metric not in _METRICS:
            raise ValueError(f"{metric!r} is no metric. {_CHOOSE}")
    # The verdict stands on it.
    return wanted | {"time"}


_CHOOSE = f"Choose out of {', '.join(map(repr, _METRICS[:-1]))} and {_METRICS[-1]!r}."


def _budget(budget: Any) -> float:
    if isinstance(budget, bool) or not isinstance(budget, int | float):
        raise TypeError(f"budget is {_kind(budget)}, and it has to be a number of seconds.")
    if not 0.05 <= budget <= 600:
        raise ValueError(f"budget is {budget} s. Give between 0.05 and 600 seconds.")
    return float(budget)


def _kind(value: Any) -> str:
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"

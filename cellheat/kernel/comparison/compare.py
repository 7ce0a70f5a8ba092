"""`compare`: which way is faster, told only when it is true."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ..interrupts import Held
from ..report import bundle
from .asking.asked import Asked
from .asking.notebook import publish, running_cell, shell
from .asking.options import Options, options
from .asking.refusal import awaiting
from .asking.variants import Awaitable
from .asking.variants import variants as read_variants
from .calling.caller import Caller, Direct
from .comparison import Comparison
from .data.inputs import Maker, random_kept
from .engine import Engine
from .watch import new_token, watching


def compare(
    variants: dict[str, Callable[..., Any] | str] | None = None,
    /,
    *others: Any,
    make: Callable[..., Any] | None = None,
    n: int | Iterable[int] | None = None,
    equal: str | Callable[[Any, Any], Any] = "exact",
    consume: bool = True,
    budget: float = 2.0,
    cache: str = "repeat",
    metrics: Iterable[str] = ("time", "memory"),
    **named: Callable[..., Any] | str,
) -> Comparison:
    """Compare two to six ways to do the same work, against the first of them.

    Every keyword that is no option names a variant: a function, or source text. Their results are
    compared first; where they differ, no speed is told.

    `make(n, seed)` builds the input, a tuple of positional arguments or one object; without `n` it
    is called as `make()`. `n` is a size or several. `equal` is "exact", "close", "unordered" or a
    function of two results. With `consume` a returned iterator is gone through while it is timed.
    `budget` is in seconds, for all sizes; calls over 50 ms may take up to 10 s in all. `cache` is
    "repeat", "clear" (caches in reach are emptied before every timed call) or "first" (each call is
    as cold as it can be). `metrics` are "time" and any of "memory", "calls", "statements", "lag"
    and "growth": with the last, `n` is where sizes start, and doubles while the next one fits.

    Raises TypeError and ValueError where the arguments make no sense, and what `make` raises. An
    interrupt shows what is known and raises KeyboardInterrupt.
    """
    if others:
        raise TypeError(BY_NAME)
    frame = sys._getframe(1)
    chosen = options(make, n, equal, consume, budget, cache, metrics)
    ip = shell()
    try:
        plan = planned(variants, named, chosen, ip, frame.f_globals, Direct())
        return _compared(plan, ip)
    except Awaitable as found:
        given = {
            **(variants or {}),
            **named,
            **_told(make, n, equal, consume, budget, cache, metrics),
        }
        raise awaiting(found.name, frame, given) from None


def _compared(plan: Plan, ip: Any) -> Comparison:
    try:
        plan.engine.run()
    except KeyboardInterrupt as error:
        with Held():
            show_known(plan.engine, ip)
        # Where in our own code it struck tells nobody anything.
        raise error.with_traceback(None) from None
    return Comparison(plan.engine.result(running_cell(ip)), plan.asked, plan.engine)


@dataclass(frozen=True)
class Plan:
    """A comparison that is ready to run, and what it was asked for."""

    engine: Engine
    asked: Asked


def planned(
    first: Any,
    named: dict[str, Any],
    chosen: Options,
    ip: Any,
    names: dict[str, Any],
    caller: Caller,
    *,
    awaits: bool = False,
) -> Plan:
    """The same for all ways to compare; source variants see `names`, or the notebook's."""
    maker = Maker(chosen.make, bool(chosen.sizes), caller)

    def arity() -> int:
        with random_kept():
            return len(maker.arguments(chosen.sizes[0] if chosen.sizes else None, 0))

    if ip is not None:
        names = ip.user_ns
    read = read_variants(first, named, names, arity, awaits=awaits)
    token = new_token()
    watch = watching(ip, token, [variant.name for variant in read])
    engine = Engine(read, maker, chosen, ip, caller=caller, watch=watch, token=token)
    return Plan(engine, Asked(read, chosen, awaits))


def show_known(engine: Engine, ip: Any) -> None:
    """What an interrupt leaves, where that is anything."""
    if engine.knows_something:
        publish(ip, bundle(engine.result(running_cell(ip), stopped=True)))


def _told(
    make: Any, n: Any, equal: Any, consume: bool, budget: float, cache: str, metrics: Any
) -> dict[str, Any]:
    """The options that differ from what goes without saying."""
    pairs = {
        "make": (make, None),
        "n": (n, None),
        "equal": (equal, "exact"),
        "consume": (consume, True),
        "budget": (budget, 2.0),
        "cache": (cache, "repeat"),
        "metrics": (metrics, ("time", "memory")),
    }
    return {name: value for name, (value, usual) in pairs.items() if value is not usual}


BY_NAME = (
    "A comparison takes its variants by name, so that it can tell which is which. Write "
    "first=first, second=second, or give a dict of names and functions."
)

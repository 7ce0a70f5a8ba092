"""`compare`: which way is faster, told only when it is true."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any

from ..interrupts import Held
from ..report import bundle
from .asked import Asked
from .comparison import Comparison
from .engine import Engine
from .inputs import Maker, random_kept
from .notebook import publish, running_cell, shell
from .options import options
from .variants import variants as read_variants


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
    "repeat". `metrics` may leave "memory" out.

    Raises TypeError and ValueError where the arguments make no sense, and what `make` raises. An
    interrupt shows what is known and raises KeyboardInterrupt.
    """
    if others:
        raise TypeError(_BY_NAME)
    chosen = options(make, n, equal, consume, budget, cache, metrics)
    ip = shell()
    maker = Maker(make, bool(chosen.sizes))
    names = sys._getframe(1).f_globals if ip is None else ip.user_ns

    def arity() -> int:
        with random_kept():
            return len(maker.arguments(chosen.sizes[0] if chosen.sizes else None, 0))

    read = read_variants(variants, named, names, arity)
    engine = Engine(read, maker, chosen, ip)
    try:
        engine.run()
    except KeyboardInterrupt:
        with Held():
            if engine.knows_something:
                publish(ip, bundle(engine.result(running_cell(ip), stopped=True)))
        raise
    return Comparison(engine.result(running_cell(ip)), Asked(read, chosen))


_BY_NAME = (
    "compare takes its variants by name, so that it can tell which is which. Write "
    "compare(first=first, second=second), or give a dict of names and functions."
)

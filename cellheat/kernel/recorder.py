"""Callbacks that note when they were called, and with what, without running any Python code.

A callback of ours that ran Python code would be where an interrupt of the user's strikes: our
function would stand in the traceback, and where the interpreter swallows what a callback raises, as
the garbage collector does, the interrupt would be lost. So these are put together from functions
that are written in C.
"""

from __future__ import annotations

import operator
from _thread import _local
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, filterfalse, islice, repeat
from typing import Any

from . import clock


def always(value: Any) -> Callable[..., Any]:
    """A function that returns `value` whatever it is called with.

    It is the first of several values that all have the same rank.
    """
    return partial(max, value, key=partial(next, repeat(0)))


nothing = always(None)


class Noted(Exception):
    """Nothing that is raised: the `__init__` of an exception keeps its arguments as `args`."""


class Recorder:
    """A log for several kinds of callbacks.

    A call appends the moment (`clock.wall_ns`) and, where its arguments are kept, a `Noted`. The
    arguments live as long as the log.
    """

    def __init__(self) -> None:
        self.log: list[Any] = []

    def keeping(self, kind: type[Noted], limit: int | None = None, then: Any = nothing) -> Any:
        """A callback that keeps its arguments in a `kind`.

        Calls after the first `limit` go to `then`.
        """
        noted = filterfalse(self.log.append, map(kind, self._moments()))
        return _callback(map(operator.attrgetter("__init__"), noted), limit, then)

    def counting(self, limit: int | None = None, then: Any = nothing) -> Any:
        """A callback that keeps nothing but the moment."""
        return _callback(map(always(nothing), self._moments()), limit, then)

    def take(self) -> list[Any]:
        """What was noted since the last time."""
        taken = self.log[:]
        del self.log[: len(taken)]
        return taken

    def _moments(self) -> Iterator[int]:
        # `append` returns None, which lets each moment pass.
        return filterfalse(self.log.append, iter(clock.wall_ns, None))


def _callback(targets: Iterator[Any], limit: int | None, then: Any) -> Any:
    """An object that passes each call on to the next one of `targets`."""
    endless = targets if limit is None else chain(islice(targets, limit), repeat(then))
    return type("callback", (), {"__call__": property(partial(next, endless))})()


class Gate(_local):
    """Passes calls from the thread that set its `target` on to that, and none from others."""

    target: Any = staticmethod(nothing)
    __call__ = property(operator.attrgetter("target"))


class Switch:
    """Passes calls on to its `target`, which any thread may change."""

    target: Any = staticmethod(nothing)
    __call__ = property(operator.attrgetter("target"))

"""Callbacks that choose what they call by themselves, without a Python frame on the way.

A callback in Python could be where an interrupt strikes or where the stack is full, and the engine
would then miss a call or a return. Properties, `operator` and `itertools` run in C alone.
"""

from __future__ import annotations

from _thread import _local, get_ident
from collections.abc import Callable
from itertools import repeat, starmap
from operator import attrgetter, itemgetter
from typing import Any

Callback = Callable[..., Any]


def nothing(*event: object) -> None:
    """A callback for what nobody wants to hear of."""


class Gate(_local):
    """Callable that calls `here` on the thread that made it, and `elsewhere` on all others."""

    __call__ = property(attrgetter("target"))

    def __init__(self, ident: int, here: Callback, elsewhere: Callback = nothing) -> None:
        # Called again for each thread that comes by, with the same arguments.
        self.target = here if get_ident() == ident else elsewhere


class _Then(map):  # type: ignore[type-arg]
    """Callable that takes the next step, whose value is what it then calls with the event."""

    __call__ = property(next)


def then(first: Callable[..., object], args: tuple[object, ...], call: Callback) -> Callback:
    """A callback that calls `first(*args)`, which has to be written in C, and then `call`."""
    return _Then(itemgetter(1), zip(starmap(first, repeat(args)), repeat(call)))

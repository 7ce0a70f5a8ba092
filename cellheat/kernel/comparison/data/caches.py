"""Caches that a variant finds by name, and how they are emptied."""

from __future__ import annotations

import inspect
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from .shared import contains, is_same, reached

_GROWING = (dict, set, defaultdict, OrderedDict, Counter)


class Caches:
    """What has a `cache_clear`, and dicts and sets that only grow while the variant is called.

    To empty one of these is to put it back to how it was when this was made.
    """

    def __init__(self, call: Callable[..., Any]) -> None:
        self._clearing: dict[str, Any] = {}
        self._kept: dict[str, tuple[Any, Any]] = {}
        self._grown: dict[str, tuple[Any, Any]] = {}
        for name, value in [*reached(call), *_itself(call)]:
            if type(value) in _GROWING:
                self._kept[name] = (value, value.copy())
            elif _can_be_cleared(value):
                self._clearing[name] = value

    def look(self) -> None:
        """Notice what has grown."""
        for name, (value, kept) in self._kept.items():
            if name not in self._grown and not is_same(value, kept) and contains(value, kept):
                self._grown[name] = (value, kept)

    def empty(self) -> None:
        """Let the next call find nothing."""
        for cache in self._clearing.values():
            cache.cache_clear()
        self.put_back()

    def put_back(self) -> None:
        """Dicts and sets, as they were found: a later comparison is to see them grow again."""
        for value, kept in self._grown.values():
            value.clear()
            value.update(kept)

    @property
    def names(self) -> list[str]:
        return sorted([*self._clearing, *self._grown])

    def holds(self, container: Any) -> bool:
        """True for a dict or set that is emptied here."""
        return any(container is value for value, _ in self._grown.values())


@dataclass(frozen=True)
class Cold:
    """How timed calls are kept from what earlier ones left behind.

    Before each of them the caches are emptied; with `renews` it has a new code object, too, that
    has never run.
    """

    caches: Caches
    renews: bool


def _itself(call: Any) -> list[tuple[str, Any]]:
    while isinstance(call, partial):
        call = call.func
    return [(getattr(call, "__name__", "it"), call)]


def _can_be_cleared(value: Any) -> bool:
    # A user's object may answer to every name, so nothing is called that was not written down.
    return callable(inspect.getattr_static(value, "cache_clear", None)) or (
        inspect.getattr_static(type(value), "cache_clear", None) is not None
    )

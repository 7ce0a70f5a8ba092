"""Data and caches that variants reach by name: every call shares them, so a change counts twice."""

from __future__ import annotations

import operator
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from types import CodeType
from typing import Any

from ..cell import names_in

_CONTAINERS = (list, dict, set, bytearray, deque)


class SharedData:
    """The containers that a function names, as they are now; `restore` puts them back.

    Exact built-in types only, and one level deep: their items are compared by identity.
    """

    def __init__(self, call: Callable[..., Any]) -> None:
        self._kept: dict[str, tuple[Any, Any]] = {}
        for name, value in _reached(call):
            if type(value) in _CONTAINERS:
                self._kept[name] = (value, value.copy())
        self._call = call
        self._hits = _cache_hits(call)

    @property
    def used_cache(self) -> bool:
        """True where a cache (of `functools.lru_cache` and alike) in reach gave an answer since."""
        return _cache_hits(self._call) != self._hits

    def changed(self) -> list[str]:
        """Names of those that were changed since."""
        return [name for name, pair in self._kept.items() if not _is_same(*pair)]

    def only_grew(self) -> bool:
        """True where dicts and sets took in something and lost nothing, as caches do."""
        return all(_contains(*self._kept[name]) for name in self.changed())

    def restore(self) -> None:
        for name in self.changed():
            value, kept = self._kept[name]
            value.clear()
            value.update(kept) if type(value) in (dict, set) else value.extend(kept)


def _cache_hits(call: Callable[..., Any]) -> int:
    found = [value for _, value in _reached(call) if _is_cache(value)]
    if _is_cache(call):
        found.append(call)
    return sum(int(cache.cache_info().hits) for cache in found)


def _is_cache(value: Any) -> bool:
    kind = type(value)
    return hasattr(kind, "cache_info") and hasattr(kind, "__call__")  # noqa: B004


def _is_same(value: Any, kept: Any) -> bool:
    if len(value) != len(kept):
        return False
    if type(value) is bytearray:
        return bool(value == kept)
    if type(value) is set:
        return set(map(id, value)) == set(map(id, kept))
    if type(value) is dict:
        return _are(value, kept) and _are(value.values(), kept.values())
    return _are(value, kept)


def _are(some: Any, others: Any) -> bool:
    return all(map(operator.is_, some, others))


def _contains(value: Any, kept: Any) -> bool:
    if type(value) is dict:
        return all(key in value and value[key] is kept[key] for key in kept)
    return type(value) is set and kept <= value


def _reached(call: Any) -> Iterator[tuple[str, Any]]:
    """Names in a function, in its closure and in those that it calls, with what they mean."""
    while isinstance(call, partial):
        call = call.func
    todo = [getattr(call, "__wrapped__", call)]
    seen: set[CodeType] = set()
    while todo and len(seen) < 100:
        function = todo.pop()
        function = getattr(function, "__func__", function)
        code = getattr(function, "__code__", None)
        if not isinstance(code, CodeType) or code in seen:
            continue
        seen.add(code)
        for name, value in _named(function, code):
            yield name, value
            inner = getattr(value, "__wrapped__", value) if callable(value) else None
            if getattr(inner, "__globals__", None) is function.__globals__:
                todo.append(inner)


def _named(function: Any, code: CodeType) -> Iterator[tuple[str, Any]]:
    names = function.__globals__
    for name in names_in(code):
        if name in names:
            yield name, names[name]
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=False):
        try:
            yield name, cell.cell_contents
        except ValueError:  # not bound yet
            continue

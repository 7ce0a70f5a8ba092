"""Data and caches that variants reach by name: every call shares them, so a change counts twice."""

from __future__ import annotations

import dis
import operator
import random
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from types import CodeType, FunctionType, MappingProxyType
from typing import Any

from ...cells.cell import names_in
from ..equality import is_unchanged

#: Built-in containers of which a copy can be kept and put back.
CONTAINERS = (list, dict, set, bytearray, deque, defaultdict, OrderedDict, Counter)
_MISSING = object()


class SharedData:
    """The containers that a function names, as they are now; `restore` puts them back.

    Exact built-in types only, and one level deep: their items are compared by identity. Those that
    `is_known` as caches are left out.
    """

    def __init__(
        self, call: Callable[..., Any], is_known: Callable[[Any], bool] = lambda value: False
    ) -> None:
        self._kept: dict[str, tuple[Any, Any]] = {}
        self._drawn: list[tuple[Any, Any]] = []
        self._empty: set[str] = set()
        for name, value in reached(call):
            if type(value) in CONTAINERS and not is_known(value):
                self._kept[name] = (value, value.copy())
            elif value is None or value is _MISSING:
                self._empty.add(name)
            elif _is_random(value):
                self._drawn.append((value, _random_state(value)))
        self._call = call
        self._hits = _cache_hits(call)

    @property
    def used_cache(self) -> bool:
        """True where a cache (of `functools.lru_cache` and alike) in reach gave an answer since."""
        return _cache_hits(self._call) != self._hits

    @property
    def filled(self) -> bool:
        """True where a name that stood for nothing was given a value, as tables built once are."""
        return bool(self._empty) and any(
            name in self._empty and value is not None and value is not _MISSING
            for name, value in reached(self._call)
        )

    @property
    def drew(self) -> bool:
        """True where random numbers came from a generator in reach."""
        return any(not is_unchanged(kept, _random_state(one)) for one, kept in self._drawn)

    def rewind(self) -> None:
        """Put the generators of random numbers back to where they were."""
        for one, kept in self._drawn:
            if isinstance(one, random.Random):
                one.setstate(kept)
            elif hasattr(one, "bit_generator"):
                one.bit_generator.state = kept
            else:
                one.set_state(kept)

    def changed(self) -> list[str]:
        """Names of those that were changed since."""
        return [name for name, pair in self._kept.items() if not is_same(*pair)]

    def only_grew(self) -> bool:
        """True where dicts and sets took in something and lost nothing, as caches do."""
        return all(contains(*self._kept[name]) for name in self.changed())

    def restore(self) -> None:
        for name in self.changed():
            value, kept = self._kept[name]
            value.clear()
            value.update(kept) if isinstance(value, dict | set) else value.extend(kept)


def _cache_hits(call: Callable[..., Any]) -> int:
    found = [value for _, value in reached(call) if _is_cache(value)]
    if _is_cache(call):
        found.append(call)
    return sum(int(cache.cache_info().hits) for cache in found)


def _is_cache(value: Any) -> bool:
    kind = type(value)
    return hasattr(kind, "cache_info") and hasattr(kind, "__call__")  # noqa: B004


def _is_random(value: Any) -> bool:
    if isinstance(value, random.Random):
        return not isinstance(value, random.SystemRandom)
    module = getattr(sys.modules.get("numpy"), "random", None)
    kinds = [getattr(module, name, None) for name in ("Generator", "RandomState")]
    return any(isinstance(kind, type) and isinstance(value, kind) for kind in kinds)


def _random_state(value: Any) -> Any:
    if isinstance(value, random.Random):
        return value.getstate()
    return value.bit_generator.state if hasattr(value, "bit_generator") else value.get_state()


def is_same(value: Any, kept: Any) -> bool:
    if len(value) != len(kept):
        return False
    if type(value) is bytearray:
        return bool(value == kept)
    if type(value) is set:
        return set(map(id, value)) == set(map(id, kept))
    if isinstance(value, dict):
        return _are(value, kept) and _are(value.values(), kept.values())
    return _are(value, kept)


def _are(some: Any, others: Any) -> bool:
    return all(map(operator.is_, some, others))


def contains(value: Any, kept: Any) -> bool:
    if isinstance(value, dict):
        return all(key in value and value[key] is kept[key] for key in kept)
    return type(value) is set and kept <= value


def reached(call: Any) -> Iterator[tuple[str, Any]]:
    """Names in a function, in its closure and in those that it calls, with what they mean.

    With what hangs on them: defaults, attributes of functions, and of the user's own objects.
    """
    while isinstance(call, partial):
        call = call.func
    todo = [getattr(call, "__wrapped__", call)]
    seen: set[CodeType] = set()
    while todo and len(seen) < 100:
        function = todo.pop()
        owner = getattr(function, "__self__", None)
        function = getattr(function, "__func__", function)
        code = getattr(function, "__code__", None)
        if not isinstance(code, CodeType) or code in seen:
            continue
        seen.add(code)
        for name, value in [*_named(function, code), *_owned("self", owner, function)]:
            yield name, value
            inner = getattr(value, "__wrapped__", value) if callable(value) else None
            inner = getattr(inner, "__func__", inner)
            if getattr(inner, "__globals__", None) is function.__globals__:
                todo.append(inner)


def _named(function: Any, code: CodeType) -> Iterator[tuple[str, Any]]:
    names = function.__globals__
    for name in names_in(code):
        if name in names:
            yield name, names[name]
            yield from _owned(name, names[name], function)
    for name in stored(code) - names.keys():
        yield name, _MISSING
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=False):
        try:
            yield name, cell.cell_contents
        except ValueError:  # not bound yet
            continue
        yield from _owned(name, cell.cell_contents, function)
    yield from _defaults(function, code)
    yield from _owned(code.co_name, function, function)


@lru_cache(maxsize=64)
def stored(code: CodeType) -> frozenset[str]:
    """Globals that a function binds."""
    binding = ("STORE_GLOBAL", "DELETE_GLOBAL")
    return frozenset(one.argval for one in dis.get_instructions(code) if one.opname in binding)


def _defaults(function: Any, code: CodeType) -> Iterator[tuple[str, Any]]:
    values = function.__defaults__ or ()
    names = code.co_varnames[: code.co_argcount]
    yield from zip(names[len(names) - len(values) :], values, strict=True)
    yield from (function.__kwdefaults__ or {}).items()


def _owned(name: str, owner: Any, function: Any) -> Iterator[tuple[str, Any]]:
    """Attributes of an object or a class that was written beside the function."""
    kind = owner if isinstance(owner, type | FunctionType) else type(owner)
    if getattr(kind, "__module__", None) != function.__globals__.get("__name__", ""):
        return
    for each in (owner, *((kind,) if kind is not owner and isinstance(kind, type) else ())):
        attributes = getattr(each, "__dict__", None)
        if isinstance(attributes, dict | MappingProxyType):
            yield from ((f"{name}.{key}", value) for key, value in list(attributes.items()))

"""Who holds an object: the shortest way to it from a name."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType
from typing import Any

from .kind import attributes_of, module_of

#: So many objects are looked at.
_MOST = 200_000


@dataclass(frozen=True)
class Link:
    """One object on the way, and how the one before it names it."""

    label: str
    thing: Any


def chain(names: dict[str, Any], target: Any, closed: tuple[Any, ...] = ()) -> list[Link]:
    """The way from one of the names to the target, both included; empty where none was found.

    It does not lead through what is `closed`.
    """
    #: Address of an object → by whom it was reached first; `None` for those with names.
    parents: dict[int, Any] = {id(thing): None for thing in (*closed, *names.values())}
    border = list(names.values())
    for thing in _walk(border, parents):
        if thing is target:
            way = _way(thing, parents)
            return links(way, next(name for name, value in names.items() if value is way[0]))
    return []


def _walk(border: list[Any], parents: dict[int, Any]) -> Iterator[Any]:
    """Everything that can be reached, the nearest first; `border` keeps it alive meanwhile."""
    place = 0
    while place < len(border) and place < _MOST:
        thing = border[place]
        place += 1
        yield thing
        for referent in _referents(thing, parents[id(thing)] is None):
            if id(referent) not in parents:
                parents[id(referent)] = thing
                border.append(referent)


def _referents(thing: Any, has_name: bool) -> list[Any]:
    """What an object holds, without what leads everywhere: a way through that says nothing."""
    kind = type(thing)
    if kind is CodeType or (kind is ModuleType and not has_name):
        return []
    if issubclass(kind, type) and module_of(thing) != "__main__":
        return []
    found = gc.get_referents(thing)
    if kind is FunctionType:
        names = thing.__globals__
        return [one for one in found if one is not names and type(one) is not CodeType]
    return found


def _way(target: Any, parents: dict[int, Any]) -> list[Any]:
    way = [target]
    while parents[id(way[0])] is not None:
        way.insert(0, parents[id(way[0])])
    return way


def links(way: list[Any], name: str) -> list[Link]:
    """The objects on a way with the names for them; `name` is that of the first."""
    found = [Link(name, way[0])]
    for thing in way[1:]:
        # An instance's dictionary is no step of its own: its attributes are the instance's.
        if thing is way[-1] or attributes_of(found[-1].thing) is not thing:
            found.append(Link(_label(found[-1].thing, thing), thing))
    return found


def _label(holder: Any, held: Any) -> str:
    """How the holder names what it holds: an index, a key, an attribute; else nothing."""
    kind = type(holder)
    if kind in (list, tuple):
        return next((f"[{i}]" for i, item in enumerate(holder) if item is held), "")
    if kind is dict:
        return next((_key(key) for key, item in holder.items() if item is held), "")
    own = attributes_of(holder)
    if own is not None:
        return next((_attribute(key) for key, item in own.items() if item is held), "")
    return ""


def _key(key: Any) -> str:
    if type(key) in (str, int, float, bool):
        return f"[{key!r}]" if len(repr(key)) <= 60 else f"[{repr(key)[:60]}…]"
    return "[…]"


def _attribute(key: Any) -> str:
    return f".{key}" if type(key) is str else ""

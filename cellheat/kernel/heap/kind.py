"""The name of a type and the size of an object, read without the object's help."""

from __future__ import annotations

from types import GetSetDescriptorType, MethodDescriptorType, ModuleType
from typing import Any

_mro = type.__dict__["__mro__"].__get__
_names = type.__dict__["__dict__"].__get__
_qualname = type.__dict__["__qualname__"].__get__
_module = type.__dict__["__module__"].__get__

#: A longer name than this is cut.
_LONGEST = 120
#: Modules that need not be told.
_PLAIN = ("builtins", "__main__")


def name_of(kind: type) -> str:
    """The type's qualified name, with its module unless that is Python's own or the notebook."""
    name = _text(_qualname(kind)) or "?"
    module = module_of(kind)
    full = name if module is None or module in _PLAIN else f"{module}.{name}"
    return full.replace(".<locals>", "")[:_LONGEST]


def module_of(kind: type) -> str | None:
    try:
        return _text(_module(kind))
    except AttributeError:
        return None


def size_of(thing: Any) -> int:
    """Bytes of an object itself, without what it refers to; 0 where its type does not tell."""
    for kind in _mro(type(thing)):
        method = _names(kind).get("__sizeof__")
        if type(method) is MethodDescriptorType:
            try:
                size = method(thing)
            except Exception:  # an extension's own idea of a size
                return 0
            return size if type(size) is int else 0
    return 0


def attributes_of(thing: Any) -> dict[Any, Any] | None:
    """The object's own dictionary, where it has an ordinary one."""
    for kind in _mro(type(thing)):
        found = _names(kind).get("__dict__")
        if found is None:
            continue
        # Modules have a member in its place.
        if type(found) is not GetSetDescriptorType and kind is not ModuleType:
            return None
        own = found.__get__(thing)
        return own if type(own) is dict else None
    return None


def _text(value: object) -> str | None:
    return value if type(value) is str else None

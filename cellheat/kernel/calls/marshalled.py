"""Reads Python's marshal format, for data that may come from anywhere.

`marshal.loads` is for data that one wrote oneself: broken data can crash it, and it builds code.
The reader here knows numbers, texts, tuples, lists and dicts, and checks every length.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, NoReturn

#: Deeper nesting than this no file has that we read.
_DEPTH = 12
#: Long integers are written in digits of so many bits; longer ones than these have equal hashes.
_SHIFT, _DIGITS = 15, 4
_PENDING = object()
_END = object()


class Unmarshallable(ValueError):
    """The bytes are not plain data in this format."""


def read(data: bytes, is_key: Callable[[Any], bool]) -> Any:
    """The value that `data` begins with; raises Unmarshallable.

    All keys of dicts have to be what `is_key` says: keys can be made so that a dict takes for ever.
    """
    try:
        return _Reader(data, is_key).value(0)
    except (IndexError, struct.error, UnicodeDecodeError, TypeError, ValueError, OverflowError):
        raise Unmarshallable("it is broken, or no profile at all") from None


class _Reader:
    """Goes through the bytes once; `value` reads one value."""

    def __init__(self, data: bytes, is_key: Callable[[Any], bool]) -> None:
        self._data = data
        self._is_key = is_key
        self._at = 0
        #: Values that later ones may refer to, by their number.
        self._known: list[Any] = []

    def value(self, depth: int) -> Any:
        found = self._or_end(depth)
        return _wrong() if found is _END else found

    def _or_end(self, depth: int) -> Any:
        if depth > _DEPTH:
            _wrong()
        code = self._take(1)[0]
        kind, is_kept = chr(code & 0x7F), code & 0x80
        number = len(self._known)
        if is_kept:
            self._known.append(_PENDING)
        found = self._content(kind, depth)
        if is_kept:
            self._known[number] = found
        return found

    def _content(self, kind: str, depth: int) -> Any:
        if kind in _CONSTANTS:
            return _CONSTANTS[kind]
        if kind == "r":
            found = self._known[self._length()]
            return _wrong() if found is _PENDING else found
        if kind == "{":
            return self._dict(depth)
        if kind in "()[":
            count = self._take(1)[0] if kind == ")" else self._length()
            items = [self.value(depth + 1) for _ in range(count)]
            return items if kind == "[" else tuple(items)
        if kind in "uaAtzZs":
            count = self._take(1)[0] if kind in "zZ" else self._length()
            raw = self._take(count)
            return raw if kind == "s" else raw.decode("utf-8", "surrogatepass")
        return self._number(kind)

    def _number(self, kind: str) -> int | float:
        if kind == "i":
            return int.from_bytes(self._take(4), "little", signed=True)
        if kind == "g":
            return float(struct.unpack("<d", self._take(8))[0])
        if kind == "f":
            return float(self._take(self._take(1)[0]))
        if kind == "l":
            return self._long()
        return _wrong()

    def _long(self) -> int:
        count = int.from_bytes(self._take(4), "little", signed=True)
        if abs(count) > _DIGITS:
            _wrong()
        digits = struct.unpack(f"<{abs(count)}H", self._take(2 * abs(count)))
        whole: int = sum(digit << _SHIFT * place for place, digit in enumerate(digits))
        return whole if count >= 0 else -whole

    def _dict(self, depth: int) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        while (key := self._or_end(depth + 1)) is not _END:
            if not self._is_key(key):
                _wrong()
            found[key] = self.value(depth + 1)
        return found

    def _length(self) -> int:
        return int.from_bytes(self._take(4), "little")

    def _take(self, count: int) -> bytes:
        start, self._at = self._at, self._at + count
        if self._at > len(self._data):
            _wrong()
        return self._data[start : self._at]


_CONSTANTS: dict[str, Any] = {"0": _END, "N": None, "T": True, "F": False}


def _wrong() -> NoReturn:
    raise Unmarshallable("it is broken, or no profile at all")

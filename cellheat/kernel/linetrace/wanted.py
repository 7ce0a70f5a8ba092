"""Which code is to be traced, and that it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType

#: Whether a code object is to be measured; asked once for each.
Wanted = Callable[[CodeType], bool]


class Untraceable(Exception):
    """Lines cannot be traced in this kernel now; the message says why and what to try."""

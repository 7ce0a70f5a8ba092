"""Which objects there are, counted by their types, and which have come since."""

from __future__ import annotations

import gc
from collections import Counter
from typing import Any

from .kind import module_of, name_of


class Census:
    """The objects that the garbage collector tracks: containers, instances, functions and so on.

    It keeps numbers only, so that it keeps no object alive: `counts` by the names of types, `own`
    with the names of types that the notebook defined. Bytes, texts and numbers are not tracked.
    It is empty until it is taken, so that one can be made before another is taken.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.own: set[str] = set()
        self._addresses: dict[int, int] = {}

    def take(self, before: Census | None = None) -> None:
        """Count what there is now; what is new is what `before` has not."""
        everything = gc.get_objects()
        kinds = list(map(type, everything))
        #: Address → the address of its type: addresses are used again.
        seen = dict(zip(map(id, everything), map(id, kinds), strict=True))
        for kind, count in Counter(kinds).items():
            name = name_of(kind)
            self.counts[name] += count
            if module_of(kind) == "__main__":
                self.own.add(name)
        self._addresses = seen if before is None else before._missing(seen)

    def grown(self, before: Census) -> dict[str, int]:
        """Type → how many more there are than before; those that did not grow are left out."""
        return {
            name: more
            for name, count in self.counts.items()
            if (more := count - before.counts[name]) > 0
        }

    def new(self) -> list[Any]:
        """The objects that are not in the census before and are still there."""
        wanted = self._addresses
        # First: a comprehension may be a function, which would be among them.
        everything = gc.get_objects()
        return [thing for thing in everything if wanted.get(id(thing)) == id(type(thing))]

    def forget(self) -> None:
        """Keep the counts alone."""
        self._addresses = {}

    def _missing(self, seen: dict[int, int]) -> dict[int, int]:
        known = self._addresses
        return {address: kind for address, kind in seen.items() if known.get(address) != kind}

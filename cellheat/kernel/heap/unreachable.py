"""Objects that only hold one another: what the garbage collector would find, without collecting.

The collector's own way: take from each object's count of references those that come from the
objects that are looked at. What has some left is held from elsewhere, and so is what it refers to;
the rest is out of reach.
"""

from __future__ import annotations

import gc
import sys
from typing import Any


def unreachable(things: list[Any]) -> list[Any]:
    """Those of `things` that nothing else holds; the caller's list may be their only other holder.

    Raises nothing and changes nothing; it takes some microseconds an object.
    """
    counts = dict(zip(map(id, things), map(sys.getrefcount, things), strict=True))
    for thing in things:
        for referent in gc.get_referents(thing):
            if id(referent) in counts:
                counts[id(referent)] -= 1
    held = _held_by_us()
    reached = {id(thing) for thing in things if counts[id(thing)] > held}
    border = [thing for thing in things if id(thing) in reached]
    while border:
        for referent in gc.get_referents(border.pop()):
            if id(referent) in counts and id(referent) not in reached:
                reached.add(id(referent))
                border.append(referent)
    return [thing for thing in things if id(thing) not in reached]


def _held_by_us() -> int:
    """What the count says of an object that a list holds and nothing else."""
    return next(map(sys.getrefcount, [[]]))

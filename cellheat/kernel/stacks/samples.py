"""Stacks that were seen while a cell ran, whatever saw them, and what they add up to.

A stack is the functions that were running at one moment, each called by the one before it. Its
time is that since the sample before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from .. import ours

_BRIDGE = ours.PREFIX + "bridge"


@dataclass(frozen=True)
class Frame:
    """One function on a stack; lines count from 1 in the file as it was compiled.

    `first_line` is where the function begins, `line` the one that it was at; `None` where what
    sampled cannot tell. `native` is for functions that are not Python's: their file is the library
    that they are in, or its source, and empty where neither is known; so is a name.
    """

    filename: str
    name: str
    first_line: int | None
    line: int | None
    native: bool = False


@dataclass(frozen=True)
class Stack:
    """`count` samples with the same frames, the outermost first; together they stand for `ns`.

    `thread` tells threads apart, also those of other processes, and is 0 for the one that runs the
    cell.
    """

    thread: int
    frames: tuple[Frame, ...]
    ns: int
    count: int


@dataclass(frozen=True)
class Samples:
    """What was sampled in a run.

    `count` samples were taken. `gap_ns` is the longest time between two of them, and `spent_ns`
    what taking them cost the kernel, where that is known. `threads` maps the numbers of `stacks` to
    names. `exact` says that the last frame of a stack is the one that had the time, with its line.
    Else it may be of functions that this one called and that had returned by then, so that only
    *total* times are known; then the last frame of a stack has no line.
    """

    tool: str
    interval_s: float
    count: int
    gap_ns: int | None
    spent_ns: int | None
    threads: dict[int, str]
    stacks: list[Stack]
    exact: bool
    #: Processor time in pieces of `late_from_ns` and more in which no sample could be taken.
    late_ns: int = 0
    late_from_ns: int = 0
    #: Ids of the child processes that were sampled, too.
    children: frozenset[int] = frozenset()


#: Tells whether a file name of a code object stands for the user's own code.
IsOwn = Callable[[str], bool]


def is_request(stack: Stack) -> bool:
    """True for a thread that answers the front end; its request looks like a cell's code."""
    return any(
        frame.filename in ours.statements or frame.filename.startswith(_BRIDGE)
        for frame in stack.frames
    )


def inside(stacks: Iterable[Stack], is_own: IsOwn) -> Iterator[Stack]:
    """The stacks from their outermost own function on; those with none are left out."""
    for stack in stacks:
        if is_request(stack):
            continue
        for index, frame in enumerate(stack.frames):
            if is_own(frame.filename):
                yield Stack(stack.thread, stack.frames[index:], stack.ns, stack.count)
                break

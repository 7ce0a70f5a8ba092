"""What is known of a line of code after a run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A line of a file, numbered from 1 as it was compiled.

    `function` is the qualified name of what it stands in, `None` at the top level. `own_ns` is the
    time in the line itself and in all that is not measured by line, such as libraries; `total_ns`
    adds the measured code that it called, and counts recursion once. In neither is `waiting_ns`,
    the time for which a coroutine stood still at an `await` in this line.

    `net_bytes` is what the line and all that it called left behind, `peak_bytes` how far they went
    above the start of the line at most, summed over hits and the highest of all hits; `None` where
    nothing was probed.
    """

    filename: str
    line: int
    function: str | None
    hits: int
    own_ns: int | None
    total_ns: int
    waiting_ns: int | None
    net_bytes: int | None = None
    peak_bytes: int | None = None

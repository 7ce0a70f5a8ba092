"""Reads from a process beside the kernel, and never waits for longer than it is told."""

from __future__ import annotations

import os
import select

from .. import clock

_PART = 1 << 16


def line(file: int, seconds: float) -> bytes:
    """The next line with its end; less at the end of the file. Raises TimeoutError.

    What comes after the line must not be there yet, or it comes with it.
    """
    deadline = _deadline(seconds)
    found = b""
    while not found.endswith(b"\n"):
        part = _part(file, deadline)
        if not part:
            break
        found += part
    return found


def rest(file: int, seconds: float) -> bytes:
    """All that is still written until the other end is closed; raises TimeoutError."""
    deadline = _deadline(seconds)
    found = []
    while part := _part(file, deadline):
        found.append(part)
    return b"".join(found)


def _deadline(seconds: float) -> float:
    return float(clock.wall_ns() + seconds * 1e9)


def _part(file: int, deadline: float) -> bytes:
    left = (deadline - clock.wall_ns()) / 1e9
    if left <= 0 or not _readable(file, left):
        raise TimeoutError
    return os.read(file, _PART)


def _readable(file: int, seconds: float) -> bool:
    if not hasattr(select, "poll"):
        # A pipe of Windows cannot be waited for.
        return True
    poll = select.poll()
    poll.register(file, select.POLLIN | select.POLLHUP)
    return bool(poll.poll(seconds * 1000))

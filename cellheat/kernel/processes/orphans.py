"""Processes that are started beside the kernel and are nobody's child.

`os.wait()` in a cell must not find a process of ours, so it hands over to one that its system
collects when it ends. A container's first process may collect none: then there is to be one such
process only, not many.
"""

from __future__ import annotations

import os

from .. import clock

#: It is waited for so long that one has ended.
_END_S = 2.0
#: A system that collects orphans has done so after this time.
_COLLECT_S = 10.0


class Orphans:
    """Whether this system collects processes that are nobody's child, as far as is known."""

    #: False once it is known that they stay in the table for good.
    collected = hasattr(os, "fork")
    #: One that ended, and when: it is looked for later.
    _witness: tuple[int, int] | None = None

    @classmethod
    def look(cls) -> bool:
        """True as long as nothing speaks against it."""
        if cls._witness is not None:
            pid, ended_ns = cls._witness
            if not _has_ended(pid):
                cls._witness = None
            elif clock.wall_ns() - ended_ns > _COLLECT_S * 1e9:
                cls.collected = False
        return cls.collected

    @classmethod
    def ended(cls, pid: int) -> None:
        """Remember one that has ended, to see later whether it was collected."""
        cls._witness = cls._witness or (pid, clock.wall_ns())


def end_of(pid: int) -> bool:
    """Wait until an orphan has ended; false for one that does not end."""
    deadline = clock.wall_ns() + round(_END_S * 1e9)
    while clock.wall_ns() < deadline:
        try:
            # Where the kernel is the first process of a container, orphans are its own.
            if os.waitpid(pid, os.WNOHANG)[0]:
                return True
        except ChildProcessError:
            pass
        if _has_ended(pid) or not _exists(pid):
            return True
        clock.sleep(0.001)
    return False


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _has_ended(pid: int) -> bool:
    """True for a process that is only an entry in the table."""
    try:
        descriptor = os.open(f"/proc/{pid}/stat", os.O_RDONLY)
    except OSError:
        return False
    try:
        return os.read(descriptor, 4096).rpartition(b")")[2].split()[0] == b"Z"
    except OSError:
        return False
    finally:
        os.close(descriptor)

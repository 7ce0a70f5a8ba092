"""Tells whoever watches what a comparison is doing, between the timed samples."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from threading import Event
from typing import Any

from .. import clock
from ..interrupts import Held
from ..result import MIME_TYPE, CellReference, Pair, Progress, Step, document
from .asking.notebook import watched_cell
from .judging import judgement
from .judging.judgement import Judged

#: Pairs as they are known by now; called only when they are told.
Known = Callable[[], Sequence[Judged]]

#: Pause between two messages. Each costs a fraction of a millisecond here, and some work in
#: the processes that draw it, which share this machine's processors with the variants.
_PAUSE_NS = 150e6
#: So long the kernel's own thread may take to send a message.
_SENDING_S = 0.05


class Watch:
    """Nobody watches: nothing is told, and nothing is looked at."""

    def size(self, n: int | None, size: int, sizes: int) -> None:
        """What follows is about this size, counted from 1."""

    def step(self, step: Step, expected_ns: float | None = None) -> None:
        """Something else is being done; the whole takes `expected_ns` from its start at most."""

    def beat(self, known: Known) -> None:
        """A moment between two samples, in which something may be told."""

    def confirming(self, done: int, asked: int, pairs: list[Pair]) -> None:
        """So many of the fresh processes came to an end, and this is known by then."""

    def over(self) -> None:
        """It has ended, in whatever way."""


SILENT = Watch()


class Broadcast(Watch):
    """Tells all front ends of a kernel.

    The messages update a display that does not exist: no front end shows or saves them, and ours
    listens. They go out through the kernel's own socket, past whatever captures outputs.
    """

    def __init__(self, kernel: Any, token: str, names: list[str], cell: CellReference) -> None:
        self._kernel = kernel
        # Now, since another thread has no message that it answers.
        self._parent = kernel.get_parent("shell")
        self._token = token
        self._names = names
        self._cell = cell
        self._start = clock.wall_ns()
        #: Before this nothing is told but another step, and of these one ahead of its time.
        self._next_ns = 0
        self._step: Step = "checking"
        self._expected_ns: float | None = None
        self._n: int | None = None
        self._size = self._sizes = 1

    def size(self, n: int | None, size: int, sizes: int) -> None:
        self._n, self._size, self._sizes = n, size, sizes

    def step(self, step: Step, expected_ns: float | None = None) -> None:
        self._step = step
        self._expected_ns = expected_ns or self._expected_ns
        if clock.wall_ns() >= self._next_ns - _PAUSE_NS:
            self._tell([])

    def beat(self, known: Known) -> None:
        if clock.wall_ns() >= self._next_ns:
            self._tell(judgement.pairs(known()))

    def confirming(self, done: int, asked: int, pairs: list[Pair]) -> None:
        self._step = "confirming"
        self._size, self._sizes = min(done + 1, asked), asked
        self._tell(pairs)

    def over(self) -> None:
        self._tell([], over=True)

    def _tell(self, pairs: list[Pair], *, over: bool = False) -> None:
        now = clock.wall_ns()
        progress = Progress(
            token=self._token,
            cell=self._cell,
            names=self._names,
            step=self._step,
            n=self._n,
            size=self._size,
            sizes=self._sizes,
            elapsed_ns=now - self._start,
            expected_ns=None if self._expected_ns is None else round(self._expected_ns),
            pairs=pairs,
            over=over,
        )
        with Held():
            self._send(progress)
        self._next_ns = max(self._next_ns, now) + round(_PAUSE_NS)

    def _send(self, progress: Progress) -> None:
        content = {
            "data": {MIME_TYPE: document(progress)},
            "metadata": {},
            "transient": {"display_id": f"cellheat-{self._token}"},
        }
        socket = self._kernel.iopub_socket
        try:
            self._kernel.session.send(socket, "update_display_data", content, self._parent)
            # Until it has left, the kernel's thread would take the interpreter from a variant.
            sent = Event()
            self._kernel.iopub_thread.schedule(sent.set)
            sent.wait(_SENDING_S)
        except Exception:  # a kernel of another kind, or one that is being shut down
            return


def new_token() -> str:
    """A name for a comparison; the user's random numbers stay as they are."""
    return os.urandom(8).hex()


def watching(ip: Any, token: str, names: list[str]) -> Watch:
    """Tells the notebook whose request is being worked on; silent elsewhere."""
    kernel = getattr(ip, "kernel", None)
    cell = watched_cell(ip)
    if not hasattr(kernel, "iopub_thread") or cell is None or cell.id is None:
        return SILENT
    return Broadcast(kernel, token, names, cell)

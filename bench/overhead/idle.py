"""cellheat in a kernel while nobody asks for anything, beside a kernel that never had it."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence

import zmq

from ..markdown import Goal, rows_of_cells
from .cells import BRIEF
from .kernel import Bench
from .places import Place
from .results import Part
from .rounds import say
from .spread import spread
from .ways import clicked

TITLE = "Idle"
_SECONDS = 5.0
_RESTS = 5
#: Rounds of a cell that does nothing.
_CELLS = 200
#: What counts as nothing: a kernel's own use at rest moves by more.
_IDLE_MS, _CELL_MS = 1.0, 0.1


def run(place: Place, count: int) -> Part:
    """Two kernels at the same time: one was clicked in, the other was not."""
    ours, plain = Bench(place, prepared=False), Bench(place, prepared=False)
    try:
        for bench in (ours, plain):
            bench.define()
        assert ours.take(clicked("calls"), BRIEF).works
        time.sleep(1)
        rests = [_rest((ours, plain)) for _ in range(min(_RESTS, count))]
        say("at rest")
        cells = [_cell((ours, plain)) for _ in range(_CELLS)]
    finally:
        for bench in (ours, plain):
            bench.close()
    return {"seconds": _SECONDS, "rests": rests, "cells": cells[_CELLS // 10 :]}


def _rest(benches: Sequence[Bench]) -> Part:
    """Messages on all channels, and milliseconds of the process, of each kernel."""
    before = [bench.processor_s() for bench in benches]
    messages = _messages(benches)
    after = [bench.processor_s() for bench in benches]
    ms = [round(1e3 * (end - start), 4) for start, end in zip(before, after, strict=True)]
    return {"messages": messages, "ms": ms}


def _messages(benches: Sequence[Bench]) -> list[int]:
    counts, poller = [0] * len(benches), zmq.Poller()
    owner = {}
    for number, bench in enumerate(benches):
        client = bench.kernel.client
        channels = (client.shell_channel, client.iopub_channel, client.stdin_channel)
        for channel in (*channels, client.control_channel):
            owner[channel.socket] = (number, channel)
            poller.register(channel.socket, zmq.POLLIN)
    end = time.monotonic() + _SECONDS
    while (left := end - time.monotonic()) > 0:
        for socket, _ in poller.poll(int(1e3 * left) + 1):
            number, channel = owner[socket]
            channel.get_msg(timeout=1)
            counts[number] += 1
    return counts


def _cell(benches: Sequence[Bench]) -> Part:
    """A cell that is not profiled."""
    wall, used = [0.0] * len(benches), [0.0] * len(benches)
    for number in random.sample(range(len(benches)), len(benches)):
        start, before = time.perf_counter(), benches[number].processor_s()
        benches[number].kernel.run("pass")
        wall[number] = round(1e3 * (time.perf_counter() - start), 4)
        used[number] = round(1e3 * (benches[number].processor_s() - before), 4)
    return {"wall_ms": wall, "ms": used}


def goals(part: Part) -> Iterator[Goal]:
    messages = sum(rest["messages"][0] for rest in part["rests"])
    rests = len(part["rests"])
    seconds = f"{rests} times {part['seconds']:g} s"
    yield Goal("idle: 0 messages on all channels", f"{messages} in {seconds}", messages == 0)
    rest = spread(_more(part["rests"], "ms"))
    at_rest = f"in {part['seconds']:g} s beyond a plain kernel's (below {_IDLE_MS:g})"
    aim = f"idle: 0 ms of the process {at_rest}"
    yield Goal(aim, f"{rest.text()} ms, {rests} times", rest.median <= _IDLE_MS)
    cell = spread(_more(part["cells"], "ms"))
    aim = f"idle: 0 ms of the process for a cell that is not profiled (below {_CELL_MS:g})"
    yield Goal(aim, f"{cell.text('{:.3f}')} ms, {cell.count} cells", cell.median <= _CELL_MS)


def _more(rows: list[Part], figure: str) -> Iterator[float]:
    for row in rows:
        ours, plain = row[figure]
        yield ours - plain


def table(part: Part) -> list[str]:
    head = ["", "with cellheat", "plain", "difference"]
    rests = f"process, {part['seconds']:g} s at rest, ms"
    kinds = ((rests, "rests", "ms"), ("process, a cell `pass`, ms", "cells", "ms"))
    rows = [_row(part, *kind) for kind in (*kinds, ("wall, the same, ms", "cells", "wall_ms"))]
    return [_WORDS, "", *rows_of_cells(head, rows)]


def _row(part: Part, title: str, key: str, figure: str) -> list[str]:
    ours = spread(row[figure][0] for row in part[key])
    plain = spread(row[figure][1] for row in part[key])
    more = spread(_more(part[key], figure))
    return [title, *(one.text("{:.2f}") for one in (ours, plain, more))]


_WORDS = (
    "Two kernels at the same time; in one of them a cell was profiled before. What they use at "
    "rest is ipykernel's own. This is the kernel side: what the browser sends has tests of its own."
)

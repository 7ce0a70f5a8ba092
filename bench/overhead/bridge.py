"""What stands between the front end and an instrument: arm, collect, and the first click."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import Any

from cellheat.kernel.instruments import ONE_PASS

from ..markdown import Goal, rows_of_cells
from .cells import BRIEF
from .kernel import Bench
from .places import Place
from .results import Part
from .rounds import say
from .spread import spread
from .ways import as_call

TITLE = "The bridge"
LIMIT_MS = 20.0
#: Fresh kernels for the first click of each instrument.
_FRESH = 3

#: Seconds of one click.
Click = dict[str, Any]


def run(place: Place, count: int) -> Part:
    """First clicks in kernels of their own, then `count` later ones in turns in one kernel."""
    rows: list[Part] = []
    for name in ONE_PASS:
        clicks = [_first(place, name) for _ in range(min(_FRESH, count))]
        rows.append({"instrument": name, "first": clicks, "later": []})
        say(f"first click: {name}")
    bench = Bench(place)
    try:
        _bring(bench)
        empty = []
        for number in range(count + 1):
            empty.append(_empty(bench))
            for row in random.sample(rows, len(rows)):
                click = _click(bench, row["instrument"])
                if number:
                    row["later"].append(click)
    finally:
        bench.close()
    return {"rows": rows, "empty": empty[1:]}


def _first(place: Place, instrument: str) -> Click:
    bench = Bench(place, prepared=False)
    try:
        bench.define()
        brought = _bring(bench)
        return {**_click(bench, instrument), "bring": brought}
    finally:
        bench.close()


def _bring(bench: Bench) -> float:
    """Put the helper into the kernel; the seconds of that."""
    start = time.perf_counter()
    answer = bench.kernel.ask({"op": "connect"})
    seconds = time.perf_counter() - start
    assert answer["kind"] == "ok", answer
    ran = bench.kernel.run("__import__('steps').watch()", silent=True)
    assert ran.status == "ok", ran.error
    return round(seconds, 6)


def _empty(bench: Bench) -> Click:
    """A silent request that does nothing."""
    used, start = bench.processor_s(), time.perf_counter()
    bench.kernel.run("pass", silent=True)
    wall = round(time.perf_counter() - start, 6)
    return {"wall": wall, "processor": round(bench.processor_s() - used, 6)}


def _click(bench: Bench, instrument: str) -> Click:
    source, times, used = as_call(BRIEF), [time.perf_counter()], [bench.processor_s()]

    def lap() -> None:
        times.append(time.perf_counter())
        used.append(bench.processor_s())

    armed = bench.kernel.arm(source, instrument)
    lap()
    assert armed["kind"] == "ok", armed
    ran = bench.kernel.run(source)
    lap()
    found = bench.kernel.collect()
    lap()
    assert ran.status == "ok" and found["kind"] == "profile", (ran.error, found["kind"])
    steps = bench.kernel.value("__import__('steps').spent")
    return {
        "tool": found["tool"],
        "arm": round(times[1] - times[0], 6),
        "collect": round(times[3] - times[2], 6),
        "processor": round(used[1] - used[0] + used[3] - used[2], 6),
        "steps": {step: round(ns / 1e9, 6) for step, ns in steps.items()},
    }


def bridge_s(click: Click) -> float:
    """Both requests without what the instrument does to get ready; drawing up is in it."""
    return float(click["arm"] + click["collect"] - click["steps"].get("prepare", 0))


def goals(part: Part) -> Iterator[Goal]:
    for row in part["rows"]:
        ms = spread(1e3 * bridge_s(click) for click in row["later"])
        aim = f"the bridge of `{row['instrument']}`: at most {LIMIT_MS:g} ms beyond its tool"
        yield Goal(aim, f"{ms.text('{:.1f}')} ms, {ms.count} clicks", ms.median <= LIMIT_MS)


def table(part: Part) -> list[str]:
    head = ["instrument, tool", "arm", "of it getting ready", "collect", "of it drawing up"]
    head += ["bridge", "processor time of both requests", "first click: bring the helper"]
    head += ["first click: arm and collect", "of it getting ready"]
    rows = rows_of_cells(head, (_cells(row) for row in part["rows"]))
    wall, used = (_ms(2 * one[figure] for one in part["empty"]) for figure in ("wall", "processor"))
    empty = f"Two requests that do nothing take {wall} ms, and {used} ms of processor time."
    return [_WORDS, "", *rows, "", empty]


def _cells(row: Part) -> Iterator[str]:
    later, first = row["later"], row["first"]
    yield f"`{row['instrument']}` ({later[0]['tool']})"
    yield _ms(click["arm"] for click in later)
    yield _ms(_step(click, "prepare") for click in later)
    yield _ms(click["collect"] for click in later)
    yield _ms(_step(click, "data") for click in later)
    yield _ms(map(bridge_s, later))
    yield _ms(click["processor"] for click in later)
    yield _ms(click["bring"] for click in first)
    yield _ms(click["arm"] + click["collect"] for click in first)
    yield _ms(_step(click, "prepare") for click in first)


def _step(click: Click, step: str) -> float:
    return float(click["steps"].get(step, 0))


def _ms(seconds: Any) -> str:
    return spread(1e3 * one for one in seconds).text("{:.1f}")


_WORDS = (
    "Milliseconds by the client's clock, of a click on a cell of a few milliseconds. Getting ready "
    "is what the instrument's own `prepare` takes (it measures what an event costs, or starts what "
    "watches the memory); the bridge is the rest of both requests, with drawing up the result. The "
    "first click brings the helper into a kernel that does not have it, and imports."
)

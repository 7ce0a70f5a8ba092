"""The program of a fresh process: measures one thing, answers in one line of JSON and ends."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import os
import pickle
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ...memory.resident import ResidentMeter
from ..asking.asked import Asked
from ..calling.caller import Caller, Direct
from ..calling.eventloop import InLoop
from ..data.inputs import Maker
from ..engine import Engine
from ..unfair import raised


def main(head: dict[str, Any]) -> None:
    """Does what `head` asks for and leaves the process."""
    work = sys.stdin.buffer.read(head["size"])
    out = _apart()
    try:
        asked: Asked = pickle.loads(work)
        del work
        task = head["task"]
        if asked.awaits:
            answer = asyncio.run(_in_loop(asked, task))
        else:
            answer = _answer(asked, task, Direct())
    except BaseException as error:
        answer = {"error": raised(error)}
    os.write(out, json.dumps(answer).encode() + b"\n")
    os._exit(0)


def _apart() -> int:
    """Where to answer: what the user's code prints and reads goes nowhere from now on."""
    lifeline, out = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    sys.stdin = io.StringIO()
    threading.Thread(target=_follow, args=(lifeline,), daemon=True).start()
    return out


def _follow(lifeline: int) -> None:
    """End with the process that has started this one, and take along what it has started."""
    with suppress(OSError):
        os.read(lifeline, 1)
    if hasattr(os, "killpg"):
        os.killpg(0, 9)
    os._exit(1)


def _answer(asked: Asked, task: dict[str, Any], caller: Caller) -> dict[str, Any]:
    return _ratios(asked, task, caller) if task["do"] == "time" else _rise(asked, task, caller)


async def _in_loop(asked: Asked, task: dict[str, Any]) -> dict[str, Any]:
    caller = InLoop(asyncio.get_running_loop())
    return await asyncio.to_thread(_answer, asked, task, caller)


def _ratios(asked: Asked, task: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """Time of the first / time of each other one, at the size that the verdict is for."""
    sizes = () if task["n"] is None else (int(task["n"]),)
    options = replace(
        asked.options,
        sizes=sizes,
        budget_s=asked.options.budget_s / 2,
        metrics=frozenset({"time"}),
    )
    maker = Maker(options.make, bool(sizes), caller)
    engine = Engine(asked.variants, maker, options, None, caller=caller)
    engine.run()
    found = engine.result(None)
    if found.at is None:
        return {"error": (found.difference or "nothing was timed").rstrip(".")}
    medians = [times.median_ns for times in found.points[found.at].times]
    return {"ratios": [medians[0] / median for median in medians[1:]]}


def _rise(asked: Asked, task: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """How far the resident memory of this process rises in one call."""
    call = asked.variants[task["variant"]].call
    maker = Maker(asked.options.make, task["n"] is not None, caller)
    arguments = maker.arguments(task["n"], 0)
    _give_back()
    meter = _Meter()
    caller.once(call, arguments, meter, drains=asked.options.consume)
    return {"bytes": meter.rise}


class _Meter:
    """Context around the call."""

    rise: int | None = None

    def __enter__(self) -> None:
        self._meter = ResidentMeter()
        self._meter.start()

    def __exit__(self, *exc: object) -> None:
        self.rise = self._meter.stop().rise


def _give_back() -> None:
    """Memory that is free but kept would be taken again without a rise; the GNU library asks."""
    gc.collect()
    with suppress(Exception):
        import ctypes

        ctypes.CDLL(None).malloc_trim(0)

"""The program of a fresh process: measures one thing, answers in one line of JSON and ends."""

from __future__ import annotations

import gc
import io
import json
import os
import pickle
import sys
import threading
from collections import deque
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ..resident import ResidentMeter
from .asked import Asked
from .engine import Engine
from .inputs import Maker
from .unfair import raised


def main(head: dict[str, Any]) -> None:
    """Does what `head` asks for and leaves the process."""
    work = sys.stdin.buffer.read(head["size"])
    out = _apart()
    try:
        asked: Asked = pickle.loads(work)
        del work
        task = head["task"]
        answer = _ratios(asked, task) if task["do"] == "time" else _resident(asked, task)
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


def _ratios(asked: Asked, task: dict[str, Any]) -> dict[str, Any]:
    """Time of the first / time of each other one, at the size that the verdict is for."""
    sizes = () if task["n"] is None else (int(task["n"]),)
    budget = asked.options.budget_s / 2
    options = replace(asked.options, sizes=sizes, budget_s=budget, memory=False)
    engine = Engine(asked.variants, Maker(options.make, bool(sizes)), options, None)
    engine.run()
    found = engine.result(None)
    if found.at is None:
        return {"error": (found.difference or "nothing was timed").rstrip(".")}
    medians = [times.median_ns for times in found.points[found.at].times]
    return {"ratios": [medians[0] / median for median in medians[1:]]}


def _resident(asked: Asked, task: dict[str, Any]) -> dict[str, Any]:
    """How far the resident memory of this process rises in one call."""
    call = asked.variants[task["variant"]].call
    has_sizes = task["n"] is not None
    arguments = Maker(asked.options.make, has_sizes).arguments(task["n"], 0)
    _give_back()
    meter = ResidentMeter()
    meter.start()
    result = call(*arguments)
    if asked.options.consume and hasattr(result, "__next__"):
        deque(result, maxlen=0)
    return {"bytes": meter.stop().rise}


def _give_back() -> None:
    """Memory that is free but kept would be taken again without a rise; the GNU library asks."""
    gc.collect()
    with suppress(Exception):
        import ctypes

        ctypes.CDLL(None).malloc_trim(0)

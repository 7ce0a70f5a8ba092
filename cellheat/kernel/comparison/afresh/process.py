"""One fresh process of the same Python: sent its work, heard to its end, never left behind.

Its program is `fresh.py`. It ends by itself as soon as this process does, for then its standard
input ends.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any

from ...interrupts import Held

#: Makes our own files importable where they are not installed, and calls the program.
_START = """
import importlib, json, sys
head = json.loads(sys.stdin.buffer.readline())
sys.path[:] = head["path"]
if head["files"]:
    names = {"__name__": "finder"}
    exec(head["files"]["finder.py"], names)
    finder = names["Finder"](head["package"], head["version"], head["files"])
    sys.meta_path.append(finder)
importlib.import_module(head["package"] + ".comparison.afresh.fresh").main(head)
"""
_POLL_S = 0.05


class Stopped(Exception):
    """An interrupt has ended the process."""


class Failed(Exception):
    """The process came to no result; the message says why, as a clause without a full stop."""


def ask(work: bytes, task: dict[str, Any], held: Held) -> dict[str, Any]:
    """What a fresh process answers to `task`; raises Stopped and Failed."""
    environment = {**os.environ, "PYTHONHASHSEED": "random"}
    process = subprocess.Popen(
        [sys.executable, "-c", _START],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        # An interrupt is ours to pass on, and its own children end with it.
        start_new_session=True,
    )
    try:
        answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=_hear, args=(process, work, task, answers), daemon=True).start()
        while True:
            with suppress(queue.Empty):
                return _read(answers.get(timeout=_POLL_S), process)
            if held.take():
                raise Stopped
    finally:
        _end(process)


def _hear(
    process: subprocess.Popen[bytes],
    work: bytes,
    task: dict[str, Any],
    answers: queue.SimpleQueue[bytes],
) -> None:
    """Send the work and wait for the answer; standard input stays open until the end."""
    assert process.stdin is not None and process.stdout is not None
    with suppress(OSError, ValueError):
        process.stdin.write(_head(task, len(work)) + b"\n" + work)
        process.stdin.flush()
    line = b""
    with suppress(OSError, ValueError):
        line = process.stdout.readline()
    answers.put(line)


def _head(task: dict[str, Any], size: int) -> bytes:
    package = __name__.rpartition(".comparison.")[0]
    brought = next((one for one in sys.meta_path if getattr(one, "package", None) == package), None)
    head = {
        "path": sys.path,
        "package": package,
        "files": getattr(brought, "files", None),
        "version": getattr(brought, "version", ""),
        "size": size,
        "task": task,
    }
    return json.dumps(head).encode()


def _read(line: bytes, process: subprocess.Popen[bytes]) -> dict[str, Any]:
    if not line:
        with suppress(subprocess.TimeoutExpired):
            process.wait(1)
        code = process.returncode
        raise Failed("it ended by itself" + (f" (exit status {code})" if code else ""))
    answer: dict[str, Any] = json.loads(line)
    if "error" in answer:
        raise Failed(answer["error"])
    return answer


def _end(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        with suppress(OSError):
            if stream is not None:
                stream.close()

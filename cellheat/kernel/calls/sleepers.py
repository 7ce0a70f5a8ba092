"""Functions in which threads wait for something, with the calls that wait."""

from __future__ import annotations

import sys
from types import BuiltinFunctionType, CodeType, FunctionType, MethodDescriptorType
from typing import NamedTuple


class Place(NamedTuple):
    code: CodeType
    #: Names of what it calls to wait.
    waits: tuple[str, ...]
    #: Whether it runs no Python code before its next call or its end, wherever in it a thread is.
    rests: bool


#: What a thread of `threading` begins and ends with.
_MAIN = ("threading", "Thread._bootstrap")

#: Where threads rest: module, function, and what it calls to wait again.
_RESTS = (
    (*_MAIN, ""),
    ("selectors", "EpollSelector.select", "poll"),
    ("selectors", "_PollLikeSelector.select", "poll"),
    ("selectors", "KqueueSelector.select", "control"),
    ("selectors", "SelectSelector.select", "select"),
    ("selectors", "SelectSelector._select", "select"),
    ("asyncio.windows_events", "IocpProactor._poll", "GetQueuedCompletionStatus"),
    ("tornado.platform.asyncio", "SelectorThread._run_select", "select"),
    ("threading", "Condition.wait", "acquire"),
    ("concurrent.futures.thread", "_worker", "get"),
    ("ipykernel.iostream", "OutStream._watch_pipe_fd", "read"),
    ("ipykernel.heartbeat", "Heartbeat.run", ""),
    ("zmq.sugar", "device", ""),
    # From the first large output on.
    ("zmq.utils.garbage", "GarbageCollectorThread.run", "recv"),
    ("ipykernel.parentpoller", "ParentPollerUnix.run", "sleep"),
    ("ipykernel.parentpoller", "ParentPollerWindows.run", ""),
)

#: Where IPython waits for the disk while a cell runs, which takes up to a tenth of a second.
_WRITES = (
    ("IPython.core.history", "HistoryManager._writeout_input_cache"),
    ("IPython.core.history", "HistoryManager._writeout_output_cache"),
)

_IN_C = (BuiltinFunctionType, MethodDescriptorType)
#: Each extension that Cython made may have such a type of its own.
_IN_CYTHON = "cython_function_or_method"


def places() -> dict[int, Place]:
    """Places by the id of their code, of what is imported and not replaced."""
    found = {}
    for module, name, call in _RESTS:
        if (code := _code(module, name)) is not None:
            found[id(code)] = Place(code, (call,), rests=True)
    for module, name in _WRITES:
        if (code := _code(module, name)) is not None:
            found[id(code)] = Place(code, ("execute", "__exit__"), rests=False)
    return found


def is_thread(code: CodeType) -> bool:
    """Whether a thread that leaves this code has come to its end."""
    return code is _code(*_MAIN)


def waits(called: object, place: Place) -> bool:
    """Whether a call is one that waits: one in C, which runs no Python code meanwhile."""
    in_c = isinstance(called, _IN_C) or type(called).__name__ == _IN_CYTHON
    return in_c and getattr(called, "__name__", None) in place.waits


def _code(module: str, name: str) -> CodeType | None:
    found: object = sys.modules.get(module)
    for part in name.split("."):
        # A name that is made anew would be kept in the caches of types.
        found = getattr(found, sys.intern(part), None)
    return found.__code__ if isinstance(found, FunctionType) else None

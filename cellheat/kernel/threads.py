"""Threads of ours, which the user's `threading.enumerate()` does not show."""

from __future__ import annotations

import _thread
import threading
from collections.abc import Callable
from functools import partial
from typing import Any


class _Debuggers(threading.Thread):
    """Never started: says to a debugger that the thread is none of the user's.

    pydevd gives each thread that it sees start a name, which outlives the thread before Python
    3.12. It leaves out those whose function is bound to a thread object with this mark.
    """

    is_pydev_daemon_thread = True

    def __init__(self) -> None:
        """`Thread.__init__` would count it among the user's."""


def start_unseen(function: Callable[..., Any], *args: Any) -> None:
    """Call it in a new thread. No code of Python's runs in that thread besides."""
    bound: Any = partial(function, *args)
    bound.__self__ = _Debuggers()
    _thread.start_new_thread(bound, ())

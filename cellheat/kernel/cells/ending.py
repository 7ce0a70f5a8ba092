"""Notices when a cell's code has ended with an exception, before IPython writes its traceback.

Writing a traceback reads files, imports and colours source: often much more work than the cell did,
and none of it is the cell's. IPython has no event between the two, so for the time of the run its
`showtraceback` is hidden behind ours.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from .tracebacks import clean_all


class TracebackWatch:
    """Calls `ended` once the outermost cell has raised; between `start` and `stop` only."""

    def __init__(self, ip: Any, ended: Callable[[], None]) -> None:
        self._ip = ip
        self._ended = ended
        self._hidden: Any = None
        self._was_set = False

    def start(self) -> None:
        self._was_set = "showtraceback" in vars(self._ip)
        self._hidden = self._ip.showtraceback
        self._ip.showtraceback = self._show

    def stop(self) -> None:
        """Put back what was there; may be called more than once."""
        if self._hidden is None:
            return
        # The cell may have put one of its own in our place: it stays.
        if vars(self._ip).get("showtraceback") == self._show:
            if self._was_set:
                self._ip.showtraceback = self._hidden
            else:
                del self._ip.showtraceback
        self._hidden = None

    def _show(self, *args: Any, **kwargs: Any) -> Any:
        hidden = self._hidden or type(self._ip).showtraceback.__get__(self._ip)
        if _is_outermost(sys._getframe(1)):
            self._ended()
        # An interrupt of IPython's own code, of which nobody else hears, may have met a callback.
        clean_all(sys.exc_info()[1])
        return hidden(*args, **kwargs)


def _is_outermost(caller: FrameType) -> bool:
    """True when the code of the cell itself has raised.

    Not where the cell calls `showtraceback`, nor where a cell that it runs, as `%%capture` does,
    has raised: that one's `run_code` stands above ours.
    """
    if caller.f_code.co_name != "run_code":
        return False
    frame = caller.f_back
    while frame is not None:
        if frame.f_code is caller.f_code:
            return False
        frame = frame.f_back
    return True

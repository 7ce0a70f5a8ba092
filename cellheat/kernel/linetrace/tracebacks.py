"""Takes our own frames out of a traceback of the user's.

An interrupt, or any other signal handler that raises, may strike while a callback of ours runs. It
belongs to the user's code, which the callback only held up.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType

#: What the file names of this package's code begin with, installed or brought by a front end.
_OURS = (lambda: None).__code__.co_filename.rpartition("tracebacks")[0]


def is_ours(entry: TracebackType) -> bool:
    return entry.tb_frame.f_code.co_filename.startswith(_OURS)


def clean(
    traceback: TracebackType | None, wanted: Callable[[TracebackType], bool] = is_ours
) -> None:
    """Remove what is ours, or what is `wanted` gone, from all below the first entry."""
    while traceback is not None:
        below = traceback.tb_next
        while below is not None and wanted(below):
            below = below.tb_next
        if below is not traceback.tb_next:
            traceback.tb_next = below
        traceback = below

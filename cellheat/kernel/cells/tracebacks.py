"""Takes our own frames out of a traceback of the user's.

An interrupt, or any other signal handler that raises, may strike while a callback of ours runs. It
belongs to the user's code, which the callback only held up.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType

from .. import ours

#: The parts of ours that stand between pieces of the user's code.
_OURS = tuple(ours.PREFIX + name for name in ("linetrace", "database", "calls"))


def clean_all(error: BaseException | None) -> None:
    """Clean the traceback of an error and of those that it came from."""
    seen: set[int] = set()
    border = [error]
    while border:
        one = border.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            clean(one.__traceback__)
            border += [one.__cause__, one.__context__]


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


def clean_error(error: BaseException | None) -> None:
    """Remove what is ours from an exception that the user's code raised."""
    if error is None:
        return
    # One that struck us before it was passed on.
    context = error.__context__
    if context is not None and context.__traceback__ and is_ours(context.__traceback__):
        error.__context__ = context.__context__
    clean(error.__traceback__)

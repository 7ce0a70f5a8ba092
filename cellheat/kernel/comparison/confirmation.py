"""The same comparison in fresh processes: chances that one kernel keeps fall anew there."""

from __future__ import annotations

from collections.abc import Callable

from ..result import ComparisonResult, Pair
from .asked import Asked

#: Told before the first process and after each: how many came to an end, and what is known by now.
OnProgress = Callable[[int, list[Pair]], None]


def confirm(
    asked: Asked,
    found: ComparisonResult,
    processes: int = 5,
    on_progress: OnProgress | None = None,
) -> tuple[ComparisonResult, bool]:
    """The result with its confirmation, and whether an interrupt broke it off.

    Raises Unconfirmable with a sentence for the user where it cannot begin.
    """
    raise Unconfirmable("This comparison cannot be confirmed yet.")


class Unconfirmable(Exception):
    """Why nothing can be measured in fresh processes: what was seen, and what to try."""

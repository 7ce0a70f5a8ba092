"""Why variants must not be timed against each other."""

from __future__ import annotations

from ..result import Obstacle


class Unfair(Exception):
    """The message says what was seen, as a clause without a full stop.

    `error` is the name of the class that a variant raised, where that is the reason.
    """

    def __init__(
        self, why: str, error: str | None = None, obstacle: Obstacle | None = None
    ) -> None:
        super().__init__(why)
        self.error = error
        self.obstacle = obstacle


def raised(error: BaseException | None) -> str:
    """An error in one line."""
    text = " ".join(str(error).split())
    name = type(error).__name__
    return f"{name}: {text[:120]}" if text else name

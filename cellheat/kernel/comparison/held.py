"""The comparisons that a front end may ask to go on with, for as long as somebody has them."""

from __future__ import annotations

from typing import Any
from weakref import WeakValueDictionary

from ..slot import shared


def hold(token: str, comparison: object) -> None:
    """Make it found by its token; the notebook's own `Out` keeps it alive."""
    _held()[token] = comparison


def find(token: str) -> Any:
    """The `Comparison`, maybe made by another helper in this kernel; `None` if it is gone."""
    return _held().get(token)


def _held() -> WeakValueDictionary[str, Any]:
    common = shared()
    if not hasattr(common, "comparisons"):
        common.comparisons = WeakValueDictionary()  # type: ignore[attr-defined]
    found: WeakValueDictionary[str, Any] = common.comparisons
    return found

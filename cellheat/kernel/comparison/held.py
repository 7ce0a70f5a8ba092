"""The comparisons that a front end may ask to go on with, for as long as somebody has them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from ..slot import shared

if TYPE_CHECKING:
    from .comparison import Comparison


def hold(token: str, comparison: Comparison) -> None:
    """Make it found by its token; the notebook's own `Out` keeps it alive."""
    _held()[token] = comparison


def find(token: str) -> Comparison | None:
    """The comparison, which may come from another helper in this kernel; `None` if it is gone."""
    return _held().get(token)


def _held() -> WeakValueDictionary[str, Comparison]:
    common = shared()
    if not hasattr(common, "comparisons"):
        common.comparisons = WeakValueDictionary()  # type: ignore[attr-defined]
    found: WeakValueDictionary[str, Comparison] = common.comparisons
    return found

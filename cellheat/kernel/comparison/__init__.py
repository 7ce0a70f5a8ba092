"""Two to six ways to do the same work: are their results the same, and which one is faster?"""

from __future__ import annotations

from .compare import compare
from .compare_async import compare_async
from .comparison import Comparison

__all__ = ["Comparison", "compare", "compare_async"]

"""What `import cellheat` gives."""

from __future__ import annotations

from .comparison import Comparison, compare, compare_async
from .magics import load_ipython_extension, unload_ipython_extension

__all__ = [
    "Comparison",
    "compare",
    "compare_async",
    "load_ipython_extension",
    "unload_ipython_extension",
]

"""The kernel side of cellheat: standard library only, so that it runs in any Python kernel.

The front end brings its own copy under a name of its own (`finder.py`), where it is driven by
`bridge`; an installed copy serves the magics.
"""

from __future__ import annotations

from . import bridge
from .comparison import Comparison, compare, compare_async
from .magics import load_ipython_extension, unload_ipython_extension

__all__ = [
    "Comparison",
    "bridge",
    "compare",
    "compare_async",
    "load_ipython_extension",
    "unload_ipython_extension",
]

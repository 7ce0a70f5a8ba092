"""The kernel side of cellheat: standard library only, so that it runs in any Python kernel.

The front end brings its own copy under a name of its own (`finder.py`), where it is driven by
`bridge`; an installed copy serves the magics.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import bridge
    from .comparison.compare import compare
    from .comparison.compare_async import compare_async
    from .comparison.comparison import Comparison
    from .magics import load_ipython_extension, unload_ipython_extension

__all__ = [
    "Comparison",
    "bridge",
    "compare",
    "compare_async",
    "load_ipython_extension",
    "unload_ipython_extension",
]

#: Name → the module that has it. A copy that the front end brought is compiled in the kernel, which
#: takes its time, so a click does not import what it has no use for.
_HOMES = {
    "Comparison": ".comparison",
    "compare": ".comparison",
    "compare_async": ".comparison",
    "load_ipython_extension": ".magics",
    "unload_ipython_extension": ".magics",
}


def __getattr__(name: str) -> object:
    if name == "bridge":
        return import_module(".bridge", __name__)
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name], __name__), name)

"""Profile a notebook cell and learn why it is slow."""

from __future__ import annotations

from .kernel.public import (
    Comparison,
    compare,
    compare_async,
    load_ipython_extension,
    unload_ipython_extension,
)

__all__ = [
    "Comparison",
    "compare",
    "compare_async",
    "load_ipython_extension",
    "unload_ipython_extension",
]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "cellheat"}]

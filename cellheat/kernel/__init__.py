"""The kernel side of cellheat: standard library only, so that it runs in any Python kernel.

The front end brings its own copy under a name of its own (`finder.py`), where it is driven by
`bridge`; an installed copy serves the magics.
"""

from __future__ import annotations

from importlib import metadata


def _installed_version() -> str:
    try:
        return metadata.version("cellheat")
    except metadata.PackageNotFoundError:
        return "unknown"


#: The finder sets the version that the front end brought before this runs.
__version__: str = globals().get("__cellheat_version__") or _installed_version()

from . import bridge  # noqa: E402  (the version has to be known first)
from .magics import load_ipython_extension, unload_ipython_extension  # noqa: E402

__all__ = ["bridge", "load_ipython_extension", "unload_ipython_extension"]

"""The conditions of a run: interpreter, machine, versions."""

from __future__ import annotations

import os
import platform
from importlib import metadata

from .result import Environment


def _installed_version() -> str:
    try:
        return metadata.version("cellheat")
    except metadata.PackageNotFoundError:
        return "unknown"


#: The finder gives its modules the version that the front end brought.
VERSION: str = globals().get("__cellheat_version__") or _installed_version()


def environment(tools: dict[str, str]) -> Environment:
    """The conditions as they are now; `tools` maps what measured to its version."""
    return Environment(
        python=platform.python_version(),
        implementation=platform.python_implementation(),
        machine=f"{platform.system()} {platform.machine()}".strip(),
        cores=cores(),
        cellheat=VERSION,
        tools=tools,
    )


def cores() -> int:
    """Processors that this process may use, which a container may limit."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

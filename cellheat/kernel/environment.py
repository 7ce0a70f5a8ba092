"""The conditions of a run: interpreter, machine, versions."""

from __future__ import annotations

import os
import platform

from .result import Environment


def environment(tools: dict[str, str]) -> Environment:
    """The conditions as they are now; `tools` maps what measured to its version."""
    return Environment(
        python=platform.python_version(),
        implementation=platform.python_implementation(),
        machine=f"{platform.system()} {platform.machine()}".strip(),
        cores=_cores(),
        cellheat=_version(),
        tools=tools,
    )


def _cores() -> int:
    """Processors that this process may use, which a container may limit."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _version() -> str:
    """Set by the finder where the front end brought this package, else the installed one."""
    from . import __version__

    return __version__

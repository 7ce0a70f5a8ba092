"""What was measured, as JSON: `reports/overhead/goals-3.13.0.json` and so on.

A file has the parts of one kind for one Python. Each part knows when, where and by which command it
was measured, for a part can be measured anew by itself.
"""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .places import ROOT

Part = dict[str, Any]

FOLDER = ROOT / "reports" / "overhead"


class Conditions:
    """What a part was measured under; `end` it when it was."""

    def __init__(self, command: str, version: str) -> None:
        self._start = time.monotonic()
        self._known = {
            "command": command,
            "python": version,
            "day": time.strftime("%Y-%m-%d", time.gmtime()),
            "system": platform.system(),
            "cores": os.cpu_count(),
            "load_at_start": _load(),
        }

    def end(self) -> dict[str, Any]:
        minutes = (time.monotonic() - self._start) / 60
        return {**self._known, "load_at_end": _load(), "minutes": round(minutes, 1)}


def _load() -> float | None:
    """Processes that ran or waited to, over the last minute."""
    try:
        return round(os.getloadavg()[0], 2)
    except OSError:
        return None


def told(conditions: dict[str, Any]) -> str:
    """In a sentence."""
    load = [conditions["load_at_start"], conditions["load_at_end"]]
    loads = (
        f", load average {load[0]} at the start and {load[1]} at the end"
        if all(one is not None for one in load)
        else ""
    )
    return (
        f"CPython {conditions['python']} on {conditions['system']}, {conditions['cores']} cores"
        f"{loads}; {conditions['day']}, {conditions['minutes']} minutes: `{conditions['command']}`"
    )


def save(kind: str, version: str, parts: dict[str, Part], folder: Path = FOLDER) -> Path:
    """Put parts into their file, in place of those of the same name that stood there."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{kind}-{version}.json"
    known = json.loads(path.read_text("utf-8")) if path.exists() else {}
    # A figure may be missing, which JSON knows as null alone.
    path.write_text(json.dumps({**known, **parts}, indent=1, allow_nan=False) + "\n", "utf-8")
    return path


def load(kind: str, folder: Path = FOLDER) -> Iterator[tuple[str, dict[str, Part]]]:
    """Version of Python and parts, the newest Python first."""
    paths = folder.glob(f"{kind}-*.json")
    for path in sorted(paths, key=_number, reverse=True):
        yield path.stem.removeprefix(f"{kind}-"), json.loads(path.read_text("utf-8"))


def _number(path: Path) -> list[int]:
    version = path.stem.partition("-")[2]
    return [int("".join(filter(str.isdigit, part)) or 0) for part in version.split(".")]

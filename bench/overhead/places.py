"""Environments that hold what is measured and its peers."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Both have a `kernels`: that of the tests is wanted.
sys.path += [str(ROOT / "test" / "python"), str(ROOT / "scripts")]

from common import BIN, KERNELS, make_environment  # noqa: E402

__all__ = ["BIN", "ROOT", "Place", "place", "version_of"]

_BASE = ["ipykernel==7.3.0", "numpy"]
# memory_profiler imports distutils, which setuptools brings where Python no longer does
_PEERS = [
    "setuptools<80",
    "memory_profiler==0.61.0",
    "pyinstrument==5.1.3",
    "line_profiler==5.1.0",
    "memray==1.20.0",
    "objgraph==3.7.0",
    "py-spy==0.4.3",
]


@dataclass(frozen=True)
class Place:
    """An interpreter for kernels, and what pip said of the packages that it did not install."""

    python: str
    refused: dict[str, str] = field(default_factory=dict)


def version_of(python: str) -> str:
    ask = "import platform; print(platform.python_version())"
    return subprocess.check_output([python, "-c", ask], text=True).strip()


def place(python: str) -> Place:
    """The environment of this Python, made where it is not there: with all peers that install."""
    folder = KERNELS / f"bench-{version_of(python)}"
    try:
        return Place(str(make_environment(python, folder, [*_BASE, *_PEERS])))
    except SystemExit:
        inner = str(make_environment(python, folder, _BASE))
        said = {package: _installed(inner, package) for package in _PEERS}
        return Place(inner, {package: text for package, text in said.items() if text})


def _installed(python: str, package: str) -> str:
    """Nothing, or the last that pip said."""
    command = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", package]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = done.stdout.strip().splitlines()
    return (said or [f"exit code {done.returncode}"])[-1] if done.returncode else ""

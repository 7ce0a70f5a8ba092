"""Files of profiles (`.prof`), as cProfile writes them and pstats and SnakeViz read them."""

from __future__ import annotations

import marshal
import math
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..cells.cell import is_installed
from ..environment import environment
from ..result import CellReference, Note, Outcome, Profile, SourceFile
from .callgraph import CallGraph, Key, Numbers, Stats
from .marshalled import Unmarshallable, read

#: What is larger is not read: nobody profiles that many functions.
_MOST_BYTES, _MOST_FUNCTIONS = 8 * 2**20, 50_000
#: Names are cut after so many characters.
_LONGEST = 200
#: marshal's version that every Python reads for which there is a pstats.
_FORMAT = 4


class Unreadable(ValueError):
    """The file cannot be read or written; the message says why, as the end of a sentence."""


def save(graph: CallGraph, path: str, overwrite: bool = False) -> Path:
    """Write the file, whole or not at all; returns where it is. Raises Unreadable."""
    target = Path(path).expanduser().absolute()
    if target.exists() and not overwrite:
        raise Unreadable(f"{target.name} is there already. Choose another name.")
    try:
        _replace(target, marshal.dumps(graph.stats(), _FORMAT))
    except OSError as error:
        raise Unreadable(f"{target} cannot be written: {error.strerror}.") from None
    return target


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=target.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)
        os.replace(name, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def load(path: str) -> Profile:
    """The profile of a file; nothing in it is executed. Raises Unreadable."""
    source = Path(path).expanduser().absolute()
    graph = CallGraph.of(_stats(_bytes(source)), FileOrigins(source.parent))
    total_ns = graph.total_ns
    name = source.name[:_LONGEST]
    return Profile(
        instrument="calls",
        tool="cProfile",
        cell=CellReference(None, _NO_SOURCE, None),
        outcome=Outcome("ok"),
        started=_modified(source),
        wall_ns=total_ns,
        cpu_ns=None,
        peak_bytes=None,
        environment=environment({"file": name}),
        notes=[Note("loaded", _LOADED.format(name=name))],
        data=graph.data(total_ns),
    )


#: There is no cell, so there is no hash of one.
_NO_SOURCE = "0" * 64
_LOADED = (
    "This was read from {name}. Such a file does not tell which Python, which machine or which "
    "cell it is of; the time is the sum over its functions, and the date that of the file."
)
_NO_PROFILE = "it is broken, or no profile at all"


def _bytes(source: Path) -> bytes:
    try:
        with source.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise Unreadable(f"{source.name} cannot be read: {error.strerror}.") from None
    if len(data) > _MOST_BYTES:
        raise Unreadable(f"{source.name} is larger than {_MOST_BYTES // 2**20} MiB.")
    return data


def _stats(data: bytes) -> Stats:
    try:
        found = read(data, _is_key)
        if type(found) is not dict or len(found) > _MOST_FUNCTIONS:
            raise Unmarshallable(_NO_PROFILE)
        return {_key(key): _entry(value) for key, value in found.items()}
    except Unmarshallable as error:
        raise Unreadable(f"The file cannot be read: {error}.") from None


def _is_key(value: Any) -> bool:
    """A file, a line in it and a name."""
    if type(value) is not tuple or [type(part) for part in value] != [str, int, str]:
        return False
    return bool(0 <= value[1] < 2**31)


def _key(value: Key) -> Key:
    file, line, name = value
    return (_printable(file), line, _printable(name))


def _entry(value: Any) -> tuple[int, int, float, float, dict[Key, Numbers]]:
    match value:
        case (primitive, calls, own, total, dict(callers)):
            edges = {_key(key): _numbers(edge) for key, edge in callers.items()}
            return (*_numbers((primitive, calls, own, total)), edges)
    raise Unmarshallable(_NO_PROFILE)


def _numbers(value: Any) -> Numbers:
    if type(value) is int:
        # The older `profile` module notes no more than how often.
        value = (value, value, 0.0, 0.0)
    if type(value) is not tuple or len(value) != 4:
        raise Unmarshallable(_NO_PROFILE)
    one, two, own, total = value
    if not (_is_count(one) and _is_count(two) and _is_time(own) and _is_time(total)):
        raise Unmarshallable(_NO_PROFILE)
    return one, two, float(own), float(total)


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**53


def _is_time(value: Any) -> bool:
    """Seconds, up to three years."""
    return type(value) in (int, float) and math.isfinite(value) and 0 <= value < 1e8


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()[:_LONGEST]


def _modified(source: Path) -> str:
    from datetime import datetime, timezone

    moment = datetime.fromtimestamp(source.stat().st_mtime, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


class FileOrigins:
    """Tells the user's code from libraries by the names that stand in a file of a profile."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._indices: dict[str, int] = {}
        self.files: list[SourceFile] = []

    def kind(self, filename: str) -> str:
        if _LIBRARY.search(filename) or is_installed(filename):
            return "library"
        return "own"

    def place(self, filename: str, line: int) -> tuple[int, int]:
        if filename not in self._indices:
            self._indices[filename] = len(self.files)
            self.files.append(self._file(filename))
        return self._indices[filename], line

    def module(self, filename: str) -> str | None:
        return os.path.splitext(re.split(r"[\\/]", filename)[-1])[0] or None

    def _file(self, filename: str) -> SourceFile:
        cell = _CELL.fullmatch(filename)
        if cell:
            count = int(cell[1] or cell[2])
            return SourceFile("cell", f"[{count}]", count, None)
        if _KERNEL_FILE.search(filename):
            return SourceFile("cell", "[ ]", None, None)
        beside = filename.startswith(self._folder + os.sep)
        label = os.path.relpath(filename, self._folder) if beside else filename
        return SourceFile("file", label, None, None)


_LIBRARY = re.compile(
    r"(site|dist)-packages[\\/]|[\\/]lib[\\/]python3|[\\/]Python3\d+[\\/]Lib[\\/]|^<frozen "
)
#: What `save` calls a cell, and what IPython calls one outside of a kernel.
_CELL = re.compile(r"In \[(\d{1,9})\]|<ipython-input-(\d{1,9})-\w+>")
#: What ipykernel calls one.
_KERNEL_FILE = re.compile(r"[\\/]ipykernel_\d+[\\/]\d+\.py$")

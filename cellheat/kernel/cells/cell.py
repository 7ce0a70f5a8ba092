"""A cell as the user wrote it, and which code belongs to the user."""

from __future__ import annotations

import ast
import hashlib
import linecache
import os
import site
import sys
import sysconfig
from dataclasses import dataclass
from functools import cached_property
from types import CodeType, ModuleType
from typing import Any, Literal

from ..result import CellReference, SourceFile

#: File name of code that a line magic of ours compiled.
LINE_FILE = "<cellheat>"
#: What a table shows of a longer line of code.
_LONGEST = 200
#: IPython compiles the bodies of these cell magics under names of their own.
_MAGIC_FILES = frozenset({"<timed exec>", "<timed eval>", LINE_FILE})


@dataclass(frozen=True)
class Cell:
    """The source of a cell, and its id in the notebook where it has one."""

    source: str
    id: str | None = None

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the UTF-8 source with `\\n` line ends, in hexadecimal."""
        text = self.source.replace("\r\n", "\n").replace("\r", "\n")
        # A lone surrogate cannot be encoded; it is data, not a reason to fail.
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()

    def reference(self, count: int | None = None) -> CellReference:
        return CellReference(self.id, self.hash, count)

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to run: white space and comments only."""
        lines = (line.strip() for line in self.source.splitlines())
        return all(not line or line.startswith("#") for line in lines)


Kind = Literal["own", "library", "builtin"]


class Origins:
    """Tells the user's code from libraries, and finds the cell or file that it came from.

    Own code is what notebook cells define, and files in the folder in which the kernel was
    started, unless they are installed there.
    """

    def __init__(self, ip: Any, cell: Cell, count: int | None) -> None:
        self._ip = ip
        self._cell = cell
        self._count = count
        self._cells: dict[str, int] = getattr(ip.compile, "_filename_map", {})
        self._folder = os.path.realpath(getattr(ip, "starting_dir", None) or os.getcwd())
        self._kinds: dict[str, Kind] = {}
        self._indices: dict[str, int] = {}
        self._offsets: dict[str, int] = {}
        self._lines: dict[int, list[str]] = {}
        #: The cells and files seen so far; rows point into this list.
        self.files: list[SourceFile] = []

    def kind(self, filename: str) -> Kind:
        """Whose code a file name of a code object stands for."""
        if filename not in self._kinds:
            own = self._is_cell(filename) or self._is_beside(filename)
            self._kinds[filename] = "own" if own else "library"
        return self._kinds[filename]

    def place(self, filename: str, line: int) -> tuple[int, int]:
        """Index of the file that own code came from, and the line in it as the user sees it."""
        if filename not in self._indices:
            self._indices[filename] = len(self.files)
            self._offsets[filename] = self._add(filename)
        return self._indices[filename], line + self._offsets[filename]

    def line(self, file: int, number: int) -> str | None:
        """What is written at a place that `place` gave, shortened; `None` where it is not known."""
        if file not in self._lines:
            self._lines[file] = (self.files[file].text or "").split("\n")
        lines = self._lines[file]
        if not 0 < number <= len(lines) or self.files[file].text is None:
            return None
        text = lines[number - 1].strip()
        return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"

    def module(self, filename: str) -> str | None:
        """Name of the module that a library file was imported as."""
        return self._modules.get(filename) or _stem(filename)

    @cached_property
    def _modules(self) -> dict[str, str]:
        modules: dict[str, str] = {}
        for name, module in list(sys.modules.items()):
            # Other objects may stand in `sys.modules` and answer to anything.
            if type(module) is ModuleType:
                file = vars(module).get("__file__")
                if type(file) is str:
                    modules.setdefault(file, name)
        return modules

    def _is_cell(self, filename: str) -> bool:
        return filename in self._cells or filename in _MAGIC_FILES

    def _is_beside(self, filename: str) -> bool:
        # Compiled modules carry the path that they had when they were built, which is relative.
        if not os.path.isabs(filename):
            return False
        return _within(os.path.realpath(filename), self._folder) and not is_installed(filename)

    def _add(self, filename: str) -> int:
        """Append the file; returns what to add to its line numbers."""
        if not self._is_cell(filename):
            label = os.path.relpath(os.path.realpath(filename), self._folder)
            self.files.append(SourceFile("file", label, None, None))
            return 0
        count = self._cells.get(filename, self._count)
        text, offset = self._cell_text(filename, count)
        label = f"[{count}]" if count is not None else "[ ]"
        if filename == LINE_FILE:
            label = "%cellheat"
        self.files.append(SourceFile("cell", label, count, text))
        return offset

    def _cell_text(self, filename: str, count: int | None) -> tuple[str | None, int]:
        """The cell's text as the user wrote it, and how many of its lines were not compiled."""
        executed = "".join(linecache.getlines(filename))
        if filename in _MAGIC_FILES:
            return self._cell.source, _lines_before_body(self._cell.source)
        for raw in (self._cell.source, self._history(count)):
            if raw is not None and executed.strip() and executed.strip() in raw:
                return raw, raw[: raw.index(executed.strip())].count("\n") - (
                    executed[: executed.index(executed.strip())].count("\n")
                )
        # IPython drops blank lines at the top, and rewrites magics in place.
        raw = self._raw_of(executed, count)
        if raw is not None:
            return raw, _blank_lines_at_top(raw) - _blank_lines_at_top(executed)
        return (executed or None), 0

    def _raw_of(self, executed: str, count: int | None) -> str | None:
        for raw in (self._cell.source, self._history(count)):
            if raw is not None and _same_code(self._ip, raw, executed):
                return raw
        return None

    def _history(self, count: int | None) -> str | None:
        history = getattr(getattr(self._ip, "history_manager", None), "input_hist_raw", [])
        if count is None or not 0 < count < len(history):
            return None
        raw = history[count]
        return raw if isinstance(raw, str) else None


def awaits(code: CodeType) -> bool:
    """True for the code of a cell that awaits at its top level."""
    import inspect

    return bool(code.co_flags & inspect.CO_COROUTINE)


def parse(ip: Any, source: str, filename: str) -> ast.Module:
    """The cell's syntax tree as IPython would compile it: magics rewritten, transformers applied.

    Raises SyntaxError where IPython would show one.
    """
    tree = ip.compile.ast_parse(ip.transform_cell(source), filename=filename)
    transformed: ast.Module = ip.transform_ast(tree)
    return transformed


def compile_tree(ip: Any, tree: ast.AST, filename: str, mode: str = "exec") -> CodeType:
    """Compile with the cell's `__future__` flags and top-level `await`."""
    flags = ip.compile.flags | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    code: CodeType = compile(tree, filename, mode, flags, True)  # type: ignore[call-overload]
    return code


def _same_code(ip: Any, raw: str, executed: str) -> bool:
    try:
        return bool(ip.transform_cell(raw).strip() == executed.strip())
    except Exception:  # a transformer of the user's may raise anything
        return False


def _lines_before_body(source: str) -> int:
    """Blank lines and `%%` lines above the body of a cell magic."""
    lines = source.splitlines()
    count = 0
    while count < len(lines) and (not lines[count].strip() or lines[count].startswith("%%")):
        count += 1
    return count


def _blank_lines_at_top(text: str) -> int:
    # Not `splitlines`: the indentation of the first line of code is no line of its own.
    return text[: len(text) - len(text.lstrip())].count("\n")


def _within(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def is_installed(filename: str) -> bool:
    """True for a file of Python's or of a package, as this environment has them."""
    path = os.path.realpath(filename)
    return any(_within(path, folder) for folder in _installed_folders())


_installed: tuple[str, ...] = ()


def _installed_folders() -> tuple[str, ...]:
    """Where Python and its packages live, even when that is inside the notebook's folder."""
    global _installed
    if not _installed:
        names = ("stdlib", "platstdlib", "purelib", "platlib")
        paths = [sysconfig.get_path(name) for name in names]
        paths += [*site.getsitepackages(), site.getusersitepackages()]
        paths += [sys.prefix if sys.prefix != sys.base_prefix else "", _home_of_ipython()]
        # The copy that a front end brought has no file.
        paths.append(os.path.dirname(os.path.dirname(globals().get("__file__", ""))))
        _installed = tuple({os.path.realpath(path) for path in paths if path})
    return _installed


def _home_of_ipython() -> str:
    import IPython

    return os.path.dirname(IPython.__file__)


def _stem(filename: str) -> str | None:
    if filename.startswith("<frozen "):
        return filename[len("<frozen ") : -1]
    name = os.path.splitext(os.path.basename(filename))[0]
    return name or None


def names_in(code: CodeType) -> set[str]:
    """The global names and attributes that code and the code within it may look up."""
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names |= names_in(constant)
    return names

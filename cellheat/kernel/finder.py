"""Placed in a kernel by the front end: makes its copy of the kernel side importable.

Executed with `ip` (the shell) and `place` (`hash`, `version`, `files`: path → source) as globals;
it leaves one finder in `sys.meta_path` and binds no name in the user's namespace. The copy is
called `_cellheat_<hash8>`. The finder stands last, so `cellheat` itself is answered only where no
such package is installed.
"""

import sys
from importlib import import_module
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType
from typing import Any


class Loader(InspectLoader):
    """Loads one module from its source text."""

    def __init__(self, source: str, is_package: bool, names: dict[str, object]) -> None:
        self._source = source
        self._is_package = is_package
        self._names = names

    def get_source(self, fullname: str) -> str:
        return self._source

    def is_package(self, fullname: str) -> bool:
        return self._is_package

    def exec_module(self, module: ModuleType) -> None:
        vars(module).update(self._names)
        # The name tells tracebacks and our own code apart from files and cells.
        code = compile(self._source, f"<{module.__name__}>", "exec", dont_inherit=True)
        exec(code, vars(module))


class Finder(MetaPathFinder):
    """Finds the modules of one copy, and `cellheat` as a name for it."""

    def __init__(self, package: str, version: str, files: dict[str, str]) -> None:
        self.package = package
        self.version = version
        self.files = files

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> ModuleSpec | None:
        if fullname == "cellheat":
            return self._spec(fullname, f"from {self.package}.public import *\n", True)
        if fullname != self.package and not fullname.startswith(self.package + "."):
            return None
        below = fullname[len(self.package) :].strip(".").replace(".", "/")
        package = f"{below}/__init__.py".lstrip("/")
        if package in self.files:
            return self._spec(fullname, self.files[package], True)
        if f"{below}.py" in self.files:
            return self._spec(fullname, self.files[f"{below}.py"], False)
        return None

    def _spec(self, fullname: str, source: str, is_package: bool) -> ModuleSpec | None:
        names: dict[str, object] = {"__cellheat_version__": self.version}
        return spec_from_loader(fullname, Loader(source, is_package, names), is_package=is_package)


def _place(ip: Any, place: dict[str, Any]) -> None:
    package = "_cellheat_" + place["hash"][:8]
    if not any(getattr(finder, "package", None) == package for finder in sys.meta_path):
        sys.meta_path.append(Finder(package, place["version"], place["files"]))
    import_module(package).bridge.acknowledge(ip)


if "place" in globals():
    _place(globals()["ip"], globals()["place"])

"""What the packages say about themselves agrees with what they do."""

import ast
import json
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = json.loads((ROOT / "package.json").read_text())
KERNEL = sorted((ROOT / "cellheat" / "kernel").rglob("*.py"))


def test_every_package_that_src_imports_is_declared() -> None:
    source = re.compile(r"""\b(?:from|import)\s*\(?\s*['"]([^'".][^'"]*)['"]""")
    imported = set()
    for path in (ROOT / "src").rglob("*.ts*"):
        names = source.findall(path.read_text())
        imported |= {"/".join(name.split("/")[: 2 if name[0] == "@" else 1]) for name in names}
    assert imported
    assert imported <= PACKAGE["dependencies"].keys()


def test_jupyterlab_is_not_asked_to_be_newer_than_declared() -> None:
    """Else the bundle demands the JupyterLab that it was built with."""
    core = {
        name: version
        for name, version in PACKAGE["dependencies"].items()
        if name.startswith("@jupyterlab/")
    }
    shared = PACKAGE["jupyterlab"]["sharedPackages"]
    assert core == {name: shared[name]["requiredVersion"] for name in core}


def test_the_lock_files_name_no_registry() -> None:
    for path in (ROOT / "yarn.lock", ROOT / "test" / "ui" / "yarn.lock"):
        assert "://" not in path.read_text()


def third_party(path: Path) -> list[str]:
    """The modules that are imported with the file, that is outside of a function."""
    found = []
    todo: list[ast.AST] = [ast.parse(path.read_text())]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.append(node.module or "")
        lazy = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        # the checker's imports, never run
        typing = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        if not lazy and not typing:
            todo += ast.iter_child_nodes(node)
    return [name for name in found if name.split(".")[0] not in sys.stdlib_module_names]


@pytest.mark.parametrize("path", KERNEL, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_kernel_side_needs_only_the_standard_library(path: Path) -> None:
    """And itself by relative imports only: in a kernel it has another name."""
    assert third_party(path) == []


@pytest.mark.parametrize("path", KERNEL, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_kernel_side_never_calls_itself_cellheat(path: Path) -> None:
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.append(node.module or "")
    assert not [name for name in names if name.split(".")[0] == "cellheat"]

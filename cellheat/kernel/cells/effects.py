"""What a cell would do to the world outside again, each time that it is repeated.

A look at the syntax only: it finds the usual calls by name and proves nothing. It exists so that
timeit asks before it writes a file a thousand times, not to make untrusted code safe.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..result import Effect, SideEffect

_CODES: dict[Effect, set[str]] = {
    "writes-files": {
        "write_text", "write_bytes", "writelines", "to_csv", "to_excel", "to_parquet", "to_pickle",
        "to_json", "to_feather", "to_hdf", "savefig", "savez", "savetxt", "imsave", "imwrite",
        "unlink", "rmdir", "mkdir", "makedirs", "symlink_to", "touch", "rmtree",
        "copyfile", "copytree", "removedirs", "NamedTemporaryFile", "mkdtemp", "mkstemp",
    },
    "sends-requests": {"urlopen", "urlretrieve", "sendmail", "create_connection", "sendall"},
    "runs-commands": {"system", "getoutput", "Popen", "check_call", "check_output"},
    "changes-database": {"executemany", "executescript", "commit", "to_sql", "bulk_create"},
}  # fmt: skip

#: Modules whose every call counts, and the calls that count only in one module.
_MODULES: dict[str, Effect] = {
    "requests": "sends-requests",
    "httpx": "sends-requests",
    "aiohttp": "sends-requests",
    "socket": "sends-requests",
    "smtplib": "sends-requests",
    "subprocess": "runs-commands",
}
_IN_MODULE: dict[str, dict[str, Effect]] = {
    "os": {
        "remove": "writes-files",
        "rename": "writes-files",
        "replace": "writes-files",
        "link": "writes-files",
    },
    "shutil": {"move": "writes-files", "copy": "writes-files", "copy2": "writes-files"},
    "np": {"save": "writes-files"},
    "numpy": {"save": "writes-files"},
    "torch": {"save": "writes-files"},
    "json": {"dump": "writes-files"},
    "pickle": {"dump": "writes-files"},
}

#: Cell magics that run programs of other languages or write files.
_MAGICS: dict[str, Effect] = {
    "bash": "runs-commands", "sh": "runs-commands", "script": "runs-commands",
    "sx": "runs-commands", "system": "runs-commands", "cmd": "runs-commands",
    "perl": "runs-commands", "ruby": "runs-commands", "pip": "runs-commands",
    "conda": "runs-commands", "uv": "runs-commands", "writefile": "writes-files",
    "save": "writes-files", "sql": "changes-database",
}  # fmt: skip

_SQL_CHANGES = ("insert", "update", "delete", "create", "drop", "alter", "replace", "truncate")
_TEXT_LIMIT = 80


def side_effects(tree: ast.AST, source: str) -> list[SideEffect]:
    """The calls in `tree` with effects that last, in the order of their lines.

    `tree` is the cell with its magics rewritten, `source` what the user wrote; the two have the
    same lines, apart from blank ones at the top.
    """
    lines = source.splitlines()
    offset = next((i for i, line in enumerate(lines) if line.strip()), 0)
    found: dict[int, SideEffect] = {}
    for call in _calls(tree):
        code = _code(call)
        if code is not None:
            line = call.lineno + offset
            text = lines[line - 1].strip() if line <= len(lines) else ""
            found.setdefault(line, SideEffect(code, line, text[:_TEXT_LIMIT]))
    return [found[line] for line in sorted(found)]


def closes_kernel(tree: ast.AST) -> bool:
    """True for a cell that calls `exit()` or `quit()`, which would end the kernel."""
    # IPython calls a name that stands alone.
    called = [call.func for call in _calls(tree)]
    called += [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    return any(isinstance(node, ast.Name) and node.id in ("exit", "quit") for node in called)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _code(call: ast.Call) -> Effect | None:
    path = _path(call.func)
    if not path:
        return None
    *owners, name = path
    if name in ("run_line_magic", "run_cell_magic"):
        return _MAGICS.get(_text(call, 0) or "")
    if name == "open":
        return "writes-files" if _opens_for_writing(call, is_method=bool(owners)) else None
    if name == "execute":
        statement = (_text(call, 0) or "").lstrip().lower()
        return "changes-database" if statement.startswith(_SQL_CHANGES) else None
    if name.startswith("to_") and not call.args and not call.keywords:
        # Without a path pandas returns the text.
        return None
    root = owners[0] if owners else ""
    if root == "platform":
        return None
    if root in _MODULES:
        return _MODULES[root]
    if name in _IN_MODULE.get(root, {}):
        return _IN_MODULE[root][name]
    return next((code for code, names in _CODES.items() if name in names), None)


def _path(node: ast.expr) -> list[str]:
    """`a.b.c` as its names; what is between may be a call or an index."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute):
        return [*_path(node.value), node.attr] if _path(node.value) else ["", node.attr]
    return []


def _opens_for_writing(call: ast.Call, is_method: bool) -> bool:
    mode = _text(call, 0 if is_method else 1)
    for keyword in call.keywords:
        if keyword.arg == "mode" and isinstance(keyword.value, ast.Constant):
            mode = str(keyword.value.value)
    return mode is not None and len(mode) <= 4 and any(letter in mode for letter in "wax+")


def _text(call: ast.Call, index: int) -> str | None:
    if len(call.args) <= index or not isinstance(call.args[index], ast.Constant):
        return None
    return str(call.args[index].value)  # type: ignore[attr-defined]

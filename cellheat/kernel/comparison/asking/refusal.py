"""The line to write where a call of `compare` cannot await its variants."""

from __future__ import annotations

import ast
import linecache
import textwrap
from keyword import iskeyword
from types import FrameType
from typing import Any


def awaiting(name: str, frame: FrameType, given: dict[str, Any]) -> TypeError:
    """The refusal of a variant that has to be awaited, for a call that stands in `frame`.

    `given` are the arguments of the call, for where its source is not known.
    """
    line = _rewritten(frame) or _told(given, {**frame.f_globals, **frame.f_locals})
    return TypeError(_AWAITABLE.format(name=name, line=textwrap.indent(line, "    ")))


_AWAITABLE = (
    "{name} is a coroutine function: calling it only prepares the work, so its time would say "
    "nothing. To have it awaited, write\n{line}"
)


def _rewritten(frame: FrameType) -> str | None:
    """The call as it was written, awaited."""
    text = "".join(linecache.getlines(frame.f_code.co_filename, frame.f_globals))
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError):
        return None
    here = [node for node in nodes if isinstance(node, ast.Call) and _is_compare(node, frame)]
    if len(here) != 1:
        return None
    call = here[0]
    written = ast.get_source_segment(text, call)
    function = ast.get_source_segment(text, call.func)
    if written is None or function is None:
        return None
    rest = textwrap.dedent(" " * call.col_offset + written.removeprefix(function)).lstrip()
    module = "" if "." in function else "cellheat."
    return f"await {module}{function}_async{rest}"


def _is_compare(call: ast.Call, frame: FrameType) -> bool:
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", None)
    return name == "compare" and _is_at(call, frame)


def _is_at(node: ast.expr, frame: FrameType) -> bool:
    """Whether the frame is in the midst of this call."""
    positions = getattr(frame.f_code, "co_positions", None)
    if positions is None:
        return node.lineno <= frame.f_lineno <= (node.end_lineno or 0)
    ends = node.lineno, node.end_lineno, node.col_offset, node.end_col_offset
    return bool(list(positions())[frame.f_lasti // 2] == ends)


def _told(given: dict[str, Any], names: dict[str, Any]) -> str:
    """The call with what its arguments are called, and dots for the rest."""
    listed = list(given)
    # The order stays, for the others are compared with the first.
    last = max((at for at, name in enumerate(listed, 1) if not _is_keyword(name)), default=0)
    pairs = ", ".join(f"{name!r}: {_value(given[name], names)}" for name in listed[:last])
    arguments = [f"{{{pairs}}}"] if pairs else []
    arguments += [f"{name}={_value(given[name], names)}" for name in listed[last:]]
    return f"await cellheat.compare_async({', '.join(arguments)})"


def _is_keyword(name: str) -> bool:
    return name.isidentifier() and not iskeyword(name)


def _value(value: Any, names: dict[str, Any]) -> str:
    if isinstance(value, int | float | str | bool):
        return repr(value)
    if type(value) in (list, tuple) and all(isinstance(one, int | str) for one in value):
        return repr(value)
    name = getattr(value, "__name__", None)
    return name if isinstance(name, str) and names.get(name) is value else "..."

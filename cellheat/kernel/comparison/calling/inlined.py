"""Short calls without the call: the expression that a function returns, in a loop of its own."""

from __future__ import annotations

import ast
import inspect
import platform
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any

from ..asking.variants import ARGUMENTS, Variant
from .caller import Loop

#: How often the expression stands in the loop: what goes around it is shared by so many.
_COPIES = 50
#: Expressions that take longer stand there once.
_SHORT_NS = 2_000
#: These see the names around them, which are others in a loop.
_LOOKS_AROUND = frozenset({"locals", "vars", "dir", "eval", "exec", "super", "__class__"})
_FLAGS = (
    inspect.CO_VARARGS
    | inspect.CO_VARKEYWORDS
    | inspect.CO_GENERATOR
    | inspect.CO_COROUTINE
    | inspect.CO_ASYNC_GENERATOR
)


@dataclass(frozen=True)
class Inlined:
    """A loop with an expression `copies` times in a row, and one that is empty."""

    copies: int
    _loop: FunctionType
    _empty: FunctionType

    def loop(self) -> Loop:
        """With a code object of its own."""
        return _anew(self._loop)

    def empty(self) -> Loop:
        return _anew(self._empty)


def inlined(variant: Variant, arity: int, ns: float) -> Inlined | None:
    """The loop for a variant whose calls take about `ns`; `None` where it is no mere expression.

    A JIT would leave out what nobody uses, so that only CPython is asked.
    """
    call = variant.call
    if platform.python_implementation() != "CPython" or type(call) is not FunctionType:
        return None
    if not variant.code or call.__code__.co_argcount != arity:
        return None
    copies = _COPIES if ns < _SHORT_NS else 1
    codes = _codes(call.__code__, variant.code, copies)
    if codes is None:
        return None
    loop, empty = (FunctionType(code, call.__globals__) for code in codes)
    return Inlined(copies, loop, empty)


@lru_cache(maxsize=16)
def _codes(code: CodeType, source: str, copies: int) -> tuple[CodeType, CodeType] | None:
    """The code of both loops. Made once, for it takes some milliseconds."""
    found = _expression(source, code)
    if found is None:
        return None
    # Each is a node of its own: the compiler may change what it is given.
    body = ast.parse(f"({ast.unparse(found)})\n" * copies).body
    return _looping(body, code), _looping([ast.Pass()], code)


def _expression(source: str, code: CodeType) -> ast.expr | None:
    """What the function returns, if its source says so and is that of this very code."""
    if code.co_flags & _FLAGS or code.co_kwonlyargcount or code.co_freevars:
        return None
    try:
        (only,) = ast.parse(source).body
    except (SyntaxError, ValueError):
        return None
    for names, value in _returned(only):
        if _stands_alone(value) and _is_that_of(names, value, code):
            return value
    return None


def _returned(only: ast.stmt) -> list[tuple[list[str], ast.expr]]:
    """Parameters and returned expression, in each way in which the source may be meant."""
    if isinstance(only, ast.FunctionDef) and len(only.body) == 1:
        (last,) = only.body
        if isinstance(last, ast.Return) and last.value is not None:
            return [(_parameters(only.args), last.value)]
    if isinstance(only, ast.Expr):
        ways = [(list(ARGUMENTS[:count]), only.value) for count in range(len(ARGUMENTS) + 1)]
        if isinstance(only.value, ast.Lambda):
            ways.append((_parameters(only.value.args), only.value.body))
        return ways
    return []


def _parameters(arguments: ast.arguments) -> list[str]:
    return [one.arg for one in (*arguments.posonlyargs, *arguments.args)]


def _stands_alone(value: ast.expr) -> bool:
    """False where it would mean something else in another place, binds a name, or does nothing."""
    if isinstance(value, ast.Constant | ast.Name):
        return False
    for node in ast.walk(value):
        if isinstance(node, ast.NamedExpr | ast.Await | ast.Yield | ast.YieldFrom):
            return False
        name = getattr(node, "id", None) or getattr(node, "attr", None)
        if name in _LOOKS_AROUND:
            return False
        # Within a class such a name is another one.
        if isinstance(name, str) and name.startswith("__") and not name.endswith("__"):
            return False
    return True


def _is_that_of(names: list[str], value: ast.expr, code: CodeType) -> bool:
    source = f"def _({', '.join(names)}): return {ast.unparse(value)}"
    module = compile(source, "<inlined>", "exec", dont_inherit=True)
    (function,) = (part for part in module.co_consts if isinstance(part, CodeType))
    return _is_same(function, code)


def _is_same(one: CodeType, other: CodeType) -> bool:
    """The same instructions; where in a file they stand does not matter."""
    if (one.co_code, one.co_names, one.co_varnames) != (
        other.co_code,
        other.co_names,
        other.co_varnames,
    ):
        return False
    # A lambda keeps no place for a text that describes it.
    some, others = ([part for part in code.co_consts if part is not None] for code in (one, other))
    return len(some) == len(others) and all(map(_is_same_constant, some, others))


def _is_same_constant(one: Any, other: Any) -> bool:
    if isinstance(one, CodeType) and isinstance(other, CodeType):
        return _is_same(one, other)
    # Names of nested functions tell where they were written.
    return type(one) is type(other) and (repr(one) == repr(other) or "<locals>" in repr(one))


def _looping(body: list[ast.stmt], code: CodeType) -> CodeType:
    """A loop as those of the timer are."""
    names = code.co_varnames[: code.co_argcount]
    target = f"({', '.join(names)},)" if names else "_cellheat_none"
    source = (
        "def _cellheat_loop(_cellheat_call, _cellheat_arguments, _cellheat_now):\n"
        "    _cellheat_start = _cellheat_now()\n"
        f"    for {target} in _cellheat_arguments: pass\n"
        "    return _cellheat_now() - _cellheat_start\n"
    )
    module = ast.parse(source)
    function = module.body[0]
    assert isinstance(function, ast.FunctionDef)
    loop = function.body[1]
    assert isinstance(loop, ast.For)
    loop.body = body
    ast.fix_missing_locations(module)
    made = compile(module, code.co_filename, "exec", dont_inherit=True)
    (inner,) = (part for part in made.co_consts if isinstance(part, CodeType))
    return inner


def _anew(function: FunctionType) -> Loop:
    return FunctionType(function.__code__.replace(), function.__globals__)

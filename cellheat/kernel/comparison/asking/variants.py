"""The ways to do the work: functions, or source that becomes one."""

from __future__ import annotations

import ast
import inspect
import linecache
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from types import CodeType, FunctionType, MethodType
from typing import Any, ClassVar

from ... import result

#: Variants of one comparison.
MOST = 6

#: What the arguments of a source variant are called, in their order.
ARGUMENTS = ("x", "y", "z")


@dataclass(frozen=True)
class Variant:
    """One way to do the work: `call` takes what `make` built."""

    name: str
    call: Callable[..., Any]
    code: str | None

    #: What it is called where all have to be mentioned, and what to try where it cannot be timed.
    noun: ClassVar[str] = "variant"
    hint_when_raising: ClassVar[str] = (
        ". There is no make=: give a function that builds the arguments, if the variants take any"
    )
    hint_when_shared: ClassVar[str] = "Build the data in make, and take it as an argument"

    def renewed(self) -> Callable[..., Any]:
        """The same with code objects that have not run."""
        return recompiled(self.call)

    @property
    def is_fixed(self) -> bool:
        """True where that brings no other code."""
        return is_fixed(self.call)

    def told(self) -> result.Variant:
        """The part of it that a result holds."""
        return result.Variant(self.name, self.code)


def variants(
    first: Any,
    named: dict[str, Any],
    names: dict[str, Any],
    arity: Callable[[], int],
    *,
    awaits: bool = False,
) -> list[Variant]:
    """The variants of a call of `compare`, in their order.

    `names` is the namespace that source variants see; `arity` tells how many arguments they get.
    Raises TypeError or ValueError with a sentence that says what to write instead, and Awaitable
    for a coroutine function unless it `awaits` them.
    """
    given = _given(first, named)
    for name, value in given.items():
        if not callable(value) and not isinstance(value, str):
            text = _NO_VARIANT.format(name=name, kind=type(value).__name__)
            raise TypeError(text + _meant(name))
        if not awaits and _is_coroutine_function(value):
            raise Awaitable(name)
    if not 2 <= len(given) <= MOST:
        raise ValueError(_COUNT.format(count=len(given), variants=_plural(given)))
    return [
        Variant(
            name,
            _compiled(name, value, names, arity(), awaits=awaits),
            textwrap.dedent(value).strip(),
        )
        if isinstance(value, str)
        else Variant(name, value, source_of(value))
        for name, value in given.items()
    ]


_NO_VARIANT = (
    "{name}= is a value of type {kind}, and a variant has to be a function or source text: every "
    "keyword that is not an option is taken for a variant. The options are make, n, equal, "
    "consume, budget, cache and metrics."
)
#: Keywords of `compare`; another one that is much like it may be a slip.
_OPTIONS = ("make", "n", "equal", "consume", "budget", "cache", "metrics")


def _meant(name: str) -> str:
    """The option that was meant, as the end of a sentence about another name."""
    near = get_close_matches(name, _OPTIONS, 1, 0.6)
    return f" Did you mean {near[0]}=?" if near else ""


_COUNT = (
    "There {variants} to compare, and it takes two to six. Write "
    "compare(one=function, other=function)."
)


class Awaitable(Exception):
    """A variant has to be awaited, where nobody can."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def is_awaitable(value: Any) -> bool:
    """True for what a coroutine function returns."""
    return inspect.isawaitable(value) or inspect.isasyncgen(value)


def recompiled(call: Callable[..., Any]) -> Callable[..., Any]:
    """The same function with a code object of its own.

    CPython specialises code as it runs and keeps it at one place in memory: a fresh copy draws
    that lot again. What no Python function stands behind is returned as it is.
    """
    if type(call) is partial:
        return partial(recompiled(call.func), *call.args, **call.keywords)
    if type(call) is MethodType:
        return MethodType(recompiled(call.__func__), call.__self__)
    if type(call) is not FunctionType:
        return call
    copy = FunctionType(
        call.__code__.replace(),
        call.__globals__,
        call.__name__,
        call.__defaults__,
        call.__closure__,
    )
    copy.__kwdefaults__ = call.__kwdefaults__
    return copy


def is_fixed(call: Callable[..., Any]) -> bool:
    """True where `recompiled` has no code to compile: functions in C, types, objects."""
    while isinstance(call, partial | MethodType):
        call = call.func if isinstance(call, partial) else call.__func__
    return type(call) is not FunctionType


def _given(first: Any, named: dict[str, Any]) -> dict[str, Any]:
    if first is None:
        return named
    if not isinstance(first, dict):
        raise TypeError(
            f"The first argument is a value of type {type(first).__name__}, and it has to be a "
            "dict of names and functions. Variants are named: write compare(one=f, other=g)."
        )
    for name in first:
        if not isinstance(name, str):
            raise TypeError(
                f"A variant is called {name!r}, and a name has to be text. Write {str(name)!r}."
            )
        if not name.strip():
            raise TypeError(
                "A variant has an empty name, and the result tells them by their names."
            )
        if name in named:
            raise TypeError(f"Two variants are called {name}. Give each a name of its own.")
    return {**first, **named}


def _plural(given: dict[str, Any]) -> str:
    return "is 1 variant" if len(given) == 1 else f"are {len(given)} variants"


def _is_coroutine_function(value: Any) -> bool:
    while isinstance(value, partial):
        value = value.func
    return any(
        inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)
        for function in (value, getattr(value, "__call__", None))  # noqa: B004
    )


def _compiled(
    name: str, source: str, names: dict[str, Any], arity: int, *, awaits: bool
) -> Callable[..., Any]:
    """A function that does what the source says; a last expression is its result.

    Source that ends with a `def` stands for that function.
    """
    text = textwrap.dedent(source).strip() + "\n"
    filename = f"<variant {name}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)
    try:
        tree = ast.parse(text, filename)
    except SyntaxError as error:
        raise ValueError(
            f"The source of {name} is no Python: {error.msg} in line {error.lineno}. Mend it, or "
            "give a function."
        ) from None
    if not tree.body:
        raise ValueError(f"The source of {name} is empty. Write an expression or statements.")
    last = tree.body[-1]
    if not isinstance(last, ast.FunctionDef | ast.AsyncFunctionDef):
        tree, last = _wrapped(tree, _parameters(name, arity))
    if isinstance(last, ast.AsyncFunctionDef) and not awaits:
        raise Awaitable(name)
    return _function(compile(tree, filename, "exec", dont_inherit=True), last.name, names)


def _parameters(name: str, arity: int) -> tuple[str, ...]:
    if arity > len(ARGUMENTS):
        raise ValueError(
            f"{name} is source, make returns {arity} arguments, and there are names for three of "
            "them: x, y and z. Give a function instead, or let make return fewer."
        )
    return ARGUMENTS[:arity]


_Function = ast.FunctionDef | ast.AsyncFunctionDef


def _wrapped(tree: ast.Module, parameters: tuple[str, ...]) -> tuple[ast.Module, _Function]:
    kind = "async def" if any(map(_awaits, tree.body)) else "def"
    function = ast.parse(f"{kind} variant({', '.join(parameters)}): pass").body[0]
    assert isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    *rest, last = tree.body
    if isinstance(last, ast.Expr):
        last = ast.copy_location(ast.Return(last.value), last)
    function.body = [*rest, last]
    module = ast.Module(body=[function], type_ignores=[])
    return ast.fix_missing_locations(module), function


def _awaits(node: ast.AST) -> bool:
    """Whether the code has to run in a coroutine; what functions in it await is theirs."""
    if isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith):
        return True
    if isinstance(node, ast.comprehension) and node.is_async:
        return True
    inner = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
    return not isinstance(node, inner) and any(map(_awaits, ast.iter_child_nodes(node)))


def _function(code: CodeType, name: str, names: dict[str, Any]) -> Callable[..., Any]:
    """The function that `code` defines; it shares `names` as globals and binds nothing there."""
    bound: dict[str, Any] = {}
    exec(code, names, bound)
    function: Callable[..., Any] = bound[name]
    return function


def source_of(call: Any) -> str | None:
    """The text of a function as it was written, where it is known."""
    while isinstance(call, partial):
        call = call.func
    try:
        call = inspect.unwrap(call)
        if getattr(call, "__name__", "") == "<lambda>":
            return _lambda_source(call.__code__)
        if not inspect.isroutine(call) and not isinstance(call, type):
            call = type(call)
        if isinstance(call, type):
            return _class_source(call)
        return textwrap.dedent(inspect.getsource(call)).strip()
    except Exception:  # a callable of the user's may answer to anything
        return None


def _class_source(kind: type) -> str | None:
    """By way of its methods, for `inspect` finds no class of a notebook before Python 3.13."""
    methods = (value for value in vars(kind).values() if isinstance(value, FunctionType))
    for code in (method.__code__ for method in methods):
        lines = linecache.getlines(code.co_filename)
        for node in ast.walk(ast.parse("".join(lines))):
            if isinstance(node, ast.ClassDef) and node.name == kind.__name__:
                first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
                last = node.end_lineno or first
                if first <= code.co_firstlineno <= last:
                    return textwrap.dedent("".join(lines[first - 1 : last])).strip()
    return textwrap.dedent(inspect.getsource(kind)).strip()


def _lambda_source(code: CodeType) -> str | None:
    text = "".join(linecache.getlines(code.co_filename))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Lambda) and node.lineno == code.co_firstlineno:
            written = ast.get_source_segment(text, node)
            if written is not None and _same_code(written, code):
                return textwrap.dedent(written)
    return None


def _same_code(written: str, code: CodeType) -> bool:
    compiled = compile(f"({written})", "<lambda>", "eval")
    (inner,) = (part for part in compiled.co_consts if isinstance(part, CodeType))
    # Names of an enclosing function are compiled in another way, so what it reads has to do.
    return inner.co_code == code.co_code or _read_by(inner) == _read_by(code)


def _read_by(code: CodeType) -> tuple[set[str], list[str]]:
    """Names and constants in a code and in those within it."""
    names = {*code.co_names, *code.co_varnames, *code.co_freevars}
    constants = []
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            inner = _read_by(constant)
            names |= inner[0]
            constants += inner[1]
        # The path of names to an inner function is one, too.
        elif not (isinstance(constant, str) and "<lambda>" in constant):
            constants.append(repr(constant))
    return names, constants

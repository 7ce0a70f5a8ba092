"""A comparison as a file for a project's tests: results are equal, and how long each takes."""

from __future__ import annotations

import ast
import builtins
import inspect
import textwrap
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

from ..cells.cell import names_in
from ..result import ComparisonResult
from .asking.asked import Asked
from .asking.variants import ARGUMENTS, Variant, source_of
from .data.inputs import accepted
from .equality import shown

#: Text of a value that is longer than this is no constant to be written out.
_CONSTANT = 500


def source(asked: Asked, found: ComparisonResult) -> str:
    """The file; what could not be written out is listed in it, by name."""
    return _File(asked, found).text()


class _File:
    """Collects what variants and `make` need, then writes it in the order of a file."""

    def __init__(self, asked: Asked, found: ComparisonResult) -> None:
        self._asked = asked
        self._codes = {caution.code for caution in found.cautions}
        self._imports = {"import random", "import pytest"}
        self._needed: list[str] = []
        self._missing: list[str] = []
        self._bound: dict[str, Any] = {}
        self._sections: list[str] = []
        #: Variant → what stands for it in the dict of variants.
        self._named: dict[str, str] = {}

    def text(self) -> str:
        for variant in self._asked.variants:
            self._named[variant.name] = self._variant(variant)
        make = self._make()
        equality = self._equality()
        head = [_HEAD, "\n".join(sorted(self._imports))]
        if self._missing:
            lines = "\n".join(f"# - {line}" for line in self._missing)
            head.append(f"{_MISSING}\n{lines}")
        variants = "\n".join(f"    {name!r}: {text}," for name, text in self._named.items())
        table = f"VARIANTS = {{\n{variants}\n}}\nFIRST, *OTHERS = VARIANTS\nSIZES = {self._sizes()}"
        parts = [*head, *self._needed, *self._sections, make, table, equality, self._tests()]
        return "\n\n\n".join(part.strip("\n") for part in parts) + "\n"

    def _variant(self, variant: Variant) -> str:
        code = getattr(variant.call, "__code__", None)
        if code is not None and code.co_filename.startswith("<variant "):
            self._need(variant.call)
            return self._define(variant.name, _body(variant))
        return self._function(variant.name, variant.call)

    def _function(self, name: str, call: Any) -> str:
        """An expression for a function; what it needs is noted."""
        imported = self._importable(call)
        if imported is not None:
            return imported
        inner = inspect.unwrap(call)
        text = source_of(call) if isinstance(inner, FunctionType) else None
        if text is None:
            self._missing.append(f"the source of {name}: {shown(call)}")
            return self._define(name, _UNKNOWN.format(name=name))
        self._need(inner, text)
        if text.startswith("lambda"):
            return f"({text})"
        return self._define(name, text)

    def _define(self, name: str, text: str) -> str:
        """Write a `def` of a name that is not taken; in a function of its own where it is."""
        defined = _defined(text)
        if self._bound.setdefault(defined, text) == text:
            if text not in self._sections:
                self._sections.append(text)
            return defined
        maker = f"make_variant_{len(self._sections)}"
        inner = textwrap.indent(f"{text}\n\nreturn {defined}", "    ")
        self._sections.append(f"def {maker}():\n{inner}")
        return f"{maker}()"

    def _importable(self, value: Any) -> str | None:
        """An expression for what stands in a module that can be imported, or in the built-ins."""
        name, module = getattr(value, "__qualname__", ""), getattr(value, "__module__", None)
        if name and getattr(builtins, name, None) is value:
            return str(name)
        if not module or module == "__main__" or "." in name or not name.isidentifier():
            return None
        try:
            found = getattr(__import__(module, fromlist=[name]), name, None)
        except Exception:  # a module may refuse in any way
            return None
        if found is not value:
            return None
        self._imports.add(f"import {module}")
        return f"{module}.{name}"

    def _need(self, function: Any, source: str = "") -> None:
        """Write what a function reads by name, as far as that is possible."""
        names = function.__globals__
        at_once = [(name, names[name]) for name in _evaluated(source) if name in names]
        for name, value in [*_reads(function), *at_once]:
            if name in self._bound:
                continue
            self._bound[name] = value
            text = self._written(name, value)
            if text is None:
                self._missing.append(f"{name} = {shown(value)}")
            elif text:
                self._needed.append(text)

    def _written(self, name: str, value: Any) -> str | None:
        """Text that binds a name to a value; `None` where there is none."""
        if isinstance(value, ModuleType):
            known = value.__name__
            self._imports.add(f"import {known}" + ("" if known == name else f" as {name}"))
            return ""
        imported = self._importable(value)
        if imported is not None:
            return "" if imported == name else f"{name} = {imported}"
        inner = inspect.unwrap(value) if callable(value) else value
        if isinstance(inner, FunctionType | type):
            found = source_of(value)
            if found is None:
                return None
            text = found
            for one in [inner] if isinstance(inner, FunctionType) else vars(inner).values():
                if isinstance(one, FunctionType):
                    self._need(one, text)
            if text.startswith("lambda"):
                return f"{name} = {text}"
            return text if _defined(text) == name else f"{text}\n\n\n{name} = {_defined(text)}"
        return _constant(name, value)

    def _make(self) -> str:
        make, numbers = self._asked.options.make, 0
        if make is None:
            return _NO_MAKE
        numbers = accepted(make, bool(self._asked.options.sizes))
        expression = self._function("make", make)
        if self._sections and _defined(self._sections[-1]) == expression:
            self._sections.pop()
            built = f"{self._bound[expression]}\n\n\n"
        else:
            built = ""
        arguments = ", ".join(("n", "seed")[:numbers])
        call = expression if expression.isidentifier() else f"({expression})"
        made = f"{call}({arguments})"
        if inspect.iscoroutinefunction(make):
            made = f"asyncio.run({made})"
        return built + _ARGUMENTS.format(call=made)

    def _equality(self) -> str:
        equal = self._asked.options.equal
        if not isinstance(equal, str):
            return f"same = {self._function('equal', equal)}"
        if equal == "close":
            self._imports.add("import math")
            return _SAME.format(number=_CLOSE, what="Rounding is allowed")
        if equal == "unordered":
            return _UNORDERED
        return _SAME.format(number=_EXACT, what="Types and order, too")

    def _sizes(self) -> str:
        return repr(list(self._asked.options.sizes) or [None])

    def _tests(self) -> str:
        drains = self._asked.options.consume and "lazy" in self._codes
        called = _CALLED
        if self._asked.awaits:
            self._imports.add("import asyncio")
            called = _AWAITED
        is_fresh = self._codes & {"mutates-input", "one-shot-input"}
        timed = (_FRESH if is_fresh else _SHARED).format(function="whole" if drains else "called")
        return called + _EQUAL + _SPEED.format(timed=timed)


def _reads(function: Any) -> Iterator[tuple[str, Any]]:
    """Globals and names of enclosing functions that a function reads, with their values."""
    code = function.__code__
    names = function.__globals__
    for name in names_in(code):
        if name in names and name not in vars(builtins):
            yield name, names[name]
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=False):
        try:
            yield name, cell.cell_contents
        except ValueError:
            continue


def _evaluated(text: str) -> set[str]:
    """Names that a `def` or `class` looks up at once: decorators, defaults and bases."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(text) if not text.startswith("lambda") else ast.Module([], [])):
        found: list[Any] = [*getattr(node, "decorator_list", ()), *getattr(node, "bases", ())]
        if isinstance(node, ast.arguments):
            found += [*node.defaults, *filter(None, node.kw_defaults)]
        names |= {n.id for one in found for n in ast.walk(one) if isinstance(n, ast.Name)}
    return names - set(vars(builtins))


def _constant(name: str, value: Any) -> str | None:
    """For values whose text gives them back."""
    try:
        text = repr(value)
        is_same = len(text) <= _CONSTANT and ast.literal_eval(text) == value
    except Exception:
        return None
    return f"{name} = {text}" if is_same else None


def _defined(text: str) -> str:
    """The name that a `def` or `class` binds; empty for other text."""
    try:
        last = ast.parse(text).body[-1]
    except (SyntaxError, IndexError):
        return ""
    return str(getattr(last, "name", ""))


def _body(variant: Variant) -> str:
    """A variant that was given as text, as a function."""
    text = variant.code or ""
    tree = ast.parse(text)
    if _defined(text):
        return text
    last = tree.body[-1]
    if isinstance(last, ast.Expr):
        lines = text.splitlines()
        lines[last.lineno - 1 :] = [
            *filter(str.strip, [_before(lines, last)]),
            f"return {ast.unparse(last.value)}",
        ]
        text = "\n".join(lines)
    count = variant.call.__code__.co_argcount
    name = variant.name if variant.name.isidentifier() else "variant"
    is_async = any(isinstance(node, ast.Await | ast.AsyncFor) for node in ast.walk(tree))
    kind = "async def" if is_async else "def"
    return f"{kind} {name}({', '.join(ARGUMENTS[:count])}):\n{textwrap.indent(text, '    ')}"


def _before(lines: list[str], last: ast.stmt) -> str:
    """What stands left of the last expression in its line, after a semicolon."""
    return lines[last.lineno - 1][: last.col_offset].rstrip("; ")


_HEAD = '''"""Are the results equal, and how long does each take? Written by cellheat.

pytest FILE                      equality, and times where pytest-benchmark is installed
pytest FILE --benchmark-only     times alone
"""

from __future__ import annotations
'''
_MISSING = "# Missing here, and to be written by hand:"
_UNKNOWN = """def {name}(*arguments):
    raise NotImplementedError("The source of {name} is not known: write it here.")
"""
_NO_MAKE = """def arguments_of(n, seed):
    return ()
"""
_ARGUMENTS = """def arguments_of(n, seed):
    random.seed(seed)
    made = {call}
    return made if type(made) is tuple else (made,)
"""
_SAME = '''def same(a, b):
    """{what}; not a number counts as equal to itself."""
{number}
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if hasattr(a, "dtype") and hasattr(a, "tolist") and not hasattr(a, "equals"):
        return a.dtype == b.dtype and a.shape == b.shape and same(a.tolist(), b.tolist())
    if hasattr(a, "equals"):
        return a.equals(b)
    if type(a).__eq__ is object.__eq__ and hasattr(a, "__dict__"):
        return same(vars(a), vars(b))
    return a == b or (a != a and b != b)
'''
_EXACT = """    if isinstance(a, float) and type(a) is type(b):
        return a == b or (a != a and b != b)"""
_CLOSE = """    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return math.isclose(a, b, rel_tol=1e-9) or (a != a and b != b)"""
_UNORDERED = '''def same(a, b):
    """The same items in any order."""
    return type(a) is type(b) and sorted(map(repr, a)) == sorted(map(repr, b))
'''
_CALLED = '''def called(function, *arguments):
    return function(*arguments)


def whole(function, *arguments):
    """An iterator is gone through to its end, for before that its work is not done."""
    result = called(function, *arguments)
    return list(result) if hasattr(result, "__next__") else result


'''
_AWAITED = '''async def awaited(function, arguments):
    result = function(*arguments)
    if hasattr(result, "__aiter__"):
        return [item async for item in result]
    return await result if hasattr(result, "__await__") else result


def called(function, *arguments):
    """The times hold the start of an event loop, too."""
    return asyncio.run(awaited(function, arguments))


def whole(function, *arguments):
    result = called(function, *arguments)
    return list(result) if hasattr(result, "__next__") else result


'''
_EQUAL = """@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("name", OTHERS)
def test_results_are_equal(name, n, seed):
    results = []
    for one in (FIRST, name):
        arguments = arguments_of(n, seed)
        random.seed(seed)
        results.append(whole(VARIANTS[one], *arguments))
    assert same(*results)


"""
_SPEED = """@pytest.mark.skipif(
    "not config.pluginmanager.hasplugin('benchmark')", reason="pytest-benchmark is not installed"
)
@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("name", VARIANTS)
def test_speed(benchmark, name, n):
    benchmark.group = f"n = {{n}}"
{timed}
"""
_FRESH = """    # A call changes its input or uses it up: each gets a new one.
    def setup():
        return (VARIANTS[name], *arguments_of(n, 0)), {{}}

    benchmark.pedantic({function}, setup=setup, rounds=50)"""
_SHARED = """    benchmark({function}, VARIANTS[name], *arguments_of(n, 0))"""

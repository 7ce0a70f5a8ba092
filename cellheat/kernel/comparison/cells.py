"""Whole cells as variants: each run has a copy of the notebook's names, and keeps nothing."""

from __future__ import annotations

import ast
import os
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import CodeType
from typing import Any

from .. import clock
from ..cells.cell import Cell, awaits, compile_tree, names_in, parse
from ..cells.effects import closes_kernel, side_effects
from ..interrupts import Held
from ..result import (
    Caution,
    CellReference,
    ComparisonResult,
    ConsentRequest,
    Failure,
    Reason,
    SideEffect,
)
from ..result import Variant as Told
from ..slot import Slot
from . import equality
from .asking.options import options
from .asking.variants import MOST, Variant, is_awaitable
from .checking.cautions import leaves_different, names_copied
from .data.inputs import Maker
from .data.shared import CONTAINERS, SharedData, reached, stored
from .engine import Engine
from .unfair import Unfair
from .watch import new_token, watching

#: The name that a cell's last expression gets in its copy of the names.
_VALUE = "__cellheat_value"
#: Copying the names is told from this part of a cell's time on.
_NOTABLE = 0.05


@dataclass(frozen=True)
class NamedCell:
    """A cell to compare, and what it is called in the result."""

    name: str
    cell: Cell


class Refused(Exception):
    """Why cells are not compared: a failure to be sent."""

    def __init__(self, one: NamedCell | None, reason: Reason, text: str) -> None:
        super().__init__(text)
        self.failure = Failure(None, one.cell.reference() if one else None, reason, text)


def compare_cells(
    ip: Any, cells: list[NamedCell], budget_s: float, *, consent: bool
) -> ComparisonResult | ConsentRequest | Failure:
    """Compare cells with the first of them; the notebook is left as if none had run."""
    try:
        trees = _trees(ip, cells)
        effects = [] if consent else _effects(cells, trees)
        return ConsentRequest(effects) if effects else _compared(ip, cells, trees, budget_s)
    except Refused as refused:
        return refused.failure
    except KeyboardInterrupt:
        return Failure(None, None, "raised", _STOPPED)


@dataclass(frozen=True)
class CellVariant(Variant):
    """A cell as a variant."""

    call: CellCall
    cell: CellReference

    noun = "cell"
    hint_when_raising = ". Run the cells one by one in the ordinary way to see where"
    hint_when_shared = "Copy the data in the cell before changing it"

    is_fixed = False

    def renewed(self) -> CellCall:
        return self.call.renewed()

    def told(self) -> Told:
        return Told(self.name, self.code, self.cell)


class CellCall:
    """Runs a cell's code on a copy of the names, and returns what the cell is about.

    That is the value of its last expression, or else the names that all compared cells assign.
    To those who look for data in reach (`SharedData`) it is a function.
    """

    __closure__ = __defaults__ = __kwdefaults__ = None

    def __init__(self, code: CodeType, names: dict[str, Any], assigned: list[str]) -> None:
        self.__code__ = code
        self.__globals__ = names
        self._assigned = assigned
        #: What the first run that ended with a value left in these names.
        self.left: dict[str, Any] | None = None

    def __call__(self) -> Any:
        names = self.__globals__.copy()
        exec(self.__code__, names)
        value = names.pop(_VALUE, None)
        if value is not None and self.left is not None:
            return value
        left = {name: names[name] for name in self._assigned if name in names}
        if value is None:
            if not left:
                raise Unfair(_NOTHING)
            return left
        if is_awaitable(value):
            getattr(value, "close", lambda: None)()
            raise Unfair(_COROUTINE)
        self.left = left
        return value

    def renewed(self) -> CellCall:
        """The same with code objects of its own, those of functions in the cell, too."""
        call = CellCall(_renewed(self.__code__), self.__globals__, self._assigned)
        call.left = self.left
        return call


def _renewed(code: CodeType) -> CodeType:
    constants = (_renewed(one) if isinstance(one, CodeType) else one for one in code.co_consts)
    return code.replace(co_consts=tuple(constants))


def _trees(ip: Any, cells: list[NamedCell]) -> list[ast.Module]:
    """The syntax trees; raises Refused where a cell cannot be repeated."""
    if not 2 <= len(cells) <= MOST:
        raise Refused(None, "refused", f"It takes two to six cells, and there are {len(cells)}.")
    if Slot.holder() is not None:
        raise Refused(None, "in-use", _IN_USE)
    return [_tree(ip, one) for one in cells]


def _tree(ip: Any, one: NamedCell) -> ast.Module:
    if one.cell.is_empty:
        raise Refused(one, "empty", _EMPTY.format(name=one.name))
    filename = _filename(ip, one.cell)
    try:
        tree = parse(ip, one.cell.source, filename)
        code = compile_tree(ip, tree, filename)
    except (SyntaxError, ValueError, OverflowError) as error:
        said = str(error)
        if isinstance(error, SyntaxError):
            said = f"{error.msg} in line {error.lineno}"
        text = f"{one.name} cannot run: {type(error).__name__}: {said}. Mend it first."
        raise Refused(one, "raised", text) from None
    if awaits(code):
        raise Refused(one, "refused", _AWAITS.format(name=one.name))
    if closes_kernel(tree):
        raise Refused(one, "refused", _CLOSES.format(name=one.name))
    if _asks(tree):
        raise Refused(one, "refused", _ASKS.format(name=one.name))
    changed = _changed_names(tree, ip.user_ns)
    if changed:
        name, line = changed[0]
        raise Refused(one, "refused", _CHANGES.format(cell=one.name, name=name, line=line))
    return tree


def _filename(ip: Any, cell: Cell) -> str:
    """The name that an ordinary run would have, so that errors look alike."""
    source = ip.transform_cell(cell.source)
    return str(ip.compile.get_code_name(cell.source, source, ip.execution_count))


def _effects(cells: list[NamedCell], trees: list[ast.Module]) -> list[SideEffect]:
    return [
        replace(effect, cell=one.name)
        for one, tree in zip(cells, trees, strict=True)
        for effect in side_effects(tree, one.cell.source)
    ]


def _compared(
    ip: Any, cells: list[NamedCell], trees: list[ast.Module], budget_s: float
) -> ComparisonResult:
    variants = _variants(ip, cells, trees)
    # No option says how near is near enough: what differs by rounding is taken for the same.
    chosen = options(None, None, "close", True, budget_s, "repeat", ("time", "memory"))
    token = new_token()
    watch = watching(ip, token, [one.name for one in cells])
    engine = Engine([*variants], Maker(None, False), chosen, ip, watch=watch, token=token)
    stopped = False
    try:
        with _as_if_not_run(ip, variants):
            engine.run()
    except KeyboardInterrupt:
        stopped = True
    with Held():
        if stopped and not engine.knows_something:
            raise Refused(None, "raised", _STOPPED)
        return _told(engine.result(None, stopped=stopped), variants)


def _variants(ip: Any, cells: list[NamedCell], trees: list[ast.Module]) -> list[CellVariant]:
    assigned = sorted(set.intersection(*map(_assigned, trees)))
    if all(isinstance(tree.body[-1], ast.Expr) for tree in trees):
        trees = [_keeping_value(tree) for tree in trees]
    return [
        CellVariant(
            one.name,
            CellCall(compile_tree(ip, tree, _filename(ip, one.cell)), ip.user_ns, assigned),
            one.cell.source.strip("\n"),
            one.cell.reference(),
        )
        for one, tree in zip(cells, trees, strict=True)
    ]


def _keeping_value(tree: ast.Module) -> ast.Module:
    *rest, last = tree.body
    assert isinstance(last, ast.Expr)
    target = ast.Name(_VALUE, ast.Store())
    kept = ast.copy_location(ast.Assign([target], last.value), last)
    return ast.fix_missing_locations(ast.Module([*rest, kept], type_ignores=[]))


@contextmanager
def _as_if_not_run(ip: Any, variants: list[CellVariant]) -> Iterator[None]:
    """Put back what the cells change beside their own names, as far as that is seen."""
    names = dict(ip.user_ns)
    folder = os.getcwd()
    shared = [SharedData(variant.call) for variant in variants]
    try:
        yield
    finally:
        with Held():
            os.chdir(folder)
            for data in shared:
                data.restore()
            for variant in variants:
                _put_back(ip.user_ns, names, _bound_elsewhere(variant.call))


def _bound_elsewhere(call: CellCall) -> Callable[[str], bool]:
    """Which of the notebook's own names a cell may bind: by functions, or by any magic."""
    if "get_ipython" in names_in(call.__code__):
        return lambda name: True
    codes = (getattr(value, "__code__", None) for _, value in reached(call))
    bound = {name for code in codes if isinstance(code, CodeType) for name in stored(code)}
    return bound.__contains__


def _put_back(
    names: dict[str, Any], before: dict[str, Any], is_meant: Callable[[str], bool]
) -> None:
    for name in filter(is_meant, {*names, *before}):
        if name not in before:
            del names[name]
        elif names.get(name, _VALUE) is not before[name]:
            names[name] = before[name]


def _told(found: ComparisonResult, variants: list[CellVariant]) -> ComparisonResult:
    """The result in words that are about cells."""
    has_values = all(_VALUE in variant.call.__code__.co_names for variant in variants)
    difference = found.difference
    if found.equality in ("different", "reordered", "unknown") and found.inputs and not has_values:
        difference = f"{difference} {_END}"
    cautions = [*found.cautions, *_left_behind(variants)] if has_values else found.cautions
    return replace(
        found,
        difference=difference,
        cautions=[*cautions, *_overhead(found, variants)] if found.at is not None else cautions,
        method={**found.method, **_METHOD} if found.points else found.method,
    )


def _left_behind(variants: list[CellVariant]) -> list[Caution]:
    """Names that the cells leave with different values, though their last values are the same."""
    first, *others = ({**(variant.call.left or {})} for variant in variants)
    differ = [
        name
        for name in first
        if any(
            name in other and not equality.is_unchanged(first[name], other[name])
            for other in others
        )
    ]
    return [leaves_different(differ)] if differ else []


def _overhead(found: ComparisonResult, variants: list[CellVariant]) -> list[Caution]:
    assert found.at is not None
    fastest = min(times.median_ns for times in found.points[found.at].times)
    spent = _empty_ns(variants[0].call)
    return [names_copied(spent)] if spent > _NOTABLE * fastest else []


def _empty_ns(call: CellCall) -> float:
    """Time of running a cell with nothing in it."""
    empty = CellCall(compile("0", "<cellheat>", "exec"), call.__globals__, ["__name__"])
    times: list[int] = []
    for _ in range(100):
        start = clock.wall_ns()
        empty()
        times.append(clock.wall_ns() - start)
    return float(statistics.median(times))


class _Assigned(ast.NodeVisitor):
    """Names that a cell assigns for good: no loop variables, imports and functions."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self.names.add(node.id)

    def _pass_over(self, node: ast.AST) -> None:
        """What is bound in here is none of the cell's names."""

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = visit_Lambda = _pass_over

    def _without_target(self, node: Any) -> None:
        for name, value in ast.iter_fields(node):
            if name not in ("target", "optional_vars"):
                for part in value if isinstance(value, list) else [value]:
                    if isinstance(part, ast.AST):
                        self.visit(part)

    visit_For = visit_comprehension = visit_withitem = _without_target


def _assigned(tree: ast.Module) -> set[str]:
    visitor = _Assigned()
    visitor.visit(tree)
    return visitor.names


_IN_PLACE = ("__iadd__", "__isub__", "__imul__", "__ior__", "__iand__", "__ixor__")


def _changed_names(tree: ast.Module, names: dict[str, Any]) -> list[tuple[str, int]]:
    """Objects of the notebook that the cell changes in place, by name, with the line.

    Built-in containers are not among them: `SharedData` sees and undoes what happens to those.
    """
    found = []
    own: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            own[node.id] = min(node.lineno, own.get(node.id, node.lineno))
    for node in ast.walk(tree):
        name = _changed_by(node, names)
        line = getattr(node, "lineno", 0)
        if name in names and type(names[name]) not in CONTAINERS and own.get(name, line) >= line:
            found.append((name, line))
    return sorted(found, key=lambda change: change[1])


def _changed_by(node: ast.AST, names: dict[str, Any]) -> str:
    """The name of what a part of the code changes in place, or an empty one."""
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        kind = type(names.get(node.target.id))
        return node.target.id if any(hasattr(kind, method) for method in _IN_PLACE) else ""
    if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(
        node.ctx, ast.Store | ast.Del
    ):
        return _root(node)
    if isinstance(node, ast.Call) and any(
        keyword.arg == "inplace" and getattr(keyword.value, "value", None) is True
        for keyword in node.keywords
    ):
        return _root(node.func)
    return ""


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _asks(tree: ast.Module) -> bool:
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(isinstance(called, ast.Name) and called.id == "input" for called in calls)


_IN_USE = "A cell is being profiled in this kernel. Wait until it has finished, then compare again."
_EMPTY = "{name} has no code, so there is nothing to compare. Write the other way into it."
_AWAITS = (
    "{name} awaits at its top level, and cells that are compared run one after the other. Put the "
    "work into coroutine functions and write await cellheat.compare_async(...)."
)
_CLOSES = (
    "{name} calls exit() or quit(), which would close the kernel. Take the call out, then compare."
)
_ASKS = (
    "{name} asks for input, and a comparison runs it many times. Put the answer into a variable "
    "in a cell above."
)
_CHANGES = (
    "{cell} changes {name} in line {line}, and {name} is from another cell: every run would find "
    "it changed by the one before. Copy it first, as in {name} = {name}.copy()."
)
_STOPPED = "Stopped before anything was known."
_END = "End each cell with the value that it is about: then only that is compared."
_NOTHING = (
    "there is nothing to compare, because the cells neither end with a value nor assign the same "
    "name: end each cell with the value that it is about"
)
_COROUTINE = (
    "a cell ends with a coroutine that nobody awaits, so its work is not done: write "
    "await cellheat.compare_async(...) with coroutine functions"
)
_METHOD = {
    "inputs": "the notebook's names, a copy for each run",
    "results": "the value of the last expression, or else the names that all cells assign",
}

"""Whether two results are the same: types, order and NaN included, and words where they differ.

What cannot be compared counts as not the same: no speed is told for it.
"""

from __future__ import annotations

import itertools
import math
import numbers
import reprlib
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..result import Equality

#: Relative difference below which floats count as close.
CLOSE = 1e-9
#: Rounding, as a part of the largest number in the same list: where sums cancel out.
_ROUNDING = 1e-15
#: Numbers below this part of the largest are told by that.
_SMALL = 1e-6

#: More items than this are not taken out of an iterator.
CAP = 10_000_000

_SCALARS = frozenset({int, float, bool, str, bytes, complex, type(None)})

#: From the best to the worst.
_ORDER: tuple[Equality, ...] = ("equal", "close", "reordered", "unknown", "different")


class Endless(Exception):
    """An iterator gave more items than anybody would compare."""


@dataclass(frozen=True)
class Finding:
    """How two results stand to each other; `words` say where they differ."""

    equality: Equality
    words: str | None = None
    #: The largest relative difference of floats, where they are close.
    error: float | None = None


_SAME = Finding("equal")


def worst(findings: list[Finding]) -> Finding:
    """The first of the worst, of rounding the largest; two empty lists agree."""
    return max(
        findings, key=lambda one: (_ORDER.index(one.equality), one.error or 0.0), default=_SAME
    )


def materialised(iterator: Iterator[Any]) -> list[Any]:
    """Its items; raises Endless beyond the cap."""
    items = list(itertools.islice(iterator, CAP))
    if len(items) == CAP:
        raise Endless(f"an iterator that gives {CAP:,} items and more")
    return items


def compared(
    first: Any, second: Any, names: tuple[str, str], equal: str | Callable[[Any, Any], Any]
) -> Finding:
    """How the result of the second variant stands to that of the first."""
    if not isinstance(equal, str):
        return _asked(first, second, equal)
    try:
        finding = _Comparer(names).compare(first, second, "")
    except RecursionError:
        return Finding("unknown", "the results are nested too deeply to be compared")
    except Exception as error:  # what objects of other libraries raise when they are asked
        return Finding("unknown", f"comparing the results raised {type(error).__name__}: {error}")
    if finding.equality == "close" and finding.error:
        words = f"{finding.words}, a relative difference of {finding.error:.1g} at most"
        finding = Finding("close", words, finding.error)
    if finding.equality == "different" and _is_reordered(first, second):
        return Finding("reordered", "the same items in another order")
    return finding


def is_unchanged(before: Any, after: Any) -> bool:
    """True only where both are certainly the same data."""
    return compared(before, after, ("before", "after"), "exact").equality == "equal"


def is_one_object(first: Any, second: Any) -> bool:
    """True where a change of one changes the other."""
    if _is_array(first) and _is_array(second):
        return bool(sys.modules["numpy"].may_share_memory(first, second))
    if first is not second or callable(first):
        return False
    return isinstance(first, list | dict | set | bytearray | deque) or bool(_state(first))


def _asked(first: Any, second: Any, equal: Callable[[Any, Any], Any]) -> Finding:
    try:
        if bool(equal(first, second)):
            return _SAME
    except Exception as error:
        return Finding("unknown", f"equal raised {type(error).__name__}: {error}"[:200])
    return Finding("different", f"equal said no to {shown(first)} and {shown(second)}")


class _Comparer:
    """Walks through two results side by side."""

    def __init__(self, names: tuple[str, str]) -> None:
        self._names = names
        #: Pairs on the way down: what holds itself is not walked for ever.
        self._open: set[tuple[int, int]] = set()

    def compare(self, a: Any, b: Any, path: str, scale: float = 0.0) -> Finding:
        if a is b or _surely_same(a, b):
            return _SAME
        if _is_number(a) and _is_number(b):
            return self._numbers(a, b, path, scale)
        if isinstance(a, complex) and type(a) is type(b):
            return self._complex(a, b, path, scale)
        if type(a) is not type(b):
            return self._differ(path, _typed(a), _typed(b))
        pair = (id(a), id(b))
        if pair in self._open:
            return _SAME
        self._open.add(pair)
        try:
            return self._same_kind(a, b, path)
        finally:
            self._open.discard(pair)

    def _same_kind(self, a: Any, b: Any, path: str) -> Finding:
        if isinstance(a, list | tuple | deque):
            return self._sequences(a, b, path)
        if isinstance(a, dict):
            return self._dicts(a, b, path)
        if isinstance(a, set | frozenset):
            return self._sets(a, b, path)
        if type(a).__name__ in ("dict_values", "mappingproxy"):
            return self.compare(list(a), list(b), path)
        if hasattr(type(a), "__next__"):
            return self.compare(materialised(a), materialised(b), path)
        if _is_array(a):
            return self._arrays(a, b, path)
        if isinstance(a, memoryview):
            return self._views(a, b, path)
        if _is_of("pandas", a, "DataFrame", "Series", "Index"):
            return self._pandas(a, b, path)
        if _is_of("polars", a, "DataFrame", "Series") or _is_of("pyarrow", a, "Table", "Array"):
            return self._tables(a, b, path)
        return self._objects(a, b, path)

    def _sequences(self, a: Any, b: Any, path: str) -> Finding:
        if len(a) != len(b):
            return self._differ(path, _items(len(a)), f"{len(b):,}")
        scale = _scale(a)
        found = []
        for index, (one, other) in enumerate(zip(a, b, strict=True)):
            finding = self.compare(one, other, f"{path}[{index}]", scale)
            if finding.equality == "different":
                return finding
            if finding is not _SAME:
                found.append(finding)
        return worst(found)

    def _dicts(self, a: Any, b: Any, path: str) -> Finding:
        if a.keys() != b.keys():
            key = next(iter(a.keys() ^ b.keys()))
            has = "has the key " + shown(key)
            return self._differ(path, *((has, "lacks it") if key in a else ("lacks it", has)))
        if hasattr(a, "move_to_end") and list(a) != list(b):
            return Finding("reordered", "the same keys in another order")
        return worst([self.compare(a[key], b[key], f"{path}[{shown(key)}]") for key in a])

    def _sets(self, a: Any, b: Any, path: str) -> Finding:
        if len(a) != len(b):
            return self._differ(path, _items(len(a)), f"{len(b):,}")
        if {(type(part), part) for part in a} == {(type(part), part) for part in b}:
            return _SAME
        if a == b:
            return Finding("close", f"{self._at(path)}the same items, of other types")
        return self._differ(path, f"holds {shown(next(iter(a - b)))}", "does not")

    def _numbers(self, a: Any, b: Any, path: str, scale: float) -> Finding:
        same_type = type(a) is type(b)
        if same_type and (a == b or (a != a and b != b)):
            return _SAME
        if isinstance(a, numbers.Rational) and isinstance(b, numbers.Rational) and a != b:
            # Nothing rounds whole numbers and fractions.
            return self._differ(path, shown(a), shown(b))
        allowed = _ROUNDING * scale
        if (a != a and b != b) or _is_near(a, b, allowed):
            one, other = (shown(a), shown(b)) if same_type else (_typed(a), _typed(b))
            words = f"{self._at(path)}{one} from {self._names[0]}, {other} from {self._names[1]}"
            return Finding("close", words, _error(a, b, scale))
        return self._differ(path, shown(a), shown(b))

    def _complex(self, a: complex, b: complex, path: str, scale: float) -> Finding:
        parts = ((a.real, b.real), (a.imag, b.imag))
        size = max(scale, abs(a))
        found = worst([self._numbers(one, other, path, size) for one, other in parts])
        return found if found.equality != "different" else self._differ(path, shown(a), shown(b))

    def _views(self, a: memoryview, b: memoryview, path: str) -> Finding:
        if (a.format, a.shape) != (b.format, b.shape):
            one, other = (f"format {one.format}, shape {one.shape}" for one in (a, b))
            return self._differ(path, one, other)
        return self.compare(a.tolist(), b.tolist(), path)

    def _arrays(self, a: Any, b: Any, path: str) -> Finding:
        if a.dtype != b.dtype:
            return self._differ(path, f"dtype {a.dtype}", f"dtype {b.dtype}")
        if a.shape != b.shape:
            return self._differ(path, f"shape {a.shape}", f"shape {b.shape}")
        numpy = sys.modules["numpy"]
        if hasattr(a, "mask"):
            # What is below a mask is nobody's result.
            masks = numpy.ma.getmaskarray(a), numpy.ma.getmaskarray(b)
            if not numpy.array_equal(*masks):
                return self._differ(path, f"mask {shown(masks[0])}", f"mask {shown(masks[1])}")
            kept = ~masks[0]
            a, b = numpy.asarray(a)[kept], numpy.asarray(b)[kept]
        if a.dtype.kind not in "fc":
            return self.compare(a.tolist(), b.tolist(), path)
        if numpy.array_equal(a, b, equal_nan=True):
            return _SAME
        return self._floats(numpy, numpy.asarray(a), numpy.asarray(b), path)

    def _floats(self, numpy: Any, a: Any, b: Any, path: str) -> Finding:
        """Arrays of floats that are not equal."""
        finite = abs(a[numpy.isfinite(a)])
        scale = float(finite.max()) if finite.size else 0.0
        with numpy.errstate(all="ignore"):
            if not numpy.allclose(b, a, rtol=CLOSE, atol=_ROUNDING * scale, equal_nan=True):
                return self._differ(path, shown(a), shown(b))
            errors = abs(a - b) / numpy.maximum(abs(a), _SMALL * scale)
        error = float(numpy.nanmax(errors))
        return Finding("close", f"{self._at(path)}numbers differ", error)

    def _pandas(self, a: Any, b: Any, path: str) -> Finding:
        """Tables, columns and indices: labels and their order, types, then values."""
        named = [("names", "names"), ("name", "name")]
        for attribute, word in [("shape", "shape"), ("dtype", "dtype"), *named]:
            one, other = getattr(a, attribute, None), getattr(b, attribute, None)
            if not is_unchanged(_plain(one), _plain(other)):
                return self._differ(path, f"{word} {shown(one)}", f"{word} {shown(other)}")
        if _is_of("pandas", a, "Index"):
            return self._columns(a, b, path)
        for attribute in ("columns", "index"):
            if hasattr(a, attribute):
                labels = getattr(a, attribute), getattr(b, attribute)
                found = self.compare(*labels, f"{path}.{attribute}")
                if found.equality != "equal":
                    return found
        if not hasattr(a, "columns"):
            return self._columns(a, b, path)
        places = range(a.shape[1])
        return worst(
            [
                self.compare(a.iloc[:, at], b.iloc[:, at], f"{path}[{shown(a.columns[at])}]")
                for at in places
            ]
        )

    def _columns(self, a: Any, b: Any, path: str) -> Finding:
        """Values of two of one type; those of pandas' own types by their text of data."""
        if a.equals(b):
            return _SAME
        if getattr(a.dtype, "kind", "O") in "fc" and _is_array(a.to_numpy()):
            return self._arrays(a.to_numpy(), b.to_numpy(), path)
        return self.compare(a.tolist(), b.tolist(), path)

    def _tables(self, a: Any, b: Any, path: str) -> Finding:
        """Other libraries' tables, by their own word; it need not look at names and types."""
        for word in ("schema", "dtype", "type", "name"):
            one, other = (str(getattr(table, word, "")) for table in (a, b))
            if one != other:
                return self._differ(path, f"{word} {shown(one)}", f"{word} {shown(other)}")
        return _SAME if a.equals(b) else self._differ(path, shown(a), shown(b))

    def _objects(self, a: Any, b: Any, path: str) -> Finding:
        if getattr(type(a), "__eq__", None) is not object.__eq__:
            return self._by_own_word(a, b, path)
        state, other = _state(a), _state(b)
        if not state or other is None or callable(a):
            text = f"{self._at(path)}two objects of type {type(a).__name__} cannot be compared"
            return Finding("unknown", f"{text}; give equal=, a function of both results")
        return self.compare(state, other, path)

    def _by_own_word(self, a: Any, b: Any, path: str) -> Finding:
        try:
            if bool(a == b) or (bool(a != a) and bool(b != b)):
                return _SAME
        except Exception as error:
            text = f"{self._at(path)}comparing them raised {type(error).__name__}"
            return Finding("unknown", f"{text}; give equal=, a function of both results")
        if _is_generated(type(a)):
            found = self.compare(_state(a), _state(b), path)
            if found.equality == "close":
                return found
        return self._differ(path, shown(a), shown(b))

    def _differ(self, path: str, one: str, other: str) -> Finding:
        words = f"{self._at(path)}{one} from {self._names[0]}, {other} from {self._names[1]}"
        return Finding("different", words)

    @staticmethod
    def _at(path: str) -> str:
        return f"at {path}: " if path else ""


def _surely_same(a: Any, b: Any) -> bool:
    """True for plain data that is the same; False tells nothing. It runs at the speed of C."""
    kind = type(a)
    if kind is not type(b):
        return False
    if kind in _SCALARS or kind is range:
        return bool(a == b)
    if kind is dict:
        return _surely_same(list(a), list(b)) and _surely_same(list(a.values()), list(b.values()))
    if kind not in (list, tuple) or len(a) != len(b):
        return False
    types = list(map(type, a))
    if types != list(map(type, b)):
        return False
    kinds = set(types)
    if kinds <= _SCALARS:
        return bool(a == b)
    if len(kinds) != 1:
        return False
    return _surely_same_rows(a, b, kinds.pop())


def _surely_same_rows(a: Any, b: Any, kind: type) -> bool:
    """Lists of lists, tuples or dicts: compared as one long list each."""
    if kind not in (list, tuple, dict) or list(map(len, a)) != list(map(len, b)):
        return False
    flat = itertools.chain.from_iterable
    if not _surely_same(list(flat(a)), list(flat(b))):
        return False
    if kind is not dict:
        return True
    values = [list(flat(row.values() for row in rows)) for rows in (a, b)]
    return _surely_same(*values)


def _is_reordered(first: Any, second: Any) -> bool:
    if type(first) is not type(second) or not isinstance(first, list | tuple | deque):
        return False
    if len(first) != len(second):
        return False
    try:
        return Counter(map(_keyed, first)) == Counter(map(_keyed, second))
    except Exception:  # items without a hash, and arrays, which answer with arrays
        return _is_reordered_slowly(first, second)


def _is_reordered_slowly(first: Any, second: Any) -> bool:
    """For items without a hash, such as lists and dicts."""
    if len(first) > 2_000:
        # Of more only those that sort: pairing each with each would take too long.
        try:
            return _surely_same(sorted(first), sorted(second))
        except Exception:
            return False
    rest = list(second)
    for item in first:
        index = next((i for i, other in enumerate(rest) if is_unchanged(item, other)), None)
        if index is None:
            return False
        del rest[index]
    return True


def _keyed(item: Any) -> Any:
    """Items that count as the same have the same key: 1 and True have not."""
    if isinstance(item, tuple):
        return tuple, tuple(_keyed(part) for part in item)
    return type(item), ("nan" if item != item else item)


def _is_number(value: Any) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _scale(values: Any) -> float:
    """The largest number of a list of floats."""
    if not values or type(values[0]) is not float:
        return 0.0
    return max((abs(v) for v in values if type(v) is float and math.isfinite(v)), default=0.0)


def _is_generated(kind: type) -> bool:
    """Whether it is a dataclass that was given its `__eq__`, which knows nothing of rounding."""
    code = getattr(kind.__eq__, "__code__", None)
    return hasattr(kind, "__dataclass_fields__") and getattr(code, "co_filename", "") == "<string>"


def _is_near(a: Any, b: Any, allowed: float) -> bool:
    try:
        return math.isclose(a, b, rel_tol=CLOSE, abs_tol=allowed)
    except OverflowError:
        # Whole numbers beyond all floats; near ones are told apart by nobody.
        return False


def _error(a: Any, b: Any, scale: float) -> float | None:
    """How far apart two numbers are, as a part of the first; where it is tiny, of the scale."""
    if a == b or a != a:
        return None
    return abs(float(a) - float(b)) / (max(abs(float(a)), _SMALL * scale) or 1.0)


def _is_of(module: str, value: Any, *names: str) -> bool:
    """Whether it is of a class of a library; that is not imported for the question."""
    kinds = (getattr(sys.modules.get(module), name, None) for name in names)
    return any(isinstance(kind, type) and isinstance(value, kind) for kind in kinds)


def _plain(value: Any) -> Any:
    """Types of columns by their text, lists of labels as lists."""
    if hasattr(value, "kind") or hasattr(value, "na_value"):
        return str(value)
    return list(value) if type(value).__name__ == "FrozenList" else value


def _is_array(value: Any) -> bool:
    """Whether it is an array of NumPy; that is not imported for the question."""
    kind = getattr(sys.modules.get("numpy"), "ndarray", None)
    return isinstance(kind, type) and isinstance(value, kind)


def _state(value: Any) -> dict[str, Any] | None:
    """The attributes of an object of the user's; `None` where it has none to be seen."""
    if isinstance(value, type) or not (hasattr(value, "__dict__") or hasattr(value, "__slots__")):
        return None
    state = dict(getattr(value, "__dict__", {}))
    for kind in type(value).__mro__:
        slots = vars(kind).get("__slots__", ())
        for slot in (slots,) if isinstance(slots, str) else slots:
            if slot not in ("__dict__", "__weakref__") and hasattr(value, slot):
                state[slot] = getattr(value, slot)
    return state


_repr = reprlib.Repr()
_repr.maxstring = _repr.maxother = 40
_repr.maxlist = _repr.maxtuple = _repr.maxdict = _repr.maxset = 3


def shown(value: Any) -> str:
    """A short text for a value; the class where its own text fails."""
    try:
        text = " ".join(_repr.repr(value).split())
    except Exception:
        return f"an object of type {type(value).__name__}"
    return text if len(text) <= 80 else text[:79] + "…"


def _typed(value: Any) -> str:
    name = type(value).__name__
    if value is None:
        return "None"
    article = "an" if name[0] in "aeiou" else "a"
    return f"{article} {name}" + (f" ({shown(value)})" if _is_number(value) else "")


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count:,} items"

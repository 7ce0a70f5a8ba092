"""Calls that take less than calling a function at all: only their expression is timed."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from cellheat import Comparison, compare
from cellheat.kernel.comparison.asking.variants import variants
from cellheat.kernel.comparison.calling.inlined import inlined

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(
        platform.python_implementation() != "CPython", reason="a JIT leaves out what nobody uses"
    ),
]

BUDGET = 0.3
FACTOR = 3
COUNTED: list[int] = []


def third(items: Sequence[int]) -> int:
    return items[3]


def described(items: Sequence[int]) -> int:
    """Returns the third."""
    return items[3]


def two_lines(items: Sequence[int]) -> int:
    found = items[3]
    return found


def with_default(items: Sequence[int], index: int = 3) -> int:
    return items[index]


def open_ended(*items: Sequence[int]) -> int:
    return items[0][3]


def generating(items: Sequence[int]) -> Any:
    return (yield items)


def looking_around(items: Sequence[int]) -> int:
    return len(locals())


def many() -> list[int]:
    return list(range(10))


def loop_of(call: Any, arity: int = 1) -> Any:
    (variant, _) = variants(None, {"a": call, "b": third}, globals(), lambda: arity)
    return inlined(variant, arity, 50)


def codes(found: Comparison) -> set[str]:
    return {caution.code for caution in found.cautions}


@pytest.mark.parametrize(
    "call",
    [
        third,
        lambda items: items[3],
        lambda items: items[FACTOR],
        "x[3]",
        "def f(items):\n    return items[3]",
        lambda items: sum(item * FACTOR for item in items),
        lambda items: [item for item in items if item in items],
        lambda items: (lambda: items)(),
    ],
)
def test_an_expression_stands_in_the_loop(call: Any) -> None:
    found = loop_of(call)
    assert found is not None
    assert found.copies == 50
    now = iter(range(100)).__next__
    assert found.loop()(call, [(many(),)] * 3, now) == 1
    assert found.empty()(call, [(many(),)] * 3, now) == 1


@pytest.mark.parametrize("call", [described, two_lines, with_default, open_ended, generating,
                                  looking_around, len, "found = x[3]\nfound",
                                  "(found := x)"])  # fmt: skip
def test_anything_else_is_called(call: Any) -> None:
    assert loop_of(call) is None


def test_what_a_closure_holds_is_called() -> None:
    index = 3
    assert loop_of(lambda items: items[index]) is None
    # `str(index)` is a text that says `3`, and the code says something else.
    source: Callable[..., Any] = eval("lambda items: items[2]")
    assert loop_of(source) is None


def test_the_expression_runs_with_each_input_in_turn() -> None:
    COUNTED.clear()
    found = loop_of(lambda items: COUNTED.append(items))
    assert found is not None
    found.loop()(None, [(1,), (2,)], lambda: 0)
    assert COUNTED == [1] * 50 + [2] * 50


def test_a_loop_has_no_names_of_its_own_to_take() -> None:
    """Parameters and names of the notebook may be called as those of a loop."""
    globals()["now"] = 5
    found = loop_of(lambda arguments, start: arguments + start + now, 2)  # type: ignore[name-defined]  # noqa: F821
    assert found is not None
    assert found.loop()(None, [(1, 2)], iter(range(2)).__next__) == 1


def test_a_call_is_left_out_of_short_times() -> None:
    index = 3
    called = compare(a=lambda items: items[index], b=lambda items: items[index],
                     make=many, budget=BUDGET)  # fmt: skip
    inside = compare(a=third, b=lambda items: items[3], make=many, budget=BUDGET)
    assert inside.times["a"] < 0.7 * called.times["a"]
    assert "the empty loop is subtracted" in inside.document()["method"]["calls"]
    assert "calls" not in called.document()["method"]
    assert "tiny" in codes(called)
    calls = inside.document()["points"][0]["times"][0]["calls"]
    assert calls > 1000


def test_calls_are_timed_where_one_variant_is_no_expression() -> None:
    found = compare(a=third, b=two_lines, make=many, budget=BUDGET)
    assert "calls" not in found.document()["method"]
    (text,) = [caution.text for caution in found.cautions if caution.code == "tiny"]
    assert "calling a function at all" in text


def test_what_is_nothing_but_a_loop_is_called() -> None:
    found = compare(a=lambda items: 5, b=lambda items: 5, make=many, budget=BUDGET)
    assert "calls" not in found.document()["method"]
    assert found.verdict in ("same", "unclear")
    assert "tiny" in codes(found)


def test_inputs_that_change_are_not_used_many_times_in_a_row() -> None:
    found = compare(a=lambda items: items.pop(), b=lambda items: items.pop(), make=many,
                    budget=BUDGET)  # fmt: skip
    assert "mutates-input" in codes(found)
    assert "calls" not in found.document()["method"]


def test_an_error_in_the_loop_is_one_of_the_variant() -> None:
    calls = iter(range(50_000))
    globals()["CALLS"] = calls
    found = compare(a=lambda items: next(CALLS) and 0, b=lambda items: 0, make=many,  # type: ignore[name-defined]  # noqa: F821
                    budget=BUDGET, equal=lambda a, b: True)  # fmt: skip
    assert found.verdict == "invalid"
    assert found.difference == "a raised StopIteration when it was called again."

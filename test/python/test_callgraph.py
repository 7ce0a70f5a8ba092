"""From raw entries to rows: what is kept, cut, folded and passed up, with entries made by hand."""

from __future__ import annotations

from types import CodeType, SimpleNamespace
from typing import Any

import pytest

from cellheat.kernel.calls.callgraph import ROW_LIMIT, CallGraph
from cellheat.kernel.cells.cell import Cell, Origins
from cellheat.kernel.result import CallsData, FunctionRow

CELL_FILE = "<cell>"
SHELL = SimpleNamespace(
    compile=SimpleNamespace(_filename_map={CELL_FILE: 3}), starting_dir="/nonexistent"
)


def code(name: str, file: str = CELL_FILE, line: int = 1) -> CodeType:
    module = compile("def f(): pass", file, "exec")
    function = next(c for c in module.co_consts if isinstance(c, CodeType))
    changes: dict[str, Any] = {"co_name": name, "co_firstlineno": line}
    if hasattr(function, "co_qualname"):
        changes["co_qualname"] = name
    return function.replace(**changes)


def entry(
    of: Any, own: float, total: float | None = None, calls: Any = (), count: int = 1, rec: int = 0
) -> SimpleNamespace:
    """What `_lsprof.Profiler.getstats()` gives for one function; times in seconds."""
    return SimpleNamespace(
        code=of,
        inlinetime=own,
        totaltime=own if total is None else total,
        callcount=count,
        reccallcount=rec,
        calls=list(calls),
    )


def data(*entries: Any) -> CallsData:
    return CallGraph(entries, Origins(SHELL, Cell("source"), 3)).data(10**10)


def rows(result: CallsData) -> dict[str, FunctionRow]:
    return {row.name: row for row in result.functions}


TOP, WORK, HELP = code("<module>"), code("work", line=2), code("help", line=5)
LIBRARY = code("load", "/usr/lib/python3/json/decoder.py", 9)
IPYTHON = code("run_code", "/site-packages/IPython/core/interactiveshell.py", 3000)
HOOK = code("DisplayHook.__call__", "/site-packages/IPython/core/displayhook.py", 200)


def test_keeps_what_own_code_reaches_and_nothing_above() -> None:
    result = data(
        entry(IPYTHON, 1.0, 4.0, [entry(TOP, 0.5, 3.0)]),
        entry(TOP, 0.5, 3.0, [entry(LIBRARY, 2.0, 2.5)]),
        entry(LIBRARY, 2.0, 2.5, [entry("<built-in method time.sleep>", 0.5)]),
        entry("<built-in method time.sleep>", 0.5),
    )
    assert set(rows(result)) == {"<module>", "load", "sleep"}
    assert rows(result)["sleep"].module == "time"
    assert result.total_ns == pytest.approx(3.0e9)


def test_a_shared_function_counts_for_the_users_part_only() -> None:
    length = "<built-in method builtins.len>"
    result = data(
        entry(IPYTHON, 1.0, 3.0, [entry(length, 2.0, count=200), entry(TOP, 0.5, 0.6)]),
        entry(TOP, 0.5, 0.6, [entry(length, 0.1, count=3)]),
        entry(length, 2.1, count=203),
    )
    found = rows(result)["len"]
    assert (found.calls, found.own_ns, found.module) == (3, pytest.approx(1e8), None)


def test_edges_join_rows_and_leave_out_what_calls_itself() -> None:
    result = data(
        entry(IPYTHON, 1.0, 5.0, [entry(TOP, 0.5, 4.0)]),
        entry(TOP, 0.5, 4.0, [entry(WORK, 2.0, 2.5, count=3), entry(HELP, 1.0, count=7)]),
        entry(WORK, 2.0, 2.5, [entry(WORK, 0.4, 0.5, count=2), entry(HELP, 0.5, count=5)]),
        entry(HELP, 1.5, count=12),
    )
    (table,) = result.tables
    assert [column.code for column in table.columns] == ["caller", "callee", "calls", "total"]
    name = [row.name for row in result.functions]
    assert [(name[a], name[b], calls, ns) for a, b, calls, ns in table.rows] == [
        ("<module>", "work", 3, pytest.approx(2.5e9)),
        ("<module>", "help", 7, pytest.approx(1e9)),
        ("work", "help", 5, pytest.approx(5e8)),
    ]
    assert (table.code, table.total) == ("edges", 3)


def test_showing_the_result_is_taken_out_of_the_top_level() -> None:
    graph = CallGraph(
        [
            entry(TOP, 0.5, 2.0, [entry(HOOK, 0.1, 1.5)]),
            entry(HOOK, 0.1, 1.5, [entry(LIBRARY, 1.4)]),
            entry(LIBRARY, 1.4),
        ],
        Origins(SHELL, Cell("source"), 3),
    )
    result = graph.data(10**10)
    assert set(rows(result)) == {"<module>"}
    assert rows(result)["<module>"].total_ns == pytest.approx(5e8)
    assert graph.display_s == pytest.approx(1.5)


def test_comprehensions_are_booked_on_their_function() -> None:
    inner = code("work.<listcomp>", line=3)
    result = data(
        entry(WORK, 0.5, 2.0, [entry(inner, 1.0, 1.5)]),
        entry(inner, 1.0, 1.5, [entry(HELP, 0.5, count=4)]),
        entry(HELP, 0.5, count=4),
    )
    assert set(rows(result)) == {"work", "help"}
    assert rows(result)["work"].own_ns == pytest.approx(1.5e9)
    assert result.total_ns == pytest.approx(2e9)


def test_the_headline_takes_in_direct_and_deeper_library_time() -> None:
    result = data(
        entry(TOP, 0.1, 4.1, [entry(WORK, 0.5, 4.0)]),
        entry(WORK, 0.5, 4.0, [entry(LIBRARY, 1.0, 3.5)]),
        entry(LIBRARY, 1.0, 3.5, [entry("<method 'sort' of 'list' objects>", 2.5)]),
        entry("<method 'sort' of 'list' objects>", 2.5),
    )
    assert result.headline is not None
    top = result.functions[result.headline.function]
    assert (top.name, result.headline.ns) == ("work", pytest.approx(4e9))
    assert result.headline.callee is not None
    assert result.functions[result.headline.callee].name == "load"
    assert result.headline.callee_ns == pytest.approx(3.5e9)
    assert rows(result)["list.sort"].kind == "builtin"


def test_a_callback_keeps_its_own_time() -> None:
    """`sorted(items, key=slow)`: the time is that of `slow`, inside of `sorted`."""
    result = data(
        entry(TOP, 0.1, 3.2, [entry("<built-in method builtins.sorted>", 0.1, 3.1)]),
        entry("<built-in method builtins.sorted>", 0.1, 3.1, [entry(HELP, 3.0, count=9)]),
        entry(HELP, 3.0, count=9),
    )
    assert result.headline is not None
    assert result.functions[result.headline.function].name == "help"
    assert result.headline.ns == pytest.approx(3e9)


def test_recursion_in_libraries_loses_no_time() -> None:
    """As imports do: the library calls itself before it comes back to own code."""
    other = code("exec_module", "/usr/lib/python3/importlib/_bootstrap.py", 5)
    result = data(
        entry(TOP, 0.1, 4.1, [entry(LIBRARY, 0.5, 4.0)]),
        entry(LIBRARY, 1.0, 4.0, [entry(other, 3.0, 3.9)], count=9, rec=8),
        entry(other, 3.0, 3.9, [entry(LIBRARY, 0.5, 3.5, count=8)]),
    )
    assert result.headline is not None
    assert result.headline.ns == pytest.approx(4.1e9, rel=0.01)


def test_recursive_calls_are_told_apart() -> None:
    result = data(entry(WORK, 1.0, 1.0, [entry(WORK, 0.9, 0.9, count=9)], count=10, rec=9))
    found = rows(result)["work"]
    assert (found.calls, found.primitive_calls) == (10, 1)


def test_output_is_one_row_and_the_kernels_business_below_it_none() -> None:
    write = code("OutStream.write", "/site-packages/ipykernel/iostream.py", 700)
    result = data(
        entry(TOP, 0.1, 1.1, [entry(write, 0.2, 1.0, count=5)]),
        entry(write, 0.2, 1.0, [entry(LIBRARY, 0.8)], count=5),
        entry(LIBRARY, 0.8),
    )
    assert set(rows(result)) == {"<module>", "write"}
    assert rows(result)["write"].module == "sys.stdout"
    assert rows(result)["write"].own_ns == pytest.approx(1e9)


def test_more_than_the_limit_is_cut_and_counted() -> None:
    many = [entry(code(f"f{i}", line=i + 2), 0.001) for i in range(ROW_LIMIT + 700)]
    result = data(*many)
    assert len(result.functions) == ROW_LIMIT
    assert result.functions_total == ROW_LIMIT + 700
    assert result.total_ns == pytest.approx((ROW_LIMIT + 700) * 1e6)


def test_nothing_of_the_users_gives_no_headline() -> None:
    result = data(entry(IPYTHON, 1.0))
    assert (result.headline, result.functions, result.functions_total) == (None, [], 0)


@pytest.mark.parametrize(
    ("text", "module", "name"),
    [
        ("<built-in method time.sleep>", "time", "sleep"),
        ("<built-in method builtins.len>", None, "len"),
        ("<method 'sort' of 'list' objects>", None, "list.sort"),
        ("<slot wrapper '__init__' of 'object' objects>", None, "object.__init__"),
        ("<built-in method __new__ of type object at 0x7f00>", None, "__new__"),
        ("<function Random.seed at 0x7f00>", "Random", "seed"),
    ],
)
def test_builtins_have_names_that_people_write(text: str, module: str | None, name: str) -> None:
    result = data(entry(TOP, 0.1, 1.1, [entry(text, 1.0)]), entry(text, 1.0))
    assert (rows(result)[name].module, name in rows(result)) == (module, True)


def test_a_compiled_module_is_a_library_wherever_the_notebook_is() -> None:
    compiled = code("poll", "zmq/backend/cython/_zmq.py", 186)
    result = data(entry(TOP, 0.1, 1.1, [entry(compiled, 1.0)]), entry(compiled, 1.0))
    assert (rows(result)["poll"].kind, rows(result)["poll"].module) == ("library", "_zmq")

"""`calls`: whose code a function is, where it is found, and numbers at the edges."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import Kernels
from kernels import Kernel, minor, pythons


def own(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The user's functions by the last part of their names."""
    rows = [row for row in data["functions"] if row["kind"] == "own"]
    return {row["name"].rpartition(".")[2]: row for row in rows}


def named(data: dict[str, Any], name: str) -> dict[str, Any]:
    (row,) = (row for row in data["functions"] if row["name"] == name)
    return dict(row)


def lines(data: dict[str, Any]) -> dict[str, int]:
    return {name: row["line"] for name, row in own(data).items() if name != "<module>"}


# --- numbers ---


def test_calls_are_counted(kernel: Kernel) -> None:
    data = kernel.calls(
        "def inner():\n    pass\ndef outer():\n    for i in range(3):\n        inner()\n"
        "for i in range(5):\n    outer()"
    )
    counts = {name: row["calls"] for name, row in own(data).items()}
    assert (counts["outer"], counts["inner"]) == (5, 15)


def test_recursion_has_primitive_calls(kernel: Kernel) -> None:
    data = kernel.calls("def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nfib(10)")
    row = own(data)["fib"]
    assert (row["calls"], row["primitive_calls"]) == (177, 1)
    assert row["own_ns"] <= row["total_ns"] <= data["total_ns"] * 1.01


def test_own_times_add_up(kernel: Kernel) -> None:
    profile, _ = kernel.profile(
        "import json\nfor i in range(200): json.loads(json.dumps([i] * 50))"
    )
    data = profile["data"]
    assert data["functions_total"] == len(data["functions"])
    total = sum(row["own_ns"] for row in data["functions"])
    assert abs(total - data["total_ns"]) <= len(data["functions"])
    assert data["total_ns"] <= profile["wall_ns"] * 1.01


def test_rows_are_sorted_by_own_time(kernel: Kernel) -> None:
    data = kernel.calls("import re\n[re.compile(f'a{i}') for i in range(20)]")
    times = [row["own_ns"] for row in data["functions"]]
    assert times == sorted(times, reverse=True)


def test_a_raising_cell_has_its_calls(kernel: Kernel) -> None:
    profile, _ = kernel.profile("def bad(n):\n    return 1 / n\nbad(1)\nbad(0)")
    assert profile["outcome"] == {"status": "raised", "error": "ZeroDivisionError"}
    assert own(profile["data"])["bad"]["calls"] == 2


def test_generators_and_coroutines_are_counted_by_their_resumptions(kernel: Kernel) -> None:
    """The same on all Pythons: one for the start, one for each time that it goes on."""
    data = kernel.calls(
        "import asyncio\ndef numbers():\n    yield 1\n    yield 2\n"
        "async def sleepy():\n    await asyncio.sleep(0)\n"
        "list(numbers())\nawait sleepy()"
    )
    assert own(data)["numbers"]["calls"] == 3
    assert own(data)["sleepy"]["calls"] == 2


def test_comprehensions_belong_to_their_function(kernel: Kernel) -> None:
    """Python 3.12 runs them in place; before, each was a function."""
    data = kernel.calls(
        "def use(n):\n    return n\n"
        "def build():\n"
        "    return [use(i) for i in range(4)], {use(i) for i in range(4)}, "
        "{i: use(i) for i in range(4)}\n"
        "build()\nx = [use(i) for i in range(8)]"
    )
    assert set(own(data)) == {"<module>", "build", "use"}
    assert own(data)["use"]["calls"] == 20
    assert own(data)["build"]["calls"] == 1


def test_row_35_a_patched_clock_changes_nothing(kernel: Kernel) -> None:
    kernel.run("import time\nkept = time.perf_counter\ntime.perf_counter = lambda: 0.0")
    profile, _ = kernel.profile("sum(i for i in range(100000))")
    kernel.run("time.perf_counter = kept")
    assert profile["wall_ns"] > 1e6
    assert 1e6 < profile["data"]["total_ns"] <= profile["wall_ns"] * 1.01


def test_printing_does_not_tear_the_stack(kernel: Kernel) -> None:
    """From 3.12 on the engine would hear the kernel's output thread, which prints as well."""
    source = (
        "import time\ndef busy(seconds):\n    end = time.perf_counter() + seconds\n"
        "    while time.perf_counter() < end: pass\n"
        "for i in range(60):\n    print('x' * 200, flush=i % 7 == 0)\n    busy(0.002)"
    )
    data = kernel.calls(source)
    busy = own(data)["busy"]
    assert busy["calls"] == 60
    # No upper bound: another program may take the processor from a loop that waits for a clock.
    assert busy["total_ns"] > 0.8 * 120e6
    assert own(data)["<module>"]["total_ns"] >= busy["total_ns"] * 0.99
    write, flush = named(data, "write"), named(data, "flush")
    assert (write["module"], write["calls"]) == ("sys.stdout", 120)
    assert (flush["module"], flush["calls"]) == ("sys.stdout", 9)


# --- places ---

#: Source → last part of a function's name → its line in the cell as the user sees it.
PLACES = {
    "plain": ("def a():\n    pass\n\n\ndef b():\n    pass\na()\nb()", {"a": 1, "b": 5}),
    "blank lines": ("\n\n\ndef a():\n    pass\na()", {"a": 4}),
    "spaces above": ("  \n\t\ndef a():\n    pass\na()", {"a": 3}),
    "%%time": ("%%time\ndef a():\n    pass\na()", {"a": 2}),
    "%%time, blank": ("\n%%time\n\ndef a():\n    pass\na()", {"a": 4}),
    "line magic": ("%matplotlib --list\ndef a():\n    pass\na()", {"a": 2}),
    "shell": ("!true\n\ndef a():\n    pass\na()", {"a": 3}),
    "shell, blank": ("\n\n!true\ndef a():\n    pass\na()", {"a": 4}),
    "await": ("import asyncio\nasync def a():\n    await asyncio.sleep(0)\nawait a()", {"a": 2}),
    "class": ("class C:\n    def m(self):\n        pass\nC().m()", {"C": 1, "m": 2}),
    "nested": ("def a():\n    def b():\n        pass\n    b()\na()", {"a": 1, "b": 2}),
    "lambda": ("f = (\n    lambda: 1\n)\nf()", {"<lambda>": 2}),
    "generator": ("x = list(\n    i for i in range(3)\n)", {"<genexpr>": 1}),
    "one line": ("def a(): pass\na(); a()", {"a": 1}),
    "indented": ("  def a():\n      pass\n  a()", {"a": 1}),
}


@pytest.mark.parametrize("case", PLACES.items(), ids=lambda case: case[0])
def test_functions_are_found_in_the_cell(kernel: Kernel, case: Any) -> None:
    name, (source, expected) = case
    if name == "generator" and minor(kernel.version) < 11:
        # Up to 3.10 a generator expression begins where its parenthesis does, later at its text.
        expected = {"<genexpr>": own_line_of_genexpr(kernel)}
    profile, _ = kernel.profile(source)
    data = profile["data"]
    assert lines(data) == expected
    files = {row["file"] for row in own(data).values()}
    assert len(files) == 1, "all of it is in one cell"
    (file,) = files
    assert data["files"][file]["kind"] == "cell"
    assert data["files"][file]["text"] == source
    assert data["files"][file]["count"] == profile["cell"]["count"]
    assert data["files"][file]["label"] == f"[{profile['cell']['count']}]"


def own_line_of_genexpr(kernel: Kernel) -> int:
    source = "x = list(\n    i for i in range(3)\n)"
    return int(
        kernel.value(
            f"next(c for c in compile({source!r}, 'x', 'exec').co_consts "
            "if hasattr(c, 'co_name')).co_firstlineno"
        )
    )


def test_decorated_functions_begin_where_python_says(kernel: Kernel) -> None:
    """The decorator's line; a click there shows the whole function."""
    data = kernel.calls(
        "import functools\n\n@functools.lru_cache(None)\n@functools.wraps(print)\n"
        "def a():\n    pass\na()"
    )
    assert lines(data) == {"a": 3}


def test_a_function_of_an_earlier_cell_is_found_there(kernel: Kernel) -> None:
    earlier = "\n# a comment\ndef helper(n):\n    return n"
    defined = kernel.run(earlier, cell="earlier")
    profile, _ = kernel.profile("def here():\n    helper(1)\nhere()")
    data = profile["data"]
    row, here = own(data)["helper"], own(data)["here"]
    file = data["files"][row["file"]]
    assert row["file"] != here["file"]
    assert row["line"] == 3
    assert file["text"] == earlier
    assert file["count"] == defined.reply["content"]["execution_count"]


def test_a_function_of_a_cell_that_ran_twice_has_its_text(kernel: Kernel) -> None:
    """Two cells with the same text share a file name, and one of the counts."""
    for _ in range(2):
        kernel.run("def twice():\n    pass", cell="earlier")
    data = kernel.calls("twice()")
    assert data["files"][own(data)["twice"]["file"]]["text"] == "def twice():\n    pass"


def test_top_level_has_a_row(kernel: Kernel) -> None:
    data = kernel.calls("x = 0\nfor i in range(10): x += i")
    top = own(data)["<module>"]
    assert (top["line"], top["calls"]) == (1, 1)


# --- whose code ---


def test_library_and_builtin_are_told_from_own(kernel: Kernel) -> None:
    data = kernel.calls("import json\nx = sorted(json.loads('[3, 1]'))\nx.append(1)")
    loads, builtin = named(data, "loads"), named(data, "sorted")
    assert (loads["kind"], loads["module"], loads["file"]) == ("library", "json", None)
    assert (builtin["kind"], builtin["module"], builtin["line"]) == ("builtin", None, None)
    assert named(data, "list.append")["kind"] == "builtin"


def test_builtins_of_modules_have_their_module(kernel: Kernel) -> None:
    data = kernel.calls("import time, math\ntime.sleep(0)\nmath.sqrt(4)")
    assert named(data, "sleep")["module"] == "time"
    assert named(data, "sqrt")["module"] == "math"


def test_a_module_beside_the_notebook_is_own(kernel: Kernel) -> None:
    package = kernel.folder / "mine"
    package.mkdir(exist_ok=True)
    (kernel.folder / "beside.py").write_text("\ndef f():\n    return 1\n")
    (package / "__init__.py").write_text("def g():\n    return 1\n")
    data = kernel.calls("import beside, mine\nbeside.f()\nmine.g()")
    f, g = own(data)["f"], own(data)["g"]
    assert (f["line"], data["files"][f["file"]]["label"]) == (2, "beside.py")
    assert data["files"][g["file"]] == {
        "kind": "file",
        "label": "mine/__init__.py",
        "count": None,
        "text": None,
    }


def test_site_packages_are_not_own_even_inside_the_folder(kernels: Kernels, edge: str) -> None:
    """A kernel that is started where its environment lies."""
    kernel = kernels.fresh(pythons()[edge])
    kernel.run("import sys\nget_ipython().starting_dir = sys.prefix")
    data = kernel.calls(
        "import traitlets\nclass T(traitlets.HasTraits):\n    x = traitlets.Int()\nT()"
    )
    kernels.close(kernel)
    assert data["functions"]
    assert {data["files"][row["file"]]["kind"] for row in own(data).values()} == {"cell"}


def test_the_kernels_own_frames_are_cut_off(kernel: Kernel) -> None:
    data = kernel.calls("def f(): return [1, 2]\nf()")
    assert {row["name"] for row in data["functions"]} == {"f", "<module>"}


def test_the_display_of_the_result_is_not_the_cells(kernel: Kernel) -> None:
    data = kernel.calls(
        "import time\nclass Slow:\n    def __repr__(self):\n"
        "        time.sleep(0.03)\n        return 'slow'\nSlow()"
    )
    assert own(data)["<module>"]["total_ns"] < 15e6


# --- headline ---


def headline(data: dict[str, Any]) -> tuple[str, str | None]:
    found = data["headline"]
    callee = found["callee"]
    names = [row["name"].rpartition(".")[2] for row in data["functions"]]
    return names[found["function"]], None if callee is None else names[callee]


def test_headline_names_the_builtin_that_took_it(kernel: Kernel) -> None:
    data = kernel.calls(
        "def order():\n    return sorted(range(300000), key=None, reverse=True)\n"
        "def rest():\n    return 1\norder(); rest()"
    )
    assert headline(data) == ("order", "sorted")
    found = data["headline"]
    assert 0.5 * found["ns"] < found["callee_ns"] <= found["ns"]


def test_headline_sees_through_libraries(kernel: Kernel) -> None:
    data = kernel.calls(
        "import json\nbig = [[i] * 20 for i in range(3000)]\n"
        "def write():\n    return json.dumps(big, indent=1)\nwrite(); None"
    )
    assert headline(data)[0] == "write"


def test_headline_is_missing_where_nothing_of_the_users_ran(kernel: Kernel) -> None:
    profile, _ = kernel.profile("x ==== 3")
    assert profile["data"]["headline"] is None


# --- size ---


@pytest.fixture(scope="module")
def crowd(edge: str, kernels: Kernels) -> Iterator[dict[str, Any]]:
    kernel = kernels.fresh(pythons()[edge])
    # In a cell's name, so that they are the user's own.
    source = (
        "names = {}\ncell = next(iter(get_ipython().compile._filename_map))\n"
        "text = '\\n'.join(f'def function_number_{i}(): return {i}' for i in range(100000))\n"
        "exec(compile(text, cell, 'exec'), names)\n"
        "for f in list(names.values()):\n    if callable(f): f()"
    )
    profile, _ = kernel.profile(source)
    yield profile
    kernels.close(kernel)


def test_row_37_a_hundred_thousand_functions_fit(crowd: dict[str, Any]) -> None:
    data = crowd["data"]
    assert len(data["functions"]) == 500
    assert data["functions_total"] > 100_000
    assert len(json.dumps(crowd)) <= 256 * 1024


def test_row_37_the_totals_are_those_of_all(crowd: dict[str, Any]) -> None:
    data = crowd["data"]
    assert data["total_ns"] > sum(row["own_ns"] for row in data["functions"])
    assert 0 <= data["headline"]["function"] < 500


def test_long_names_and_texts_stay_small(kernel: Kernel) -> None:
    """A cell of a megabyte is told once, not once a function."""
    kernel.run("pass")
    profile, _ = kernel.profile("x = '" + "y" * 1_000_000 + "'\ndef f(): pass\nf()")
    assert len(json.dumps(profile)) < 2_200_000

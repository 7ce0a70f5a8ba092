"""What goes into a notebook stays below 256 KiB there, however much was measured (row 37)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import nbformat
import pytest
from conftest import Kernels
from kernels import MIME, Kernel, pythons
from test_invariants import WAYS, Way
from test_report import calls, profile, row
from test_report_comparison import pair, point, result

from cellheat.kernel.report import bundle
from cellheat.kernel.report.fitting import CUTS, LIMIT, shortened, weight
from cellheat.kernel.result import (
    CallsHeadline,
    Column,
    Failure,
    Profile,
    SourceFile,
    Table,
    TableData,
    Timeline,
    Variant,
)

LONG = "ä<&\"'\\" * 1_000
MEGABYTE = 200 * LONG


def in_a_notebook(data: dict[str, Any]) -> int:
    """Bytes that an output adds to a notebook's file."""
    cell = nbformat.v4.new_code_cell()
    notebook = nbformat.v4.new_notebook(cells=[cell])
    without = len(nbformat.writes(notebook).encode())
    cell.outputs = [nbformat.v4.new_output("display_data", data=data)]
    return len(nbformat.writes(notebook).encode()) - without


def tables(count: int, rows: int, text: str) -> TableData:
    columns = [Column("place", "place"), Column("code", "code"), Column("own", "time")]
    lines: list[list[Any]] = [[[0, n + 1], f"{n}{text}", 10**9 - n] for n in range(rows)]
    timeline = Timeline("ps", 0.01, 1000, list(range(1000)), [2**30] * 1000)
    found = [Table(f"table{n}", columns, lines, 100_000) for n in range(count)]
    return TableData([SourceFile("cell", "[1]", 1, text)], [], found, timeline=timeline)


def many_functions(text: str = "") -> Any:
    """The hottest is last, as it is where its time is that of a library."""
    rows = [row(f"f{n}{text}", own_ns=10**9 - n) for n in range(500)]
    columns = [Column(name, "count") for name in ("caller", "callee", "calls", "total")]
    edges: list[list[Any]] = [[n, (7 * n) % 500, 3, 10**6] for n in range(500)]
    return calls(
        functions=rows,
        functions_total=100_000,
        headline=CallsHeadline(499, 8 * 10**9, 1, 5 * 10**9),
        tables=[Table("edges", columns, edges, 70_000)],
    )


def many_sizes(count: int, variants: int) -> Any:
    pairs = [pair("faster", 2.0, variant=n) for n in range(1, variants)]
    points = [point(*pairs, n=2**n) for n in range(count)]
    for one in points:
        for times in one.times:
            times.values_ns[:] = [1234567.890123 + n for n in range(200)]
    code = [Variant(f"way{n}", LONG) for n in range(variants)]
    return result(*points, variants=code, at=count - 2)


HUGE = {
    "functions": profile(many_functions()),
    "functions with long names": profile(many_functions(LONG)),
    "source of a megabyte": profile(calls(files=[SourceFile("cell", "[1]", 1, MEGABYTE)])),
    "tables": dataclasses.replace(profile(calls()), data=tables(10, 500, "x = " + "y" * 100)),
    "tables with long texts": dataclasses.replace(profile(calls()), data=tables(2, 20, LONG)),
    "instruments beside it": dataclasses.replace(
        profile(many_functions()),
        also=[dataclasses.replace(profile(calls()), data=tables(5, 500, "z"))] * 2,
    ),
    "failure": Failure("calls", None, "profiler-failed", MEGABYTE, MEGABYTE),
    "comparison": many_sizes(30, 2),
    "comparison of many": many_sizes(20, 16),
}


@pytest.mark.parametrize("what", HUGE)
def test_it_fits_into_a_notebook(what: str) -> None:
    found = bundle(HUGE[what], rows=500 if what in ("functions", "tables") else 15)
    size = in_a_notebook(found)
    assert size <= LIMIT
    # The frame of the output is not ours, and is not counted.
    assert weight(found) <= size <= weight(found) + 500
    assert len(found["text/plain"]) > 100


def test_what_is_small_stays_as_it_is() -> None:
    small = profile(many_functions())
    assert len(small.data.functions) == 500
    assert bundle(small)[MIME]["data"]["functions"][499]["name"] == "f499"
    assert not bundle(small)[MIME]["notes"]


def test_the_words_say_how_many_there_were() -> None:
    found = bundle(profile(many_functions()), rows=200)
    assert "200 of 100,000 functions" in found["text/plain"]
    assert "200 of 100,000 functions" in found["text/html"]
    assert len(found[MIME]["data"]["functions"]) == 500


def test_the_words_count_what_is_left() -> None:
    found = bundle(HUGE["functions with long names"], rows=500)
    left = len(found[MIME]["data"]["functions"])
    assert left < 500
    assert f"{left} of 100,000 functions" in found["text/plain"]
    assert "left out here" in found["text/html"]


def test_the_headline_and_the_edges_point_to_the_same_functions() -> None:
    whole = profile(many_functions())
    cut = shortened(whole, CUTS[2])
    assert isinstance(cut, Profile)
    names = [one.name for one in cut.data.functions]  # type: ignore[union-attr]
    assert len(names) == CUTS[2].rows
    headline = cut.data.headline  # type: ignore[union-attr]
    assert (names[headline.function], names[headline.callee]) == ("f499", "f1")
    (edges,) = cut.data.tables  # type: ignore[union-attr]
    assert edges.total == 70_000
    assert edges.rows
    for caller, callee, *_ in edges.rows:
        assert int(names[callee][1:]) == 7 * int(names[caller][1:]) % 500


def test_the_size_of_the_verdict_stays() -> None:
    whole = many_sizes(30, 3)
    for cut in CUTS:
        less: Any = shortened(whole, cut)
        assert less.points[less.at].n == whole.points[whole.at].n
        assert [one.n for one in less.points] == sorted(one.n for one in less.points)


# --- every instrument, in a kernel ---

#: Functions that are called, and with `--all`.
CROWD, CROWD_OF_ALL = 5_000, 100_000
#: Defined before, so that compiling them is no part of the runs.
DEFINE = (
    "names = {}\n"
    "text = '\\n'.join(f'def function_number_{i}(): return {i}' for i in range(COUNT))\n"
    "cell = next(iter(get_ipython().compile._filename_map))\n"
    "exec(compile(text, cell, 'exec'), names)\n"
    "functions = [f for f in list(names.values()) if callable(f)]\n"
    "print(len(functions))"
)
#: `calls` notes each function, whatever it does; those that look at lines take long for so many.
CALL_ALL, CALL_MANY = ("kept = [f() for f in functions]", "kept = [f() for f in functions[:2000]]")


@pytest.fixture(scope="module")
def crowd(request: pytest.FixtureRequest) -> int:
    return CROWD_OF_ALL if request.config.getoption("--all") else CROWD


@pytest.fixture(scope="module")
def crowded(edge: str, crowd: int, kernels: Kernels) -> Iterator[Kernel]:
    """A kernel with the magics and so many functions."""
    kernel = kernels.fresh(pythons()[edge])
    kernel.place()
    assert kernel.run("%load_ext cellheat").status == "ok"
    assert kernel.run(DEFINE.replace("COUNT", str(crowd))).stream() == f"{crowd}\n"
    yield kernel
    kernels.close(kernel)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(filter(None, way[:2])))
def test_37_every_instrument_fits(crowded: Kernel, crowd: int, way: Way) -> None:
    tool = f" --tool {way.tool}" if way.tool else ""
    also = f" --also {','.join(way.also)}" if way.also else ""
    source = CALL_ALL if way.instrument == "calls" else CALL_MANY
    ran = crowded.run(f"%%cellheat {way.instrument}{tool}{also}\n{source}")
    assert ran.status == "ok", ran.error
    (found,) = (data for data in ran.bundles if MIME in data)
    assert found[MIME]["instrument"] == way.instrument
    assert in_a_notebook(found) <= LIMIT
    if way.instrument == "calls":
        # The functions, and a few of what runs the cell.
        assert found[MIME]["data"]["functions_total"] >= crowd
        total = f"15 of {crowd // 1000},0"
        assert total in found["text/plain"]
        assert total in found["text/html"]

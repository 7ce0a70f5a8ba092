"""Several instruments on one run."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kernels import Kernel

from cellheat.kernel.instruments import beside
from cellheat.kernel.magics import Misuse, parse_options

WORK = "def work(n):\n    return bytearray(n)\nblock = work(20 * 2**20)"


def test_memory_beside_calls(edge: str, fresh: Callable[[str], Kernel]) -> None:
    profile, ran = fresh(edge).profile(WORK, "calls", also=("memory",))
    assert ran.status == "ok"
    assert "work" in {row["name"] for row in profile["data"]["functions"]}
    (also,) = profile["also"]
    assert (also["instrument"], also["tool"], also["also"]) == ("memory", "resident", [])
    assert also["data"]["peak_bytes"] - also["data"]["start_bytes"] > 19 * 2**20
    assert (also["wall_ns"], also["cell"]) == (profile["wall_ns"], profile["cell"])


def test_what_disturbs_is_left_out_with_the_reason(
    edge: str, fresh: Callable[[str], Kernel]
) -> None:
    profile, _ = fresh(edge).profile(WORK, "memory", also=("memory", "calls"))
    assert profile["also"] == []
    (said,) = [note["text"] for note in profile["notes"] if note["code"] == "ran-alone"]
    assert said.startswith("Not measured beside it: calls")


@pytest.mark.parametrize("name", ["allocations", "overview"])
def test_the_order_of_a_pair_does_not_matter(name: str) -> None:
    kept, notes = beside(name, ["memory", "memory"])
    assert (kept, len(notes)) == ([], 1)


def test_the_magic_takes_names() -> None:
    options = parse_options("calls --also memory f(x)", is_cell=False)
    assert (options.also, options.statement) == (["memory"], "f(x)")
    for line in ("calls --also timeit", "timeit --also memory"):
        with pytest.raises(Misuse):
            parse_options(line, is_cell=True)

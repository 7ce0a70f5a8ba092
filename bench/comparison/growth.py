"""Functions whose growth is known, swept for real: is the right family told?"""

from __future__ import annotations

import heapq
import random
import statistics
from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from typing import Any

from cellheat import compare

from ..markdown import Goal, rows_of_cells
from .part import Options, Row

TITLE = "Growth"
TRIALS = 5
BUDGET = 2.0

#: More families at once say too little to be right.
_MOST_TOLD = 2
_AIM = 0.95


@dataclass(frozen=True)
class Case:
    """A function, what builds its input, and the families that are right to tell."""

    name: str
    function: Callable[..., Any]
    make: Callable[[int, int], Any]
    families: tuple[str, ...]


def run(options: Options, done: Container[str]) -> Iterator[Row]:
    """Sweep every function so often, beside a copy of itself."""
    for trial in range(options.trials or TRIALS):
        for case in CASES:
            key = f"{case.name} {trial}"
            if key not in done:
                yield _row(case, key)


def goals(rows: list[Row]) -> list[Goal]:
    right = sum(row["right"] for row in rows)
    alone = sum(row["right"] and len(row["told"]) == 1 for row in rows)
    share = right / len(rows)
    functions = len({row["function"] for row in rows})
    return [
        Goal(
            f"the right family of {len(CASES)} functions of known growth told in 95 %",
            f"{share * 100:.0f} % ({right} of {len(rows)} sweeps of {functions} functions; "
            f"alone in {alone})",
            share >= _AIM and functions == len(CASES),
        )
    ]


def table(rows: list[Row]) -> list[str]:
    header = ["function", "grows", "told", "exponent", "sizes to", "right"]
    return rows_of_cells(header, (_cells(case, rows) for case in CASES))


def _row(case: Case, key: str) -> Row:
    def again(*arguments: Any) -> Any:
        return case.function(*arguments)

    found = compare(
        {"once": case.function, "again": again},
        make=case.make,
        budget=BUDGET,
        metrics=("time", "growth"),
    )
    row: Row = {"key": key, "function": case.name, "told": [], "sizes": list(found.by_n)}
    if "once" in found.growth:
        growth = found.growth["once"]
        row |= {"told": list(growth.families), "exponent": growth.exponent}
        row |= {"interval": growth.interval, "tail": growth.sizes}
    is_right = not {*case.families}.isdisjoint(row["told"])
    return row | {"right": is_right and len(row["told"]) <= _MOST_TOLD}


def _cells(case: Case, rows: list[Row]) -> list[str]:
    mine = [row for row in rows if row["function"] == case.name]
    told = Counter(" or ".join(row["told"]) or "nothing" for row in mine)
    exponents = [row["exponent"] for row in mine if row.get("exponent") is not None]
    sizes = [max(row["sizes"], default=0) for row in mine]
    return [
        case.name,
        " or ".join(case.families),
        ", ".join(f"{families} ({count})" for families, count in told.most_common()),
        f"{statistics.median(exponents):.2f}" if exponents else "–",
        f"{min(sizes, default=0):,} to {max(sizes, default=0):,}",
        f"{sum(row['right'] for row in mine)} of {len(mine)}",
    ]


# --- the functions ---


def whole_numbers(n: int, seed: int) -> list[int]:
    return list(range(n))


def shuffled(n: int, seed: int) -> list[float]:
    return [random.random() for _ in range(n)]


def with_one_of_them(n: int, seed: int) -> tuple[list[int], int]:
    return list(range(n)), random.randrange(n) if n else 0


def dictionary(n: int, seed: int) -> tuple[dict[int, int], int]:
    return dict.fromkeys(range(n), 1), n // 2


def size_itself(n: int, seed: int) -> int:
    return n


def last(items: list[int]) -> int:
    return items[-1] if items else 0


def looked_up(known: dict[int, int], key: int) -> int | None:
    return known.get(key)


def searched(items: list[int], wanted: int) -> int:
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        if items[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


def as_heap(items: list[float]) -> list[float]:
    heap: list[float] = []
    for item in items:
        heapq.heappush(heap, item)
    return [heapq.heappop(heap) for _ in items]


def members(items: list[int]) -> int:
    return sum(1 for item in items if item in items)


def pairs(items: list[int]) -> int:
    count = 0
    for one in items:
        for other in items:
            count += one < other
    return count


def prepended(items: list[int]) -> str:
    text = ""
    for _ in items:
        text = "x" + text
    return text


def triples(items: list[int]) -> int:
    count = 0
    for one in items:
        for other in items:
            for third in items:
                count += one < other < third
    return count


def fibonacci(n: int) -> int:
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


CASES = [
    Case("the last of a list", last, whole_numbers, ("flat",)),
    Case("a key of a dict", looked_up, dictionary, ("flat",)),
    Case("binary search", searched, with_one_of_them, ("log-like",)),
    Case("sum of a list", sum, whole_numbers, ("linear-ish",)),
    Case("set of a list, past the caches", set, shuffled, ("linear-ish",)),
    Case("sorted", sorted, shuffled, ("linear-ish",)),
    Case("a heap, in and out", as_heap, shuffled, ("linear-ish",)),
    Case("membership in a list", members, whole_numbers, ("quadratic-ish",)),
    Case("pairs", pairs, whole_numbers, ("quadratic-ish",)),
    # Copying what is there outgrows the loop only in the end.
    Case("prepending to a text", prepended, whole_numbers, ("linear-ish", "quadratic-ish")),
    Case("triples", triples, whole_numbers, ("worse",)),
    Case("Fibonacci numbers by recursion", fibonacci, size_itself, ("worse",)),
]

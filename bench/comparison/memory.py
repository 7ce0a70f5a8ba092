"""Peaks of allocations whose size is known by construction."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from typing import Any

import numpy

from cellheat import compare

from ..markdown import Goal, rows_of_cells
from .part import Options, Row

TITLE = "Memory"
TRIALS = 3
BUDGET = 0.3
MIB = 2**20

_AIM = 0.05


@dataclass(frozen=True)
class Case:
    """A function, what builds its input, and by how many bytes its call rises."""

    name: str
    function: Callable[..., Any]
    make: Callable[[], Any]
    truth: int


def run(options: Options, done: Container[str]) -> Iterator[Row]:
    """Compare every function with a copy of itself: two peaks a time."""
    for trial in range(options.trials or TRIALS):
        for case in CASES:
            key = f"{case.name} {trial}"
            if key not in done:
                yield _row(case, key)


def goals(rows: list[Row]) -> list[Goal]:
    known = [error for row in rows for error in row["errors"] if error is not None]
    unknown = sum(len(row["errors"]) for row in rows) - len(known)
    worst = max(map(abs, known), default=1.0)
    lacks = f", {unknown} not known" if unknown else ""
    return [
        Goal(
            f"peaks of {len(CASES)} known allocations of 1 MiB and more off by 5 % at most",
            f"{worst * 100:.2f} % at most, {len(known)} peaks{lacks}",
            worst <= _AIM and not unknown and len({row["name"] for row in rows}) == len(CASES),
        )
    ]


def table(rows: list[Row]) -> list[str]:
    return rows_of_cells(["allocation", "truth", "largest error"], (_cells(c, rows) for c in CASES))


def _row(case: Case, key: str) -> Row:
    def again(*arguments: Any) -> Any:
        return case.function(*arguments)

    found = compare(
        {"once": case.function, "again": again},
        make=case.make,
        budget=BUDGET,
        equal=lambda one, other: True,
    )
    errors = [None if peak is None else peak / case.truth - 1 for peak in found.peaks.values()]
    return {"key": key, "name": case.name, "errors": errors or [None, None]}


def _cells(case: Case, rows: list[Row]) -> list[str]:
    errors = [error for row in rows if row["name"] == case.name for error in row["errors"]]
    known = [abs(error) for error in errors if error is not None]
    worst = f"{max(known) * 100:.2f} %" if len(known) == len(errors) > 0 else "not known"
    return [case.name, f"{case.truth / MIB:.1f} MiB", worst]


# --- the allocations ---


def nothing() -> tuple[()]:
    return ()


def known_dict() -> dict[int, None]:
    return dict.fromkeys(range(100_000))


def long_array() -> Any:
    return numpy.ones(500_000)


def a_list() -> list[None]:
    return [None] * 1_000_000


def some_bytes() -> bytes:
    return bytes(10 * MIB)


def temporaries(array: Any) -> float:
    more = array + 1
    twice = more * 2
    return float((twice - more).sum())


def rows_of_rows() -> list[bytearray]:
    return [bytearray(50_000) for _ in range(100)]


def one_after_another() -> int:
    return sum(len(bytes(2 * MIB)) for _ in range(10))


def short_lived() -> int:
    for _ in range(10):
        # the new one is there before the last one goes
        block = bytearray(3 * MIB)
    return len(block)


def freed_before_the_end() -> int:
    length = len(bytearray(12 * MIB))
    return length + len(bytearray(MIB))


def retained(kept: list[bytearray]) -> int:
    kept.append(bytearray(4 * MIB))
    return len(kept)


def joined_in_c() -> bytes:
    return b"".join([b"x" * MIB] * 6)


def in_a_thread() -> int:
    lengths: list[int] = []
    thread = threading.Thread(target=lambda: lengths.append(len(bytearray(8 * MIB))))
    thread.start()
    thread.join()
    return lengths[0]


CASES = [
    Case("a list", a_list, nothing, 8 * 1_000_000),
    Case("bytes", some_bytes, nothing, 10 * MIB),
    Case("three arrays of NumPy at once", temporaries, long_array, 3 * 8 * 500_000),
    Case("a copy of a dict", dict, known_dict, sys.getsizeof(dict(known_dict()))),
    Case("a generator of blocks", one_after_another, nothing, 2 * MIB),
    Case("a list of blocks", rows_of_rows, nothing, 100 * 50_000),
    Case("blocks that follow each other", short_lived, nothing, 6 * MIB),
    Case("a block that goes before the end", freed_before_the_end, nothing, 12 * MIB),
    Case("a block that stays in the argument", retained, list, 4 * MIB),
    Case("joined in C", joined_in_c, nothing, 7 * MIB),
    Case("in a thread", in_a_thread, nothing, 8 * MIB),
]

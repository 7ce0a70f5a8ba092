"""The cells that are measured, with what they need."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """Some work, as a cell and as a function of the notebook's that a cell calls.

    Both read the stopwatch before and after the work. `reaches` are functions that the work calls.
    """

    name: str
    title: str
    work: str
    reaches: tuple[str, ...] = ()

    @property
    def awaits(self) -> bool:
        return "await " in self.work

    @property
    def source(self) -> str:
        return f"stopwatch.start()\n{self.work}\nstopwatch.stop()"

    @property
    def function(self) -> str:
        head = f"{'async ' if self.awaits else ''}def {self.name}():\n"
        return head + textwrap.indent(self.source, "    ") + "\n"

    @property
    def call(self) -> str:
        return f"{'await ' if self.awaits else ''}{self.name}()"


CALLS = Cell(
    "calls", "500k calls of a leaf", "for i in range(500_000):\n    leaf(i)", reaches=("leaf",)
)
COMPREHENSION = Cell(
    "comprehension", "one comprehension over 3M", "[i * 2 for i in range(3_000_000)]"
)
NUMPY = Cell("products", "20 products of 600×600", "for _ in range(20):\n    square @ square")
ALLOCATIONS = Cell("allocations", "200k dicts and strings", "churn(200_000)", reaches=("churn",))
AWAIT = Cell("awaiting", "await-heavy", "for _ in range(5000):\n    await asyncio.sleep(0)")

#: Those of the table.
CELLS = (CALLS, COMPREHENSION, NUMPY, ALLOCATIONS, AWAIT)

TIGHT = Cell(
    "tight",
    "300k rounds of a loop of two lines",
    "total = 0\nfor i in range(300_000):\n    square_ = i * i\n    total += square_",
)
LIBRARY = Cell(
    "library",
    "a library in Python (difflib)",
    "for _ in range(10):\n    difflib.SequenceMatcher(None, text, other, autojunk=False).ratio()",
)
BRIEF = Cell("brief", "a brief cell", "for i in range(20_000):\n    leaf(i)", reaches=("leaf",))
#: `amount` is set so that it takes a second.
FIXED = Cell(
    "fixed",
    "fixed work of about 1 s",
    "for i in range(amount):\n    leaf(i)\n    if i % 100_000 == 0:\n        square @ square",
    reaches=("leaf",),
)

_FUNCTIONS = (*CELLS, TIGHT, LIBRARY, BRIEF, FIXED)

SETUP = """\
import asyncio
import difflib
import random

import numpy
from stopwatch import stopwatch

amount = 100_000
square = numpy.ones((600, 600))
random.seed(1)
text, other = ("".join(random.choices("abcdefgh", k=400)) for _ in range(2))


def leaf(x):
    return x + 1


def churn(n):
    return [{"key": str(i)} for i in range(n)]


""" + "\n\n".join(cell.function for cell in _FUNCTIONS)

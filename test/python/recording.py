"""The runs that `make fixtures` writes down and `test_fixtures.py` runs again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kernels import Kernel, lend

Document = dict[str, Any]

_HELPERS = """def parse(order):
    return order['customer'], round(order['price'], 2)
"""
_CALLS = """def match(orders, customers):
    found = []
    for order in orders:
        if order['customer'] in customers:
            found.append(parse(order))
    return found

customers = list(range(3_000))
orders = [{'customer': n * 7919 % 6_000, 'price': n / 3} for n in range(6_000)]
len(match(orders, customers))
"""
_WAITING = "import asyncio\nawait asyncio.sleep(0.2)\n"
_RAISED = "total = 0\nfor n in range(200_000):\n    total += n\n1 / 0\n"
_BLOCK = """import time
block = bytearray(30 * 2**20)
time.sleep(0.1)
del block
time.sleep(0.1)
"""
_WRITES = "with open('numbers.txt', 'w') as file:\n    file.write('1')\n"


def _profile(source: str, instrument: str = "calls") -> Callable[[Kernel], Document]:
    return lambda kernel: kernel.profile(source, instrument)[0]


def _calls(kernel: Kernel) -> Document:
    kernel.run(_HELPERS, cell="helpers")
    return kernel.profile(_CALLS)[0]


def _memory(kernel: Kernel) -> Document:
    """The line that installs the package names this machine's folders: not in a fixture."""
    profile = kernel.profile(_BLOCK, "memory")[0]
    missing = profile["data"]["missing"]
    missing["command"] = missing["command"].replace(kernel.python, "/env/bin/python")
    return profile


def _memory_with_package(kernel: Kernel) -> Document:
    lend(kernel, "memory_profiler", "psutil")
    return kernel.profile(_BLOCK, "memory")[0]


#: Name of the fixture → how to make it in a fresh kernel.
RUNS: dict[str, Callable[[Kernel], Document]] = {
    "calls": _calls,
    "waiting": _profile(_WAITING),
    "raised": _profile(_RAISED),
    "not-run": _profile("total = = 3\n"),
    "memory": _memory,
    "memory-package": _memory_with_package,
    "timeit": lambda kernel: kernel.timeit("sum(range(1_000))"),
    "one-run": lambda kernel: kernel.timeit("import time\ntime.sleep(0.3)", budget_s=0.1),
    "failure": lambda kernel: kernel.timeit("1 / 0"),
    "empty": lambda kernel: kernel.arm("# nothing here"),
    "ask": lambda kernel: kernel.timeit(_WRITES),
}

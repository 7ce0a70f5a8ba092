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
_LINES = """import asyncio, time

def settle(orders):
    total = 0
    for order in orders:
        total += parse(order)[1]
    return total

settle([{'customer': n, 'price': n / 3} for n in range(500)])
await asyncio.sleep(0.01)
time.sleep(0.05)
"""
_ORDERS = """class Order:
    def __init__(self, lines):
        self.lines = lines
orders = [Order([n]) for n in range(500)]
table = [0] * 200_000
"""
_STATEMENTS = """import asyncio, sqlite3, time
con = sqlite3.connect(':memory:')
con.execute('create table customer (id integer, name text)')
for n in range(30):
    con.execute('select name from customer where id = ?', (n,)).fetchone()
await asyncio.sleep(0)
time.sleep(0.15)
await asyncio.sleep(0.05)
"""
_WRITES = "with open('numbers.txt', 'w') as file:\n    file.write('1')\n"


def _profile(source: str, instrument: str = "calls") -> Callable[[Kernel], Document]:
    return lambda kernel: kernel.profile(source, instrument)[0]


def _calls(kernel: Kernel) -> Document:
    kernel.run(_HELPERS, cell="helpers")
    return kernel.profile(_CALLS)[0]


def _lines(kernel: Kernel) -> Document:
    """With line_profiler there, so that nothing is missing on any Python."""
    lend(kernel, "line_profiler")
    kernel.run(_HELPERS, cell="helpers")
    return kernel.profile(_LINES, "lines", tool="tracer")[0]


def _memory(kernel: Kernel) -> Document:
    """The line that installs the package names this machine's folders: not in a fixture."""
    profile = kernel.profile(_BLOCK, "memory")[0]
    missing = profile["data"]["missing"]
    missing["command"] = missing["command"].replace(kernel.python, "/env/bin/python")
    return profile


def _memory_with_package(kernel: Kernel) -> Document:
    lend(kernel, "memory_profiler", "psutil")
    return kernel.profile(_BLOCK, "memory")[0]


_KEPT = """import json
kept = [0] * 1_000_000
names = [str(n) * 3 for n in range(2_000)]
def work(n):
    return len([0.0] * n)
work(3_000_000)
found = json.loads('[' + '[1.5, 2.5], ' * 500 + '0]')
"""


def _allocations(kernel: Kernel) -> Document:
    return kernel.profile(_KEPT, "allocations", "traceback")[0]


_LONGER = _CALLS.replace("3_000", "30_000")


def _overview(kernel: Kernel) -> Document:
    kernel.run(_HELPERS, cell="helpers")
    return kernel.profile(_LONGER, "overview")[0]


def _memory_lines(kernel: Kernel) -> Document:
    return kernel.profile(_KEPT, "memory", "lines")[0]


_VARIANTS = """import cellheat

def in_list(orders, customers):
    ids = [customer for customer in customers]
    return [order for order in orders if order in ids]

def in_set(orders, customers):
    ids = {customer for customer in customers}
    return [order for order in orders if order in ids]

def wrong(orders, customers):
    return sorted(set(orders) & set(customers))

def make(n, seed):
    import random
    rng = random.Random(seed)
    return [rng.randrange(2 * n) for _ in range(n)], list(range(n))
"""
_SWEEP = "cellheat.compare(in_list=in_list, in_set=in_set, make=make, n=[10, 100, 1000], budget=1)"
_SEVERAL = """cellheat.compare(
    {"loop": in_list, "set": in_set, "loop again": in_list, "source": "[i for i in x if i in y]"},
    make=lambda: (list(range(200)), list(range(200))),
    budget=1,
)
"""
_SOURCE = """cellheat.compare(
    loop="total = 0\\nfor number in x:\\n    total += number\\ntotal",
    total="sum(x)",
    make=lambda: list(range(500)),
    budget=0.5,
    metrics="time",
)
"""
_WRONG = "cellheat.compare(in_list=in_list, wrong=wrong, make=make, n=[10, 100])"
_LONG = """import time
def a():
    open('a.txt', 'a').write('x')
    time.sleep(0.05)
def b():
    time.sleep(0.05)
cellheat.compare(a=a, b=b, budget=60)
"""


def _comparison(source: str) -> Callable[[Kernel], Document]:
    def run(kernel: Kernel) -> Document:
        kernel.place()
        kernel.run(_VARIANTS, cell="variants")
        return kernel.run(source, cell="compare").documents[0]

    return run


def _interrupted(kernel: Kernel) -> Document:
    """Stopped after two rounds of long calls: some are before the clock runs."""
    kernel.place()
    kernel.run(_VARIANTS)
    request = kernel.send(_LONG, cell="compare")
    path = kernel.folder / "a.txt"
    kernel.when(lambda: path.exists() and len(path.read_text()) > 7)
    kernel.interrupt()
    return kernel.wait(request).documents[0]


_CHAIN = """def outer(seconds):
    return inner(seconds)

def inner(seconds):
    time.sleep(seconds)

import time
outer(0.3)
"""


#: Name of the fixture → how to make it in a fresh kernel.
RUNS: dict[str, Callable[[Kernel], Document]] = {
    "overview": _overview,
    "calls": _calls,
    "waiting": _profile(_WAITING),
    "raised": _profile(_RAISED),
    "not-run": _profile("total = = 3\n"),
    "lines": _lines,
    "memory": _memory,
    "memory-package": _memory_with_package,
    "memory-lines": _memory_lines,
    "allocations": _allocations,
    "stacks": _profile(_CHAIN, "stacks"),
    "objects": _profile(_ORDERS, "objects"),
    "io": _profile(_STATEMENTS, "io"),
    "timeit": lambda kernel: kernel.timeit("sum(range(1_000))"),
    "one-run": lambda kernel: kernel.timeit("import time\ntime.sleep(0.3)", budget_s=0.1),
    "failure": lambda kernel: kernel.timeit("1 / 0"),
    "empty": lambda kernel: kernel.arm("# nothing here"),
    "ask": lambda kernel: kernel.timeit(_WRITES),
    "comparison-sweep": _comparison(_SWEEP),
    "comparison-several": _comparison(_SEVERAL),
    "comparison-source": _comparison(_SOURCE),
    "comparison-invalid": _comparison(_WRONG),
    "comparison-interrupted": _interrupted,
}

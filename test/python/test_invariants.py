"""A profiled cell leaves behind what a plain one leaves behind.

The numbers in the names are rows of the fault catalogue (research/reliability.md, section 1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from conftest import Kernels
from kernels import Kernel, edges, minor, pythons, versions
from oracle import ONCE, Case, compare, plainly, profiled

from cellheat.kernel.instruments import BESIDE, INSTRUMENTS, ONE_PASS

Fresh = Callable[[str], Kernel]

#: Cells that leave a kernel in which the next one can be tried.
LIGHT = [
    Case("00-plain", ONCE + "total = sum(range(1000))"),
    Case("00-displayed-value", ONCE + "{'a': [1, 2]}"),
    Case("00-underscore", "_"),
    Case("00-suppressed-value", "5;"),
    Case("00-print", ONCE + "import sys\nprint('out')\nprint('err', file=sys.stderr)\nprint(2)"),
    Case("00-display", "from IPython.display import HTML, display\ndisplay(HTML('<b>x</b>'))\n1"),
    Case("00-function", "def f(n):\n    return n\nfor i in range(7):\n    f(i)", calls={"f": 7}),
    Case(
        "01-raises", ONCE + "def g():\n    1 / 0\ng()", status="raised", error="ZeroDivisionError"
    ),
    Case("02-syntax-error", "x ==== 3", status="not-run", error="SyntaxError"),
    Case("02-indentation-error", "if 1:\nx", status="not-run", error="IndentationError"),
    Case(
        "03-interrupt-busy-loop",
        ONCE + "print('ready')\nwhile True: pass",
        status="interrupted",
        error="KeyboardInterrupt",
        interrupt=True,
    ),
    Case(
        "03-interrupt-in-function",
        "def spin():\n    while True: abs(-1)\nprint('ready')\nspin()",
        status="interrupted",
        error="KeyboardInterrupt",
        interrupt=True,
    ),
    Case(
        "03-interrupt-caught",
        # In a function: 3.11 and 3.12 do not guard the jump of a loop right below `try`.
        "def spin():\n    while True: abs(-1)\n"
        "print('ready')\ntry:\n    spin()\nexcept KeyboardInterrupt:\n    print('kept')",
        interrupt=True,
    ),
    Case(
        "05-interrupt-idle-await",
        "import asyncio\nprint('ready')\nawait asyncio.sleep(60)",
        status="interrupted",
        interrupt=True,
    ),
    Case("06-await", ONCE + "import asyncio\nawait asyncio.sleep(0.01)\nawait asyncio.sleep(0, 8)"),
    Case(
        "06-gather",
        "import asyncio\nasync def one(n):\n    await asyncio.sleep(0)\n    return n\n"
        "await asyncio.gather(*(one(i) for i in range(3)))",
        # Each coroutine is started and resumed; the engine counts both, on every Python.
    ),
    Case(
        "06-await-raises",
        ONCE + "import asyncio\nawait asyncio.sleep(0)\nraise ValueError('no')",
        status="raised",
        error="ValueError",
    ),
    Case("08-sys-exit", "import sys\nsys.exit(3)", status="raised", error="SystemExit"),
    Case("11-input", ONCE + "name = input('who? ')\nprint(name)\nname", answer="Ada"),
    Case(
        "15-thread",
        "import threading\ndef work():\n    for i in range(1000): abs(-i)\n"
        "t = threading.Thread(target=work)\nt.start()\nt.join()\nfor i in range(10): f(i)",
        before=("def f(n): pass",),
        calls={"f": 10},
    ),
    Case(
        "12-fork-and-wait-for-all",
        ONCE + "for _ in range(2):\n    if not os.fork():\n        os._exit(0)\n"
        "found = 0\ntry:\n    while os.wait():\n        found += 1\n"
        "except ChildProcessError:\n    pass\nfound",
    ),
    Case(
        "12-subprocess",
        ONCE + "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'print(3)'], capture_output=True).stdout",
    ),
    Case("19-cprofile", "import cProfile\np = cProfile.Profile()\np.runcall(sum, [1])"),
    Case("19-prun", "%prun -q sum([1])", loosely=True),
    Case("21-sets-profile", "import sys\nsys.setprofile(None)"),
    Case(
        "28-nested-run-cell",
        ONCE + "def f(): pass\nf()\nget_ipython().run_cell('f()\\nprint(5)')\nf()",
        calls={"f": 3},
    ),
    Case("28-capture", "%%capture caught\nprint('hidden')\n5"),
    Case("28-capture-raises", "%%capture caught\n1/0"),
    Case("29-empty", "", status="empty"),
    Case("29-blank", "\n  \n", status="empty"),
    Case("29-comment", "# nothing\n\n   # at all", status="empty"),
    Case("31-line-magic", "%time total = sum(range(1000))"),
    Case("31-cell-magic", "%%time\ntotal = sum(range(1000))\ntotal"),
    Case("31-timeit", "%timeit -n1 -r1 sum([1])"),
    Case("31-unknown-magic", "%nothing_of_that_name"),
    Case("31-shell", ONCE + "!echo hello"),
    Case("31-shell-value", "found = !echo hello\nfound"),
    Case("31-shell-fails", "!exit 3\n_exit_code"),
    Case("31-help", "len?"),
    Case(
        "38-recursion-depth",
        "depth = 0\ndef dig():\n    global depth\n    depth += 1\n    dig()\n"
        "try:\n    dig()\nexcept RecursionError:\n    pass\n"
        # On 3.11 it varies by one from run to run.
        "full = 965 < depth < 985\ndel depth\nfull",
    ),
    Case("00-generators", "def count():\n    yield 1\n    yield 2\nfound = list(count())\nfound"),
    Case(
        "00-async-generator",
        "async def count():\n    yield 1\n    yield 2\n[n async for n in count()]",
    ),
    Case("00-warning", "import warnings\nwarnings.warn('careful')"),
    Case("00-blank-lines-above", "\n\nfirst = 1\nfirst"),
    Case("00-imports", "import colorsys\ncolorsys.rgb_to_hsv(1, 0, 0)"),
    Case("00-class", "class A:\n    def m(self):\n        return self\nA().m() is None"),
    Case("00-cd", "%cd -q ."),
    Case("00-unicode", "größe = 'ä€😀'\nprint(größe)\ngröße"),
    Case("00-caught", "try:\n    1/0\nexcept ZeroDivisionError as e:\n    print(e)"),
    Case("00-base-exception", "raise BaseException('x')", status="raised", error="BaseException"),
    Case("47-signals-within", "import signal\nsignal.getsignal(signal.SIGINT)"),
    Case(
        "40-hooks-within",
        "import gc, sys\n(gc.isenabled(), sys.gettrace(), sys.stdout)",
        # Below 3.12 a tracer can be seen by who asks for it.
        shows={"lines": ("OUT",), "memory": ("OUT",)},
    ),
    Case("00-del", "del total", before=("total = 1",)),
]

_HOSTILE = """
class Hostile:
    def _no(self, *args, **kwargs):
        raise RuntimeError('touched')
    __repr__ = __str__ = __eq__ = __len__ = __bool__ = __iter__ = __getattr__ = __reduce__ = _no
    __getitem__ = __contains__ = __format__ = __dir__ = __sizeof__ = _no
    __hash__ = None
    __class__ = property(_no)
"""

_BUSY = """
import threading
running = True
def foreign():
    return abs(-1)
def spin():
    while running:
        foreign()
spinner = threading.Thread(target=spin, daemon=True)
spinner.start()
"""

#: Cells that need kernels of their own.
HEAVY = [
    Case(
        "07-other-tasks",
        "import asyncio\nfor i in range(5):\n    await asyncio.sleep(0.001)",
        before=(
            "import asyncio\nasync def tick():\n"
            "    while True:\n        await asyncio.sleep(0.001)\n"
            "task = asyncio.get_running_loop().create_task(tick())",
        ),
        after=("task.cancel()",),
    ),
    Case(
        "12-fork",
        ONCE + "child = os.fork()\nif not child:\n    sum(range(100))\n    os._exit(0)\n"
        "ended = os.waitpid(child, 0)[1]\ndel child\nended",
    ),
    Case(
        "13-fork-pool",
        "from multiprocessing import get_context\n"
        "with get_context('fork').Pool(2) as pool:\n    found = pool.map(abs, [-1, -2])\n"
        "del pool\nfound",
    ),
    Case(
        "16-thread-alive",
        "for i in range(10): mine(i)",
        before=("def mine(n): pass", _BUSY),
        calls={"mine": 10},
        after=("running = False\nspinner.join()",),
    ),
    Case(
        "21-profile-hook-set",
        "def f(): pass\nf()",
        before=("import sys\ndef hook(*event): pass\nsys.setprofile(hook)",),
        after=("sys.setprofile(None)",),
    ),
    Case(
        "22-trace-hook-set",
        "def f(): pass\nf()",
        before=("import sys\ndef hook(*event): pass\nsys.settrace(hook)",),
        calls={"f": 1},
        after=("sys.settrace(None)",),
    ),
    Case(
        "24-id-2-taken",
        "def f(): pass\nf()",
        before=("import sys\nsys.monitoring.use_tool_id(2, 'coverage')",),
        since=12,
        calls={"f": 1},
        after=("sys.monitoring.free_tool_id(2)",),
    ),
    Case(
        "24-id-3-taken",
        "def f(): pass\nf()",
        before=("import sys\nsys.monitoring.use_tool_id(3, 'theirs')",),
        since=12,
        calls={"f": 1},
        after=("sys.monitoring.free_tool_id(3)",),
    ),
    Case(
        "24-ids-taken",
        "def f(): pass\nf()",
        before=(
            "import sys\nfor i in (2, 3, 4):\n    sys.monitoring.use_tool_id(i, f'theirs{i}')",
        ),
        since=12,
        notes=("no-calls",),
        after=("for i in (2, 3, 4):\n    sys.monitoring.free_tool_id(i)",),
    ),
    Case(
        "25-profiler-active",
        "def f(): pass\nf()",
        before=("import cProfile\nhidden = cProfile.Profile()\nhidden.enable()",),
        after=("hidden.disable()",),
    ),
    Case("32-reset-before", "x = 1\nx", before=("x = 2", "%reset -f")),
    Case("32-reset-inside", "x = 1\n%reset -f"),
    Case(
        "33-names-shadowed",
        "y = [i for i in range(10)]\ny",
        before=("print = open = sum = len = sorted = min = max = dict = type = str = None",),
        after=("del print, open, sum, len, sorted, min, max, dict, type, str",),
    ),
    Case(
        "33-builtins-patched",
        "y = [i for i in range(10)]\ny",
        before=(
            "import builtins\nkept = print, open, sum\n"
            "builtins.print = builtins.open = builtins.sum = None",
        ),
        after=("builtins.print, builtins.open, builtins.sum = kept",),
    ),
    Case(
        "35-clock-patched",
        "def work():\n    return sum(range(200000))\nwork()",
        before=(
            "import time\nclocks = {name: getattr(time, name) for name in ('perf_counter', "
            "'perf_counter_ns', 'process_time', 'process_time_ns', 'time_ns')}\n"
            "vars(time).update(dict.fromkeys(clocks, lambda: 0))",
        ),
        after=("vars(time).update(clocks)",),
        calls={"work": 1},
    ),
    Case("36-output-flood", "for i in range(30000):\n    print('x' * 50, i)"),
    Case(
        "38-recursion-error",
        "def deep(n):\n    return deep(n + 1)\ndeep(0)",
        # IPython takes seconds to write the traceback of a thousand frames.
        before=("import sys\nsys.setrecursionlimit(250)",),
        status="raised",
        error="RecursionError",
        after=("sys.setrecursionlimit(1000)",),
        # IPython says how many frames it left out, and a callback takes the room of some.
        shows={"lines": ("OUT",), "memory": ("OUT",)},
    ),
    Case(
        "39-gc-off",
        "x = [[] for i in range(1000)]",
        before=("import gc\ngc.disable()",),
        after=("gc.enable()",),
    ),
    Case(
        "40-tracemalloc-on",
        "x = [1]",
        before=("import tracemalloc\ntracemalloc.start(3)",),
        after=("tracemalloc.stop()",),
    ),
    Case(
        "42-huge-namespace",
        "x = 1",
        before=("globals().update({f'name{i}': i for i in range(20000)})",),
        after=("for i in range(20000):\n    del globals()[f'name{i}']",),
    ),
    Case(
        "43-hostile-objects",
        "h = Hostile()\nboth = [h, h]",
        before=(_HOSTILE, "g = Hostile()"),
        after=("del g, h, both",),
    ),
    Case(
        "43-hostile-displayed",
        "shown = g\nshown",
        before=(_HOSTILE, "g = Hostile()"),
        loosely=True,
        status="ok",
        after=("del g, shown",),
    ),
    Case(
        "43-broken-formatter",
        "3j",
        status="ok",
        before=(
            "get_ipython().display_formatter.formatters['text/plain']"
            ".for_type(complex, lambda *args: 1 / 0)",
        ),
    ),
    Case(
        "47-sigalrm",
        "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.001)\n"
        "while not rung: pass\nlen(rung)",
        before=(
            "import signal\nrung = []\n"
            "previous = signal.signal(signal.SIGALRM, lambda *a: rung.append(1))",
        ),
        after=("signal.signal(signal.SIGALRM, previous)",),
    ),
    Case(
        "47-sigint-handler",
        "x = 1",
        before=("import signal\ndef mine(*args): pass\nsignal.signal(signal.SIGINT, mine)",),
        after=("signal.signal(signal.SIGINT, signal.default_int_handler)",),
    ),
    Case(
        "99-own-hooks",
        "x = 1",
        before=(
            "seen = []\nget_ipython().events.register('pre_run_cell', lambda info: seen.append(1))",
        ),
        after=("get_ipython().events.callbacks['pre_run_cell'].clear()",),
    ),
    Case(
        "99-transformer",
        "x = 1",
        before=("get_ipython().input_transformers_cleanup.append(lambda lines: lines)",),
        after=("get_ipython().input_transformers_cleanup.pop()",),
    ),
]


class Way(NamedTuple):
    """An instrument, with a tool of it or the one that it takes by itself, and others beside it."""

    instrument: str
    tool: str | None = None
    also: tuple[str, ...] = ()


def _ways() -> list[Way]:
    """All that needs nothing but Python: the kernels here have no packages."""
    ways = []
    for name in ONE_PASS:
        ways.append(Way(name))
        others = [tool for tool in INSTRUMENTS[name].tools if tool.make][1:]
        ways += [Way(name, tool.name) for tool in others if tool.package is None]
    beside = tuple(other for other in BESIDE if other in ONE_PASS)
    return [*ways, Way("calls", None, beside)]


WAYS = _ways()
_CALLS = WAYS.index(Way("calls"))


def take_turns(number: int, shift: int, count: int) -> list[Way]:
    """The ways for one case: over the cases and the shifts all get their turns."""
    first = count * (number + shift)
    return [WAYS[(first + step) % len(WAYS)] for step in range(count)]


class Twins:
    """A plain kernel and some in which the same cells run profiled, each time in other ways.

    What a way leaves behind would show in the cases after it, too.
    """

    def __init__(self, kernels: Kernels, version: str, count: int) -> None:
        self.version = version
        self._count = count
        self._kernels = kernels
        self._open: list[Kernel] = []
        self._start()

    def check(self, case: Case, number: int) -> None:
        """After a difference they are twins no more: the next case gets new ones."""
        ways = take_turns(number, versions().index(self.version), self._count)
        if (case.calls or case.notes) and all(way.instrument != "calls" for way in ways):
            # What this case expects is told by `calls` alone.
            ways[-1] = WAYS[_CALLS]
        try:
            self._check(case, ways)
        except TimeoutError:
            # ipykernel itself hangs for good after one of some hundred interrupts, without us too.
            self._restart()
            if not case.interrupt:
                raise
            self._check(case, ways)
        except BaseException:
            self._restart()
            raise

    def _restart(self) -> None:
        self.close()
        self._start()

    def _check(self, case: Case, ways: list[Way]) -> None:
        plain = plainly(self._plain, case)
        # All run before any is compared, and have so many cells behind them.
        results = [
            (way, profiled(kernel, case, *way))
            for way, kernel in zip(ways, self._profiled, strict=True)
        ]
        for way, (answer, observed) in results:
            changed = compare(plain, observed, case.shows.get(way.instrument, ()))
            assert not changed, f"plain and {way} differ:\n" + "\n".join(changed)
            check_answer(answer, case, way, observed.reply)

    def close(self) -> None:
        while self._open:
            self._kernels.close(self._open.pop())

    def _start(self) -> None:
        python = pythons()[self.version]
        self._open = [self._kernels.fresh(python) for _ in range(1 + self._count)]
        self._plain, *self._profiled = self._open
        for kernel in self._profiled:
            # Takes long where a cell before the first case has slowed the kernel.
            assert kernel.place()["kind"] == "ok"
        for kernel in self._open:
            kernel.patience = 20


def _count(request: pytest.FixtureRequest) -> int:
    """How many ways each case is tried in."""
    return len(WAYS) if request.config.getoption("--all") else 2


def _numbered(cases: list[Case]) -> list[Any]:
    return [pytest.param(case, number, id=case.name) for number, case in enumerate(cases)]


@pytest.fixture(scope="module")
def twins(version: str, kernels: Kernels, request: pytest.FixtureRequest) -> Iterator[Twins]:
    started = Twins(kernels, version, _count(request))
    yield started
    started.close()


@pytest.mark.parametrize(("case", "number"), _numbered(LIGHT))
def test_profiled_as_plain(case: Case, number: int, twins: Twins) -> None:
    """All kernels have run the same cells before: counts and history go on the same."""
    twins.check(case, number)


@pytest.fixture(scope="module")
def edge_twins(edge: str, kernels: Kernels, request: pytest.FixtureRequest) -> Iterator[Twins]:
    started = Twins(kernels, edge, _count(request))
    yield started
    started.close()


@pytest.mark.parametrize(("case", "number"), _numbered(HEAVY))
def test_profiled_as_plain_in_a_strange_kernel(case: Case, number: int, edge_twins: Twins) -> None:
    if minor(edge_twins.version) < case.since:
        pytest.skip("there is no sys.monitoring in this Python")
    edge_twins.check(case, number)


def test_every_way_has_its_turn() -> None:
    shifts = range(len(versions()))
    had = {way for number in range(len(LIGHT)) for way in take_turns(number, shifts[0], 2)}
    assert had == set(WAYS)


def check_answer(answer: dict[str, Any], case: Case, way: Way, reply: dict[str, Any]) -> None:
    """What the profile says agrees with what the kernel said of the same run."""
    assert answer["instrument"] == way.instrument
    if case.status == "empty":
        assert (answer["kind"], answer["reason"]) == ("failure", "empty")
        return
    if way.tool is not None and answer["kind"] == "failure":
        # Some tools need a newer Python, or a permission; the cell ran without them.
        assert (answer["reason"], answer["text"] != "") == ("unsupported", True), answer
        return
    assert answer["kind"] == "profile", answer
    assert answer["tool"] == (way.tool or answer["tool"])
    assert [one["instrument"] for one in answer["also"]] == list(way.also)
    ended = "ok" if reply["status"] == "ok" else "raised"
    assert answer["outcome"]["status"] == (case.status or ended)
    if case.error is not None:
        assert answer["outcome"]["error"] == case.error
    assert 0 < answer["wall_ns"] < 60e9
    if way.instrument == "calls":
        codes = {note["code"] for note in answer["notes"]}
        assert set(case.notes) <= codes
        check_calls(answer["data"], case)


def check_calls(data: dict[str, Any], case: Case) -> None:
    own = {row["name"]: row["calls"] for row in data["functions"] if row["kind"] == "own"}
    assert {name: own.get(name) for name in case.calls} == case.calls
    assert "foreign" not in own, "another thread was measured"
    assert not [row for row in data["functions"] if is_above_the_cell(row)]


def is_above_the_cell(row: dict[str, Any]) -> bool:
    """What runs the cell and measures it."""
    names = ("execute_request", "dispatch_shell", "do_execute")
    return "cellheat" in str(row["module"]) or row["name"].rpartition(".")[2] in names


def test_edges_are_real() -> None:
    assert edges()

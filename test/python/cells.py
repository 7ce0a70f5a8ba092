"""The cells of the plain-against-profiled oracle: run either way, they leave the same behind.

A name that begins with `row-17-` is of row 17 of the catalogue of faults, `test/rows.json`.
`oracle.py` compares what they leave in a kernel, `test/ui/oracle.spec.ts` what they leave in a
notebook; run by itself, this file prints the cells of which a browser needs the source alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

#: What the cells of the tests write of themselves, with nothing that a cell may have shadowed.
ONCE = (
    "import os; _f = os.open('once.txt', os.O_APPEND | os.O_CREAT | os.O_WRONLY); "
    "os.write(_f, b'x'); os.close(_f); del _f\n"
)


@dataclass(frozen=True)
class Case:
    """One cell, and what the profile of it has to say."""

    #: With the row of the catalogue of faults in front, where it is one.
    name: str
    source: str
    #: Cells that run before, unprofiled in both kernels.
    before: tuple[str, ...] = ()
    #: Cells that run after all has been looked at, so that the next case finds a clean kernel.
    after: tuple[str, ...] = ()
    #: How the run ended; what IPython calls ok on one version may be an error on another.
    status: str | None = None
    error: str | None = None
    #: What is typed when the cell asks.
    answer: str | None = None
    #: SIGINT once the cell has printed.
    interrupt: bool = False
    #: Whether a debugger is attached, as JupyterLab's does it.
    debugged: bool = False
    #: Executed silently once the cell is over: what the cell prints then belongs to it, too.
    late: str | None = None
    #: The kernel ends with the cell.
    ends: bool = False
    #: It prints more than a page can draw in a test's time.
    floods: bool = False
    #: Codes of notes that have to be there, by the oldest Python that has them or lacks them.
    notes: tuple[str, ...] = ()
    #: Code of the note that is there before Python 3.12, in place of `calls`: there is room for one
    #: profiler in a thread, and another has it.
    one_profiler: str | None = None
    #: What the outputs say is full of numbers that vary: compare the kinds of messages only.
    loosely: bool = False
    since: int = 10
    #: Own functions and how often they were called.
    calls: dict[str, int] = field(default_factory=dict)
    #: Instrument → the invariants in which this cell may see it, as one that asks for the trace
    #: function sees that of `lines`; with a reason at the case.
    shows: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def spoils(self) -> bool:
        """Whether no other cell can be tried in the same kernel."""
        return self.debugged or self.ends

    @property
    def needs_kernel(self) -> bool:
        """Whether it takes more than to run the source."""
        asks = self.answer is not None or self.interrupt or self.late is not None
        return asks or self.spoils or bool(self.before or self.after)


#: Cells that are tried on every Python, one after the other in the same kernels.
LIGHT = [
    Case("plain", ONCE + "total = sum(range(1000))"),
    Case("displayed-value", ONCE + "{'a': [1, 2]}"),
    Case("underscore", "_"),
    Case("suppressed-value", "5;"),
    Case("print", ONCE + "import sys\nprint('out')\nprint('err', file=sys.stderr)\nprint(2)"),
    Case("display", "from IPython.display import HTML, display\ndisplay(HTML('<b>x</b>'))\n1"),
    Case("function", "def f(n):\n    return n\nfor i in range(7):\n    f(i)", calls={"f": 7}),
    Case(
        "row-1-raises",
        ONCE + "def g():\n    1 / 0\ng()",
        status="raised",
        error="ZeroDivisionError",
    ),
    Case("row-2-syntax-error", "x ==== 3", status="not-run", error="SyntaxError"),
    Case("row-2-indentation-error", "if 1:\nx", status="not-run", error="IndentationError"),
    Case(
        "row-3-interrupt-busy-loop",
        ONCE + "print('ready')\nwhile True: pass",
        status="interrupted",
        error="KeyboardInterrupt",
        interrupt=True,
    ),
    Case(
        "row-3-interrupt-in-function",
        "def spin():\n    while True: abs(-1)\nprint('ready')\nspin()",
        status="interrupted",
        error="KeyboardInterrupt",
        interrupt=True,
    ),
    Case(
        "row-3-interrupt-caught",
        # In a function: 3.11 and 3.12 do not guard the jump of a loop right below `try`.
        "def spin():\n    while True: abs(-1)\n"
        "print('ready')\ntry:\n    spin()\nexcept KeyboardInterrupt:\n    print('kept')",
        interrupt=True,
    ),
    Case(
        "row-5-interrupt-idle-await",
        "import asyncio\nprint('ready')\nawait asyncio.sleep(60)",
        status="interrupted",
        interrupt=True,
    ),
    Case(
        "row-6-await", ONCE + "import asyncio\nawait asyncio.sleep(0.01)\nawait asyncio.sleep(0, 8)"
    ),
    Case(
        "row-6-gather",
        "import asyncio\nasync def one(n):\n    await asyncio.sleep(0)\n    return n\n"
        "await asyncio.gather(*(one(i) for i in range(3)))",
        # Each coroutine is started and resumed; the engine counts both, on every Python.
    ),
    Case(
        "row-6-await-raises",
        ONCE + "import asyncio\nawait asyncio.sleep(0)\nraise ValueError('no')",
        status="raised",
        error="ValueError",
    ),
    Case("row-8-sys-exit", "import sys\nsys.exit(3)", status="raised", error="SystemExit"),
    Case("row-11-input", ONCE + "name = input('who? ')\nprint(name)\nname", answer="Ada"),
    Case(
        "row-15-thread",
        "import threading\ndef work():\n    for i in range(1000): abs(-i)\n"
        "t = threading.Thread(target=work)\nt.start()\nt.join()\nfor i in range(10): f(i)",
        before=("def f(n): pass",),
        calls={"f": 10},
    ),
    Case(
        "row-12-fork-and-wait-for-all",
        ONCE + "for _ in range(2):\n    if not os.fork():\n        os._exit(0)\n"
        "found = 0\ntry:\n    while os.wait():\n        found += 1\n"
        "except ChildProcessError:\n    pass\nfound",
    ),
    Case("row-19-cprofile", "import cProfile\np = cProfile.Profile()\np.runcall(sum, [1])"),
    Case("row-19-prun", "%prun -q sum([1])", loosely=True),
    Case("row-21-sets-profile", "import sys\nsys.setprofile(None)"),
    Case(
        "row-28-nested-run-cell",
        ONCE + "def f(): pass\nf()\nget_ipython().run_cell('f()\\nprint(5)')\nf()",
        calls={"f": 3},
    ),
    Case("row-28-capture", "%%capture caught\nprint('hidden')\n5"),
    Case("row-28-capture-raises", "%%capture caught\n1/0"),
    Case("row-29-empty", "", status="empty"),
    Case("row-29-blank", "\n  \n", status="empty"),
    Case("row-29-comment", "# nothing\n\n   # at all", status="empty"),
    Case("row-31-line-magic", "%time total = sum(range(1000))"),
    Case("row-31-cell-magic", "%%time\ntotal = sum(range(1000))\ntotal"),
    Case("row-31-shell", ONCE + "!echo hello"),
    Case(
        "row-38-recursion-depth",
        "depth = 0\ndef dig():\n    global depth\n    depth += 1\n    dig()\n"
        "try:\n    dig()\nexcept RecursionError:\n    pass\n"
        # On 3.11 it varies by one from run to run; a callback for each line takes the room of up to
        # fifteen of some 975 calls, see docs/limits.md.
        "full = 950 < depth < 985\ndel depth\nfull",
    ),
    Case("generators", "def count():\n    yield 1\n    yield 2\nfound = list(count())\nfound"),
    Case(
        "async-generator",
        "async def count():\n    yield 1\n    yield 2\n[n async for n in count()]",
    ),
    Case("caught", "try:\n    1/0\nexcept ZeroDivisionError as e:\n    print(e)"),
    Case("base-exception", "raise BaseException('x')", status="raised", error="BaseException"),
    Case(
        "row-47-signals-within",
        # Whoever samples by signals has a timer on, and a handler for what it sends.
        "import signal\n[signal.getitimer(timer) for timer in range(3)], "
        "[signal.getsignal(number) for number in sorted(signal.valid_signals())]",
    ),
    Case(
        "row-25-hooks-within",
        "import gc, sys\n(gc.isenabled(), sys.gettrace(), sys.stdout)",
        # Below 3.12 a tracer can be seen by who asks for it.
        shows={"lines": ("OUT",), "memory": ("OUT",)},
    ),
    Case("del", "del total", before=("total = 1",)),
]

#: What touches one is counted, too: we might swallow the error.
HOSTILE = """
touched = []
class Hostile:
    def _no(self, *args, **kwargs):
        touched.append(1)
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

#: What `spawn` leaves running beside the kernel.
_NO_TRACKER = (
    "from multiprocessing import resource_tracker\nresource_tracker._resource_tracker._stop()"
)

#: Cells that are tried on the oldest and the newest Python, or that leave a kernel behind that is
#: strange to the others.
HEAVY = [
    Case("row-31-shell-value", "found = !echo hello\nfound"),
    Case("row-31-shell-fails", "!exit 3\n_exit_code"),
    Case("row-31-help", "len?"),
    Case("row-31-timeit", "%timeit -n1 -r1 sum([1])"),
    Case("row-31-unknown-magic", "%nothing_of_that_name"),
    Case("cd", "%cd -q ."),
    Case("unicode", "größe = 'ä€😀'\nprint(größe)\ngröße"),
    Case("warning", "import warnings\nwarnings.warn('careful')"),
    Case("class", "class A:\n    def m(self):\n        return self\nA().m() is None"),
    Case("imports", "import colorsys\ncolorsys.rgb_to_hsv(1, 0, 0)"),
    Case("blank-lines-above", "\n\nfirst = 1\nfirst"),
    Case(
        "row-12-subprocess",
        ONCE + "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'print(3)'], capture_output=True).stdout",
    ),
    Case(
        "row-7-other-tasks",
        "import asyncio\nfor i in range(5):\n    await asyncio.sleep(0.001)",
        before=(
            "import asyncio\nasync def tick():\n"
            "    while True:\n        await asyncio.sleep(0.001)\n"
            "task = asyncio.get_running_loop().create_task(tick())",
        ),
        after=("task.cancel()",),
    ),
    Case(
        "row-12-fork",
        ONCE + "child = os.fork()\nif not child:\n    sum(range(100))\n    os._exit(0)\n"
        "ended = os.waitpid(child, 0)[1]\ndel child\nended",
    ),
    Case(
        "row-13-fork-pool",
        "from multiprocessing import get_context\n"
        "with get_context('fork').Pool(2) as pool:\n    found = pool.map(abs, [-1, -2])\n"
        "del pool\nfound",
    ),
    Case(
        "row-16-thread-alive",
        "for i in range(10): mine(i)",
        before=("def mine(n): pass", _BUSY),
        calls={"mine": 10},
        after=("running = False\nspinner.join()",),
    ),
    Case(
        "row-21-profile-hook-set",
        "def f(): pass\nf()",
        before=("import sys\ndef hook(*event): pass\nsys.setprofile(hook)",),
        calls={"f": 1},
        one_profiler="no-calls",
        after=("sys.setprofile(None)",),
    ),
    Case(
        "row-22-trace-hook-set",
        "def f(): pass\nf()",
        before=("import sys\ndef hook(*event): pass\nsys.settrace(hook)",),
        calls={"f": 1},
        after=("sys.settrace(None)",),
    ),
    Case(
        "row-24-id-2-taken",
        "def f(): pass\nf()",
        before=("import sys\nsys.monitoring.use_tool_id(2, 'coverage')",),
        since=12,
        calls={"f": 1},
        after=("sys.monitoring.free_tool_id(2)",),
    ),
    Case(
        "row-24-id-3-taken",
        "def f(): pass\nf()",
        before=("import sys\nsys.monitoring.use_tool_id(3, 'theirs')",),
        since=12,
        calls={"f": 1},
        after=("sys.monitoring.free_tool_id(3)",),
    ),
    Case(
        "row-24-ids-taken",
        "def f(): pass\nf()",
        before=(
            "import sys\nfor i in (2, 3, 4, 5):\n    sys.monitoring.use_tool_id(i, f'theirs{i}')",
        ),
        since=12,
        notes=("no-calls",),
        after=("for i in (2, 3, 4, 5):\n    sys.monitoring.free_tool_id(i)",),
    ),
    Case(
        "row-25-profiler-active",
        "def f(): pass\nf()",
        before=("import cProfile\nhidden = cProfile.Profile()\nhidden.enable()",),
        calls={"f": 1},
        one_profiler="no-calls",
        after=("hidden.disable()",),
    ),
    Case("row-32-reset-before", "x = 1\nx", before=("x = 2", "%reset -f")),
    Case("row-32-reset-inside", "x = 1\n%reset -f"),
    Case(
        "row-33-names-shadowed",
        "y = [i for i in range(10)]\ny",
        before=("print = open = sum = len = sorted = min = max = dict = type = str = None",),
        after=("del print, open, sum, len, sorted, min, max, dict, type, str",),
    ),
    Case(
        "row-33-builtins-patched",
        "y = [i for i in range(10)]\ny",
        before=(
            "import builtins\nkept = print, open, sum\n"
            "builtins.print = builtins.open = builtins.sum = None",
        ),
        after=("builtins.print, builtins.open, builtins.sum = kept",),
    ),
    Case(
        "row-35-clock-patched",
        "def work():\n    return sum(range(200000))\nwork()",
        before=(
            "import time\nclocks = {name: getattr(time, name) for name in ('perf_counter', "
            "'perf_counter_ns', 'process_time', 'process_time_ns', 'time_ns')}\n"
            "vars(time).update(dict.fromkeys(clocks, lambda: 0))",
        ),
        after=("vars(time).update(clocks)",),
        calls={"work": 1},
    ),
    Case("row-36-output-flood", "for i in range(30000):\n    print('x' * 50, i)", floods=True),
    Case(
        "row-38-recursion-error",
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
        "row-39-gc-off",
        "x = [[] for i in range(1000)]",
        before=("import gc\ngc.disable()",),
        after=("gc.enable()",),
    ),
    Case(
        "row-40-tracemalloc-on",
        "x = [1]",
        before=("import tracemalloc\ntracemalloc.start(3)",),
        after=("tracemalloc.stop()",),
    ),
    Case(
        "row-42-huge-namespace",
        "x = 1",
        before=("globals().update({f'name{i}': i for i in range(20000)})",),
        after=("for i in range(20000):\n    del globals()[f'name{i}']",),
    ),
    Case(
        "row-43-hostile-objects",
        "h = Hostile()\nboth = [h, h]",
        before=(HOSTILE, "g = Hostile()"),
        after=("del g, h, both",),
    ),
    Case(
        "row-43-hostile-displayed",
        "shown = g\nshown",
        before=(HOSTILE, "g = Hostile()"),
        loosely=True,
        status="ok",
        after=("del g, shown",),
    ),
    Case(
        "row-43-broken-formatter",
        "3j",
        status="ok",
        before=(
            "get_ipython().display_formatter.formatters['text/plain']"
            ".for_type(complex, lambda *args: 1 / 0)",
        ),
    ),
    Case(
        "row-47-sigalrm",
        "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.001)\n"
        "while not rung: pass\nlen(rung)",
        before=(
            "import signal\nrung = []\n"
            "previous = signal.signal(signal.SIGALRM, lambda *a: rung.append(1))",
        ),
        after=("signal.signal(signal.SIGALRM, previous)",),
    ),
    Case(
        "row-47-sigint-handler",
        "x = 1",
        before=("import signal\ndef mine(*args): pass\nsignal.signal(signal.SIGINT, mine)",),
        after=("signal.signal(signal.SIGINT, signal.default_int_handler)",),
    ),
    Case(
        "row-11-pdb",
        "import pdb\ndef f():\n    inside = 1\n    pdb.set_trace()\n    return inside\nf()",
        answer="c",
        status="ok",
        # Python 3.13 stops one line later where a tool of sys.monitoring is on.
        loosely=True,
    ),
    Case(
        "row-14-spawn-pool",
        "from multiprocessing import get_context\n"
        "with get_context('spawn').Pool(1) as pool:\n    found = pool.map(abs, [-1, -2])\n"
        "del pool\nfound",
        after=(_NO_TRACKER,),
    ),
    Case(
        "row-14-spawn-of-a-notebook-function",
        "from multiprocessing import get_context\ndef mine(): pass\n"
        "child = get_context('spawn').Process(target=mine)\nchild.start()\nchild.join()\n"
        "ended = child.exitcode\ndel child\nended",
        # The child cannot find the function, and says so for itself.
        before=("import os\nkept = [os.dup(2)]\nos.dup2(os.open(os.devnull, os.O_WRONLY), 2)",),
        after=("os.dup2(kept[0], 2)", _NO_TRACKER),
    ),
    Case(
        "row-17-late-output",
        "import threading\ngo = threading.Event()\n"
        "def later():\n    go.wait()\n    print('late', flush=True)\n"
        "thread = threading.Thread(target=later)\nthread.start()\nprint('in time')",
        late="go.set(); thread.join()",
    ),
    Case(
        "row-18-profilers-in-threads",
        "import cProfile, threading\nseen = []\ndef work():\n    mine = cProfile.Profile()\n"
        "    mine.runcall(sum, [1])\n    seen.append(len(mine.getstats()) > 0)\n"
        "for _ in range(2):\n    thread = threading.Thread(target=work)\n"
        "    thread.start()\n    thread.join()\ndel thread\nseen",
    ),
    Case(
        "row-20-profiler-lost",
        "def f(): pass\nf()",
        before=("import cProfile\ncProfile.Profile().enable()",),
        calls={"f": 1},
        one_profiler="no-calls",
        after=(
            "import sys\nsys.setprofile(None)\n"
            "tools = getattr(sys, 'monitoring', None)\nif tools and tools.get_tool(2):\n"
            "    tools.set_events(2, 0)\n    tools.free_tool_id(2)",
        ),
    ),
    Case("row-30-bash", "%%bash\necho out\nexit 0"),
    Case("row-30-html", "%%html\n<b>bold</b>"),
    Case(
        "row-41-many-objects",
        "many = list(map(list, [()] * 200_000))\ndel many",
    ),
    Case("row-46-native-call", "found = sum(range(3_000_000))\nfound"),
    Case(
        "row-66-no-temporary-folder",
        "def f(): pass\nf()",
        before=(
            "import os, tempfile\nkept = [tempfile.tempdir, os.environ.get('TMPDIR')]\n"
            "tempfile.tempdir = os.environ['TMPDIR'] = '/nowhere'",
        ),
        after=(
            "tempfile.tempdir = kept[0]\ndel os.environ['TMPDIR']\n"
            "if kept[1]: os.environ['TMPDIR'] = kept[1]",
        ),
    ),
    Case(
        "row-66-full-disk",
        "def f(): pass\nf()",
        # No file may grow: writes fail as on a full disk. IPython itself keeps its history back.
        before=(
            "import resource\nlimits = resource.getrlimit(resource.RLIMIT_FSIZE)\n"
            "get_ipython().history_manager.enabled = False",
            "resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))",
        ),
        after=(
            "resource.setrlimit(resource.RLIMIT_FSIZE, limits)\n"
            "get_ipython().history_manager.enabled = True",
        ),
    ),
    Case(
        "own-hooks",
        "x = 1",
        before=(
            "seen = []\nget_ipython().events.register('pre_run_cell', lambda info: seen.append(1))",
        ),
        after=("get_ipython().events.callbacks['pre_run_cell'].clear()",),
    ),
    Case(
        "transformer",
        "x = 1",
        before=("get_ipython().input_transformers_cleanup.append(lambda lines: lines)",),
        after=("get_ipython().input_transformers_cleanup.pop()",),
    ),
    Case(
        "row-23-debugger-attached",
        "def f():\n    return 1\nf()",
        debugged=True,
    ),
    Case("row-9-exit", ONCE + "print('last')\nexit()", ends=True),
]


def browsable() -> list[dict[str, str]]:
    """Name and source of the cells that say in a page all that there is to say of them."""
    return [
        {"name": case.name, "source": case.source}
        for case in (*LIGHT, *HEAVY)
        if not (case.needs_kernel or case.loosely or case.floods or case.status == "empty")
    ]


if __name__ == "__main__":
    print(json.dumps(browsable()))

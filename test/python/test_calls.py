"""`calls` against programs whose calls were counted by hand, in real kernels."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from kernels import Kernel, minor

Row = dict[str, Any]


def rows(data: dict[str, Any], kind: str | None = None) -> dict[str, Row]:
    """Rows by name, as the text report would call them."""
    found = {}
    for row in data["functions"]:
        if kind in (None, row["kind"]):
            found[f"{row['module']}.{row['name']}" if row["module"] else row["name"]] = row
    return found


def place(data: dict[str, Any], row: Row) -> str:
    return f"{data['files'][row['file']]['label']}:{row['line']}"


KNOWN = """
def leaf(n):
    return n + 1

def caller(n):
    return [leaf(i) for i in range(n)]

def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

def counter(n):
    for i in range(n):
        yield leaf(i)

class Box:
    def __init__(self):
        self.items = []

    def add(self, item):
        self.items.append(item)

caller(100)
fib(10)
sum(counter(50))
box = Box()
for i in range(7):
    box.add(i)
(lambda: leaf(0))()
"""


def test_counts_are_exact(kernel: Kernel) -> None:
    own = rows(kernel.calls(KNOWN), "own")
    assert own["leaf"]["calls"] == 151
    assert own["caller"]["calls"] == 1
    assert (own["fib"]["calls"], own["fib"]["primitive_calls"]) == (177, 1)
    # A generator is entered once for each value and once to find its end.
    assert own["counter"]["calls"] == 51
    adding = next(row for name, row in own.items() if name.endswith("add"))
    assert adding["calls"] == 7
    assert own["<module>"]["calls"] == 1
    assert own["<lambda>"]["calls"] == 1
    # Comprehensions have no row of their own, on any version.
    assert not [name for name in own if "comp>" in name]


def test_builtins_and_libraries_are_told_apart(kernel: Kernel) -> None:
    data = kernel.calls("import json\nfor n in range(9): json.dumps({'a': n})\nlen([1])")
    found = rows(data)
    assert found["json.dumps"]["kind"] == "library"
    assert found["json.dumps"]["calls"] == 9
    assert (found["len"]["kind"], found["len"]["calls"]) == ("builtin", 1)
    assert found["<module>"]["kind"] == "own"


def test_own_and_total_time(kernel: Kernel) -> None:
    source = """
def inner():
    total = 0
    for i in range(400_000):
        total += i

def outer():
    inner()
outer()
"""
    data = kernel.calls(source)
    own = rows(data, "own")
    assert own["inner"]["own_ns"] > 10 * own["outer"]["own_ns"]
    assert own["outer"]["total_ns"] >= own["inner"]["total_ns"]
    assert own["<module>"]["total_ns"] >= own["outer"]["total_ns"]
    assert sum(row["own_ns"] for row in data["functions"]) == pytest.approx(data["total_ns"])


def test_a_function_of_another_cell_leads_there(kernel: Kernel) -> None:
    first = "\n\nx = 1\ndef elsewhere():\n    pass"
    kernel.run(first, cell="first")
    data = kernel.calls("\n\n\ndef here():\n    elsewhere()\nhere()")
    own = rows(data, "own")
    elsewhere, here = own["elsewhere"], own["here"]
    assert (elsewhere["line"], here["line"]) == (4, 4)
    assert data["files"][elsewhere["file"]]["text"] == first
    counts = [data["files"][row["file"]]["count"] for row in (elsewhere, here)]
    assert counts[1] == counts[0] + 1


@pytest.mark.parametrize(
    ("source", "name", "line"),
    [
        ("%%time\ndef timed():\n    pass\ntimed()", "timed", 2),
        ("!true\ndef shelled():\n    pass\nshelled()", "shelled", 2),
        ("import functools\n@functools.lru_cache\ndef kept(n):\n    return n\nkept(1)", "kept", 2),
        ("class C:\n    def method(self):\n        pass\nC().method()", "method", 2),
        ("def outside():\n    def inside():\n        pass\n    inside()\noutside()", "inside", 2),
        ("%%capture\n\ndef captured():\n    pass\ncaptured()", "captured", 3),
    ],
)
def test_lines_are_those_that_the_user_sees(
    kernel: Kernel, source: str, name: str, line: int
) -> None:
    data = kernel.calls(source)
    row = next(row for key, row in rows(data, "own").items() if key.split(".")[-1] == name)
    assert row["line"] == line
    assert data["files"][row["file"]]["text"] == source


def test_a_module_beside_the_notebook_is_own(kernel: Kernel) -> None:
    (kernel.folder / "beside.py").write_text("def near():\n    return sum(range(9))\n")
    data = kernel.calls("import beside\nbeside.near()")
    near = rows(data, "own")["near"]
    assert place(data, near) == "beside.py:1"
    assert data["files"][near["file"]] == {
        "kind": "file", "label": "beside.py", "count": None, "text": None
    }  # fmt: skip


@pytest.mark.parametrize(
    "source",
    [
        "for i in range(40): print(i)\n[1, 2]",
        "import asyncio\nasync def work():\n    await asyncio.sleep(0)\nawait work()",
        "class Loud:\n    def __repr__(self):\n        return 'loud'\nLoud()",
    ],
)
def test_nothing_of_the_kernel_itself(kernel: Kernel, source: str) -> None:
    data = kernel.calls(source)
    modules = {row["module"] for row in data["functions"] if row["module"]}
    strangers = ("IPython", "ipykernel", "zmq", "tornado", "traitlets", "jupyter_client", "_cell")
    assert not [name for name in modules if name.startswith(strangers)]
    assert not [row for row in data["functions"] if "_lsprof" in str(row["module"])]


def test_the_headline_is_the_function_that_asked_for_the_time(kernel: Kernel) -> None:
    source = """
import time
def waits():
    time.sleep(0.1)
def busy_a_little():
    sum(range(100_000))
busy_a_little()
waits()
"""
    data = kernel.calls(source)
    headline = data["headline"]
    assert data["functions"][headline["function"]]["name"] == "waits"
    callee = data["functions"][headline["callee"]]
    assert (callee["module"], callee["name"]) == ("time", "sleep")
    assert headline["callee_ns"] <= headline["ns"] <= data["total_ns"]


def test_row_6_waiting_is_told_for_awaiting_cells_only(kernel: Kernel) -> None:
    assert kernel.calls("sum(range(10))")["waiting_ns"] is None
    data = kernel.calls("import asyncio\nawait asyncio.sleep(0.1)")
    assert data["waiting_ns"] > 10 * data["total_ns"]


def test_printing_does_not_tear_the_stack(kernel: Kernel) -> None:
    """A kernel's own threads wake up when a cell prints; their calls are not the cell's."""
    source = """
def busy():
    total = 0
    for i in range(2_000_000):
        total += i
        if i % 20_000 == 0:
            print(i, flush=True)
busy()
"""
    data = kernel.calls(source)
    busy = rows(data, "own")["busy"]
    assert (busy["calls"], busy["primitive_calls"]) == (1, 1)
    writing = rows(data)["print"]["total_ns"]
    assert busy["own_ns"] > 0.8 * (data["total_ns"] - writing)
    assert rows(data)["print"]["calls"] == 100


def test_row_15_threads_are_not_measured_and_do_no_harm(kernel: Kernel) -> None:
    source = """
import threading
def elsewhere():
    for i in range(1000):
        counted()
def counted():
    pass
thread = threading.Thread(target=elsewhere)
thread.start()
thread.join()
for i in range(10):
    counted()
"""
    data = kernel.calls(source)
    assert rows(data, "own")["counted"]["calls"] == 10
    assert "elsewhere" not in rows(data, "own")


def test_row_37_many_functions_are_cut_to_the_hottest(kernel: Kernel) -> None:
    source = """
for n in range(1200):
    exec(f'def f{n}(): pass')
    eval(f'f{n}()')
def hot():
    for i in range(500_000): pass
hot()
"""
    profile, _ = kernel.profile(source)
    data = profile["data"]
    assert len(data["functions"]) <= 500
    assert "hot" in rows(data)
    assert data["functions_total"] >= 1200
    assert len(json.dumps(profile)) < 256 * 1024


def test_row_19_the_cells_own_profiler_works(version: str, fresh: Callable[[str], Kernel]) -> None:
    kernel = fresh(version)
    source = """
import cProfile
theirs = cProfile.Profile()
def work():
    return 1
theirs.enable()
work()
theirs.disable()
seen = [entry.code.co_name for entry in theirs.getstats() if hasattr(entry.code, 'co_name')]
"""
    profile, ran = kernel.profile(source)
    assert ran.status == "ok", ran.error
    assert "work" in kernel.value("get_ipython().user_ns['seen']")
    taken = [note for note in profile["notes"] if note["code"] == "taken-over"]
    assert bool(taken) == (version in ("3.10", "3.11"))


def test_the_profilers_part_is_estimated_from_calls(kernel: Kernel) -> None:
    """A share below 1 for calls of nothing, a small one where hardly anything is called."""
    many, _ = kernel.profile("def f(): pass\nfor i in range(100_000): f()")
    few, _ = kernel.profile("x = sorted(range(1_000_000), reverse=True)")
    assert 0 <= few["distortion"]["share"] < many["distortion"]["share"] <= 1
    assert re.match(r"100,\d\d\d calls, each of which takes about ", many["distortion"]["basis"])


def test_the_notebooks_own_functions_have_room_among_many_others(kernel: Kernel) -> None:
    others = "\\n".join(f"def f{i}(): return sum(range(300))" for i in range(600))
    data = kernel.calls(
        "def hot():\n    return sum(range(100_000))\ndef mine():\n    pass\nscope = {}\n"
        f"exec(compile('{others}', '/elsewhere.py', 'exec'), scope)\n"
        "for i in range(600): scope[f'f{i}']()\nhot()\nmine()"
    )
    assert len(data["functions"]) == 500
    assert data["functions_total"] > 600
    assert rows(data, "own")["mine"]["calls"] == 1


#: Names of the kernel's other threads, and whether each is at a place where the gate can be open.
_RESTING = """(lambda sys, here: (lambda found, at: {
    thread.name: id(at[thread.ident].f_code) in {key for key, place in found.items() if place.rests}
    for thread in __import__('threading').enumerate() if thread.ident not in (here, None)
})(
    next(m for name, m in sys.modules.items() if name.endswith('.calls.sleepers')).places(),
    sys._current_frames(),
))(__import__('sys'), __import__('threading').get_ident())""".replace("\n", "")


def test_the_kernels_own_threads_rest_after_a_large_output(kernel: Kernel) -> None:
    """pyzmq starts one for what is too large to copy; awake, it made `calls` twice as slow."""
    if minor(kernel.version) < 12:
        pytest.skip("a profile function belongs to one thread")
    kernel.calls("1")
    kernel.run(
        "from IPython.display import display\ndisplay({'text/plain': 'x' * 300_000}, raw=True)"
    )

    def resting() -> bool:
        found = kernel.value(_RESTING)
        return all(found.values()) and len(found) > 5

    kernel.when(resting)
    large = "zmq.utils.garbage"
    assert kernel.value(f"__import__('sys').modules[{large!r}].gc.thread.is_alive()") is True


#: Starts and ends in every way that a function has.
SAME = """
import json, threading, time
from concurrent.futures import ThreadPoolExecutor
def leaf(n):
    return n + 1
def turns(n):
    for i in range(n):
        yield leaf(i)
def fails(n):
    raise KeyError(n)
def work():
    for i in range(20):
        list(turns(5))
        json.dumps({'a': [1, {'b': i}]}, indent=1)
        try:
            fails(i)
        except KeyError:
            pass
running = True
def spin(pause):
    while running:
        work()
        time.sleep(pause)
def wait(event):
    while running:
        work()
        event.wait(0.002)
"""

#: What `work` calls; a generator is entered once more to find its end.
OF_WORK = {"work": 1, "leaf": 100, "turns": 120, "fails": 20}


@pytest.mark.parametrize(
    ("before", "source"),
    [
        ("spinner = threading.Thread(target=spin, args=(0,))", "work()"),
        ("spinner = threading.Thread(target=spin, args=(0.002,))", "time.sleep(0.05)\nwork()"),
        (
            "spinner = threading.Thread(target=wait, args=(threading.Event(),))",
            "time.sleep(0.05)\nwork()\ntime.sleep(0.01)",
        ),
    ],
    ids=["busy", "now and then", "waits in between"],
)
def test_counts_are_exact_beside_a_thread_that_runs_the_same(
    kernel: Kernel, before: str, source: str
) -> None:
    assert kernel.run(f"{SAME}\n{before}\nspinner.start()").status == "ok"
    own = rows(kernel.calls(source), "own")
    assert kernel.run("running = False\nspinner.join()").status == "ok"
    assert {name: own[name]["calls"] for name in OF_WORK} == OF_WORK
    assert {name: own[name]["primitive_calls"] for name in OF_WORK} == OF_WORK
    assert "spin" not in own and "wait" not in own


@pytest.mark.parametrize("pool", ["ThreadPoolExecutor(3)", "pool"], ids=["new", "idle before"])
def test_counts_are_exact_where_the_cell_hands_the_same_to_threads(
    kernel: Kernel, pool: str
) -> None:
    started = f"{SAME}\npool = ThreadPoolExecutor(3)\nlist(pool.map(leaf, range(9)))"
    assert kernel.run(started).status == "ok"
    data = kernel.calls(
        f"work()\nused = {pool}\nasked = [used.submit(work) for _ in range(6)]\nwork()\n"
        "for one in asked: one.result()\nused.shutdown()\nprint('done', flush=True)\nwork()"
    )
    own = rows(data, "own")
    thrice = {name: 3 * count for name, count in OF_WORK.items()}
    assert {name: own[name]["calls"] for name in OF_WORK} == thrice
    assert {name: own[name]["primitive_calls"] for name in OF_WORK} == thrice


def test_counts_are_exact_where_a_thread_is_started_by_hand(kernel: Kernel) -> None:
    assert kernel.run(SAME).status == "ok"
    source = """
import _thread
done = _thread.allocate_lock()
done.acquire()
def elsewhere():
    work()
    done.release()
work()
def hand_over():
    _thread.start_new_thread(elsewhere, ())
hand_over()
work()
done.acquire()
"""
    own = rows(kernel.calls(source), "own")
    twice = {name: 2 * count for name, count in OF_WORK.items()}
    assert {name: own[name]["calls"] for name in OF_WORK} == twice
    assert "elsewhere" not in own


def test_the_limit_of_a_recursion_tears_no_stack(kernel: Kernel) -> None:
    """A function starts for the first time where there is no room for one frame more."""
    source = """
def ends(n):
    return n
def deeper(n):
    try:
        return deeper(n + 1)
    except RecursionError:
        return ends(n)
def top():
    return deeper(0)
reached = top()
"""
    own = rows(kernel.calls(source), "own")
    assert (own["top"]["calls"], own["<module>"]["calls"]) == (1, 1)
    assert own["deeper"]["primitive_calls"] == 1
    assert own["deeper"]["calls"] - kernel.value("get_ipython().user_ns['reached']") in (1, 2, 3)


def test_code_is_left_as_it_was(kernel: Kernel) -> None:
    """Neither listened to any longer, nor kept."""
    source = """
import gc, weakref
def kept():
    return sum(n for n in range(9))
kept()
names = {}
exec('def lost(): pass', names)
names['lost']()
lost = weakref.ref(names.pop('lost').__code__)
names.clear()
"""
    kernel.calls(source)
    look = """
gc.collect()
tools = getattr(__import__('sys'), 'monitoring', None)
found = [lost()]
for i in range(6) if tools else ():
    tools.use_tool_id(i, 'looks')
    found += [tools.get_local_events(i, kept.__code__) or None]
    tools.free_tool_id(i)
"""
    ran = kernel.run(look)
    assert ran.status == "ok", ran.error
    assert kernel.value("list(set(get_ipython().user_ns['found']))") == [None]

"""What arm, collect and disarm promise, and what happens when something of ours fails."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cells import ONCE
from conftest import Kernels
from kernels import MIME, ROOT, SOURCE, Kernel, digest, helper, statement, versions
from oracle import differ, hooks, story

WORK = "def work():\n    return 1\nwork()"


@pytest.fixture(autouse=True)
def untouched(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test leaves the shared kernel with nothing on it."""
    shared = {"kernel", "edge_kernel"}.intersection(request.fixturenames)
    kernels = [request.getfixturevalue(name) for name in shared]
    for kernel in kernels:
        kernel.ask({"op": "disarm", "token": "none"})
    before = [hooks(kernel) for kernel in kernels]
    yield
    for kernel, state in zip(kernels, before, strict=True):
        kernel.collect()
        assert not differ(state, hooks(kernel), "HOOK")


def count_of(profile: dict[str, Any]) -> int:
    assert profile["kind"] == "profile", profile
    return int(profile["cell"]["count"])


def test_statements_are_the_front_ends() -> None:
    package = "_cellheat_" + helper()["hash"][:8]
    assert package in statement("ask")
    assert package in statement("askAwaiting")
    for name in ("ask", "askAwaiting", "place"):
        compile(statement(name).removeprefix("await "), name, "eval")


def test_helper_is_packed_as_the_build_packs_it() -> None:
    import json

    path = ROOT / "src" / "kernel" / "helper.json"
    if not path.exists():
        pytest.skip("not built")
    packed = json.loads(path.read_text())
    assert digest(packed["files"]) == packed["hash"]
    assert packed["files"].keys() == helper()["files"].keys()


def test_the_request_binds_no_name(kernel: Kernel) -> None:
    before = kernel.probe()
    kernel.arm(WORK)
    kernel.ask({"op": "disarm", "token": "1"})
    kernel.collect()
    after = kernel.probe()
    assert after["names"] == before["names"]
    assert after["history"] == before["history"]


def test_connecting_brings_cellheat_and_binds_no_name(kernel: Kernel) -> None:
    before = kernel.probe()
    assert kernel.ask({"op": "connect"})["kind"] == "ok"
    after = kernel.probe()
    assert after["names"] == before["names"]
    assert after["history"] == before["history"]
    assert kernel.run("import cellheat; cellheat.compare; del cellheat").status == "ok"


def test_row_27_only_the_cell_that_was_armed_is_measured(kernel: Kernel) -> None:
    kernel.arm(WORK, cell="mine")
    other = kernel.run("other = 2", cell="other")
    mine = kernel.run(WORK, cell="mine")
    profile = kernel.collect()
    assert count_of(profile) == mine.reply["content"]["execution_count"]
    assert other.status == "ok"
    assert profile["cell"]["id"] == "mine"


def test_row_26_only_one_execution_is_measured(kernel: Kernel) -> None:
    kernel.arm(WORK)
    first = kernel.run(WORK)
    kernel.run(WORK)
    assert count_of(kernel.collect()) == first.reply["content"]["execution_count"]


def test_silent_code_is_not_the_cell(kernel: Kernel) -> None:
    kernel.arm(WORK)
    kernel.run("quiet = 1", silent=True)
    ran = kernel.run(WORK)
    assert count_of(kernel.collect()) == ran.reply["content"]["execution_count"]


def test_a_second_arm_replaces_the_first(kernel: Kernel) -> None:
    first = {"id": "first", "source": WORK}
    request = {"op": "arm", "token": "old", "instrument": "calls", "cell": first}
    assert kernel.ask(request)["kind"] == "ok"
    kernel.arm("second = 2", cell="second")
    kernel.run(WORK, cell="first")
    second = kernel.run("second = 2", cell="second")
    lost = kernel.ask({"op": "collect", "token": "old"})
    assert (lost["kind"], lost["reason"]) == ("failure", "not-started")
    assert count_of(kernel.collect()) == second.reply["content"]["execution_count"]


def test_row_59_two_pages_that_click_at_once_each_get_their_own(kernel: Kernel) -> None:
    """The second waits for the cell of the first; no run ends up with the other page."""
    asked = [
        {"op": "arm", "token": token, "instrument": "calls", "cell": {"id": "c", "source": WORK}}
        for token in ("one", "two")
    ]
    session = kernel.client.session
    mine, other = session.session, "another page"
    assert kernel.ask(asked[0])["kind"] == "ok"
    session.session = other
    assert kernel.ask(asked[1])["reason"] == "in-use"
    session.session = mine
    first = kernel.run(WORK, cell="c")
    session.session = other
    assert kernel.ask(asked[1])["kind"] == "ok"
    second = kernel.run(WORK, cell="c")
    session.session = mine
    taken = [kernel.ask({"op": "collect", "token": token}) for token in ("one", "two")]
    counts = [ran.reply["content"]["execution_count"] for ran in (first, second)]
    assert [count_of(profile) for profile in taken] == counts


def test_collecting_twice_gives_nothing_the_second_time(kernel: Kernel) -> None:
    kernel.arm(WORK)
    kernel.run(WORK)
    assert kernel.collect()["kind"] == "profile"
    again = kernel.collect()
    assert (again["kind"], again["reason"]) == ("failure", "not-started")


def test_collecting_before_the_cell_ran_says_so(kernel: Kernel) -> None:
    kernel.arm(WORK)
    answer = kernel.collect()
    assert (answer["kind"], answer["reason"]) == ("failure", "not-started")
    assert answer["text"]


def test_disarmed_cell_is_not_measured(kernel: Kernel) -> None:
    kernel.ask(
        {"op": "arm", "token": "x", "instrument": "calls", "cell": {"id": "c", "source": WORK}}
    )
    assert kernel.ask({"op": "disarm", "token": "x"})["kind"] == "ok"
    kernel.run(WORK, cell="c")
    assert kernel.ask({"op": "collect", "token": "x"})["reason"] == "not-started"


@pytest.mark.parametrize("request_", [{}, {"op": "nothing"}, {"op": "arm"}, {"op": "timeit"}])
def test_a_request_that_cannot_be_read_is_answered(kernel: Kernel, request_: Any) -> None:
    answer = kernel.ask(request_)
    assert answer["kind"] == "failure"
    assert answer["text"]


def test_an_unknown_instrument_is_answered(kernel: Kernel) -> None:
    answer = kernel.arm(WORK, instrument="guesses")
    assert answer["kind"] == "failure"


def test_row_61_an_earlier_cell_that_fails_aborts_the_arm(kernel: Kernel) -> None:
    """As it aborts every queued request; the front end then says that the cell was not run."""
    kernel.place()
    # The arm has to be in the queue when the cell before it fails, so that cell waits for a file.
    failing = kernel.send(
        "import os, time\nwhile not os.path.exists('go'): time.sleep(0.01)\n1/0", cell="earlier"
    )
    request = {"op": "arm", "token": "x", "instrument": "calls", "cell": {"id": "c", "source": "1"}}
    armed = kernel.send(
        statement("ask"), silent=True, metadata={"cellheat": request}, stop_on_error=False
    )
    (kernel.folder / "go").touch()
    kernel.wait(failing)
    ran = kernel.wait(armed)
    (kernel.folder / "go").unlink()
    assert ran.status == "aborted"
    assert not ran.documents
    assert kernel.ask({"op": "collect", "token": "x"})["reason"] == "not-started"


def test_row_61_a_profiled_cell_that_fails_aborts_the_next(kernel: Kernel) -> None:
    """As a plain one does."""
    kernel.place()
    kernel.arm("1/0", cell="failing")
    failing, following = kernel.send("1/0", cell="failing"), kernel.send("next = 1", cell="next")
    assert kernel.wait(failing).status == "error"
    assert kernel.wait(following).status == "aborted"
    assert kernel.collect()["outcome"] == {"status": "raised", "error": "ZeroDivisionError"}


def test_row_70_placing_twice_leaves_one_finder(kernel: Kernel) -> None:
    expression = "sum(hasattr(finder, 'package') for finder in __import__('sys').meta_path)"
    kernel.place()
    kernel.place()
    assert kernel.value(expression) == 1


def test_row_48_requests_leave_nothing_in_linecache(kernel: Kernel) -> None:
    size = "len(__import__('linecache').cache)"
    kernel.arm(WORK)
    kernel.collect()
    before = kernel.value(size)
    for _ in range(30):
        kernel.arm(WORK)
        kernel.collect()
    assert kernel.value(size) == before


def test_row_12_a_forked_child_sends_nothing_and_is_not_measured(kernel: Kernel) -> None:
    source = (
        "import os, sys\nchild = os.fork()\nif not child:\n"
        "    on = sys.getprofile() is not None\n"
        "    tools = getattr(sys, 'monitoring', None)\n"
        "    on = on or tools is not None and any(map(tools.get_tool, range(6)))\n"
        "    os._exit(7 if on else 0)\n"
        "os.waitpid(child, 0)[1]"
    )
    profile, ran = kernel.profile(source)
    assert ran.bundles[0]["text/plain"] == "0", "the instrument is on in the child"
    assert profile["kind"] == "profile"
    assert kernel.profile(WORK)[0]["kind"] == "profile"


# --- 68: mistakes of ours ---

#: Where a mistake is made, and whether before or after the work was done.
MISTAKES = [
    ("run", "Meter.start", "before"),
    ("run", "Meter.start", "after"),
    ("run", "Meter.stop", "after"),
    ("run", "_outcome", "before"),
    ("run", "profile_of", "before"),
    ("memory.resident", "ResidentMeter.start", "before"),
    ("memory.resident", "ResidentMeter.stop", "before"),
    ("instruments.calls", "Calls.start", "before"),
    ("instruments.calls", "Calls.start", "after"),
    ("instruments.calls", "Calls.stop", "after"),
    ("instruments.calls", "Calls.data", "before"),
    ("instruments.calls", "Calls.notes", "before"),
    ("calls.callgraph", "CallGraph.data", "before"),
    ("cells.cell", "Origins.place", "before"),
    ("clock", "utc_now", "before"),
]

#: Executed in the kernel; puts a mistake into one function of ours, or an interrupt.
BREAK = """
import os, signal, sys
module, path, moment, package = {!r}
owner = sys.modules[package + '.' + module]
*owners, name = path.split('.')
for part in owners:
    owner = getattr(owner, part)
good = getattr(owner, name)
def bad(*args, **kwargs):
    if moment == 'struck':
        os.kill(os.getpid(), signal.SIGINT)
        return good(*args, **kwargs)
    if moment == 'after':
        good(*args, **kwargs)
    raise RuntimeError('a mistake of ours')
setattr(owner, name, bad)
sys.modules['_mend'] = lambda: setattr(owner, name, good)
"""


def breaking(kernel: Kernel, mistake: tuple[str, str, str]) -> Callable[[], None]:
    """Returns what mends it again."""
    package = "_cellheat_" + helper()["hash"][:8]
    code = BREAK.format((*mistake, package))
    ran = kernel.run(f"exec({code!r}, {{}})", silent=True)
    assert ran.status == "ok", ran.error
    return lambda: kernel.value("str(__import__('sys').modules.pop('_mend')())")


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: "-".join(mistake[1:]))
def test_row_68_a_mistake_of_ours_does_not_reach_the_cell(
    edge_kernel: Kernel, mistake: tuple[str, str, str]
) -> None:
    kernel = edge_kernel
    source = ONCE + "def f():\n    print('said')\n    return 3\nf()"
    # The helper has to be there before it can be broken, and no execution counts in between.
    kernel.profile(source)
    plain = kernel.run(source)
    before = hooks(kernel)
    mend = breaking(kernel, mistake)
    try:
        kernel.arm(source)
        ran = kernel.run(source)
        left = hooks(kernel)
        answer = kernel.collect()
    finally:
        mend()
    assert without_counts(story(ran)) == without_counts(story(plain))
    assert answer["kind"] == "failure", "the mistake was not made"
    assert answer["reason"] == "profiler-failed"
    assert "a mistake of ours" in answer["detail"]
    assert not differ(before, left, "HOOK")
    assert kernel.profile(WORK)[0]["kind"] == "profile"


@pytest.mark.parametrize(
    "place",
    [
        ("memory.resident", "ResidentMeter.start"),
        ("instruments.calls", "Calls.start"),
        ("instruments.calls", "Calls.stop"),
        ("memory.resident", "ResidentMeter.stop"),
        ("run", "_outcome"),
    ],
    ids=lambda place: place[1],
)
def test_row_4_an_interrupt_in_our_hook_is_held_back(
    edge: str, fresh: Callable[[str], Kernel], place: tuple[str, str]
) -> None:
    """One at the start reaches the cell, one at the end costs nothing of the profile."""
    kernel = fresh(edge)
    at_start = place[1].endswith("start")
    source = "def f():\n    pass\nf()\n" + ("while True: f()" if at_start else "f()")
    kernel.profile(WORK)
    before = hooks(kernel)
    mend = breaking(kernel, (*place, "struck"))
    kernel.arm(source)
    kernel.settle(kernel.send(source, cell="cell"))
    mend()
    answer = kernel.collect()
    assert answer["kind"] == "profile", answer
    assert answer["outcome"]["status"] == ("interrupted" if at_start else "ok")
    if not at_start:
        # At the start it is delivered so soon that the loop may not have begun.
        calls = {row["name"]: row["calls"] for row in answer["data"]["functions"]}
        assert calls["f"] > 1
    assert not differ(before, hooks(kernel), "HOOK")


def without_counts(told: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [
        (kind, {key: value for key, value in content.items() if key != "execution_count"})
        for kind, content in told
    ]


# --- 4: an interrupt at any moment ---


#: Runs long enough to be struck, also while it is armed and while it is put away.
STRUCK = "def f(n):\n    return n\nfor i in range(20000):\n    f(i)"


@pytest.mark.alone
def test_row_4_interrupt_at_any_moment(edge: str, fresh: Callable[[str], Kernel]) -> None:
    """Also in our hooks, which hold it back: nothing stays on, and the next cell runs."""
    chance = random.Random(4)
    kernel, before, length = target(fresh(edge))
    answers, hung = [], 0
    for _ in range(40):
        try:
            answers.append(strike(kernel, chance.uniform(0, length)))
            assert not differ(before, hooks(kernel), "HOOK")
            assert kernel.run("1 + 1").bundles[0]["text/plain"] == "2"
        except TimeoutError:
            # ipykernel itself loses a request or hangs, now and then, without us too.
            hung += 1
            kernel, before, length = target(fresh(edge))
    assert hung <= 2
    ends = {answer["outcome"]["status"] for answer in answers if answer["kind"] == "profile"}
    assert "interrupted" in ends
    failures = [answer for answer in answers if answer["kind"] == "failure"]
    assert not [failure for failure in failures if failure["reason"] != "not-started"]


def target(kernel: Kernel) -> tuple[Kernel, dict[str, Any], float]:
    """A kernel to strike, its hooks, and the seconds of a run and a fifth, to strike after too."""
    kernel.patience = 10
    kernel.profile(STRUCK)
    start = time.monotonic()
    kernel.profile(STRUCK)
    return kernel, hooks(kernel), 1.2 * (time.monotonic() - start)


def strike(kernel: Kernel, moment: float) -> dict[str, Any]:
    """Run a profiled cell and interrupt it at a moment; returns what is collected."""
    kernel.arm(STRUCK)
    request = kernel.send(STRUCK, cell="cell")
    # No state to wait for: the moment is the point.
    time.sleep(moment)
    kernel.interrupt()
    kernel.settle(request)
    # An interrupt that was held back is delivered after the cell: not into our request.
    kernel.settle(kernel.send("pass", silent=True))
    return kernel.collect()


# --- two helpers in one kernel ---


@pytest.fixture(scope="module")
def both(kernels: Kernels) -> Iterator[Kernel]:
    """A kernel where cellheat is installed and a front end has brought its own too."""
    kernel = kernels.fresh(str(ROOT / ".venv" / "bin" / "python"))
    assert kernel.run("%load_ext cellheat").status == "ok"
    kernel.place()
    yield kernel
    kernels.close(kernel)


def test_installed_and_brought_helper_are_two(both: Kernel) -> None:
    names = both.probe()["ours"]
    assert "cellheat.kernel" in names
    assert "_cellheat_" + helper()["hash"][:8] in names
    assert both.value("__import__('cellheat').__file__").startswith(str(SOURCE.parent))


def test_row_70_two_helpers_do_not_measure_at_once(both: Kernel) -> None:
    """The one that came first keeps the place; the cell runs all the same."""
    before = hooks(both)
    source = "%%cellheat calls\nprint('once')"
    both.arm(source)
    ran = both.run(source)
    assert ran.stream() == "once\n"
    assert both.collect()["kind"] == "profile"
    assert not [bundle for bundle in ran.bundles if MIME in bundle]
    assert not differ(before, hooks(both), "HOOK")


def test_a_helper_waits_while_the_other_measures(both: Kernel) -> None:
    """The installed one runs a statement in which the front end's request arrives by hand."""
    package = "_cellheat_" + helper()["hash"][:8]
    both.run(
        f"def ask():\n    from sys import modules\n    kernel = modules['{package}']\n"
        "    cell = modules[kernel.__name__ + '.cells.cell'].Cell('1', 'c')\n"
        "    run = modules[kernel.__name__ + '.run'].Run(get_ipython(), cell, None)\n"
        "    return modules[kernel.__name__ + '.slot'].Slot.take(run)"
    )
    ran = both.run("taken = %cellheat memory ask()\nprint(taken)")
    assert ran.stream() == "False\n", ran.error


def test_every_version_is_tried() -> None:
    assert versions()

"""Memory over time, sampled by a process beside the kernel, against blocks of known size."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Kernels
from kernels import Kernel, lend, pythons

from cellheat.kernel.memory.sampler import LIMIT, Samples
from cellheat.kernel.report import sparkline
from cellheat.kernel.result import Timeline

MIB = 2**20

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

BLOCK = """import time
block = bytearray({mib} * 2**20)
time.sleep({seconds})
del block
time.sleep(0.05)
"""


@pytest.fixture(scope="module")
def packaged(edge: str, kernels: Kernels) -> Iterator[Kernel]:
    """A kernel with memory_profiler."""
    kernel = kernels.fresh(pythons()[edge])
    kernel.prepare(lambda kernel: lend(kernel, "memory_profiler", "psutil"))
    yield kernel
    kernels.close(kernel)


def memory(kernel: Kernel, source: str, **options: Any) -> dict[str, Any]:
    """The profile of a cell that succeeds; nothing of the sampler is left behind."""
    armed = kernel.arm(source, "memory", **options)
    assert armed["kind"] == "ok", armed
    ran = kernel.run(source)
    assert ran.status == "ok", ran.error
    assert not samplers(kernel), "the sampler outlives the run"
    profile = kernel.collect()
    assert profile["kind"] == "profile", profile
    return profile


def codes(profile: dict[str, Any]) -> list[str]:
    return [note["code"] for note in profile["notes"]]


def samplers(kernel: Kernel) -> list[int]:
    """Processes that sample this kernel."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if words[1:4] == [b"-I", b"-S", b"-c"] and words[6:7] == [str(kernel.pid).encode()]:
            found.append(int(folder.name))
    return found


def pipes(pid: int) -> list[str]:
    links = (os.readlink(path) for path in Path(f"/proc/{pid}/fd").iterdir())
    return sorted(link for link in links if link.startswith("pipe:"))


def children(pid: int) -> str:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text()


@pytest.mark.alone
def test_a_block_shows_for_as_long_as_it_lives(kernel: Kernel) -> None:
    profile = memory(kernel, BLOCK.format(mib=200, seconds=0.2))
    data, timeline = profile["data"], profile["data"]["timeline"]
    assert timeline["tool"] == "cellheat sampler"
    assert data["missing"]["name"] == "memory_profiler"
    assert timeline["interval_s"] == 0.01
    assert len(timeline["at_ns"]) == len(timeline["bytes"]) == timeline["samples"]
    assert timeline["at_ns"] == sorted(timeline["at_ns"])
    rises = [size - data["start_bytes"] for size in timeline["bytes"]]
    assert max(rises) == pytest.approx(200 * MIB, rel=0.05)
    high = [
        at
        for at, rise in zip(timeline["at_ns"], rises, strict=True)
        if rise > 190 * MIB and 0 <= at <= profile["wall_ns"]
    ]
    # It slept for 200 ms with the block, so a clock that is not the run's would show.
    assert high[-1] - high[0] > 100e6
    assert rises[0] < 20 * MIB
    assert rises[-1] < 20 * MIB


def test_a_block_of_one_call_shows_too(kernel: Kernel) -> None:
    """The interpreter lock is held all the while, so no thread of the kernel gets a turn."""
    profile = memory(kernel, "len((b'x' * (400 * 2**20)).translate(None, b'y'))")
    start = profile["data"]["start_bytes"]
    rises = {(size - start) // (50 * MIB) for size in profile["data"]["timeline"]["bytes"]}
    assert max(rises) >= 7
    assert len(rises) > 3, "it did not rise step by step"


#: What is longer is worth the start of a package.
LONG = "import time\ntime.sleep(2.5)\n" + BLOCK


@pytest.mark.alone
def test_the_package_goes_on_with_a_long_run(packaged: Kernel) -> None:
    profile = memory(packaged, LONG.format(mib=50, seconds=0.2))
    data, timeline = profile["data"], profile["data"]["timeline"]
    assert timeline["tool"] == "cellheat sampler, then memory_profiler 0.61.0"
    assert timeline["at_ns"] == sorted(timeline["at_ns"])
    block = [size for size in timeline["bytes"] if size - data["start_bytes"] > 45 * MIB]
    assert len(block) > 3
    assert packaged.value("'memory_profiler' in __import__('sys').modules") is False


def test_a_short_run_does_not_wait_for_the_package(packaged: Kernel) -> None:
    data = memory(packaged, "x = 1")["data"]
    assert data["timeline"]["tool"] == "cellheat sampler"
    assert data["missing"] is None


def test_a_peak_between_two_samples_is_told(kernel: Kernel) -> None:
    source = "block = bytearray(100 * 2**20)\ndel block"
    profile = memory(kernel, source, interval_s=1.0)
    data = profile["data"]
    assert data["timeline"]["interval_s"] == 1.0
    assert data["peak_bytes"] - data["start_bytes"] == pytest.approx(100 * MIB, rel=0.05)
    assert max(data["timeline"]["bytes"]) < data["peak_bytes"] - 25 * MIB
    assert "short-peak" in codes(profile)


@pytest.mark.parametrize(("asked", "used"), [(0.0001, 0.001), (0.02, 0.02), (7.0, 1.0)])
def test_the_interval_has_bounds(kernel: Kernel, asked: float, used: float) -> None:
    timeline = memory(kernel, "x = 1", interval_s=asked)["data"]["timeline"]
    assert timeline["interval_s"] == used


def test_it_leaves_no_file_open_and_no_child(kernel: Kernel) -> None:
    before = pipes(kernel.pid)
    for _ in range(3):
        assert memory(kernel, "x = 1")["data"]["children_bytes"] == 0
    assert pipes(kernel.pid) == before
    assert children(kernel.pid) == ""


def test_it_is_no_child_of_the_kernel(kernel: Kernel) -> None:
    """So waiting for all children, as some programs do, ends."""
    source = (
        "import os\nfor _ in range(2):\n    if not os.fork():\n        os._exit(0)\n"
        "found = 0\ntry:\n    while True:\n        os.wait()\n        found += 1\n"
        "except ChildProcessError:\n    pass\nprint(found)"
    )
    assert kernel.arm(source, "memory")["kind"] == "ok"
    assert len(samplers(kernel)) == 1
    found = kernel.run(source).stream()
    profile = kernel.collect()
    assert found == "2\n"
    assert "child-process" not in codes(profile)
    assert profile["data"]["timeline"]["samples"] > 0


def test_a_fork_that_lives_on_does_not_keep_it(kernel: Kernel) -> None:
    """The fork has copies of the pipes that the sampler listens to."""
    source = (
        "import os, time\npid = os.fork()\nif not pid:\n    block = b'x' * (90 * 2**20)\n"
        "    time.sleep(60)\n    os._exit(0)\ntime.sleep(0.3)"
    )
    profile = memory(kernel, source)
    # It has what the kernel has, and its block.
    assert profile["data"]["children_bytes"] > 90 * MIB
    assert profile["data"]["peak_bytes"] - profile["data"]["start_bytes"] < 50 * MIB
    assert kernel.run("os.kill(pid, 9); os.waitpid(pid, 0)[1]").status == "ok"


def test_where_orphans_stay_it_is_a_child_and_says_so(
    edge: str, fresh: Callable[[str], Kernel]
) -> None:
    kernel = fresh(edge)
    kernel.place()
    orphans = (
        "__import__('importlib').import_module(next(name for name in __import__('sys').modules "
        "if name.startswith('_cellheat_')).partition('.')[0] + '.processes.orphans')"
    )
    assert kernel.run(f"{orphans}.Orphans.collected = False").status == "ok"
    profile = memory(kernel, BLOCK.format(mib=50, seconds=0.1))
    assert "child-process" in codes(profile)
    assert profile["data"]["children_bytes"] == 0
    assert profile["data"]["timeline"]["samples"] > 5
    assert children(kernel.pid) == ""


@pytest.mark.parametrize("group", [False, True], ids=["process", "group"])
def test_an_interrupt_keeps_what_was_sampled(kernel: Kernel, group: bool) -> None:
    source = "block = bytearray(100 * 2**20)\nprint('ready')\nwhile True: pass"
    assert kernel.arm(source, "memory")["kind"] == "ok"
    request = kernel.send(source, cell="cell")

    ran = kernel.wait(request, seen=kernel.strike("ready", group=group))
    assert ran.error.startswith("KeyboardInterrupt")
    profile = kernel.collect()
    assert profile["outcome"]["status"] == "interrupted"
    rise = max(profile["data"]["timeline"]["bytes"]) - profile["data"]["start_bytes"]
    assert rise == pytest.approx(100 * MIB, rel=0.05)
    assert not samplers(kernel)
    assert kernel.run("del block").status == "ok"


def test_an_armed_cell_that_never_runs_leaves_nothing(kernel: Kernel) -> None:
    assert kernel.arm("x = 1", "memory")["kind"] == "ok"
    assert len(samplers(kernel)) == 1
    assert kernel.collect()["reason"] == "not-started"
    assert not samplers(kernel)


def test_row_10_it_ends_with_the_kernel(edge: str, fresh: Callable[[str], Kernel]) -> None:
    kernel = fresh(edge)
    source = "open('running', 'w').close()\nwhile True: pass"
    assert kernel.arm(source, "memory")["kind"] == "ok"
    kernel.send(source, cell="cell")
    kernel.when((kernel.folder / "running").exists)
    assert len(samplers(kernel)) == 1
    os.kill(kernel.pid, signal.SIGKILL)
    kernel.when(lambda: not samplers(kernel))


def test_a_module_beside_the_notebook_is_not_taken_for_the_package(kernel: Kernel) -> None:
    (kernel.folder / "memory_profiler.py").write_text("open('/tmp/never', 'w')\n1 / 0\n")
    (kernel.folder / "json.py").write_text("1 / 0\n")
    try:
        data = memory(kernel, "x = 1")["data"]
    finally:
        (kernel.folder / "memory_profiler.py").unlink()
        (kernel.folder / "json.py").unlink()
    assert data["timeline"]["tool"] == "cellheat sampler"
    assert data["missing"]["name"] == "memory_profiler"


def test_a_package_that_breaks_is_told(edge: str, fresh: Callable[[str], Kernel]) -> None:
    kernel = fresh(edge)
    folder = kernel.folder.parent / "broken"
    folder.mkdir()
    (folder / "memory_profiler.py").write_text("1 / 0\n")
    kernel.run(f"import sys; sys.path.append({str(folder)!r})")
    profile = memory(kernel, LONG.format(mib=1, seconds=0.01))
    assert profile["data"]["timeline"]["tool"] == "cellheat sampler"
    assert profile["data"]["missing"] is None
    (note,) = [note for note in profile["notes"] if note["code"] == "other-sampler"]
    assert "ZeroDivisionError" in note["text"]


@pytest.mark.parametrize(
    ("program", "why"),
    [(None, "did not start"), ("exit 3", "ended at once"), ("exec sleep 60", "not answer in 5 s")],
)
def test_without_a_sampler_the_cell_runs_all_the_same(
    program: str | None, why: str, edge: str, fresh: Callable[[str], Kernel]
) -> None:
    kernel = fresh(edge)
    python = kernel.folder.parent / "python"
    if program is not None:
        python.write_text(f"#!/bin/sh\n{program}\n")
        python.chmod(0o755)
    kernel.run(f"import sys; sys.executable = {str(python)!r}")
    profile = memory(kernel, "block = bytearray(100 * 2**20)\ndel block")
    assert profile["data"]["timeline"] is None
    assert profile["peak_bytes"] == pytest.approx(100 * MIB, rel=0.08)
    (note,) = [note for note in profile["notes"] if note["code"] == "no-timeline"]
    assert why in note["text"]
    assert children(kernel.pid) == ""


def test_row_69_samples_are_thinned_and_the_highest_stays() -> None:
    samples = Samples()
    sizes = [1000 + n % 7 for n in range(20 * LIMIT)]
    sizes[4321] = 10**6
    for size in sizes:
        samples.add(size)
    kept = samples.document()
    assert kept["samples"] == len(sizes)
    assert LIMIT / 2 <= len(kept["bytes"]) <= LIMIT
    assert max(kept["bytes"]) == 10**6
    assert (kept["bytes"][0], kept["bytes"][-1]) == (sizes[0], sizes[-1])
    assert list(kept["at_ns"]) == sorted(kept["at_ns"])


def test_what_was_sampled_before_the_run_is_forgotten() -> None:
    samples = Samples()
    for size in (10**6, 10, 20):
        samples.add(size)
    samples.clear()
    samples.add(30)
    kept = samples.document()
    assert (list(kept["bytes"]), kept["samples"]) == ([20, 30], 2)


def test_a_line_of_signs_shows_when_it_was_high() -> None:
    timeline = Timeline("t", 0.01, 5, [-10, 25, 50, 75, 100], [100, 100, 200, 100, 150])
    levels = sparkline.levels(timeline, 100, 10)
    assert levels == [0, 0, 0, 0, 0, 1, 1, 0, 0, 0.5]
    assert set(sparkline.text(timeline, 100)) == {"▁", "█", "▅"}
    assert sparkline.html(timeline, 100).count("<span") == 80
    few = Timeline("t", 0.01, 2, [0, 1], [1, 2])
    assert sparkline.text(few, 100) == sparkline.html(few, 100) == ""

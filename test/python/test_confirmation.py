"""A confirmation measures in processes of its own, ends them, and says what it cannot do."""

from __future__ import annotations

import asyncio
import json
import math
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Kernels
from kernels import MIME, ROOT, Kernel, lend, pythons

from cellheat import Comparison, compare, compare_async
from cellheat.kernel.comparison.afresh import confirmation
from cellheat.kernel.comparison.afresh.confirmation import Unconfirmable
from cellheat.kernel.comparison.judging.between import judge_processes

pytestmark = pytest.mark.alone


def make(n: int, seed: int) -> list[float]:
    return [random.random() for _ in range(n)]


def work(items: list[float]) -> float:
    total = 0.0
    for item in items:
        total += item
    return total


def tenfold(items: list[float]) -> float:
    for _ in range(9):
        work(items)
    return work(items)


def pair(**variants: Callable[..., Any]) -> Comparison:
    return compare(variants, make=make, n=[10, 300], budget=0.1, metrics="time")


def noting(file: Path) -> Callable[[list[float]], float]:
    """Notes each process that it runs in, once, with how it hashes text."""
    folder = str(file)

    def noted(items: list[float]) -> float:
        name = os.path.join(folder, str(os.getpid()))
        if not os.path.exists(name):
            with open(name, "w") as out:
                out.write(str(hash("text")))
        return work(items)

    return noted


def others(folder: Path) -> list[int]:
    """The processes that noted themselves, but for this one."""
    return [int(one.name) for one in folder.iterdir() if int(one.name) != os.getpid()]


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    # It may wait for whoever collects orphans.
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rsplit(")")[-1].split()[0] == "Z"


def wait(state: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not state():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)


def test_every_process_is_fresh_and_gone_afterwards(tmp_path: Path) -> None:
    comparison = pair(tenfold=tenfold, noted=noting(tmp_path))
    told: list[tuple[int, int]] = []
    assert comparison._asked is not None
    found, stopped = confirmation.confirm(
        comparison._asked,
        comparison._found,
        3,
        lambda done, pairs: told.append((done, len(pairs))),
    )
    confirmed = found.confirmation
    assert confirmed is not None and not stopped
    assert (confirmed.asked, confirmed.processes, confirmed.n) == (3, 3, 300)
    assert told == [(0, 0), (1, 1), (2, 1), (3, 1)]
    (ratios,), (pair_,) = confirmed.ratios, confirmed.pairs
    assert len(ratios) == 3 and all(ratio > 1 for ratio in ratios)
    assert pair_.ratio == pytest.approx(math.prod(ratios) ** (1 / 3))
    assert len(confirmed.resident_bytes) == 2
    # Three for the times, and one of the memory that calls this variant.
    children = others(tmp_path)
    assert len(children) == 4
    assert len({(tmp_path / str(child)).read_text() for child in children}) > 1
    assert all(map(gone, children))


def test_the_method_keeps_what_was_found_and_documents_it() -> None:
    comparison = pair(tenfold=tenfold, work=work)
    assert comparison.confirmation is None
    assert comparison.confirm(2) is comparison
    assert comparison.confirmation is not None
    document = json.loads(comparison.to_json())
    assert document["confirmation"]["processes"] == 2


def test_memory_that_python_does_not_see() -> None:
    size = 50 * 2**20

    def maps(items: list[float]) -> float:
        import mmap

        with mmap.mmap(-1, size) as area:
            area.write(b"x" * 100)
            for at in range(0, size, 4096):
                area[at] = 1
        return work(items)

    confirmed = pair(work=work, maps=maps).confirm(2).confirmation
    assert confirmed is not None
    plain, large = confirmed.resident_bytes
    if sys.platform == "linux":
        assert plain is not None and large is not None
        assert plain < size / 10
        assert size * 0.95 < large < size * 1.2


def test_an_interrupt_keeps_what_is_known(tmp_path: Path) -> None:
    comparison = pair(tenfold=tenfold, noted=noting(tmp_path))

    def strike(done: int, pairs: object) -> None:
        if done == 1:
            # It has to hit the second process while that one runs.
            seen = len(others(tmp_path))
            threading.Thread(target=hit, args=(seen,)).start()

    def hit(seen: int) -> None:
        wait(lambda: len(others(tmp_path)) > seen)
        os.kill(os.getpid(), signal.SIGINT)

    assert comparison._asked is not None
    found, stopped = confirmation.confirm(comparison._asked, comparison._found, 5, strike)
    assert stopped
    assert found.confirmation is not None
    assert (found.confirmation.asked, found.confirmation.processes) == (5, 1)
    (pair_,) = found.confirmation.pairs
    assert pair_.verdict == "unclear" and pair_.ratio is not None and pair_.low is None
    assert all(map(gone, others(tmp_path)))


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="processes have no sessions here")
def test_a_process_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    program = f"""
import os, sys, time
sys.path[:0] = [{str(ROOT)!r}]
import cellheat
start = os.getpid()
def a(items): return sum(items)
def b(items):
    if os.getpid() != start:
        open({str(tmp_path)!r} + '/' + str(os.getpid()), 'w').close()
        time.sleep(600)
    return sum(items)
cellheat.compare(a=a, b=b, make=lambda n, seed: [1] * n, n=300, budget=0.1).confirm()
"""
    parent = subprocess.Popen([sys.executable, "-c", program])
    try:
        wait(lambda: bool(others(tmp_path)) or parent.poll() is not None)
        assert parent.poll() is None
    finally:
        parent.kill()
        parent.wait()
    (child,) = others(tmp_path)
    wait(lambda: gone(child))


def test_what_the_processes_print_is_taken_in(capfd: pytest.CaptureFixture[str]) -> None:
    def prints(items: list[float]) -> float:
        os.write(1, b"loud")
        os.write(2, b"louder")
        return work(items)

    comparison = pair(work=work, prints=prints)
    capfd.readouterr()
    comparison.confirm(2)
    assert comparison.confirmation is not None and comparison.confirmation.processes == 2
    out, err = capfd.readouterr()
    assert "loud" not in out + err


def test_coroutines_run_in_a_loop_of_their_own() -> None:
    async def slow(items: list[float]) -> float:
        await asyncio.sleep(0)
        return tenfold(items)

    async def fast(items: list[float]) -> float:
        return work(items)

    async def compared() -> Comparison:
        return await compare_async(slow=slow, fast=fast, make=make, n=300, budget=0.1)

    confirmed = asyncio.run(compared()).confirm(2).confirmation
    assert confirmed is not None and confirmed.processes == 2
    assert all(ratio > 1 for ratio in confirmed.ratios[0])


def refusal(comparison: Comparison, processes: int = 2) -> str:
    with pytest.raises(Unconfirmable) as told:
        comparison.confirm(processes)
    return str(told.value)


def test_what_cannot_be_sent_is_said() -> None:
    lock = threading.Lock()

    def locked(items: list[float]) -> float:
        with lock:
            return work(items)

    words = refusal(pair(work=work, locked=locked))
    assert "lock" in words and "inside make" in words


def test_results_that_differ_in_other_processes_are_said() -> None:
    here = os.getpid()

    def differs(items: list[float]) -> float:
        return work(items) + (os.getpid() != here)

    assert "0.0 from work, 1.0 from differs" in refusal(pair(work=work, differs=differs))


def test_a_process_that_dies_is_said() -> None:
    here = os.getpid()

    def dies(items: list[float]) -> float:
        if os.getpid() != here:
            os._exit(3)
        return work(items)

    assert "it ended by itself (exit status 3)" in refusal(pair(work=work, dies=dies))


def test_nothing_to_confirm() -> None:
    different = compare(a=lambda items: 1, b=lambda items: 2, make=make, n=10, budget=0.1)
    assert "nothing to confirm" in refusal(different)
    with pytest.raises(ValueError, match="from 2 to 20"):
        pair(work=work, same=work).confirm(1)


@pytest.mark.parametrize(
    ("ratios", "verdict"),
    [
        ([2.0, 2.1, 1.9], "faster"),
        ([0.5, 0.51, 0.49], "slower"),
        ([1.0, 1.001, 0.999, 1.0, 1.0], "same"),
        ([1.2, 0.8, 1.1], "unclear"),
        ([2.0], "unclear"),
        ([], "unclear"),
    ],
)
def test_the_verdict_of_processes(ratios: list[float], verdict: str) -> None:
    assert judge_processes(ratios).verdict == verdict


def test_the_interval_is_that_of_student() -> None:
    """Of 1,000 samples of five from a known distribution, 95 % enclose its middle."""
    drawn = random.Random(1)
    inside = 0
    for _ in range(1000):
        judged = judge_processes([math.exp(drawn.gauss(0.5, 0.1)) for _ in range(5)])
        assert judged.low is not None and judged.high is not None
        inside += judged.low < math.exp(0.5) < judged.high
    assert 925 <= inside <= 975


COMPARED = """
import cellheat
def slow(items):
    total = 0
    for item in items:
        total += item
    return total
def fast(items):
    return sum(items)
def make(n, seed):
    return list(range(n))
compared = cellheat.compare(slow=slow, fast=fast, source='sum(x)', make=make, n=300, budget=0.1)
"""


def test_a_kernel_without_cellheat(kernels: Kernels, version: str) -> None:
    """Our files go along; without cloudpickle the line that installs it is told."""
    kernel: Kernel = kernels.fresh(pythons()[version])
    try:
        kernel.place()
        assert kernel.run(COMPARED).status == "ok"
        ran = kernel.run("compared.confirm(2)")
        assert "pip install cloudpickle" in ran.error
        lend(kernel, "cloudpickle")
        ran = kernel.run("compared.confirm(2)")
        assert ran.status == "ok", ran.error
        (bundle,) = ran.bundles
        assert bundle[MIME]["confirmation"]["processes"] == 2
        assert len(bundle[MIME]["confirmation"]["ratios"]) == 2
    finally:
        kernels.close(kernel)

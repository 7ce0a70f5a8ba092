"""What is it doing now? Asked from a subshell while the main shell runs a cell."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from conftest import Kernels
from kernels import DEADLINE, Kernel, lend_program, pythons, statement

Answer = dict[str, Any]

BUSY = """def dig(n):
    while True:
        n += 1

print('ready')
dig(0)
"""
AWAITS = """import asyncio
async def fetch():
    await asyncio.sleep(60)
print('ready')
await fetch()
"""
#: What IPython tells others at the end of each execution.
HEARS = """heard = []
def hear():
    heard.append(__import__('threading').current_thread() is __import__('threading').main_thread())
get_ipython().events.register('post_execute', hear)
"""


class Subshell:
    """A second shell of a kernel, as JupyterLab makes one."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._id = kernel.control("create_subshell_request", {})["subshell_id"]

    def close(self) -> None:
        reply = self._kernel.control("delete_subshell_request", {"subshell_id": self._id})
        assert reply["status"] == "ok", reply

    def now(self, source: str, seconds: float = 0) -> Answer:
        return self.answer(self.look(source, seconds))

    def look(self, source: str, seconds: float) -> str:
        """Ask, and do not wait."""
        request = {"op": "now", "cell": {"id": "cell", "source": source}, "seconds": seconds}
        return self.send({"cellheat": request})

    def ask(self, metadata: dict[str, Any], code: str | None = None) -> Answer:
        return self.answer(self.send(metadata, code))

    def send(self, metadata: dict[str, Any], code: str | None = None) -> str:
        session = self._kernel.client.session
        content = {
            "code": code or statement("ask"),
            "silent": True,
            "store_history": False,
            "allow_stdin": True,
            "stop_on_error": False,
        }
        message = session.msg("execute_request", content, metadata=metadata)
        message["header"]["subshell_id"] = self._id
        self._kernel.client.shell_channel.send(message)
        return str(message["header"]["msg_id"])

    def answer(self, request: str) -> Answer:
        ran = self._kernel.wait(request)
        assert ran.documents, (ran.reply["content"], ran.kinds)
        return ran.documents[0]


@pytest.fixture(scope="module")
def kernel(edge: str, kernels: Kernels) -> Iterator[Kernel]:
    """One kernel for all tests, on the oldest and on the newest Python."""
    kernel = kernels.fresh(pythons()[edge])
    yield kernel
    kernels.close(kernel)


@pytest.fixture
def subshell(kernel: Kernel) -> Iterator[Subshell]:
    kernel.place()
    shell = Subshell(kernel)
    yield shell
    shell.close()


@contextmanager
def running(kernel: Kernel, source: str) -> Iterator[None]:
    """A cell that says that it is ready and goes on until it is interrupted."""
    request = kernel.send(source, cell="cell")
    messages: list[str] = []
    while "stream" not in messages:
        messages.append(kernel._next(request, time.monotonic() + DEADLINE)["msg_type"])
    # The text comes before `print` is over.
    time.sleep(0.05)
    try:
        yield
    finally:
        kernel.interrupt()
        ran = kernel.wait(request)
    assert "KeyboardInterrupt" in ran.error or "CancelledError" in ran.error


def main_of(answer: Answer) -> list[tuple[str, Any]]:
    """Names and places of the main thread's stack."""
    assert answer["kind"] == "stack", answer
    (thread,) = [thread for thread in answer["threads"] if thread["main"]]
    return [(frame["name"], frame["place"]) for frame in thread["frames"]]


def test_a_running_cell_tells_its_line_and_then_its_totals(
    kernel: Kernel, subshell: Subshell
) -> None:
    with running(kernel, BUSY):
        once = subshell.now(BUSY)
        longer = subshell.now(BUSY, 0.3)
    top, function = main_of(once)
    assert top == ("<module>", [0, 6])
    assert function in [("dig", [0, 2]), ("dig", [0, 3])]
    assert once["files"][0]["text"] == BUSY
    assert [thread["name"] for thread in once["threads"]] == ["MainThread"]
    assert (once["samples"], once["elapsed_ns"], once["tables"]) == (1, 0, [])
    assert longer["samples"] > 1
    assert longer["elapsed_ns"] >= 0.3e9
    (totals,) = longer["tables"]
    assert {row[0] for row in totals["rows"]} == {"<module>", "dig"}
    assert all(row[2] > 0 for row in totals["rows"])


def test_a_cell_that_awaits_tells_where(kernel: Kernel, subshell: Subshell) -> None:
    with running(kernel, AWAITS):
        names = main_of(subshell.now(AWAITS))
    assert names == [("<module>", [0, 5]), ("fetch", [0, 3]), ("sleep", None)]


def test_a_thread_of_the_user_is_shown(kernel: Kernel, subshell: Subshell) -> None:
    source = (
        "import threading, time\nthread = threading.Thread(target=time.sleep, args=[60], "
        "name='mine', daemon=True)\nthread.start()\n" + BUSY
    )
    with running(kernel, source):
        answer = subshell.now(source)
    assert [thread["name"] for thread in answer["threads"]] == ["MainThread", "mine"]


def test_nobody_hears_that_a_cell_has_ended(kernel: Kernel, subshell: Subshell) -> None:
    kernel.run(HEARS)
    with running(kernel, BUSY):
        subshell.now(BUSY)
        subshell.now(BUSY)
    assert kernel.value("heard") == [True, True]
    assert kernel.value("'trigger' in vars(get_ipython().events)") is False


def test_row_50_an_interrupt_while_it_looks_reaches_the_cell(
    kernel: Kernel, subshell: Subshell
) -> None:
    with running(kernel, BUSY):
        looking = subshell.look(BUSY, 0.3)
    assert subshell.answer(looking)["kind"] == "stack"


def test_a_cell_can_ask_for_input_afterwards(kernel: Kernel, subshell: Subshell) -> None:
    source = "import time\nprint('ready')\nwhile not asked: time.sleep(0.01)\ninput('who? ')"
    kernel.run("asked = False")
    request = kernel.send(source, cell="cell", stdin=True)

    def ask(message: dict[str, Any]) -> None:
        if message["msg_type"] == "stream":
            subshell.now(source)
            subshell.ask({"cellheat": {"op": "connect"}}, "asked = True;" + statement("ask"))

    assert kernel.wait(request, seen=ask, answer="Ada").bundles[-1]["text/plain"] == "'Ada'"


def test_pyspy_looks_where_it_can(kernel: Kernel, subshell: Subshell) -> None:
    lend_program(kernel, "py-spy")
    with running(kernel, BUSY):
        answer = subshell.now(BUSY, 0.2)
    assert answer["exact"] is not bool(answer["notes"])
    if answer["exact"]:
        assert answer["tool"].startswith("py-spy 0.")
    assert main_of(answer)[0] == ("<module>", [0, 6])
    assert {row[0] for row in answer["tables"][0]["rows"]} == {"<module>", "dig"}

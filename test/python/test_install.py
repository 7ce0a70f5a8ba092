"""What a kernel says about a package that it lacks, and how it installs it."""

from __future__ import annotations

import shlex
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kernels import Kernel, pythons, script, statement, versions
from oracle import differ

PACKAGE = "memory_profiler"


def missing(kernel: Kernel) -> dict[str, Any]:
    profile, _ = kernel.profile("x = 1", "memory")
    return dict(profile["data"]["missing"])


def install(kernel: Kernel, name: str = PACKAGE) -> dict[str, Any]:
    return kernel.ask({"op": "install", "name": name})


@pytest.fixture(scope="module")
def lean(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., Kernel]]:
    """Kernels in environments of their own, below a folder with a space in its name."""
    folder = tmp_path_factory.mktemp("lean")
    mine: list[Kernel] = []

    def start(name: str, *words: str) -> Kernel:
        place = folder / "with a space" / name
        python = script("lean.py", pythons()[versions()[-1]], place / "env", *words)
        mine.append(Kernel(python, place / "notebooks").ready())
        return mine[-1]

    yield start
    for kernel in mine:
        kernel.close()


@pytest.fixture(scope="module")
def spacious(lean: Callable[..., Kernel]) -> Kernel:
    """With a pip that installs from a folder: no test depends on the network."""
    kernel = lean("spacious", "pip")
    offer(kernel, Path(script("lean.py", "wheels")))
    return kernel


def offer(kernel: Kernel, folder: Path) -> None:
    """What pip finds; where it looks is inherited from the kernel."""
    code = f"import os; os.environ.update(PIP_NO_INDEX='1', PIP_FIND_LINKS={str(folder)!r})"
    assert kernel.run(code).status == "ok"


def test_the_line_is_for_this_kernel(kernel: Kernel) -> None:
    words = shlex.split(missing(kernel)["command"])
    assert words == [kernel.python, "-m", "pip", "install", PACKAGE]


def test_without_pip_there_is_no_line(lean: Callable[..., Kernel]) -> None:
    assert missing(lean("without")) == {"name": PACKAGE, "command": None}


def test_a_path_with_a_space_is_quoted(spacious: Kernel) -> None:
    command = missing(spacious)["command"]
    assert shlex.split(command) == [spacious.python, "-m", "pip", "install", PACKAGE]
    assert " a space" in spacious.python


def test_it_fails_in_the_words_of_pip(spacious: Kernel, tmp_path: Path) -> None:
    wheels = spacious.value("__import__('os').environ['PIP_FIND_LINKS']")
    offer(spacious, tmp_path)
    answer = install(spacious)
    offer(spacious, Path(wheels))
    assert (answer["kind"], answer["status"]) == ("installation", "failed")
    assert "No matching distribution found for memory_profiler" in answer["output"]


def test_it_can_be_interrupted(spacious: Kernel) -> None:
    """An index that takes the connection and says nothing."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        before = spacious.value("dict(__import__('os').environ)")
        spacious.run(
            "import os; os.environ.pop('PIP_NO_INDEX'); os.environ.pop('PIP_FIND_LINKS')\n"
            f"os.environ['PIP_INDEX_URL'] = 'http://127.0.0.1:{port}/simple'"
        )
        metadata = {"cellheat": {"op": "install", "name": PACKAGE}}
        request = spacious.send(statement("ask"), silent=True, metadata=metadata)
        silent.settimeout(60)
        connection, _ = silent.accept()
        spacious.interrupt()
        (answer,) = spacious.wait(request).documents
        connection.close()
    spacious.run(f"os.environ.pop('PIP_INDEX_URL'); os.environ.update({before!r})")
    assert (answer["kind"], answer["status"]) == ("installation", "stopped")
    # It was the installation's, and nobody else gets it.
    assert spacious.run("1 + 1").status == "ok"


@pytest.mark.parametrize("name", ["requests", "memory_profiler evil", "--help", ""])
def test_nothing_else_is_installed(kernel: Kernel, name: str) -> None:
    answer = install(kernel, name)
    assert (answer["kind"], answer["reason"]) == ("failure", "unsupported")


def test_it_installs_and_the_session_stays_as_it_was(spacious: Kernel) -> None:
    (spacious.folder / "pip.py").write_text("1 / 0\n")
    assert missing(spacious)["name"] == PACKAGE
    before = spacious.probe()
    ran = spacious.request({"op": "install", "name": PACKAGE})
    (answer,) = ran.documents
    assert answer["status"] == "installed", answer
    assert "Successfully installed memory" in answer["output"]
    assert ran.kinds.count("display_data") == 1
    assert "stream" not in ran.kinds
    assert not differ(before, spacious.probe(), "state")

    # It goes on with the sampling once a run has taken more than a second.
    profile, _ = spacious.profile("import time\ntime.sleep(3)", "memory")
    assert profile["data"]["missing"] is None
    assert profile["data"]["timeline"]["tool"].endswith("memory_profiler 0.61.0")

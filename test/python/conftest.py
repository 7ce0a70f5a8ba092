"""Kernels for the tests: shared ones, and fresh ones that were started ahead."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from kernels import Hung, Kernel, edges, pythons, versions


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all", action="store_true", help="try every instrument on every cell, not two in turn"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "changes: changes the shared kernel, and means to")
    config.addinivalue_line("markers", "alone: compares times, so nothing else may run beside it")


#: Seconds that a test may take with `--all`: some start two dozen kernels, and again after a hang.
_ALL_TIMEOUT = 1800


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--all"):
        for item in items:
            item.add_marker(pytest.mark.timeout(_ALL_TIMEOUT))


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Run a test once more where its kernel hangs that was interrupted: see docs/limits.md.

    ipykernel does so after one of some hundred interrupts, without us too. The kernel is alive, and
    another process takes its place; a second time would be no chance.
    """
    try:
        return (yield)
    except Hung as error:
        kernel = error.kernel
        if not kernel.interrupts or not kernel.is_alive():
            raise
        warnings.warn(f"{pyfuncitem.nodeid}: hung after an interrupt, tried again", stacklevel=1)
        kernel.anew()
    names = pyfuncitem._fixtureinfo.argnames
    pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names})
    return True


class Kernels:
    """Starts kernels; a fresh one is always on its way, for a start takes a second."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._ahead: dict[str, Kernel] = {}
        self._open: list[Kernel] = []

    def fresh(self, python: str) -> Kernel:
        kernel = self._ahead.pop(python, None) or self._start(python)
        return kernel.ready()

    def ahead(self, python: str) -> None:
        """Start one that somebody will ask for soon."""
        if python not in self._ahead:
            self._ahead[python] = self._start(python)

    def close(self, kernel: Kernel) -> None:
        self._open.remove(kernel)
        kernel.close()

    def close_all(self) -> None:
        for kernel in list(self._open):
            self.close(kernel)

    def _start(self, python: str) -> Kernel:
        self._count += 1
        # The same name for all: it may stand in what a cell prints.
        kernel = Kernel(python, self._folder / str(self._count) / "notebooks")
        self._open.append(kernel)
        return kernel


@pytest.fixture(scope="session")
def kernels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernels]:
    started = Kernels(tmp_path_factory.mktemp("kernels"))
    yield started
    started.close_all()


@pytest.fixture(scope="module", params=versions())
def version(request: pytest.FixtureRequest) -> str:
    """Each Python on this machine."""
    return str(request.param)


@pytest.fixture(scope="module", params=edges())
def edge(request: pytest.FixtureRequest) -> str:
    """The oldest and the newest Python on this machine."""
    return str(request.param)


@pytest.fixture(scope="module")
def kernel(version: str, kernels: Kernels) -> Iterator[Kernel]:
    """One kernel a version for all tests of a module: for what leaves no traces."""
    kernel = kernels.fresh(pythons()[version])
    yield kernel
    kernels.close(kernel)


@pytest.fixture(scope="module")
def edge_kernel(edge: str, kernels: Kernels) -> Iterator[Kernel]:
    """The same on the oldest and the newest Python only: for what is dear to run."""
    kernel = kernels.fresh(pythons()[edge])
    yield kernel
    kernels.close(kernel)


@pytest.fixture
def fresh(kernels: Kernels) -> Iterator[Callable[[str], Kernel]]:
    """Kernels of a version for one test alone."""
    mine: list[Kernel] = []

    def start(version: str) -> Kernel:
        mine.append(kernels.fresh(pythons()[version]))
        return mine[-1]

    yield start
    for kernel in mine:
        kernels.close(kernel)

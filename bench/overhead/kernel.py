"""A kernel in which cells are run in all the ways, and what each run took."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from .cells import BRIEF, SETUP, Cell
from .places import Place
from .ways import Way, as_call, bare

# isort: split
from kernels import Kernel, Ran

HERE = Path(__file__).resolve().parent
#: What takes longer is interrupted, and counts as if it took so long.
LIMIT_S = 40.0

_EXTENSIONS = ("memory_profiler", "pyinstrument", "line_profiler", "memray")


@dataclass(frozen=True)
class Took:
    """Seconds of one run.

    `client`: from the first request to the last message, with arming, collecting and drawing up;
    `processor`: what the kernel's process used meanwhile. `own`: of the cell's own work, by a
    stopwatch in the cell; `None` where the work was not done. `said`: why it did not work.
    """

    client: float
    processor: float
    own: float | None
    own_processor: float | None
    said: str | None = None
    is_cut: bool = False
    tool: str | None = None

    @property
    def works(self) -> bool:
        return self.said is None


class Bench:
    """A kernel with the cells' functions and the peers' magics; `close` it."""

    def __init__(self, place: Place, prepared: bool = True) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="bench-")
        # Some magics write files where the kernel stands.
        folder = Path(self._folder.name) / "notebooks"
        folder.mkdir()
        for name in ("stopwatch", "steps"):
            shutil.copy(HERE / f"{name}.py", folder)
        self.kernel = Kernel(place.python, folder).ready()
        # What was cut off may have seen a lot, which takes a while to draw up.
        self.kernel.patience = 4 * LIMIT_S
        #: Extension → what it said when it was not to be loaded.
        self.unloaded: dict[str, str] = {}
        if prepared:
            self._prepare()

    def close(self) -> None:
        self.kernel.close()
        self._folder.cleanup()

    def _prepare(self) -> None:
        for name in _EXTENSIONS:
            said = _said(self.kernel.run(f"%load_ext {name}"))
            if said is not None:
                self.unloaded[name] = said
        self.define()

    def define(self) -> None:
        """The cells' functions, and a first run."""
        ran = self.kernel.run(SETUP)
        assert ran.status == "ok", ran.error
        assert self.take(bare(as_call), BRIEF).works

    def take(self, way: Way, cell: Cell) -> Took:
        """Run a cell in one way."""
        before = self.read()
        processor, start = self.processor_s(), time.perf_counter()
        said, tool, ran = self._clicked(way, cell) if way.instrument else self._typed(way, cell)
        client = time.perf_counter() - start
        processor = self.processor_s() - processor
        is_cut = client > LIMIT_S
        if is_cut:
            return Took(LIMIT_S, processor, LIMIT_S, None, None, is_cut, tool)
        after = self.read()
        if after["done"] == before["done"]:
            said = said or f"the cell did not run; it says: {_shown(ran)}"
            return Took(client, processor, None, None, said, is_cut, tool)
        own, own_processor = after["wall"] / 1e9, after["cpu"] / 1e9
        return Took(client, processor, own, own_processor, said, is_cut, tool)

    def _clicked(self, way: Way, cell: Cell) -> tuple[str | None, str | None, Ran | None]:
        source = way.typed(cell)
        armed = self.kernel.arm(source, str(way.instrument), tool=way.tool)
        if armed["kind"] != "ok":
            return str(armed.get("text", armed["kind"])), way.tool, None
        ran = self._run(source)
        found = self.kernel.collect()
        if found["kind"] != "profile":
            return str(found.get("text", found["kind"])), way.tool, ran
        return _said(ran), str(found["tool"]), ran

    def _typed(self, way: Way, cell: Cell) -> tuple[str | None, None, Ran | None]:
        ran = self._run(way.typed(cell))
        return _said(ran), None, ran

    def _run(self, source: str) -> Ran | None:
        """An ordinary run that is interrupted after a while; `None` where its reply was lost."""
        limit = threading.Timer(LIMIT_S, self.kernel.interrupt)
        request = self.kernel.send(source, cell="cell")
        limit.start()
        try:
            return self.kernel.wait(request, deadline=2 * LIMIT_S)
        except TimeoutError:
            self.kernel.settle(request)
            return None
        finally:
            limit.cancel()

    def read(self) -> dict[str, Any]:
        """The stopwatch; zeros before there is one."""
        code = "vars(__import__('stopwatch').stopwatch)"
        return dict(self.kernel.value(code))

    def processor_s(self) -> float:
        """What the kernel's process has used until now."""
        try:
            # Linux's number of another process's clock: to the nanosecond, where psutil has 10 ms.
            return time.clock_gettime((~self.kernel.pid << 3) | 2)
        except (AttributeError, OSError):
            times = psutil.Process(self.kernel.pid).cpu_times()
            return float(times.user + times.system)


def _said(ran: Ran | None) -> str | None:
    """The first error of a run, in a line; `None` where it went well.

    A magic that runs the cell itself may show the cell's error, and end well or in another one.
    """
    if ran is None:
        return None
    for message in ran.messages:
        if message["msg_type"] == "error":
            return "{ename}: {evalue}".format(**message["content"])
    return None if ran.status == "ok" else ran.error


def _shown(ran: Ran | None) -> str:
    """The last line of what it printed or displayed."""
    if ran is None:
        return "nothing"
    shown = [ran.stream("stderr"), *(bundle.get("text/plain", "") for bundle in ran.bundles)]
    lines = [line for text in shown for line in text.strip().splitlines()]
    return lines[-1] if lines else "nothing"

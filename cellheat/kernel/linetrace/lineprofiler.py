"""line_profiler, driven so that it measures an ordinary run of a cell.

line_profiler tells code objects apart by their instructions and line numbers alone: equal functions
of two cells would be one to it, and a statement at the top of a cell may be equal to any other. It
pads the instructions of what it is given with NOPs for that reason. Here all code of the notebook
is given to it: that of a cell on its way into the shell's `run_code`, and that of every function
that there is already. Afterwards each function gets its own code object back.
"""

from __future__ import annotations

import gc
import sys
from collections import defaultdict
from collections.abc import Iterator
from types import CellType, CodeType, FunctionType
from typing import Any

from ..clock import wall_ns
from ..linetrace import Line, Untraceable, Wanted
from .record import Records, is_part_of_its_line
from .stacks import total

#: Ids that no tool is meant to use by name (PEP 669); line_profiler's own is that of cProfile, too.
_IDS = (4, 3)
#: The oldest version of which it is known how it pads.
_MAJOR = 5


def obstacle() -> str | None:
    """What keeps an installed line_profiler from working here."""
    try:
        import line_profiler
    except Exception as error:
        return f"The package line_profiler cannot be imported: {error}"
    version = str(getattr(line_profiler, "__version__", "0"))
    if not version.partition(".")[0].isdigit() or int(version.partition(".")[0]) < _MAJOR:
        return f"Needed is line_profiler {_MAJOR} or later; this is {version}. Upgrade it with pip."
    return None


def version() -> str:
    import line_profiler

    return str(line_profiler.__version__)


def cost_ns() -> float | None:
    """How much longer a line takes with it on, tried in this kernel; `None` where it cannot be."""
    if sys.version_info < (3, 12) and sys.gettrace() is not None:
        return None
    try:
        tool = _free_id()
    except Untraceable:
        return None
    run, plain = _trial(), []
    for _ in range(_TRIES):
        start = wall_ns()
        run(_TRIED)
        plain.append(wall_ns() - start)
    profiler = _profiler(tool)
    profiler.add_function(run)
    watched = []
    profiler.enable()
    try:
        for _ in range(_TRIES):
            start = wall_ns()
            run(_TRIED)
            watched.append(wall_ns() - start)
    finally:
        profiler.disable()
    # A turn of its loop has two lines.
    difference: int = min(watched) - min(plain)
    return max(0.0, difference / (2 * _TRIED))


def _trial() -> Any:
    """A function of a loop of nothing, new each time: its code is changed."""
    names: dict[str, Any] = {}
    exec(compile(_SOURCE, "<cellheat calibration>", "exec"), names)
    return names["lines"]


#: Turns of a loop that take less than a millisecond; the fastest try is the least disturbed.
_TRIED, _TRIES = 300, 8
_SOURCE = """
def lines(count):
    for number in range(count):
        number
"""


class LineProfilerEngine:
    """See `linetrace.Tracer`; used once. Call `release` after `stop`."""

    unseen_threads = False

    def __init__(self, ip: Any, wanted: Wanted) -> None:
        self._ip = ip
        self._wanted = wanted
        self._profiler: Any = None
        self._tool: int | None = None
        self._padding = _Padding(self._listen)
        self._stats: Any = None
        self._run_code: Any = None
        self._released = False
        self.lost = False

    def start(self) -> None:
        """Raises Untraceable."""
        if sys.version_info < (3, 12) and sys.gettrace() is not None:
            raise Untraceable(
                "A debugger or another tracer is on in this kernel, and Python before 3.12 has "
                "room for one only, so lines were not measured. Switch it off (a debugger, or "
                "sys.settrace(None)) and profile again."
            )
        tool = _free_id()
        self._profiler = _profiler(tool)
        self._padding.profiler = self._profiler
        self._profiler.enable()
        if sys.version_info >= (3, 12):
            self._take_local_events(tool)
        for function in _functions():
            if self._wanted(function.__code__):
                function.__code__ = self._padding.padded(function.__code__, 1)
        self._hide_run_code()

    def stop(self) -> None:
        profiler, self._profiler = self._profiler, None
        if profiler is None:
            return
        if sys.version_info >= (3, 12):
            self._drop_local_events()
        elif sys.gettrace() is not profiler._manager:
            self.lost = True
        self._stats = profiler.get_stats()
        if not self.lost:
            profiler.disable()

    def release(self) -> None:
        """Put back what the functions and the shell had before; may be called twice."""
        if self._released or self._padding.profiler is None:
            return
        self._released = True
        if vars(self._ip).get("run_code") is self._run_code:
            del self._ip.run_code
        for function in _functions():
            original = self._padding.original(function.__code__)
            if original is not None:
                function.__code__ = original

    def lines(self) -> list[Line]:
        """What was measured; call it after `stop`."""
        return [] if self._stats is None else self._padding.lines(self._stats)

    @property
    def events(self) -> int:
        return total(line.hits for line in self.lines())

    def _hide_run_code(self) -> None:
        shown = self._ip.run_code

        def run_code(code: CodeType, *args: Any, **kwargs: Any) -> Any:
            if self._profiler is not None and self._wanted(code):
                code = self._padding.padded(code, 0)
            return shown(code, *args, **kwargs)

        self._run_code = run_code
        self._ip.run_code = run_code

    def _take_local_events(self, tool: int) -> None:
        """Ask for the lines of padded code only: library code stays as fast as it is."""
        monitoring = _monitoring()
        if monitoring.get_tool(tool) is None:
            self._profiler.disable()
            raise Untraceable(
                "By LINE_PROFILER_CORE=legacy line_profiler was told to use sys.settrace, so lines "
                "were not measured. Choose the tool 'tracer' instead."
            )
        self._tool = tool
        monitoring.set_events(tool, monitoring.events.RAISE | monitoring.events.RERAISE)

    def _listen(self, code: CodeType) -> None:
        if self._tool is None:
            return
        events = _monitoring().events
        # 3.13.0 tells no lines of a function of one line where starts are not asked for.
        wanted = events.LINE | events.PY_RETURN | events.PY_YIELD | events.PY_START
        _monitoring().set_local_events(self._tool, code, wanted)

    def _drop_local_events(self) -> None:
        tool, self._tool = self._tool, None
        if tool is not None:
            for code in self._padding.codes():
                _monitoring().set_local_events(tool, code, 0)


class _Padding:
    """Code objects, and their padded likes."""

    def __init__(self, listen: Any) -> None:
        self.profiler: Any = None
        self._listen = listen
        #: Id of a code object → it and the padded one; id of that → it and the first.
        self._padded: dict[int, tuple[CodeType, CodeType]] = {}
        self._originals: dict[int, tuple[CodeType, CodeType]] = {}
        #: Label that line_profiler uses → how deep within others the code stands.
        self._depths: dict[tuple[str, int, str], int] = {}
        self._files: dict[str, Records] = defaultdict(Records)

    def padded(self, code: CodeType, depth: int) -> CodeType:
        """The like of this code object that line_profiler knows, with all code within it."""
        if id(code) in self._padded:
            return self._padded[id(code)][1]
        if id(code) in self._originals:
            return code
        self._files[code.co_filename].add(code)
        inner = {
            id(one): self.padded(one, depth + 1) for one in code.co_consts if type(one) is CodeType
        }
        found = code
        if not is_part_of_its_line(code):
            constants = tuple(inner.get(id(one), one) for one in code.co_consts)
            holder = _function(code.replace(co_consts=constants))
            self.profiler.add_function(holder)
            found = holder.__code__
            self._listen(found)
            self._depths[_label(found)] = depth
        self._padded[id(code)] = (code, found)
        self._originals[id(found)] = (found, code)
        return found

    def original(self, code: CodeType) -> CodeType | None:
        """What a padded code object was made from; `None` for any other."""
        found = self._originals.get(id(code))
        return None if found is None else found[1]

    def codes(self) -> list[CodeType]:
        """All padded ones."""
        return [code for code, _ in self._originals.values()]

    def lines(self, stats: Any) -> list[Line]:
        hits: dict[tuple[str, int], int] = defaultdict(int)
        times: dict[tuple[str, int], dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for label, rows in stats.timings.items():
            for line, count, time in rows:
                key = (label[0], line)
                hits[key] += count
                times[key][self._depths.get(label, 0)] += time * stats.unit * 1e9
        return [
            Line(
                filename,
                line,
                self._files[filename].names.get(line),
                hits[filename, line],
                own_ns=None,
                # What stands within a line, as a lambda does, has its time from that line.
                total_ns=round(max(by_depth.values())),
                waiting_ns=None,
            )
            for (filename, line), by_depth in times.items()
        ]


def _profiler(tool: int) -> Any:
    """One with a place and a memory of its own, so that `%lprun` within the cell keeps its."""
    import line_profiler

    namespace = {"tool_id": tool, "_managers": {}, "_all_paddings": {}}
    own = type("LineProfiler", (line_profiler.LineProfiler,), namespace)
    return own(wrap_trace=False, set_frame_local_trace=False)


def _free_id() -> int:
    if sys.version_info >= (3, 12):
        monitoring = _monitoring()
        free = [i for i in _IDS if monitoring.get_tool(i) is None]
        if not free:
            holders = " and ".join(str(monitoring.get_tool(i)) for i in reversed(_IDS))
            raise Untraceable(
                f"Lines were not measured: {holders} hold the places for such tools in this "
                "kernel. Stop one of them and profile again."
            )
        return free[0]
    return _IDS[0]


def _functions() -> Iterator[FunctionType]:
    """Every function in this process. Found by exact type: nothing of the user's is called."""
    return (one for one in gc.get_objects() if type(one) is FunctionType)


def _function(code: CodeType) -> FunctionType:
    """Something to hold a code object, never called."""
    cells = tuple(CellType(None) for _ in code.co_freevars)
    return FunctionType(code, {}, code.co_name, None, cells or None)


def _label(code: CodeType) -> tuple[str, int, str]:
    name = getattr(code, "co_qualname", code.co_name)
    return (code.co_filename, code.co_firstlineno, name)


def _monitoring() -> Any:
    """`sys.monitoring`, which type checkers for older Pythons do not know."""
    return getattr(sys, "monitoring")  # noqa: B009

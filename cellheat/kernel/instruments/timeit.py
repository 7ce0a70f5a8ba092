"""`timeit`: how long the cell takes, repeated on copies of the namespace.

The cell's statements are compiled inside a loop at module level, so that the clock stands outside
the loop, and top-level `await` is allowed. Each repeat has a copy of the namespace for globals:
names that the cell binds do not reach the user. What it does to objects does, and is told.
"""

from __future__ import annotations

import ast
import itertools
import os
import platform
import statistics
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

from .. import clock
from ..cells.capture import Sink, no_input
from ..cells.cell import Cell, awaits, compile_tree, names_in, parse
from ..interrupts import Held
from ..memory.collector import collector_off
from ..memory.requests import Requests, version
from ..result import Distortion, Note, TimeitData
from ..units import duration
from .allocated import Allocated
from .base import About, Tool
from .noise import noise

#: Repeats aimed at within the budget, and the most that are made.
_REPEATS = 20

#: How many times as long a run takes with tracemalloc on, for cells that do nothing but allocate,
#: and with memray, which notes each allocation.
_SLOWER, _MUCH_SLOWER = 8, 20

#: Any first run has some microseconds of warming up; below this nobody wants to hear of it.
_NOTABLE_NS = 1e6

_ITERATOR = "__cellheat_iterator"
_COUNTER = "__cellheat_counter"


class Refused(Exception):
    """The cell must not be repeated; the message says why and what to try."""


@dataclass
class Schedule:
    """Which number of loops to run next, until the budget is spent.

    The count of loops grows 1, 2, 5, 10, ... as in the standard library's timeit until a repeat
    takes a twentieth of the budget; then repeats of that size fill the rest.
    """

    budget_ns: int
    loops: int = 1
    runs: int = 0
    first_ns: float = 0.0
    #: Nanoseconds of one loop, one value a repeat; and of processor time.
    values: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    _spent: int = 0
    _trial: float = 0.0
    _trial_cpu: float = 0.0
    _settled: bool = False

    @property
    def is_over(self) -> bool:
        """True when the next repeat would not fit."""
        if not self.values:
            return False
        if len(self.values) >= _REPEATS:
            return True
        next_ns = self.values[-1] * self.loops
        # Short repeats: two more cost little, and one alone has no spread.
        if len(self.values) < 3 and next_ns < 2 * self._target:
            return False
        return self._spent + next_ns > self.budget_ns

    def record(self, elapsed_ns: int, cpu_ns: int) -> None:
        """Take note that `loops` loops took so much wall time and so much processor time."""
        is_first = self.runs == 0
        self.runs += self.loops
        self._spent += elapsed_ns
        self._trial, self._trial_cpu = elapsed_ns / self.loops, cpu_ns / self.loops
        if is_first:
            self.first_ns = elapsed_ns
            # It fills caches and imports modules: it counts only where there is no time for more.
            self._settled = 3 * elapsed_ns > self.budget_ns
        elif self.runs == 2 and elapsed_ns < min(self._target, self.first_ns / 3):
            # The first run says nothing about the others.
            self.values, self.cpu, self._settled = [], [], False
        elif elapsed_ns >= self._target or self._spent - self.first_ns > self.budget_ns / 2:
            self._settled = True
        if self._settled:
            self._keep()
        elif elapsed_ns < self._target:
            self.loops = _more_loops(self.loops, elapsed_ns, self._target)

    @property
    def _target(self) -> float:
        """Nanoseconds that one repeat should take."""
        return self.budget_ns / _REPEATS

    def stop(self) -> bool:
        """End before the budget is spent; False when not one run is known."""
        if not self.values and self.runs:
            self._keep()
        return bool(self.values)

    @property
    def allows_another(self) -> bool:
        """True when one more run fits that an instrument makes as slow as tracemalloc does."""
        return self._fits(_SLOWER)

    @property
    def allows_counting(self) -> bool:
        """True when one more run fits that memray makes slower still."""
        return self._fits(_MUCH_SLOWER)

    def _fits(self, slower: int) -> bool:
        return self.runs > 1 and slower * statistics.median(self.values) <= self.budget_ns

    def _keep(self) -> None:
        self.values.append(self._trial)
        self.cpu.append(self._trial_cpu)

    def data(self, allocated: Allocated, allocations: int | None) -> TimeitData:
        low, high = _middle(self.values)
        return TimeitData(
            loops=self.loops,
            budget_s=self.budget_ns / 1e9,
            values_ns=self.values,
            best_ns=min(self.values),
            median_ns=statistics.median(self.values),
            low_ns=low,
            high_ns=high,
            one_run=self.runs == 1,
            runs=self.runs,
            cpu_ns=statistics.median(self.cpu),
            noise=noise(self.values),
            peak_bytes=allocated.peak_bytes,
            left_blocks=allocated.left_blocks,
            allocations=allocations,
        )


class Timeit:
    """Repeats one cell in the namespace of `ip`; `measure` or `measure_awaiting`, once."""

    name = "timeit"
    tool = "timeit"

    def __init__(self, ip: Any, cell: Cell, budget_s: float) -> None:
        self._ip = ip
        self._cell = cell
        self.schedule = Schedule(max(1, round(budget_s * 1e9)))
        self._sink = Sink()
        self._mutations: list[str] = []
        self._overhead_ns = 0.0
        self._allocated = Allocated()
        self._counter: str | None = None
        self._allocations: int | None = None

    @property
    def tools(self) -> dict[str, str]:
        tools = {"timeit": platform.python_version()}
        if self._counter is not None and self._allocations is not None:
            tools["memray"] = self._counter
        return tools

    def tree(self) -> ast.Module:
        """The cell's syntax tree; raises SyntaxError as a plain run would show it."""
        tree = parse(self._ip, self._cell.source, self._filename)
        # A `break` is wrong in a cell but would be right in our loop.
        compile_tree(self._ip, tree, self._filename)
        return tree

    def compile(self) -> CodeType:
        """The cell in a loop."""
        return compile_tree(self._ip, _looped(self.tree()), self._filename)

    def measure(self, code: CodeType) -> None:
        """Fill the schedule; raises what the cell raises, KeyboardInterrupt when stopped."""
        with self._as_if_not_run(code):
            while not self.schedule.is_over:
                names = self._names(self.schedule.loops)
                with collector_off():
                    cpu, start = clock.cpu_ns(), clock.wall_ns()
                    exec(code, names)
                    elapsed = clock.wall_ns() - start
                    cpu = clock.cpu_ns() - cpu
                self.schedule.record(elapsed, cpu)
            if self.schedule.allows_another:
                self.schedule.runs += 1
                names = self._names(1)
                with self._allocated:
                    exec(code, names)
            if self._can_count():
                names = self._names(1)
                with Requests() as requests:
                    exec(code, names)
                self._count(requests)

    async def measure_awaiting(self, code: CodeType) -> None:
        """The same for a cell that awaits, on the loop that runs us."""
        with self._as_if_not_run(code):
            while not self.schedule.is_over:
                names = self._names(self.schedule.loops)
                with collector_off():
                    cpu, start = clock.cpu_ns(), clock.wall_ns()
                    await eval(code, names)
                    elapsed = clock.wall_ns() - start
                    cpu = clock.cpu_ns() - cpu
                self.schedule.record(elapsed, cpu)
            if self.schedule.allows_another:
                self.schedule.runs += 1
                names = self._names(1)
                with self._allocated:
                    await eval(code, names)
            if self._can_count():
                names = self._names(1)
                with Requests() as requests:
                    await eval(code, names)
                self._count(requests)

    def data(self) -> TimeitData:
        return self.schedule.data(self._allocated, self._allocations)

    def distortion(self) -> Distortion:
        """What the loop takes of each time that is told."""
        share = min(1.0, self._overhead_ns / statistics.median(self.schedule.values))
        return Distortion(share, _BASIS.format(loop=duration(self._overhead_ns, 2)))

    def notes(self) -> list[Note]:
        notes = [_CONDITIONS]
        schedule = self.schedule
        median = statistics.median(schedule.values)
        if self._mutations:
            notes.append(_mutation_note(self._mutations, schedule.runs))
        if schedule.runs > 1 and schedule.first_ns > max(3 * median, _NOTABLE_NS):
            notes.append(_FIRST_SLOW)
        if self._overhead_ns > 0.05 * median:
            notes.append(
                Note("loop-overhead", f"About {self._overhead_ns:.0f} ns of each is the loop.")
            )
        if self._sink.count:
            notes.append(
                Note("output", "What the cell prints and displays was taken in and thrown away.")
            )
        return notes

    @property
    def _filename(self) -> str:
        """The name that an ordinary run of this cell would have, so that tracebacks look alike."""
        source = self._cell.source
        count = self._ip.execution_count
        return str(self._ip.compile.get_code_name(source, self._ip.transform_cell(source), count))

    def _names(self, loops: int) -> dict[str, Any]:
        names = dict(self._ip.user_global_ns)
        names[_ITERATOR] = itertools.repeat(None, loops)
        return names

    def _can_count(self) -> bool:
        """Whether one more run is made to count its allocations; it is counted as a run then."""
        if not self.schedule.allows_counting:
            return False
        with Held():
            self._counter = version()
        self.schedule.runs += self._counter is not None
        return self._counter is not None

    def _count(self, requests: Requests) -> None:
        """Take off what a loop of nothing asks for."""
        if requests.count is None:
            return
        names = {_ITERATOR: itertools.repeat(None, 1)}
        with Requests() as empty:
            exec(_EMPTY, names)
        if empty.count is not None:
            self._allocations = max(0, requests.count - empty.count)

    @contextmanager
    def _as_if_not_run(self, code: CodeType) -> Iterator[None]:
        before = _sizes(self._ip.user_ns, code)
        folder = os.getcwd()
        restore = ExitStack()
        try:
            with Held():
                restore.enter_context(self._sink.open(self._ip))
                restore.enter_context(no_input(Refused(_ASKS)))
            yield
        finally:
            # An interrupt in here would leave the user without standard output.
            with Held():
                restore.close()
                os.chdir(folder)
                self._mutations = _changes(before, _sizes(self._ip.user_ns, code))
                self._overhead_ns = _empty_loop_ns(max(_TURNS, self.schedule.loops))


_ASKS = (
    "The cell asks for input, so timeit cannot repeat it. Put the answer into a variable and time "
    "the rest, or choose another instrument."
)
_CONDITIONS = Note(
    "copies",
    "Each repeat ran on a copy of the notebook's names, as globals, with the garbage collector "
    "off. Names that the cell binds were thrown away.",
)
_BASIS = "{loop} of each run are the loop around it, as was tried with an empty one."
_FIRST_SLOW = Note(
    "first-run",
    "The first run took more than 3 times as long as the rest. It may be that something is kept "
    "between runs, such as a cache or an import, or that the machine was busy.",
)


def _mutation_note(names: list[str], runs: int) -> Note:
    listed = ", ".join(names)
    return Note(
        "mutates",
        f"The cell changes {listed}, and it ran {runs:,} times: later runs had other data than "
        "the first, and the change stays.",
        "caution",
    )


def _looped(tree: ast.Module) -> ast.Module:
    """`tree` inside `for _ in iterator:`; `__future__` imports have to stay at the top."""
    top = [s for s in tree.body if isinstance(s, ast.ImportFrom) and s.module == "__future__"]
    body = [statement for statement in tree.body if statement not in top]
    loop = ast.For(
        target=ast.Name(_COUNTER, ast.Store()),
        iter=ast.Name(_ITERATOR, ast.Load()),
        body=body or [ast.Pass()],
        orelse=[],
    )
    return ast.fix_missing_locations(ast.Module(body=[*top, loop], type_ignores=[]))


#: A loop of nothing, and how many turns of it are timed at least.
_EMPTY, _TURNS = compile(_looped(ast.Module([], [])), "<cellheat>", "exec"), 1000


def _more_loops(loops: int, elapsed_ns: float, target_ns: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, ... that should reach the target."""
    wanted = loops * target_ns / max(elapsed_ns, 1)
    # Short trials guess badly, so no more than a hundredfold at a time.
    wanted = min(max(wanted, loops * 2), loops * 100)
    scale = 1
    while True:
        for step in (1, 2, 5):
            if step * scale >= wanted:
                return step * scale
        scale *= 10


def _middle(values: list[float]) -> tuple[float, float]:
    """Quartiles, or the extremes of fewer than five values."""
    if len(values) < 5:
        return min(values), max(values)
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high


def _empty_loop_ns(loops: int) -> float:
    """Time of one turn of a loop with nothing in it."""
    times: list[int] = []
    for _ in range(3):
        names = {_ITERATOR: itertools.repeat(None, loops)}
        start = clock.wall_ns()
        exec(_EMPTY, names)
        times.append(clock.wall_ns() - start)
    return min(times) / loops


_SIZERS: dict[Any, Any] = {kind: kind.__len__ for kind in (list, dict, set, bytearray, deque)}


def _sizes(namespace: dict[str, Any], code: CodeType) -> dict[str, tuple[int, Any]]:
    """Identity and size of the globals named in the code, by name.

    Exact built-in types only, through their own methods: no code of the user's is called.
    """
    sizes: dict[str, tuple[int, Any]] = {}
    ndarray = getattr(sys.modules.get("numpy"), "ndarray", None)
    for name in names_in(code):
        value: Any = namespace.get(name)
        kind = type(value)
        if kind in _SIZERS:
            sizes[name] = (id(value), _SIZERS[kind](value))
        elif ndarray is not None and kind is ndarray:
            sizes[name] = (id(value), value.shape)
    return sizes


def _changes(before: dict[str, tuple[int, Any]], after: dict[str, tuple[int, Any]]) -> list[str]:
    """The names whose object or size changed, each with what happened to it."""
    changes = []
    for name, (identity, size) in before.items():
        now = after.get(name)
        if now is None or now[0] != identity:
            changes.append(f"{name} (another object now)")
        elif now[1] != size:
            changes.append(f"{name} (size {size} before, {now[1]} after)")
    return changes


def compiles_to_awaiting(ip: Any, source: str) -> bool:
    """True when the cell awaits at its top level; False for one with a syntax error too."""
    try:
        return awaits(compile_tree(ip, parse(ip, source, "<cellheat>"), "<cellheat>"))
    except (SyntaxError, ValueError, OverflowError):
        return False


ABOUT = About(
    "timeit",
    "how-long",
    (
        Tool(
            "timeit",
            measures=(
                "How long the cell takes, repeated many times as if it had not run; in runs of "
                "their own how high Python's allocations go, and how many blocks are left."
            ),
            blind="Where the time goes. What the cell does to objects, it does at every repeat.",
            needs="Nothing but Python. With memray all allocations of a run are counted, too.",
            make=None,
        ),
    ),
)

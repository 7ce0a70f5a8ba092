"""One execution of one cell under one instrument, run by IPython the ordinary way.

Nothing is wrapped and nothing is run twice: IPython's `pre_run_cell` puts the instrument on and its
`post_run_cell` takes it off.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from . import clock
from .cells.cell import LINE_FILE, Cell
from .cells.ending import TracebackWatch
from .environment import environment
from .instruments.base import Instrument, Measured, Settling, debugger, little_cpu
from .instruments.together import Together
from .interrupts import Held, guarded
from .memory.resident import ResidentMeter
from .overheads import overhead, told
from .result import Distortion, Failure, Note, Outcome, Profile, TableData
from .slot import Slot

if TYPE_CHECKING:
    from .calls.callgraph import CallGraph


class Meter:
    """Wall time, processor time and resident memory around an instrument."""

    def __init__(self, instrument: Instrument) -> None:
        self._instrument = instrument
        self._resident = ResidentMeter()
        self.started = ""
        self._wall = self._cpu = 0

    def start(self) -> None:
        self.started = clock.utc_now()
        self._resident.start()
        self._instrument.start()
        self._cpu = clock.cpu_ns()
        self._wall = clock.wall_ns()

    def stop(self) -> Measured:
        wall = clock.wall_ns() - self._wall
        cpu = clock.cpu_ns() - self._cpu
        self._instrument.stop()
        measured = Measured(wall, cpu, self._resident.stop())
        if isinstance(self._instrument, Settling):
            self._instrument.settle()
        return measured


def profile_of(
    ip: Any,
    cell: Cell,
    instrument: Instrument,
    meter: Meter,
    measured: Measured,
    outcome: Outcome,
) -> Profile | Failure:
    """The profile of a finished run; a failure with a log where we made a mistake."""

    def profile(one: Instrument, also: list[Profile]) -> Profile:
        data = one.data(ip, cell, measured)
        if outcome.status in ("not-run", "raised") and isinstance(data, TableData):
            # It would end there again.
            data = replace(data, suggestion=None)
        distortion = one.distortion(measured)
        notes = [] if outcome.status == "not-run" else _notes(one, measured, distortion)
        if one is instrument and getattr(ip, "exit_now", False):
            notes.insert(0, _CLOSES)
        return Profile(
            instrument=one.name,
            tool=one.tool,
            cell=cell.reference(measured.count),
            outcome=outcome,
            started=meter.started,
            wall_ns=measured.wall_ns,
            cpu_ns=measured.cpu_ns,
            peak_bytes=measured.resident.rise,
            environment=environment(one.tools),
            notes=notes,
            data=data,
            distortion=distortion,
            also=also,
        )

    try:
        others = instrument.others if isinstance(instrument, Together) else []
        return profile(instrument, [profile(other, []) for other in others])
    except Exception:
        detail = traceback.format_exc()
        reference = cell.reference(measured.count)
        return Failure(instrument.name, reference, "profiler-failed", _OURS, detail)


def _notes(instrument: Instrument, measured: Measured, distortion: Distortion | None) -> list[Note]:
    slowed = [*debugger(), *little_cpu(measured.wall_ns, measured.cpu_ns)]
    notes = [*instrument.notes(), *slowed]
    cost = overhead(instrument.name, instrument.tool)
    if (distortion is None or distortion.least) and cost is not None:
        text = f"Cells take {told(cost)} with this tool, as was measured with {cost.conditions}."
        notes.append(Note("cost", text))
    return notes


class Run:
    """Measures the next execution of a cell: `arm` it, let the cell run, take its `result`.

    `finished` is called when the run has come to its end.
    """

    def __init__(
        self,
        ip: Any,
        cell: Cell,
        instrument: Instrument,
        finished: Callable[[Run], None] = lambda run: None,
    ) -> None:
        self.cell = cell
        self._ip = ip
        self._instrument = instrument
        self._meter = Meter(instrument)
        self._finished = finished
        self._info: Any = None
        self._measured: Measured | None = None
        self._outcome = Outcome("ok")
        self._trouble: str | None = None
        self._prepared = False
        self._ended = False
        self._watch = TracebackWatch(ip, guarded(self._measure, self._note_trouble))
        self._pre = guarded(self._begin_if_ours, self._note_trouble)
        self._post = guarded(self._end_if_ours, self._note_trouble)

    def arm(self) -> None:
        """Wait for the cell; other cells pass unmeasured. Call `disarm` to give up."""
        self._prepare()
        self._ip.events.register("pre_run_cell", self._pre)

    @property
    def is_over(self) -> bool:
        """True once the cell has run, or is not waited for any more."""
        return self._ended

    def disarm(self) -> None:
        """Take off whatever is still on; may be called at any time and more than once."""
        self._ended = True
        try:
            self._instrument.stop()
            self._instrument.release()
        finally:
            self._watch.stop()
            _unregister(self._ip, "pre_run_cell", self._pre)
            _unregister(self._ip, "post_run_cell", self._post)
            Slot.free(self)

    def begin(self, info: Any) -> None:
        """Start measuring the execution that `info` (IPython's ExecutionInfo) announces."""
        self._prepare()
        _unregister(self._ip, "pre_run_cell", self._pre)
        self._info = info
        self._ip.events.register("post_run_cell", self._post)
        self._watch.start()
        self._meter.start()

    def result(self) -> Profile | Failure:
        """The profile, or why there is none; call it once, after the run."""
        reference = self.cell.reference()
        if self._trouble is not None:
            return Failure(
                self._instrument.name, reference, "profiler-failed", _OURS, self._trouble
            )
        if self._measured is None:
            return Failure(self._instrument.name, reference, "not-started", _NOT_STARTED)
        return profile_of(
            self._ip, self.cell, self._instrument, self._meter, self._measured, self._outcome
        )

    @property
    def graph(self) -> CallGraph | None:
        """Who called whom, once the profile of a run of `calls` was drawn up."""
        return _graph(self._instrument)

    def _prepare(self) -> None:
        if not self._prepared:
            self._prepared = True
            self._instrument.prepare()

    def _begin_if_ours(self, info: Any) -> None:
        if getattr(info, "cell_id", None) == self.cell.id:
            self.begin(info)

    def _end_if_ours(self, result: Any) -> None:
        # Cells that this one runs, as `%%capture` does, announce their own ends.
        if result is not None and not _same_execution(result.info, self._info):
            return
        self._measure()
        if self._measured is not None and self._info.store_history:
            count = getattr(result, "execution_count", None)
            self._measured = replace(self._measured, count=count)
        self._outcome = _outcome(result)
        self.disarm()
        self._finished(self)

    def _measure(self) -> None:
        """The cell's code has ended; what IPython does afterwards is not the cell's."""
        if self._measured is None:
            self._measured = self._meter.stop()

    def _note_trouble(self, error: BaseException) -> None:
        self._trouble = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        # What failed once may fail again, and this is called from a hook in the user's cell.
        with suppress(Exception):
            self.disarm()


class LineRun:
    """Executes one statement under an instrument, for the line magic."""

    def __init__(self, ip: Any, cell: Cell, instrument: Instrument) -> None:
        self.cell = cell
        self._ip = ip
        self._instrument = instrument
        self._meter = Meter(instrument)
        self._measured: Measured | None = None
        self._outcome = Outcome("not-run")

    def execute(self) -> Any:
        """The statement's value, or `None`; raises what it raises."""
        run = self._compiled()
        with Held():
            self._instrument.prepare()
        self._meter.start()
        try:
            value = run()
            self._outcome = Outcome("ok")
            return value
        except BaseException as error:
            stopped = isinstance(error, KeyboardInterrupt)
            self._outcome = Outcome("interrupted" if stopped else "raised", type(error).__name__)
            raise
        finally:
            with Held():
                self._measured = self._meter.stop()
                self._instrument.release()
                Slot.free(self)

    def result(self) -> Profile | Failure:
        """The profile; a failure when the statement could not be compiled."""
        if self._measured is None:
            Slot.free(self)
            reference = self.cell.reference()
            return Failure(self._instrument.name, reference, "not-started", _NOT_STARTED)
        return profile_of(
            self._ip, self.cell, self._instrument, self._meter, self._measured, self._outcome
        )

    @property
    def graph(self) -> CallGraph | None:
        """The same as of a `Run`."""
        return _graph(self._instrument)

    def _compiled(self) -> Callable[[], Any]:
        source, names = self._ip.transform_cell(self.cell.source), self._ip.user_global_ns
        try:
            code = compile(source.strip(), LINE_FILE, "eval", self._ip.compile.flags, True)
        except SyntaxError:
            code = compile(source, LINE_FILE, "exec", self._ip.compile.flags, True)
        return lambda: eval(code, names, self._ip.user_ns)


_OURS = (
    "Cellheat failed, not the cell: the cell ran as it would without it. The log below says where; "
    "please report it."
)
_CLOSES = Note(
    "closes-kernel",
    "The cell closed the kernel, as exit() does: the names of the notebook are gone. Restart the "
    "kernel if JupyterLab has not done so.",
    "caution",
)
_NOT_STARTED = "The cell did not run, so there is nothing to show. Run it again."


def _graph(instrument: Instrument) -> CallGraph | None:
    first = instrument.first if isinstance(instrument, Together) else instrument
    # `calls` alone has one, and is not imported for others.
    graph: CallGraph | None = getattr(first, "graph", None)
    return graph


def _unregister(ip: Any, event: str, hook: Callable[..., None]) -> None:
    if hook in ip.events.callbacks[event]:
        ip.events.unregister(event, hook)


def _same_execution(info: Any, ours: Any) -> bool:
    """IPython makes a second announcement for an execution that an interrupt broke out of."""
    if info is ours:
        return True
    return (
        info.raw_cell == ours.raw_cell
        and getattr(info, "cell_id", None) == getattr(ours, "cell_id", None)
        and info.store_history == ours.store_history
    )


def _outcome(result: Any) -> Outcome:
    """How IPython says that the cell ended; without a result it was cancelled by an interrupt."""
    if result is None:
        return Outcome("interrupted", "KeyboardInterrupt")
    if result.error_before_exec is not None:
        return Outcome("not-run", _error_name(result.error_before_exec))
    error = result.error_in_exec
    if error is None:
        return Outcome("ok")
    name = _error_name(error)
    # IPython cancels the task of an awaiting cell when it is interrupted.
    stopped = name in ("KeyboardInterrupt", "CancelledError")
    return Outcome("interrupted" if stopped else "raised", name)


def _error_name(error: Any) -> str:
    return (error if isinstance(error, type) else type(error)).__name__


def _disarm_in_child() -> None:
    """A forked child is a copy of the kernel with the instrument still on."""
    run = Slot.holder()
    if isinstance(run, Run):
        run.disarm()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_disarm_in_child)

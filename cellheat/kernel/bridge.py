"""Answers the front end: one request, one display message on the request's own stream.

The front end sends constant statements, silently; what it asks stands in the message's metadata,
so that no source is spliced into code and no name is bound in the user's namespace.
"""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import clock, ours
from .cells.cell import Cell
from .instruments import Impossible, catalogue, together
from .instruments.base import DEFAULT_S, Options
from .interrupts import Held
from .packages import INSTALLABLE, install
from .result import (
    MIME_TYPE,
    Acknowledgement,
    Answer,
    ConsentRequest,
    Failure,
    document,
)
from .run import Run
from .slot import Slot

if TYPE_CHECKING:
    from .calls.callgraph import CallGraph

# What only some requests need is imported where they are answered: the kernel compiles it first.


@dataclass(frozen=True)
class Shown:
    """An answer that a notebook shows: MIME type → the same as JSON, HTML and text."""

    bundle: dict[str, Any]


#: What can still be saved: of the latest runs of `calls`, by their tokens.
_graphs: dict[str, CallGraph] = {}
_GRAPHS = 10


@dataclass(frozen=True)
class Armed:
    """A run that a page has asked for, and when."""

    run: Run
    #: The session of the page's messages.
    page: str
    at_ns: int


#: Runs by their tokens, with which a front end takes them: the one that waits for its cell, and the
#: latest that had theirs.
_runs: dict[str, Armed] = {}
_KEPT_RUNS = 4
#: A cell follows its click at once. One that has not come for so many seconds comes no more: the
#: page was closed.
_PATIENCE_S = 5


def answer(ip: Any) -> None:
    """Do what the current message asks and send the answer."""
    ours.statements.add(sys._getframe(1).f_code.co_filename)
    request = _request(ip)
    if threading.current_thread() is not threading.main_thread():
        _pass_by(ip)
    handler = _HANDLERS.get(str(request.get("op")))
    if handler is None:
        _send(ip, _unknown())
        return
    _send(ip, _guarded(handler, ip, request))


async def answer_awaiting(ip: Any) -> None:
    """The same for timeit of a cell that awaits."""
    from .timing import time_cell_awaiting

    request = _request(ip)
    _send(ip, await time_cell_awaiting(ip, _cell(request), float(request["budget_s"])))


def acknowledge(ip: Any) -> None:
    """Tell the front end that this helper is in place."""
    _send(ip, Acknowledgement())


def _arm(ip: Any, request: dict[str, Any]) -> Answer:
    cell = _cell(request)
    name = str(request["instrument"])
    if cell.is_empty:
        return Failure(name, cell.reference(), "empty", _EMPTY)
    page = _page(ip)
    if not _make_room(page):
        return Failure(name, cell.reference(), "in-use", _IN_USE)
    options = Options(ip, float(request.get("interval_s", DEFAULT_S)))
    try:
        also = [str(other) for other in request.get("also") or ()]
        instrument = together(name, request.get("tool"), also, options)
    except Impossible as reason:
        text = str(reason)
        return Failure(name, cell.reference(), "unsupported", text, missing=reason.missing)
    run = Run(ip, cell, instrument)
    if not Slot.take(run):
        return Failure(name, cell.reference(), "in-use", _IN_USE)
    try:
        run.arm()
    except BaseException:
        run.disarm()
        raise
    _runs[str(request["token"])] = Armed(run, page, clock.wall_ns())
    return Acknowledgement()


def _make_room(page: str) -> bool:
    """False while the cell of another page's click is about to come.

    A new click of the same page counts, and a page that was closed took its click with it. What
    others have measured stays until they take it.
    """
    for token, armed in list(_runs.items()):
        if armed.run.is_over:
            continue
        if armed.page != page and clock.wall_ns() - armed.at_ns < _PATIENCE_S * 10**9:
            return False
        _runs.pop(token).run.disarm()
    while len(_runs) >= _KEPT_RUNS:
        _runs.pop(next(iter(_runs)))
    return True


def _connect(ip: Any, request: dict[str, Any]) -> Answer:
    return Acknowledgement()


def _catalogue(ip: Any, request: dict[str, Any]) -> Answer:
    return catalogue()


def _collect(ip: Any, request: dict[str, Any]) -> Answer:
    armed = _runs.pop(str(request["token"]), None)
    if armed is None:
        return Failure(None, None, "not-started", _GONE)
    run = armed.run
    run.disarm()
    result = run.result()
    if run.graph is not None:
        _graphs[str(request["token"])] = run.graph
        while len(_graphs) > _GRAPHS:
            _graphs.pop(next(iter(_graphs)))
    return result


def _disarm(ip: Any, request: dict[str, Any]) -> Answer:
    armed = _runs.pop(str(request["token"]), None)
    if armed is not None:
        armed.run.disarm()
    return Acknowledgement()


def _timeit(ip: Any, request: dict[str, Any]) -> Answer:
    with Held():
        from .timing import consent_needed, refusal, time_cell
    cell = _cell(request)
    failure = refusal(ip, cell)
    if failure is not None:
        return failure
    effects = [] if request.get("consent") else consent_needed(ip, cell)
    if effects:
        return ConsentRequest(effects)
    return time_cell(ip, cell, float(request["budget_s"])) or Acknowledgement(awaits=True)


def _now(ip: Any, request: dict[str, Any]) -> Answer:
    from .stacks.looking import look

    cell = _cell(request) if request.get("cell") else Cell("")
    return look(ip, cell, float(request["seconds"]))


def _compare(ip: Any, request: dict[str, Any]) -> Answer:
    with Held():
        from .comparison.cells import NamedCell, compare_cells
    cells = [
        NamedCell(str(one["name"]), Cell(str(one["source"]), str(one["id"])))
        for one in request["cells"]
    ]
    budget_s, consent = float(request["budget_s"]), bool(request.get("consent"))
    return compare_cells(ip, cells, budget_s, consent=consent)


def _install(ip: Any, request: dict[str, Any]) -> Answer:
    name = str(request["name"])
    if name not in INSTALLABLE:
        return _unknown()
    with Held() as held:
        return install(name, held)


def _more(ip: Any, request: dict[str, Any]) -> Answer | Shown:
    from .comparison.held import find

    comparison = find(str(request["token"]))
    if comparison is None:
        return Failure(None, None, "not-started", _COMPARISON_GONE)
    try:
        comparison.go_on(float(request["seconds"]))
    except ValueError as error:
        return Failure(None, None, "refused", str(error))
    return Shown(comparison._repr_mimebundle_())


def _confirm(ip: Any, request: dict[str, Any]) -> Answer | Shown:
    from .comparison.afresh.confirmation import Unconfirmable
    from .comparison.held import find

    comparison = find(str(request["token"]))
    if comparison is None:
        return Failure(None, None, "not-started", _COMPARISON_GONE)
    try:
        comparison.confirmed_by(int(request["processes"]))
    except ValueError as error:
        return Failure(None, None, "refused", str(error))
    except Unconfirmable as error:
        return Failure(None, None, "refused", str(error), missing=error.missing)
    return Shown(comparison._repr_mimebundle_())


def _save_prof(ip: Any, request: dict[str, Any]) -> Answer:
    from .calls.profilefile import Unreadable, save

    graph = _graphs.get(str(request["token"]))
    if graph is None:
        return Failure("calls", None, "not-started", _UNSAVED)
    try:
        save(graph, str(request["path"]), bool(request.get("overwrite")))
    except Unreadable as error:
        return Failure("calls", None, "refused", str(error))
    return Acknowledgement()


def _load_prof(ip: Any, request: dict[str, Any]) -> Answer:
    from .calls.profilefile import Unreadable
    from .instruments.calls import load

    try:
        return load(str(request["path"]))
    except Unreadable as error:
        return Failure("calls", None, "refused", str(error))


Handler = Callable[[Any, dict[str, Any]], Answer | Shown]

_HANDLERS: dict[str, Handler] = {
    "connect": _connect,
    "arm": _arm,
    "catalogue": _catalogue,
    "collect": _collect,
    "compare": _compare,
    "disarm": _disarm,
    "install": _install,
    "confirm": _confirm,
    "more": _more,
    "now": _now,
    "load-prof": _load_prof,
    "save-prof": _save_prof,
    "timeit": _timeit,
}

#: These deal with interrupts themselves.
_INTERRUPTIBLE = (_compare, _confirm, _more, _timeit)

_EMPTY = "This cell has no code, so there is nothing to profile."
_IN_USE = (
    "Another cell is being profiled in this kernel. Wait until it has finished, then profile again."
)
_COMPARISON_GONE = (
    "The kernel does not have this comparison any more: it was started anew, or the result was "
    "let go. Run the cell again."
)
_UNSAVED = (
    "The kernel does not have these calls any more: it was started anew, or others came after "
    "them. Profile the cell again, then save."
)
_GONE = "The kernel has no result for this run: it was taken already, or another run replaced it."


def _guarded(handler: Handler, ip: Any, request: dict[str, Any]) -> Answer | Shown:
    try:
        if handler in _INTERRUPTIBLE:
            return handler(ip, request)
        with Held():
            return handler(ip, request)
    except Exception:
        return _mistake()


def _pass_by(ip: Any) -> None:
    """Keep the end of this request, in a subshell, from those who wait for the end of a cell.

    IPython announces it to all the same, and matplotlib for one would show and close the figure
    that the running cell is drawing.
    """
    events, mine = ip.events, threading.get_ident()
    if "trigger" in vars(events):
        return
    trigger = events.trigger

    def without_ours(event: str, *args: Any, **kwargs: Any) -> None:
        if threading.get_ident() != mine or event != "post_execute":
            trigger(event, *args, **kwargs)
        elif vars(events).get("trigger") is without_ours:
            del events.trigger

    events.trigger = without_ours


def _mistake() -> Failure:
    return Failure(
        None,
        None,
        "profiler-failed",
        "Cellheat failed, not the cell. The log below says where; please report it.",
        traceback.format_exc(),
    )


def _unknown() -> Failure:
    return Failure(
        None,
        None,
        "unsupported",
        "The kernel side of cellheat does not know this request. Reload the page.",
    )


def _request(ip: Any) -> dict[str, Any]:
    metadata = ip.kernel.get_parent("shell").get("metadata") or {}
    request = metadata.get("cellheat")
    return request if isinstance(request, dict) else {}


def _page(ip: Any) -> str:
    return str(ip.kernel.get_parent("shell").get("header", {}).get("session"))


def _cell(request: dict[str, Any]) -> Cell:
    return Cell(str(request["cell"]["source"]), str(request["cell"]["id"]))


def _send(ip: Any, reply: Answer | Shown) -> None:
    data = reply.bundle if isinstance(reply, Shown) else {MIME_TYPE: document(reply)}
    content = {"data": data, "metadata": {}, "transient": {}}
    ip.kernel.send_response(ip.kernel.iopub_socket, "display_data", content)

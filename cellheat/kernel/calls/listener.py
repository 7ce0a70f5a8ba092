"""cProfile's callbacks on `sys.monitoring`, for one thread, at what they cost in cProfile.

`sys.monitoring` reports the events of all threads, and the engine books them on one call stack. So
its callbacks stand behind a gate that lets one thread through, which costs more than the callbacks.
While no other thread runs Python code the gate is not needed, and a kernel's threads sleep nearly
always: they are watched where they sleep. See docs/adr/0013-calls-without-a-gate.md.
"""

from __future__ import annotations

import _lsprof
import sys
from _thread import allocate_lock, get_ident
from collections.abc import Mapping
from time import sleep
from types import CodeType, FrameType
from typing import Any

from ..cells.tracebacks import clean_error
from .gates import Callback, Gate, then
from .sleepers import is_thread, places, waits

#: From 3.14 on the engine counts its arguments, and has a method for the three of this event.
_HAS_THROW = hasattr(_lsprof.Profiler, "_pythrow_callback")
_ON_THROW = "_pythrow_callback" if _HAS_THROW else "_pystart_callback"

#: Code that uses one of these may start a thread of which nothing tells.
_STARTS = frozenset(("start_new_thread", "start_new", "start_joinable_thread"))

#: So often and so long others are waited for before the run.
_PATIENCE, _PAUSE_S = 10, 0.0005

#: Stands for a thread that never sleeps.
_ANY = 0


class Listener:
    """Feeds a `_lsprof.Profiler` the events of the thread that starts this, under two tool ids.

    With the first id the engine listens to code that this thread has run. With the second one,
    which has to be the higher and is therefore told first, we listen to code that is new, and to
    the places where threads sleep.
    """

    def __init__(self, profiler: _lsprof.Profiler, ids: tuple[int, int]) -> None:
        self._engine, self._ear = ids
        api: Any = getattr(sys, "monitoring")  # noqa: B009
        self._api, events = api, api.events
        self._register: Callback = api.register_callback
        self._set_local: Callback = api.set_local_events
        self._off: object = api.DISABLE
        self._unwind: int = events.PY_UNWIND
        self._local: int = (
            events.PY_START | events.PY_RESUME | events.PY_RETURN | events.PY_YIELD | events.CALL
        )
        self._here = get_ident()
        self._enter: Callback = getattr(profiler, "_pystart_callback")  # noqa: B009
        self._throw: Callback = getattr(profiler, _ON_THROW)
        self._leave: Callback = getattr(profiler, "_pyreturn_callback")  # noqa: B009
        #: Id of a code object → it, for code that the engine listens to.
        self._codes: dict[int, CodeType] = {}
        self._places = places()
        #: Other threads that may run Python code; while there is one, the gates are shut.
        self._awake: set[int] = set()
        self._lock = allocate_lock()
        self._stopped = False
        self._open = self._direct(profiler)
        self._shut = {event: Gate(self._here, callback) for event, callback in self._open.items()}
        self._used: Mapping[int, Callback] = self._shut
        #: For the end of a frame of which the engine does not know.
        self._skip = then(
            self._register, (self._engine, self._unwind, self._shut[self._unwind]), _clean
        )
        self._heard = self._ears()

    def start(self) -> None:
        self._let_others_sleep()
        api, events = self._api, self._api.events
        api.use_tool_id(self._engine, "cellheat")
        api.use_tool_id(self._ear, "cellheat")
        # A tool that had an id before may have switched places off; they stay off otherwise.
        api.restart_events()
        for event, callback in self._heard.items():
            self._register(self._ear, event, callback)
        frame: FrameType | None = sys._getframe()
        while frame is not None:
            code, frame = frame.f_code, frame.f_back
            if id(code) not in self._places:
                self._codes[id(code)] = code
        for code in self._codes.values():
            self._set_local(self._engine, code, self._local)
        for place in self._places.values():
            self._set_local(self._ear, place.code, events.PY_RETURN | events.CALL)
        api.set_events(self._engine, self._unwind)
        api.set_events(self._ear, events.PY_START | events.PY_RESUME | events.PY_THROW)
        with self._lock:
            self._awake |= self._others_awake()
            self._use(self._shut if self._awake else self._open)

    def stop(self) -> None:
        # In a forked child a thread that is gone may hold the lock.
        held = self._lock.acquire(timeout=1)
        self._stopped = True
        if held:
            self._lock.release()
        api = self._api
        for event in self._open:
            self._register(self._engine, event, None)
        for event in self._heard:
            self._register(self._ear, event, None)
        for code in self._codes.values():
            self._set_local(self._engine, code, 0)
        for place in self._places.values():
            self._set_local(self._ear, place.code, 0)
        for tool in (self._engine, self._ear):
            api.set_events(tool, 0)
            api.free_tool_id(tool)
        self._codes.clear()

    def _direct(self, profiler: _lsprof.Profiler) -> dict[int, Callback]:
        """Event → the method with which cProfile itself listens to it."""
        events = self._api.events
        calls: Callback = getattr(profiler, "_ccall_callback")  # noqa: B009
        returns: Callback = getattr(profiler, "_creturn_callback")  # noqa: B009
        return {
            events.PY_START: self._enter,
            events.PY_RESUME: self._enter,
            events.PY_RETURN: self._leave,
            events.PY_YIELD: self._leave,
            events.PY_UNWIND: self._leave,
            events.CALL: calls,
            events.C_RETURN: returns,
            events.C_RAISE: returns,
        }

    def _ears(self) -> dict[int, Callback]:
        """Event → what to do here; on other threads, each event tells that they are awake."""
        events, here, woken = self._api.events, self._here, self._on_other
        returns = self._open[events.C_RETURN]
        # It may be broken off by an interrupt or a full stack. That ends the frame that it was
        # called for, of which the engine has not been told: until then it must not hear of the end.
        entry = then(self._register, (self._engine, self._unwind, self._skip), self._on_entry)
        return {
            events.PY_START: Gate(here, entry, woken),
            events.PY_RESUME: Gate(here, entry, woken),
            events.PY_THROW: Gate(here, entry, woken),
            events.PY_RETURN: Gate(here, self._leave, self._on_other_return),
            events.CALL: Gate(here, self._open[events.CALL], self._on_other_call),
            events.C_RETURN: Gate(here, returns, woken),
            events.C_RAISE: Gate(here, returns, woken),
        }

    def _on_entry(self, code: CodeType, offset: int, *error: BaseException) -> object:
        """On the measured thread: a function starts, or a generator goes on.

        One frame, as there may be no room for two. What strikes, strikes after one of the calls.
        """
        key = id(code)
        told = False
        try:
            listens = key in self._codes
            if not listens and key not in self._places:
                if not _STARTS.isdisjoint(code.co_names):
                    self._wake(_ANY)
                self._codes[key] = code
                self._set_local(self._engine, code, self._local)
            if error:
                told = True
                self._throw(code, offset, *error)
            elif not listens:
                told = True
                self._enter(code, offset)
            # Else the engine hears this event by itself, after us.
            self._register(self._engine, self._unwind, self._used[self._unwind])
            return None if error or key in self._places else self._off
        except BaseException:
            if told:
                self._leave(code, offset, None)
            self._register(self._engine, self._unwind, self._skip)
            raise

    # On other threads.

    def _on_other(self, *event: object) -> None:
        ident = get_ident()
        if ident not in self._awake:
            self._wake(ident)

    def _on_other_call(self, code: CodeType, offset: int, called: object, first: object) -> None:
        if waits(called, self._places[id(code)]):
            self._fall_asleep(get_ident())
        else:
            self._on_other()

    def _on_other_return(self, code: CodeType, offset: int, value: object) -> None:
        if is_thread(code):
            self._fall_asleep(get_ident())
        else:
            self._on_other()

    def _wake(self, ident: int) -> None:
        with self._lock:
            if not self._awake and not self._stopped:
                self._use(self._shut)
            self._awake.add(ident)

    def _fall_asleep(self, ident: int) -> None:
        with self._lock:
            self._awake.discard(ident)
            if not self._awake and not self._stopped:
                self._use(self._open)

    def _others_awake(self) -> set[int]:
        """Threads that are not where threads rest."""
        if not getattr(sys, "_is_gil_enabled", lambda: True)():
            # They really run at the same time.
            return {_ANY}
        at = {ident: id(frame.f_code) for ident, frame in sys._current_frames().items()}
        at.pop(self._here, None)
        resting = {key for key, place in self._places.items() if place.rests}
        return {ident for ident, key in at.items() if key not in resting}

    def _let_others_sleep(self) -> None:
        """The kernel's threads have a word to send when a cell begins; soon they are through."""
        for _ in range(_PATIENCE):
            if not self._others_awake():
                return
            sleep(_PAUSE_S)

    def _use(self, callbacks: Mapping[int, Callback]) -> None:
        self._used = callbacks
        for event, callback in callbacks.items():
            self._register(self._engine, event, callback)


def _clean(code: CodeType, offset: int, error: BaseException) -> None:
    clean_error(error)

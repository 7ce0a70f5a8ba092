"""Keep the user's interrupt away from our own code, and lose none.

IPython prints a traceback into the cell when a hook raises, so an interrupt that strikes one of our
hooks is held back and delivered to whatever runs next.
"""

from __future__ import annotations

import _thread
import signal
import threading
from collections.abc import Callable
from time import sleep
from types import FrameType
from typing import Any

from .threads import start_unseen


class Held:
    """Context in which SIGINT is noted instead of raised; delivered shortly after it ends."""

    def __init__(self) -> None:
        self._struck = False
        self._handler: Any = None

    def __enter__(self) -> Held:
        # Only the main thread may set handlers, and only there are they called.
        if threading.current_thread() is threading.main_thread():
            self._handler = signal.getsignal(signal.SIGINT)
            if self._handler is not None:
                signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *exc: object) -> None:
        if self._handler is not None:
            signal.signal(signal.SIGINT, self._handler)
        if self._struck:
            deliver_later()

    def take(self) -> bool:
        """Whether one has struck; whoever asks deals with it, and it is not delivered."""
        struck, self._struck = self._struck, False
        return struck

    def _note(self, signum: int, frame: FrameType | None) -> None:
        self._struck = True


def deliver_later() -> None:
    """Interrupt the main thread from another one, once the caller has had time to return."""

    def deliver() -> None:
        sleep(0.001)
        if hasattr(signal, "pthread_kill"):
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        else:
            _thread.interrupt_main()

    # `Thread.start` would wait until it runs, and might then be what is struck.
    start_unseen(deliver)


def guarded(
    callback: Callable[..., None], failed: Callable[[BaseException], None]
) -> Callable[..., None]:
    """`callback` as a hook that never raises and never swallows an interrupt.

    What goes wrong in it is handed to `failed`.
    """

    def hook(*args: Any) -> None:
        try:
            with Held():
                callback(*args)
        except KeyboardInterrupt:
            # It struck in the instant before the hold began or after it ended.
            deliver_later()
        except BaseException as error:
            failed(error)

    return hook

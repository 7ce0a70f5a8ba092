"""How long an event loop is kept from anything else."""

from __future__ import annotations

from typing import Any

from ..calling.devices import Devices
from ..calling.processor import undisturbed


class Lag:
    """Context that tells the longest time between two turns of the running event loop: `ns`.

    A callback that puts itself last in the loop's queue at every turn looks at the clock, so `ns`
    is never below what one turn takes. Without a loop it is the whole time of the context, in which
    nothing else could have run. Time that other programs took is left out, as far as that is known.
    """

    def __init__(self, devices: Devices) -> None:
        self.ns: float = 0.0
        self._devices = devices
        self._loop: Any = None
        self._is_on = False

    def __enter__(self) -> Lag:
        import asyncio

        try:
            self._loop = asyncio.get_running_loop()
            self._loop.call_soon(self._turn)
        except RuntimeError:
            self._loop = None
        self._is_on = True
        self._usage = self._devices.usage()
        self._at = self._devices.wall_ns()
        return self

    def __exit__(self, *exc: object) -> None:
        self._look()
        self._is_on = False

    def _turn(self) -> None:
        if self._is_on:
            self._look()
            self._loop.call_soon(self._turn)

    def _look(self) -> None:
        now, usage = self._devices.wall_ns(), self._devices.usage()
        self.ns = max(self.ns, undisturbed(now - self._at, self._usage, usage))
        self._usage = usage
        self._at = self._devices.wall_ns()

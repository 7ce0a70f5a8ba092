"""The same comparison in fresh processes: chances that one kernel keeps fall anew there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec

from ... import packages
from ...interrupts import Held
from ...result import ComparisonResult, Confirmation, MissingPackage, Pair
from ..asking.asked import Asked
from ..judging.between import MOST, judge_processes
from . import process

#: Told before the first process and after each: how many came to an end, and what is known by now.
OnProgress = Callable[[int, list[Pair]], None]


class Unconfirmable(Exception):
    """Why nothing can be measured in fresh processes: what was seen, and what to try.

    `missing` is what has to be installed first.
    """

    def __init__(self, text: str, missing: MissingPackage | None = None) -> None:
        super().__init__(text)
        self.missing = missing


def confirm(
    asked: Asked,
    found: ComparisonResult,
    processes: int = 5,
    on_progress: OnProgress | None = None,
) -> tuple[ComparisonResult, bool]:
    """The result with its confirmation, and whether an interrupt broke it off.

    An interrupt ends the process that runs, and what is known stays. Raises Unconfirmable with a
    sentence for the user where nothing can be told, ValueError for a number that makes no sense.
    """
    if isinstance(processes, bool) or not isinstance(processes, int) or not 2 <= processes <= MOST:
        raise ValueError(f"processes is {processes!r}. Give a whole number from 2 to {MOST}.")
    if found.at is None:
        raise Unconfirmable("Nothing was timed here, so there is nothing to confirm.")
    run = _Run(_packed(asked), found, processes, on_progress or (lambda *_: None))
    with Held() as held:
        stopped = run.go(held)
    return run.result(), stopped


def can_confirm() -> bool:
    """Whether it is worth offering: cloudpickle is there, or can be installed."""
    if not sys.executable:
        return False
    return _has("cloudpickle") or _missing().command is not None


def lacks_cloudpickle() -> str | None:
    """A sentence with the line that installs it; `None` where it is there."""
    if _has("cloudpickle"):
        return None
    command = _missing().command
    how = f"Install it and confirm again:\n    {command}" if command else _ASK
    return f"{_LACKS} {how}"


class _Run:
    """One process after the other; `result` is what is known at any moment."""

    def __init__(
        self, work: bytes, found: ComparisonResult, processes: int, on_progress: OnProgress
    ) -> None:
        assert found.at is not None
        self._work = work
        self._found = found
        self._n = found.points[found.at].n
        self._asked = processes
        self._on_progress = on_progress
        #: For each variant but the first, one ratio a process.
        self._ratios: list[list[float]] = [[] for _ in found.variants[1:]]
        self._resident: list[int | None] = [None for _ in found.variants]

    def go(self, held: Held) -> bool:
        """True where an interrupt broke it off."""
        try:
            self._on_progress(0, [])
            for number in range(1, self._asked + 1):
                answer = process.ask(self._work, {"do": "time", "n": self._n}, held)
                for ratios, ratio in zip(self._ratios, answer["ratios"], strict=True):
                    ratios.append(ratio)
                self._on_progress(number, self._pairs())
            self._measure_memory(held)
        except process.Stopped:
            return True
        except process.Failed as failed:
            if not self._ratios[0]:
                raise Unconfirmable(_FAILED.format(why=failed)) from None
        return False

    def result(self) -> ComparisonResult:
        confirmation = Confirmation(
            n=self._n,
            asked=self._asked,
            processes=len(self._ratios[0]),
            pairs=self._pairs(),
            ratios=self._ratios,
            resident_bytes=self._resident,
        )
        return replace(self._found, confirmation=confirmation)

    def _measure_memory(self, held: Held) -> None:
        for variant in range(len(self._resident)):
            task = {"do": "memory", "n": self._n, "variant": variant}
            # A process that the system ends for want of memory has no figure.
            with suppress(process.Failed):
                self._resident[variant] = process.ask(self._work, task, held)["bytes"]

    def _pairs(self) -> list[Pair]:
        judged = [judge_processes(ratios) for ratios in self._ratios]
        return [
            Pair(index, one.verdict, one.ratio, one.low, one.high, one.low, one.high)
            for index, one in enumerate(judged, 1)
        ]


def _packed(asked: Asked) -> bytes:
    """Variants, make and options as bytes; raises Unconfirmable where that is not possible."""
    lacks = lacks_cloudpickle()
    if lacks:
        raise Unconfirmable(lacks, _missing())
    if not sys.executable:
        raise Unconfirmable("This Python cannot start another one: it does not know its program.")
    import cloudpickle

    try:
        packed: bytes = cloudpickle.dumps(asked)
    except Exception as error:  # what cannot be pickled says so in many ways
        words = " ".join(str(error).split())[:200]
        raise Unconfirmable(_UNSENDABLE.format(why=words or type(error).__name__)) from None
    return packed


def _has(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _missing() -> MissingPackage:
    return packages.missing("cloudpickle", _has("pip"))


_LACKS = (
    "Functions of a notebook reach another process by way of the package cloudpickle, and this "
    "kernel has none."
)
_ASK = "Ask who looks after this Python to install it."
_UNSENDABLE = (
    "The variants cannot be sent to another process: {why}. Build what cannot be copied, such as a "
    "lock, a connection or an open file, inside make."
)
_FAILED = (
    "A fresh process came to no result: {why}. It has the same Python and packages, but nothing "
    "that was only done in this kernel."
)

"""The one place in a kernel for a run that measures."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

#: Two helpers may be in one kernel, an installed one and one that a front end brought. They share
#: this name in `sys.modules`, so that only one of them measures at a time.
_SLOT = "_cellheat"


def shared() -> ModuleType:
    """What the helpers of one kernel have in common."""
    return sys.modules.setdefault(_SLOT, ModuleType(_SLOT))


class Slot:
    """The one place in a kernel for a run that measures."""

    @staticmethod
    def holder() -> Any:
        """The run that measures now, or `None`."""
        return getattr(sys.modules.get(_SLOT), "run", None)

    @staticmethod
    def take(run: Any) -> bool:
        """True when the place was free, or was this run's already."""
        module = shared()
        if getattr(module, "run", None) not in (None, run):
            return False
        module.run = run  # type: ignore[attr-defined]
        return True

    @staticmethod
    def free(run: Any) -> None:
        module = sys.modules.get(_SLOT)
        if module is not None and getattr(module, "run", None) is run:
            module.run = None  # type: ignore[attr-defined]

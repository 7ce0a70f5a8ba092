"""The notebook around a call of `compare`, if there is one."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

from ...cells.cell import Cell
from ...result import CellReference


def shell() -> Any:
    """IPython's shell, or `None`; IPython is not imported for the question."""
    get_ipython = getattr(sys.modules.get("IPython"), "get_ipython", None)
    ip = get_ipython() if get_ipython is not None else None
    return ip if hasattr(ip, "display_pub") else None


def running_cell(ip: Any) -> CellReference | None:
    """The cell that a kernel is running, as its front end named it in the request."""
    try:
        parent = ip.kernel.get_parent("shell")
        identity = parent["metadata"].get("cellId")
        source = parent["content"]["code"]
    except Exception:  # no kernel, an old one, or another kind of message
        return None
    if not isinstance(source, str):
        return None
    cell = Cell(source, identity if isinstance(identity, str) else None)
    # IPython 9 has counted up by now; what it shows results with has not.
    return cell.reference(getattr(ip.displayhook, "prompt_count", None))


def watched_cell(ip: Any) -> CellReference | None:
    """The cell below which a front end tells what is being done: it may have asked itself."""
    running = running_cell(ip)
    if running is None:
        return None
    metadata = ip.kernel.get_parent("shell")["metadata"]
    asked = metadata.get("cellheat")
    identity = asked.get("cell") if isinstance(asked, dict) else None
    return replace(running, id=identity) if isinstance(identity, str) else running


def publish(ip: Any, bundle: dict[str, Any]) -> None:
    """Show a bundle beside the cell's other outputs, or print its text."""
    if ip is None:
        print(bundle["text/plain"])
    else:
        ip.display_pub.publish(data=bundle, metadata={})

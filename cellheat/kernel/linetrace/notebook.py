"""Which code is the notebook's: what its cells define and what they run at their top level."""

from __future__ import annotations

import linecache
import sys
from types import CodeType, FrameType
from typing import Any

from .tracer import Wanted

#: IPython compiles what `%time` and `%%time` run under these names.
_TIMED = frozenset({"<timed exec>", "<timed eval>"})
#: What our own line magic runs.
_LINE_MAGIC = "<cellheat>"


def notebook_code(ip: Any) -> Wanted:
    """Says of a code object whether one of this shell's cells defined it."""
    cells: dict[str, int] = getattr(ip.compile, "_filename_map", {})

    def wanted(code: CodeType) -> bool:
        filename = code.co_filename
        if filename in _TIMED:
            return _is_body(sys._getframe(1), cells)
        return filename in cells or filename == _LINE_MAGIC

    return wanted


def _is_body(frame: FrameType | None, cells: dict[str, int]) -> bool:
    """Whether a `%%` magic runs it, so that its lines are the cell's, and not `%time` in a line."""
    while frame is not None and frame.f_code.co_filename not in cells:
        frame = frame.f_back
    if frame is None:
        return False
    text = linecache.getline(frame.f_code.co_filename, frame.f_lineno or 0)
    return text.lstrip().startswith("get_ipython().run_cell_magic")

"""Which code is the notebook's: what its cells define and what they run at their top level.

What shows the value of a cell's last line is traced, too, so that its time is not that line's own;
`is_shown` tells its lines from the notebook's.
"""

from __future__ import annotations

import linecache
import os
import sys
from types import CodeType, FrameType
from typing import Any

from .line import Line
from .wanted import Wanted

#: IPython compiles what `%time` and `%%time` run under these names.
_TIMED = frozenset({"<timed exec>", "<timed eval>"})
#: What our own line magic runs.
_LINE_MAGIC = "<cellheat>"
#: Where the shell shows values, by the end of the file's name.
_DISPLAY = os.path.join("IPython", "core", "displayhook.py")


def notebook_code(ip: Any) -> Wanted:
    """Says of a code object whether one of this shell's cells defined it."""
    cells: dict[str, int] = getattr(ip.compile, "_filename_map", {})

    def wanted(code: CodeType) -> bool:
        filename = code.co_filename
        if filename in _TIMED:
            return _is_body(sys._getframe(1), cells)
        return filename in cells or filename == _LINE_MAGIC or _displays(code)

    return wanted


def is_shown(line: Line) -> bool:
    """Whether this is a line of the notebook's, and not of what displays values."""
    return not line.filename.endswith(_DISPLAY)


def _displays(code: CodeType) -> bool:
    return code.co_name == "__call__" and code.co_filename.endswith(_DISPLAY)


def _is_body(frame: FrameType | None, cells: dict[str, int]) -> bool:
    """Whether a `%%` magic runs it, so that its lines are the cell's, and not `%time` in a line."""
    while frame is not None and frame.f_code.co_filename not in cells:
        frame = frame.f_back
    if frame is None:
        return False
    text = linecache.getline(frame.f_code.co_filename, frame.f_lineno or 0)
    return text.lstrip().startswith("get_ipython().run_cell_magic")

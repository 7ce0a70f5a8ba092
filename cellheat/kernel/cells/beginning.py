"""Notices that a cell has been parsed, which is the last that can be seen before its code runs.

Parsing takes time and memory, and none of it is what the cell's code does. IPython has no event
between the two, so for the time of the run its list of syntax tree transformers ends with ours,
which changes nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any


class ParseWatch:
    """Calls `parsed` once the cell has been parsed; between `start` and `stop` only."""

    def __init__(self, ip: Any, parsed: Callable[[], None]) -> None:
        self._ip = ip
        self._parsed: Callable[[], None] | None = parsed

    def start(self) -> None:
        self._ip.ast_transformers.append(self)

    def stop(self) -> None:
        """Take it out again; may be called more than once."""
        transformers = self._ip.ast_transformers
        # By identity: what else stands in the list is the user's, and may compare as it likes.
        for index, one in enumerate(transformers):
            if one is self:
                del transformers[index]
                return

    def visit(self, node: ast.AST) -> ast.AST:
        """What IPython calls; cells within the cell come here too, and are not the first."""
        parsed, self._parsed = self._parsed, None
        if parsed is not None:
            parsed()
        return node

"""Takes in what measured code prints, displays and asks for, so that repeats stay quiet."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

#: With these a cell's `display`, `update_display` and `clear_output` reach the notebook.
_PUBLISHING = ("publish", "clear_output")


class Sink:
    """Takes in what code prints and displays, and counts it."""

    def __init__(self) -> None:
        self.count = 0
        self._stream: Any = None

    @contextmanager
    def open(self, ip: Any) -> Iterator[None]:
        """Stand in for the streams, and for the publisher of the shell where there is one."""
        streams = sys.stdout, sys.stderr
        publisher = {} if ip is None else vars(ip.display_pub)
        hidden = {name: publisher[name] for name in _PUBLISHING if name in publisher}
        self._stream = sys.stdout
        sys.stdout = sys.stderr = self
        publisher.update(dict.fromkeys(_PUBLISHING, self._publish))
        try:
            yield
        finally:
            sys.stdout, sys.stderr = streams
            for name in _PUBLISHING:
                del publisher[name]
            publisher.update(hidden)

    def __getattr__(self, name: str) -> Any:
        """Whatever else a stream can do, the hidden one does."""
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        self.count += 1
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing is kept."""

    def _publish(self, *_: object, **__: object) -> None:
        self.count += 1


@contextmanager
def no_input(refusal: Exception) -> Iterator[None]:
    """Code that asks for input gets `refusal` raised instead."""

    def refuse(*_: object, **__: object) -> str:
        raise refusal

    before = builtins.input
    builtins.input = refuse
    try:
        yield
    finally:
        builtins.input = before

"""The running account of one line, and those of all lines of a file."""

from __future__ import annotations

from types import CodeType


class Record:
    """What one line has cost so far; changed at every event, so it is as plain as can be."""

    __slots__ = (
        "active",
        "callees",
        "few",
        "hits",
        "line",
        "mark",
        "net",
        "own",
        "peak",
        "waiting",
    )

    def __init__(self, line: int) -> None:
        self.line = line
        self.hits = self.own = self.callees = self.waiting = 0
        #: How many calls from this line are under way: more than one in a recursion.
        self.active = 0
        #: What others had taken when the outermost of these calls began.
        self.mark = 0
        self.net = self.peak = 0
        #: Hits that are not among `hits` yet.
        self.few = 0

    def fold(self) -> None:
        """Count the few among the others."""
        self.hits += self.few
        self.few = 0


class Records(dict[int, Record]):
    """Line → record, for one file and one thread.

    Code objects that share a line, as a lambda and its function do, share its record.
    """

    __slots__ = ("codes", "entry", "names")

    def __init__(self) -> None:
        #: Held, so that no other code object gets the id of one of them.
        self.codes: list[CodeType] = []
        #: Line → the function that it stands in, `None` at the top level.
        self.names: dict[int, str | None] = {}
        #: What happens between the start of a function and its first line.
        self.entry = Record(0)

    def __missing__(self, line: int) -> Record:
        record = self[line] = Record(line)
        return record

    def add(self, code: CodeType) -> None:
        """Note that this code's lines are among these; outer code comes before inner."""
        self.codes.append(code)
        name = _name(code)
        for *_, line in code.co_lines():
            if line is not None:
                self.names.setdefault(line, name)


def _name(code: CodeType) -> str | None:
    if code.co_name == "<module>":
        return None
    name: str = getattr(code, "co_qualname", code.co_name).replace(".<locals>", "")
    outer, _, last = name.rpartition(".")
    return outer if outer and last in COMPREHENSIONS else name


#: Code of their own up to Python 3.11, and part of their function since.
COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>")


def is_part_of_its_line(code: CodeType) -> bool:
    """A comprehension within a line is part of it, as it is on Python 3.12."""
    if code.co_name not in COMPREHENSIONS:
        return False
    return len({line for *_, line in code.co_lines() if line is not None}) == 1

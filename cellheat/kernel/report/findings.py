"""What the numbers of a profile say; the words are those of `src/model/profile/findings.ts`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .. import units
from ..result import MemoryData, SourceFile, TableData, Value

#: Code of a finding → its words; names in braces are facts, written with their units.
SENTENCES: dict[str, str] = {
    "nothing-seen": "Nothing of yours was seen in this run.",
    "short": (
        "The cell took {wall_ns}, too short to see where the time went ({samples_count} samples)."
    ),
    "outside": "For {outside_ns} of {wall_ns} none of your functions was at work.",
    "collecting": "{collecting_ns} of {wall_ns} went into garbage collections.",
    "hot-line": (
        "{own_ns} of {wall_ns} went into {line_place}. If it cost nothing, the cell would take "
        "{rest_ns}."
    ),
    "hot-function": (
        "{total_ns} of {wall_ns} went into {function} and what it calls. If it cost nothing, the "
        "cell would take {rest_ns}."
    ),
    "hot-top-level": (
        "{total_ns} of {wall_ns} went into the top level of the cell and what it calls; no "
        "function of yours had most of it."
    ),
    "spread": (
        "No function had most of the {wall_ns}. The largest part, {total_ns}, went into {function} "
        "and what it calls. If it cost nothing, the cell would take {rest_ns}."
    ),
    "grew": "There are {grew_count} more objects of type {type} than before the run.",
    "grew-often": (
        "There are {grew_count} more objects of type {type} than before the run; they grew in each "
        "of the last {runs_count} profiled runs."
    ),
    "cycles": (
        "{lost_count} new objects, most of type {type}, are out of reach and wait for the garbage "
        "collector."
    ),
    "repeated": (
        "One statement was sent {times_count} times from {at_place}: it can often be asked once "
        "for all."
    ),
    "database": "{statements_count} statements took {database_ns} in the database.",
    "statements": "{statements_count} statements were sent to databases.",
    "loop-blocked-at": (
        "The event loop was kept from its other work for {blocked_ns} by {at_place}."
    ),
    "loop-blocked": "The event loop was kept from its other work for {blocked_ns}.",
    "loop-free": "The event loop was never kept from its other work for more than {lag_ns}.",
    "no-waiting": "No statement was sent to a database, and the cell did not await.",
    "steady": "No type of object grew notably in this run.",
    "line-own": "The line that took most is {line_place}: {spent_ns} of {wall_ns}.",
    "line-total": "With all that it called, {line_place} took {spent_ns} of {wall_ns}.",
    "line-waited": "The run waited {spent_ns} of {wall_ns} at {line_place}.",
    "allocations-alive": (
        "Allocations rose by {peak_bytes} at their highest. {alive_bytes} were still alive "
        "at the end, {line_bytes} of that from {line_place}."
    ),
    "allocations-library": (
        "Allocations rose by {peak_bytes} at their highest. {alive_bytes} were still alive "
        "at the end, {line_bytes} of that from {library}."
    ),
    "allocations-freed": (
        "Allocations rose by {peak_bytes} at their highest; none of it was still alive at the end."
    ),
    "allocations-peak": "Allocations rose by {peak_bytes} at their highest.",
    "allocations-little": "The cell allocated less than 0.1 MiB.",
    "allocations-unknown": "Allocations could not be measured in this run.",
    "native-peak": (
        "The cell held up to {peak_bytes} from the system, {line_bytes} of that for "
        "{line_place}; {left_bytes} were left at the end."
    ),
    "native-library": (
        "The cell held up to {peak_bytes} from the system, {line_bytes} of that for "
        "{library}; {left_bytes} were left at the end."
    ),
    "memory-line": (
        "The line that went highest is {line_place}: {rise_bytes} above its start. Nothing notable "
        "stayed."
    ),
    "memory-line-kept": (
        "The line that went highest is {line_place}: {rise_bytes} above its start. What "
        "{kept_place} left behind is {kept_bytes}."
    ),
    "memory-line-little": "No line allocated more than 0.1 MiB.",
    "resident-line": ("The memory of the kernel changed most at {line_place}: by {change_bytes}."),
    "native-little": "The cell took less than 0.1 MiB from the system.",
    "stacks-few": (
        "{samples_count} samples in {wall_ns} are too few to tell. Short cells are for timeit."
    ),
    "stacks-line": "Of {wall_ns}, {own_ns} passed at {line_place}.",
    "stacks-path": "Of {wall_ns}, {total_ns} passed in {function} and what it called.",
    "stacks-waited": "Of {wall_ns}, the cell waited {total_ns} in {function}.",
    "stacks-spread": "No one function had most of the {wall_ns}.",
}


def sentence(data: TableData | MemoryData) -> str:
    """The finding in words, with its facts as people read them."""
    finding = data.finding
    if finding is None:
        return SENTENCES["nothing-seen"]
    facts = {name: fact(name, value, data.files) for name, value in finding.facts.items()}
    return SENTENCES[finding.code].format(**facts)


def fact(name: str, value: Value, files: list[SourceFile]) -> str:
    """A fact in words, by the unit that its name ends with."""
    if value is None:
        return "–"
    unit = name.rpartition("_")[2]
    if unit == "place" and isinstance(value, list):
        file, line = value
        return f"line {line} of {files[file].label}"
    write = _UNITS.get(unit)
    return write(value) if write and isinstance(value, int | float) else str(value)


_UNITS: Mapping[str, Callable[[float], str]] = {
    "ns": lambda value: units.duration(value),
    "bytes": lambda value: units.size(round(value)),
    "count": lambda value: f"{value:,.0f}",
    "share": lambda value: units.share(value),
}

"""What instruments are called and how they measure, as in `src/model/instruments/words.ts`."""

from __future__ import annotations

#: Instrument → its name, as on its tab in the panel.
NAMES: dict[str, str] = {
    "overview": "Overview",
    "timeit": "Timeit",
    "calls": "Calls",
    "stacks": "Stacks",
    "lines": "Lines",
    "memory": "Memory",
    "allocations": "Allocations",
    "objects": "Objects",
    "io": "I/O",
}

#: Instrument → how it measures, where a run has nothing to say of that itself.
HOW: dict[str, str] = {
    "overview": "With samples of what runs: runs the cell once, hardly slower.",
    "stacks": "With samples of the call stack: runs the cell once.",
    "lines": "Line by line: runs the cell once, slower.",
    "allocations": "With every allocation recorded: runs the cell once, slower.",
    "objects": "With objects counted before and after: runs the cell once.",
    "io": "With database statements and the event loop watched: runs the cell once.",
}

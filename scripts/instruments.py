"""Write docs/instruments.md from what the instruments say of themselves."""

import sys

from common import ROOT

sys.path.insert(0, str(ROOT))

from cellheat.kernel.instruments import INSTRUMENTS
from cellheat.kernel.instruments.base import About, Tool
from cellheat.kernel.overheads import FAMILIES, MEASURED, overhead, told

QUESTIONS = {
    "where": "Where does the time go?",
    "how-long": "How long?",
    "function": "Which function?",
    "line": "Which line?",
    "memory": "How much memory?",
    "alive": "What stays alive?",
    "waiting": "What does it wait for?",
}
HEAD = """# The instruments

What each of them measures, what it cannot see, what it needs and what it costs. `make instruments`
writes this page from what they say of themselves; the panel shows the same under *About the
Instruments*.
"""
HOW = """## How the costs were measured

Each is the range from the kind of cell that is slowed least to the one that is slowed most, of
kinds such as many calls of a small function, one long comprehension, products of NumPy, many small
objects, and awaiting. `bench/overhead` compares each run with a run without cellheat in
the same kernel.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for about in INSTRUMENTS.values():
        parts.append(f"## `{about.name}`: {QUESTIONS[about.question]}\n")
        parts += [tool_text(about, tool) for tool in about.tools]
    parts.append(HOW)
    parts += [
        f"- {pythons}: {MEASURED[pythons][0]}." for pythons in FAMILIES if pythons in MEASURED
    ]
    return "\n".join(parts) + "\n"


def tool_text(about: About, tool: Tool) -> str:
    costs = {
        pythons: told(cost)
        for pythons in FAMILIES
        if (cost := overhead(about.name, tool.name, pythons))
    }
    lines = [
        f"### {tool.name}\n",
        f"- **Measures:** {tool.measures}",
        f"- **Cannot see:** {tool.blind}",
        f"- **Needs:** {tool.needs}",
    ]
    if costs:
        words = "; ".join(f"{words} on Python {pythons}" for pythons, words in costs.items())
        lines.append(f"- **Costs:** Cells take {words}.")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (ROOT / "docs" / "instruments.md").write_text(page(), "utf-8")

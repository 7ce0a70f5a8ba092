"""Write docs/instruments.md from what the instruments say of themselves."""

import sys

from common import ROOT

sys.path.insert(0, str(ROOT))

from cellheat.kernel.instruments import INSTRUMENTS
from cellheat.kernel.instruments.base import About, Tool
from cellheat.kernel.overheads import CONDITIONS, overhead

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


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for about in INSTRUMENTS.values():
        parts.append(f"## `{about.name}`: {QUESTIONS[about.question]}\n")
        parts += [tool_text(about, tool) for tool in about.tools]
    if CONDITIONS:
        parts.append(f"The costs were measured so: {CONDITIONS}\n")
    return "\n".join(parts)


def tool_text(about: About, tool: Tool) -> str:
    cost = overhead(about.name, tool.name)
    lines = [
        f"### {tool.name}\n",
        f"- **Measures:** {tool.measures}",
        f"- **Cannot see:** {tool.blind}",
        f"- **Needs:** {tool.needs}",
    ]
    if cost:
        lines.append(f"- **Costs:** Cells took {cost.low:.2f} to {cost.high:.2f} times as long.")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (ROOT / "docs" / "instruments.md").write_text(page(), "utf-8")

"""The parts that reports are put together from: lines for a terminal, elements for a page."""

from __future__ import annotations

from html import escape

BOX = "max-width:70ch"
PALE = "opacity:.7"
NUMBER = "display:inline-block;margin-right:2em"

_NAME_WIDTH = 40


def aligned(table: list[list[str]], left: int = 2) -> str:
    """The first `left` columns to the left, the numbers to the right."""
    table = [[*map(_shortened, row[:left]), *row[left:]] for row in table]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = []
    for row in table:
        cells = [
            cell.ljust(width) if column < left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _shortened(name: str) -> str:
    return name if len(name) <= _NAME_WIDTH else "…" + name[-_NAME_WIDTH + 1 :]


def html_table(table: list[list[str]], left: int = 2) -> str:
    """A table with a header row; the first `left` columns are text, the rest numbers."""
    rows = []
    for index, row in enumerate(table):
        tag = "td" if index else "th"
        cells = (
            f'<{tag} style="text-align:{"left" if column < left else "right"};padding:2px 8px">'
            f"{escape(cell)}</{tag}>"
            for column, cell in enumerate(row)
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table style="border-collapse:collapse">{"".join(rows)}</table>'


def printable(text: str) -> str:
    """Names come from code and may hold anything, but nothing that steers a terminal."""
    return "".join(
        sign if sign.isprintable() or sign == "\n" else "\N{REPLACEMENT CHARACTER}" for sign in text
    )


def wrapped(sentence: str) -> str:
    import textwrap

    return textwrap.fill(sentence, 80)

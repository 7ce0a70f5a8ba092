"""What a reader without the front end sees: plain text and static HTML.

Both say the same as the panel. The HTML holds no script, no link and no remote content: it is for
nbconvert and GitHub, and every text in it is escaped.
"""

from __future__ import annotations

from html import escape
from typing import Any

from ..result import MIME_TYPE, ComparisonResult, Failure, Profile, document
from . import comparison, fitting, profile
from .comparison import markdown
from .layout import BOX, printable, wrapped
from .profile import headline

__all__ = ["bundle", "headline", "html", "markdown", "text"]

Told = Profile | Failure | ComparisonResult

_ROWS = 15


def bundle(result: Told, rows: int = _ROWS) -> dict[str, Any]:
    """MIME type → the same result as JSON, HTML and text; tables of profiles have `rows` rows.

    A notebook keeps it: what is more than `fitting.LIMIT` is shortened.
    """
    found = _bundle(result, rows)
    for cut in fitting.CUTS:
        if fitting.weight(found) <= fitting.LIMIT:
            break
        found = _bundle(fitting.shortened(result, cut), min(rows, cut.rows))
    return found


def _bundle(result: Told, rows: int) -> dict[str, Any]:
    return {
        MIME_TYPE: document(result),
        "text/html": html(result, rows),
        "text/plain": text(result, rows),
    }


def text(result: Told, rows: int = _ROWS) -> str:
    """The report for a terminal, at most about 80 columns wide."""
    if isinstance(result, Profile):
        return profile.text(result, rows)
    if isinstance(result, ComparisonResult):
        return comparison.text(result)
    parts = [wrapped(result.text), *filter(None, [result.detail])]
    return printable("\n\n".join(parts))


def html(result: Told, rows: int = _ROWS) -> str:
    """The report as one element with inline styles that suit light and dark pages."""
    if isinstance(result, Profile):
        return profile.html(result, rows)
    if isinstance(result, ComparisonResult):
        return comparison.html(result)
    detail = f"<pre>{escape(result.detail)}</pre>" if result.detail else ""
    return f'<div style="{BOX}"><p>{escape(result.text)}</p>{detail}</div>'

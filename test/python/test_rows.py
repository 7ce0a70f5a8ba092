"""Every row of the catalogue of faults has a test that names it, or a line that says why not.

`test/rows.json` has the rows: number → what goes wrong. A test says which one in its name, as in
`test_row_61_…`, `row-28-capture` and `row 26: a double click …`, and `docs/limits.md` at the
beginning of an item: `- **Row 54, …`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from kernels import ROOT

TESTS = ROOT / "test"
#: Where a name begins in each kind of file.
_NAMES = {
    "*.py": r"^ *def test_(row_\w+)|^ *(?:Case\()?\s*\"(row-[\w-]+)\"",
    "*.spec.ts*": r"\b(?:test|it|describe)\(\s*['\"`](row \d[^'\"`]*)",
}


def catalogue() -> dict[int, str]:
    return {int(row): what for row, what in json.loads((TESTS / "rows.json").read_text()).items()}


def named() -> dict[int, list[str]]:
    """Row → the tests that name it."""
    found: dict[int, list[str]] = {}
    for pattern, name in _NAMES.items():
        for path in TESTS.rglob(pattern):
            if "node_modules" in path.parts:
                continue
            for match in re.finditer(name, path.read_text("utf-8"), re.MULTILINE):
                words = next(filter(None, match.groups()))
                for row in re.findall(r"\brow[-_ ](\d+)", words.replace("_row_", " row ")):
                    found.setdefault(int(row), []).append(f"{_place(path)}: {words}")
    return found


def _place(path: Path) -> str:
    return path.relative_to(TESTS).as_posix()


def excused() -> set[int]:
    """Rows of which the limits say why there is no test, and what happens instead."""
    text = (ROOT / "docs" / "limits.md").read_text("utf-8")
    return {int(row) for row in re.findall(r"^- \*\*Row (\d+)", text, re.MULTILINE)}


def test_the_catalogue_has_seventy_rows() -> None:
    assert list(catalogue()) == list(range(1, 71))
    assert len(set(catalogue().values())) == 70


def test_every_row_has_a_test_or_a_reason() -> None:
    covered = named().keys() | excused()
    missing = [f"row {row}: {what}" for row, what in catalogue().items() if row not in covered]
    assert not missing, "no test names, and docs/limits.md does not explain:\n" + "\n".join(missing)


def test_no_test_names_a_row_that_there_is_not() -> None:
    unknown = {row: tests for row, tests in named().items() if row not in catalogue()}
    assert not unknown
    assert excused() <= catalogue().keys()

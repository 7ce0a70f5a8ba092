"""`scripts/quietly`: what somebody sees of a command that takes minutes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

QUIETLY = Path(__file__).parents[2] / "scripts" / "quietly"


def quietly(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [QUIETLY, sys.executable, "-uc", code],
        env={**os.environ, "QUIETLY_EVERY": "0.2"},
        capture_output=True,
        text=True,
    )


def test_a_long_command_says_what_it_is_at() -> None:
    said = quietly("import time; print('- Collecting', 'x' * 99); time.sleep(1.5); print('done')")
    assert said.returncode == 0
    lines = said.stdout.splitlines()
    assert any("s: Collecting xxx" in line and line.endswith("…") for line in lines)
    assert max(map(len, lines)) < 80


def test_a_short_one_says_nothing_unless_it_fails() -> None:
    assert quietly("print('fine')").stdout == ""
    failed = quietly("print('first'); exit('why')")
    assert failed.returncode == 1
    assert failed.stderr == "first\nwhy\n"

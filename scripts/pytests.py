"""Run pytest, and what failed once more.

usage: pytests.py REPORT [pytest's options]

A kernel may lose an interrupt, and a busy machine may stretch a short wait. What failed is tried a
second time, by itself, where it is not much; REPORT-second.xml tells how that ended, and `test.py`
names what passed at the second try only. Ends as pytest does at its last try.
"""

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

from common import BIN, ROOT

#: More than this is no accident.
MOST = 20


def pytest(report: Path, cache: Path, *options: str) -> int:
    command = [BIN / "pytest", "-q", f"--junitxml={report}", "-o", f"cache_dir={cache}", *options]
    return subprocess.run([str(word) for word in command], cwd=ROOT, check=False).returncode


def failures(report: Path) -> int:
    suites = list(ET.parse(report).getroot().iter("testsuite"))
    return sum(int(suite.get(name, 0)) for suite in suites for name in ("failures", "errors"))


def main(report: Path, options: list[str]) -> int:
    # One for each report: what failed elsewhere is not tried.
    cache = ROOT / ".pytest_cache" / report.stem
    ended = pytest(report, cache, *options)
    # 1: some tests failed; all else is no matter of a test.
    if ended != 1 or failures(report) > MOST:
        return ended
    again = [option for option in options if not option.startswith(("-n", "--dist"))]
    return pytest(report.with_stem(f"{report.stem}-second"), cache, "--last-failed", *again)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))

"""Run every check and every test, and count them.

usage: test.py [--all] [lint] [jest] [pytest] [ui] [lab44]     (nothing: all groups)

With --all every instrument, by each of its tools, is tried on every row of the catalogue of faults;
else each row is tried with two of them in turn.

A failure does not keep the rest from running. The last line is the count.
"""

import json
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from common import BIN, REPORTS, ROOT, environment, say

NPM = ROOT / "node_modules" / ".bin"
PYTHON = BIN / "python"


#: Whether every instrument is tried on every row of the catalogue of faults.
EVERY = "--all" in sys.argv


@dataclass
class Row:
    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    #: What failed, or passed at the second try only, in words.
    named: list[str] = field(default_factory=list)

    def count(self, passed: int, failed: int, skipped: int) -> None:
        self.passed, self.failed, self.skipped = passed, failed, skipped


def read_jest(report: Path, row: Row) -> None:
    said = json.loads(report.read_text())
    row.count(
        said["numPassedTests"],
        # a file that does not load has no tests to fail
        said["numFailedTests"] + said["numRuntimeErrorTestSuites"],
        said["numPendingTests"] + said["numTodoTests"],
    )
    for file in said["testResults"]:
        row.named += [
            f"{Path(file['name']).name}: {test['fullName']}"
            for test in file["assertionResults"]
            if test["status"] == "failed"
        ]
        if file["status"] == "failed" and not file["assertionResults"]:
            row.named.append(f"{Path(file['name']).name}: does not load")


def read_pytest(report: Path, row: Row) -> None:
    """What failed was tried again, and is told as Playwright tells it."""
    read_junit(report, row)
    again = second(report)
    if not again.exists():
        return
    last = Row(row.name)
    read_junit(again, last)
    # Where it is not the same tests, the first run counts.
    if row.failed != last.passed + last.failed:
        return
    row.named = [
        name if name in last.named else f"{name} (passed at the second try)" for name in row.named
    ]
    row.passed += last.passed
    row.failed = last.failed


def second(report: Path) -> Path:
    return report.with_stem(f"{report.stem}-second")


def read_junit(report: Path, row: Row) -> None:
    for suite in ET.parse(report).getroot().iter("testsuite"):
        tests, failures, errors, skipped = (
            int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")
        )
        row.count(tests - failures - errors - skipped, failures + errors, skipped)
        row.named += [
            f"{case.get('classname')}: {case.get('name')}"
            for case in suite.iter("testcase")
            if case.find("failure") is not None or case.find("error") is not None
        ]


def read_playwright(report: Path, row: Row) -> None:
    said = json.loads(report.read_text())
    stats = said["stats"]
    failed = stats["unexpected"] + len(said["errors"])
    row.count(stats["expected"] + stats["flaky"], failed, stats["skipped"])
    row.named += [name for suite in said["suites"] for name in playwright_names(suite)]


def playwright_names(suite: dict[str, Any]) -> Iterator[str]:
    for inner in suite.get("suites", ()):
        yield from playwright_names(inner)
    for spec in suite.get("specs", ()):
        for test in spec["tests"]:
            if test["status"] == "unexpected":
                yield f"{spec['file']}:{spec['line']}: {spec['title']}"
            elif test["status"] == "flaky":
                yield f"{spec['file']}:{spec['line']}: {spec['title']} (passed at the second try)"


@dataclass
class Runner:
    """Something that writes a report; `prepare` has to work first."""

    group: str
    name: str
    command: list[object]
    report: str
    read: Callable[[Path, Row], None]
    prepare: tuple[str, ...] = ("setup", "build")


CHECKS: dict[str, list[object]] = {
    "eslint": [NPM / "eslint", "--max-warnings", "0", "."],
    "prettier": [NPM / "prettier", "--check", "--log-level", "warn", "."],
    "types": [NPM / "tsc", "-p", "tsconfig.test.json"],
    "types, browser": [NPM / "tsc", "-p", "test/ui"],
    "ruff": [BIN / "ruff", "check", "-q", "."],
    "ruff format": [BIN / "ruff", "format", "-q", "--diff", "."],
    "mypy": [BIN / "mypy", "--no-error-summary"],
    "imports": [BIN / "lint-imports", "--no-logo"],
}

PREPARE: dict[str, list[object]] = {
    "setup": ["make", "-s", "setup"],
    "build": ["make", "-s", "build"],
    "wheel": ["make", "-s", "wheel"],
    "kernels": [PYTHON, "scripts/kernels.py"],
    "lab 4.4": [PYTHON, "scripts/lab44.py"],
    "chromium": [PYTHON, "scripts/chromium.py"],
}


def jest(project: str) -> Runner:
    report = f"jest-{project}.json"
    command = [NPM / "jest", "--selectProjects", project]
    command += ["--json", f"--outputFile={REPORTS / report}"]
    return Runner("jest", f"jest {project}", command, report, read_jest)


def pytest(name: str, *options: str) -> Runner:
    report = f"{name.replace(' ', '-')}.xml"
    command: list[object] = [PYTHON, "scripts/pytests.py", REPORTS / report]
    command += [*(["--all"] if EVERY else []), *options]
    prepare = ("setup", "build", "wheel", "kernels")
    return Runner("pytest", name, command, report, read_pytest, prepare)


#: Seconds of the longest files of tests in a browser, roughly, and of any other.
LONG = {
    "lessons": 250,
    "panel": 240,
    "comparison": 145,
    "start": 110,
    "safety": 75,
    "comparecells": 50,
    "notebook7": 50,
    "timeit": 50,
    "looks": 45,
    "memory": 45,
    "menus": 45,
    "progress": 40,
    "faults": 75,
}
OTHER = 25


def halves() -> tuple[list[str], list[str]]:
    """The files of tests in JupyterLab in two parts that take about as long."""
    names = [path.name for path in (ROOT / "test" / "ui").glob("*.spec.ts")]
    seconds = {name: LONG.get(name.partition(".")[0], OTHER) for name in names}
    parts: tuple[list[str], list[str]] = ([], [])
    for name in sorted(names, key=lambda name: (-seconds[name], name)):
        min(parts, key=lambda part: sum(seconds[one] for one in part)).append(name)
    return parts


def playwright(name: str, *prepare: str, files: Sequence[str] = ()) -> Runner:
    project = name.partition(" ")[0]
    report = f"{name.replace(' ', '-')}.json"
    command = [PYTHON, "scripts/ui.py", project, "--reporter=list,json", *files]
    command.append(f"--output=test-results/{report.removesuffix('.json')}")
    prepare = ("setup", "build", "kernels", "chromium", *prepare)
    group = "ui" if project == "lab" else project
    return Runner(group, f"browser {name}", command, report, read_playwright, prepare)


#: One after the other; those in one tuple at the same time.
RUNNERS = [
    (jest("model"),),
    (jest("lab"),),
    # kernels take their time to start: two at once
    (pytest("pytest", "-m", "not alone", "-n2", "--dist=worksteal"),),
    (pytest("pytest alone", "-m", "alone"),),
    # pages take their time to load: two servers, each with a browser of its own
    tuple(playwright(f"lab {i}", files=files) for i, files in enumerate(halves(), 1)),
    (playwright("lab44", "wheel", "lab 4.4"),),
]


def call(command: list[object], quiet: bool = False, **env: str) -> bool:
    words = [str(word) for word in command]
    out = subprocess.DEVNULL if quiet else None
    try:
        done = subprocess.run(
            words, cwd=ROOT, env=environment(**env), stdin=subprocess.DEVNULL, stdout=out
        )
    except OSError as error:
        say(str(error))
        return False
    return done.returncode == 0


class Run:
    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.prepared: dict[str, bool] = {}

    def timed(self, name: str, work: Callable[[Row], None]) -> Row:
        print(f"\n--- {name}", flush=True)
        row = Row(name)
        start = time.monotonic()
        work(row)
        row.seconds = time.monotonic() - start
        return row

    def ready(self, steps: tuple[str, ...]) -> bool:
        """A step is done once; only one that fails shows up in the count."""
        for step in steps:
            if step not in self.prepared:

                def work(row: Row, step: str = step) -> None:
                    quiet = step not in ("setup", "build", "wheel")
                    row.failed = not call(PREPARE[step], quiet=quiet)

                row = self.timed(step, work)
                self.prepared[step] = not row.failed
                self.rows.append(row)
            if not self.prepared[step]:
                return False
        return True

    def check(self, name: str, command: list[object]) -> None:
        def work(row: Row) -> None:
            good = call(command)
            row.count(int(good), int(not good), 0)

        self.rows.append(self.timed(name, work))

    def run(self, runners: tuple[Runner, ...]) -> None:
        for runner in runners:
            if not self.ready(runner.prepare):
                self.rows.append(Row(f"{runner.name}: not run", failed=1))
                return
        with ThreadPoolExecutor(len(runners)) as pool:
            self.rows += pool.map(self.row_of, runners)

    def row_of(self, runner: Runner) -> Row:

        def work(row: Row) -> None:
            report = REPORTS / runner.report
            report.unlink(missing_ok=True)
            second(report).unlink(missing_ok=True)
            env = {"PLAYWRIGHT_JSON_OUTPUT_FILE": str(report), "CELLHEAT_ALL": str(int(EVERY))}
            good = call(runner.command, **env)
            try:
                runner.read(report, row)
            except (OSError, ValueError, KeyError, ET.ParseError) as error:
                say(f"{runner.name}: no report: {error}")
            # it died, or ran nothing: that is no success
            if not row.failed and (not good or not row.passed):
                row.failed = 1

        return self.timed(runner.name, work)

    def summary(self) -> int:
        print(f"\n{'':24}{'passed':>8}{'failed':>8}{'skipped':>8}{'time':>9}")
        for row in self.rows:
            counts = f"{row.passed:8}{row.failed:8}{row.skipped:8}"
            print(f"{row.name:24}{counts}{row.seconds:7.1f} s")
        named = [f"{row.name}: {name}" for row in self.rows for name in row.named]
        if named:
            print("\n" + "\n".join(named[:20]))
        passed = sum(row.passed for row in self.rows)
        failed = sum(row.failed for row in self.rows)
        skipped = sum(row.skipped for row in self.rows)
        total = f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")
        (REPORTS / "total.txt").write_text(total + "\n")
        print(f"\n{total}", flush=True)
        return int(failed > 0)


def main(wanted: list[str]) -> int:
    REPORTS.mkdir(exist_ok=True)
    run = Run()
    groups = {"lint", *(runner.group for runners in RUNNERS for runner in runners)}
    if unknown := set(wanted) - groups:
        say(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(sorted(groups))}")
        return 2
    wanted = wanted or sorted(groups)

    if "lint" in wanted and run.ready(("setup",)):
        # eslint and tsc read what the build writes for them
        call(["node", "scripts/helper.mjs"])
        call(["node", "scripts/pack.mjs"])
        for name, command in CHECKS.items():
            run.check(name, command)
    for runners in RUNNERS:
        if runners[0].group in wanted:
            run.run(runners)
    return run.summary()


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main([word for word in sys.argv[1:] if word != "--all"]))

"""Proves the comparison engine, part by part.

usage: .venv/bin/python -m bench.comparison [PART ...] [--trials N] [--processes N] [--results DIR]

Without a part, all of them. Every row that is measured is appended to a file of JSON lines at once,
so what was broken off goes on where it stood; delete the file to begin anew. `table` measures
nothing: it writes what the files hold into README.md.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..markdown import rows_of_goals, write_measured
from .part import Options, Row

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PARTS = ("simulate", "mutate", "real", "peers", "zoo", "growth", "memory")


def main() -> None:
    parser = argparse.ArgumentParser(usage="\n".join(__doc__.splitlines()[2:3])[7:])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join([*PARTS, "table"]))
    parser.add_argument("--trials", type=int)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--results", type=Path, default=ROOT / "reports" / "comparison")
    chosen = parser.parse_args()
    unknown = {*chosen.parts} - {*PARTS, "table"}
    if unknown:
        parser.error(f"there is no part {unknown.pop()}")
    options = Options(chosen.trials, chosen.processes)
    for name in chosen.parts or [*PARTS, "table"]:
        if name == "table":
            _write_tables(chosen.results)
        else:
            _measure(name, options, chosen.results)


def _measure(name: str, options: Options, results: Path) -> None:
    part = importlib.import_module(f".{name}", __package__)
    file = _file(results, name)
    file.parent.mkdir(parents=True, exist_ok=True)
    done = {row["key"] for row in _rows(file)}
    with file.open("a") as lines:
        for row in part.run(options, done):
            lines.write(json.dumps(row) + "\n")
            lines.flush()
    print("\n".join(_section(part, list(_rows(file)))))


def _write_tables(results: Path) -> None:
    sections: list[str] = []
    for name in PARTS:
        rows = list(_rows(_file(results, name)))
        if rows:
            part = importlib.import_module(f".{name}", __package__)
            sections += _section(part, rows)
    write_measured(HERE / "README.md", sections)


def _section(part: Any, rows: list[Row]) -> list[str]:
    goals = part.goals(rows)
    lines = [f"### {part.TITLE}", ""]
    if goals:
        lines += [*rows_of_goals(goals), ""]
    return [*lines, *part.table(rows), ""]


def _rows(file: Path) -> Iterator[Row]:
    if not file.exists():
        return
    for line in file.read_text().splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            # The run was broken off while it wrote this one.
            print(f"a broken line in {file.name} is left out", file=sys.stderr)


def _file(results: Path, name: str) -> Path:
    return results / f"{name}.jsonl"


if __name__ == "__main__":
    main()

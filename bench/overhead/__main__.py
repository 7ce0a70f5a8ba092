"""Measures what cellheat costs, and writes it where it is read.

usage: .venv/bin/python -m bench.overhead WHAT [--python PATH] [--rounds N] [--only NAME ...]

`goals` measures what there is a goal for: few ways, many rounds. Its parts are bridge, calls,
memory, lines, overview, await and idle. `ratios` measures every tool of every instrument and every
peer on every cell; with `--only`, the ways that have that text in their names. Each round runs
every way once, in a random order, and a ratio is to the run of the same round beside which it
stands. Both save what they measured in `reports/overhead`; parts that are measured anew replace
those of before. `table` measures nothing: it writes what is there into README.md. `figures` writes
the cells' own ratios into `cellheat/kernel/overheads.py`, in place of what stood there for the same
family of Pythons: it is what people are told before they choose. All want a machine that does
nothing else.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from ..markdown import write_measured
from .places import ROOT, place, version_of

# isort: split
from cellheat.kernel import overheads

from . import figures, goals, ratios
from .results import FOLDER, load

README = ROOT / "bench" / "README.md"
#: Rounds, where nothing is said.
_ROUNDS = {"goals": 25, "ratios": 5}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="bench.overhead",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=("goals", "ratios", "table", "figures"))
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    options = parser.parse_args()
    unknown = {*options.only} - {*goals.PARTS}
    if options.what == "goals" and unknown:
        parser.error(f"there is no part {unknown.pop()}, but {', '.join(goals.PARTS)}")
    if options.what == "table":
        write_measured(README, page(FOLDER))
    elif options.what == "figures":
        figures.write(load(ratios.KIND), Path(overheads.__file__))
    else:
        _measure(options)


def _measure(options: argparse.Namespace) -> None:
    found, version = place(options.python), version_of(options.python)
    count = options.rounds or _ROUNDS[options.what]
    command = _command(options, version, count)
    if options.what == "goals":
        goals.measure(found, version, options.only or list(goals.PARTS), count, command)
        print(*goals.summary(dict(load(goals.KIND))[version]), sep="\n")
    else:
        ratios.measure(found, version, " ".join(options.only), count, command)
        print(*ratios.section(dict(load(ratios.KIND))[version]), sep="\n")


def _command(options: argparse.Namespace, version: str, count: int) -> str:
    """As somebody else would type it."""
    python = "python" + ".".join(version.split(".")[:2])
    words = [options.what, "--python", python, "--rounds", str(count)]
    only = ["--only", *options.only] if options.only else []
    return ".venv/bin/python -m bench.overhead " + shlex.join([*words, *only])


def page(folder: Path) -> Iterator[str]:
    """What stands between the marks of the README, from the files of a folder."""
    for title, kind in (("Goals", goals), ("Every tool", ratios)):
        for version, parts in load(kind.KIND, folder):
            yield f"### {title}, CPython {version}"
            yield ""
            yield from kind.section(parts)
            yield ""


if __name__ == "__main__":
    main()

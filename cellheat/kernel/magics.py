"""`%cellheat` and `%%cellheat`: the same instruments with no front end.

`%%cellheat calls` on the first line is blanked by an input transformer, so that the cell runs the
ordinary way with its line numbers, `await` and magics; the instrument is put on in `pre_run_cell`.
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from dataclasses import dataclass
from typing import Any, NoReturn

from .calls.profilefile import Unreadable, save
from .cells.cell import Cell
from .instruments import BESIDE, INSTRUMENTS, Impossible, base, together
from .instruments.base import DEFAULT_S, Instrument
from .instruments.memory import LONGEST_S, SHORTEST_S
from .instruments.timeit import compiles_to_awaiting
from .interrupts import guarded
from .report import bundle
from .result import Failure, Profile
from .run import LineRun, Run
from .slot import Slot
from .timing import consent_needed, refusal, time_cell, time_cell_awaiting

_NAME = "cellheat"
_CELL_MAGIC = "%%" + _NAME


@dataclass(frozen=True)
class Options:
    """What stands after `%cellheat`; `statement` is the code of the line form."""

    instrument: str
    budget_s: float
    rows: int
    consent: bool
    interval_s: float
    tool: str | None
    also: list[str]
    save: str | None
    statement: str


class Misuse(Exception):
    """The line cannot be read; the message says what to write instead."""


def load_ipython_extension(ip: Any) -> None:
    """Called by `%load_ext cellheat`; a second call changes nothing."""
    if not hasattr(ip, "input_transformers_cleanup") or _magics(ip) is not None:
        return
    magics = Magics(ip)
    ip.register_magic_function(magics.line, "line", _NAME)
    ip.register_magic_function(magics.cell, "cell", _NAME)
    ip.input_transformers_cleanup.append(magics.transform)
    ip.events.register("pre_run_cell", magics.before_cell)


def unload_ipython_extension(ip: Any) -> None:
    """Called by `%unload_ext cellheat`: leaves nothing behind."""
    magics = _magics(ip)
    if magics is None:
        return
    ip.input_transformers_cleanup.remove(magics.transform)
    ip.events.unregister("pre_run_cell", magics.before_cell)
    for kind in ("line", "cell"):
        ip.magics_manager.magics[kind].pop(_NAME, None)


class Magics:
    """The magics of one shell."""

    def __init__(self, ip: Any) -> None:
        self._ip = ip
        #: One object, so that it can be unregistered.
        self.before_cell = guarded(self._before_cell, self._report_mistake)
        self.transform = self._transform

    def line(self, line: str) -> Any:
        """`%cellheat calls f(x)`: run one statement; an expression's value is returned."""
        options = self._options(line)
        if options is None:
            return None
        if not options.statement:
            raise _usage_error(
                f"Nothing to run. Write %cellheat {options.instrument} f(x), or put "
                f"%%cellheat {options.instrument} on the first line of a cell."
            )
        if options.instrument == "timeit":
            self._time(Cell(options.statement), options)
            return None
        return self._run_line(options)

    def cell(self, line: str, body: str) -> None:
        """`%%cellheat timeit`; the others never get here, unless they stand below another `%%`."""
        options = self._options(line)
        if options is None:
            return
        if options.instrument != "timeit":
            raise _usage_error(_BELOW)
        self._time(Cell(body), options)

    async def time_awaiting(self, line: str, body: str) -> None:
        """`%%cellheat timeit` on a cell that awaits."""
        options = self._options(line)
        cell = Cell(body)
        if options is not None and self._may_repeat(cell, options):
            self._show(await time_cell_awaiting(self._ip, cell, options.budget_s), options)

    def _transform(self, lines: list[str]) -> list[str]:
        """Take our line off the cell; pure, for IPython calls it more than once a run."""
        if not lines or not _is_ours(lines[0]):
            return lines
        rest = lines[0].strip()[len(_CELL_MAGIC) :].strip()
        body = lines[1:]
        try:
            options = parse_options(rest, is_cell=True)
        except (Misuse, _HelpWanted):
            # Nothing of the cell runs; the magic says why.
            return [f"get_ipython().run_line_magic({_NAME!r}, {'--cell ' + rest!r})\n"]
        if options.instrument == "timeit":
            return [self._timing_call(rest, "".join(body))]
        return body if body and body[0].startswith("%%") else ["\n", *body]

    def _timing_call(self, rest: str, body: str) -> str:
        if compiles_to_awaiting(self._ip, body):
            module = f"__import__('sys').modules[{__name__!r}]"
            return f"await {module}.awaiting(get_ipython(), {rest!r}, {body!r})\n"
        return f"get_ipython().run_cell_magic({_NAME!r}, {rest!r}, {body!r})\n"

    def _before_cell(self, info: Any) -> None:
        source = info.raw_cell
        first, _, below = source.lstrip().partition("\n")
        if not _is_ours(first):
            if first.startswith("%%") and _is_ours(below.lstrip().partition("\n")[0]):
                print(_BELOW, file=sys.stderr)
            return
        try:
            options = parse_options(first.strip()[len(_CELL_MAGIC) :].strip(), is_cell=True)
        except (Misuse, _HelpWanted):
            return
        cell = Cell(source, getattr(info, "cell_id", None))
        if options.instrument == "timeit" or info.silent:
            return
        if Cell(below).is_empty:
            print("The cell is empty: there is nothing to measure.", file=sys.stderr)
            return
        try:
            instrument = self._instrument(options)
        except Impossible as reason:
            # The cell runs all the same, unmeasured.
            self._show(_impossible(cell, options, reason), options)
            return
        run = Run(
            self._ip,
            cell,
            instrument,
            finished=lambda run: self._finish(run, options),
        )
        if Slot.take(run):
            run.begin(info)

    def _run_line(self, options: Options) -> Any:
        try:
            instrument = self._instrument(options)
        except Impossible as reason:
            raise _usage_error(f"{reason}{_command(reason)}") from None
        run = LineRun(self._ip, Cell(options.statement), instrument)
        if not Slot.take(run):
            raise _usage_error("Another cell is being profiled in this kernel.")
        try:
            return run.execute()
        finally:
            self._finish(run, options)

    def _finish(self, run: Run | LineRun, options: Options) -> None:
        self._show(run.result(), options)
        if options.save is None or run.graph is None:
            return
        try:
            # As `%prun -D`: who names a file in a cell that runs again means it.
            print(f"Saved to {save(run.graph, options.save, overwrite=True)}.")
        except Unreadable as error:
            print(error, file=sys.stderr)

    def _instrument(self, options: Options) -> Instrument:
        wanted = base.Options(self._ip, options.interval_s)
        return together(options.instrument, options.tool, options.also, wanted)

    def _time(self, cell: Cell, options: Options) -> None:
        if not self._may_repeat(cell, options):
            return
        result = time_cell(self._ip, cell, options.budget_s)
        if result is None:
            raise _usage_error("An awaiting statement needs %%cellheat timeit on its own cell.")
        self._show(result, options)

    def _may_repeat(self, cell: Cell, options: Options) -> bool:
        failure = refusal(self._ip, cell)
        if failure is not None:
            self._show(failure, options)
            return False
        effects = [] if options.consent else consent_needed(self._ip, cell)
        if effects:
            print("timeit would do this many times over:", file=sys.stderr)
            for effect in effects:
                print(f"  line {effect.line}: {effect.text}", file=sys.stderr)
            print("Add --yes to time it all the same. Nothing ran.", file=sys.stderr)
        return not effects

    def _options(self, line: str) -> Options | None:
        """The options, or `None` when help was asked for and given."""
        is_cell = line.startswith("--cell ") or line == "--cell"
        try:
            return parse_options(line[len("--cell") :] if is_cell else line, is_cell)
        except _HelpWanted as help_text:
            print(help_text)
            return None
        except Misuse as misuse:
            raise _usage_error(str(misuse)) from None

    def _show(self, result: Profile | Failure, options: Options) -> None:
        # Through the publisher: `display` might be captured or replaced by the user's.
        self._ip.display_pub.publish(data=bundle(result, options.rows), metadata={})

    def _report_mistake(self, error: BaseException) -> None:
        print(f"Cellheat failed, not the cell: {type(error).__name__}: {error}", file=sys.stderr)


async def awaiting(ip: Any, line: str, body: str) -> None:
    """What a cell with `%%cellheat timeit` becomes when it awaits."""
    magics = _magics(ip)
    if magics is not None:
        await magics.time_awaiting(line, body)


class _HelpWanted(Exception):
    """Carries the help text."""


#: What a cell is measured with where nothing is said.
_DEFAULT = "overview"


class _Parser(argparse.ArgumentParser):
    """Raises instead of ending the process."""

    def error(self, message: str) -> NoReturn:
        raise Misuse(f"{message[:1].upper()}{message[1:]}. Try %cellheat --help.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=_NAME,
        add_help=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=_instruments(),
        usage=f"%%%%cellheat [INSTRUMENT] [options]     on the first line of a cell ({_DEFAULT})\n"
        "       %%cellheat  INSTRUMENT [options] f(x)   for one statement",
    )
    parser.add_argument("instrument", choices=tuple(INSTRUMENTS), help=argparse.SUPPRESS)
    parser.add_argument(
        "--budget", type=_seconds, default=2.0, metavar="S", help="timeit: seconds to spend (2)"
    )
    parser.add_argument("--rows", type=_count, default=15, metavar="N", help="calls: rows (15)")
    parser.add_argument(
        "--yes", action="store_true", help="timeit: repeat although it writes or sends"
    )
    parser.add_argument(
        "--interval",
        type=_interval,
        default=DEFAULT_S,
        metavar="S",
        help=f"memory: seconds between samples ({DEFAULT_S:g})",
    )
    parser.add_argument("--tool", metavar="T", help="what to measure with, where there is a choice")
    parser.add_argument(
        "--also",
        type=_names,
        default=[],
        metavar="A,B",
        help=f"measure this beside it: {', '.join(BESIDE)}",
    )
    parser.add_argument(
        "--save", metavar="FILE", help="calls: write a .prof for pstats and SnakeViz"
    )
    parser.add_argument("--help", action="store_true", help="show this")
    return parser


def _instruments() -> str:
    """A line or two on what each instrument measures."""
    lines = (
        textwrap.fill(
            about.tools[0].measures,
            80,
            initial_indent=f"{about.name:<13}",
            subsequent_indent=" " * 13,
        )
        for about in INSTRUMENTS.values()
    )
    # argparse formats this text with `%`.
    return "\n".join(lines).replace("%", "%%")


def parse_options(line: str, is_cell: bool) -> Options:
    """Read what stands after the magic's name; raises Misuse or _HelpWanted."""
    options, statement = _split(line)
    if is_cell and (not options or options[0].startswith("--")):
        options.insert(0, _DEFAULT)
    if not options or "--help" in options or "-h" in options:
        raise _HelpWanted(_parser().format_help().rstrip())
    if is_cell and statement:
        raise Misuse(
            f"{statement.strip()!r} cannot stand on the %%cellheat line of a cell. Put code on "
            "the lines below it."
        )
    found = _parser().parse_args(options)
    tools = [tool.name for tool in INSTRUMENTS[found.instrument].tools]
    if found.tool is not None and found.tool not in tools:
        raise Misuse(f"{found.instrument} has no tool {found.tool!r}. It has {', '.join(tools)}.")
    if found.save is not None and found.instrument != "calls":
        raise Misuse("--save goes with calls: only they fit into a .prof file.")
    if found.also and found.instrument == "timeit":
        raise Misuse("timeit repeats the cell, so nothing can be measured beside it.")
    return Options(
        found.instrument,
        found.budget,
        found.rows,
        found.yes,
        found.interval,
        found.tool,
        found.also,
        found.save,
        statement,
    )


_WITH_VALUES = ("--budget", "--rows", "--interval", "--tool", "--also", "--save")


def _split(line: str) -> tuple[list[str], str]:
    """Our words, and the statement after them: it starts at the first word that is not ours."""
    rest = line.strip()
    words: list[str] = []
    while rest:
        word, _, after = rest.partition(" ")
        is_value = bool(words) and words[-1] in _WITH_VALUES
        if words and not word.startswith("-") and not is_value:
            break
        words.append(word)
        rest = after.lstrip()
    return words, rest


def _names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    if not set(names) <= set(BESIDE):
        raise argparse.ArgumentTypeError(f"choose from {', '.join(BESIDE)}")
    return names


def _seconds(text: str) -> float:
    value = float(text)
    if not 0.01 <= value <= 600:
        raise argparse.ArgumentTypeError("give seconds between 0.01 and 600")
    return value


def _interval(text: str) -> float:
    value = float(text)
    if not SHORTEST_S <= value <= LONGEST_S:
        raise argparse.ArgumentTypeError(f"give seconds between {SHORTEST_S:g} and {LONGEST_S:g}")
    return value


def _count(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 500:
        raise argparse.ArgumentTypeError("give a number between 1 and 500")
    return value


def _impossible(cell: Cell, options: Options, reason: Impossible) -> Failure:
    return Failure(
        options.instrument,
        cell.reference(),
        "unsupported",
        f"{reason} The cell was not measured.{_command(reason)}",
        missing=reason.missing,
    )


def _command(reason: Impossible) -> str:
    command = reason.missing and reason.missing.command
    return f" Install it with: {command}" if command else ""


def _is_ours(line: str) -> bool:
    words = line.split(maxsplit=1)
    return bool(words) and words[0] == _CELL_MAGIC


def _magics(ip: Any) -> Magics | None:
    function = ip.magics_manager.magics["line"].get(_NAME)
    owner = getattr(function, "__self__", None)
    return owner if hasattr(owner, "time_awaiting") else None


def _usage_error(text: str) -> Exception:
    from IPython.core.error import UsageError

    return UsageError(text)


_BELOW = (
    "%%cellheat has to be the first line of the cell, above other %% lines; nothing was measured."
)

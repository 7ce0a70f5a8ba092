"""A profile of a cell in words."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from .. import units
from ..result import (
    CallsData,
    FunctionRow,
    MemoryData,
    Noise,
    Profile,
    TableData,
    TimeitData,
    Timeline,
)
from . import sparkline, tables
from .conditions import conditions
from .findings import sentence
from .layout import BOX, NUMBER, PALE, aligned, html_table, printable, wrapped
from .names import NAMES

#: Below this a run is not worth a sentence about where its time went.
_SHORT_NS = 10e6

#: The system hands out memory in pages, so less than this is no change.
_LITTLE_BYTES = 0.1 * 2**20


def text(result: Profile, rows: int) -> str:
    """The report for a terminal, at most about 80 columns wide; tables have `rows` rows."""
    numbers = " · ".join(f"{name} {value}" for name, value in strip(result))
    parts = [wrapped(part) for part in (headline(result), numbers) if part]
    table = _table(result, rows)
    if table:
        parts.append(aligned(table))
        parts += _rest(result, rows)
    for name, lines, left, rest in _tables(result, rows):
        parts.append(f"{name}\n\n{aligned(lines, left)}{rest}")
    parts += [line for line in [_line(result)] if line]
    suggested = suggestion(result)
    parts += [wrapped(" ".join(suggested))] if suggested else []
    parts += map(wrapped, _agreement(result))
    parts += [wrapped(note.text) for note in result.notes]
    parts.append(wrapped(conditions(result, _timeline(result))))
    parts += [f"Also measured: {_called(one)}\n\n{text(one, rows)}" for one in result.also]
    return printable("\n\n".join(parts) + "\n")


def html(result: Profile, rows: int) -> str:
    """The report as one element with inline styles that suit light and dark pages."""
    numbers = "".join(
        f'<span style="{NUMBER}"><small style="{PALE}">{escape(name)}</small><br>'
        f"<b>{escape(value)}</b></span>"
        for name, value in strip(result)
    )
    table = _table(result, rows)
    body = (html_table(table) if table else "") + _html_line(result)
    for name, lines, left, more in _tables(result, rows):
        body += f"<p><b>{escape(name)}</b></p>{html_table(lines, left)}<p>{escape(more)}</p>"
    body += _html_suggestion(result)
    below = [*_rest(result, rows), *_agreement(result), *(note.text for note in result.notes)]
    notes = "".join(f'<p style="{PALE}">{escape(line)}</p>' for line in below)
    beside = "".join(
        f"<p><b>Also measured: {escape(_called(one))}</b></p>{html(one, rows)}"
        for one in result.also
    )
    foot = conditions(result, _timeline(result))
    return (
        f'<div style="{BOX}"><p style="font-size:1.3em">{escape(headline(result))}</p>'
        f"<p>{numbers}</p>{body}{notes}"
        f'<p style="{PALE}"><small>{escape(foot)}</small></p>{beside}</div>'
    )


def strip(profile: Profile) -> list[tuple[str, str]]:
    """The numbers that every profile has, or those of timeit; none where nothing ran."""
    data = profile.data
    if profile.outcome.status == "not-run":
        return []
    if isinstance(data, TimeitData):
        if len(data.values_ns) == 1:
            return [("one run", units.duration(data.median_ns)), ("spread", "–")]
        median, low, high = units.spread(data.median_ns, data.low_ns, data.high_ns)
        best = units.spread(data.best_ns, data.low_ns, data.high_ns)[0]
        known = [("best", best), ("median", median), ("spread", f"{low} to {high}")]
        return [*known, *_timeit_rest(data)]
    if isinstance(data, TableData) and data.figures:
        extra = [tables.figure(one, data.files) for one in data.figures]
    elif isinstance(data, MemoryData) and data.children_bytes:
        extra = [("child processes at most", units.size(data.children_bytes))]
    else:
        extra = []
    part = profile.distortion
    # Of the little that is known for sure nobody learns how much it is.
    if part is not None and not (part.least and part.share < 0.01):
        extra.append(("profiler's part", units.about_share(part.share, part.least)))
    untouched = profile.instrument in ("overview", "io") or profile.tool == "resident"
    wall = "wall" if untouched else "wall with profiler"
    return [
        (wall, units.duration(profile.wall_ns)),
        ("CPU", "–" if profile.cpu_ns is None else units.duration(profile.cpu_ns)),
        ("resident peak", units.rise(profile.peak_bytes)),
        *extra,
    ]


def suggestion(profile: Profile) -> tuple[str, str] | None:
    """What to measure next: why, and with what at which cost; the words are those of the panel."""
    found = profile.data.suggestion if isinstance(profile.data, TableData) else None
    # A cell that fails is to be mended first.
    if found is None or profile.outcome.status in ("raised", "not-run"):
        return None
    cost = "" if found.expected_ns is None else f", {units.span(*found.expected_ns)}"
    name = NAMES.get(found.instrument, found.instrument)
    if found.instrument == profile.instrument:
        name = "own tracer" if found.tool == "tracer" else found.tool
    return found.reason, f"Run again with {name}{cost}."


def headline(profile: Profile) -> str:
    """The first sentence: what a colleague would say who had seen the numbers."""
    if profile.outcome.status == "not-run":
        return f"Did not run: {profile.outcome.error}."
    if isinstance(profile.data, TimeitData):
        return _timeit_finding(profile.data) + _cut_short(profile)
    if isinstance(profile.data, MemoryData):
        data = profile.data
        words = _memory_finding(data) if data.finding is None else sentence(data)
        return _ended(profile, profile.wall_ns) + words
    if isinstance(profile.data, TableData):
        return _table_finding(profile, profile.data)
    return _calls_finding(profile, profile.data)


def _table_finding(profile: Profile, data: TableData) -> str:
    ended = _ended(profile, profile.wall_ns)
    # That it was short says nothing of a cell that was cut short.
    if ended and data.finding and data.finding.code in _TOO_SHORT:
        return ended.rstrip()
    return ended + sentence(data)


#: What is found where a cell ran for too short a time.
_TOO_SHORT = ("short", "stacks-few")


def _ended(profile: Profile, ns: float) -> str:
    """How a run was cut short; `ns` is how long it went on."""
    if profile.outcome.status == "raised":
        return f"Stopped by {profile.outcome.error} after {units.duration(ns, 2)}. "
    if profile.outcome.status == "interrupted":
        return f"Stopped after {units.duration(ns, 2)}. "
    return ""


def _cut_short(profile: Profile) -> str:
    return "" if profile.outcome.status == "ok" else " Stopped before its time."


def _calls_finding(profile: Profile, data: CallsData) -> str:
    whole = profile.wall_ns
    ended = _ended(profile, whole)
    if whole < _SHORT_NS:
        short = f"{units.duration(whole, 2)}: too short to matter unless it runs often."
        return ended.rstrip() or short
    if data.waiting_ns is not None and data.waiting_ns > whole / 2:
        return f"{ended}{units.part_of(data.waiting_ns, whole)} were spent waiting."
    if data.headline is None:
        return f"{ended}No function of yours was seen in these {units.duration(whole)}."
    if data.total_ns < whole / 2:
        return (
            f"{ended}Only {units.part_of(data.total_ns, whole)} went into your code; the rest is "
            "IPython's, such as showing the result."
        )
    row = data.functions[data.headline.function]
    where = "the top level of the cell" if row.name == "<module>" else row.name
    most = ""
    if data.headline.callee is not None:
        most = f", most of it in {_name(data.functions[data.headline.callee])}"
    return f"{ended}{units.part_of(data.headline.ns, whole)} went into {where}{most}."


def _memory_finding(data: MemoryData) -> str:
    if data.start_bytes is None or data.peak_bytes is None:
        return "How much memory the cell took cannot be read from this kernel."
    rise = data.peak_bytes - data.start_bytes
    if rise < _LITTLE_BYTES:
        return "Memory rose by less than 0.1 MiB." if rise > 0 else "Memory did not rise."
    stayed = (data.end_bytes or 0) - data.start_bytes
    rest = "none of it stayed" if stayed < _LITTLE_BYTES else f"{units.size(stayed)} stayed"
    return f"Memory rose by {units.size(rise)} at its highest; {rest}."


def _timeit_finding(data: TimeitData) -> str:
    repeats = len(data.values_ns)
    if repeats == 1:
        return f"{units.duration(data.median_ns, 2)}: one run, no spread known."
    median, low, high = units.spread(data.median_ns, data.low_ns, data.high_ns)
    which = f"for the middle half of {repeats}" if repeats >= 5 else f"in {repeats}"
    return f"{median} a run, from {low} to {high} {which} repeats."


def _timeit_rest(data: TimeitData) -> Iterator[tuple[str, str]]:
    """What is known of one run beside its time."""
    if data.cpu_ns is not None:
        digits = units.digits(data.median_ns, (data.high_ns - data.low_ns) / 2)
        yield "CPU", units.duration(data.cpu_ns, digits)
    if data.peak_bytes is not None:
        yield "Python peak", units.rise(data.peak_bytes)
    if data.left_blocks is not None:
        yield "blocks left", f"{data.left_blocks:,}"
    if data.allocations is not None:
        yield "allocations (memray)", f"{data.allocations:,}"


def _agreement(profile: Profile) -> list[str]:
    """What to make of differences between repeats."""
    data = profile.data
    said = NOISE.get(data.noise) if isinstance(data, TimeitData) else None
    return [said] if said else []


#: How the repeats of timeit agree; the same words as in `src/model/profile/figures.ts`.
NOISE: dict[Noise, str] = {
    "quiet": "The repeats agree: this was a quiet time to measure.",
    "noisy": (
        "The repeats differ: other programs, or the cell itself, made some slower. Differences "
        "within the spread mean nothing; a second try tells more."
    ),
    "slower": (
        "The repeats became slower from the first to the last: the cell adds to data that it "
        "finds again, or the machine slowed down."
    ),
    "faster": (
        "The repeats became faster from the first to the last: something is kept between runs, or "
        "the machine was busy at first. The best time says more than the median."
    ),
}


def _table(profile: Profile, rows: int) -> list[list[str]]:
    """The functions with a header row; empty where there are none to show."""
    data = profile.data
    if not isinstance(data, CallsData) or not data.functions:
        return []
    head = ["function", "where", "own", "total", "calls"]
    return [head, *(_cells(row, data) for row in data.functions[:rows])]


def _tables(profile: Profile, rows: int) -> Iterator[tuple[str, list[list[str]], int, str]]:
    """Title, rows of text, how many columns are texts, and what is left out, of each table."""
    data = profile.data
    if not isinstance(data, TableData | MemoryData):
        return
    for table in data.tables:
        lines = tables.rows(table, data.files, rows)
        if lines:
            count = min(rows, len(table.rows))
            more = f"\n\n{count:,} of {table.total:,} rows." if table.total > count else ""
            yield tables.title(table), lines, tables.texts(table), more


def _cells(row: FunctionRow, data: CallsData) -> list[str]:
    recursive = row.calls != row.primitive_calls
    calls = f"{row.calls:,}/{row.primitive_calls:,}" if recursive else f"{row.calls:,}"
    where: str = row.kind if row.kind == "builtin" else "library"
    if row.file is not None:
        where = f"{data.files[row.file].label}:{row.line}"
    own, total = units.duration(row.own_ns), units.duration(row.total_ns)
    return [_name(row), where, own, total, calls]


def _line(profile: Profile) -> str:
    """Memory over time, with its ends below it."""
    timeline = _timeline(profile)
    line = sparkline.text(timeline, profile.wall_ns) if timeline else ""
    end = units.duration(profile.wall_ns)
    return f"{line}\n0{end:>{len(line) - 1}}" if line else ""


def _html_line(profile: Profile) -> str:
    timeline = _timeline(profile)
    line = sparkline.html(timeline, profile.wall_ns) if timeline else ""
    if not line:
        return ""
    end = units.duration(profile.wall_ns)
    return (
        f"<p><small>Resident memory of the kernel, from 0 to {escape(end)}:</small></p>"
        f'<div style="max-width:500px">{line}</div>'
    )


def _html_suggestion(profile: Profile) -> str:
    suggested = suggestion(profile)
    if suggested is None:
        return ""
    reason, action = map(escape, suggested)
    return f"<p>{reason} <b>{action}</b></p>"


def _called(profile: Profile) -> str:
    return NAMES.get(profile.instrument, profile.instrument)


def _timeline(profile: Profile) -> Timeline | None:
    data = profile.data
    return data.timeline if isinstance(data, MemoryData | TableData) else None


def _name(row: FunctionRow) -> str:
    if row.name == "<module>":
        return "top level"
    name = row.name if row.module is None else f"{row.module}.{row.name}"
    return " ".join(name.splitlines())


def _rest(profile: Profile, rows: int) -> list[str]:
    data = profile.data
    if not isinstance(data, CallsData):
        return []
    count = min(rows, len(data.functions))
    if data.functions_total <= count:
        return []
    return [f"{count:,} of {data.functions_total:,} functions, longest own time first."]

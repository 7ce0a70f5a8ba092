"""A comparison in words: the verdict first, then the evidence for it."""

from __future__ import annotations

from difflib import SequenceMatcher
from html import escape
from typing import Literal

from .. import units
from ..result import ComparisonResult, Pair, Point, Variant, VariantTimes
from . import growing, ratios, words
from .agreeing import call_times
from .layout import BOX, PALE, aligned, html_table, printable, wrapped

#: Memory is worth a word from this difference on.
_PRICE = 1.2
_LITTLE_BYTES = 1024
#: Processor time that differs from the wall clock by more than this is that of a call that waits,
#: or of several cores.
_APART = 0.2
#: From this share of a time on, the share says less than the times themselves.
_WIDE = 0.995
_BAR_WIDTH = 30
_WAYS: tuple[Literal["faster", "slower"], ...] = ("faster", "slower")
_EMBER, _TEAL, _SLATE = "#d9622b", "#1a9a8a", "#8190a5"


def text(result: ComparisonResult) -> str:
    """The report for a terminal, about 80 columns wide."""
    parts = [wrapped(headline(result))]
    point = chosen(result)
    if point is not None:
        parts[0] = "\n".join([*parts, *map(wrapped, words.beneath(result, point))])
        parts.append(aligned(_rows(result, point, bars=True), 1 + _has_bars(point)))
    parts.append(wrapped(" ".join(_checked(result, point))))
    if len(result.points) > 1:
        parts.append(aligned(_sizes(result), 0))
        parts.append(growing.bars(result))
    parts.append("\n".join(map(wrapped, growing.lines(result))) if point is not None else "")
    parts += [wrapped(f"Careful: {caution.text}") for caution in result.cautions]
    parts.append(wrapped(conditions(result)))
    return printable("\n\n".join(filter(None, parts)) + "\n")


def html(result: ComparisonResult) -> str:
    """The report as one element with inline styles that suit light and dark pages."""
    parts = [f'<p style="font-size:1.3em"><b>{escape(headline(result))}</b></p>']
    point = chosen(result)
    if point is not None:
        parts += map(_pale, words.beneath(result, point))
        parts.append(_html_bars(result, point) if _has_bars(point) else "")
        parts.append(html_table(_rows(result, point, bars=False), 1))
    parts.append(_paragraph(" ".join(_checked(result, point))))
    if len(result.points) > 1:
        parts.append(html_table(_sizes(result), 0))
        parts.append(growing.html_bars(result))
    parts += map(_paragraph, growing.lines(result) if point is not None else [])
    parts += [_paragraph(f"Careful: {caution.text}") for caution in result.cautions]
    parts.append(_html_codes(result.variants))
    how = "; ".join(f"{name}: {words}" for name, words in result.method.items())
    parts += [f"<small>{_pale(conditions(result))}</small>", f"<small>{_pale(how)}</small>"]
    return f'<div style="{BOX}">{"".join(parts)}</div>'


def markdown(result: ComparisonResult) -> str:
    """The report for an issue or a pull request."""
    parts = [f"**{_marked(headline(result))}**"]
    point = chosen(result)
    if point is not None:
        parts += map(_marked, words.beneath(result, point))
        parts.append(_markdown_table(_rows(result, point, bars=False), 1))
    parts.append(_marked(" ".join(_checked(result, point))))
    if len(result.points) > 1:
        parts.append(_markdown_table(_sizes(result), 0))
    growth = growing.lines(result) if point is not None else []
    parts.append("\n".join(f"- {_marked(line)}" for line in growth))
    parts += [f"- Careful: {_marked(caution.text)}" for caution in result.cautions]
    parts.append(f"<sub>{_marked(conditions(result))}</sub>")
    return printable("\n\n".join(filter(None, parts)) + "\n")


def chosen(result: ComparisonResult) -> Point | None:
    """The point that the verdict is for."""
    return None if result.at is None else result.points[result.at]


def headline(result: ComparisonResult) -> str:
    """The verdict in one sentence."""
    point = chosen(result)
    if point is None:
        if result.difference is None:
            return "Stopped before anything was known."
        return f"Not comparable: {result.difference}"
    stopped = "" if result.outcome.status == "ok" else "Stopped early. "
    return f"{stopped}{words.verdict(result, point)}."


def conditions(result: ComparisonResult) -> str:
    """How it was measured: the foot of every result."""
    environment = result.environment
    parts = []
    point = chosen(result)
    if point is not None:
        parts.append(f"{point.blocks} interleaved blocks")
        if point.noise is not None:
            parts.append(_noise(point.noise))
    parts.append(f"{units.duration(result.wall_ns, 2)} in all")
    parts.append(f"{environment.implementation} {environment.python}")
    parts.append(f"{environment.cores} {'core' if environment.cores == 1 else 'cores'}")
    parts.append(result.started[:19].replace("T", " ") + " UTC")
    return " · ".join(parts)


def _has_bars(point: Point) -> bool:
    medians = [times.median_ns for times in point.times]
    return max(medians) >= ratios.FAR * min(medians)


def _rows(result: ComparisonResult, point: Point, *, bars: bool) -> list[list[str]]:
    """Each variant with its time, spread and memory, below a row of heads."""
    bars = bars and _has_bars(point)
    longest = max(times.median_ns for times in point.times)
    more = _metrics(result, point)
    table = [["", *([""] if bars else []), "one call", "spread", *more]]
    many = len(point.pairs) > 1
    if many:
        table[0].append(f"against {result.variants[0].name}")
    for index, (variant, told) in enumerate(zip(result.variants, call_times(point), strict=True)):
        times = point.times[index]
        bar = [_bar(times.median_ns / longest)] if bars else []
        row = [variant.name, *bar, told, _spread(times)]
        row += [column[index] for column in more.values()]
        against = [pair for pair in point.pairs if pair.variant == index]
        table.append([*row, *(words.summary(pair) for pair in against if many)])
        table[-1] += ["–"] * (len(table[0]) - len(table[-1]))
    return table


def _metrics(result: ComparisonResult, point: Point) -> dict[str, list[str]]:
    """What else one call did, where it was asked for or tells something: a column by its head."""
    times = point.times
    peaks = [one.peak_bytes for one in times]
    memory = ["–" if peak is None else units.size(peak) for peak in peaks]
    found: dict[str, list[float | None]] = {}
    if any(map(words.is_cached, times)):
        found["empty caches"] = [one.first_ns for one in times]
    if any(one.cpu_ns is not None and _apart(one.cpu_ns, one.median_ns) for one in times):
        found["processor time"] = [one.cpu_ns for one in times]
    if any(one.lag_ns is not None for one in times):
        found["loop held up"] = [one.lag_ns for one in times]
    columns = {"peak memory": memory} if any(peak is not None for peak in peaks) else {}
    columns |= {
        name: ["–" if ns is None else units.duration(ns, 2) for ns in column]
        for name, column in found.items()
    }
    for name, counts in (
        ("function calls", [one.function_calls for one in times]),
        ("statements", [one.statements for one in times]),
    ):
        if any(count is not None for count in counts):
            columns[name] = ["–" if count is None else f"{count:,}" for count in counts]
    resident = result.confirmation
    if resident and resident.n == point.n and any(resident.resident_bytes):
        columns["resident, fresh process"] = [units.rise(one) for one in resident.resident_bytes]
    return columns


def _apart(cpu_ns: float, wall_ns: float) -> bool:
    return wall_ns > 0 and abs(cpu_ns / wall_ns - 1) > _APART


def _bar(share: float) -> str:
    """A bar of block characters, in steps of an eighth."""
    eighths = max(1, round(share * _BAR_WIDTH * 8))
    full, rest = divmod(eighths, 8)
    return "█" * full + (" ▏▎▍▌▋▊▉"[rest] if rest else "")


def _sizes(result: ComparisonResult) -> list[list[str]]:
    """A row for each size: the times, and each variant against the first."""
    names = [variant.name for variant in result.variants]
    against = names[1:] if len(names) > 2 else ["verdict"]
    table = [["n", *names, *against]]
    for point in result.points:
        size = "" if point.n is None else f"{point.n:,}"
        table.append([size, *call_times(point), *map(words.short, point.pairs)])
    return table


def _checked(result: ComparisonResult, point: Point | None) -> list[str]:
    """What the results were like, and what the win costs."""
    if point is None:
        return []
    on = f"on {result.inputs} {'input' if result.inputs == 1 else 'inputs'}"
    said = {
        "equal": f"Same result {on}.",
        "close": f"Same result but for rounding {on}.",
        "reordered": f"Same items in another order {on}.",
    }
    found = [said[result.equality]] if result.equality in said else []
    return found + [price for pair in point.pairs for price in _price(result, point, pair)]


def _price(result: ComparisonResult, point: Point, pair: Pair) -> list[str]:
    """The memory of the faster one beside that of the slower one."""
    fast, slow = pair.variant, 0
    if pair.verdict == "slower":
        fast, slow = slow, fast
    peaks = point.times[fast].peak_bytes, point.times[slow].peak_bytes
    if pair.verdict not in ("faster", "slower") or None in peaks:
        return []
    fast_bytes, slow_bytes = max(peaks[0] or 0, 1), max(peaks[1] or 0, 1)
    if max(fast_bytes, slow_bytes) < _LITTLE_BYTES:
        return []
    name = result.variants[fast].name
    if fast_bytes >= _PRICE * slow_bytes:
        return [f"The price: {name} takes {_times(fast_bytes / slow_bytes)} the memory."]
    if slow_bytes >= _PRICE * fast_bytes:
        other = result.variants[slow].name
        return [f"And {other} takes {_times(slow_bytes / fast_bytes)} the memory of {name}."]
    return []


def _times(factor: float) -> str:
    rounded = f"{factor:.1f}" if factor < 9.5 else f"{float(f'{factor:.2g}'):,.0f}"
    return f"{rounded.removesuffix('.0')}×"


def _spread(times: VariantTimes) -> str:
    """Half of the middle half, or that half itself where it is wider than the time."""
    share = (times.high_ns - times.low_ns) / 2 / times.median_ns
    if share >= _WIDE:
        return f"{units.duration(times.low_ns, 2)} to {units.duration(times.high_ns, 2)}"
    return f"± {_percent(share)}"


def _noise(share: float) -> str:
    return "noise as large as the times" if share >= _WIDE else f"noise {_percent(share)}"


def _percent(share: float) -> str:
    percent = share * 100
    return f"{percent:.0f} %" if percent >= 0.95 or not percent else f"{max(0.1, percent):.1f} %"


def _paragraph(sentence: str) -> str:
    return f"<p>{escape(sentence)}</p>" if sentence else ""


def _pale(sentence: str) -> str:
    return f'<p style="{PALE}">{escape(sentence)}</p>'


def _html_bars(result: ComparisonResult, point: Point) -> str:
    longest = max(times.median_ns for times in point.times)
    rows = []
    told = zip(result.variants, point.times, call_times(point), _colours(point), strict=True)
    for variant, times, time, colour in told:
        width = max(0.5, 100 * times.median_ns / longest)
        bar = f"width:{width:.1f}%;height:1em;background:{colour}"
        rows.append(
            f'<div style="{PALE}">{escape(variant.name)} · {escape(time)}</div>'
            f'<div style="{bar};margin-bottom:6px"></div>'
        )
    return f"<div>{''.join(rows)}</div>"


def _colours(point: Point) -> list[str]:
    """Who leads, and who takes longest; between them is neither."""
    little = [pair.variant for pair in point.pairs if pair.ratio and not words.is_much(pair)]
    fast, slow = (
        [pair.variant for pair in words.leaders(point, way) if pair.variant not in little]
        for way in _WAYS
    )
    middle = _SLATE if bool(fast) == bool(slow) else _EMBER if fast else _TEAL
    like_first = [0, *(pair.variant for pair in point.pairs if pair.verdict == "same"), *little]
    return [
        middle
        if index in like_first
        else _TEAL
        if index in fast
        else _EMBER
        if index in slow
        else _SLATE
        for index in range(len(point.times))
    ]


def _html_codes(variants: list[Variant]) -> str:
    """The variants' code side by side, with a bar beside the lines that the first has not."""
    known = [(variant.name, variant.code) for variant in variants if variant.code]
    if len(known) < 2:
        return ""
    lines = [code.splitlines() for _, code in known]
    cells = []
    for index, (name, _) in enumerate(known):
        other = lines[0] if index else lines[1]
        marked = _differing(other, lines[index])
        rows = "".join(
            f'<div style="padding-left:6px;border-left:3px solid '
            f'{_SLATE if number in marked else "transparent"}">{escape(line) or "&nbsp;"}</div>'
            for number, line in enumerate(lines[index])
        )
        cells.append(
            f'<td style="vertical-align:top;text-align:left;padding:4px 12px 4px 0">'
            f"<b>{escape(name)}</b><pre>{rows}</pre></td>"
        )
    pairs = ("".join(cells[start : start + 2]) for start in range(0, len(cells), 2))
    rows = "".join(f"<tr>{pair}</tr>" for pair in pairs)
    return f'<table style="border-collapse:collapse">{rows}</table>'


def _differing(other: list[str], lines: list[str]) -> set[int]:
    """Numbers of the lines that are not in the other text."""
    same = SequenceMatcher(None, other, lines, autojunk=False).get_matching_blocks()
    kept = {block.b + offset for block in same for offset in range(block.size)}
    return set(range(len(lines))) - kept


def _markdown_table(table: list[list[str]], left: int) -> str:
    head, *rows = [[_marked(cell).replace("|", "\\|") for cell in row] for row in table]
    rule = ["---" if column < left else "--:" for column in range(len(head))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def _marked(sentence: str) -> str:
    """Names with underscores and stars must not become emphasis."""
    return "".join(f"\\{sign}" if sign in "\\*_`<[" else sign for sign in sentence)

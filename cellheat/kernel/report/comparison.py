"""A comparison in words: the verdict first, then the evidence for it."""

from __future__ import annotations

from difflib import SequenceMatcher
from html import escape

from .. import units
from ..result import ComparisonResult, Pair, Point, Variant, VariantTimes
from . import confirmation, growth
from .layout import BOX, PALE, aligned, html_table, printable, wrapped

#: From this ratio on two bars say it best; below, the interval does.
_BARS = 2.0
#: A difference below this is real, but nobody would notice it.
_MATTERS = 1.1
#: Memory is worth a word from this difference on.
_PRICE = 1.2
_LITTLE_BYTES = 1024
_BAR_WIDTH = 30
_EMBER, _TEAL, _SLATE = "#d9622b", "#1a9a8a", "#8190a5"


def text(result: ComparisonResult) -> str:
    """The report for a terminal, about 80 columns wide."""
    parts = [wrapped(sentence) for sentence in headlines(result)]
    point = chosen(result)
    if point is not None:
        parts[0] = "\n".join([*parts, *_intervals(result, point)])
        del parts[1:]
        parts.append(aligned(_rows(result, point, bars=True), 1 + _has_bars(point)))
    parts.append(wrapped(" ".join(_checked(result, point))))
    parts.append("\n".join(map(wrapped, confirmation.sentences(result))))
    if len(result.points) > 1:
        parts.append(aligned(_sizes(result), 0))
        parts.append("\n".join(map(wrapped, growth.sentences(result))))
    parts += [wrapped(f"Careful: {caution.text}") for caution in result.cautions]
    parts.append(wrapped(conditions(result)))
    return printable("\n\n".join(filter(None, parts)) + "\n")


def html(result: ComparisonResult) -> str:
    """The report as one element with inline styles that suit light and dark pages."""
    first, *more = headlines(result)
    parts = [f'<p style="font-size:1.3em"><b>{escape(first)}</b></p>', *map(_paragraph, more)]
    point = chosen(result)
    if point is not None:
        parts += map(_pale, _intervals(result, point))
        parts.append(_html_bars(result, point) if _has_bars(point) else "")
        parts.append(html_table(_rows(result, point, bars=False), 1))
    parts.append(_paragraph(" ".join(_checked(result, point))))
    parts += map(_paragraph, confirmation.sentences(result))
    if len(result.points) > 1:
        parts.append(html_table(_sizes(result), 0))
        parts += map(_paragraph, growth.sentences(result))
    parts += [_paragraph(f"Careful: {caution.text}") for caution in result.cautions]
    parts.append(_html_codes(result.variants))
    how = "; ".join(f"{name}: {words}" for name, words in result.method.items())
    parts += [f"<small>{_pale(conditions(result))}</small>", f"<small>{_pale(how)}</small>"]
    return f'<div style="{BOX}">{"".join(parts)}</div>'


def markdown(result: ComparisonResult) -> str:
    """The report for an issue or a pull request."""
    first, *more = headlines(result)
    parts = [f"**{_marked(first)}**", *map(_marked, more)]
    point = chosen(result)
    if point is not None:
        parts += map(_marked, _intervals(result, point))
        parts.append(_markdown_table(_rows(result, point, bars=False), 1))
    parts.append(_marked(" ".join(_checked(result, point))))
    parts += map(_marked, confirmation.sentences(result))
    if len(result.points) > 1:
        parts.append(_markdown_table(_sizes(result), 0))
        parts += map(_marked, growth.sentences(result))
    parts += [f"- Careful: {_marked(caution.text)}" for caution in result.cautions]
    parts.append(f"<sub>{_marked(conditions(result))}</sub>")
    return printable("\n\n".join(filter(None, parts)) + "\n")


def chosen(result: ComparisonResult) -> Point | None:
    """The point that the verdict is for."""
    return None if result.at is None else result.points[result.at]


def headlines(result: ComparisonResult) -> list[str]:
    """The verdict: one sentence for each variant but the first."""
    point = chosen(result)
    if point is None:
        why = result.difference or "stopped before anything was timed."
        return [f"Not comparable: {why}"]
    stopped = "" if result.outcome.status == "ok" else "Stopped early. "
    return [stopped + _sentence(result, point, pair) for pair in point.pairs]


def conditions(result: ComparisonResult) -> str:
    """How it was measured: the foot of every result."""
    environment = result.environment
    parts = []
    point = chosen(result)
    if point is not None:
        parts.append(f"{point.blocks} interleaved blocks")
        if point.noise is not None:
            parts.append(f"noise {_percent(point.noise)}")
    parts.append(f"{units.duration(result.wall_ns, 2)} in all")
    parts.append(f"{environment.implementation} {environment.python}")
    parts.append(f"{environment.cores} {'core' if environment.cores == 1 else 'cores'}")
    parts.append(result.started[:19].replace("T", " ") + " UTC")
    return " · ".join(parts)


def _sentence(result: ComparisonResult, point: Point, pair: Pair) -> str:
    first, other = result.variants[0].name, result.variants[pair.variant].name
    at = f" at n = {point.n:,}" if point.n is not None else ""
    if pair.verdict == "same":
        return f"{other} and {first} take the same time{at}, within 3 %."
    if pair.ratio is None or pair.low is None or pair.high is None or pair.verdict == "unclear":
        return f"Cannot tell which is faster{at}, {first} or {other}."
    ratio, low, high = _turned(pair.ratio, pair.low, pair.high)
    factor = units.factor(ratio, low, high)
    about = "about " if ratio >= _MATTERS else ""
    if pair.verdict == "faster":
        words = f"{other} is {about}{factor} faster than {first}{at}"
    else:
        words = f"{other} takes {about}{_plain(factor)} times as long as {first}{at}"
    return f"{words}." if about else f"{words}: real, too small to matter."


def _plain(factor: str) -> str:
    return factor.removesuffix("×")


def _turned(ratio: float, low: float, high: float) -> tuple[float, float, float]:
    """The ratio above 1: how many times slower, where it is slower."""
    return (ratio, low, high) if ratio >= 1 else (1 / ratio, 1 / high, 1 / low)


def _intervals(result: ComparisonResult, point: Point) -> list[str]:
    """The 95 % interval of each pair, called what it is."""
    lines = []
    for pair in point.pairs:
        if pair.ratio is None or pair.low is None or pair.high is None:
            lines.append("There were too few runs for an interval. A larger budget may help.")
            continue
        name = result.variants[pair.variant].name
        low, high, way = pair.low, pair.high, "times faster"
        if pair.verdict != "faster":
            low, high, way = 1 / high, 1 / low, "times as long"
        ends = " to ".join(units.factors(low, high))
        takes = "" if pair.verdict == "faster" else "takes "
        who = f"{name} {takes}" if len(point.pairs) > 1 or takes else ""
        more = " A larger budget may tell." if pair.verdict == "unclear" else ""
        lines.append(f"95 % in this kernel, on these inputs: {who}{ends} {way}.{more}")
    return lines


def _has_bars(point: Point) -> bool:
    medians = [times.median_ns for times in point.times]
    return max(medians) >= _BARS * min(medians)


def _rows(result: ComparisonResult, point: Point, *, bars: bool) -> list[list[str]]:
    """Each variant with its time, spread and memory, below a row of heads."""
    bars = bars and _has_bars(point)
    longest = max(times.median_ns for times in point.times)
    table = [["", *([""] if bars else []), "one call", "spread", "peak memory"]]
    for variant, times in zip(result.variants, point.times, strict=True):
        bar = [_bar(times.median_ns / longest)] if bars else []
        time = units.spread(times.median_ns, times.low_ns, times.high_ns)[0]
        spread = (times.high_ns - times.low_ns) / 2 / times.median_ns
        peak = "–" if times.peak_bytes is None else units.size(times.peak_bytes)
        table.append([variant.name, *bar, time, f"± {_percent(spread)}", peak])
    return table


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
        times = [
            units.spread(times.median_ns, times.low_ns, times.high_ns)[0] for times in point.times
        ]
        size = "" if point.n is None else f"{point.n:,}"
        table.append([size, *times, *(_short(pair) for pair in point.pairs)])
    return table


def _short(pair: Pair) -> str:
    if pair.verdict == "same":
        return "same"
    if pair.verdict not in ("faster", "slower") or None in (pair.ratio, pair.low, pair.high):
        return "cannot tell"
    ratio, low, high = _turned(pair.ratio or 1, pair.low or 1, pair.high or 1)
    way = "faster" if pair.verdict == "faster" else "as long"
    return f"{units.factor(ratio, low, high)} {way}"


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
    return f"{rounded.removesuffix('.0')} times"


def _percent(share: float) -> str:
    percent = share * 100
    return f"{percent:.1f} %" if percent < 1.95 else f"{percent:.0f} %"


def _paragraph(sentence: str) -> str:
    return f"<p>{escape(sentence)}</p>" if sentence else ""


def _pale(sentence: str) -> str:
    return f'<p style="{PALE}">{escape(sentence)}</p>'


def _html_bars(result: ComparisonResult, point: Point) -> str:
    longest = max(times.median_ns for times in point.times)
    shortest = min(times.median_ns for times in point.times)
    rows = []
    for variant, times in zip(result.variants, point.times, strict=True):
        colour = _SLATE
        if times.median_ns in (longest, shortest):
            colour = _EMBER if times.median_ns == longest else _TEAL
        width = max(0.5, 100 * times.median_ns / longest)
        bar = f"width:{width:.1f}%;height:1em;background:{colour}"
        rows.append(
            f'<div style="{PALE}">{escape(variant.name)} · {escape(_time(times))}</div>'
            f'<div style="{bar};margin-bottom:6px"></div>'
        )
    return f"<div>{''.join(rows)}</div>"


def _time(times: VariantTimes) -> str:
    return units.spread(times.median_ns, times.low_ns, times.high_ns)[0]


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

"""How times grow with n, in words and as bars; `src/model/comparison/growth.ts` says the same."""

from __future__ import annotations

from html import escape
from math import ceil, floor, log

from ..result import ComparisonResult, Growth, Point
from . import agreeing, sparkline
from .layout import PALE, wrapped
from .words import listed

_NAMES = {"worse": "worse than quadratic"}
_HEIGHT = 36


def lines(result: ComparisonResult) -> list[str]:
    """Families by name, the sizes that they are of, and where variants change places."""
    told = [
        f"{result.variants[one.variant].name}: {words}"
        for one in result.growth
        if (words := family(one))
    ]
    return [*told, *_tail(result), *crossovers(result)]


def family(growth: Growth) -> str:
    """`quadratic-ish (n to the 1.9 to 2.1)`, and all families that fit about equally well."""
    if not growth.families and growth.exponent is None:
        return ""
    named = " or ".join(_NAMES.get(one, one) for one in growth.families)
    return " ".join(filter(None, [named or "no family fits", _exponent(growth)]))


def _exponent(growth: Growth) -> str:
    if growth.exponent is None:
        return ""
    if growth.low is None or growth.high is None:
        return f"(n to the {_tenth(growth.exponent)})"
    low = _tenth(floor(10 * growth.low + 1e-9) / 10)
    high = _tenth(ceil(10 * growth.high - 1e-9) / 10)
    return f"(n to the {low})" if low == high else f"(n to the {low} to {high})"


def _tenth(value: float) -> str:
    return f"{value:.1f}".replace("-0.0", "0.0").replace("-", "−")


def _tail(result: ComparisonResult) -> list[str]:
    known = [one for one in result.growth if one.exponent is not None]
    if not known:
        return []
    start, end = min(one.from_n for one in known), max(one.to_n for one in known)
    return [f"The powers of n are those from n = {start:,} to {end:,}."]


def crossovers(result: ComparisonResult) -> list[str]:
    """`in_set is faster than in_list from n = 64 to 128 on.`"""
    first = result.variants[0].name
    told = []
    for one in result.crossovers:
        name = result.variants[one.variant].name
        sizes = f"n = {one.low_n:,} to {one.high_n:,}"
        above = one.faster == "above"
        where = f"from {sizes} on" if above else f"up to {sizes}"
        told.append(f"{name} is faster than {first} {where}.")
    return told


def bars(result: ComparisonResult) -> str:
    """A bar for each size, `▁▂▄▆█`, on one logarithmic scale for all variants."""
    levels = _levels(result)
    if not levels:
        return ""
    width = max(len(variant.name) for variant in result.variants)
    drawn = [
        f"{variant.name.ljust(width)}  {sparkline.bars(row)}"
        for variant, row in zip(result.variants, levels, strict=True)
    ]
    return "\n".join([wrapped(f"{_scale(result)}:"), *drawn])


def html_bars(result: ComparisonResult) -> str:
    """The same side by side: there is no SVG, for some readers take it out."""
    levels = _levels(result)
    if not levels:
        return ""
    parts = [f'<div style="{PALE}">{escape(_scale(result))}</div>']
    for variant, row in zip(result.variants, levels, strict=True):
        drawn = "".join(
            f'<span style="{_BAR};height:{3 + _HEIGHT * one:.0f}px"></span>' for one in row
        )
        parts.append(
            f'<div style="{_PLACE}">{drawn}</div><div style="{PALE}">{escape(variant.name)}</div>'
        )
    return "".join(parts)


def _scale(result: ComparisonResult) -> str:
    sized = _sized(result)
    times = [agreeing.call_times(point) for point in sized]
    names = [variant.name for variant in result.variants]
    ends = [
        f"{name} {low} to {high}"
        for name, low, high in zip(names, times[0], times[-1], strict=True)
    ]
    return f"From n = {sized[0].n:,} to {sized[-1].n:,}, on one logarithmic scale: {listed(ends)}"


def _levels(result: ComparisonResult) -> list[list[float]]:
    """From 0 (the shortest time of all) to 1 (the longest), for each variant a row."""
    sized = _sized(result)
    if len(sized) < 2:
        return []
    logs = [[log(max(one.median_ns, 1e-3)) for one in point.times] for point in sized]
    low, high = min(map(min, logs)), max(map(max, logs))
    room = max(high - low, 1e-9)
    return [[(row[index] - low) / room for row in logs] for index in range(len(result.variants))]


def _sized(result: ComparisonResult) -> list[Point]:
    sized = [point for point in result.points if point.n is not None]
    return sorted(sized, key=lambda point: point.n or 0)


_PLACE = "line-height:0;border-bottom:1px solid currentColor;margin-top:8px"
_BAR = "display:inline-block;vertical-align:bottom;width:14px;margin-right:2px;background:#8190a5"

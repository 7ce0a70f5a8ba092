"""Numbers as people read them: at most three significant digits, the unit beside the number.

The front end has the same rules in `src/model/words/units.ts`.
"""

from __future__ import annotations

from math import floor, log10

_TIMES = ((1.0, "ns"), (1e3, "µs"), (1e6, "ms"), (1e9, "s"))
_SIZES = ((1.0, "B"), (2.0**10, "KiB"), (2.0**20, "MiB"), (2.0**30, "GiB"), (2.0**40, "TiB"))


def duration(ns: float, digits: int = 3) -> str:
    """`8.61 s`, `46.2 µs`; from a minute on `3 min 20 s`."""
    if ns >= 59.95e9:
        minutes, seconds = divmod(round(ns / 1e9), 60)
        return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"
    factor, unit = _unit(ns, _TIMES, digits)
    whole = unit == "ns" and ns == int(ns)
    return f"{_number(ns / factor, 1 if whole else digits, whole)} {unit}"


def span(low_ns: float, high_ns: float) -> str:
    """A time that is foreseen: `about 11 s`, `3.2 to 11 s`. No more than two digits."""
    low, high = duration(low_ns, 2), duration(high_ns, 2)
    if high_ns < 1.2 * low_ns:
        return f"about {duration((low_ns + high_ns) / 2, 2)}"
    number, unit, *more = low.split(" ")
    return f"{number if not more and high.split(' ')[1] == unit else low} to {high}"


def size(count: int) -> str:
    """`34 MiB`, `1.2 GiB`."""
    factor, unit = _unit(count, _SIZES, 3)
    value = count / factor
    return f"{value:,.0f} {unit}" if factor == 1 or value >= 9.95 else f"{value:.1f} {unit}"


def rise(count: int | None) -> str:
    """`+34 MiB`, or a dash where it is not known."""
    if count is None:
        return "–"
    return f"+{size(count)}" if count else size(count)


def share(part: float) -> str:
    """`12 %`; what is not nothing does not read as nothing, nor what is not all as all."""
    if 0 < part < 0.01:
        return "<1 %"
    return f"{99 if 0.99 < part < 1 else 100 * part:.0f} %"


def about_share(part: float, least: bool = False) -> str:
    """A share that was estimated, which is never that there is nothing: `≈ 12 %`, `<1 %`."""
    return "<1 %" if part < 0.01 else f"{'≥' if least else '≈'} {share(part)}"


def part_of(ns: float, whole_ns: float) -> str:
    """`7.9 of 8.6 s`: both in the unit of the whole; `40 µs of 8.6 s` where it would read as 0."""
    if whole_ns >= 120e9:
        return f"{duration(ns)} of {duration(whole_ns)}"
    factor, unit = _unit(whole_ns, _TIMES, 2)
    decimals = _decimals(whole_ns / factor, 2)
    part, whole = f"{ns / factor:,.{decimals}f}", f"{whole_ns / factor:,.{decimals}f} {unit}"
    return f"{duration(ns, 2) if not float(part) and ns > 0 else part} of {whole}"


def spread(middle: float, low: float, high: float) -> tuple[str, str, str]:
    """Three times in the unit of the first, with no digit finer than their spread allows."""
    if middle >= 120e9:
        return duration(middle), duration(low), duration(high)
    known = digits(middle, (high - low) / 2)
    factor, unit = _unit(middle, _TIMES, known)
    first, second, third = (
        _rounded(v / factor, middle / factor, known) for v in (middle, low, high)
    )
    return f"{first} {unit}", second, f"{third} {unit}"


def digits(middle: float, doubt: float) -> int:
    """How many a value may have that is uncertain by about `doubt`: one to three."""
    if doubt <= 0 or middle <= 0:
        return 3
    return min(3, max(1, _exponent(middle) - _exponent(doubt) + 1))


def rounded(ns: float, digits: int) -> tuple[float, str]:
    """A time with so many digits: what that is worth, and what it says."""
    factor, unit = _unit(ns, _TIMES, digits)
    value = float(f"{ns / factor:.{digits}g}")
    return value * factor, f"{value:,.{_decimals(value, digits)}f} {unit}"


def _rounded(value: float, like: float, digits: int) -> str:
    """As many decimals as `like` has with so many significant digits."""
    step = 10.0 ** (_exponent(like) - digits + 1)
    return f"{round(value / step) * step:,.{_decimals(like, digits)}f}"


def _number(value: float, digits: int, whole: bool) -> str:
    return f"{value:,.0f}" if whole else f"{value:,.{_decimals(value, digits)}f}"


def _unit(value: float, units: tuple[tuple[float, str], ...], digits: int) -> tuple[float, str]:
    """The unit in which the value, once rounded, has at most three digits before the point."""
    return next(((f, u) for f, u in units if float(f"{value / f:.{digits}g}") < 1000), units[-1])


def _decimals(value: float, digits: int) -> int:
    """Decimals that leave so many significant digits."""
    return max(0, digits - 1 - _exponent(float(f"{value:.{digits}g}")))


def _exponent(value: float) -> int:
    return floor(log10(value) + 1e-12) if value > 0 else 0

"""Numbers as people read them: at most three significant digits, the unit beside the number."""

from __future__ import annotations

_TIMES = ((1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns"))
_SIZES = ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"), (1, "B"))


def duration(ns: float) -> str:
    """`8.61 s`, `46 µs`; from two minutes on `3 min 20 s`."""
    if ns >= 120e9:
        minutes, seconds = divmod(round(ns / 1e9), 60)
        return f"{minutes} min {seconds} s"
    return _scaled(ns, _TIMES)


def size(count: int) -> str:
    """`34 MiB`."""
    return _scaled(float(count), _SIZES)


def rise(count: int | None) -> str:
    """`+34 MiB`, or a dash where it is not known."""
    return "–" if count is None else f"+{size(count)}"


def part_of(ns: float, whole_ns: float) -> str:
    """`7.9 of 8.6 s`: both in the unit of the whole, with its two significant digits."""
    if whole_ns >= 120e9:
        return f"{duration(ns)} of {duration(whole_ns)}"
    factor, unit = _unit(whole_ns, _TIMES)
    digits = _decimals(whole_ns / factor, 2)
    return f"{ns / factor:.{digits}f} of {whole_ns / factor:.{digits}f} {unit}"


def _scaled(value: float, units: tuple[tuple[float, str], ...]) -> str:
    factor, unit = _unit(value, units)
    return f"{_three(value / factor)} {unit}"


def _unit(value: float, units: tuple[tuple[float, str], ...]) -> tuple[float, str]:
    # 999.6 µs would be rounded to 1000 µs: it is 1 ms.
    return next(((f, u) for f, u in units if abs(value) >= f * 0.9995), units[-1])


def _three(value: float) -> str:
    text = f"{value:.{_decimals(value, 3)}f}"
    return text.rstrip("0").rstrip(".") if "." in text and value == int(value) else text


def _decimals(value: float, digits: int) -> int:
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 1
    return max(0, digits - whole)

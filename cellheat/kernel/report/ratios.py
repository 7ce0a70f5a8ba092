"""Ratios as people read them: no digit finer than the interval allows.

The ends of an interval are rounded outwards, so that what is said lies in it.
`src/model/words/ratio.ts` says the same.
"""

from __future__ import annotations

from math import ceil, floor, log10

#: Below this a difference is real, but nobody would notice it.
MATTERS = 1.1
#: From here on two bars of time say more than an interval.
FAR = 2.0

_MOST = 3
#: No end of an interval is told finer than this only to keep it on its side of 1.
_FINEST = 0.01
#: What a binary fraction may be off.
_TINY = 1e-9

Interval = tuple[float, float]


def matters(ratio: float) -> bool:
    """Told as a difference that somebody would notice."""
    return _to_digits(ratio, _MOST)[0] >= MATTERS - _TINY


def factor(ratio: float, low: float | None = None, high: float | None = None) -> str:
    """`140×`: with two digits, or with three where two would lie or say too little."""
    if low is None or high is None:
        return _sign(_to_digits(ratio, 2 if matters(ratio) else _MOST))
    known = max(1, _digits_known(ratio, low, high))
    for digits in range(min(2, known) if matters(ratio) else _MOST, _MOST):
        rounded = _to_digits(ratio, digits)
        if is_within(rounded[0], *told_interval(low, high)):
            return _sign(rounded)
    return _sign(_to_digits(ratio, _MOST))


def interval(low: float, high: float) -> str:
    """`134× to 143×`."""
    start, end = _ends(low, high)
    return f"{_sign(start)} to {_sign(end)}"


def told_interval(low: float, high: float) -> Interval:
    """The ends as `interval` writes them."""
    (start, _), (end, _) = _ends(low, high)
    return start, end


def is_within(value: float, low: float, high: float) -> bool:
    """With room for what binary fractions are off."""
    return low * (1 - _TINY) <= value <= high * (1 + _TINY)


_Stepped = tuple[float, float]


def _ends(low: float, high: float) -> tuple[_Stepped, _Stepped]:
    digits = min(_MOST, max(2, _digits_known(high, low, high)))
    step = _step(high, digits)
    if 10 * low < high:
        fine = _step(low, digits)
    else:
        # below 1 a step of a tenth is too much
        fine = min(step, _FINEST) if low < 1 else step
    return _lower(low, fine), _upper(high, step)


def _lower(value: float, step: float) -> _Stepped:
    rounded = floor(value / step + _TINY) * step
    crosses = value > 1 and rounded < 1 + _TINY and step > _FINEST * (1 + _TINY)
    return _lower(value, step / 10) if crosses or rounded <= 0 < value else (rounded, step)


def _upper(value: float, step: float) -> _Stepped:
    rounded = ceil(value / step - _TINY) * step
    crosses = value < 1 and rounded > 1 - _TINY and step > _FINEST * (1 + _TINY)
    return _upper(value, step / 10) if crosses else (rounded, step)


def _digits_known(value: float, low: float, high: float) -> int:
    doubt = (high - low) / 2
    return _exponent(value) - _exponent(doubt) + 1 if doubt > 0 else _MOST


def _to_digits(value: float, digits: int) -> _Stepped:
    step = _step(float(f"{value:.{digits - 1}e}"), digits)
    return floor(value / step + 0.5) * step, step


def _step(value: float, digits: int) -> float:
    return 10.0 ** (_exponent(value) - digits + 1)


def _sign(stepped: _Stepped) -> str:
    value, step = stepped
    return f"{value:,.{max(0, -_exponent(step))}f}×"


def _exponent(value: float) -> int:
    return floor(log10(value) + 1e-12)

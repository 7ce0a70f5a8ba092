"""How times grow with n, in words."""

from __future__ import annotations

from ..result import ComparisonResult, Crossover, Growth

#: An exponent is told with two decimals where its interval is narrower than this to each side.
_FINE = 0.05


def sentences(result: ComparisonResult) -> list[str]:
    """A sentence for each variant, and for each place where one passes the first."""
    grown = [_grows(result, growth) for growth in result.growth]
    return grown + [_crosses(result, crossover) for crossover in result.crossovers]


def _grows(result: ComparisonResult, growth: Growth) -> str:
    name = result.variants[growth.variant].name
    if growth.families == ["flat"]:
        return f"{name} stays flat as n grows."
    if not growth.families:
        words = f"No family fits how {name} grows"
    else:
        words = f"{name} grows {' or '.join(growth.families)}"
    return f"{words}{_exponent(growth)}."


def _exponent(growth: Growth) -> str:
    if growth.exponent is None or growth.low is None or growth.high is None:
        return ""
    decimals = 2 if (growth.high - growth.low) / 2 < _FINE else 1
    power = f"{growth.exponent:.{decimals}f}"
    return f": about n^{power} from n = {growth.from_n:,} to {growth.to_n:,}"


def _crosses(result: ComparisonResult, crossover: Crossover) -> str:
    first, name = result.variants[0].name, result.variants[crossover.variant].name
    between = f"somewhere between n = {crossover.low_n:,} and {crossover.high_n:,}"
    if crossover.faster == "above":
        return f"From {between} on, {name} is faster than {first}."
    return f"Up to {between}, {name} is faster than {first}."

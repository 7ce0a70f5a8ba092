"""What fresh processes found, in sentences."""

from __future__ import annotations

from .. import units
from ..result import ComparisonResult, Confirmation, Pair


def sentences(result: ComparisonResult) -> list[str]:
    """One for each variant but the first, and one on resident memory; none before it was asked."""
    found = result.confirmation
    if found is None:
        return []
    names = [variant.name for variant in result.variants]
    if not found.processes:
        return ["Stopped before a fresh process came to an end."]
    where = _where(found)
    told = [f"{where}{_standing(pair, names[0], names[pair.variant])}" for pair in found.pairs]
    return [*told, *_memory(found, names)]


def _where(found: Confirmation) -> str:
    many = "1 fresh process" if found.processes == 1 else f"{found.processes} fresh processes"
    short = f" (of {found.asked} asked for)" if found.processes < found.asked else ""
    return f"In {many}{short}: "


def _standing(pair: Pair, first: str, other: str) -> str:
    if pair.ratio is None or pair.low is None or pair.high is None:
        return f"too few to tell how {other} stands to {first}."
    low, high = pair.low, pair.high
    if pair.verdict == "faster":
        words = f"{other} is {_ends(low, high)} times faster"
    elif pair.verdict == "slower":
        words = f"{other} takes {_ends(1 / high, 1 / low)} times as long"
    elif pair.verdict == "same":
        words = f"{other} and {first} take the same time, within 3 %"
    else:
        words = f"{other} takes {_ends(1 / high, 1 / low)} times as long, so it cannot be told"
    return f"{words} (95 % between processes)."


def _ends(low: float, high: float) -> str:
    return " to ".join(units.factors(low, high))


def _memory(found: Confirmation, names: list[str]) -> list[str]:
    known = [
        f"{units.size(size)} for {name}"
        for name, size in zip(names, found.resident_bytes, strict=True)
        if size is not None
    ]
    if not known:
        return []
    return [f"Resident memory rose in a process of its own by {', '.join(known)}."]

"""How a profile came about: the foot of every report, as in `src/model/profile/conditions.ts`."""

from __future__ import annotations

from collections.abc import Iterator

from .. import units
from ..result import Environment, Profile, TimeitData, Timeline
from .names import HOW


def conditions(profile: Profile, timeline: Timeline | None) -> str:
    """The method, what it cost, the tools, the interpreter, the processors and the time."""
    how = method(profile, timeline)
    parts = [how] if how and profile.outcome.status != "not-run" else []
    parts += list(_tools(profile.environment))
    if isinstance(profile.data, TimeitData):
        repeats = len(profile.data.values_ns)
        parts.append(
            f"{repeats} × {profile.data.loops:,} runs in {units.duration(profile.wall_ns)}"
        )
    if timeline is not None:
        parts.append(_sampling(timeline))
    return " · ".join([*parts, *_environment(profile.environment), _moment(profile)])


def method(profile: Profile, timeline: Timeline | None) -> str:
    """How it was measured, and what the estimate of its cost stands on; empty where samples say."""
    if profile.instrument == "calls":
        return "Every call was recorded, which takes time of its own"
    if isinstance(profile.data, TimeitData):
        once = "ran once" if profile.data.one_run else "repeated in a loop of its own"
        return f"The cell {once}, nothing recorded inside"
    basis = profile.distortion.basis if profile.distortion else None
    if profile.instrument != "memory":
        return (basis or HOW.get(profile.instrument, "")).removesuffix(".")
    if profile.tool != "resident":
        basis = basis or "Memory was read at each line, which takes time of its own"
        return basis.removesuffix(".")
    whole = "The memory of the whole kernel was read, nothing recorded inside"
    return whole if timeline is None else ""


def _sampling(timeline: Timeline) -> str:
    every = f"{timeline.interval_s * 1000:.3g} ms"
    samples = "sample" if timeline.samples == 1 else "samples"
    return f"{timeline.samples:,} {samples}, one every {every} ({timeline.tool})"


def _tools(environment: Environment) -> Iterator[str]:
    for name, version in environment.tools.items():
        # A part of Python has its version, which stands behind.
        yield name if version == environment.python else f"{name} {version}"


def _environment(environment: Environment) -> list[str]:
    cores = "core" if environment.cores == 1 else "cores"
    python = f"{environment.implementation} {environment.python}"
    return [python, f"{environment.cores} {cores}"]


def _moment(profile: Profile) -> str:
    return profile.started[:19].replace("T", " ") + " UTC"

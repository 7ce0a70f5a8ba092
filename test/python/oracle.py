"""The A/B oracle: a cell run plain in one kernel and profiled in its twin leaves the same behind.

NS names, OUT messages and history, HOOK hooks, ONCE side effects, LIVE the next cell. NB, the file,
and UI, the panel, are looked at in a browser by `test/ui/oracle.spec.ts`. What may differ by nature
(addresses, timings, process ids) is normalised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from cells import Case
from kernels import Kernel, Message, Ran

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_VARYING = [
    (re.compile(r"0x[0-9a-fA-F]+"), "0x"),
    (re.compile(r"ipykernel_\d+"), "ipykernel"),
    (re.compile(r"pid=\d+"), "pid"),
    (re.compile(r"(/[^\s'\"]*)?/\d+/notebooks"), "/notebooks"),
    (re.compile(r"\d+(\.\d+)? ?(ns|µs|μs|us|ms|s)\b"), "TIME"),
]


@dataclass
class Observed:
    """All that a cell left behind."""

    reply: dict[str, Any]
    #: Invariant → what it looks at.
    parts: dict[str, Any]
    #: Hooks and names when another cell has run; `None` where there is no kernel any more.
    left: dict[str, Any] | None


def plainly(kernel: Kernel, case: Case) -> Observed:
    prepare(kernel, case)
    observed = observe(kernel, case)
    run_all(kernel, case.after)
    return observed


def profiled(
    kernel: Kernel,
    case: Case,
    instrument: str,
    tool: str | None = None,
    also: tuple[str, ...] = (),
) -> tuple[dict[str, Any] | None, Observed]:
    """What was collected, `None` where the kernel is gone, and what the cell left behind."""
    prepare(kernel, case)
    answer, observed = _profiled(kernel, case, instrument, tool, also)
    run_all(kernel, case.after)
    return answer, observed


def _profiled(
    kernel: Kernel, case: Case, instrument: str, tool: str | None, also: tuple[str, ...]
) -> tuple[dict[str, Any] | None, Observed]:
    armed = kernel.arm(case.source, instrument, tool=tool, also=also)
    if armed["kind"] == "failure":
        return armed, observe(kernel, case)
    assert armed["kind"] == "ok", armed
    # Collected last, so that the kernel is looked at before we may tidy up in `collect`.
    observed = observe(kernel, case)
    if observed.left is None:
        return None, observed
    answer = kernel.collect()
    changed = differ(observed.left, _left(kernel.probe()), "after collecting")
    assert not changed, changed
    return answer, observed


def hooks(kernel: Kernel) -> dict[str, Any]:
    return dict(kernel.probe()["hooks"])


def prepare(kernel: Kernel, case: Case) -> None:
    if case.debugged:
        kernel.attach_debugger()
    run_all(kernel, case.before)


def run_all(kernel: Kernel, sources: tuple[str, ...]) -> None:
    for source in sources:
        ran = kernel.run(source, "another")
        assert ran.status == "ok", ran.error


def observe(kernel: Kernel, case: Case) -> Observed:
    """Run the cell and another one, and look at the kernel after each."""
    ran = kernel.run(
        case.source, seen=kernel.strike("") if case.interrupt else None, answer=case.answer
    )
    if case.late is not None:
        assert kernel.run(case.late, silent=True).status == "ok"
        ran.messages += kernel.late(ran)
    told = story(ran)
    out = [[kind for kind, _ in told] if case.loosely else told, _reply(ran.reply)]
    if case.ends:
        return Observed(out[1], {"OUT": out, "ended": kernel.ended()}, None)
    state = kernel.probe()
    live = kernel.run("1 + 1", "live")
    after = kernel.probe()
    return Observed(
        out[1],
        {
            "NS": [state["names"], state["main"]],
            "OUT": [*out, state["history"]],
            "HOOK": state["hooks"],
            "ONCE": state["once"],
            "LIVE": [story(live), after["history"], after["hooks"]],
        },
        _left(after),
    )


def _left(state: dict[str, Any]) -> dict[str, Any]:
    return {"HOOK": state["hooks"], "NS": state["names"]}


def compare(plain: Observed, ours: Observed, except_for: tuple[str, ...] = ()) -> list[str]:
    """Where they differ, by the invariants' names; those that are excepted are not looked at."""
    return [
        line
        for name, part in plain.parts.items()
        if name not in except_for
        for line in differ(part, ours.parts[name], name)
    ]


def differ(plain: Any, ours: Any, path: str) -> list[str]:
    """Where two values differ, one line a place: a whole state is too long to read."""
    if type(plain) is type(ours) is dict:
        keys = [*plain, *(key for key in ours if key not in plain)]
        pairs = [(key, plain.get(key, _ABSENT), ours.get(key, _ABSENT)) for key in keys]
    elif isinstance(plain, list | tuple) and type(plain) is type(ours) and len(plain) == len(ours):
        pairs = [(i, *pair) for i, pair in enumerate(zip(plain, ours, strict=True))]
    else:
        return [] if plain == ours else [f"{path}: {plain!r} != {ours!r}"]
    return [line for key, a, b in pairs for line in differ(a, b, f"{path}.{key}")]


_ABSENT = "(absent)"


def story(ran: Ran) -> list[tuple[str, Any]]:
    """The messages; neighbouring pieces of a stream are one, however they were cut."""
    told: list[tuple[str, Any]] = []
    for message in ran.messages:
        kind, content = message["msg_type"], message["content"]
        if kind != "stream":
            told.append((kind, _normal(content)))
            continue
        if not told or told[-1][0] != "stream":
            told.append(("stream", {}))
        texts = told[-1][1]
        texts[content["name"]] = texts.get(content["name"], "") + content["text"]
    return [(kind, _normal(content)) for kind, content in told]


def _reply(reply: Message) -> dict[str, Any]:
    content = {key: value for key, value in reply["content"].items() if key != "engine_info"}
    return dict(_normal(content))


def _normal(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _normal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_normal(item) for item in value]
    if isinstance(value, str):
        value = _ANSI.sub("", value)
        for pattern, replacement in _VARYING:
            value = pattern.sub(replacement, value)
    return value

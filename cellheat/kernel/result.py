"""The shape of a profile: what a run of a cell is told as, in one versioned JSON document.

This module owns the shape; the front end reads it in `src/model/contract/profile.ts`. Units stand
in the names: `_ns` is nanoseconds, `_bytes` is bytes, `_s` is seconds.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

VERSION = 1
MIME_TYPE = "application/vnd.cellheat.v1+json"

Status = Literal["ok", "raised", "interrupted", "not-run"]
Reason = Literal[
    "empty", "not-started", "in-use", "unsupported", "refused", "raised", "profiler-failed"
]

Effect = Literal["writes-files", "sends-requests", "runs-commands", "changes-database"]


@dataclass(frozen=True)
class CellReference:
    """The cell that was run.

    `id` is the notebook's id of it, `hash` the SHA-256 of its UTF-8 source with `\\n` line ends in
    hexadecimal, `count` the execution count of the run; `id` and `count` may be unknown.
    """

    id: str | None
    hash: str
    count: int | None


@dataclass(frozen=True)
class Outcome:
    """How the execution ended; `error` is the exception's class name, if there was one."""

    status: Status
    error: str | None = None


@dataclass(frozen=True)
class Environment:
    """The conditions of a run; `tools` maps what measured to its version."""

    python: str
    implementation: str
    machine: str
    cores: int
    cellheat: str
    tools: dict[str, str]


@dataclass(frozen=True)
class Note:
    """One or two plain sentences that a reader of the numbers should know."""

    code: str
    text: str
    level: Literal["info", "caution"] = "info"


@dataclass(frozen=True)
class SourceFile:
    """A notebook cell, with its text as the user wrote it, or a file beside the notebook."""

    kind: Literal["cell", "file"]
    label: str
    count: int | None
    text: str | None


@dataclass(frozen=True)
class FunctionRow:
    """One function: `calls` counts recursive calls, `primitive_calls` does not.

    `own_ns` is the time in the function itself, `total_ns` adds all that it called. `file` is an
    index into the profile's files, for own code only; `line` counts from 1 in that file.
    """

    name: str
    kind: Literal["own", "library", "builtin"]
    module: str | None
    file: int | None
    line: int | None
    calls: int
    primitive_calls: int
    own_ns: int
    total_ns: int


@dataclass(frozen=True)
class CallsHeadline:
    """Where the time went: a function's own time and that of its calls into foreign code.

    `function` and `callee` are indices of rows; `callee` took more than half of `ns`.
    """

    function: int
    ns: int
    callee: int | None
    callee_ns: int


@dataclass(frozen=True)
class CallsData:
    """`total_ns` is the sum of all own times, `waiting_ns` is known for awaiting cells only."""

    total_ns: int
    waiting_ns: int | None
    files: list[SourceFile]
    functions: list[FunctionRow]
    functions_total: int
    headline: CallsHeadline | None
    #: Who called whom: `caller` and `callee` are indices of rows.
    tables: list[Table] = field(default_factory=list)


Unit = Literal["time", "bytes", "count", "share", "place", "code", "text", "level"]
#: A place is `[file, line]`: an index into the data's files, and a line counted from 1 in it as the
#: user sees it.
Value = int | float | str | list[int] | None


@dataclass(frozen=True)
class Column:
    """What one column of a table holds.

    Times are nanoseconds, a share is 0 to 1. `level` says how far the row is indented below the
    rows before it: a tree is a table whose rows stand in the order of a walk.
    """

    code: str
    unit: Unit


@dataclass(frozen=True)
class Table:
    """Rows of one value for each column, the most important first; in all there were `total`."""

    code: str
    columns: list[Column]
    rows: list[list[Value]]
    total: int


@dataclass(frozen=True)
class Finding:
    """What the numbers say, for the sentence on top: a code and the facts that it names.

    The words stand in `report/findings.py` and in `src/model/profile/findings.ts`. The names of
    facts end with their units: `_ns`, `_bytes`, `_count`, `_share`, `_place`; others are texts.
    """

    code: str
    facts: dict[str, Value]


@dataclass(frozen=True)
class Figure:
    """A number for the strip on top, beside those that every profile has."""

    code: str
    unit: Unit
    value: Value


@dataclass(frozen=True)
class Suggestion:
    """Which instrument to use next, why, and what the run is expected to take with it.

    `expected_ns` is how long at least and how long at most.
    """

    instrument: str
    tool: str
    reason: str
    expected_ns: tuple[int, int] | None


@dataclass(frozen=True)
class MissingPackage:
    """A package that this kernel lacks; `command` installs it, `None` where there is no pip."""

    name: str
    command: str | None


@dataclass(frozen=True)
class Timeline:
    """Resident memory during a run, as it was sampled.

    `at_ns` counts from the start of the run and may begin below 0; `bytes` has as many values, at
    most 1,000 (thinned so that the highest stays). `tool` is what sampled, every `interval_s`.
    """

    tool: str
    interval_s: float
    samples: int
    at_ns: list[int]
    bytes: list[int]


@dataclass(frozen=True)
class TableData:
    """What most instruments tell: tables, and what they say.

    Places in tables, facts and figures point into `files`. `missing` names a package that would
    measure more, where it is not installed.
    """

    files: list[SourceFile]
    figures: list[Figure]
    tables: list[Table]
    finding: Finding | None = None
    timeline: Timeline | None = None
    suggestion: Suggestion | None = None
    missing: MissingPackage | None = None


@dataclass(frozen=True)
class MemoryData:
    """Resident memory before, at its highest during, and after a run; `None` where unknown.

    `missing` names a package that would measure more, where it is not installed. `tables` has what
    was measured at each line, where that was asked for; its places point into `files`.
    `children_bytes` is the highest sum of the resident memory of the kernel's child processes that
    was sampled, `None` where none was looked for.
    """

    start_bytes: int | None
    peak_bytes: int | None
    end_bytes: int | None
    method: str | None
    timeline: Timeline | None = None
    missing: MissingPackage | None = None
    files: list[SourceFile] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    #: What the lines say; without it the sentence is about the resident memory.
    finding: Finding | None = None
    children_bytes: int | None = None


#: Whether repeats agree; `slower` and `faster` where they changed from the first to the last.
Noise = Literal["quiet", "noisy", "slower", "faster", "unknown"]


@dataclass(frozen=True)
class TimeitData:
    """Repeats of a cell; `values_ns` holds the time of one loop for each repeat.

    `low_ns` and `high_ns` are the quartiles, or the extremes where there are fewer than five
    repeats. `cpu_ns` is the median processor time of one loop, of all threads of the kernel. `runs`
    counts how often the cell's body ran in all.

    From one more run with tracemalloc on, where there was time for it: `peak_bytes` is how far
    Python's allocations rose above their start, `left_blocks` how many more blocks of Python's own
    allocator were taken at its end, while its names were still there. From one with memray on,
    where it is installed: `allocations` counts what was asked for, through Python or not.
    """

    loops: int
    budget_s: float
    values_ns: list[float]
    best_ns: float
    median_ns: float
    low_ns: float
    high_ns: float
    one_run: bool
    runs: int
    cpu_ns: float | None = None
    noise: Noise = "unknown"
    peak_bytes: int | None = None
    left_blocks: int | None = None
    allocations: int | None = None


@dataclass(frozen=True)
class Distortion:
    """How much of the wall time is the instrument's own, estimated: a share from 0 to 1.

    `basis` says in words what the estimate stands on. Where only a part of it can be estimated, it
    is at `least` the share.
    """

    share: float
    basis: str
    least: bool = False


@dataclass(frozen=True)
class Profile:
    """The result of one run of one cell under one instrument.

    `tool` is the way in which the instrument measured. `started` is ISO 8601 in UTC. `wall_ns` is
    taken with the instrument on and ends where the cell raised; `cpu_ns` is processor time of the
    whole kernel process, `peak_bytes` how far the resident memory rose above its start; a profile
    that was read from a file tells neither. `also` has what other instruments saw of the same run.
    """

    instrument: str
    tool: str
    cell: CellReference
    outcome: Outcome
    started: str
    wall_ns: int
    cpu_ns: int | None
    peak_bytes: int | None
    environment: Environment
    notes: list[Note]
    data: CallsData | MemoryData | TimeitData | TableData
    distortion: Distortion | None = None
    also: list[Profile] = field(default_factory=list)


@dataclass(frozen=True)
class Failure:
    """Why there is no profile: `text` says what was seen, why it matters and what to try.

    `instrument` and `cell` are unknown where the request itself could not be understood.
    """

    instrument: str | None
    cell: CellReference | None
    reason: Reason
    text: str
    detail: str | None = None
    #: What has to be installed first.
    missing: MissingPackage | None = None


Verdict = Literal["faster", "slower", "same", "unclear", "invalid"]
Equality = Literal["equal", "close", "reordered", "different", "unknown"]


@dataclass(frozen=True)
class Variant:
    """One way to do the work; `code` is its source as it was written, where it is known.

    `cell` is the cell that it is, where whole cells are compared.
    """

    name: str
    code: str | None
    cell: CellReference | None = None


@dataclass(frozen=True)
class Caution:
    """Something that a reader of a verdict should know; the docs list all codes."""

    code: str
    text: str


@dataclass(frozen=True)
class VariantTimes:
    """The time of one call of a variant at one size: a value for each block, and quartiles.

    `values_ns` holds at most 200 values, evenly thinned; `calls` counts all timed calls.
    `peak_bytes` is how far one call's Python allocations rose above its start (tracemalloc).
    `cpu_ns` is processor time of a call, of the whole process and of children that ended. Where a
    cache was seen, `first_ns` is the time of a call that finds it empty. Of one more call, where
    asked for: `function_calls` counts functions that it calls, `statements` what it sends to
    databases, and `lag_ns` is the longest time for which it kept the event loop from anything else.
    """

    values_ns: list[float]
    median_ns: float
    low_ns: float
    high_ns: float
    calls: int
    peak_bytes: int | None
    cpu_ns: float | None = None
    function_calls: int | None = None
    statements: int | None = None
    lag_ns: float | None = None
    first_ns: float | None = None


@dataclass(frozen=True)
class Pair:
    """How a variant stands to the first one at one size.

    `ratio` is the time of the first divided by the time of this one, so that more than 1 means
    that this one is faster; `low` and `high` are its 95 % interval. The verdict stands on a wider
    one, from `deciding_low` to `deciding_high`.
    """

    variant: int
    verdict: Verdict
    ratio: float | None
    low: float | None
    high: float | None
    deciding_low: float | None = None
    deciding_high: float | None = None


@dataclass(frozen=True)
class Point:
    """What was measured at one size `n`; `times` has one entry for each variant.

    `noise` is how much the same variant differed from itself within a block, as a share (0.01 is
    1 %); `decided` says that every pair got a verdict other than `unclear`. Times and pairs are of
    runs with the garbage collector as `collector` says; `other_collector` has the pairs of the
    other state, and is empty where it made no difference to ask.
    """

    n: int | None
    blocks: int
    noise: float | None
    decided: bool
    times: list[VariantTimes]
    pairs: list[Pair]
    collector: Literal["off", "on"] = "off"
    other_collector: list[Pair] = field(default_factory=list)


Family = Literal["flat", "log-like", "linear-ish", "quadratic-ish", "worse"]


@dataclass(frozen=True)
class Growth:
    """How the time of a variant grows with n.

    `families` are all that fit about equally well, the slowest growing first. `exponent` is that of
    the largest sizes, from `from_n` to `to_n`: twice the n takes 2 ** exponent times as long;
    `low` and `high` are its 95 % interval. `None` where the sizes do not tell.
    """

    variant: int
    families: list[Family]
    exponent: float | None
    low: float | None
    high: float | None
    from_n: int
    to_n: int


@dataclass(frozen=True)
class Crossover:
    """Between `low_n` and `high_n` a variant and the first change places.

    `faster` says on which side of it the variant takes less time than the first.
    """

    variant: int
    low_n: int
    high_n: int
    faster: Literal["below", "above"]


@dataclass(frozen=True)
class Confirmation:
    """The pairs of size `n` measured again in fresh processes.

    `ratios` has for each pair one ratio a process; the intervals of `pairs` are of 95 % between
    processes. `asked` processes were to be started, `processes` came to an end. `resident_bytes`
    has for each variant how far the resident memory of a process of its own rose, which holds what
    is not allocated through Python, too.
    """

    n: int | None
    asked: int
    processes: int
    pairs: list[Pair]
    ratios: list[list[float]]
    resident_bytes: list[int | None]


Cache = Literal["repeat", "first", "clear"]
Offer = Literal["more", "confirm"]


Obstacle = Literal["shared", "again"]


@dataclass(frozen=True)
class ComparisonResult:
    """Variants measured against the first of them, in interleaved rounds.

    `at` is the index of the point that the verdict is for, `None` where nothing was timed.
    `difference` says in words where results differed, and `inputs` how many inputs were compared.
    `obstacle` is what stands in the way of comparing where it is not the results: a variant changes
    data that all calls share, or returns something else when it is called again. `method` says how
    it was measured, as pairs of a name and words. `temperature` says which calls the times are of,
    where a cache makes that matter. `token` names the comparison to the kernel that made it, which
    can go on with what `offers` lists.
    """

    cell: CellReference | None
    outcome: Outcome
    started: str
    wall_ns: int
    budget_s: float
    environment: Environment
    variants: list[Variant]
    equality: Equality
    difference: str | None
    inputs: int
    cautions: list[Caution]
    points: list[Point]
    at: int | None
    method: dict[str, str]
    cache: Cache = "repeat"
    temperature: Literal["repeated", "first", "cleared"] | None = None
    growth: list[Growth] = field(default_factory=list)
    crossovers: list[Crossover] = field(default_factory=list)
    confirmation: Confirmation | None = None
    token: str | None = None
    offers: list[Offer] = field(default_factory=list)
    obstacle: Obstacle | None = None


Step = Literal["checking", "timing", "memory", "collector", "counting", "confirming"]


@dataclass(frozen=True)
class Progress:
    """What a comparison is doing: sent now and then while it runs, and kept nowhere.

    `size` of `sizes` counts from 1. `pairs` are what is known of size `n` by now, with verdicts
    that may still change. `expected_ns` is the whole time that it takes at most, where that is
    known. `over` comes last.
    """

    token: str
    cell: CellReference | None
    names: list[str]
    step: Step
    n: int | None
    size: int
    sizes: int
    elapsed_ns: int
    expected_ns: int | None
    pairs: list[Pair]
    over: bool = False


@dataclass(frozen=True)
class SideEffect:
    """Something that a cell would do again at every repeat, with its line counted from 1.

    `cell` is what the cell is called where several are asked about.
    """

    code: Effect
    line: int
    text: str
    cell: str | None = None


@dataclass(frozen=True)
class ConsentRequest:
    """Asks the user before a cell with side effects is repeated."""

    effects: list[SideEffect]


@dataclass(frozen=True)
class Installation:
    """How pip ended that was asked to install a package; `output` is the end of what it said."""

    name: str
    status: Literal["installed", "failed", "stopped"]
    output: str
    wall_ns: int


Question = Literal["where", "how-long", "function", "line", "memory", "alive", "waiting"]


@dataclass(frozen=True)
class Overhead:
    """How many times as long cells took with a tool on, from the least to the most slowed one.

    Measured by `bench/overhead` on a few kinds of cells; `conditions` says where.
    """

    low: float
    high: float
    conditions: str


@dataclass(frozen=True)
class ToolEntry:
    """One way in which an instrument can measure, and whether it can in this kernel.

    `obstacle` says why not, and `missing` how to install what it lacks; the texts are sentences.
    """

    name: str
    available: bool
    obstacle: str | None
    missing: MissingPackage | None
    measures: str
    blind: str
    needs: str
    overhead: Overhead | None


@dataclass(frozen=True)
class InstrumentEntry:
    """An instrument, the question that it answers and its tools, the default one first."""

    name: str
    question: Question
    tools: list[ToolEntry]


@dataclass(frozen=True)
class Catalogue:
    """What this kernel can measure with."""

    instruments: list[InstrumentEntry]


@dataclass(frozen=True)
class StackFrame:
    """One function on a stack.

    `place` is the line that it is at, for own code only; `None` where that is not known. `module`
    is that of a library's function.
    """

    name: str
    kind: Literal["own", "library", "builtin"]
    module: str | None
    place: list[int] | None


@dataclass(frozen=True)
class ThreadStack:
    """What one thread is doing: its functions, the outermost first.

    `main` is the thread that runs cells. Of deep stacks the middle is left out: there were
    `total` functions. None are there where the thread waits outside of the cell's code.
    """

    name: str
    main: bool
    frames: list[StackFrame]
    total: int


@dataclass(frozen=True)
class Look:
    """What the kernel is doing now: a stack of every thread, and what was seen meanwhile.

    `tool` is what looked. `samples` were taken in `elapsed_ns`, of which the stacks are the last;
    `tables` has what they add up to where there was more than one. Where `exact` is false, the
    main thread had gone on from the last line of its stack: the line is near, but may not be the
    one that takes the time.
    """

    tool: str
    exact: bool
    samples: int
    elapsed_ns: int
    files: list[SourceFile]
    threads: list[ThreadStack]
    tables: list[Table]
    notes: list[Note]


@dataclass(frozen=True)
class Acknowledgement:
    """Done; `awaits` asks the front end to send the awaiting statement for this request."""

    awaits: bool = False


Answer = (
    Profile
    | ComparisonResult
    | Progress
    | Failure
    | ConsentRequest
    | Installation
    | Catalogue
    | Look
    | Acknowledgement
)

_KINDS: dict[type, str] = {
    Profile: "profile",
    ComparisonResult: "comparison",
    Progress: "progress",
    Failure: "failure",
    ConsentRequest: "ask",
    Installation: "installation",
    Catalogue: "catalogue",
    Look: "stack",
    Acknowledgement: "ok",
}


def document(answer: Answer) -> dict[str, Any]:
    """The answer as JSON data, with its version and kind first."""
    return {"version": VERSION, "kind": _KINDS[type(answer)], **asdict(answer)}

"""What the variants work on: built by `make`, rotated, and fresh where it is used up."""

from __future__ import annotations

import copy
import inspect
import itertools
import random
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ..calling.caller import Arguments, Caller, Direct
from ..calling.devices import Devices

#: Different inputs of one size that the timed calls go through.
_POOL = 12
#: Bytes that inputs built ahead of a timed sample may take, as far as they can be estimated.
_AHEAD_BYTES = 64 * 2**20

_ATOMS = frozenset({int, float, bool, str, bytes, complex, type(None)})


class Maker:
    """Calls the user's `make`, with random numbers started alike for the same seed."""

    def __init__(
        self, make: Callable[..., Any] | None, has_sizes: bool, caller: Caller | None = None
    ) -> None:
        self._make = make
        self._caller = caller or Direct()
        self._numbers = accepted(make, has_sizes) if make is not None else 0

    @property
    def builds(self) -> bool:
        return self._make is not None

    def arguments(self, n: int | None, seed: int) -> Arguments:
        """One set of arguments; raises what `make` raises."""
        if self._make is None:
            return ()
        seed_random(seed)
        given = (n, seed)[: self._numbers]
        try:
            made = self._caller.call(self._make, given).value
        except Exception as error:
            _say_where(error, given)
            raise
        return made if type(made) is tuple else (made,)

    def copies(self, some: list[Arguments]) -> list[Arguments | None]:
        """Equal arguments that share nothing that changes; `None` for what cannot be copied."""
        made: list[Arguments | None] = self._caller.call(_copies, (some,)).value
        return made


def _say_where(error: Exception, given: tuple[Any, ...]) -> None:
    """Python 3.11 and later show notes below an error."""
    if hasattr(error, "add_note"):
        named = zip(("n", "seed"), given, strict=False)
        error.add_note(f"It was make({', '.join(f'{name}={value}' for name, value in named)}).")


def accepted(make: Callable[..., Any], has_sizes: bool) -> int:
    """How many of `n` and `seed` it takes; raises TypeError where it cannot be called so."""
    try:
        signature = inspect.signature(make)
    except (TypeError, ValueError):
        # Built-in types, such as range in some Pythons, do not tell.
        return 1 if has_sizes else 0
    numbers = _wanted(signature) if has_sizes else 0
    try:
        signature.bind(*range(numbers))
        return numbers
    except TypeError:
        pass
    if has_sizes:
        raise TypeError(
            f"make{signature} cannot be called with a size and a seed. Write def make(n, seed)."
        )
    raise TypeError(
        f"make{signature} wants arguments, and without n it gets none. Give n=, or write "
        "def make()."
    )


def _wanted(signature: inspect.Signature) -> int:
    """2 where the second parameter is for a seed: one with a default may be anything else."""
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    plain = [some for some in signature.parameters.values() if some.kind in kinds]
    if len(plain) < 2:
        is_open = any(some.kind is some.VAR_POSITIONAL for some in signature.parameters.values())
        return 2 if is_open else 1
    return 2 if plain[1].default is inspect.Parameter.empty or plain[1].name == "seed" else 1


class Supply:
    """The arguments of one size: a pool that is rotated, or new ones for every call.

    Those that are `unseen` are no copies either: each is of another seed.
    """

    def __init__(self, maker: Maker, n: int | None, *, fresh: bool, unseen: bool = False) -> None:
        self._maker = maker
        self._n = n
        self.fresh = (fresh or unseen) and maker.builds
        self._seeds = itertools.count(_POOL) if unseen and maker.builds else None
        self._pool: list[Arguments] = []

    def fill(self, allowed_ns: float, devices: Devices) -> None:
        """Build the pool: up to twelve inputs, fewer where they take longer than allowed."""
        start = devices.wall_ns()
        most = _POOL if self._maker.builds and self._seeds is None else 1
        held = 0
        while len(self._pool) < most:
            self._pool.append(self._maker.arguments(self._n, len(self._pool)))
            held += weight(self._pool[-1])
            if devices.wall_ns() - start > allowed_ns or held > 4 * _AHEAD_BYTES:
                break

    def keep(self, count: int) -> None:
        """Let go of all inputs but so many."""
        del self._pool[count:]

    def empty(self) -> None:
        """Let go of the inputs, which may be large; `fill` builds them again."""
        self._pool.clear()

    @property
    def size(self) -> int:
        return len(self._pool)

    def most_ahead(self) -> int:
        """How many fresh inputs may stand ready at a time."""
        return max(1, _AHEAD_BYTES // max(1, weight(self._pool[0])))

    def take(self, start: int, count: int) -> list[Arguments]:
        """Arguments of `count` calls, beginning at a place in the rotation."""
        if self._seeds is not None:
            seeds = list(itertools.islice(self._seeds, count))
            return [self._maker.arguments(self._n, seed) for seed in seeds]
        turning = itertools.islice(itertools.cycle(self._pool), start % self.size, None)
        if not self.fresh:
            return list(itertools.islice(turning, count))
        seeds = [(start + index) % self.size for index in range(count)]
        made = self._maker.copies([self._pool[seed] for seed in seeds])
        return [
            copy or self._maker.arguments(self._n, seed)
            for copy, seed in zip(made, seeds, strict=True)
        ]

    def one(self, index: int) -> Arguments:
        """Arguments that nobody has seen."""
        return self.take(index, 1)[0]


def is_one_shot(value: Any) -> bool:
    """True for what can be gone through once: iterators, generators, open files, coroutines."""
    kind = type(value)
    if hasattr(kind, "__anext__") or inspect.iscoroutine(value):
        return True
    return hasattr(kind, "__next__") and hasattr(kind, "__iter__")


def copied(arguments: Arguments) -> Arguments | None:
    """An equal set of arguments that shares nothing that changes; `None` where that fails."""
    if any(is_one_shot(value) for value in arguments):
        return None
    if all(_is_flat(value) for value in arguments):
        return tuple(copy.copy(value) for value in arguments)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return copy.deepcopy(arguments)
    except Exception:  # what cannot be copied says so in many ways
        return None


def _copies(some: list[Arguments]) -> list[Arguments | None]:
    return [copied(arguments) for arguments in some]


def _is_flat(value: Any) -> bool:
    """True for plain data of which a shallow copy shares nothing that changes."""
    kind = type(value)
    if kind in (list, set, deque):
        return _ATOMS.issuperset(map(type, value))
    if kind is dict:
        return _ATOMS.issuperset(map(type, value.values()))
    return kind in _ATOMS or kind is bytearray


def weight(arguments: Arguments) -> int:
    """Bytes of the arguments, two levels deep: a rough guess."""
    total = 0
    for value in arguments:
        total += sys.getsizeof(value, 64)
        if type(value) in (list, tuple, set, deque, dict) and value:
            some = list(itertools.islice(value, 50))
            total += sum(sys.getsizeof(part, 64) for part in some) * len(value) // len(some)
    return total


def seed_random(seed: int) -> None:
    """Start the random numbers of the standard library, and of NumPy where it is loaded."""
    random.seed(seed)
    numpy = _numpy_random()
    if numpy is not None:
        numpy.seed(seed)


def random_state() -> Any:
    """The state of both, to be compared."""
    numpy = _numpy_random()
    drawn = None
    if numpy is not None:
        state = numpy.get_state()
        drawn = (state[1].tobytes(), state[2:])
    return random.getstate(), drawn


@contextmanager
def random_kept() -> Iterator[None]:
    """Leave the user's random numbers where they were."""
    state, numpy = random.getstate(), _numpy_random()
    theirs = numpy.get_state() if numpy is not None else None
    try:
        yield
    finally:
        random.setstate(state)
        if numpy is not None:
            numpy.set_state(theirs)


def _numpy_random() -> Any:
    return getattr(sys.modules.get("numpy"), "random", None)

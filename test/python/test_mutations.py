"""Each safeguard of the engine matters: without it, equal functions are told apart.

The same seeded trials go through the sound engine and through one that lacks the safeguard.
"""

from __future__ import annotations

import sys

import pytest
from kernels import ROOT

sys.path.insert(0, str(ROOT))

from bench.comparison.mutate import MUTATIONS, SOUND, Mutation, told_apart

TRIALS = {"interleaving": 40, "recompilation": 500, "split of alpha": 200}


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_without_it_differences_are_told_that_are_not_there(mutation: Mutation) -> None:
    trials = TRIALS.get(mutation.name, 150)
    # One more than the bound allows on average: few trials have some luck.
    assert told_apart(mutation, trials, is_applied=False) <= SOUND * trials + 1
    assert told_apart(mutation, trials, is_applied=True) >= mutation.harm * trials

"""Every trap is told, and nothing clean is accused."""

from __future__ import annotations

import sys

import pytest
from kernels import ROOT

# The benchmark is no package that is installed.
sys.path.insert(0, str(ROOT))
from bench.comparison import zoo

pytestmark = pytest.mark.alone

#: Seconds for a pair: what is told hardly depends on it.
BUDGET = 0.05


@pytest.mark.parametrize("case", zoo.TRAPS, ids=lambda case: case.name)
def test_a_trap_is_told(case: zoo.Case) -> None:
    assert zoo.look(case, BUDGET) == ""


@pytest.mark.parametrize("case", zoo.CLEAN, ids=lambda case: case.name)
def test_a_clean_pair_is_not_accused(case: zoo.Case) -> None:
    assert zoo.look(case, BUDGET) == ""


def test_there_are_enough_of_both() -> None:
    assert len({case.name for case in zoo.TRAPS}) >= 24
    assert len({case.name for case in zoo.CLEAN}) >= 30

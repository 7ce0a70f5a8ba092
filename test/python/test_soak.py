"""Thousands of profiled runs leave a kernel as small as it was; `bench/soak.py` makes more."""

from __future__ import annotations

import sys

from conftest import Kernels
from kernels import ROOT, pythons, versions

sys.path.insert(0, str(ROOT))

from bench.soak import Soaking, soak

RUNS = 2_000
#: A fifth of the 5 MB that 10,000 runs may take beyond plain ones, which take 1.3 MB in 2,000 (for
#: IPython's history and the signature of each message), and what the system rounds.
MOST_BYTES = 3_000_000


def test_row_48_memory_stays_where_it_was(kernels: Kernels) -> None:
    kernel = kernels.fresh(pythons()[versions()[-1]])
    (found,) = soak([Soaking(kernel, "calls")], RUNS)
    kernels.close(kernel)
    assert len(found.blocks) == RUNS / 100
    assert found.growth <= MOST_BYTES

"""What a block is made of."""

from __future__ import annotations

import pytest

from cellheat.kernel.comparison.timing.blocks import equal_loops


@pytest.mark.parametrize(
    ("loops", "expected"),
    [
        # two equal variants, one of which was guessed to be twice as fast
        ([33, 67], [33, 33]),
        ([67, 33], [33, 33]),
        # far apart: equal times instead
        ([1, 140], [1, 140]),
        # each is like the first or not, whatever stands beside it
        ([40, 20, 160, 1000], [20, 20, 20, 1000]),
    ],
)
def test_variants_that_are_alike_get_equal_numbers_of_calls(
    loops: list[int], expected: list[int]
) -> None:
    assert equal_loops(loops) == expected

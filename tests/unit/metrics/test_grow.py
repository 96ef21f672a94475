"""Growing by squares and disks, against the definition pixel by pixel."""

from __future__ import annotations

import math

import numpy as np
import pytest

from maskkit.metrics.bits import Bits
from maskkit.metrics.grow import grown_disk, grown_square, largest_square
from maskkit.types import BoolMap

SHAPES = ((1, 1), (1, 90), (40, 1), (9, 64), (23, 71), (30, 131))


def sparse(shape: tuple[int, int], seed: int) -> BoolMap:
    return np.random.default_rng(seed).random(shape) < 0.02


def near(marked: BoolMap, radius: float, *, square: bool) -> BoolMap:
    """Every pixel against every marked pixel."""
    result = np.zeros_like(marked)
    rows, columns = np.indices(marked.shape)
    for y, x in np.argwhere(marked):
        down, across = abs(rows - y), abs(columns - x)
        result |= np.maximum(down, across) <= radius if square else np.hypot(down, across) <= radius
    return result


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("reach", [0, 1, 2, 3, 7, 20, 64, 65, 150])
def test_square(shape: tuple[int, int], reach: int) -> None:
    for seed in range(3):
        marked = sparse(shape, seed)
        assert np.array_equal(grown_square(Bits.of(marked), reach).to_bool(), near(marked, reach, square=True))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("radius", [0, 0.9, 1, math.sqrt(2), 2, 2.5, math.sqrt(5), 7.3, 25, 70])
def test_disk(shape: tuple[int, int], radius: float) -> None:
    for seed in range(3):
        marked = sparse(shape, seed)
        assert np.array_equal(grown_disk(Bits.of(marked), radius).to_bool(), near(marked, radius, square=False))


def test_growing_leaves_the_set_itself_as_it_was() -> None:
    bits = Bits.of(sparse((30, 131), 5))
    before = bits.words.copy()
    grown_square(bits, 9)
    grown_disk(bits, 9)
    assert np.array_equal(bits.words, before)


@pytest.mark.parametrize("whole", [0, 1, 2, 3, 5, 6, 7, 50, 10_007])
def test_a_root_belongs_to_its_own_square(whole: int) -> None:
    """The square of a float root may fall short of the whole number it came from."""
    assert largest_square(math.sqrt(whole)) == whole
    if whole:
        assert largest_square(math.nextafter(math.sqrt(whole), 0)) == whole - 1

"""Regions as one ring: nothing is lost by the pixel-centre rule, wherever the holes lie."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.masks.formats.bridges import bridged
from maskkit.masks.polygon import rasterize
from maskkit.masks.regions import Region, mask_to_regions

SQUARE = np.array([(0.0, 0), (9, 0), (9, 9), (0, 9)])


def test_a_region_without_holes_is_its_ring() -> None:
    assert bridged(Region(SQUARE)) is SQUARE


@pytest.mark.parametrize("seed", range(8))
def test_any_mask_comes_back(seed: int) -> None:
    marked = np.random.default_rng(seed).random((23, 31)) < 0.3 + 0.08 * seed
    drawn = np.zeros_like(marked)
    for region in mask_to_regions(marked):
        drawn |= rasterize([bridged(region)], (31, 23))
    assert np.array_equal(drawn, marked)


def test_each_corner_is_walked_once_and_each_hole_needs_two_more() -> None:
    holes = tuple(np.array([(x, 2.0), (x, 4), (x + 1, 4), (x + 1, 2)]) for x in (1, 4, 7))
    assert len(bridged(Region(SQUARE, holes))) == 4 + 3 * (4 + 2)


def test_a_hole_that_lies_above_its_outer_ring_is_no_trap() -> None:
    """Files of others hold anything; the even-odd rule still says what is inside."""
    hole = SQUARE / 3 + (20, -8)
    rings = [SQUARE, hole]
    one = bridged(Region(SQUARE, (hole,)))
    assert np.array_equal(rasterize([one], (30, 12)), rasterize(rings, (30, 12)))


def test_a_thousand_holes_are_quick_and_exact() -> None:
    marked = np.ones((129, 129), np.bool_)
    marked[2::4, 2::4] = False
    (region,) = mask_to_regions(marked)
    assert len(region.holes) == 32 * 32
    assert np.array_equal(rasterize([bridged(region)], (129, 129)), marked)

"""Rings along pixel borders: lossless, simple, and nested rightly."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.masks.mask import Mask
from maskkit.masks.polygon import rasterize, ring_area
from maskkit.masks.regions import mask_to_regions, mask_to_rings


def picture(*rows: str) -> np.ndarray:
    return np.array([[mark == "#" for mark in row] for row in rows])


CASES = {
    "one pixel": picture("#"),
    "rising diagonal": picture(".#", "#."),
    "falling diagonal": picture("#.", ".#"),
    "ring": picture("###", "#.#", "###"),
    "ring open at a corner outside": picture(".##", "#.#", "###"),
    "ring open at the other corner": picture("##.", "#.#", "###"),
    "island in a ring": picture("#####", "#...#", "#.#.#", "#...#", "#####"),
    "island touching its ring": picture("#####", "##..#", "#.#.#", "#...#", "#####"),
    "two holes that touch": picture("####", "#.##", "##.#", "####"),
    "checkers": picture("#.#.#", ".#.#.", "#.#.#", ".#.#."),
    "everything": picture("###", "###"),
}


@pytest.mark.parametrize("marked", CASES.values(), ids=CASES.keys())
class TestEveryShape:
    """What must hold for any mask."""

    def test_round_trip_is_bit_exact(self, marked: np.ndarray) -> None:
        size_wh = marked.shape[1], marked.shape[0]
        assert np.array_equal(rasterize(mask_to_rings(marked), size_wh), marked)
        assert np.array_equal(Mask.from_regions(mask_to_regions(marked), size_wh=size_wh).to_bool(), marked)

    def test_no_ring_touches_itself(self, marked: np.ndarray) -> None:
        for ring in mask_to_rings(marked):
            assert len(np.unique(ring, axis=0)) == len(ring)

    def test_outer_rings_run_clockwise_and_holes_do_not(self, marked: np.ndarray) -> None:
        regions = mask_to_regions(marked)
        assert all(ring_area(region.outer) > 0 for region in regions)
        assert all(ring_area(hole) < 0 for region in regions for hole in region.holes)
        assert sum(ring_area(ring) for region in regions for ring in region.rings) == marked.sum()

    def test_every_corner_turns(self, marked: np.ndarray) -> None:
        for ring in mask_to_rings(marked):
            before, after = ring - np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0) - ring
            assert np.all(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0] != 0)
            assert np.all((before == 0).sum(axis=1) == 1)

    def test_rings_start_at_the_top_left(self, marked: np.ndarray) -> None:
        for ring in mask_to_rings(marked):
            assert tuple(ring[0][::-1]) == min(tuple(corner[::-1]) for corner in ring)


def test_how_many_regions_and_holes() -> None:
    counts = {name: [len(region.holes) for region in mask_to_regions(marked)] for name, marked in CASES.items()}
    assert counts["rising diagonal"] == [0, 0]
    assert counts["ring"] == [1]
    assert counts["ring open at a corner outside"] == [1]
    assert counts["island in a ring"] == [1, 0]
    assert counts["two holes that touch"] == [2]
    assert counts["checkers"] == [0] * 10


def test_nothing_marked_has_no_ring() -> None:
    assert mask_to_rings(np.zeros((3, 4), bool)) == ()
    assert mask_to_regions(np.zeros((3, 4), bool)) == ()


def test_a_straight_border_has_only_its_ends() -> None:
    (ring,) = mask_to_rings(np.ones((300, 400), bool))
    assert ring.tolist() == [[0, 0], [400, 0], [400, 300], [0, 300]]


def test_simplifying_a_drawn_disk_keeps_nearly_all_of_it() -> None:
    y, x = np.mgrid[:200, :200]
    disk = np.hypot(x - 100, y - 100) < 80
    (region,) = mask_to_regions(disk)
    simple = region.simplified(1.0)
    again = rasterize(simple.rings, (200, 200))
    assert len(simple.outer) < len(region.outer) / 5
    assert (again & disk).sum() / (again | disk).sum() > 0.98

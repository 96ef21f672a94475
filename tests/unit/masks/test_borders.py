"""Tracing the borders of label maps: which rings there are, how they run, what belongs to what."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.masks.borders import Rings, trace


def labels(*rows: str) -> np.ndarray:
    return np.array([[int(mark) for mark in row] for row in rows], np.uint8)


def rings_of(rings: Rings, label: int) -> list[list[list[int]]]:
    every = zip(rings.starts, rings.ends, rings.labels, strict=True)
    return [rings.corners[start:end].tolist() for start, end, of in every if of == label]


class TestOneLabel:
    """A mask: 0 is what lies outside."""

    def test_nothing_has_no_ring(self) -> None:
        rings = trace(np.zeros((3, 4), np.uint8), outside=0)
        assert rings.ends.size == rings.starts.size == len(rings.corners) == 0

    def test_a_hole_belongs_to_the_ring_around_it(self) -> None:
        rings = trace(labels("111", "101", "111"), outside=0)
        assert rings.is_hole.tolist() == [False, True]
        assert rings.outer.tolist() == [0, 0]
        assert rings_of(rings, 1) == [[[0, 0], [3, 0], [3, 3], [0, 3]], [[1, 1], [1, 2], [2, 2], [2, 1]]]

    def test_a_hole_below_a_hole_belongs_to_the_same_ring(self) -> None:
        rings = trace(labels("0111", "1101", "1111", "1101", "1111"), outside=0)
        assert rings.is_hole.tolist() == [False, True, True]
        assert rings.outer.tolist() == [0, 0, 0]

    def test_an_island_in_a_hole_is_a_region_of_its_own(self) -> None:
        rings = trace(labels("11111", "10001", "10101", "10001", "11111"), outside=0)
        assert rings.is_hole.tolist() == [False, True, False]
        assert rings.outer.tolist() == [0, 0, 2]

    @pytest.mark.parametrize("picture", [("01", "10"), ("10", "01")])
    def test_pixels_that_meet_at_a_corner_have_two_rings(self, picture: tuple[str, ...]) -> None:
        assert len(rings_of(trace(labels(*picture), outside=0), 1)) == 2

    def test_a_ring_that_meets_itself_is_cut_in_two(self) -> None:
        rings = trace(labels("011", "101", "111"), outside=0)
        assert rings.is_hole.tolist() == [False, True]
        assert rings_of(rings, 1)[1] == [[1, 1], [1, 2], [2, 2], [2, 1]]

    def test_many_cuts_in_one_loop(self) -> None:
        rings = trace(labels("0111", "1011", "1101", "1111"), outside=0)
        assert [int(end - start) for start, end in zip(rings.starts, rings.ends, strict=True)] == [6, 4, 4]
        assert rings.outer.tolist() == [0, 0, 0]


class TestManyLabels:
    """A label map: nothing in it is outside."""

    def test_each_label_has_the_rings_of_its_own_mask(self) -> None:
        picture = np.random.default_rng(0).integers(0, 5, (23, 31)).astype(np.uint8)
        rings = trace(picture, outside=-1)
        for label in range(5):
            alone = trace((picture == label).astype(np.uint8), outside=0)
            assert rings_of(rings, label) == rings_of(alone, 1)

    def test_0_and_255_are_labels(self) -> None:
        rings = trace(np.array([[0, 255]], np.uint8), outside=-1)
        assert rings.labels.tolist() == [0, 255]
        assert rings_of(rings, 255) == [[[1, 0], [2, 0], [2, 1], [1, 1]]]

    def test_a_straight_border_is_not_split_where_others_meet_it(self) -> None:
        rings = trace(labels("111", "232", "232"), outside=-1)
        assert rings_of(rings, 1) == [[[0, 0], [3, 0], [3, 1], [0, 1]]]

    def test_a_picture_larger_than_a_block_of_rows(self) -> None:
        picture = np.zeros((1100, 1000), np.uint8)
        picture[1047:1050, 10:20] = 7
        picture[0, 0] = picture[-1, -1] = 7
        assert rings_of(trace(picture, outside=-1), 7)[1] == [[10, 1047], [20, 1047], [20, 1050], [10, 1050]]
        assert trace(picture, outside=-1).labels.tolist().count(7) == 3

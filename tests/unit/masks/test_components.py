"""Connected parts on runs, against scipy's labels of every pixel."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from maskkit.masks.components import connected_components


def picture(*rows: str) -> np.ndarray:
    return np.array([[mark == "#" for mark in row] for row in rows])


@pytest.mark.parametrize("corners", [False, True])
@pytest.mark.parametrize("share", [0.0, 0.05, 0.3, 0.5, 0.7, 1.0])
@pytest.mark.parametrize("shape", [(1, 40), (40, 1), (31, 47), (2, 2)])
def test_labels_areas_and_frame_are_those_of_scipy(shape: tuple[int, int], share: float, corners: bool) -> None:
    marked = np.random.default_rng(round(100 * share)).random(shape) < share
    labels, count = ndimage.label(marked, structure=np.ones((3, 3)) if corners else None)
    parts = connected_components(marked, corners=corners)
    assert parts.count == count
    assert np.array_equal(parts.label_map(), labels)
    assert np.array_equal(parts.areas, np.bincount(labels.ravel(), minlength=count + 1)[1:])
    at_frame = {*labels[0], *labels[-1], *labels[:, 0], *labels[:, -1]} - {0}
    assert (np.flatnonzero(parts.touches_frame) + 1).tolist() == sorted(at_frame)


def test_a_row_does_not_go_on_in_the_next() -> None:
    marked = picture("..#", "#..")
    assert connected_components(marked, corners=True).count == 2
    assert connected_components(picture(".##", "##."), corners=False).count == 1


def test_pixels_round_the_ends_of_rows_do_not_meet_at_a_corner() -> None:
    assert connected_components(picture("...#", "....", "#..."), corners=True).count == 2
    assert connected_components(picture("#...", "...#"), corners=True).count == 2


def test_a_long_way_round_is_one_part() -> None:
    spiral = picture("#######", "......#", "#####.#", "#...#.#", "#.###.#", "#.....#", "#######")
    assert connected_components(spiral, corners=False).areas.tolist() == [int(spiral.sum())]


def test_some_parts_are_chosen() -> None:
    marked = picture("##.#", "....", "#..#")
    parts = connected_components(marked, corners=False)
    assert parts.areas.tolist() == [2, 1, 1, 1]
    assert np.array_equal(parts.chosen(parts.areas == 2), picture("##..", "....", "...."))
    assert np.array_equal(parts.chosen(np.array([False, True, False, True])), picture("...#", "....", "...#"))
    assert np.array_equal(parts.chosen(np.ones(4, bool)), marked)
    assert not parts.chosen(np.zeros(4, bool)).any()


def test_nothing_marked_has_no_parts() -> None:
    parts = connected_components(np.zeros((3, 4), bool), corners=True)
    assert parts.count == parts.areas.size == parts.touches_frame.size == 0
    assert not parts.label_map().any()


def test_a_view_is_as_good_as_an_array() -> None:
    marked = np.random.default_rng(1).random((30, 40)) < 0.4
    view = marked[::-2, 3::3]
    labels, _ = ndimage.label(view)
    assert np.array_equal(connected_components(view, corners=False).label_map(), labels)

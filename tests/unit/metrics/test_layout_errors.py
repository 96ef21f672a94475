"""LSUN's layout errors against trying every matching."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from maskkit.errors import MaskRefused, SizeMismatch
from maskkit.metrics.layout import layout_corner_error, layout_pixel_error


def pixel_error_by_trial(pred: np.ndarray, truth: np.ndarray) -> float:
    """Every injective naming of the predicted faces, with names to spare."""
    faces, names = np.unique(pred).tolist(), np.unique(truth).tolist()
    spare = [-1 - k for k in range(len(faces))]
    best = 0
    for chosen in itertools.permutations(names + spare, len(faces)):
        renamed = np.select([pred == face for face in faces], chosen, default=0)
        best = max(best, int((renamed == truth).sum()))
    return 1 - best / truth.size


def corner_error_by_trial(pred: np.ndarray, truth: np.ndarray, diagonal: float) -> float:
    few, many = sorted((pred, truth), key=len)
    sums = [
        sum(math.dist(a, many[k]) for a, k in zip(few, order, strict=True))
        for order in itertools.permutations(range(len(many)), len(few))
    ]
    return (min(sums) / diagonal + (len(many) - len(few)) / 3) / len(many)


@pytest.mark.parametrize("seed", range(12))
def test_pixel_error_is_that_of_the_best_of_all_matchings(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pred = np.kron(rng.integers(0, rng.integers(1, 5), (4, 5)), np.ones((3, 3), int)) + 20
    truth = np.kron(rng.integers(0, rng.integers(1, 5), (4, 5)), np.ones((3, 3), int))
    assert math.isclose(layout_pixel_error(pred, truth), pixel_error_by_trial(pred, truth), abs_tol=1e-12)


@pytest.mark.parametrize("seed", range(12))
def test_pixel_error_is_the_same_seen_from_the_truth_and_under_other_names(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pred, truth = rng.integers(0, 4, (2, 9, 11))
    error = layout_pixel_error(pred, truth)
    assert math.isclose(layout_pixel_error(truth, pred), error)
    assert math.isclose(layout_pixel_error(rng.permutation(1000)[pred], truth), error)
    assert 0 <= error < 1


def test_the_same_faces_under_other_names_are_no_error() -> None:
    truth = np.array([[1, 1, 2], [3, 3, 3]])
    assert layout_pixel_error(100 - truth, truth) == 0


def test_ignored_pixels_are_left_out() -> None:
    pred, truth = np.array([[1, 1, 1, 2]]), np.array([[5, 5, 255, 255]])
    assert layout_pixel_error(pred, truth, ignore=255) == 0
    assert layout_pixel_error(pred, truth) == 0.25
    assert layout_pixel_error(pred, np.full((1, 4), 255), ignore=255) == 0


def test_a_picture_of_one_pixel_has_no_error() -> None:
    assert layout_pixel_error(np.array([[3]]), np.array([[8]])) == 0


@pytest.mark.parametrize("seed", range(15))
def test_corner_error_is_that_of_the_best_of_all_matchings(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pred, truth = (rng.random((rng.integers(1, 6), 2)) * 100 for _ in range(2))
    found = layout_corner_error(pred, truth, (120, 90))
    assert math.isclose(found, corner_error_by_trial(pred, truth, 150.0), rel_tol=1e-12)
    assert math.isclose(layout_corner_error(truth, pred, (120, 90)), found)


def test_the_order_of_corners_does_not_matter_and_equal_corners_are_perfect() -> None:
    corners = np.random.default_rng(4).random((8, 2)) * 60
    assert layout_corner_error(corners[::-1], corners, (60, 60)) == 0


def test_pictures_without_corners_have_documented_errors() -> None:
    assert layout_corner_error([], [], (4, 3)) == 0
    assert math.isclose(layout_corner_error([], [(1, 1), (2, 2)], (4, 3)), 1 / 3)
    assert math.isclose(layout_corner_error(np.empty((0, 2)), [(1, 1)], (4, 3)), 1 / 3)


@pytest.mark.parametrize(
    ("points", "size_wh", "sentence"),
    [
        ([(1.0, 2.0, 3.0)], (4, 3), r"pred_points has the shape \(1, 3\)"),
        ([1.0, 2.0], (4, 3), r"pred_points has the shape \(2,\)"),
        ([(0.0, 0.0), (float("nan"), 2.0)], (4, 3), r"the corner \(nan, 2.0\) in row 1"),
        ([(0.0, float("inf"))], (4, 3), "in row 0"),
        ("ab", (4, 3), "something else than numbers"),
        ([(None, 1)], (4, 3), r"the corner \(nan, 1.0\)"),
        ([(1, 2), (3,)], (4, 3), "something else than numbers"),
        ([(0.0, 1.0)], (0, 3), "a picture of 0 x 3 pixels"),
    ],
)
def test_what_are_no_corners_is_refused(points: list, size_wh: tuple[int, int], sentence: str) -> None:
    with pytest.raises(MaskRefused, match=sentence):
        layout_corner_error(points, [(0, 0)], size_wh)


def test_maps_that_are_no_faces_are_refused() -> None:
    with pytest.raises(MaskRefused, match="pred_ids is float64"):
        layout_pixel_error(np.zeros((2, 2)), np.zeros((2, 2), int))
    with pytest.raises(SizeMismatch):
        layout_pixel_error(np.zeros((2, 2), int), np.zeros((2, 3), int))

"""Confusion matrices against a loop over the pixels, and the scores of the classes from them."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import MaskRefused, SizeMismatch
from maskkit.metrics.labels import class_scores, confusion_matrix


def slow_matrix(pred: np.ndarray, truth: np.ndarray, classes: list[int], ignore: int | None) -> np.ndarray:
    matrix = np.zeros((len(classes), len(classes)), np.int64)
    for guess, true in zip(pred.ravel().tolist(), truth.ravel().tolist(), strict=True):
        if true != ignore:
            matrix[classes.index(true), classes.index(guess)] += 1
    return matrix


@pytest.mark.parametrize("seed", range(12))
def test_every_pixel_is_counted_once(seed: int) -> None:
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(1, 40, 2))
    pred, truth = (rng.integers(0, 9, shape).astype(np.uint8) for _ in range(2))
    truth[rng.random(shape) < 0.2] = 255
    assert np.array_equal(confusion_matrix(pred, truth, classes=9), slow_matrix(pred, truth, list(range(9)), 255))


def test_rows_follow_the_classes_that_are_given() -> None:
    pred, truth = np.array([[5, 1]], np.uint8), np.array([[5, 5]], np.uint8)
    assert confusion_matrix(pred, truth, classes=[5, 1]).tolist() == [[1, 1], [0, 0]]


def test_what_a_picture_cannot_tell_belongs_to_the_rest() -> None:
    """Who finds a door in a picture whose doors nobody drew is not wrong."""
    pred, truth = np.array([[5, 1, 5]], np.uint8), np.array([[0, 1, 1]], np.uint8)
    matrix = confusion_matrix(pred, truth, classes=9, valid_classes=[1, 2])
    assert matrix[0, 0] == 1
    assert matrix[1, 1] == 1
    assert matrix[1, 0] == 1
    assert matrix.sum() == 3


def test_a_perfect_map_scores_one_and_absent_classes_do_not_count() -> None:
    truth = np.array([[1, 2, 2, 3]], np.uint8)
    scores = class_scores(confusion_matrix(truth, truth, classes=9))
    assert scores.mean_iou == scores.mean_dice == scores.pixel_accuracy == scores.frequency_weighted_iou == 1.0


def test_scores_by_hand() -> None:
    scores = class_scores(np.array([[6, 2], [1, 3]]))
    assert scores.iou == pytest.approx([6 / 9, 3 / 6])
    assert scores.dice == pytest.approx([12 / 15, 6 / 9])
    assert scores.accuracy == pytest.approx([6 / 8, 3 / 4])
    assert scores.pixel_accuracy == pytest.approx(9 / 12)
    assert scores.frequency_weighted_iou == pytest.approx((8 * 6 / 9 + 4 * 3 / 6) / 12)


def test_a_label_outside_the_classes_is_named() -> None:
    with pytest.raises(MaskRefused, match="77"):
        confusion_matrix(np.full((2, 2), 77, np.uint8), np.ones((2, 2), np.uint8), classes=9)


@pytest.mark.parametrize("bad", [np.ones((2, 2)), np.ones((2, 2, 3), np.uint8), np.full((2, 2), -1)])
def test_what_is_no_label_map_is_refused(bad: np.ndarray) -> None:
    with pytest.raises(MaskRefused):
        confusion_matrix(bad, np.ones((2, 2), np.uint8), classes=9)


def test_maps_of_different_sizes_are_refused() -> None:
    with pytest.raises(SizeMismatch):
        confusion_matrix(np.ones((2, 3), np.uint8), np.ones((3, 2), np.uint8), classes=9)

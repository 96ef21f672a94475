"""Confusion matrices and class scores against loops over pixels and classes."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from maskkit.errors import MaskRefused, SizeMismatch
from maskkit.metrics.labels import class_scores, confusion_matrix


def random_maps(seed: int, high: int = 9, size: tuple[int, int] = (23, 31)) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, high, size).astype(np.uint8)
    pred = np.where(rng.random(size) < 0.6, truth, rng.integers(0, high, size)).astype(np.uint8)
    truth[rng.random(size) < 0.1] = 255
    return pred, truth


def matrix_by_hand(pred: np.ndarray, truth: np.ndarray, labels: list[int], ignore: int = 255) -> np.ndarray:
    matrix = np.zeros((len(labels), len(labels)), np.int64)
    for guess, true in zip(pred.ravel().tolist(), truth.ravel().tolist(), strict=True):
        if true != ignore:
            matrix[labels.index(true), labels.index(guess)] += 1
    return matrix


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int64])
def test_matrix_is_the_one_counted_by_hand(seed: int, dtype: type) -> None:
    pred, truth = random_maps(seed)
    matrix = confusion_matrix(pred.astype(dtype), truth.astype(dtype), classes=9)
    assert matrix.dtype == np.int64
    assert np.array_equal(matrix, matrix_by_hand(pred, truth, list(range(9))))


def test_rows_follow_the_order_of_the_classes() -> None:
    pred, truth = random_maps(1, high=3)
    plain = confusion_matrix(pred, truth, classes=3)
    turned = confusion_matrix(pred, truth, classes=[2, 0, 1])
    assert np.array_equal(turned, plain[np.ix_([2, 0, 1], [2, 0, 1])])


def test_ignored_pixels_may_be_predicted_as_anything() -> None:
    truth = np.array([[255, 255, 1]], np.uint8)
    pred = np.array([[200, 255, 1]], np.uint8)
    assert confusion_matrix(pred, truth, classes=2).tolist() == [[0, 0], [0, 1]]


def test_without_an_ignored_label_255_is_a_class_like_any_other() -> None:
    truth, pred = np.array([[255, 1]], np.uint8), np.array([[255, 255]], np.uint8)
    assert confusion_matrix(pred, truth, classes=[1, 255], ignore=None).tolist() == [[0, 1], [0, 1]]


@pytest.mark.parametrize("valid", [(1, 2, 3, 4), (1,), (0, 5, 8), tuple(range(9))])
def test_classes_that_a_picture_does_not_tell_apart_are_other_on_both_sides(valid: tuple[int, ...]) -> None:
    pred, truth = random_maps(7)
    known = [*valid, 255]
    plain = confusion_matrix(
        np.where(np.isin(pred, known), pred, 0), np.where(np.isin(truth, known), truth, 0), classes=9
    )
    assert np.array_equal(confusion_matrix(pred, truth, classes=9, valid_classes=valid), plain)


def test_a_picture_that_is_ignored_everywhere_counts_nothing() -> None:
    assert confusion_matrix(np.zeros((3, 3), int), np.full((3, 3), 255), classes=4).sum() == 0


def test_one_pixel_is_counted() -> None:
    assert confusion_matrix(np.array([[1]]), np.array([[0]]), classes=2).tolist() == [[0, 1], [0, 0]]


@pytest.mark.parametrize(
    ("pred", "truth", "sentence"),
    [
        ([[0, 37]], [[0, 1]], "pred has the label 37 at x 1, y 0, which is none of the classes"),
        ([[0, 255]], [[0, 1]], "pred has the label 255 at x 1, y 0"),
        ([[9, 9], [0, 9]], [[255, 255], [0, 1]], "pred has the label 9 at x 1, y 1"),
        ([[0, 0]], [[0, 12]], "truth has the label 12 at x 1, y 0"),
        ([[0, -3]], [[0, 1]], "pred has the label -3 at x 1, y 0"),
        ([[0, 0]], [[300, 1]], "truth has the label 300 at x 0, y 0"),
    ],
)
def test_labels_outside_the_map_are_refused_with_value_and_place(pred: list, truth: list, sentence: str) -> None:
    with pytest.raises(MaskRefused, match=sentence):
        confusion_matrix(np.array(pred), np.array(truth), classes=3)


@pytest.mark.parametrize("classes", [0, [], [1, 1], [0, 256], [-1, 2]])
def test_classes_that_are_no_set_of_labels_are_refused(classes: int | list[int]) -> None:
    with pytest.raises(MaskRefused, match="are not one or more different labels"):
        confusion_matrix(np.zeros((2, 2), int), np.zeros((2, 2), int), classes=classes)


def test_valid_classes_that_do_not_exist_are_refused() -> None:
    with pytest.raises(MaskRefused, match=r"the valid classes \[7\] are none of"):
        confusion_matrix(np.zeros((2, 2), int), np.zeros((2, 2), int), classes=3, valid_classes=[1, 7])


def test_maps_of_different_sizes_are_refused() -> None:
    with pytest.raises(SizeMismatch):
        confusion_matrix(np.zeros((2, 3), int), np.zeros((3, 2), int), classes=3)


@pytest.mark.parametrize("seed", range(4))
def test_scores_are_those_of_each_class_as_a_mask_of_its_own(seed: int) -> None:
    pred, truth = random_maps(seed, high=6)
    scores = class_scores(confusion_matrix(pred, truth, classes=6))
    scored = truth != 255
    for label in range(6):
        guess, true = (pred == label) & scored, truth == label
        both = (guess & true).sum()
        assert scores.iou[label] == both / (guess | true).sum()
        assert scores.dice[label] == 2 * both / (guess.sum() + true.sum())
        assert scores.accuracy[label] == both / true.sum()
        assert scores.precision[label] == both / guess.sum()
        assert scores.pixels[label] == true.sum()
    assert scores.pixel_accuracy == (pred == truth)[scored].mean()
    assert math.isclose(scores.mean_iou, np.mean(scores.iou))
    assert math.isclose(scores.frequency_weighted_iou, np.average(scores.iou, weights=scores.pixels))


def test_a_class_that_is_nowhere_has_no_score_and_no_part_in_the_means() -> None:
    scores = class_scores(np.array([[4, 0, 0], [0, 0, 0], [2, 0, 2]]))
    assert np.isnan(scores.iou[1])
    assert math.isclose(scores.mean_iou, (4 / 6 + 2 / 4) / 2)
    assert math.isclose(scores.mean_accuracy, (1 + 0.5) / 2)


def test_a_class_that_is_only_predicted_scores_0_but_has_no_accuracy() -> None:
    scores = class_scores(np.array([[4, 1], [0, 0]]))
    assert (scores.iou[1], scores.dice[1], scores.precision[1]) == (0, 0, 0)
    assert np.isnan(scores.accuracy[1])
    assert math.isclose(scores.mean_iou, 0.4)


def test_means_may_leave_rows_out() -> None:
    matrix = np.array([[90, 10, 0], [0, 3, 1], [0, 0, 4]])
    scores = class_scores(matrix, averaged=[1, 2])
    assert math.isclose(scores.mean_iou, (3 / 14 + 4 / 5) / 2)
    assert math.isclose(scores.pixel_accuracy, 7 / 8)
    assert math.isclose(scores.frequency_weighted_iou, (4 * 3 / 14 + 4 * 4 / 5) / 8)


def test_perfect_maps_score_1() -> None:
    _, truth = random_maps(3)
    scores = class_scores(confusion_matrix(np.where(truth == 255, 0, truth), truth, classes=9))
    values = (scores.mean_iou, scores.mean_dice, scores.mean_accuracy, scores.pixel_accuracy)
    assert values == (1, 1, 1, 1)
    assert scores.frequency_weighted_iou == 1


def test_nothing_to_score_is_nan_in_numbers_and_null_in_json() -> None:
    scores = class_scores(np.zeros((2, 2), int))
    assert np.isnan([scores.mean_iou, scores.pixel_accuracy, scores.frequency_weighted_iou]).all()
    found = json.loads(json.dumps(scores.to_json(), allow_nan=False))
    assert found["iou"] == [None, None]
    assert found["mean_iou"] is None
    assert found["pixels"] == [0, 0]


@pytest.mark.parametrize(
    ("matrix", "sentence"),
    [
        (np.zeros((2, 3), int), r"is square, not \(2, 3\)"),
        (np.zeros((0, 0), int), "is square"),
        (np.zeros((2, 2)), "holds counts, not float64"),
        (np.array([[1, -2], [0, 0]]), "down to -2"),
    ],
)
def test_what_is_no_confusion_matrix_is_refused(matrix: np.ndarray, sentence: str) -> None:
    with pytest.raises(MaskRefused, match=sentence):
        class_scores(matrix)


def test_averaging_over_rows_that_do_not_exist_is_refused() -> None:
    with pytest.raises(MaskRefused, match=r"\[0, 2\] are not all among the 2"):
        class_scores(np.eye(2, dtype=int), averaged=[0, 2])

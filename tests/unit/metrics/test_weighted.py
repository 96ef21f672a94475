"""The weighted F-measure against a slow one that reads like the paper's code."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from maskkit.errors import MaskRefused
from maskkit.metrics import weighted as weighted_module
from maskkit.metrics.weighted import weighted_f
from maskkit.types import BoolMap, Floats

SHAPES = ((1, 1), (1, 40), (25, 1), (17, 64), (40, 55))


def pairs(shape: tuple[int, int]) -> list[tuple[Floats, BoolMap]]:
    """Floors with errors at the border and far away, hard and soft; noise, whose nearest pixels are often two."""
    generator = np.random.default_rng(15)
    rows, columns = np.indices(shape)
    floor = rows + columns // 5 >= shape[0] // 2
    holes = floor & (generator.random(shape) < 0.9)
    soft = np.clip(floor * 0.6 + generator.random(shape) * 0.4, 0, 1)
    noise = generator.random(shape) < 0.3
    preds = [soft, np.roll(floor, 2, axis=0) * 1.0, noise * 1.0, np.zeros(shape), np.ones(shape)]
    return [(pred, truth) for truth in (floor, holes, noise, np.ones(shape, np.bool_)) for pred in preds]


def slow(pred: Floats, truth: BoolMap, beta_squared: float) -> float:
    if not truth.any():
        return 0.0
    away, nearest = ndimage.distance_transform_edt(~truth, return_indices=True)
    errors = np.abs(pred - truth)
    spread = np.where(truth, errors, errors[tuple(nearest)])
    across = np.exp(-(np.arange(-3, 4) ** 2) / 50)
    kernel = np.outer(across, across) / np.outer(across, across).sum()
    around = ndimage.convolve(spread, kernel, mode="constant")
    counted = np.where(truth, np.minimum(errors, around), errors * (2 - 0.5 ** (away / 5)))
    true = np.count_nonzero(truth)
    right = true - counted[truth].sum()
    precision, recall = right / (right + counted[~truth].sum() + 1e-16), 1 - counted[truth].mean()
    return float((1 + beta_squared) * precision * recall / (recall + beta_squared * precision + 1e-16))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("beta_squared", [1, 0.3])
def test_it_is_that_of_the_paper(shape: tuple[int, int], beta_squared: float) -> None:
    for pred, truth in pairs(shape):
        if truth.any():
            expected = slow(pred, truth, beta_squared)
            assert weighted_f(pred, truth, beta_squared=beta_squared) == pytest.approx(expected, abs=1e-6)


def test_bytes_are_measured_as_their_shares_are() -> None:
    for pred, truth in pairs((40, 55)):
        grey = np.rint(pred * 255).astype(np.uint8)
        assert weighted_f(grey, truth) == pytest.approx(slow(grey / 255, truth, 1), abs=1e-6)


def test_it_is_the_same_in_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [weighted_f(pred, truth) for pred, truth in pairs((40, 55))]
    monkeypatch.setattr(weighted_module, "_PIXELS_AT_ONCE", 150)
    assert [weighted_f(pred, truth) for pred, truth in pairs((40, 55))] == pytest.approx(whole, abs=1e-6)


def test_only_what_surrounds_both_masks_matters() -> None:
    pred, truth = pairs((17, 64))[0]
    placed = [np.pad(mask, ((20, 9), (70, 30))) for mask in (pred, truth)]
    assert weighted_f(*placed) == pytest.approx(slow(*placed, 1), abs=1e-6)


def test_of_two_nearest_pixels_the_left_one_is_taken_and_then_the_upper_one() -> None:
    """Every pixel of the truth has an error of its own, so that any other choice would show."""
    truth = np.indices((24, 31)).sum(axis=0) % 4 == 0
    pred = np.where(truth, np.random.default_rng(8).random(truth.shape), 0)
    assert weighted_f(pred, truth) == pytest.approx(slow(pred, truth, 1), abs=1e-7)


def test_errors_are_weighed_wherever_they_are() -> None:
    """Near the object, further off, and beyond the distance that counts as infinite."""
    truth = np.zeros((60, 700), np.bool_)
    truth[20:40, 10:40] = True
    for column in (41, 60, 130, 300, 650):
        pred = truth * 1.0
        pred[25:30, column : column + 6] = 0.7
        assert weighted_f(pred, truth) == pytest.approx(slow(pred, truth, 1), abs=1e-6)


def test_an_empty_truth_gives_0_and_two_empty_masks_what_is_asked_for() -> None:
    empty = np.zeros((4, 4), np.bool_)
    assert weighted_f(~empty, empty) == 0
    assert weighted_f(empty, empty) == 1
    assert weighted_f(empty, empty, empty=0.25) == 0.25
    assert weighted_f(empty, empty, empty=None) == 0
    assert weighted_f(~empty, ~empty) == pytest.approx(1)


def test_a_weight_of_recall_that_is_not_positive_is_refused() -> None:
    with pytest.raises(MaskRefused, match="beta_squared is 0"):
        weighted_f(np.ones((2, 2)), np.ones((2, 2)), beta_squared=0)

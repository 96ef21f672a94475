"""The structure measure against one that reads like the paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from maskkit.errors import MaskRefused
from maskkit.metrics import soft as soft_module
from maskkit.metrics.pair import Pair
from maskkit.metrics.structure import s_measure
from maskkit.types import BoolMap, Floats

Pairs = list[tuple[Floats, BoolMap]]


def slow_s(pred: Floats, truth: BoolMap, alpha: float = 0.5) -> float:
    if not truth.any() or truth.all():
        return float(pred.mean() if truth.any() else 1 - pred.mean())
    share = truth.mean()
    likeness = share * slow_likeness(pred[truth]) + (1 - share) * slow_likeness(1 - pred[~truth])
    row, column = (int(np.round(line.mean())) + 1 for line in np.nonzero(truth))
    similarity = 0.0
    for down in (slice(None, row), slice(row, None)):
        for across in (slice(None, column), slice(column, None)):
            part = truth[down, across]
            similarity += part.size / truth.size * slow_ssim(pred[down, across], part) if part.size else 0
    return max(0.0, float(alpha * likeness + (1 - alpha) * similarity))


def slow_likeness(values: Floats) -> float:
    deviation = values.std(ddof=1) if values.size > 1 else 0
    return float(2 * values.mean() / (values.mean() ** 2 + 1 + deviation))


def slow_ssim(pred: Floats, truth: BoolMap) -> float:
    if truth.all() or not truth.any():
        return float(np.ptp(pred) == 0)
    x, y = pred.mean(), truth.mean()
    both = ((pred - x) * (truth - y)).sum()
    return float(4 * x * y * both / ((x**2 + y**2) * (((pred - x) ** 2).sum() + ((truth - y) ** 2).sum())))


@pytest.mark.parametrize("alpha", [0.5, 0, 1])
def test_it_is_that_of_the_paper(soft_pairs: Pairs, forms: Callable[[Floats], list[Any]], alpha: float) -> None:
    for pred, truth in soft_pairs:
        for form in forms(pred):
            assert s_measure(form, truth, alpha=alpha) == pytest.approx(slow_s(pred, truth, alpha), abs=1e-6)


def test_bytes_are_measured_as_their_shares_are() -> None:
    grey = np.random.default_rng(3).integers(0, 256, (37, 50), dtype=np.uint8)
    truth = np.random.default_rng(4).random((37, 50)) < np.linspace(0, 1, 50)
    assert s_measure(grey, truth) == pytest.approx(slow_s(grey / 255, truth), abs=1e-12)


def test_it_is_the_same_in_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    grey = np.random.default_rng(3).integers(0, 256, (37, 50), dtype=np.uint8)
    truth = np.random.default_rng(4).random((37, 50)) < 0.5
    whole = s_measure(grey, truth)
    monkeypatch.setattr(soft_module, "_PIXELS_AT_ONCE", 60)
    assert s_measure(grey, truth) == whole


def test_a_constant_part_is_alike_however_its_mean_is_rounded() -> None:
    """0.1 + 0.1 + ... is not quite a multiple of 0.1; that must not make the part unlike itself."""
    truth = np.zeros((20, 30), np.bool_)
    truth[8:12, 12:18] = True
    for form in (np.float64, np.float32):
        pred = np.where(truth, 0.7, 0.1).astype(form)
        assert s_measure(pred, truth, alpha=0) == pytest.approx(slow_s(pred, truth, 0), abs=1e-6)


def test_an_object_in_the_last_row_and_column_has_parts_without_pixels() -> None:
    truth = np.zeros((9, 7), np.bool_)
    truth[-1, -1] = True
    assert s_measure(truth, truth) == pytest.approx(1)
    assert s_measure(~truth, truth) == pytest.approx(slow_s(1.0 - truth, truth))


def test_two_empty_masks_and_two_full_ones_are_alike() -> None:
    for truth in (np.zeros((3, 4), np.bool_), np.ones((3, 4), np.bool_), np.zeros((1, 1), np.bool_)):
        assert s_measure(truth, truth) == 1
        assert s_measure(~truth, truth) == 0


def test_stretching_makes_a_faint_mask_as_good_as_a_clear_one() -> None:
    truth = np.pad(np.ones((8, 8), np.bool_), 4)
    faint = np.where(truth, 140, 110).astype(np.uint8)
    assert s_measure(faint, truth) < 0.8
    assert s_measure(faint, truth, normalize="minmax") == pytest.approx(1)


def test_what_is_not_scored_is_background_left_unmarked(soft_pair_of_64: tuple[Floats, BoolMap]) -> None:
    pred, truth = soft_pair_of_64
    valid = np.ones(truth.shape, np.bool_)
    valid[:5] = False
    assert s_measure(Pair.of(pred, truth, valid=valid)) == s_measure(np.where(valid, pred, 0), truth & valid)


@pytest.mark.parametrize("alpha", [-0.1, 1.5, float("nan")])
def test_a_weight_outside_0_to_1_is_refused(alpha: float) -> None:
    with pytest.raises(MaskRefused, match=f"alpha is {alpha}"):
        s_measure(np.ones((2, 2)), np.ones((2, 2)), alpha=alpha)

"""S, E, F and MAE against slow ones that read like the papers, on hard masks, soft ones, and the empty cases."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from maskkit.errors import UnknownChoice
from maskkit.metrics.pair import Pair
from maskkit.metrics.saliency import e_measure, f_measure, mae, s_measure
from maskkit.types import BoolMap, Floats

SHAPES = ((1, 1), (1, 40), (25, 1), (2, 2), (17, 64), (30, 45))
every_shape = pytest.mark.parametrize("shape", SHAPES)


def pairs(shape: tuple[int, int]) -> list[tuple[Floats, BoolMap]]:
    """Soft and hard predictions of a floor, of noise, of a corner, and of nothing and everything."""
    generator = np.random.default_rng(14)
    rows, columns = np.indices(shape)
    floor = rows + columns // 5 >= shape[0] // 2
    corner = (rows == shape[0] - 1) & (columns == shape[1] - 1)
    soft = np.clip(floor * 0.6 + generator.random(shape) * 0.4, 0, 1)
    truths = [floor, corner, generator.random(shape) < 0.5, np.zeros(shape, np.bool_), np.ones(shape, np.bool_)]
    preds = [soft, np.roll(floor, 1, axis=0).astype(float), np.zeros(shape), np.ones(shape)]
    return [(pred, truth) for truth in truths for pred in preds]


def forms(pred: Floats) -> list[Any]:
    """One prediction in every form that can hold its values without loss, or with little."""
    hard = set(np.unique(pred)) <= {0.0, 1.0}
    return [pred, pred.astype(np.float32), *([pred > 0.5, (pred * 255).astype(np.uint8)] if hard else [])]


def slow_s(pred: Floats, truth: BoolMap, alpha: float) -> float:
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


def slow_e(pred: Floats, truth: BoolMap, threshold: float) -> float:
    marked = pred >= threshold
    if not truth.any() or truth.all():
        total = float(np.count_nonzero(marked == truth))
    else:
        first, second = marked - marked.mean(), truth - truth.mean()
        total = float(((2 * first * second / (first**2 + second**2) + 1) ** 2 / 4).sum())
    return total / max(truth.size - 1, 1)


def slow_f(pred: Floats, truth: BoolMap, threshold: float) -> float:
    marked = pred >= threshold
    both = np.count_nonzero(marked & truth)
    if not both:
        return 0.0
    precision, recall = both / np.count_nonzero(marked), both / np.count_nonzero(truth)
    return 1.3 * precision * recall / (0.3 * precision + recall)


@every_shape
def test_mae(shape: tuple[int, int]) -> None:
    for pred, truth in pairs(shape):
        for form in forms(pred):
            assert mae(form, truth) == pytest.approx(np.abs(pred - truth).mean(), abs=1e-7)
        assert mae(pred, truth) == pytest.approx(np.abs(pred - truth).mean(), abs=1e-12)


@every_shape
@pytest.mark.parametrize("alpha", [0.5, 0, 1])
def test_s_measure(shape: tuple[int, int], alpha: float) -> None:
    for pred, truth in pairs(shape):
        for form in forms(pred):
            assert s_measure(form, truth, alpha=alpha) == pytest.approx(slow_s(pred, truth, alpha), abs=1e-6)


@every_shape
@pytest.mark.parametrize(("measure", "slow"), [(e_measure, slow_e), (f_measure, slow_f)])
def test_measures_at_thresholds(shape: tuple[int, int], measure: Any, slow: Any) -> None:
    for pred, truth in pairs(shape):
        adaptive = slow(pred, truth, min(2 * pred.mean(), 1))
        curve = [slow(np.floor(pred * 255), truth, level) for level in range(256)]
        for form in forms(pred):
            assert measure(form, truth) == pytest.approx(adaptive, abs=1e-9)
        assert measure(pred, truth, kind="mean") == pytest.approx(np.mean(curve), abs=1e-9)
        assert measure(pred, truth, kind="max") == pytest.approx(max(curve), abs=1e-9)


def test_the_curves_are_the_same_for_bytes_and_for_their_shares() -> None:
    pred = np.random.default_rng(3).integers(0, 256, (20, 30), dtype=np.uint8)
    truth = np.random.default_rng(4).random((20, 30)) < 0.5
    for measure in (e_measure, f_measure):
        for kind in ("adaptive", "mean", "max"):
            assert measure(pred, truth, kind=kind) == pytest.approx(measure(pred / 255, truth, kind=kind), abs=1e-12)


def test_a_constant_part_is_alike_however_its_mean_is_rounded() -> None:
    """0.1 + 0.1 + ... is not quite a multiple of 0.1; that must not make the part unlike itself."""
    truth = np.zeros((20, 30), np.bool_)
    truth[8:12, 12:18] = True
    pred = np.where(truth, 0.7, 0.1)
    assert s_measure(pred, truth, alpha=0) == pytest.approx(slow_s(pred, truth, 0))


def test_pixels_that_are_not_scored_are_background_left_unmarked() -> None:
    pred, truth = pairs((17, 64))[0]
    valid = np.ones(truth.shape, np.bool_)
    valid[:5] = False
    pair = Pair.of(pred, truth, valid=valid)
    cleared = np.where(valid, pred, 0), truth & valid
    assert s_measure(pair) == s_measure(*cleared)
    assert e_measure(pair, kind="max") == e_measure(*cleared, kind="max")
    assert mae(pair) == pytest.approx(np.abs(pred - truth)[5:].mean())
    assert mae(Pair.of(pred, truth, valid=np.zeros_like(valid))) == 0


@pytest.mark.parametrize("measure", [e_measure, f_measure])
def test_an_unknown_kind_is_refused(measure: Any) -> None:
    with pytest.raises(UnknownChoice, match="kind is 'best'"):
        measure(np.ones((2, 2)), np.ones((2, 2)), kind="best")


def test_no_measure_is_nan() -> None:
    for shape in SHAPES:
        for pred, truth in pairs(shape):
            for measure in (mae, s_measure, e_measure, f_measure):
                assert not math.isnan(measure(pred, truth))

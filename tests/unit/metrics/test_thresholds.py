"""E, F and their curves against masks that are cut at every threshold, one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from maskkit.errors import MaskRefused, UnknownChoice
from maskkit.metrics.pair import Pair
from maskkit.metrics.thresholds import e_measure, f_measure, threshold_curves
from maskkit.types import BoolMap, Floats

Pairs = list[tuple[Floats, BoolMap]]
MEASURES = (e_measure, f_measure)
every_measure = pytest.mark.parametrize("measure", MEASURES)


def slow_e(pred: Floats, truth: BoolMap, threshold: float) -> float:
    marked = pred >= threshold
    if not truth.any() or truth.all():
        return float(np.mean(marked == truth))
    first, second = marked - marked.mean(), truth - truth.mean()
    return float(((2 * first * second / (first**2 + second**2) + 1) ** 2 / 4).mean())


def slow_f(pred: Floats, truth: BoolMap, threshold: float) -> float:
    marked = pred >= threshold
    both = np.count_nonzero(marked & truth)
    if not both:
        return 0.0
    precision, recall = both / np.count_nonzero(marked), both / np.count_nonzero(truth)
    return 1.3 * precision * recall / (0.3 * precision + recall)


@pytest.mark.parametrize(("measure", "slow"), [(e_measure, slow_e), (f_measure, slow_f)])
def test_measures_are_those_of_masks_that_are_cut_by_hand(
    soft_pairs: Pairs, forms: Callable[[Floats], list[Any]], measure: Any, slow: Any
) -> None:
    for pred, truth in soft_pairs:
        adaptive = slow(pred, truth, min(2 * pred.mean(), 1))
        curve = [slow(np.floor(pred * 255), truth, level) for level in range(256)]
        for form in forms(pred):
            assert measure(form, truth, empty=None) == pytest.approx(adaptive, abs=1e-9)
        assert measure(pred, truth, kind="mean", empty=None) == pytest.approx(np.mean(curve), abs=1e-9)
        assert measure(pred, truth, kind="max", empty=None) == pytest.approx(max(curve), abs=1e-9)


@every_measure
@pytest.mark.parametrize("kind", ["adaptive", "mean", "max"])
def test_measures_are_the_same_for_bytes_and_for_their_shares(measure: Any, kind: str) -> None:
    pred = np.random.default_rng(3).integers(0, 256, (20, 30), dtype=np.uint8)
    truth = np.random.default_rng(4).random((20, 30)) < 0.5
    assert measure(pred, truth, kind=kind) == pytest.approx(measure(pred / 255, truth, kind=kind), abs=1e-12)


@every_measure
def test_a_level_that_is_just_twice_the_mean_is_marked(measure: Any) -> None:
    """In floating point the mean of these bytes comes out a little above a tenth."""
    pred = np.array([[51, 0, 0, 51, 51, 0]] * 5, np.uint8)
    truth = pred > 0
    assert measure(pred, truth) == pytest.approx(1)


@every_measure
def test_pixels_that_are_not_scored_are_background_left_unmarked(
    measure: Any, soft_pair_of_64: tuple[Floats, BoolMap]
) -> None:
    pred, truth = soft_pair_of_64
    valid = np.ones(truth.shape, np.bool_)
    valid[:5] = False
    for kind in ("adaptive", "mean", "max"):
        for form in (pred, pred > 0.7, (pred * 255).astype(np.uint8)):
            cleared = np.where(valid, form, np.zeros((), form.dtype)), truth & valid
            found = measure(Pair.of(form, truth, valid=valid), kind=kind)
            assert found == pytest.approx(measure(*cleared, kind=kind), abs=1e-12)


@every_measure
@pytest.mark.parametrize("kind", ["adaptive", "mean", "max"])
def test_two_empty_masks_score_what_is_asked_for(measure: Any, kind: str) -> None:
    for form in (np.bool_, np.uint8, np.float64):
        empty = np.zeros((4, 5), form)
        assert measure(empty, empty, kind=kind) == 1
        assert measure(empty, empty, kind=kind, empty=0.5) == 0.5
    assert measure(empty, empty, empty=None) == 0
    assert measure(np.ones((4, 5)), empty, kind=kind, empty=0.5) < 0.5


@every_measure
def test_stretching_makes_a_faint_mask_as_good_as_a_clear_one(measure: Any) -> None:
    truth = np.pad(np.ones((8, 8), np.bool_), 4)
    faint = np.where(truth, 140, 110).astype(np.uint8)
    assert measure(faint, truth, kind="mean") < 0.9
    assert measure(faint, truth, kind="mean", normalize="minmax") == pytest.approx(
        measure(truth, truth, kind="mean"), abs=1e-12
    )


def test_the_authors_code_divides_by_a_pixel_less() -> None:
    truth = np.pad(np.ones((4, 4), np.bool_), 3)
    assert e_measure(truth, truth) == pytest.approx(1)
    assert e_measure(truth, truth, divisor="pixels-1") == pytest.approx(100 / 99)
    assert e_measure(truth[4:5, 4:5], truth[4:5, 4:5], divisor="pixels-1") == 1


def test_curves_hold_what_the_measures_take_from_them(soft_pairs: Pairs) -> None:
    for pred, truth in soft_pairs:
        curves = threshold_curves(pred, truth)
        assert all(curve.shape == (256,) for curve in vars(curves).values())
        for curve, measure in ((curves.e, e_measure), (curves.f, f_measure)):
            assert measure(pred, truth, kind="mean", empty=None) == curve.mean()
            assert measure(pred, truth, kind="max", empty=None) == curve.max()


def test_curves_rise_with_their_thresholds() -> None:
    pred, truth = np.array([[0.0, 0.25, 0.5, 1.0]]), np.array([[False, True, False, True]])
    curves = threshold_curves(pred, truth, beta_squared=1)
    assert curves.recall[[0, 63, 64, 255]].tolist() == [1, 1, 0.5, 0.5]
    assert curves.precision[[0, 63, 127, 128]] == pytest.approx([2 / 4, 2 / 3, 1 / 2, 1])
    assert curves.f[255] == pytest.approx(2 / 3)


@every_measure
def test_words_that_mean_nothing_are_refused(measure: Any) -> None:
    with pytest.raises(UnknownChoice, match="kind is 'best'"):
        measure(np.ones((2, 2)), np.ones((2, 2)), kind="best")
    with pytest.raises(UnknownChoice, match="normalize is 'max'"):
        measure(np.ones((2, 2)), np.ones((2, 2)), normalize="max")
    with pytest.raises(UnknownChoice, match="divisor is 'n'"):
        e_measure(np.ones((2, 2)), np.ones((2, 2)), divisor="n")  # type: ignore[arg-type]


@pytest.mark.parametrize("beta_squared", [0, -1, float("nan")])
def test_a_weight_of_recall_that_is_not_positive_is_refused(beta_squared: float) -> None:
    with pytest.raises(MaskRefused, match=f"beta_squared is {beta_squared}"):
        f_measure(np.ones((2, 2)), np.ones((2, 2)), beta_squared=beta_squared)

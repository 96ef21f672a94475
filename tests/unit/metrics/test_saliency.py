"""The mean absolute error, and what all metrics of soft masks say to masks that are empty, full or a single pixel."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from maskkit.errors import MaskRefused, SizeMismatch, UnknownChoice
from maskkit.metrics import saliency
from maskkit.metrics.pair import Pair
from maskkit.metrics.saliency import e_measure, f_measure, mae, s_measure, weighted_f
from maskkit.types import BoolMap, Floats

Pairs = list[tuple[Floats, BoolMap]]
MEASURES = (mae, s_measure, e_measure, f_measure, weighted_f)
every_measure = pytest.mark.parametrize("measure", MEASURES)


def test_mae_is_the_mean_of_the_differences(soft_pairs: Pairs, forms: Callable[[Floats], list[Any]]) -> None:
    for pred, truth in soft_pairs:
        for form in forms(pred):
            assert mae(form, truth) == pytest.approx(np.abs(pred - truth).mean(), abs=1e-7)
        assert mae(pred, truth) == pytest.approx(np.abs(pred - truth).mean(), abs=1e-12)


@pytest.mark.parametrize("form", [np.float64, np.bool_])
def test_mae_leaves_out_what_is_not_scored(soft_pair_of_64: tuple[Floats, BoolMap], form: type) -> None:
    pred, truth = soft_pair_of_64
    pred = pred if form is np.float64 else pred > 0.7
    valid = np.ones(truth.shape, np.bool_)
    valid[:5] = False
    assert mae(Pair.of(pred, truth, valid=valid)) == pytest.approx(np.abs(pred - truth.astype(float))[5:].mean())
    assert mae(Pair.of(pred, truth, valid=np.zeros_like(valid))) == 0


def test_mae_of_a_stretched_prediction() -> None:
    pred, truth = np.array([[100, 150, 200]], np.uint8), np.array([[False, True, True]])
    assert mae(pred, truth, normalize="minmax") == pytest.approx(0.5 / 3)
    assert mae(pred / 255, truth, normalize="minmax") == pytest.approx(0.5 / 3)


@every_measure
def test_a_prediction_of_one_value_is_not_stretched(measure: Any) -> None:
    truth = np.pad(np.ones((2, 2), np.bool_), 1)
    for flat in (np.full((4, 4), 0.3), np.full((4, 4), 77, np.uint8), np.ones((4, 4), np.bool_)):
        assert measure(flat, truth, normalize="minmax") == measure(flat, truth)


@every_measure
def test_only_what_is_scored_is_stretched(measure: Any) -> None:
    pred, truth = np.array([[0.0, 0.4, 0.5, 0.6]]), np.array([[True, False, True, True]])
    valid = np.array([[False, True, True, True]])
    stretched = np.array([[0.0, 0.0, 0.5, 1.0]])
    found = measure(Pair.of(pred, truth, valid=valid), normalize="minmax")
    assert found == pytest.approx(measure(Pair.of(stretched, truth, valid=valid)))


@every_measure
def test_no_measure_is_nan_or_leaves_0_to_1(measure: Any, soft_pairs: Pairs) -> None:
    for pred, truth in soft_pairs:
        for stretched in ("none", "minmax"):
            assert 0 <= measure(pred, truth, normalize=stretched) <= 1 + 1e-12


@every_measure
@pytest.mark.parametrize("truth", [np.zeros((3, 5), np.bool_), np.ones((3, 5), np.bool_), np.ones((1, 1), np.bool_)])
def test_a_mask_is_perfect_against_itself_even_if_it_is_empty_or_full(measure: Any, truth: BoolMap) -> None:
    perfect = 0 if measure is mae else 1
    for form in (truth, truth.astype(float), truth * np.uint8(255)):
        assert measure(form, truth) == pytest.approx(perfect)


def test_the_answers_for_empty_truth_are_those_of_the_table() -> None:
    truth = np.zeros((2, 5), np.bool_)
    pred = np.array([[0.0, 0.0, 0.0, 0.0, 1.0]] * 2)
    assert s_measure(pred, truth) == pytest.approx(0.8)
    assert e_measure(pred, truth) == pytest.approx(0.8)
    assert weighted_f(pred, truth) == f_measure(pred, truth) == 0


@every_measure
def test_what_are_no_masks_is_refused(measure: Any) -> None:
    good = np.pad(np.ones((2, 2), np.bool_), 1)
    with pytest.raises(SizeMismatch):
        measure(good, good[:3])
    with pytest.raises(MaskRefused, match="nan at x 1, y 0"):
        measure(np.where(np.indices((4, 4)).sum(axis=0) == 1, math.nan, 0.5), good)
    with pytest.raises(UnknownChoice, match="normalize is 'max'"):
        measure(good, good, normalize="max")


def test_every_name_is_there() -> None:
    assert all(hasattr(saliency, name) for name in saliency.__all__)

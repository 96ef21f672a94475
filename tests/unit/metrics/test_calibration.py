"""Calibration against loops over pixels and bins."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from maskkit.errors import MaskRefused, SizeMismatch, UnknownChoice
from maskkit.metrics import probable as probable_module
from maskkit.metrics.calibration import (
    brier_score,
    expected_calibration_error,
    negative_log_likelihood,
    reliability,
)
from maskkit.types import Floats

Pixels = list[tuple[list[float], int]]


def scene(seed: int, labels: int = 4, size: tuple[int, int] = (13, 17)) -> tuple[Floats, np.ndarray]:
    """Probabilities (K, H, W) that are somewhat right, and a truth with unlabelled pixels."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, labels, size)
    raised = rng.normal(size=(labels, *size)) + 1.5 * (np.arange(labels)[:, None, None] == truth)
    shares = np.exp(raised) / np.exp(raised).sum(axis=0)
    truth[rng.random(size) < 0.15] = 255
    return shares, truth


def pixels(shares: Floats, truth: np.ndarray) -> Pixels:
    """Each labelled pixel: the probabilities of all labels, and the right one."""
    return [(shares[:, y, x].tolist(), int(truth[y, x])) for y, x in np.argwhere(truth != 255)]


def slow_ece(known: list[tuple[float, bool]], bins: int) -> float:
    error = 0.0
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        here = [(p, right) for p, right in known if low < p <= high or (number == 0 and p == 0)]
        if here:
            accuracy = sum(right for _, right in here) / len(here)
            confidence = sum(p for p, _ in here) / len(here)
            error += len(here) / len(known) * abs(accuracy - confidence)
    return error


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("bins", [1, 10, 15])
def test_ece_of_the_likeliest_label_is_that_of_the_loop(seed: int, bins: int) -> None:
    shares, truth = scene(seed)
    known = [(max(chances), chances.index(max(chances)) == true) for chances, true in pixels(shares, truth)]
    assert expected_calibration_error(shares, truth, bins=bins) == pytest.approx(slow_ece(known, bins), abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_ece_of_each_label_is_the_mean_of_one_against_the_rest(seed: int) -> None:
    shares, truth = scene(seed)
    each = [[(chances[label], true == label) for chances, true in pixels(shares, truth)] for label in range(4)]
    expected = sum(slow_ece(known, 15) for known in each) / 4
    assert expected_calibration_error(shares, truth, of="class") == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_brier_and_nll_are_those_of_the_loop(seed: int) -> None:
    shares, truth = scene(seed)
    known = pixels(shares, truth)
    brier = sum((p - (label == true)) ** 2 for chances, true in known for label, p in enumerate(chances)) / len(known)
    surprise = sum(-math.log(chances[true]) for chances, true in known) / len(known)
    assert brier_score(shares, truth) == pytest.approx(brier, abs=1e-12)
    assert negative_log_likelihood(shares, truth) == pytest.approx(surprise, abs=1e-12)


@pytest.mark.parametrize("measure", [brier_score, negative_log_likelihood, expected_calibration_error])
def test_a_mapping_may_name_any_labels_in_any_order(measure: Any) -> None:
    shares, truth = scene(5)
    names = np.array([40, 7, 200, 3])
    named = {int(names[row]): shares[row] for row in (2, 0, 3, 1)}
    renamed = np.where(truth == 255, 255, names[truth.clip(0, 3)])
    assert measure(named, renamed) == pytest.approx(measure(shares, truth), abs=1e-12)


@pytest.mark.parametrize("measure", [brier_score, negative_log_likelihood, expected_calibration_error])
def test_scores_do_not_depend_on_the_strips(measure: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shares, truth = scene(6)
    whole = measure(shares, truth)
    monkeypatch.setattr(probable_module, "_PIXELS_AT_ONCE", 40)
    assert measure(shares, truth) == pytest.approx(whole, abs=1e-12)


def test_a_mask_is_a_picture_of_two_labels() -> None:
    rng = np.random.default_rng(7)
    share, truth = rng.random((9, 11)), rng.random((9, 11)) < 0.5
    both, labels = np.stack([1 - share, share]), truth.astype(int)
    assert expected_calibration_error(share, truth) == pytest.approx(expected_calibration_error(both, labels))
    assert negative_log_likelihood(share, truth) == pytest.approx(negative_log_likelihood(both, labels))
    assert brier_score(share, truth) == pytest.approx(brier_score(both, labels) / 2)
    assert brier_score(share, truth) == pytest.approx(np.mean((share - truth) ** 2))
    known = list(zip(share.ravel().tolist(), truth.ravel().tolist(), strict=True))
    assert expected_calibration_error(share, truth, of="class") == pytest.approx(slow_ece(known, 15), abs=1e-12)


def test_masks_are_taken_in_all_their_forms() -> None:
    grey, truth = np.array([[0, 51, 204, 255]], np.uint8), np.array([[0, 0, 255, 255]], np.uint8)
    assert brier_score(grey, truth) == pytest.approx(0.02, abs=1e-6)
    assert brier_score(truth > 0, truth) == 0


def test_probabilities_on_the_edge_of_a_bin_belong_to_the_lower_one() -> None:
    truth = np.ones((1, 4), bool)
    share = np.array([[0.0, 1 / 15, 2 / 15, 1.0]])
    counts = reliability(share, truth, of="class").pixels[0]
    assert np.flatnonzero(counts).tolist() == [0, 1, 14]
    assert counts[[0, 1, 14]].tolist() == [2, 1, 1]


def test_honest_probabilities_have_next_to_no_error_and_too_sure_ones_their_excess() -> None:
    rng = np.random.default_rng(8)
    share = rng.random((300, 300))
    truth = rng.random((300, 300)) < share
    assert expected_calibration_error(share, truth, of="class") < 0.01
    sure = np.full((300, 300), 0.9)
    assert expected_calibration_error(sure, np.ones((300, 300), bool)) == pytest.approx(0.1)
    assert reliability(sure, np.zeros((300, 300), bool)).mce == pytest.approx(0.9)


def test_certain_and_right_is_perfect() -> None:
    truth = np.array([[0, 1, 2, 1]])
    shares = (np.arange(3)[:, None, None] == truth).astype(np.float32)
    assert brier_score(shares, truth) == 0
    assert expected_calibration_error(shares, truth) == 0
    assert math.copysign(1, negative_log_likelihood(shares, truth)) == 1
    assert negative_log_likelihood(shares, truth) == 0


def test_certain_and_wrong_costs_as_much_as_is_asked_for() -> None:
    share, truth = np.array([[0.0]]), np.array([[True]])
    assert negative_log_likelihood(share, truth) == pytest.approx(-math.log(1e-7))
    assert negative_log_likelihood(share, truth, least=0.01) == pytest.approx(-math.log(0.01))
    assert negative_log_likelihood(share, truth, least=0) == math.inf
    assert brier_score(np.array([[[1.0]], [[0.0]]]), np.array([[1]])) == 2


def test_pictures_are_summed_before_they_are_scored() -> None:
    shares, truth = scene(9, size=(20, 10))
    halves = [reliability(shares[:, part], truth[part]) for part in (slice(0, 7), slice(7, 20))]
    assert (halves[0] + halves[1]).ece == pytest.approx(expected_calibration_error(shares, truth), abs=1e-12)


def test_what_is_left_out_may_be_anything() -> None:
    shares, truth = scene(10)
    valid = np.arange(truth.shape[1]) % 3 > 0
    valid = np.broadcast_to(valid, truth.shape)
    spoiled = np.where(valid & (truth != 255), shares, np.nan)
    kept = shares[:, :, valid[0]], truth[:, valid[0]]
    for measure in (brier_score, negative_log_likelihood, expected_calibration_error):
        assert measure(spoiled, truth, valid=valid) == pytest.approx(measure(*kept), abs=1e-12)


def test_several_labels_or_none_may_be_ignored() -> None:
    shares, truth = scene(11)
    truth = np.where(truth == 255, 3, truth)
    few = np.where(np.isin(truth, (1, 3)), 255, truth)
    assert brier_score(shares, truth, ignore=[1, 3]) == brier_score(shares, few)
    assert brier_score(shares, truth, ignore=None) == brier_score(shares, truth)


@pytest.mark.parametrize("measure", [brier_score, negative_log_likelihood, expected_calibration_error])
@pytest.mark.parametrize("of_masks", [False, True])
def test_where_nothing_is_scored_nothing_is_wrong(measure: Any, of_masks: bool) -> None:
    shares, truth = scene(12)
    nothing = np.zeros(truth.shape, bool)
    assert measure(*(shares[0], truth == 1) if of_masks else (shares, truth), valid=nothing) == 0
    assert measure(shares, np.full(truth.shape, 255)) == 0


def test_empty_bins_are_nan_in_the_diagram_but_not_in_the_scores() -> None:
    found = reliability(np.array([[0.95, 0.05]]), np.array([[True, False]]), bins=4, of="class")
    assert np.isnan(found.accuracy[0]).tolist() == [False, True, True, False]
    assert found.confidence[0, [0, 3]] == pytest.approx([0.05, 0.95])
    assert found.ece == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("shares", "truth", "sentence"),
    [
        (np.full((2, 1, 3), 0.4), np.zeros((1, 3), int), "sum to 0.8000 at x 0, y 0"),
        (np.array([[[0.5, 1.2]], [[0.5, -0.2]]]), np.zeros((1, 2), int), "a probability is 1.2 at x 1, y 0"),
        (np.array([[[0.5, np.nan]], [[0.5, 0.5]]]), np.zeros((1, 2), int), "a probability is nan at x 1, y 0"),
        (np.full((2, 1, 3), 0.5), np.array([[0, 1, 9]]), "truth has the label 9 at x 2, y 0"),
        (np.ones((1, 2, 2)), np.zeros((2, 2), int), r"have the shapes \[\(2, 2\)\]"),
        (np.ones(4), np.zeros((2, 2), int), "have the shapes"),
        (np.ones((2, 2, 2), int), np.zeros((2, 2), int), "the probability of label 0 is int64"),
        (np.full((2, 2, 2), 0.5), np.zeros((2, 2)), "truth is float64"),
        (np.full((2, 2), 1.5), np.zeros((2, 2)), "pred is 1.5 at x 0, y 0"),
    ],
)
def test_what_are_no_probabilities_is_refused_with_value_and_place(shares: Any, truth: Any, sentence: str) -> None:
    with pytest.raises(MaskRefused, match=sentence):
        brier_score(shares, truth)


def test_other_sizes_are_refused() -> None:
    with pytest.raises(SizeMismatch, match="label 0 has the shape"):
        brier_score(np.full((2, 3, 3), 0.5), np.zeros((2, 3), int))
    with pytest.raises(SizeMismatch, match="valid has the shape"):
        brier_score(np.full((2, 3, 3), 0.5), np.zeros((3, 3), int), valid=np.ones((2, 2), bool))


def test_options_that_mean_nothing_are_refused() -> None:
    shares, truth = scene(13)
    with pytest.raises(MaskRefused, match="valid is int64"):
        brier_score(shares, truth, valid=np.ones(truth.shape, int))
    with pytest.raises(MaskRefused, match="0 bins"):
        reliability(shares, truth, bins=0)
    with pytest.raises(UnknownChoice, match="of is 'all'"):
        reliability(shares, truth, of="all")  # type: ignore[arg-type]

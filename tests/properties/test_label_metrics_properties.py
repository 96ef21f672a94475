"""What holds for the scores of label maps, segments, layouts and probabilities, whatever they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from maskkit.metrics.calibration import brier_score, expected_calibration_error, negative_log_likelihood
from maskkit.metrics.labels import class_scores, confusion_matrix
from maskkit.metrics.layout import layout_corner_error, layout_pixel_error
from maskkit.metrics.panoptic import panoptic_quality

LABELS = 5
unhurried = settings(deadline=None)
SHAPES = array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=24)
Maps = tuple[np.ndarray, np.ndarray]


def several(dtype: type, low: int, high: int, count: int = 2) -> st.SearchStrategy[Any]:
    return SHAPES.flatmap(
        lambda shape: st.tuples(*[arrays(dtype, shape, elements=st.integers(low, high), fill=st.just(low))] * count)
    )


@unhurried
@given(several(np.uint8, 0, LABELS - 1))
def test_every_pixel_is_counted_and_swapping_the_maps_transposes_the_matrix(maps: Maps) -> None:
    matrix = confusion_matrix(*maps, classes=LABELS)
    assert matrix.sum() == maps[0].size
    assert np.array_equal(confusion_matrix(*maps[::-1], classes=LABELS), matrix.T)


@unhurried
@given(several(np.uint8, 0, LABELS - 1), st.permutations(range(LABELS)))
def test_renaming_classes_renames_rows(maps: Maps, names: list[int]) -> None:
    pred, truth = (np.array(names, np.uint8)[labels] for labels in maps)
    matrix = confusion_matrix(pred, truth, classes=names)
    assert np.array_equal(matrix, confusion_matrix(*maps, classes=LABELS))


@unhurried
@given(several(np.uint8, 0, LABELS - 1), st.sets(st.integers(0, LABELS - 1)))
def test_folding_classes_keeps_every_pixel_and_never_makes_a_right_one_wrong(maps: Maps, valid: set[int]) -> None:
    plain = confusion_matrix(*maps, classes=LABELS)
    folded = confusion_matrix(*maps, classes=LABELS, valid_classes=valid)
    assert folded.sum() == plain.sum()
    assert np.trace(folded) >= np.trace(plain)


@unhurried
@given(several(np.uint8, 0, LABELS - 1))
def test_scores_of_classes_lie_within_0_and_1_with_iou_the_least(maps: Maps) -> None:
    scores = class_scores(confusion_matrix(*maps, classes=LABELS))
    for values in (scores.iou, scores.dice, scores.accuracy, scores.precision):
        assert np.nanmin(values) >= 0
        assert np.nanmax(values) <= 1
    told = ~np.isnan(scores.iou)
    assert (scores.iou[told] <= scores.dice[told]).all()
    assert scores.iou[told] == pytest.approx(scores.dice[told] / (2 - scores.dice[told]))


@unhurried
@given(several(np.int64, 0, 6))
def test_swapping_the_maps_swaps_what_is_invented_and_what_is_missed(maps: Maps) -> None:
    there, back = panoptic_quality(*maps, void=None), panoptic_quality(*maps[::-1], void=None)
    assert (there.pooled.fp, there.pooled.fn) == (back.pooled.fn, back.pooled.fp)
    assert there.pq == pytest.approx(back.pq)


@unhurried
@given(several(np.int64, 0, 6), st.permutations(range(1, 7)))
def test_ids_are_only_names(maps: Maps, names: list[int]) -> None:
    pred, truth = maps
    renamed = np.array([0, *names])[pred] * 1000
    assert panoptic_quality(renamed, truth) == panoptic_quality(pred, truth)
    assert layout_pixel_error(renamed, truth) == pytest.approx(layout_pixel_error(pred, truth))


@unhurried
@given(several(np.int64, 0, 6))
def test_the_layout_error_is_at_most_that_of_the_names_as_they_are(maps: Maps) -> None:
    pred, truth = maps
    error = layout_pixel_error(pred, truth)
    assert -1e-12 <= error <= np.mean(pred != truth) + 1e-12
    assert error == pytest.approx(layout_pixel_error(truth, pred))


corners = arrays(np.float64, st.tuples(st.integers(0, 7), st.just(2)), elements=st.floats(0, 100))


@unhurried
@given(corners, corners)
def test_the_corner_error_is_symmetric_and_at_most_1(pred: np.ndarray, truth: np.ndarray) -> None:
    error = layout_corner_error(pred, truth, (100, 100))
    assert 0 <= error <= 1
    assert layout_corner_error(truth, pred, (100, 100)) == pytest.approx(error)
    assert layout_corner_error(pred, pred[::-1], (100, 100)) == pytest.approx(0)


@unhurried
@given(several(np.uint8, 0, LABELS - 1, 1), st.integers(0, 2**32), st.permutations(range(LABELS)))
def test_probabilities_are_scored_within_their_bounds_and_by_any_name(
    maps: tuple[np.ndarray], seed: int, names: list[int]
) -> None:
    (truth,) = maps
    shares = np.random.default_rng(seed).dirichlet(np.full(LABELS, 0.5), truth.shape).transpose(2, 0, 1)
    named = {name: shares[label] for label, name in enumerate(names)}
    renamed = np.array(names)[truth]
    for measure, most in ((expected_calibration_error, 1), (brier_score, 2), (negative_log_likelihood, 17)):
        found = measure(shares, truth)
        assert 0 <= found <= most
        assert measure(named, renamed) == pytest.approx(found, abs=1e-12)

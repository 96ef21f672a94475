"""What holds for the scores of every pair of masks: symmetry, bounds, identity, and which changes do not matter."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from maskkit.metrics.boundary import boundary_f, boundary_iou
from maskkit.metrics.overlap import accuracy, confusion, dice, iou, kappa, mcc, precision, recall, specificity
from maskkit.metrics.surface import average_surface_distance, hausdorff_distance, surface_dice
from maskkit.types import BoolMap

Metric = Callable[..., float]
SHAPES = array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=70)
RECTANGLES = st.lists(st.tuples(*[st.floats(0, 1)] * 4), max_size=4)

SHARES: dict[str, Metric] = {
    "iou": iou,
    "dice": dice,
    "precision": precision,
    "recall": recall,
    "specificity": specificity,
    "accuracy": accuracy,
    "boundary_iou": boundary_iou,
    "boundary_f": boundary_f,
    "surface_dice": surface_dice,
}
DISTANCES: dict[str, Metric] = {
    "hd": hausdorff_distance,
    "hd95": lambda pred, truth, **options: hausdorff_distance(pred, truth, percentile=95, **options),
    "hd of surfels": lambda pred, truth, **options: hausdorff_distance(pred, truth, elements="surfel", **options),
    "assd": average_surface_distance,
}
SYMMETRIC = {name: SHARES[name] for name in ("iou", "dice", "accuracy", "boundary_iou", "boundary_f", "surface_dice")}
UNCHANGED_BY_TURNING = {name: metric for name, metric in (SHARES | DISTANCES).items() if name != "boundary_f"}


def drawn(shape: tuple[int, int], boxes: list[tuple[float, ...]], noise: BoolMap) -> BoolMap:
    """A mask of boxes, with a little noise where the draw has some."""
    marked = noise.copy()
    for top, bottom, left, right in boxes:
        rows = slice(*sorted((round(top * shape[0]), round(bottom * shape[0]))))
        marked[rows, slice(*sorted((round(left * shape[1]), round(right * shape[1]))))] ^= True
    return marked


def masks(shape: tuple[int, int]) -> st.SearchStrategy[BoolMap]:
    noise = arrays(np.bool_, shape, elements=st.booleans(), fill=st.just(False))
    return st.builds(drawn, st.just(shape), RECTANGLES, noise)


def several(count: int) -> st.SearchStrategy[tuple[BoolMap, ...]]:
    """Masks of one common size."""
    return SHAPES.flatmap(lambda shape: st.tuples(*[masks(shape)] * count))


@given(several(2))
def test_shares_lie_within_0_and_1_and_a_mask_matches_itself(pair: tuple[BoolMap, ...]) -> None:
    pred, truth = pair
    for name, metric in SHARES.items():
        assert 0 <= metric(pred, truth) <= 1, name
        assert metric(truth, truth) == 1, name


@given(several(2))
def test_distances_are_at_most_the_diagonal_or_infinite(pair: tuple[BoolMap, ...]) -> None:
    pred, truth = pair
    for name, metric in DISTANCES.items():
        found = metric(pred, truth)
        assert 0 <= found <= math.hypot(*pred.shape) or (math.isinf(found) and pred.any() != truth.any()), name
        assert metric(truth, truth) == 0, name


@given(several(2))
def test_correlations_lie_within_1_of_0(pair: tuple[BoolMap, ...]) -> None:
    pred, truth = pair
    for metric in (mcc, kappa):
        found = metric(pred, truth)
        assert -1 - 1e-12 <= found <= 1
        assert metric(truth, truth) == 1
        assert metric(truth, pred) == pytest.approx(found, abs=1e-12)
        assert metric(~pred, ~truth) == pytest.approx(found, abs=1e-12)


@given(several(2))
def test_neither_side_is_special(pair: tuple[BoolMap, ...]) -> None:
    for name, metric in (SYMMETRIC | DISTANCES).items():
        assert metric(*pair) == pytest.approx(metric(*reversed(pair)), rel=1e-12), name


@given(several(2))
def test_precision_and_recall_change_places_with_the_masks(pair: tuple[BoolMap, ...]) -> None:
    pred, truth = pair
    assert precision(pred, truth) == recall(truth, pred)
    assert recall(~pred, ~truth) == specificity(pred, truth)


@given(several(2))
def test_dice_and_iou_say_the_same(pair: tuple[BoolMap, ...]) -> None:
    overlap = iou(*pair)
    assert dice(*pair) == pytest.approx(2 * overlap / (1 + overlap))


@given(several(2))
def test_counts_sum_to_all_pixels(pair: tuple[BoolMap, ...]) -> None:
    pred, truth = pair
    counts = confusion(pred, truth)
    assert counts.pixels == pred.size
    assert (counts.tp + counts.fp, counts.tp + counts.fn) == (np.count_nonzero(pred), np.count_nonzero(truth))


@given(pair=several(2), turn=st.sampled_from([np.fliplr, np.flipud, np.transpose, np.rot90]))
def test_flipping_and_turning_both_masks_changes_nothing(
    pair: tuple[BoolMap, ...], turn: Callable[[BoolMap], BoolMap]
) -> None:
    """Boundary F is left out: its borders lie towards the upper left, half a pixel from where they are."""
    for name, metric in UNCHANGED_BY_TURNING.items():
        assert metric(*map(turn, pair)) == pytest.approx(metric(*pair), rel=1e-12), name


@given(several(2))
def test_boundary_f_of_the_transposed_masks_is_the_same(pair: tuple[BoolMap, ...]) -> None:
    assert boundary_f(*[mask.T for mask in pair]) == boundary_f(*pair)


@given(pair=several(2), margins=st.tuples(*[st.integers(0, 70)] * 4))
def test_distances_do_not_depend_on_where_in_a_picture_the_masks_are(
    pair: tuple[BoolMap, ...], margins: tuple[int, ...]
) -> None:
    top, bottom, left, right = margins
    placed = [np.pad(mask, ((top, bottom), (left, right))) for mask in pair]
    for metric in (*DISTANCES.values(), surface_dice):
        assert metric(*placed) == pytest.approx(metric(*pair), rel=1e-12)
    assert boundary_iou(*placed, distance_px=2) == boundary_iou(*pair, distance_px=2)


@given(pair=several(2), tolerances=st.lists(st.floats(0, 30), min_size=2, max_size=4))
def test_more_tolerance_never_lowers_a_score(pair: tuple[BoolMap, ...], tolerances: list[float]) -> None:
    for metric in (surface_dice, boundary_f):
        scores = [metric(*pair, tolerance_px=tolerance) for tolerance in sorted(tolerances)]
        assert scores == sorted(scores)


@given(
    pair=several(2),
    percentiles=st.lists(st.floats(0, 100), min_size=2, max_size=4),
    elements=st.sampled_from(["pixel", "surfel"]),
)
def test_percentiles_rise(pair: tuple[BoolMap, ...], percentiles: list[float], elements: Any) -> None:
    found = [hausdorff_distance(*pair, percentile=part, elements=elements) for part in sorted(percentiles)]
    assert found == sorted(found)


@given(several(2))
def test_the_distance_within_which_everything_matches_is_the_hausdorff_distance(pair: tuple[BoolMap, ...]) -> None:
    furthest = hausdorff_distance(*pair, elements="surfel")
    if math.isfinite(furthest) and furthest > 0:
        assert surface_dice(*pair, tolerance_px=furthest) == 1
        assert surface_dice(*pair, tolerance_px=math.nextafter(furthest, 0)) < 1


@given(several(3))
def test_the_hausdorff_distance_is_a_distance(trio: tuple[BoolMap, ...]) -> None:
    a, b, c = trio
    assert hausdorff_distance(a, c) <= hausdorff_distance(a, b) + hausdorff_distance(b, c) + 1e-9


@given(pair=several(2), pooling=st.sampled_from(["pooled", "mean", "max"]))
def test_the_worst_is_at_least_the_average(pair: tuple[BoolMap, ...], pooling: Any) -> None:
    average = average_surface_distance(*pair, pooling=pooling)
    assert average <= hausdorff_distance(*pair) * (1 + 1e-12)

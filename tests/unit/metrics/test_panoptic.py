"""Panoptic quality against an oracle that compares every two segments as masks."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

import numpy as np
import pytest

from maskkit.errors import MaskRefused, SizeMismatch
from maskkit.metrics.panoptic import PanopticQuality, SegmentCounts, panoptic_quality


def oracle(
    pred: np.ndarray,
    truth: np.ndarray,
    pred_classes: Mapping[int, int],
    truth_classes: Mapping[int, int],
    crowd: tuple[int, ...] = (),
) -> dict[int, tuple[float, int, int, int]]:
    """Kirillov 2019, sections 4.1 and 4.2, straight from the text; void is 0."""
    rows = {label: [0.0, 0, 0, 0] for label in {*pred_classes.values(), *truth_classes.values()}}
    void, used, met = truth == 0, set(), set()
    for true, label in truth_classes.items():
        for guess, named in pred_classes.items():
            here, there = truth == true, (pred == guess) & ~void
            iou = (here & there).sum() / max(1, (here | there).sum())
            if label == named and iou > 0.5 and true not in crowd:
                rows[label][0] += iou
                rows[label][1] += 1
                used.add(guess)
                met.add(true)
    for guess, label in pred_classes.items():
        excused = void | np.isin(truth, [c for c in crowd if truth_classes[c] == label])
        if guess not in used and excused[pred == guess].mean() <= 0.5:
            rows[label][2] += 1
    for true, label in truth_classes.items():
        rows[label][3] += true not in met and true not in crowd
    return {label: tuple(row) for label, row in rows.items() if any(row)}  # type: ignore[misc]


def scene(seed: int) -> tuple[np.ndarray, np.ndarray, dict[int, int], dict[int, int]]:
    """Overlapping boxes, the prediction's moved a little, classes 1..3, some void."""
    rng = np.random.default_rng(seed)
    truth, pred = np.zeros((40, 50), np.int64), np.zeros((40, 50), np.int64)
    for number in range(8):
        y, x, high, wide = rng.integers(0, 30), rng.integers(0, 40), *rng.integers(4, 18, 2)
        dy, dx = rng.integers(-3, 4, 2)
        truth[y : y + high, x : x + wide] = 100 + number
        pred[max(0, y + dy) : y + dy + high, max(0, x + dx) : x + dx + wide] = 7000 + number
    classes = rng.integers(1, 4, 8).tolist()
    wrong = [c if rng.random() < 0.8 else 1 for c in classes]
    return (
        pred,
        truth,
        {int(i): wrong[i - 7000] for i in np.unique(pred) if i},
        {int(i): classes[i - 100] for i in np.unique(truth) if i},
    )


@pytest.mark.parametrize("seed", range(25))
def test_counts_and_ious_are_those_of_the_oracle(seed: int) -> None:
    pred, truth, pred_classes, truth_classes = scene(seed)
    crowd = tuple(sorted(truth_classes))[: seed % 3]
    found = panoptic_quality(pred, truth, pred_classes=pred_classes, truth_classes=truth_classes, crowd=crowd)
    expected = oracle(pred, truth, pred_classes, truth_classes, crowd)
    assert set(found.per_class) == set(expected)
    for label, (iou_sum, tp, fp, fn) in expected.items():
        counts = found.per_class[label]
        assert (counts.tp, counts.fp, counts.fn) == (tp, fp, fn)
        assert math.isclose(counts.iou_sum, iou_sum, abs_tol=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_quality_is_the_product_of_its_two_parts(seed: int) -> None:
    pred, truth, _, _ = scene(seed)
    for counts in panoptic_quality(pred, truth).per_class.values():
        assert math.isclose(counts.pq, counts.sq * counts.rq)


def test_a_perfect_map_scores_1_whatever_its_ids_are() -> None:
    _, truth, _, _ = scene(1)
    renamed = np.where(truth == 0, 0, 10**12 - truth)
    found = panoptic_quality(renamed, truth)
    assert (found.pq, found.sq, found.rq) == (1, 1, 1)


def test_an_iou_of_exactly_a_half_is_no_match() -> None:
    found = panoptic_quality(np.array([[4, 4, 0, 0]]), np.array([[1, 1, 1, 1]]), void=0)
    assert (found.per_class[1].fp, found.per_class[1].fn) == (1, 1)


def test_the_void_of_the_truth_counts_in_no_union() -> None:
    found = panoptic_quality(np.array([[5, 5, 5, 5]]), np.array([[1, 1, 0, 0]]))
    assert found.per_class[1] == SegmentCounts(iou_sum=1.0, tp=1)


def test_a_prediction_inside_void_is_not_held_against_it() -> None:
    found = panoptic_quality(np.array([[5, 5, 0, 6, 6]]), np.array([[1, 1, 0, 0, 0]]))
    assert found.per_class[1] == SegmentCounts(iou_sum=1.0, tp=1)


def test_without_void_0_is_an_id_like_any_other() -> None:
    ids = np.array([[0, 0, 3]])
    assert panoptic_quality(ids, ids, void=None).per_class[1].tp == 2


def test_a_class_in_one_map_only_is_counted_against_it() -> None:
    ids = np.array([[1, 1]])
    found = panoptic_quality(ids, ids, pred_classes={1: 4}, truth_classes={1: 9})
    assert found.per_class == {4: SegmentCounts(fp=1), 9: SegmentCounts(fn=1)}
    assert found.pq == 0


def test_no_segment_at_all_is_a_documented_1() -> None:
    found = panoptic_quality(np.zeros((2, 2), int), np.zeros((2, 2), int))
    assert found.per_class == {}
    assert (found.pq, found.sq, found.rq, found.pooled.pq, found.pooled.sq) == (1, 1, 1, 1, 1)


@pytest.mark.parametrize(("pred", "truth"), [(0, 3), (3, 0)])
def test_one_pixel_found_or_missed(pred: int, truth: int) -> None:
    """An invented pixel in void is excused; a missed one is not."""
    found = panoptic_quality(np.array([[pred]]), np.array([[truth]]))
    assert found.pq == (1.0 if truth == 0 else 0.0)


def test_pictures_are_summed_class_by_class() -> None:
    first = PanopticQuality({1: SegmentCounts(0.9, 1, 0, 0), 2: SegmentCounts(0, 0, 1, 0)})
    second = PanopticQuality({1: SegmentCounts(0.7, 1, 1, 0), 3: SegmentCounts(0.6, 1, 0, 0)})
    total = first + second
    assert total.per_class[1] == SegmentCounts(0.9 + 0.7, 2, 1, 0)
    assert math.isclose(total.pq, (1.6 / 2.5 + 0 + 0.6) / 3)
    assert math.isclose(total.only({1, 3}).pq, (1.6 / 2.5 + 0.6) / 2)
    assert math.isclose(total.pooled.pq, 2.2 / (3 + 2 / 2))


def test_json_holds_the_means_and_each_class() -> None:
    found = json.loads(json.dumps(panoptic_quality(np.array([[1, 2]]), np.array([[1, 2]])).to_json()))
    assert found["pq"] == 1
    assert found["classes"]["1"] == {"pq": 1, "sq": 1, "rq": 1, "tp": 2, "fp": 0, "fn": 0}


def test_an_id_without_a_class_is_refused() -> None:
    with pytest.raises(MaskRefused, match="truth_ids has the id 8, whose class is not given"):
        panoptic_quality(np.array([[1]]), np.array([[8]]), truth_classes={1: 1})


@pytest.mark.parametrize(
    ("pred", "truth", "error"),
    [
        (np.zeros((2, 2)), np.zeros((2, 2), int), MaskRefused),
        (np.zeros((2, 2), int), np.zeros(4, int), MaskRefused),
        (np.zeros((2, 2), int), np.zeros((2, 3), int), SizeMismatch),
    ],
)
def test_what_are_no_two_maps_of_ids_is_refused(pred: np.ndarray, truth: np.ndarray, error: type[MaskRefused]) -> None:
    with pytest.raises(error):
        panoptic_quality(pred, truth)

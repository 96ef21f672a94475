"""Panoptic quality by its definition: segments match above half their union."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.metrics.panoptic import PanopticQuality, panoptic_quality

TRUTH = np.repeat([[1, 1, 1, 1, 2, 2, 2, 2]], 4, axis=0)


def slow(pred: np.ndarray, truth: np.ndarray) -> tuple[float, int, int, int]:
    """(sum of IoU, TP, FP, FN) of one class without void."""
    ids = [np.unique(part[part > 0]) for part in (truth, pred)]
    ious = [
        np.sum((truth == t) & (pred == p)) / np.sum((truth == t) | ((pred == p) & (truth > 0)))
        for t in ids[0]
        for p in ids[1]
    ]
    found = [iou for iou in ious if iou > 0.5]
    return sum(found), len(found), len(ids[1]) - len(found), len(ids[0]) - len(found)


def test_a_perfect_map_scores_one() -> None:
    quality = panoptic_quality(TRUTH, TRUTH)
    assert (quality.pq, quality.sq, quality.rq) == (1.0, 1.0, 1.0)


def test_names_of_segments_do_not_matter() -> None:
    assert panoptic_quality(np.where(TRUTH == 1, 9, 4), TRUTH).pq == 1.0


def test_merged_segments_are_missed_and_invented() -> None:
    quality = panoptic_quality(np.ones_like(TRUTH), TRUTH)
    assert quality.pooled.tp == 0
    assert (quality.pooled.fp, quality.pooled.fn) == (1, 2)
    assert quality.pq == 0


@pytest.mark.parametrize("seed", range(8))
def test_counts_are_those_of_the_definition(seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth = np.kron(rng.integers(1, 5, (3, 3)), np.ones((4, 4), int))
    pred = np.where(rng.random(truth.shape) < 0.15, rng.integers(1, 5, truth.shape), truth)
    total, tp, fp, fn = slow(pred, truth)
    found = panoptic_quality(pred, truth).pooled
    assert (found.tp, found.fp, found.fn) == (tp, fp, fn)
    assert found.iou_sum == pytest.approx(total)


def test_qualities_add_up_over_pictures() -> None:
    one, other = panoptic_quality(TRUTH, TRUTH), panoptic_quality(np.ones_like(TRUTH), TRUTH)
    assert (one + other).pooled.fn == 2
    assert (one + PanopticQuality()).pq == 1.0


def test_nothing_to_find_and_nothing_found_is_right() -> None:
    assert panoptic_quality(np.zeros((3, 3), int), np.zeros((3, 3), int)).pq == 1.0

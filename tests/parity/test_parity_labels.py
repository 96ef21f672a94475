"""Label maps: the confusion matrix and the scores of each class against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from rivals.pairs import Bools, Case, cases

from maskkit.metrics.labels import class_scores, confusion_matrix

CLASSES = 4


def label_maps(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """A prediction and a truth of four classes and some unlabelled pixels, from a pair of masks."""
    generator = np.random.default_rng(case.truth.size)
    truth, pred = (spread(mask) for mask in (case.truth, case.pred))
    truth[generator.random(truth.shape) < 0.1] = 255
    return pred, truth


def spread(mask: Bools) -> np.ndarray:
    return (mask + 2 * np.roll(mask, mask.shape[1] // 3, axis=1)).astype(np.uint8)


@pytest.mark.parametrize("kind", ["blobs", "rooms", "rings", "noise", "specks", "large"])
def test_the_matrix_is_exact(kind: str) -> None:
    from sklearn.metrics import confusion_matrix as reference

    for case in cases(kind):
        pred, truth = label_maps(case)
        known = truth != 255
        if known.any():
            theirs = reference(truth[known], pred[known], labels=range(CLASSES))
            assert np.array_equal(confusion_matrix(pred, truth, classes=CLASSES), theirs), case.name


@pytest.mark.parametrize("kind", ["blobs", "rooms", "rings", "large"])
def test_the_scores_of_each_class(kind: str) -> None:
    """Classes that occur nowhere have no score here; scikit-learn is asked about the others alone."""
    from sklearn.metrics import f1_score, jaccard_score, precision_score, recall_score

    for case in cases(kind):
        pred, truth = label_maps(case)
        known = truth != 255
        ours = class_scores(confusion_matrix(pred, truth, classes=CLASSES))
        for name, reference in (
            ("iou", jaccard_score),
            ("dice", f1_score),
            ("precision", precision_score),
            ("accuracy", recall_score),
        ):
            values = getattr(ours, name)
            told = ~np.isnan(values)
            theirs = reference(truth[known], pred[known], labels=range(CLASSES), average=None, zero_division=0.0)
            assert np.allclose(values[told], theirs[told], rtol=0, atol=1e-9), (case.name, name)
        weighted = jaccard_score(
            truth[known], pred[known], labels=range(CLASSES), average="weighted", zero_division=0.0
        )
        assert ours.frequency_weighted_iou == pytest.approx(weighted, abs=1e-9), case.name

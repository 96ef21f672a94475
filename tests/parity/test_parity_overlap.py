"""Overlap: counts against NumPy, ratios against MedPy, pycocotools, hotcoco and scikit-learn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from rivals import coco
from rivals.pairs import KINDS, Case, all_cases, cases

from maskkit.metrics import overlap

Disagreements = Callable[..., list[str]]


@pytest.mark.parametrize("kind", KINDS)
def test_counts_are_exact(kind: str) -> None:
    for case in cases(kind):
        counts = overlap.confusion(case.soft, case.truth)
        expected = [
            int(np.logical_and(pred, truth).sum())
            for pred, truth in (
                (case.pred, case.truth),
                (case.pred, ~case.truth),
                (~case.pred, case.truth),
                (~case.pred, ~case.truth),
            )
        ]
        assert [counts.tp, counts.fp, counts.fn, counts.tn] == expected, case.name


@pytest.mark.parametrize(
    ("name", "theirs"),
    [("dice", "dc"), ("iou", "jc"), ("precision", "precision"), ("recall", "recall"), ("specificity", "specificity")],
)
def test_medpy(name: str, theirs: str, by_medpy: Callable[[str], dict[str, Any]], disagreements: Disagreements) -> None:
    """Where MedPy divides by zero it has no answer, but for the IoU: it says 1 for two empty masks, as we do."""
    values = by_medpy(theirs)
    answered = [case for case in all_cases() if values[case.name] is not None]
    assert len(answered) >= 300
    ours = getattr(overlap, name)
    assert disagreements(answered, lambda case: ours(case.pred, case.truth), lambda case: values[case.name]) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("package", ["pycocotools", "hotcoco"])
def test_iou_of_coco(package: str, kind: str, disagreements: Disagreements) -> None:
    """COCO says 0 for two empty masks."""
    theirs = {"pycocotools": coco.iou, "hotcoco": coco.iou_rust}[package]

    def by_ours(case: Case) -> float:
        return overlap.iou(case.pred, case.truth, empty=0.0)

    assert disagreements(cases(kind), by_ours, lambda case: theirs(case.pred, case.truth)) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["mcc", "kappa", "accuracy"])
def test_scikit_learn(name: str, kind: str, disagreements: Disagreements) -> None:
    """Where all pixels of both masks are alike, scikit-learn warns and leaves open what MCC and kappa are."""
    from sklearn import metrics as sklearn

    theirs = {
        "mcc": sklearn.matthews_corrcoef,
        "kappa": sklearn.cohen_kappa_score,
        "accuracy": sklearn.accuracy_score,
    }[name]

    def by_theirs(case: Case) -> float:
        return float(theirs(case.truth.ravel(), case.pred.ravel()))

    def by_ours(case: Case) -> float:
        return float(getattr(overlap, name)(case.pred, case.truth))

    decided = [case for case in cases(kind) if len(np.unique([case.pred, case.truth])) > 1]
    assert disagreements(decided, by_ours, by_theirs) == []

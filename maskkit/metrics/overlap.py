"""Metrics of the overlap: how many pixels of a prediction are right, whatever their place.

All of them follow from the four counts of one pass, so that asking for several costs no more than asking for one. What
two empty masks give is settled by ``empty``: see :class:`Counts`.
"""

from __future__ import annotations

from dataclasses import replace

from maskkit.metrics.counts import Counts
from maskkit.metrics.pair import MaskLike, Pair, pair_of

__all__ = ["Counts", "accuracy", "confusion", "dice", "iou", "kappa", "mcc", "precision", "recall", "specificity"]


def confusion(pred: MaskLike | Pair, truth: MaskLike | None = None, *, empty: float = 1.0) -> Counts:
    """The four counts, from which every ratio follows.

    >>> import numpy as np
    >>> confusion(np.array([[True, True, False]]), np.array([[True, False, False]]))
    Counts(tp=1, fp=1, fn=0, tn=1, empty=1.0)
    """
    counts = pair_of(pred, truth).counts
    return counts if empty == 1 else replace(counts, empty=empty)


def iou(pred: MaskLike | Pair, truth: MaskLike | None = None, *, empty: float = 1.0) -> float:
    """Intersection over union, the Jaccard index: TP / (TP + FP + FN), 0..1."""
    return confusion(pred, truth, empty=empty).iou


def dice(pred: MaskLike | Pair, truth: MaskLike | None = None, *, empty: float = 1.0) -> float:
    """The Dice coefficient, F1: 2 TP / (2 TP + FP + FN), 0..1 (Dice 1945, Ecology 26, p. 298)."""
    return confusion(pred, truth, empty=empty).dice


def precision(pred: MaskLike | Pair, truth: MaskLike | None = None, *, empty: float = 1.0) -> float:
    """The share of what was marked that is right: TP / (TP + FP), 0..1."""
    return confusion(pred, truth, empty=empty).precision


def recall(pred: MaskLike | Pair, truth: MaskLike | None = None, *, empty: float = 1.0) -> float:
    """The share of what is there that was marked: TP / (TP + FN), 0..1."""
    return confusion(pred, truth, empty=empty).recall


def specificity(pred: MaskLike | Pair, truth: MaskLike | None = None, *, empty: float = 1.0) -> float:
    """The share of what is not there that was left unmarked: TN / (TN + FP), 0..1."""
    return confusion(pred, truth, empty=empty).specificity


def accuracy(pred: MaskLike | Pair, truth: MaskLike | None = None, *, empty: float = 1.0) -> float:
    """The share of pixels that are right: (TP + TN) / all, 0..1."""
    return confusion(pred, truth, empty=empty).accuracy


def mcc(pred: MaskLike | Pair, truth: MaskLike | None = None, *, empty: float = 1.0) -> float:
    """Matthews' correlation coefficient, -1..1 (Matthews 1975, Biochim. Biophys. Acta 405, p. 442)."""
    return confusion(pred, truth, empty=empty).mcc


def kappa(pred: MaskLike | Pair, truth: MaskLike | None = None, *, empty: float = 1.0) -> float:
    """Cohen's kappa, -1..1: agreement beyond chance (Cohen 1960, Educ. Psychol. Meas. 20, eq. 1)."""
    return confusion(pred, truth, empty=empty).kappa

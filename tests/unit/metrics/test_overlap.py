"""The functions of the overlap: the ratios of the counts, on masks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from maskkit.errors import SizeMismatch
from maskkit.metrics import overlap
from maskkit.metrics.counts import Counts
from maskkit.metrics.pair import Pair

NAMES = ("iou", "dice", "precision", "recall", "specificity", "accuracy", "mcc", "kappa")
PRED = np.array([[True, True, True, False, False, False, True, False]])
TRUTH = np.array([[True, True, False, True, False, False, True, False]])


def function(name: str) -> Callable[..., float]:
    found: Callable[..., float] = getattr(overlap, name)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_each_function_is_the_ratio_of_its_name(name: str) -> None:
    counts = Counts(tp=3, fp=1, fn=1, tn=3)
    assert function(name)(PRED, TRUTH) == getattr(counts, name)
    assert function(name)(Pair.of(PRED, TRUTH)) == getattr(counts, name)


@pytest.mark.parametrize("name", ["iou", "dice", "precision", "recall", "mcc", "kappa"])
def test_two_empty_masks(name: str) -> None:
    empty = np.zeros((2, 3), np.bool_)
    assert function(name)(empty, empty) == 1
    assert function(name)(empty, empty, empty=0.0) == 0


def test_a_threshold_and_pixels_to_leave_out_are_set_in_the_pair() -> None:
    soft = np.array([[0.2, 0.4, 0.6]])
    truth, valid = np.array([[False, True, True]]), np.array([[True, True, False]])
    assert overlap.iou(soft, truth) == 1 / 2
    assert overlap.iou(Pair.of(soft, truth, threshold=0.3)) == 1
    assert overlap.confusion(Pair.of(soft, truth, valid=valid)) == Counts(tp=0, fp=0, fn=1, tn=1)


def test_masks_of_different_sizes_are_refused() -> None:
    with pytest.raises(SizeMismatch):
        overlap.iou(PRED, TRUTH[:, 1:])

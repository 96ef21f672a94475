"""Metrics of soft masks, from the study of saliency; with a hard prediction they are metrics of hard masks.

They read the prediction's own values, and the truth as hard. As in pysodmetrics with ``normalize=False``, which the
defaults reproduce, no prediction is stretched to 0..1 first: stretching makes a faint mask as good as a clear one.
Pixels that are not scored count as background left unmarked; MAE leaves them out altogether.

================  ==========================  ==============
masks             S-measure, E-measure        weighted F, F
================  ==========================  ==============
truth empty       the share left unmarked     0
truth full        the share that is marked    as always
================  ==========================  ==============

The E-measure divides by the pixels less one, as its authors' code does: a perfect mask scores a trifle over 1.
"""

from __future__ import annotations

import math
from typing import Any, Literal, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.metrics.choices import require_choice
from maskkit.metrics.pair import MaskLike, Pair, pair_of
from maskkit.metrics.soft import histograms, marked_from, mean_value, soft_values
from maskkit.metrics.weighted import weighted_f
from maskkit.types import BoolMap, Floats

__all__ = ["ThresholdKind", "e_measure", "f_measure", "mae", "s_measure", "weighted_f"]

ThresholdKind: TypeAlias = Literal["adaptive", "mean", "max"]
"""One threshold, twice the mean of the prediction; or the mean or the best over the 256 thresholds of a byte."""

_EPSILON = float(np.spacing(1))


def mae(pred: MaskLike | Pair, truth: MaskLike | None = None) -> float:
    """The mean absolute error, 0..1: how far the prediction's values are from the truth (Perazzi et al. 2012, CVPR).

    >>> mae(np.array([[0.25, 0.75]]), np.array([[0.0, 1.0]]))
    0.25
    """
    pair = pair_of(pred, truth)
    values, top = soft_values(pair)
    true = pair.truth.astype(values.dtype) * values.dtype.type(top)
    scored = pair.counts.pixels
    return float(cv2.norm(values, true, cv2.NORM_L1)) / top / scored if scored else 0.0


def s_measure(pred: MaskLike | Pair, truth: MaskLike | None = None, *, alpha: float = 0.5) -> float:
    """The structure measure, 0..1: likeness of the object as a whole, and of four parts around its centre.

    S = alpha S_object + (1 - alpha) S_region (Fan et al. 2017, ICCV, eq. 8).

    >>> square = np.pad(np.ones((4, 4), bool), 3)
    >>> round(s_measure(square, square), 6)
    1.0
    """
    pair = pair_of(pred, truth)
    values, top = soft_values(pair)
    inside = np.count_nonzero(pair.truth)
    if inside in {0, pair.truth.size}:
        mean = mean_value(values, top)
        return mean if inside else 1 - mean
    score = alpha * _of_object(values, top, pair.truth) + (1 - alpha) * _of_regions(values, top, pair.truth)
    return max(0.0, score)


def e_measure(pred: MaskLike | Pair, truth: MaskLike | None = None, *, kind: ThresholdKind = "adaptive") -> float:
    """The enhanced-alignment measure: agreement of pixels, weighed by how much the masks' sizes tell.

    Σ (ξ + 1)² / 4 over (pixels - 1), where ξ aligns both masks less their means (Fan et al. 2018, IJCAI, eq. 1 to 4).

    >>> square = np.pad(np.ones((4, 4), bool), 3)
    >>> round(e_measure(square, square), 2)
    1.01
    """
    pair = pair_of(pred, truth)
    inside, outside = _marked(pair, kind)
    aligned = _aligned(inside, outside, int(np.count_nonzero(pair.truth)), pair.truth.size)
    return _over_thresholds(aligned / max(pair.truth.size - 1, 1), kind)


def f_measure(
    pred: MaskLike | Pair,
    truth: MaskLike | None = None,
    *,
    kind: ThresholdKind = "adaptive",
    beta_squared: float = 0.3,
) -> float:
    """F of the prediction at a threshold, 0..1: (1 + β²) P R / (β² P + R) (Achanta et al. 2009, CVPR, eq. 6).

    >>> round(f_measure(np.array([[0.9, 0.8, 0.1]]), np.array([[True, True, False]]), kind="max"), 6)
    1.0
    """
    pair = pair_of(pred, truth)
    inside, outside = (counts.astype(np.float64) for counts in _marked(pair, kind))
    precision = inside / np.maximum(inside + outside, 1)
    recall = inside / max(int(np.count_nonzero(pair.truth)), 1)
    whole = beta_squared * precision + recall
    scores = (1 + beta_squared) * precision * recall / np.where(inside > 0, whole, 1)
    return _over_thresholds(scores, kind)


def _of_object(values: NDArray[Any], top: int, truth: BoolMap) -> float:
    """The object's and the background's own likeness, each by its share of the picture (eq. 5 to 7)."""
    share = float(np.count_nonzero(truth)) / truth.size
    count, mean, variance = _moments(values, top, truth)
    score = share * _likeness(count, mean, variance)
    count, mean, variance = _moments(values, top, ~truth)
    return score + (1 - share) * _likeness(count, 1 - mean, variance)


def _likeness(count: int, mean: float, variance: float) -> float:
    deviation = math.sqrt(variance * count / (count - 1)) if count > 1 else 0.0
    return 2 * mean / (mean**2 + 1 + deviation + _EPSILON)


def _of_regions(values: NDArray[Any], top: int, truth: BoolMap) -> float:
    """The structural similarity of four parts around the truth's centre, by their areas (eq. 1 to 4)."""
    row, column = _centre(truth)
    score = 0.0
    for rows in (slice(None, row + 1), slice(row + 1, None)):
        for columns in (slice(None, column + 1), slice(column + 1, None)):
            part = truth[rows, columns]
            if part.size:
                score += part.size / truth.size * _similarity(values[rows, columns], top, part)
    return score


def _centre(truth: BoolMap) -> tuple[int, int]:
    marked = truth.view(np.uint8)
    by_column = cv2.reduce(marked, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel().astype(np.int64)
    by_row = cv2.reduce(marked, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel().astype(np.int64)
    row, column = (round(float(line @ np.arange(line.size) / line.sum())) for line in (by_row, by_column))
    return row, column


def _similarity(values: NDArray[Any], top: int, truth: BoolMap) -> float:
    pixels = truth.size
    inside, mean_inside, variance_inside = _moments(values, top, truth)
    if inside in {0, pixels}:
        least, most, _, _ = cv2.minMaxLoc(values)
        return float(least == most)
    outside, mean_outside, variance_outside = _moments(values, top, ~truth)
    mean, share = (inside * mean_inside + outside * mean_outside) / pixels, inside / pixels
    scatter = inside * (variance_inside + (mean_inside - mean) ** 2)
    scatter += outside * (variance_outside + (mean_outside - mean) ** 2)
    above = 4 * mean * share * inside * (mean_inside - mean)
    below = (mean**2 + share**2) * (scatter + pixels * share * (1 - share))
    return above / (below + _EPSILON * (pixels - 1))


def _moments(values: NDArray[Any], top: int, where: BoolMap) -> tuple[int, float, float]:
    """The pixels in ``where``, and the mean and the variance of their values; 0 where there are none."""
    mean, deviation = cv2.meanStdDev(values, mask=where.view(np.uint8))
    return int(np.count_nonzero(where)), float(mean[0, 0]) / top, (float(deviation[0, 0]) / top) ** 2


def _marked(pair: Pair, kind: ThresholdKind) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pixels marked within the truth and outside it, at each threshold."""
    require_choice("kind", kind, ThresholdKind)
    values, top = soft_values(pair)
    if kind != "adaptive":
        by_level = histograms(values, top, pair.truth)
        return np.cumsum(by_level[0][::-1]), np.cumsum(by_level[1][::-1])
    inside, outside = marked_from(values, pair.truth, min(2 * mean_value(values, top), 1.0) * top)
    return np.array([inside]), np.array([outside])


def _aligned(inside: NDArray[np.int64], outside: NDArray[np.int64], true: int, pixels: int) -> Floats:
    """Σ φ at each threshold, from the four combinations of marked or not and true or not."""
    marked = inside + outside
    if true in {0, pixels}:
        return (marked if true else pixels - marked).astype(np.float64)
    total = np.zeros(len(marked))
    mean, mean_truth = marked / pixels, true / pixels
    counts = (inside, 1, 1), (outside, 1, 0), (true - inside, 0, 1), (pixels - true - outside, 0, 0)
    for count, is_marked, is_true in counts:
        first, second = is_marked - mean, is_true - mean_truth
        total += count * (2 * first * second / (first**2 + second**2 + _EPSILON) + 1) ** 2 / 4
    return total


def _over_thresholds(scores: Floats, kind: ThresholdKind) -> float:
    return float(scores.max() if kind == "max" else scores.mean())

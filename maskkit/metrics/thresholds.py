"""A soft mask at thresholds: the enhanced-alignment measure, F, and their curves over all 256 levels of a byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from maskkit.errors import MaskRefused
from maskkit.metrics.choices import require_choice
from maskkit.metrics.joint import Ints
from maskkit.metrics.pair import MaskLike, Pair
from maskkit.metrics.soft import Normalize, both_empty, histograms, marked_adaptively, soft_pair
from maskkit.types import Floats

ThresholdKind: TypeAlias = Literal["adaptive", "mean", "max"]
"""One threshold, twice the mean of the prediction but at most 1 (Achanta et al. 2009); or the mean or the best
over the 256 thresholds 0, 1/255 .. 1."""

Divisor: TypeAlias = Literal["pixels", "pixels-1"]
"""What the E-measure divides by: all pixels, as the paper says, or one less, as its authors' code does."""

_EPSILON = float(np.spacing(1))


def e_measure(
    pred: MaskLike | Pair,
    truth: MaskLike | None = None,
    *,
    kind: ThresholdKind = "adaptive",
    divisor: Divisor = "pixels",
    empty: float | None = 1.0,
    normalize: Normalize = "none",
) -> float:
    """The enhanced-alignment measure, 0..1: agreement of pixels, weighed by how much the masks' sizes tell.

    The mean of (ξ + 1)² / 4 over all pixels, where ξ aligns both masks less their means (Fan et al. 2018,
    "Enhanced-alignment Measure", IJCAI, eq. 1 to 4). As in the authors' code, a truth that is empty scores the share
    that is left unmarked, a full one the share that is marked, and a denominator has 2.2e-16 added.

    Args:
        pred: (H, W) the prediction, soft values included, or a Pair. A float counts as at least t / 255 where
            255 times the float, rounded down, is at least t.
        truth: (H, W) its truth, taken as hard; None with a Pair.
        kind: at which threshold; the authors report all three.
        divisor: ``"pixels"`` keeps it within 0..1. ``"pixels-1"`` reproduces pysodmetrics and the authors' code, where
            a mask scores a trifle over 1 against itself; one pixel is divided by 1 there.
        empty: what two empty masks score. None takes them through the formula as pysodmetrics does: the adaptive
            threshold of an empty prediction is 0, which marks everything, so that they score 0.
        normalize: ``"minmax"`` reproduces pysodmetrics, which stretches every prediction.

    >>> square = np.pad(np.ones((4, 4), bool), 3)
    >>> round(e_measure(square, square), 6), round(e_measure(square, square, divisor="pixels-1"), 4)
    (1.0, 1.0101)

    Raises:
        MaskRefused: one of the masks is none.
        SizeMismatch: they differ in size.
        UnknownChoice: ``kind``, ``divisor`` or ``normalize`` is none of its words.
    """
    require_choice("divisor", divisor, Divisor)
    pair = soft_pair(pred, truth, normalize)
    inside, outside = _marked(pair, kind)
    if empty is not None and both_empty(pair):
        return empty
    return _over_thresholds(_alignment(pair, inside, outside, divisor), kind)


def f_measure(
    pred: MaskLike | Pair,
    truth: MaskLike | None = None,
    *,
    kind: ThresholdKind = "adaptive",
    beta_squared: float = 0.3,
    empty: float | None = 1.0,
    normalize: Normalize = "none",
) -> float:
    """F of the prediction at a threshold, 0..1: (1 + β²) P R / (β² P + R).

    Achanta et al. 2009, "Frequency-tuned salient region detection", CVPR, with its β² of 0.3. Where no pixel is
    both marked and true it is 0.

    Args:
        pred: (H, W) the prediction, soft values included, or a Pair.
        truth: (H, W) its truth, taken as hard; None with a Pair.
        kind: at which threshold; see ``e_measure``.
        beta_squared: how much more recall counts than precision; 1 for F1, which is Dice.
        empty: what two empty masks score; None and 0 reproduce pysodmetrics.
        normalize: ``"minmax"`` reproduces pysodmetrics, which stretches every prediction.

    >>> round(f_measure(np.array([[0.9, 0.8, 0.1]]), np.array([[True, True, False]]), kind="max"), 6)
    1.0

    Raises:
        MaskRefused: one of the masks is none, or ``beta_squared`` is not positive.
        SizeMismatch: they differ in size.
        UnknownChoice: ``kind`` or ``normalize`` is none of its words.
    """
    pair = soft_pair(pred, truth, normalize)
    inside, outside = _marked(pair, kind)
    if empty is not None and both_empty(pair):
        return empty
    return _over_thresholds(_f(*_precision_and_recall(pair, inside, outside), beta_squared), kind)


@dataclass(frozen=True, eq=False)
class Curves:
    """Scores at the 256 thresholds; each is (256,) float64, and entry t is that of the threshold t / 255."""

    precision: Floats
    recall: Floats
    f: Floats
    e: Floats


def threshold_curves(
    pred: MaskLike | Pair,
    truth: MaskLike | None = None,
    *,
    beta_squared: float = 0.3,
    divisor: Divisor = "pixels",
    normalize: Normalize = "none",
) -> Curves:
    """Precision, recall, F and E-measure of a soft mask at every threshold 0, 1/255 .. 1, from one histogram.

    Precision is 0 where nothing is marked, recall is 0 where nothing is true. Options are those of ``f_measure`` and
    ``e_measure``; pysodmetrics lists the same values from the highest threshold down.

    >>> curves = threshold_curves(np.array([[0.9, 0.4, 0.1]]), np.array([[True, True, False]]))
    >>> curves.recall[[0, 128, 255]].tolist(), curves.precision[0].round(3).tolist()
    ([1.0, 0.5, 0.0], 0.667)

    Raises:
        MaskRefused: one of the masks is none, or ``beta_squared`` is not positive.
        SizeMismatch: they differ in size.
        UnknownChoice: ``divisor`` or ``normalize`` is none of its words.
    """
    require_choice("divisor", divisor, Divisor)
    pair = soft_pair(pred, truth, normalize)
    inside, outside = _marked(pair, "mean")
    precision, recall = _precision_and_recall(pair, inside, outside)
    return Curves(precision, recall, _f(precision, recall, beta_squared), _alignment(pair, inside, outside, divisor))


def _marked(pair: Pair, kind: ThresholdKind) -> tuple[Ints, Ints]:
    """Pixels marked within the truth and outside it, at each threshold, the lowest first."""
    require_choice("kind", kind, ThresholdKind)
    if kind == "adaptive":
        inside, outside = marked_adaptively(pair)
        return np.array([inside]), np.array([outside])
    inside_from, outside_from = np.cumsum(histograms(pair)[:, ::-1], axis=1)[:, ::-1]
    return inside_from, outside_from


def _precision_and_recall(pair: Pair, inside: Ints, outside: Ints) -> tuple[Floats, Floats]:
    true = pair.counts.tp + pair.counts.fn
    return inside / np.maximum(inside + outside, 1), inside / max(true, 1)


def _f(precision: Floats, recall: Floats, beta_squared: float) -> Floats:
    if not beta_squared > 0:
        raise MaskRefused(f"beta_squared is {beta_squared}, not above 0")
    whole = beta_squared * precision + recall
    return (1 + beta_squared) * precision * recall / np.where(whole > 0, whole, 1)


def _alignment(pair: Pair, inside: Ints, outside: Ints, divisor: Divisor) -> Floats:
    """The sum of the enhanced alignment at each threshold, divided."""
    pixels, true = pair.truth.size, pair.counts.tp + pair.counts.fn
    divided_by = pixels if divisor == "pixels" else max(pixels - 1, 1)
    marked = inside + outside
    if true in {0, pixels}:
        return (marked if true else pixels - marked) / divided_by
    total = np.zeros(len(marked))
    mean, mean_truth = marked / pixels, true / pixels
    counts = (inside, 1, 1), (outside, 1, 0), (true - inside, 0, 1), (pixels - true - outside, 0, 0)
    for count, is_marked, is_true in counts:
        first, second = is_marked - mean, is_true - mean_truth
        total += count * (2 * first * second / (first**2 + second**2 + _EPSILON) + 1) ** 2 / 4
    return total / divided_by


def _over_thresholds(scores: Floats, kind: ThresholdKind) -> float:
    return float(scores.max() if kind == "max" else scores.mean())

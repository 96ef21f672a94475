"""The soft values of a prediction, as the metrics of saliency read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.metrics.bits import Bits
from maskkit.metrics.choices import require_choice
from maskkit.metrics.pair import MaskLike, Pair, pair_of
from maskkit.types import BoolMap

Normalize: TypeAlias = Literal["none", "minmax"]
"""``"none"`` takes a prediction as it is; ``"minmax"`` stretches it so that its least value is 0 and its largest 1, as
pysodmetrics does by default. A prediction of one value only stays as it is."""

Levels = NDArray[np.int64]

_PIXELS_AT_ONCE = 1 << 19


def soft_pair(pred: MaskLike | Pair, truth: MaskLike | None, normalize: Normalize) -> Pair:
    """The pair that a metric was given, its prediction stretched if that was asked for.

    >>> pair = soft_pair(np.array([[0.5, 0.75]]), np.array([[False, True]]), "minmax")
    >>> pair.given.tolist()
    [[0.0, 1.0]]

    Raises:
        UnknownChoice: ``normalize`` is neither "none" nor "minmax".
    """
    require_choice("normalize", normalize, Normalize)
    pair = pair_of(pred, truth)
    return pair if normalize == "none" else pair.once(_stretched)


def _stretched(pair: Pair) -> Pair:
    scored = pair.given if pair.valid is None else pair.given[pair.valid]
    if pair.given.dtype == np.bool_ or not scored.size or scored.min() == scored.max():
        return pair
    one = 255 if pair.given.dtype == np.uint8 else 1
    least, most = float(scored.min()) / one, float(scored.max()) / one
    return replace(pair, given=(pair.given / one - least) / (most - least))


def soft_values(pair: Pair) -> tuple[NDArray[Any], int]:
    """The prediction's values as OpenCV takes them, and the value that means 1.

    (H, W) contiguous uint8, float32 or float64. A prediction that is 0 or 1 everywhere comes as uint8 and 1, however it
    was given. Pixels that are not scored are 0: background, left unmarked.
    """
    return pair.once(_values)


def _values(pair: Pair) -> tuple[NDArray[Any], int]:
    given = pair.given if pair.valid is None else np.where(pair.valid, pair.given, np.zeros((), pair.given.dtype))
    if given.dtype == np.bool_:
        return np.ascontiguousarray(given).view(np.uint8), 1
    top = 255 if given.dtype == np.uint8 else 1
    wide = given.dtype if top == 255 else np.float64 if given.dtype.itemsize > 4 else np.float32
    values = np.ascontiguousarray(given, wide)
    marked = pair.counts.tp + pair.counts.fp
    if cv2.countNonZero(values) == marked == cv2.sumElems(values)[0] / top:  # every value is 0 or the largest
        return np.ascontiguousarray(pair.pred).view(np.uint8), 1
    return values, top


def is_hard(values: NDArray[Any], top: int) -> bool:
    """Whether soft values are 0 or 1 everywhere, so that they say no more than counts of pixels."""
    return top == 1 and values.dtype == np.uint8


def both_empty(pair: Pair) -> bool:
    """Whether the truth marks nothing, and the prediction is 0 wherever it is scored."""
    return not pair.counts.tp + pair.counts.fn and not soft_values(pair)[0].any()


def mean_value(values: NDArray[Any], top: int) -> float:
    """The mean of soft values within 0..1."""
    return float(cv2.mean(values)[0]) / top


def marked_adaptively(pair: Pair) -> tuple[int, int]:
    """How many pixels within the truth, and outside it, reach twice the prediction's mean, but at most 1."""
    values, top = soft_values(pair)
    if values.dtype != np.uint8:
        return _marked_from(values, pair.truth, min(2 * mean_value(values, top), 1.0))
    by_level = histograms(pair)
    levels = np.arange(256)
    total = int(by_level.sum(axis=0) @ levels)
    reached = levels * values.size >= min(2 * total, 255 * values.size)  # in whole numbers: no tie is left to rounding
    inside, outside = by_level[:, reached].sum(axis=1)
    return int(inside), int(outside)


def _marked_from(values: NDArray[Any], truth: BoolMap, threshold: float) -> tuple[int, int]:
    inside = total = 0
    for rows in strips(values.shape):
        marked = Bits.of(values[rows] >= threshold)
        total, inside = total + marked.count(), inside + (marked & Bits.of(truth[rows])).count()
    return inside, total - inside


def histograms(pair: Pair) -> Levels:
    """(2, 256) int64: pixels within the truth, and outside it, by level: the value times 255 rounded down."""
    values, top = soft_values(pair)
    counts = np.zeros((2, 256), np.int64)
    if is_hard(values, top):
        (inside, outside), true = (pair.counts.tp, pair.counts.fp), pair.counts.tp + pair.counts.fn
        counts[:, 255] = inside, outside
        counts[:, 0] = true - inside, values.size - true - outside
        return counts
    for rows in strips(values.shape):
        levels = values[rows] if values.dtype == np.uint8 else (values[rows] * 255).astype(np.uint8)
        counts += levels_by_truth(levels, pair.truth[rows])
    return counts


def levels_by_truth(levels: NDArray[np.uint8], truth: BoolMap) -> Levels:
    """(2, 256) int64: pixels within the truth, and outside it, by level. Exact for at most 2^24 pixels."""
    counts = cv2.calcHist([truth.view(np.uint8), levels], [0, 1], None, [2, 256], [0, 2, 0, 256])
    by_truth: Levels = counts[::-1].astype(np.int64)
    return by_truth


def strips(shape: tuple[int, ...]) -> Iterator[slice]:
    """Rows of a picture, in strips that stay in the processor's cache."""
    rows = max(1, _PIXELS_AT_ONCE // shape[1])
    return (slice(top, min(top + rows, shape[0])) for top in range(0, shape[0], rows))

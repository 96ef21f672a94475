"""The soft values of a prediction, as the metrics of saliency read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.metrics.bits import Bits
from maskkit.metrics.pair import Pair

_PIXELS_AT_ONCE = 1 << 17

Levels = NDArray[np.int64]


def soft_values(pair: Pair) -> tuple[NDArray[Any], int]:
    """The prediction's values as OpenCV takes them, and the value that means 1.

    (H, W) contiguous uint8, float32 or float64. Pixels that are not scored are 0: background, left unmarked.
    """
    given = pair.given if pair.valid is None else np.where(pair.valid, pair.given, np.zeros((), pair.given.dtype))
    if given.dtype == np.bool_:
        return np.ascontiguousarray(given).view(np.uint8), 1
    if given.dtype == np.uint8:
        return np.ascontiguousarray(given), 255
    return np.ascontiguousarray(given, np.float64 if given.dtype.itemsize > 4 else np.float32), 1


def mean_value(values: NDArray[Any], top: int) -> float:
    """The mean of soft values within 0..1."""
    return float(cv2.mean(values)[0]) / top


def marked_from(values: NDArray[Any], truth: NDArray[np.bool_], threshold: float) -> tuple[int, int]:
    """How many pixels reach ``threshold`` (in the unit of ``values``), within the truth and outside it."""
    inside = total = 0
    for rows in strips(values.shape):
        marked = Bits.of(values[rows] >= threshold)
        total, inside = total + marked.count(), inside + (marked & Bits.of(truth[rows])).count()
    return inside, total - inside


def histograms(values: NDArray[Any], top: int, truth: NDArray[np.bool_]) -> tuple[Levels, Levels]:
    """(256,) int64 each: pixels within the truth and outside it by level, the value times 255 rounded down."""
    total, inside = np.zeros((2, 256), np.int64)
    for rows in strips(values.shape):
        levels = values[rows]
        if levels.dtype != np.uint8:
            levels = (levels * 255).astype(np.uint8)
        elif top == 1:
            levels = levels * np.uint8(255)
        total += _counted(levels, None)
        inside += _counted(levels, truth[rows].view(np.uint8))
    return inside, total - inside


def _counted(levels: NDArray[np.uint8], where: NDArray[np.uint8] | None) -> Levels:
    counts: Levels = cv2.calcHist([levels], [0], where, [256], [0, 256]).ravel().astype(np.int64)
    return counts


def strips(shape: tuple[int, ...]) -> Iterator[slice]:
    """Rows of a picture, in strips that stay in the processor's cache."""
    rows = max(1, _PIXELS_AT_ONCE // shape[1])
    return (slice(top, min(top + rows, shape[0])) for top in range(0, shape[0], rows))

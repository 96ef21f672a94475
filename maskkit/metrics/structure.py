"""The structure measure: is the object there as a whole, and are its parts where they belong?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.errors import MaskRefused
from maskkit.metrics.pair import MaskLike, Pair
from maskkit.metrics.soft import Levels, Normalize, levels_by_truth, mean_value, soft_pair, soft_values, strips
from maskkit.types import BoolMap

_EPSILON = float(np.spacing(1))


def s_measure(
    pred: MaskLike | Pair,
    truth: MaskLike | None = None,
    *,
    alpha: float = 0.5,
    normalize: Normalize = "none",
) -> float:
    """The structure measure, 0..1: likeness of the object as a whole, and of four parts around its centre.

    alpha S_object + (1 - alpha) S_region, and 0 where that is negative (Fan et al. 2017, "Structure-measure: A New Way
    to Evaluate Foreground Maps", ICCV, section 3). S_object compares mean and scatter of the prediction within the
    truth and outside it; S_region is the structural similarity of the four parts around the truth's centroid, by their
    areas. As in the authors' code 2.2e-16 is added to denominators: a mask scores visibly less than 1 against itself
    where it covers less than some 0.04 % of such a part.

    Args:
        pred: (H, W) the prediction, soft values included, or a Pair.
        truth: (H, W) its truth, taken as hard; None with a Pair. Where it is empty S is the mean of 1 - prediction,
            where it is full the mean of the prediction, as in the authors' code: two empty masks score 1, and so do
            two full ones.
        alpha: the weight of S_object, 0..1.
        normalize: ``"minmax"`` reproduces pysodmetrics and PySODEvalToolkit, which stretch every prediction; they give
            NaN where a part has no pixel, and ``s_measure`` the score of the other parts.

    >>> square = np.pad(np.ones((4, 4), bool), 3)
    >>> round(s_measure(square, square), 6)
    1.0

    Raises:
        MaskRefused: one of the masks is none, or ``alpha`` is outside 0..1.
        SizeMismatch: they differ in size.
    """
    if not 0 <= alpha <= 1:
        raise MaskRefused(f"alpha is {alpha}, not within 0..1")
    pair = soft_pair(pred, truth, normalize)
    values, top = soft_values(pair)
    inside = pair.counts.tp + pair.counts.fn
    if inside in {0, pair.truth.size}:
        mean = mean_value(values, top)
        return mean if inside else 1 - mean
    parts = list(_parts(values, top, pair.truth))
    score = alpha * _of_object(parts, inside / pair.truth.size) + (1 - alpha) * _of_regions(parts, pair.truth.size)
    return max(0.0, score)


@dataclass(frozen=True)
class _Moments:
    """The number of pixels in some place, and the mean and variance of their values within 0..1."""

    pixels: int = 0
    mean: float = 0.0
    variance: float = 0.0

    def __add__(self, other: _Moments) -> _Moments:
        pixels = self.pixels + other.pixels
        if not self.pixels or not other.pixels:
            return self if self.pixels else other
        mean = (self.pixels * self.mean + other.pixels * other.mean) / pixels
        scatter = self._scatter(mean) + other._scatter(mean)
        return _Moments(pixels, mean, scatter / pixels)

    def _scatter(self, around: float) -> float:
        return self.pixels * (self.variance + (self.mean - around) ** 2)


_Part = tuple[_Moments, _Moments]
"""The prediction within the truth and outside it, in one of the four parts."""


def _parts(values: NDArray[Any], top: int, truth: BoolMap) -> Iterator[_Part]:
    row, column = _centre(truth)
    for rows in (slice(None, row + 1), slice(row + 1, None)):
        for columns in (slice(None, column + 1), slice(column + 1, None)):
            if truth[rows, columns].size:
                yield _moments(values[rows, columns], top, truth[rows, columns])


def _centre(truth: BoolMap) -> tuple[int, int]:
    marked = truth.view(np.uint8)
    by_column = cv2.reduce(marked, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel().astype(np.int64)
    by_row = cv2.reduce(marked, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel().astype(np.int64)
    row, column = (round(float(line @ np.arange(line.size) / line.sum())) for line in (by_row, by_column))
    return row, column


def _moments(values: NDArray[Any], top: int, truth: BoolMap) -> _Part:
    if values.dtype == np.uint8:
        inside, outside = sum(
            (levels_by_truth(values[rows], truth[rows]) for rows in strips(truth.shape)), np.zeros((2, 256), np.int64)
        )
        return _of_levels(inside, top), _of_levels(outside, top)
    return _of_shares(values, truth.view(np.uint8)), _of_shares(values, (~truth).view(np.uint8))


def _of_levels(counts: Levels, top: int) -> _Moments:
    """In whole numbers until the last division, so that a part of one value has no variance."""
    levels = np.arange(256)
    pixels, total, squares = int(counts.sum()), int(counts @ levels), int(counts @ levels**2)
    if not pixels:
        return _Moments()
    return _Moments(pixels, total / (pixels * top), (squares * pixels - total * total) / (pixels * top) ** 2)


def _of_shares(values: NDArray[Any], where: NDArray[np.uint8]) -> _Moments:
    pixels = int(cv2.countNonZero(where))
    mean, deviation = (float(found[0, 0]) for found in cv2.meanStdDev(values, mask=where))
    if pixels and deviation < 1e-6:  # that may be rounding
        least, most, _, _ = cv2.minMaxLoc(values, where)
        deviation = 0.0 if least == most else deviation
    return _Moments(pixels, mean, deviation**2)


def _of_object(parts: Iterable[_Part], share: float) -> float:
    """The object's and the background's own likeness, each by its share of the picture."""
    inside, outside = (sum(side, _Moments()) for side in zip(*parts, strict=True))
    return share * _likeness(inside, inside.mean) + (1 - share) * _likeness(outside, 1 - outside.mean)


def _likeness(moments: _Moments, mean: float) -> float:
    degrees = moments.pixels - 1
    deviation = math.sqrt(moments.variance * moments.pixels / degrees) if degrees else 0.0
    return 2 * mean / (mean**2 + 1 + deviation + _EPSILON)


def _of_regions(parts: Iterable[_Part], pixels: int) -> float:
    """The structural similarity of four parts around the truth's centre, by their areas."""
    return sum((inside.pixels + outside.pixels) / pixels * _similarity(inside, outside) for inside, outside in parts)


def _similarity(inside: _Moments, outside: _Moments) -> float:
    both = inside + outside
    if not inside.pixels or not outside.pixels:
        return float(both.variance == 0)
    share = inside.pixels / both.pixels
    above = 4 * both.mean * share * inside.pixels * (inside.mean - both.mean)
    below = (both.mean**2 + share**2) * both.pixels * (both.variance + share * (1 - share))
    return above / (below + _EPSILON * (both.pixels - 1))

"""The weighted F-measure: errors count less next to the border, and more the further they are from the object."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.metrics.bits import Bits
from maskkit.metrics.borders import inner_border
from maskkit.metrics.grow import grown_square
from maskkit.metrics.nearest import tally_distances
from maskkit.metrics.pair import MaskLike, Pair, pair_of
from maskkit.metrics.soft import soft_values, strips
from maskkit.types import Alpha, BoolMap

_REACH = 3
_MARGIN = _REACH + 1
_TAPS = cv2.getGaussianKernel(2 * _REACH + 1, 5, cv2.CV_64F)
_EPSILON = float(np.spacing(1))
_OFFSETS = sorted(
    ((dy, dx) for dy in range(-4, 5) for dx in range(-4, 5) if 0 < dy * dy + dx * dx <= 2 * _REACH**2),
    key=lambda offset: (offset[0] ** 2 + offset[1] ** 2, offset[1], offset[0]),
)
"""From a pixel to those around it, nearest first and of equally near ones the leftmost, as scipy chooses."""


def weighted_f(pred: MaskLike | Pair, truth: MaskLike | None = None, *, beta_squared: float = 1.0) -> float:
    """The weighted F-measure, 0..1: (1 + β²) P R / (β² P + R) of weighted precision and recall.

    Within the truth an error counts no more than the errors around it on average (7 x 7 Gaussian of sigma 5); outside
    it counts 2 - 0.5^(d / 5) times at a distance of d pixels (Margolin, Zelnik-Manor and Tal 2014, CVPR, eq. 5 to 10).
    0 where the truth is empty, as in pysodmetrics.

    >>> square = np.pad(np.ones((4, 4), bool), 3)
    >>> round(weighted_f(square, square), 6), weighted_f(~square, square)
    (1.0, 0.0)
    """
    pair = pair_of(pred, truth)
    true = int(np.count_nonzero(pair.truth))
    if not true:
        return 0.0
    missed, false = _weighted_errors(*_where_it_matters(*soft_values(pair), pair.truth))
    recall = 1 - missed / true
    precision = (true - missed) / (true - missed + false + _EPSILON)
    return (1 + beta_squared) * recall * precision / (recall + beta_squared * precision + _EPSILON)


def _where_it_matters(values: NDArray[Any], top: int, truth: BoolMap) -> tuple[Alpha, BoolMap]:
    """Errors (h, w) float32 and truth, in the box around both, with a margin in which there is neither."""
    left, upper, right, lower = (Bits.of(truth) | Bits.of(values > 0)).bounds() or (0, 0, 1, 1)
    rows, columns = slice(max(upper - _REACH, 0), lower + _REACH), slice(max(left - _REACH, 0), right + _REACH)
    true = np.pad(truth[rows, columns], _MARGIN)
    errors = np.zeros(true.shape, np.float32)
    inner = errors[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
    np.multiply(values[rows, columns], np.float32(1 / top), out=inner)
    np.subtract(errors, true, out=errors)
    return np.abs(errors, out=errors), true


def _weighted_errors(errors: Alpha, truth: BoolMap) -> tuple[float, float]:
    """The weighted sum of errors within the truth, and of those outside it."""
    true, wrong = Bits.of(truth), Bits.of(errors > 0)
    outside = wrong - true
    is_hard = not outside - Bits.of(errors == 1)
    false = _false_if_hard(outside, true) if is_hard else _false(errors, truth)
    beside = (grown_square(true & wrong, _REACH) - true) & Bits.inner(true.size_wh, _MARGIN)
    return sum(_missed(errors, truth, beside, rows) for rows in strips(truth.shape)), false


def _false_if_hard(outside: Bits, truth: Bits) -> float:
    """The weighted sum of errors that are 1 each, by how many of them lie at which distance from the truth."""
    tally = tally_distances([outside], inner_border(truth))
    return float(tally.counts[:, 0] @ (2 - 0.5 ** (np.sqrt(tally.squares) / 5)))


def _false(errors: Alpha, truth: BoolMap) -> float:
    """The weighted sum of errors outside the truth, by a map of distances."""
    away = cv2.distanceTransform((~truth).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    total = 0.0
    for rows in strips(truth.shape):
        weights = (2 - np.exp(away[rows] * np.float32(math.log(0.5) / 5))) * ~truth[rows]
        total += float(cv2.sumElems(errors[rows] * weights)[0])
    return total


def _missed(errors: Alpha, truth: BoolMap, beside: Bits, rows: slice) -> float:
    """The sum of errors within the truth in some rows, none larger than the errors around it on average."""
    if not float(cv2.sumElems(errors[rows] * truth[rows])[0]):
        return 0.0
    first, last = max(rows.start - _REACH, 0), min(rows.stop + _REACH, len(truth))
    spread = errors[first:last].copy()
    row, column = Bits(beside.words[first:last], beside.width).points().T
    _take_nearest(spread, errors, truth, row * truth.shape[1] + column, first * truth.shape[1])
    around = cv2.sepFilter2D(spread, cv2.CV_32F, _TAPS, _TAPS, borderType=cv2.BORDER_CONSTANT)
    counted = np.minimum(errors[rows], around[rows.start - first : rows.stop - first])
    return float(cv2.sumElems(counted * truth[rows])[0])


def _take_nearest(spread: Alpha, errors: Alpha, truth: BoolMap, places: NDArray[np.int64], start: int) -> None:
    """Give pixels beside the truth the error of the pixel of the truth that is nearest to them.

    ``spread`` is a copy of the rows of ``errors`` from the flat index ``start`` on, ``places`` are flat indices in it.
    """
    flat_spread, flat_errors, flat_truth = spread.reshape(-1), errors.reshape(-1), truth.reshape(-1)
    for down, right in _OFFSETS:
        near = places + (start + down * truth.shape[1] + right)
        found = flat_truth[near]
        flat_spread[places[found]] = flat_errors[near[found]]
        places = places[~found]
        if not places.size:
            return

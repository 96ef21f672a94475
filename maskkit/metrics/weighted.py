"""The weighted F-measure: errors count less next to the border, and more the further they are from the object."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.errors import MaskRefused
from maskkit.metrics.bits import Bits
from maskkit.metrics.far import weighted_by_distance
from maskkit.metrics.grow import grown_square
from maskkit.metrics.pair import MaskLike, Pair
from maskkit.metrics.soft import Normalize, both_empty, soft_pair, soft_values
from maskkit.types import BoolMap

_REACH = 3
_MARGIN = _REACH + 1
_TAPS = cv2.getGaussianKernel(2 * _REACH + 1, 5, cv2.CV_64F)
_EPSILON = float(np.spacing(1))
_PIXELS_AT_ONCE = 1 << 19
_ROWS_AT_ONCE = 64
_OFFSETS = sorted(
    ((dy, dx) for dy in range(-4, 5) for dx in range(-4, 5) if 0 < dy * dy + dx * dx <= 2 * _REACH**2),
    key=lambda offset: (offset[0] ** 2 + offset[1] ** 2, offset[1], offset[0]),
)
"""From a pixel to those around it, nearest first, and of equally near ones the leftmost, then the upper: so scipy's
distance transform chooses, and with it pysodmetrics."""


def weighted_f(
    pred: MaskLike | Pair,
    truth: MaskLike | None = None,
    *,
    beta_squared: float = 1.0,
    empty: float | None = 1.0,
    normalize: Normalize = "none",
) -> float:
    """The weighted F-measure, 0..1: (1 + β²) P R / (β² P + R) of weighted precision and recall.

    Within the truth an error counts no more than the errors around it on average (7 x 7 Gaussian of sigma 5), where
    pixels outside the truth take the error of the pixel of the truth that is nearest; outside it an error counts
    2 - 0.5^(d / 5) times at a distance of d pixels (Margolin, Zelnik-Manor and Tal 2014, "How to Evaluate Foreground
    Maps?", CVPR, section 4). Errors are kept in single precision, distances beyond 100 pixels count as infinite; both
    together move the measure by less than 1e-6.

    Args:
        pred: (H, W) the prediction, soft values included, or a Pair.
        truth: (H, W) its truth, taken as hard; None with a Pair. Where it is empty the measure is 0.
        beta_squared: how much more recall counts than precision; pysodmetrics calls it beta.
        empty: what two empty masks score; None and 0 reproduce pysodmetrics.
        normalize: ``"minmax"`` reproduces pysodmetrics, which stretches every prediction.

    >>> square = np.pad(np.ones((4, 4), bool), 3)
    >>> round(weighted_f(square, square), 6), weighted_f(~square, square)
    (1.0, 0.0)

    Raises:
        MaskRefused: one of the masks is none, or ``beta_squared`` is not positive.
        SizeMismatch: they differ in size.
        UnknownChoice: ``normalize`` is none of its words.
    """
    if not beta_squared > 0:
        raise MaskRefused(f"beta_squared is {beta_squared}, not above 0")
    pair = soft_pair(pred, truth, normalize)
    true = pair.counts.tp + pair.counts.fn
    if not true:
        return empty if empty is not None and both_empty(pair) else 0.0
    missed, false = _weighted_errors(pair)
    recall = 1 - missed / true
    precision = (true - missed) / (true - missed + false + _EPSILON)
    return (1 + beta_squared) * recall * precision / (recall + beta_squared * precision + _EPSILON)


def _weighted_errors(pair: Pair) -> tuple[float, float]:
    """The weighted sum of errors within the truth, and of those outside it."""
    values, top = soft_values(pair)
    errors, truth = _where_it_matters(values, top, pair.truth)
    true, wrong = Bits.of(truth), Bits.of(errors != 0)
    beside = (grown_square(true & wrong, _REACH) - true) & Bits.inner(true.size_wh, _MARGIN)
    high = max(1, _PIXELS_AT_ONCE // truth.shape[1])
    strips = (slice(top_row, min(top_row + high, len(truth))) for top_row in range(0, len(truth), high))
    missed = sum(_missed(errors, truth, beside, rows) for rows in strips)
    return missed / top, weighted_by_distance(errors, wrong - true, truth) / top


def _where_it_matters(values: NDArray[Any], top: int, truth: BoolMap) -> tuple[NDArray[Any], BoolMap]:
    """Errors in the unit of ``values`` and truth, in the box around both, with a margin in which there is neither.

    Errors are (h, w) uint8, or float32 for a prediction in floating point.
    """
    left, upper, right, lower = (Bits.of(truth) | Bits.of(values != 0)).bounds() or (0, 0, 1, 1)
    rows, columns = slice(max(upper - _REACH, 0), lower + _REACH), slice(max(left - _REACH, 0), right + _REACH)
    true = np.pad(truth[rows, columns], _MARGIN)
    errors = np.zeros(true.shape, np.uint8 if values.dtype == np.uint8 else np.float32)
    inner = slice(_MARGIN, -_MARGIN)
    errors[inner, inner] = values[rows, columns]
    for start in range(0, len(true), _ROWS_AT_ONCE):
        strip = errors[start : start + _ROWS_AT_ONCE]
        one = np.where(true[start : start + _ROWS_AT_ONCE], errors.dtype.type(top), errors.dtype.type(0))
        cv2.absdiff(strip, one, dst=strip)
    return errors, true


def _missed(errors: NDArray[Any], truth: BoolMap, beside: Bits, rows: slice) -> float:
    """The sum of errors within the truth in some rows, none larger than the errors around it on average."""
    if not np.any(errors[rows], where=truth[rows]):
        return 0.0
    first, last = max(rows.start - _REACH, 0), min(rows.stop + _REACH, len(truth))
    spread = errors[first:last].copy()
    row, column = Bits(beside.words[first:last], beside.width).points().T
    _take_nearest(spread, errors, truth, row * truth.shape[1] + column, first * truth.shape[1])
    around = cv2.sepFilter2D(spread, cv2.CV_32F, _TAPS, _TAPS, borderType=cv2.BORDER_CONSTANT)
    counted = np.minimum(errors[rows], around[rows.start - first : rows.stop - first])
    return float(cv2.mean(counted, truth[rows].view(np.uint8))[0]) * int(np.count_nonzero(truth[rows]))


def _take_nearest(
    spread: NDArray[Any], errors: NDArray[Any], truth: BoolMap, places: NDArray[np.int64], start: int
) -> None:
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

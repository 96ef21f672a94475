"""Resizing by area: each new pixel is the mean of exactly the ground that it covers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maskkit.types import Grey8, SizeWh


def resize_by_area(values: Grey8, size_wh: SizeWh) -> NDArray[np.float32]:
    """``values`` (H, W) at ``size_wh`` as float32 of the same range, larger or smaller in either direction.

    >>> resize_by_area(np.array([[0, 255, 255]], np.uint8), (2, 1)).tolist()
    [[85.0, 255.0]]
    """
    width, height = size_wh
    narrow = _area_means(values, width)
    return np.ascontiguousarray(_area_means(narrow.T, height).T)


def _area_means(rows: NDArray[np.generic], count: int) -> NDArray[np.float32]:
    """The means over ``count`` equal stretches of the last axis: differences of its running sum."""
    length = rows.shape[1]
    borders = np.arange(count + 1) * (length / count)
    whole = np.minimum(borders.astype(np.intp), length - 1)
    part = (borders - whole).astype(np.float32)
    sums = np.zeros((rows.shape[0], length + 1), np.float64 if rows.dtype.kind == "f" else np.int32)
    np.cumsum(rows, axis=1, out=sums[:, 1:])
    at_borders = sums[:, whole] + part * rows[:, whole]
    means: NDArray[np.float32] = (np.diff(at_borders, axis=1) * (count / length)).astype(np.float32)
    return means

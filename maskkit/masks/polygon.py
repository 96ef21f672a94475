"""Polygons to masks, by the pixel-centre rule, and simpler polygons.

A pixel is inside when its centre is, by the even-odd rule over all rings; a centre that lies exactly on an edge belongs
to what is right of it or below it. So polygons that share an edge never overlap and leave no gap. (OpenCV's fillPoly
paints the border as well, half a pixel too far.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.errors import BadPolygon
from maskkit.types import BoolMap, Floats, Points, Polygon, SizeWh


def ring(points: Polygon | Sequence[Sequence[float]], *, where: str | None = None) -> Points:
    """The corners as (N, 2) float64, checked; a last corner that repeats the first is left out.

    Raises:
        BadPolygon: fewer than three different corners, corners that are no pairs of finite numbers, or no area.

    >>> ring([(0, 0), (4, 0), (4, 3), (0, 0)]).shape
    (3, 2)
    """
    try:
        corners = np.array(points, np.float64)
    except (TypeError, ValueError, OverflowError):
        corners = np.empty(0)
    if corners.ndim != 2 or corners.shape[1] != 2:
        raise BadPolygon("the points are no list of x,y pairs", where=where)
    if not np.isfinite(corners).all():
        raise BadPolygon(f"point {int(np.argmin(np.isfinite(corners).all(axis=1)))} is not finite", where=where)
    if len(corners) > 1 and np.array_equal(corners[0], corners[-1]):
        corners = corners[:-1]
    if len(np.unique(corners, axis=0)) < 3:
        raise BadPolygon(f"only {len(np.unique(corners, axis=0))} different points", where=where)
    if not np.linalg.matrix_rank(corners - corners[0]) == 2:
        raise BadPolygon("all points lie on one line, so there is no area", where=where)
    return corners


def ring_area(corners: Points) -> float:
    """The signed area in square pixels: positive where the corners run clockwise as one sees them.

    >>> ring_area(np.array([(0.0, 0), (2, 0), (2, 3), (0, 3)]))
    6.0
    """
    x, y = (corners - corners[0]).T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def rasterize(rings: Iterable[Polygon], size_wh: SizeWh) -> BoolMap:
    """The pixels (H, W) whose centres lie inside ``rings`` together, by the even-odd rule.

    Rings may reach beyond the picture; what lies outside is left out.

    Raises:
        BadPolygon: see :func:`ring`.

    >>> rasterize([[(1, 0), (3, 0), (3, 2), (1, 2)]], (4, 2)).astype(int).tolist()
    [[0, 1, 1, 0], [0, 1, 1, 0]]
    """
    width, height = size_wh
    flips = np.zeros((height, width + 1), np.uint8)
    for number, corners in enumerate(rings):
        rows, x = _crossings(ring(corners, where=f"ring {number}"), height)
        np.bitwise_xor.at(flips, (rows, np.clip(np.ceil(x - 0.5), 0, width).astype(np.intp)), np.uint8(1))
    used = np.flatnonzero(flips.any(axis=1))
    if used.size:
        window = flips[used[0] : used[-1] + 1]
        np.bitwise_xor.accumulate(window, axis=1, out=window)
    return np.ascontiguousarray(flips[:, :width]).view(np.bool_)


def simplify(corners: Polygon, tolerance_px: float) -> Points:
    """The ring with fewer corners (Douglas and Peucker 1973): none of those left out is further away than given.

    A ring that would lose its area is returned as it is.

    >>> simplify([(0, 0), (5, 0.2), (10, 0), (10, 8), (0, 8)], 0.5).tolist()
    [[0.0, 0.0], [10.0, 0.0], [10.0, 8.0], [0.0, 8.0]]
    """
    original = ring(corners)
    if tolerance_px <= 0:
        return original
    fewer = cv2.approxPolyDP(original.astype(np.float32)[:, None], tolerance_px, closed=True)[:, 0].astype(np.float64)
    return fewer if len(fewer) >= 3 and ring_area(fewer) != 0 else original


def _crossings(corners: Points, height: int) -> tuple[NDArray[np.intp], Floats]:
    """The row and the x of every place where the ring crosses a row of pixel centres.

    Each edge is walked downwards whichever way it is given, so that rings which share it find the same x.
    """
    ends = np.stack([corners, np.roll(corners, -1, axis=0)], axis=1)
    upward = ends[:, 0, 1] > ends[:, 1, 1]
    ends[upward] = ends[upward, ::-1]
    first = np.clip(np.ceil(ends[:, 0, 1] - 0.5), 0, height).astype(np.intp)
    count = np.clip(np.ceil(ends[:, 1, 1] - 0.5), 0, height).astype(np.intp) - first
    edge = np.repeat(np.arange(len(ends)), count)
    rows = np.arange(edge.size) - np.repeat(np.cumsum(count) - count, count) + first[edge]
    (x0, y0), (dx, dy) = ends[edge, 0].T, (ends[:, 1] - ends[:, 0])[edge].T
    return rows, x0 + (rows + 0.5 - y0) * dx / dy

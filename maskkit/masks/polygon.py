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
from maskkit.masks.given import picture_size, tolerance
from maskkit.masks.spans import fill_rings
from maskkit.types import BoolMap, Points, Polygon, SizeWh

_FARTHEST = 1e9
_CLEAR = 1e-9
_RINGS_AT_ONCE = 4096


def ring(points: Polygon | Sequence[Sequence[float]], *, where: str | None = None) -> Points:
    """The corners as (N, 2) float64, checked; a last corner that repeats the first is left out.

    A ring may cross itself: it is filled by the even-odd rule.

    Raises:
        BadPolygon: fewer than three different corners, corners that are no pairs of finite numbers or lie more than
            10^9 pixels away, or no area.

    >>> ring([(0, 0), (4, 0), (4, 3), (0, 0)]).shape
    (3, 2)
    """
    corners = _pairs(points, where).copy()
    if len(corners) > 1 and np.array_equal(corners[0], corners[-1]):
        corners = corners[:-1]
    if not _clear_areas(corners, np.array([len(corners)]))[0]:
        _require_area(corners, where)
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
        MaskRefused: ``size_wh`` is no size.

    >>> rasterize([[(1, 0), (3, 0), (3, 2), (1, 2)]], (4, 2)).astype(int).tolist()
    [[0, 1, 1, 0], [0, 1, 1, 0]]
    """
    return rasterize_each([rings], size_wh)


def rasterize_each(polygons: Iterable[Iterable[Polygon]], size_wh: SizeWh) -> BoolMap:
    """The pixels (H, W) inside any of ``polygons``, each a set of rings filled by the even-odd rule.

    Raises:
        BadPolygon: see :func:`ring`.

    >>> rasterize_each([[[(0, 0), (2, 0), (2, 1), (0, 1)]], [[(1, 0), (3, 0), (3, 1), (1, 1)]]], (4, 1)).tolist()
    [[True, True, True, False]]
    """
    rings: list[Polygon] = []
    groups: list[int] = []
    for number, polygon in enumerate(polygons):
        rings += list(polygon)
        groups += [number] * (len(rings) - len(groups))
    checked = _checked(rings)
    ends = np.cumsum([len(corners) for corners in checked], dtype=np.int64)
    corners = np.concatenate([np.empty((0, 2)), *checked])
    return fill_rings(corners, ends, np.array(groups, np.int64), picture_size(size_wh))


def simplify(corners: Polygon, tolerance_px: float) -> Points:
    """The ring with fewer corners (Douglas and Peucker 1973): none of those left out is further away than given.

    A ring that would lose its area is returned as it is.

    Raises:
        BadPolygon: see :func:`ring`.
        MaskRefused: the tolerance is no number from 0 on.

    >>> simplify([(0, 0), (5, 0.2), (10, 0), (10, 8), (0, 8)], 0.5).tolist()
    [[0.0, 0.0], [10.0, 0.0], [10.0, 8.0], [0.0, 8.0]]
    """
    original = ring(corners)
    if not tolerance(tolerance_px):
        return original
    fewer = cv2.approxPolyDP(original.astype(np.float32)[:, None], tolerance_px, closed=True)[:, 0].astype(np.float64)
    return fewer if len(fewer) >= 3 and ring_area(fewer) != 0 else original


def _pairs(points: Polygon | Sequence[Sequence[float]], where: str | None) -> Points:
    try:
        corners = np.asarray(points, np.float64)
    except (TypeError, ValueError, OverflowError):
        corners = np.empty(0)
    if corners.ndim != 2 or corners.shape[1] != 2:
        raise BadPolygon("the points are no list of x,y pairs", where=where)
    return corners


def _require_area(corners: Points, where: str | None) -> None:
    """The slow way, with a sentence for everything that can be wrong."""
    near = (np.abs(corners) <= _FARTHEST).all(axis=1)
    if not near.all():
        number = int(np.argmin(near))
        finite = bool(np.isfinite(corners[number]).all())
        raise BadPolygon(f"point {number} is {'too far away' if finite else 'not finite'}", where=where)
    different = len(np.unique(corners, axis=0))
    if different < 3:
        raise BadPolygon(f"only {different} different points", where=where)
    if np.linalg.matrix_rank(corners - corners[0]) < 2:
        raise BadPolygon("all points lie on one line, so there is no area", where=where)


def _checked(rings: Sequence[Polygon]) -> list[Points]:
    """What :func:`ring` gives for each, with only the doubtful ones looked at one by one."""
    checked = [_pairs(points, f"ring {number}") for number, points in enumerate(rings)]
    for first in range(0, len(checked), _RINGS_AT_ONCE):
        some = checked[first : first + _RINGS_AT_ONCE]
        lengths = np.array([len(corners) for corners in some])
        clear = _clear_areas(np.concatenate(some), np.cumsum(lengths)) if lengths.all() else np.zeros(len(some), bool)
        for number in np.flatnonzero(~clear).tolist():
            checked[first + number] = ring(some[number], where=f"ring {first + number}")
    return checked


def _clear_areas(corners: Points, ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the rings have an area beyond doubt, all their corners near, and no last corner equal to the first."""
    starts = np.append(0, ends)[:-1]
    if not corners.size:
        return np.zeros(ends.size, np.bool_)
    low, high = np.minimum.reduceat(corners, starts), np.maximum.reduceat(corners, starts)
    near = (np.minimum(low, -high) >= -_FARTHEST).all(axis=1)
    near &= (corners[starts] != corners[ends - 1]).any(axis=1)
    ring_of = np.repeat(np.arange(ends.size), ends - starts)
    with np.errstate(invalid="ignore", over="ignore"):
        x, y = (corners - corners[starts][ring_of]).T
        across = np.append(x[:-1] * y[1:] - y[:-1] * x[1:], 0)
        across[ends - 1] = 0
        area = np.abs(np.add.reduceat(across, starts))
        clear: NDArray[np.bool_] = near & (area > _CLEAR * (high - low).max(axis=1) ** 2)
    return clear

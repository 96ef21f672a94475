"""How far is each pixel of one set from the nearest pixel of another: exact, Euclidean, between pixel centres."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from maskkit.metrics.bits import Bits
from maskkit.metrics.grow import grown_disk, grown_square, largest_square
from maskkit.types import BoxXyxy, Floats

_PIXELS_A_POINT = 12
"""Where a point has fewer pixels than this to itself, a map of the box is quicker than a tree of the points."""


def distances(queries: Bits, targets: Bits, *, limit_px: float = math.inf) -> Floats:
    """For each pixel of ``queries``, in reading order, the distance to the nearest of ``targets`` in pixels: (N,).

    Infinite where there are no targets, or none up to ``limit_px`` away.

    >>> distances(Bits.of(np.eye(1, 5, 0, dtype=bool)), Bits.of(np.eye(1, 5, 3, dtype=bool))).tolist()
    [3.0]
    """
    points = queries.points()
    found = np.full(len(points), np.inf)
    shared = targets.holds(points)
    found[shared] = 0.0
    apart = points[~shared]
    if apart.size and targets:
        box = _box_around(apart, targets)
        crowded = (len(apart) + targets.count()) * _PIXELS_A_POINT > (box[2] - box[0]) * (box[3] - box[1])
        far = _by_map(apart, targets, box) if crowded else _by_tree(apart, targets, limit_px)
        found[~shared] = np.where(far <= limit_px, far, np.inf)
    return found


def count_near(queries: Bits, targets: Bits, radius_px: float) -> int:
    """How many pixels of ``queries`` have one of ``targets`` at most ``radius_px`` away.

    Growing by a disk costs passes over the picture by its radius, measuring costs time by the points. Most points are
    settled before they are measured, by a square that fits into the disk.
    """
    if (queries.count() + targets.count()) * 64 > queries.words.size * radius_px:
        return (queries & grown_disk(targets, radius_px)).count()
    unsettled = queries - grown_square(targets, math.isqrt(largest_square(radius_px) // 2))
    far = np.isinf(distances(unsettled, targets, limit_px=radius_px))
    return queries.count() - int(np.count_nonzero(far))


def _by_tree(points: NDArray[np.int64], targets: Bits, limit_px: float) -> Floats:
    tree = cKDTree(targets.points(), balanced_tree=False, compact_nodes=False)
    nearest: Floats = tree.query(points, distance_upper_bound=math.nextafter(limit_px, math.inf))[0]
    return nearest


def _by_map(points: NDArray[np.int64], targets: Bits, box: BoxXyxy) -> Floats:
    """By the place of the nearest target, so that the squared distances are whole numbers."""
    left, top, right, bottom = box
    away = (~targets).to_bool()[top:bottom, left:right]
    nearest = ndimage.distance_transform_edt(away, return_distances=False, return_indices=True)
    rows, columns = points[:, 0] - top, points[:, 1] - left
    squared = (nearest[0, rows, columns] - rows) ** 2 + (nearest[1, rows, columns] - columns) ** 2
    roots: Floats = np.sqrt(squared.astype(np.float64))
    return roots


def _box_around(points: NDArray[np.int64], targets: Bits) -> BoxXyxy:
    (top, left), (bottom, right) = points.min(axis=0).tolist(), (points.max(axis=0) + 1).tolist()
    bounds = targets.bounds() or (left, top, right, bottom)
    return min(left, bounds[0]), min(top, bounds[1]), max(right, bounds[2]), max(bottom, bounds[3])

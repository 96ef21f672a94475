"""How far is each pixel of one set from the nearest pixel of another: exact, Euclidean, between pixel centres."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from maskkit.metrics.bits import Bits
from maskkit.types import BoxXyxy, Floats

_FEW = 200_000
"""Up to so many pixels a tree of points is quicker, and smaller, than a map of the picture."""


def distances(queries: Bits, targets: Bits) -> Floats:
    """For each pixel of ``queries``, in reading order, the distance to the nearest of ``targets`` in pixels: (N,).

    Infinite where there are no targets.

    >>> distances(Bits.of(np.eye(1, 5, 0, dtype=bool)), Bits.of(np.eye(1, 5, 3, dtype=bool))).tolist()
    [3.0]
    """
    points = queries.points()
    if not targets:
        return np.full(len(points), np.inf)
    found = np.zeros(len(points))
    apart = ~targets.holds(points)
    far = points[apart]
    if far.size:
        crowded = len(far) + targets.count() > _FEW
        found[apart] = _by_map(far, targets) if crowded else _by_tree(far, targets)
    return found


def _by_tree(points: NDArray[np.int64], targets: Bits) -> Floats:
    tree = cKDTree(targets.points(), balanced_tree=False, compact_nodes=False)
    nearest: Floats = tree.query(points)[0]
    return nearest


def _by_map(points: NDArray[np.int64], targets: Bits) -> Floats:
    """By the nearest target of each pixel in the box around all of them; the distances themselves stay integers."""
    top, left, bottom, right = _box(points, targets.bounds())
    marked = targets.to_bool()[top:bottom, left:right]
    nearest = ndimage.distance_transform_edt(~marked, return_distances=False, return_indices=True)
    rows, columns = points[:, 0] - top, points[:, 1] - left
    squared = (nearest[0, rows, columns] - rows) ** 2 + (nearest[1, rows, columns] - columns) ** 2
    roots: Floats = np.sqrt(squared.astype(np.float64))
    return roots


def _box(points: NDArray[np.int64], bounds: BoxXyxy | None) -> tuple[int, int, int, int]:
    first, last = points.min(axis=0), points.max(axis=0) + 1
    left, top, right, bottom = bounds or (int(first[1]), int(first[0]), int(last[1]), int(last[0]))
    return min(top, int(first[0])), min(left, int(first[1])), max(bottom, int(last[0])), max(right, int(last[1]))

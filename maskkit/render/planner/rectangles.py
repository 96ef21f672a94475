"""Rectangles on the floor, rows of x0, y0, x1, y1 in metres: footprints, and the free floor that people need."""

from __future__ import annotations

import numpy as np

from maskkit.types import BoolMap, Floats

TOUCHING_M = 0.005
"""Things that share less than this only touch."""


def overlap(one: Floats, other: Floats) -> BoolMap:
    """Whether rectangles (..., 4) share more than a border with others (..., 4).

    >>> overlap(np.array([[0, 0, 1, 1], [0, 0, 3, 3]]), np.array([1.0, 0, 2, 1])).tolist()
    [False, True]
    """
    return np.asarray(
        (one[..., 0] < other[..., 2] - TOUCHING_M)
        & (other[..., 0] < one[..., 2] - TOUCHING_M)
        & (one[..., 1] < other[..., 3] - TOUCHING_M)
        & (other[..., 1] < one[..., 3] - TOUCHING_M)
    )


def overlap_any(one: Floats, others: Floats) -> BoolMap:
    """(N,) whether each of the rectangles (N, 4) overlaps any of the others (M, 4)."""
    return np.asarray(overlap(one[:, None], others[None]).any(axis=1))


def gap_m(one: Floats, other: Floats) -> Floats:
    """The distance between rectangles (..., 4), 0 where they touch or overlap.

    >>> round(float(gap_m(np.array([0.0, 0, 1, 1]), np.array([1.3, 1.4, 2, 2]))), 6)
    0.5
    """
    across = np.maximum(0.0, np.maximum(one[..., 0] - other[..., 2], other[..., 0] - one[..., 2]))
    along = np.maximum(0.0, np.maximum(one[..., 1] - other[..., 3], other[..., 1] - one[..., 3]))
    return np.asarray(np.hypot(across, along))


def spanning(points: Floats) -> Floats:
    """The smallest rectangles (..., 4) around sets of points (..., P, 2)."""
    return np.concatenate([points.min(axis=-2), points.max(axis=-2)], axis=-1)


def area_m2(one: Floats) -> Floats:
    """The area of rectangles (..., 4)."""
    return np.asarray((one[..., 2] - one[..., 0]) * (one[..., 3] - one[..., 1]))

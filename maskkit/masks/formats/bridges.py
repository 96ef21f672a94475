"""Regions with holes as one ring each, for formats whose polygons cannot hold holes.

Each hole is tied to the rest by a bridge, a line that is walked once in each direction. By the even-odd rule and by the
pixel-centre rule a bridge marks nothing, so that nothing is lost; programs that also paint borders paint the bridges.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from maskkit.masks.regions import Region
from maskkit.types import Points

_NEIGHBOURS = 32


def bridged(region: Region) -> Points:
    """The region as one ring (N, 2), which touches itself along its bridges.

    A hole's topmost, then leftmost corner is tied to the nearest corner above it or beside it on the left; what it is
    tied to is then always tied to something that lies before it, and in the end to the outer ring.

    >>> square = np.array([(0.0, 0), (9, 0), (9, 9), (0, 9)])
    >>> bridged(Region(square, (square[::-1] / 3 + 2,))).tolist()[:4]
    [[0.0, 0.0], [2.0, 2.0], [2.0, 5.0], [5.0, 5.0]]
    """
    if not region.holes:
        return region.outer
    rings = [_from_first(ring) for ring in region.rings]
    starts = np.cumsum([0, *(len(ring) for ring in rings)])
    points = np.concatenate(rings)
    tied = _ties(points, starts)
    return points[list(_walk(starts, tied))]


def _from_first(ring: Points) -> Points:
    """The ring from its topmost, then leftmost corner on."""
    return np.roll(ring, -int(np.lexsort((ring[:, 0], ring[:, 1]))[0]), axis=0)


def _ties(points: Points, starts: NDArray[np.intp]) -> dict[int, list[int]]:
    """For a corner the holes that are tied to it."""
    from scipy.spatial import cKDTree  # slow to import, and only for holes

    anchors = points[starts[1:-1]]
    count = min(_NEIGHBOURS, len(points))
    _, near = cKDTree(points).query(anchors, k=count)
    near = np.asarray(near).reshape(len(anchors), count)
    x, y = points[near, 0], points[near, 1]
    before = (y < anchors[:, 1:]) | ((y == anchors[:, 1:]) & (x < anchors[:, :1]))
    chosen = np.where(before.any(axis=1), near[np.arange(len(near)), before.argmax(axis=1)], 0)
    tied: dict[int, list[int]] = {}
    for hole, corner in enumerate(chosen.tolist(), start=1):
        tied.setdefault(corner, []).append(hole)
    return tied


def _walk(starts: NDArray[np.intp], tied: dict[int, list[int]]) -> Iterator[int]:
    """The corners in the order of the one ring: out to each hole, around it, and back."""
    ring_walks = [_ring_walk(starts, 0)]
    while ring_walks:
        corner = next(ring_walks[-1], None)
        if corner is None:
            ring_walks.pop()
            continue
        yield corner
        ring_walks += [_there_and_back(starts, hole, corner) for hole in tied.pop(corner, ())]


def _ring_walk(starts: NDArray[np.intp], ring: int) -> Iterator[int]:
    yield from range(int(starts[ring]), int(starts[ring + 1]))


def _there_and_back(starts: NDArray[np.intp], hole: int, corner: int) -> Iterator[int]:
    yield from _ring_walk(starts, hole)
    yield int(starts[hole])
    yield corner

"""Masks to polygons without loss: rings along the borders between pixels, with their holes.

Rasterising the rings again gives the mask back, bit by bit. No ring crosses or touches itself: pixels that meet only at
a corner belong to different regions, and a hole that meets the outside at a corner stays a hole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.masks.morphology import bounds
from maskkit.masks.polygon import ring_area, simplify
from maskkit.types import BoolMap, Points

_Corners = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Region:
    """One connected area: its outer ring, clockwise as one sees it, and its holes, counter-clockwise."""

    outer: Points
    holes: tuple[Points, ...] = ()

    @property
    def rings(self) -> tuple[Points, ...]:
        """The outer ring, then the holes."""
        return (self.outer, *self.holes)

    def simplified(self, tolerance_px: float) -> Region:
        """The region with fewer corners, none of those left out further away than ``tolerance_px``."""
        return Region(simplify(self.outer, tolerance_px), tuple(simplify(hole, tolerance_px) for hole in self.holes))


def mask_to_rings(marked: BoolMap) -> tuple[Points, ...]:
    """The borders of everything marked in (H, W) bool, as rings of whole-number corners.

    Outer rings run clockwise as one sees them, holes the other way; each starts at its topmost, then leftmost corner.

    >>> [ring.tolist() for ring in mask_to_rings(np.array([[False, True, True]]))]
    [[[1.0, 0.0], [3.0, 0.0], [3.0, 1.0], [1.0, 1.0]]]
    """
    box = bounds(marked)
    if box is None:
        return ()
    left, top, right, bottom = box
    padded = np.pad(marked[top:bottom, left:right], 1).astype(np.uint8)
    return tuple(_oriented(loop, padded) + np.array([left, top]) for loop in _loops(*_corners(padded)))


def mask_to_regions(marked: BoolMap) -> tuple[Region, ...]:
    """The connected areas of (H, W) bool, each with its holes.

    >>> ring = np.pad(np.zeros((1, 1), bool), 1, constant_values=True)
    >>> [(len(region.outer), len(region.holes)) for region in mask_to_regions(ring)]
    [(4, 1)]
    """
    count, parts = cv2.connectedComponents(marked.astype(np.uint8), connectivity=4)
    outers: list[Points] = [np.empty((0, 2))] * count
    holes: list[list[Points]] = [[] for _ in range(count)]
    for ring in mask_to_rings(marked):
        x, y = ring[0].astype(int)
        if ring_area(ring) > 0:
            outers[parts[y, x]] = ring
        else:
            holes[parts[y - 1, x]].append(ring)
    return tuple(Region(outer, tuple(inner)) for outer, inner in zip(outers[1:], holes[1:], strict=True))


def _corners(padded: NDArray[np.uint8]) -> tuple[_Corners, _Corners, _Corners]:
    """The x, y of all corners, row by row; the partner of each along its row; the partner along its column.

    A corner is where an odd number of the four pixels around it is marked. Where two pixels touch diagonally there are
    two in one place. In every row the corners pair up, first with second, third with fourth, and so on; likewise in
    every column (Preparata and Shamos 1985, section 8.3).
    """
    above, changes = padded[:-1], padded[:-1] ^ padded[1:]
    double = changes[:, :-1] & changes[:, 1:] & (above[:, :-1] ^ above[:, 1:])
    place = np.flatnonzero(double | (changes[:, :-1] ^ changes[:, 1:]))
    place = np.repeat(place, 1 + double.ravel()[place].astype(np.intp))
    y, x = np.divmod(place, double.shape[1])
    second = np.append(False, place[1:] == place[:-1])
    # Where the diagonal rises, the corner of the upper right pixel is met first when one walks down.
    rising = padded[y, x + 1].astype(bool)
    order = np.lexsort((second ^ rising, y, x))
    along_column = np.empty_like(order)
    along_column[order] = order[np.arange(order.size) ^ 1]
    return np.stack([x, y], axis=1), np.arange(place.size) ^ 1, along_column


def _loops(corners: _Corners, along_row: _Corners, along_column: _Corners) -> Iterator[_Corners]:
    """The closed loops of the pairs, each from its topmost, then leftmost corner on to the right."""
    positions = [(x, y) for x, y in corners.tolist()]
    rows, columns = along_row.tolist(), along_column.tolist()
    unused = [True] * len(positions)
    for start in range(len(positions)):
        if not unused[start]:
            continue
        loop, at = [], start
        while unused[at]:
            beside = rows[at]
            unused[at] = unused[beside] = False
            loop += [positions[at], positions[beside]]
            at = columns[beside]
        for simple in _untouching(loop):
            yield np.array(simple, np.intp)


def _untouching(loop: list[tuple[int, int]]) -> Iterator[Sequence[tuple[int, int]]]:
    """The loop, cut in two wherever it comes back to a place where it was."""
    if len(set(loop)) == len(loop):
        yield loop
        return
    walked: list[tuple[int, int]] = []
    seen: dict[tuple[int, int], int] = {}
    for corner in loop:
        if corner in seen:
            cut = seen[corner]
            yield walked[cut:]
            for left_behind in walked[cut:]:
                del seen[left_behind]
            del walked[cut:]
        seen[corner] = len(walked)
        walked.append(corner)
    yield walked


def _oriented(loop: _Corners, padded: NDArray[np.uint8]) -> Points:
    """The loop from its topmost, then leftmost corner: clockwise around marked pixels, else counter-clockwise."""
    turned = np.roll(loop, -int(np.lexsort((loop[:, 0], loop[:, 1]))[0]), axis=0)
    x, y = turned[0]
    goes_right = turned[1][1] == y
    if goes_right != bool(padded[y + 1, x + 1]):
        turned = np.roll(turned[::-1], 1, axis=0)
    return turned.astype(np.float64)

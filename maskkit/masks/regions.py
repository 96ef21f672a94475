"""Masks to polygons without loss: rings along the borders between pixels, with their holes.

Rasterising the rings again gives the mask back, bit by bit. No ring crosses or touches itself: pixels that meet only at
a corner belong to different regions, and a hole that meets the outside at a corner stays a hole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from maskkit.masks.borders import Rings, trace
from maskkit.masks.given import bool_map
from maskkit.masks.polygon import simplify
from maskkit.types import BoolMap, Points


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
        """The region with fewer corners, none of those left out further away than ``tolerance_px``.

        Each ring is simplified by itself, so rings that lie close together may come to cross; those of
        :meth:`maskkit.masks.mask.Mask.to_regions` and of :func:`maskkit.masks.arcs.labels_to_regions` never do.
        """
        return Region(simplify(self.outer, tolerance_px), tuple(simplify(hole, tolerance_px) for hole in self.holes))


def mask_to_rings(marked: BoolMap) -> tuple[Points, ...]:
    """The borders of everything marked in (H, W) bool, as rings of whole-number corners.

    Outer rings run clockwise as one sees them, holes the other way; each starts at its topmost, then leftmost corner.

    Raises:
        MaskRefused: it is something else.

    >>> [ring.tolist() for ring in mask_to_rings(np.array([[False, True, True]]))]
    [[[1.0, 0.0], [3.0, 0.0], [3.0, 1.0], [1.0, 1.0]]]
    """
    rings = _traced(marked)
    return tuple(split_rings(rings.corners.astype(np.float64), rings.ends))


def mask_to_regions(marked: BoolMap) -> tuple[Region, ...]:
    """The connected areas of (H, W) bool, each with its holes, by their topmost, then leftmost corners.

    Raises:
        MaskRefused: it is something else.

    >>> ring = np.pad(np.zeros((1, 1), bool), 1, constant_values=True)
    >>> [(len(region.outer), len(region.holes)) for region in mask_to_regions(ring)]
    [(4, 1)]
    """
    rings = _traced(marked)
    return gather_regions(split_rings(rings.corners.astype(np.float64), rings.ends), rings)


def _traced(marked: BoolMap) -> Rings:
    return trace(np.ascontiguousarray(bool_map(marked, "tracing")).view(np.uint8), outside=0)


def split_rings(corners: Points, ends: NDArray[np.int64]) -> list[Points]:
    """The rings that lie behind one another in ``corners`` (N, 2), each ending before one of ``ends``."""
    return [corners[start:end] for start, end in pairwise([0, *ends.tolist()])]


def gather_regions(corners: Sequence[Points], rings: Rings) -> tuple[Region, ...]:
    """The region of each outer ring, with its holes; ``corners`` are those of each of ``rings``."""
    holes: dict[int, list[Points]] = {}
    for number in np.flatnonzero(rings.is_hole).tolist():
        holes.setdefault(int(rings.outer[number]), []).append(corners[number])
    outers = np.flatnonzero(~rings.is_hole).tolist()
    return tuple(Region(corners[number], tuple(holes.get(number, ()))) for number in outers)

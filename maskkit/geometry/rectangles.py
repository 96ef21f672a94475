"""Doors, windows, radiators and pictures as rectangles on the walls of the fitted room, from lines and colour steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from maskkit.geometry.planes import Plane
from maskkit.geometry.rectangle_cues import Candidates, search_wall
from maskkit.geometry.rectangle_search import lab_and_faces, read_wall

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.geometry.layout import Layout
    from maskkit.types import BoolMap, Floats, Labels, Rgb8, SizeWh

WALLS = (Plane.LEFT, Plane.RIGHT, Plane.BACK)
LEAST_SURENESS = 0.7
SURENESS_OF_NEIGHBOUR = 0.9
"""How sure a rectangle must be that shares a side with a surer one: else it is the wall between two things."""
CASING_M = 0.3
LOSS_OF_CASING = 0.15
"""The outermost of concentric rectangles may be this much further out, and this much less sure."""


@dataclass(frozen=True, slots=True)
class WallRectangle:
    """A rectangle on a wall, in the wall's own metres: u to the right, v up from the floor.

    ``kind`` follows from place and size alone; ``sureness`` is roughly the chance, 0..1, that this is a thing of its
    own and not a piece of plain wall.

    >>> WallRectangle(Plane.BACK, 0.0, 0.9, 0.0, 2.0, "door", 0.8).area_m2
    1.8
    """

    plane: Plane
    left_m: float
    right_m: float
    bottom_m: float
    top_m: float
    kind: Literal["door", "window", "other"]
    sureness: float

    @property
    def area_m2(self) -> float:
        """The area in square metres, hidden parts included."""
        return (self.right_m - self.left_m) * (self.top_m - self.bottom_m)


def find_rectangles(pixels: Rgb8, segments: Floats, layout: Layout) -> list[WallRectangle]:
    """Find the rectangles on a room's walls, surest first; those on one wall do not overlap.

    Args:
        pixels: (H, W, 3) uint8 RGB; the work is done on a copy of at most 800 px.
        segments: (N, 4) the photo's line segments in pixels, see :func:`maskkit.geometry.lines.detect_segments`.
        layout: the fitted room.

    >>> from maskkit.geometry.camera import Camera
    >>> from maskkit.geometry.layout import Box, Layout
    >>> layout = Layout((320, 240), Camera(250.0, np.eye(3), np.array([160.0, 120.0]), 1.0), Box(2, 2, 3, 1), 1, 1, 1.4)
    >>> find_rectangles(np.full((240, 320, 3), 200, np.uint8), np.zeros((0, 4)), layout)
    []
    """
    lab, faces = lab_and_faces(pixels, layout)
    found: list[WallRectangle] = []
    for plane in WALLS:
        wall = read_wall(lab, faces, layout, plane)
        if wall is not None:
            candidates = search_wall(wall, segments)
            found += [_rectangle(plane, candidates, index) for index in choose(candidates)]
    return sorted(found, key=lambda rectangle: -rectangle.sureness)


def rectangle_mask(
    rectangle: WallRectangle, layout: Layout, size_wh: SizeWh, *, planes: Labels | None = None
) -> BoolMap:
    """(H, W) bool: where a photo of ``size_wh`` shows the rectangle, cut off at the borders of its wall's face.

    ``planes`` (H, W) is the layout's plane map, where it is known already.
    """
    low = np.array([rectangle.left_m, rectangle.bottom_m])
    high = np.array([rectangle.right_m, rectangle.top_m])
    planes = layout.plane_map(size_wh) if planes is None else planes
    return np.asarray(layout.between(rectangle.plane, low, high, size_wh) & (planes == rectangle.plane))


def choose(candidates: Candidates, least: float = LEAST_SURENESS) -> list[int]:
    """Which candidates to believe, surest first: the outermost of concentric ones, none over or beside another."""
    edges, sureness = candidates.edges, candidates.sureness
    areas = (edges[:, 1] - edges[:, 0]) * (edges[:, 3] - edges[:, 2])
    left, chosen = sureness >= least, []
    while left.any():
        best = int(np.where(left, sureness, -1.0).argmax())
        around = left & _around(edges, best) & (sureness > sureness[best] - LOSS_OF_CASING)
        around[best] = True
        pick = int(np.where(around, areas, -1.0).argmax())
        chosen.append(pick)
        shared = _shared(edges, pick).clip(0)
        left &= shared.prod(axis=1) < 0.15 * np.minimum(areas, areas[pick])
        left &= ~_beside(edges, pick) | (sureness >= SURENESS_OF_NEIGHBOUR)
        left[[best, pick]] = False
    return chosen


def kind_of(edges: Floats) -> Literal["door", "window", "other"]:
    """What left, right, bottom, top in metres look like; the scale may be out by a fifth.

    >>> kind_of(np.array([1.0, 1.9, 0.0, 2.0])), kind_of(np.array([1.0, 2.2, 0.9, 2.1]))
    ('door', 'window')
    """
    left, right, bottom, top = edges
    width, height = right - left, top - bottom
    if abs(bottom) < 0.25 and height > 1.3 and 0.3 < width / height < 1.6:
        return "door"
    return "window" if bottom > 0.25 and top > 1.2 and min(width, height) > 0.4 else "other"


def _rectangle(plane: Plane, candidates: Candidates, index: int) -> WallRectangle:
    edges = candidates.edges[index]
    left, right, bottom, top = edges.tolist()
    return WallRectangle(plane, left, right, bottom, top, kind_of(edges), float(candidates.sureness[index]))


def _around(edges: Floats, index: int) -> NDArray[np.bool_]:
    """Which rectangles (C, 4) enclose one of them with a margin as narrow as a casing."""
    outward = (edges[index] - edges) * np.array([1, -1, 1, -1])
    return np.asarray(((outward > -0.03) & (outward < CASING_M)).all(axis=1))


def _shared(edges: Floats, index: int) -> Floats:
    """(C, 2) the length that rectangles have in common with one of them, across and upwards; negative: the gap."""
    return np.minimum(edges[:, 1::2], edges[index, 1::2]) - np.maximum(edges[:, ::2], edges[index, ::2])


def _beside(edges: Floats, index: int) -> NDArray[np.bool_]:
    """Which rectangles touch one of them along a good part of a side of theirs."""
    shared = _shared(edges, index)
    spans = edges[:, 1::2] - edges[:, ::2]
    touching = np.abs(shared) < 0.06
    along = shared[:, ::-1] > 0.4 * spans[:, ::-1]
    return np.asarray((touching & along).any(axis=1))

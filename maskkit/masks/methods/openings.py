"""Windows and doors drawn as what they are: rectangles on the walls of the fitted room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np

from maskkit.geometry.planes import Plane
from maskkit.geometry.rectangles import WallRectangle, rectangle_mask
from maskkit.masks.classes import RoomClass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.geometry.layout import Layout
    from maskkit.types import BoolMap, Floats, Labels, Points

WALLS = (Plane.LEFT, Plane.RIGHT, Plane.BACK)
KINDS: dict[RoomClass, Literal["door", "window"]] = {RoomClass.WINDOW: "window", RoomClass.DOOR: "door"}
LEAST_SHARE = 0.0015
"""Of the picture: smaller openings stay as they are."""
LEAST_WHOLE = {RoomClass.WINDOW: 0.002, RoomClass.DOOR: 0.005}
"""Of the picture: what is smaller is a fragment, or so far away that it does not matter what it is."""
LEAST_ON_WALL = 0.85
LEAST_OVERLAP = 0.72
"""Of an opening with its rectangle, where nothing stands before it: else it is none, or not on that wall."""
FILLED = 0.5
"""A column or row of the wall belongs to an opening that fills so much of its extent."""
MOST_POINTS = 20_000
LOWEST_DOOR_M, HIGHEST_FOOT_M, MOST_WALL = 1.4, 0.9, 0.5
"""Above the floor: what ends below the first, or starts above the second with wall below it, is no door."""
THRESHOLD_M = 0.3
"""A door that starts lower than this above the floor reaches down to it."""


def square_openings(labels: Labels, layout: Layout) -> Labels:
    """``labels`` (H, W) with windows and doors that are nearly rectangles of their wall as whole rectangles.

    Things before an opening stay; what was taken for an opening outside of its rectangle becomes wall. Fragments that
    are no whole window or door become what lies around them.
    """
    labels = without_fragments(labels)
    size_wh = (labels.shape[1], labels.shape[0])
    planes = layout.plane_map(size_wh)
    bare, parts = _bare_and_parts(labels)
    squared = labels.copy()
    for kind, where in _openings(labels):
        plane = _wall_of(where, planes)
        if plane is None:
            continue
        metres = layout.plane_coordinates(plane, _some_centres(where & (planes == plane), layout))
        rectangle = rectangle_around(metres, plane, KINDS[kind])
        if kind is RoomClass.DOOR and not _may_be_door(rectangle, where, labels):
            squared[where] = RoomClass.WALL
            continue
        inside = rectangle_mask(rectangle, layout, size_wh, planes=planes)
        if np.count_nonzero(where & inside) >= LEAST_OVERLAP * np.count_nonzero((where | inside) & bare):
            squared[where & ~inside] = RoomClass.WALL
            squared[inside & (bare | _enclosed(parts, inside))] = kind
    return squared


def without_fragments(labels: Labels) -> Labels:
    """``labels`` (H, W) with specks of window and door given to the class that surrounds most of each.

    >>> labels = np.full((100, 100), 2, np.uint8)
    >>> labels[40:43, 40:43], labels[10:40, 60:90] = RoomClass.DOOR, RoomClass.WINDOW
    >>> np.unique(without_fragments(labels)).tolist()
    [2, 4]
    """
    whole = labels.copy()
    for kind, least in LEAST_WHOLE.items():
        _, parts, stats, _ = cv2.connectedComponentsWithStats((labels == kind).astype(np.uint8), connectivity=8)
        for number in np.flatnonzero(stats[1:, cv2.CC_STAT_AREA] < least * labels.size) + 1:
            left, top, width, height = (int(value) for value in stats[number, : cv2.CC_STAT_AREA])
            around = np.s_[max(0, top - 2) : top + height + 2, max(0, left - 2) : left + width + 2]
            part = parts[around] == number
            beside = labels[around][(cv2.dilate(part.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0) & ~part]
            if beside.size:
                whole[around][part] = np.bincount(beside).argmax()
    return whole


def rectangle_around(metres: Floats, plane: Plane, kind: Literal["door", "window"]) -> WallRectangle:
    """The rectangle of points (N, 2) in a wall's metres that lie densely within it and thinly around it.

    >>> u, v = np.meshgrid(np.arange(0, 1, 0.02), np.arange(1, 2, 0.02))
    >>> dense = np.stack([u.ravel(), v.ravel()], axis=1)
    >>> found = rectangle_around(np.vstack([dense, [[1.6, 1.5]]]), Plane.BACK, "window")
    >>> round(found.left_m, 1), round(found.right_m, 1), round(found.bottom_m, 1), round(found.top_m, 1)
    (0.0, 1.0, 1.0, 2.0)
    """
    (left, right), (bottom, top) = (_dense_range(metres[:, axis]) for axis in (0, 1))
    if kind == "door" and bottom < THRESHOLD_M:
        bottom = 0.0
    return WallRectangle(plane, left, right, bottom, top, kind, 1.0)


def _dense_range(values: Floats, cells: int = 60) -> tuple[float, float]:
    """From where to where the values lie at least half as densely as they do in their middle."""
    low, high = np.quantile(values, [0.002, 0.998])
    counts, edges = np.histogram(values, cells, (low, max(high, low + 1e-6)))
    filled = np.flatnonzero(counts >= FILLED * np.median(counts[cells // 4 : -cells // 4]))
    return (float(edges[filled[0]]), float(edges[filled[-1] + 1])) if filled.size else (float(low), float(high))


def _openings(labels: Labels) -> Iterator[tuple[RoomClass, BoolMap]]:
    """The connected windows and doors that are large enough."""
    for kind in KINDS:
        _, parts, stats, _ = cv2.connectedComponentsWithStats((labels == kind).astype(np.uint8), connectivity=8)
        for number in np.flatnonzero(stats[1:, cv2.CC_STAT_AREA] >= LEAST_SHARE * labels.size) + 1:
            yield kind, parts == number


def _wall_of(where: BoolMap, planes: Labels) -> Plane | None:
    """The wall that an opening lies on, if it lies on one."""
    counts = {plane: int((planes[where] == plane).sum()) for plane in WALLS}
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] >= LEAST_ON_WALL * where.sum() else None


def _some_centres(where: BoolMap, layout: Layout) -> Points:
    """The centres (N, 2) of some of the pixels, spread over all of them, in pixels of the layout's photo."""
    places = np.flatnonzero(where)
    y, x = np.divmod(places[:: 1 + len(places) // MOST_POINTS], where.shape[1])
    step = np.array(layout.size_wh) / np.array(where.shape[::-1])
    return np.asarray((np.stack([x, y], axis=1) + 0.5) * step, np.float64)


def _bare_and_parts(labels: Labels) -> tuple[BoolMap, NDArray[np.int32]]:
    """Where wall, window or door is seen; and the connected parts, from 1 on, of everything else."""
    bare = np.isin(labels, (RoomClass.WALL, *KINDS))
    _, parts = cv2.connectedComponents((~bare).astype(np.uint8), connectivity=8)
    return bare, np.asarray(parts, np.int32)


def _may_be_door(rectangle: WallRectangle, where: BoolMap, labels: Labels) -> bool:
    """Whether something is as high as a door and not above a piece of wall, or cut by the frame of the picture."""
    if where[[0, -1]].any() or where[:, [0, -1]].any():
        return True
    if rectangle.top_m < LOWEST_DOOR_M:
        return False
    below = np.zeros_like(where)
    below[2:] = where[:-2]
    foot = labels[below & ~where]
    return rectangle.bottom_m < HIGHEST_FOOT_M or not foot.size or float((foot == RoomClass.WALL).mean()) < MOST_WALL


def _enclosed(parts: NDArray[np.int32], inside: BoolMap) -> BoolMap:
    """The parts that lie wholly within a rectangle: they are seen through the window, or are its handle."""
    within = np.bincount(parts[inside])
    whole = within == np.bincount(parts.ravel(), minlength=within.size)[: within.size]
    whole[0] = False
    return np.append(whole, False)[np.minimum(parts, within.size)]

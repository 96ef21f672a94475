"""What is never built over, whatever the mask says: windows with their frames, doors, curtains, openings.

The worst pictures of a remodelled room are those whose door or window was walled up: where it is not sure what a part
of a wall is, the photo stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.geometry.planes import SURFACE_OF_PLANE, Plane
from maskkit.masks.classes import RoomClass
from maskkit.masks.methods.likely import touching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from maskkit.geometry.layout import Layout
    from maskkit.types import BoolMap, Floats, Labels, Rgb8

FRAME_SHARE, FRAME_LEAST_PX = 0.025, 2
"""Frame and reveal reach this much of the window's mean side beyond its label."""

CLOSED_SHARE = 0.03
NEARLY_CONVEX = 1.35
LEAST_WINDOW = 5e-4
"""Smaller parts, in shares of the picture, are specks of the label map."""

CURTAIN_WIDTH, CURTAIN_LEAST, CURTAIN_COVERS, CURTAIN_GAP = 0.5, 0.07, 0.7, 0.06
"""Beside a window, in shares of its width and height: how far a curtain reaches, how wide it is at least, what of the
height it covers, and the wall that may show between the two."""

CURTAINED_WINDOW, CURTAINED_HEIGHT = 0.003, 0.08
"""Shares of the picture, and of its height, below which a window's curtains cannot be told."""

HIGH_WINDOW = 1.25
"""A window that is wider than high by more than this may have curtains as wide as half its height only."""

LEAST_OPENING = 0.004
FOOT_M, HEAD_M, OPENING_WIDTH_M = 0.3, 1.75, (0.45, 4.5)
OPENING_FILL, FOOT_ON_FLOOR = 0.8, 0.5
"""A door fills this much of the rectangle around it on its wall; what is unknown on the floor below it over more than
this share of its width is the foot of something that stands before the wall."""

LIKE_WALL, WALL_REACH = 9.0, 0.03
"""Around a window what looks like the wall beside it is wall: so far apart in CIELAB, against the wall within this
share of the picture."""

THINGS = (RoomClass.OTHER, RoomClass.FURNITURE, RoomClass.UNLABELLED)


def protected(labels: Labels, layout: Layout, pixels: Rgb8) -> BoolMap:
    """(H, W) bool: where a photo (H, W, 3) stays.

    >>> from maskkit.geometry.camera import Camera
    >>> from maskkit.geometry.layout import Box, Layout
    >>> labels = np.full((48, 64), 2, np.uint8)
    >>> labels[10:30, 20:40] = 4
    >>> room = Layout((64, 48), Camera(50.0, np.eye(3), np.array([32.0, 24.0]), 1.0), Box(2, 2, 4, 0.8), 1, 1, 1.4)
    >>> photo = np.full((48, 64, 3), 200, np.uint8)
    >>> photo[8:32, 18:42] = 90
    >>> kept = protected(labels, room, photo)
    >>> bool(kept[10:30, 20:40].all()), bool(kept[8:32, 18:42].all()), bool(kept[:, 50].any())
    (True, True, False)
    """
    windows = whole_windows(labels)
    framed = windows | _framed(labels == RoomClass.DOOR)
    on_wall = SURFACE_OF_PLANE[layout.plane_map()] == RoomClass.WALL
    hanging = curtains(labels, windows) & on_wall
    openings = framed & ~bare_wall(framed, labels, pixels)
    return np.asarray(openings | hanging | unsure_openings(labels, layout))


def bare_wall(framed: BoolMap, labels: Labels, pixels: Rgb8) -> BoolMap:
    """What of ``framed`` is labelled wall and looks like the wall beside it: no frame, but a strip of what goes.

    >>> labels = np.full((60, 80), 2, np.uint8)
    >>> labels[20:40, 30:50] = 4
    >>> framed = np.pad(np.ones((24, 24), bool), ((18, 18), (28, 28)))
    >>> plain = np.full((60, 80, 3), 180, np.uint8)
    >>> bool((bare_wall(framed, labels, plain) == (framed & (labels == 2))).all())
    True
    """
    wall = labels == RoomClass.WALL
    seen = (wall & ~framed).astype(np.float32)
    side = 2 * max(2, round(WALL_REACH * max(labels.shape))) + 1
    lab = cv2.cvtColor(pixels.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB)
    share = cv2.blur(seen, (side, side))
    beside = cv2.blur(lab * seen[..., None], (side, side)) / np.maximum(share, 1e-6)[..., None]
    like = (np.linalg.norm(lab - beside, axis=2) < LIKE_WALL) & (share > 1e-3)
    return np.asarray(framed & wall & ~touching(framed & ~(wall & like), framed & ~wall))


def whole_windows(labels: Labels) -> BoolMap:
    """Windows as wholes: panes closed over their bars, nearly convex ones made convex, with frame and reveal."""
    panes = (labels == RoomClass.WINDOW).astype(np.uint8)
    reach = max(1, round(CLOSED_SHARE * max(labels.shape) / 2))
    closed = cv2.morphologyEx(panes, cv2.MORPH_CLOSE, np.ones((2 * reach + 1,) * 2, np.uint8))
    return _framed(np.asarray(closed > 0))


def _framed(shown: BoolMap) -> BoolMap:
    """Each part with its convex outline where that adds little, and a margin for the frame."""
    whole = np.zeros(shown.shape, np.uint8)
    for part, (_, _, width, height) in _parts(shown, LEAST_WINDOW):
        outline = np.zeros(shown.shape, np.uint8)
        cv2.fillConvexPoly(outline, cv2.convexHull(cv2.findNonZero(part.astype(np.uint8))), 1)
        solid = outline if outline.sum() < NEARLY_CONVEX * part.sum() else part.astype(np.uint8)
        margin = max(FRAME_LEAST_PX, round(FRAME_SHARE * (width + height) / 2))
        whole |= np.asarray(cv2.dilate(solid, np.ones((2 * margin + 1,) * 2, np.uint8)), np.uint8)
    return whole > 0


def _parts(shown: BoolMap, least_share: float) -> Iterator[tuple[BoolMap, tuple[int, int, int, int]]]:
    """The connected parts that are large enough, with their boxes: x, y, width, height."""
    count, ids, stats, _ = cv2.connectedComponentsWithStats(shown.astype(np.uint8), connectivity=8)
    for part in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[part])
        if area >= least_share * shown.size:
            yield ids == part, (x, y, width, height)


def curtains(labels: Labels, windows: BoolMap) -> BoolMap:
    """What hangs close beside a window and covers most of its height: columns of things, next to each other.

    >>> labels = np.full((40, 80), 2, np.uint8)
    >>> labels[8:24, 30:50], labels[5:35, 22:30], labels[28:38, 60:76] = 4, 6, 6
    >>> found = curtains(labels, labels == 4)
    >>> bool(found[5:35, 22:30].all()), int(found.sum()) == 30 * 8
    (True, True)
    """
    things = np.isin(labels, THINGS)
    found = np.zeros(labels.shape, np.bool_)
    for _, (x, y, width, height) in _parts(windows, CURTAINED_WINDOW):
        if height < CURTAINED_HEIGHT * labels.shape[0]:
            continue
        reach = max(2, round(CURTAIN_WIDTH * min(width, HIGH_WINDOW * height)))
        covers = things[y : y + height].mean(axis=0) >= CURTAIN_COVERS
        for columns in (
            range(x - 1, max(x - reach, -1), -1),
            range(x + width, min(x + width + reach, labels.shape[1])),
        ):
            chosen = _beside(covers, columns, most_gap=max(2, round(CURTAIN_GAP * width)))
            if len(chosen) >= CURTAIN_LEAST * width:
                found[:, chosen] |= _around(things[:, chosen], y + height // 2)
    return found


def _beside(covers: BoolMap, columns: range, *, most_gap: int) -> list[int]:
    """The covered columns in a row, counted from the window; a narrow strip of wall may come before them."""
    chosen: list[int] = []
    for step, column in enumerate(columns):
        if covers[column]:
            chosen.append(column)
        elif chosen or step >= most_gap:
            break
    return chosen


def _around(things: BoolMap, row: int) -> BoolMap:
    """In each column, the unbroken run of things about ``row``."""
    broken_above = np.logical_or.accumulate(~things[row::-1], axis=0)[::-1]
    broken_below = np.logical_or.accumulate(~things[row:], axis=0)
    return np.concatenate([~broken_above, ~broken_below[1:]])


def unsure_openings(labels: Labels, layout: Layout) -> BoolMap:
    """What no class was given, as high as a door and flat on a wall from the floor on: probably a door or a passage."""
    planes = layout.plane_map()
    unknown, found = labels == RoomClass.OTHER, np.zeros(labels.shape, np.bool_)
    for plane in Plane:
        if plane.is_wall:
            for whole, _ in _parts(unknown & (planes == plane), LEAST_OPENING):
                for part in _tall_parts(whole, layout, plane):
                    found |= part & _is_doorlike(part, unknown, planes, layout, plane)
    return found


def _tall_parts(part: BoolMap, layout: Layout, plane: Plane) -> Iterator[BoolMap]:
    """The runs of columns in which a part reaches head height: a door behind a table is one part with it."""
    columns = np.flatnonzero(part.any(axis=0))
    tops = np.stack([columns, part[:, columns].argmax(axis=0)], axis=1).astype(np.float64) + 0.5
    tall = columns[layout.plane_coordinates(plane, tops)[:, 1] >= HEAD_M]
    for run in np.split(tall, np.flatnonzero(np.diff(tall) > 1) + 1):
        chosen = np.zeros_like(part)
        chosen[:, run] = part[:, run]
        if chosen.sum() >= LEAST_OPENING * part.size:
            yield chosen


def _is_doorlike(part: BoolMap, unknown: BoolMap, planes: Labels, layout: Layout, plane: Plane) -> bool:
    rows, columns = np.nonzero(part)
    metres = layout.plane_coordinates(plane, _some(np.stack([columns, rows], axis=1) + 0.5))
    (left, low), (right, high) = np.percentile(metres[np.isfinite(metres).all(axis=1)], [1.0, 99.0], axis=0)
    if low > FOOT_M or high < HEAD_M or not OPENING_WIDTH_M[0] <= right - left <= OPENING_WIDTH_M[1]:
        return False
    around = layout.project(plane, np.array([(left, low), (right, low), (right, high), (left, high)]))
    outline = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(outline, [np.round(around - 0.5).astype(np.int32)], 1)
    filled = float(part[outline > 0].mean()) if outline.any() else 0.0
    return filled >= OPENING_FILL and _stands_on_wall(part, unknown, planes)


def _stands_on_wall(part: BoolMap, unknown: BoolMap, planes: Labels) -> bool:
    """Whether nothing unknown runs on from the part across the floor."""
    below = np.zeros_like(part)
    reach = max(2, round(0.02 * part.shape[0]))
    below[reach:] = part[:-reach]
    floor = below & ~part & (SURFACE_OF_PLANE[planes] == RoomClass.FLOOR)
    return not floor.any() or float(unknown[floor].mean()) < FOOT_ON_FLOOR


def _some(points: NDArray[np.floating], most: int = 4000) -> Floats:
    return points[:: max(1, len(points) // most)].astype(np.float64)

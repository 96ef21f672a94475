"""Growing, shrinking, feathering and cleaning of masks, as plain functions on (H, W) uint8 arrays.

Distances are Euclidean, between pixel centres, and exact. What lies outside the picture is unknown: it neither grows
into the picture nor eats from its border. Hard masks stay hard and soft ones stay soft.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from maskkit.types import Alpha, BoolMap, BoxXyxy, Grey8

_LEVELS = (1, 32, 64, 96, 128, 160, 192, 224, 255)


def is_hard(values: Grey8) -> bool:
    """Whether ``values`` holds nothing but 0 and 255."""
    return not np.any((values + np.uint8(1)) > 1)


def bounds(marked: Grey8 | BoolMap) -> BoxXyxy | None:
    """The smallest box around everything that is not 0, or None where all is 0.

    >>> bounds(np.pad(np.ones((1, 2), np.uint8), 3))
    (3, 3, 5, 4)
    """
    rows = np.flatnonzero(marked.any(axis=1))
    if not rows.size:
        return None
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(marked[top:bottom].any(axis=0))
    return int(columns[0]), top, int(columns[-1]) + 1, bottom


def grow(values: Grey8, radius_px: float) -> Grey8:
    """Every pixel becomes the largest value within ``radius_px`` of it.

    >>> grow(np.eye(1, 5, 2, np.uint8) * 255, 1).tolist()
    [[0, 255, 255, 255, 0]]
    """
    box = bounds(values)
    if box is None or radius_px < 1:
        return values
    window = _widened(box, math.ceil(radius_px), values.shape)
    grown = np.zeros_like(values)
    grown[window] = _grow_hard(values[window], radius_px) if is_hard(values) else _grow_soft(values[window], radius_px)
    return grown


def shrink(values: Grey8, radius_px: float) -> Grey8:
    """Every pixel becomes the smallest value within ``radius_px`` of it: growing, seen from the kept side."""
    return 255 - grow(255 - values, radius_px)


def feather(values: Grey8, width_px: float) -> Grey8:
    """A ramp inside the mask: 0 stays 0, and the mask's own value is reached ``width_px`` behind its border.

    The ramp is linear in the distance from the border between pixels. No pixel gains, and none that was above 0 falls
    to 0. The frame of the picture is no border.

    >>> feather(np.array([[0, 255, 255, 255, 255]], np.uint8), 2).tolist()
    [[0, 64, 191, 255, 255]]
    """
    box = bounds(values)
    if box is None or width_px <= 0.5 or values.all():
        return values
    window = _widened(box, 1, values.shape)
    inside = (values[window] > 0).astype(np.uint8)
    depth_px = distance_to_zero(inside) - 0.5
    ramp = np.rint(np.clip(depth_px * (255 / width_px), 1, 255)).astype(np.uint8)
    feathered = np.zeros_like(values)
    feathered[window] = np.minimum(values[window], ramp)
    return feathered


def fill_holes(values: Grey8, max_px: int | None = None) -> Grey8:
    """Holes are filled: kept pixels that no path over edge neighbours joins to the picture's frame.

    In a soft mask a pixel rises to the lowest value that a way out to the frame has to cross, in steps of 32, so a
    ring of grey fills to about its own grey. With ``max_px`` holes of more pixels stay open.
    """
    box = bounds(values)
    if box is None:
        return values
    window = _widened(box, 1, values.shape)
    inner = values[window]
    filled = inner.copy()
    for level in (255,) if is_hard(inner) else _LEVELS:
        filled[_enclosed(inner >= level) & (filled < level)] = level
    if max_px is not None:
        filled = np.where(_components_up_to((filled > inner).astype(np.uint8), max_px, 4), filled, inner)
    result = values.copy()
    result[window] = filled
    return result


def drop_specks(values: Grey8, min_px: int) -> Grey8:
    """Parts of fewer than ``min_px`` pixels become 0; pixels that touch by a corner are one part.

    >>> drop_specks(np.array([[255, 0, 0, 255, 255]], np.uint8), 2).tolist()
    [[0, 0, 0, 255, 255]]
    """
    box = bounds(values)
    if box is None or min_px <= 1:
        return values
    window = _widened(box, 0, values.shape)
    small = _components_up_to((values[window] > 0).astype(np.uint8), min_px - 1, 8)
    result = values.copy()
    result[window][small] = 0
    return result


def _widened(box: BoxXyxy, by_px: int, shape: tuple[int, ...]) -> tuple[slice, slice]:
    left, top, right, bottom = box
    rows = slice(max(0, top - by_px), min(shape[0], bottom + by_px))
    return rows, slice(max(0, left - by_px), min(shape[1], right + by_px))


def _grow_hard(values: Grey8, radius_px: float) -> Grey8:
    return _hard(distance_to_zero(255 - values) <= np.float32(radius_px))


def _hard(marked: BoolMap) -> Grey8:
    return marked.view(np.uint8) * np.uint8(255)


def distance_to_zero(values: Grey8) -> Alpha:
    """The exact Euclidean distance of each pixel to the nearest 0, in pixels; there must be a 0."""
    return cv2.distanceTransform(values, cv2.DIST_L2, cv2.DIST_MASK_PRECISE).astype(np.float32, copy=False)


def _grow_soft(values: Grey8, radius_px: float) -> Grey8:
    """The maximum over a disk, built from its rows: the widest last, each from the one before it."""
    height = values.shape[0]
    grown = values.copy()
    row, reach = values, 0
    for offset in range(math.floor(radius_px), -1, -1):
        half = math.floor(math.sqrt(radius_px**2 - offset**2) + 1e-9)
        if half > reach:
            row = _wide_maximum(row, half - reach)
            reach = half
        if offset < height:
            down, up = grown[offset:], grown[: height - offset]
            np.maximum(down, row[: height - offset], out=down)
            np.maximum(up, row[offset:], out=up)
    return grown


def _wide_maximum(values: Grey8, reach_px: int) -> Grey8:
    return cv2.dilate(values, np.ones((1, 2 * reach_px + 1), np.uint8)).astype(np.uint8, copy=False)


def _enclosed(marked: BoolMap) -> BoolMap:
    """The unmarked pixels from which no path over unmarked edge neighbours leads to the frame."""
    count, parts = cv2.connectedComponents(1 - marked.view(np.uint8), connectivity=4)
    closed = np.ones(count, np.bool_)
    for edge in (parts[0], parts[-1], parts[:, 0], parts[:, -1]):
        closed[edge] = False
    closed[0] = False
    enclosed: BoolMap = closed[parts]
    return enclosed


def _components_up_to(marked: Grey8, max_px: int, connectivity: int) -> BoolMap:
    _, parts, stats, _ = cv2.connectedComponentsWithStats(marked, connectivity=connectivity)
    small = stats[:, cv2.CC_STAT_AREA] <= max_px
    small[0] = False
    chosen: BoolMap = small[parts]
    return chosen

"""Growing, shrinking, feathering and cleaning of masks, as plain functions on (H, W) uint8 arrays.

Distances are Euclidean, between pixel centres, and exact. What lies outside the picture is unknown: it neither grows
into the picture nor eats from its border. Hard masks stay hard and soft ones stay soft.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import cv2
import numpy as np

from maskkit.masks.components import connected_components
from maskkit.types import Alpha, BoolMap, BoxXyxy, Grey8

_BLOCK = 2**18
_WIDE_PX = 100
_TILE_PX, _NARROW_PX = 128, 32
_Window = tuple[slice, slice]
_LEVELS = (1, 32, 64, 96, 128, 160, 192, 224, 255)


def is_hard(values: Grey8) -> bool:
    """Whether ``values`` holds nothing but 0 and 255."""
    flat = values.ravel()
    blocks = (flat[first : first + _BLOCK] for first in range(0, flat.size, _BLOCK))
    return not any(((block + np.uint8(1)) > 1).any() for block in blocks)


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
    wide = radius_px > _WIDE_PX and is_hard(values)
    grown[window] = _grow_by_distance(values[window], radius_px) if wide else _grow_by_rows(values[window], radius_px)
    return grown


def shrink(values: Grey8, radius_px: float) -> Grey8:
    """Every pixel becomes the smallest value within ``radius_px`` of it: growing, seen from the kept side."""
    box = bounds(values)
    if box is None or radius_px < 1:
        return values
    window = _widened(box, 1, values.shape)
    shrunk = np.zeros_like(values)
    np.subtract(255, grow(255 - values[window], radius_px), out=shrunk[window])
    return shrunk


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
    feathered = np.zeros_like(values)
    window = _widened(box, 1, values.shape)
    inner, result = values[window], feathered[window]
    reach = math.ceil(width_px + 0.5)
    for tile, around in _tiles(inner.shape, reach, _TILE_PX if reach <= _NARROW_PX else max(inner.shape)):
        if inner[tile].any():
            np.minimum(inner[tile], _ramp(inner[around], width_px)[_within(tile, around)], out=result[tile])
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
        below = connected_components(inner < level, corners=False)
        if not below.touches_frame.all():
            np.maximum(filled, below.chosen(~below.touches_frame).view(np.uint8) * np.uint8(level), out=filled)
    if max_px is not None:
        risen = connected_components(filled > inner, corners=False)
        np.copyto(filled, inner, where=risen.chosen(risen.areas > max_px))
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
    parts = connected_components(values[window] > 0, corners=True)
    result = values.copy()
    np.copyto(result[window], 0, where=parts.chosen(parts.areas < min_px))
    return result


def _widened(box: BoxXyxy, by_px: int, shape: tuple[int, ...]) -> _Window:
    left, top, right, bottom = box
    rows = slice(max(0, top - by_px), min(shape[0], bottom + by_px))
    return rows, slice(max(0, left - by_px), min(shape[1], right + by_px))


def _tiles(shape: tuple[int, ...], reach_px: int, side_px: int) -> Iterator[tuple[_Window, _Window]]:
    """The tiles of a picture, and each with what lies within ``reach_px`` around it."""
    for top in range(0, shape[0], side_px):
        for left in range(0, shape[1], side_px):
            box = (left, top, min(shape[1], left + side_px), min(shape[0], top + side_px))
            yield _widened(box, 0, shape), _widened(box, reach_px, shape)


def _within(tile: _Window, around: _Window) -> _Window:
    rows, columns = (slice(t.start - a.start, t.stop - a.start) for t, a in zip(tile, around, strict=True))
    return rows, columns


def _ramp(values: Grey8, width_px: float) -> Grey8:
    """What each pixel above 0 may be at most, by its distance to the nearest 0."""
    if values.all():
        return np.full_like(values, 255)
    ramp = distance_to_zero((values > 0).view(np.uint8))
    ramp -= np.float32(0.5)
    ramp *= np.float32(255 / width_px)
    return np.rint(np.clip(ramp, 1, 255, out=ramp), out=ramp).astype(np.uint8)


def _grow_by_distance(values: Grey8, radius_px: float) -> Grey8:
    """Hard masks only; takes as long for a wide radius as for a narrow one."""
    near: BoolMap = distance_to_zero(255 - values) <= np.float32(radius_px)
    return near.view(np.uint8) * np.uint8(255)


def distance_to_zero(values: Grey8) -> Alpha:
    """The exact Euclidean distance of each pixel to the nearest 0, in pixels; there must be a 0."""
    return cv2.distanceTransform(values, cv2.DIST_L2, cv2.DIST_MASK_PRECISE).astype(np.float32, copy=False)


def _grow_by_rows(values: Grey8, radius_px: float) -> Grey8:
    """The maximum over a disk, built from its rows: the widest last, each from the one before it."""
    height, width = values.shape
    grown = values.copy()
    row, reach = values, 0
    for offset in range(min(math.floor(radius_px), height - 1), -1, -1):
        half = min(math.floor(math.sqrt(radius_px**2 - offset**2) + 1e-9), width)
        if half > reach:
            row = _wide_maximum(row, half - reach)
            reach = half
        down, up = grown[offset:], grown[: height - offset]
        np.maximum(down, row[: height - offset], out=down)
        np.maximum(up, row[offset:], out=up)
    return grown


def _wide_maximum(values: Grey8, reach_px: int) -> Grey8:
    return cv2.dilate(values, np.ones((1, 2 * reach_px + 1), np.uint8)).astype(np.uint8, copy=False)

"""Walls of several materials one above the other, and small things on walls: neither is light."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.types import BoolMap

    Field = NDArray[np.float32]

BIN_M = 0.03
LEAST_STEP = 0.16
"""Log contrast from which on an edge that runs level along the whole wall is a change of material."""

_OUTSIDE = 99.0


def without_bands(logs: Field, inside: BoolMap, height_m: Field) -> Field:
    """``logs`` (h, w) with the steps taken out that lie at one height all along a wall: dados, rails, half tiling.

    The step at a height is the median over the picture's columns of the change there, so that a shadow, which is not
    as long as the wall or not level, does not count.

    >>> height = np.linspace(2, 0, 60, dtype=np.float32)[:, None] + np.zeros((60, 40), np.float32)
    >>> wall = np.where(height < 1, -0.5, 0.0).astype(np.float32)
    >>> plain = without_bands(wall, np.ones((60, 40), bool), height)
    >>> round(float(plain[0, 0] - plain[-1, 0]), 3)
    0.0
    """
    change = logs[1:] - logs[:-1]
    both = inside[1:] & inside[:-1]
    middle = (height_m[1:] + height_m[:-1]) / 2
    low, high = float(height_m[inside].min()), float(height_m[inside].max())
    bins = int(np.clip((high - low) / BIN_M, 8, 200))
    index = np.clip(((middle - low) / max(high - low, 1e-6) * bins).astype(np.int32), 0, bins - 1)
    steps = _median_steps(change, both, index, bins)
    smooth = np.convolve(steps, np.ones(3), mode="same")
    level_edges = np.abs(smooth) > LEAST_STEP
    kept = np.where(np.convolve(level_edges, np.ones(3), mode="same") > 0, steps, 0.0)
    # Heights count upwards, rows downwards: what is below a step lies at a lower bin.
    offsets = np.cumsum(kept[::-1])[::-1]
    place = np.clip((height_m - low) / max(high - low, 1e-6) * bins - 0.5, 0, bins - 1)
    correction = np.interp(place, np.arange(bins), offsets - np.median(offsets))
    return np.asarray(logs - correction, np.float32)


def _median_steps(change: Field, both: BoolMap, index: NDArray[np.int32], bins: int) -> NDArray[np.float64]:
    """For each height, the median over columns of the change across it; 0 where too few columns show it."""
    columns = change.shape[1]
    cell = index * columns + np.arange(columns)
    total = np.bincount(cell[both], weights=change[both], minlength=bins * columns).reshape(bins, columns)
    seen = np.bincount(cell[both], minlength=bins * columns).reshape(bins, columns) > 0
    enough = seen.sum(axis=1) >= max(6, 0.5 * float(np.median(seen.sum(axis=1))))
    table = np.where(seen, total, np.nan)
    table[~enough] = 0.0
    return np.asarray(np.nanmedian(table, axis=1))


def without_spots(logs: Field, inside: BoolMap, reach_px: int) -> Field:
    """``logs`` without dark and bright spots smaller than ±``reach_px``: sockets, hooks, lines of joints.

    A grey-value closing and opening within ``inside``; the mean of both orders.
    """
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach_px + 1,) * 2)

    def grown(values: Field) -> Field:
        return np.asarray(cv2.dilate(np.where(inside, values, np.float32(-_OUTSIDE)), kernel), np.float32)

    def shrunk(values: Field) -> Field:
        return np.asarray(cv2.erode(np.where(inside, values, np.float32(_OUTSIDE)), kernel), np.float32)

    first = grown(shrunk(shrunk(grown(logs))))
    second = shrunk(grown(grown(shrunk(logs))))
    return np.asarray(np.where(inside, (first + second) / 2, logs), np.float32)

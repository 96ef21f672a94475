"""What the photo's camera sees of boxes: how much of each is in the picture, and how much of that in the mask."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.render.space import Space
from maskkit.render.view import pinhole
from maskkit.types import BoolMap, Floats

EDGE_PX = 512
ROWS = 28
NEAR_M = 0.12
BEYOND = 2.0
"""What lies further out of the picture than this many of its sides is cut off there."""

_CORNERS = tuple(product((0, 1), repeat=3))
_EDGES = np.array(
    [
        (i, j)
        for i, a in enumerate(_CORNERS)
        for j, b in enumerate(_CORNERS)
        if i < j and np.abs(np.subtract(a, b)).sum() == 1
    ]
)

Numbers = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Sight:
    """Of each box: the share of its silhouette in the picture, of that in the mask, and of the picture filled.

    ``frame`` (N, 4) is the rectangle around it in the picture, ``depth_m`` (N,) how far its nearest corner is ahead.
    """

    seen: Numbers
    inside: Numbers
    area: Numbers
    frame: Numbers
    depth_m: Numbers

    def of(self, chosen: NDArray[np.intp] | BoolMap) -> Sight:
        """The sight of some of the boxes."""
        return Sight(
            self.seen[chosen], self.inside[chosen], self.area[chosen], self.frame[chosen], self.depth_m[chosen]
        )


@dataclass(frozen=True, eq=False)
class Viewer:
    """The photo's camera with the mask, small enough to be quick: ``counts`` sums the mask along each row."""

    rotation: Numbers
    eye: Numbers
    focal_px: float
    size_wh: tuple[int, int]
    counts: NDArray[np.int32]


def viewer_of(space: Space) -> Viewer:
    """The viewer of a space; of the mask only what is free all through counts."""
    view, (width, height) = pinhole(space.camera), space.camera.size_wh
    scale = min(1.0, EDGE_PX / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    free = cv2.resize(space.free.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.97
    counts = np.zeros((size[1], size[0] + 1), np.int32)
    np.cumsum(free, axis=1, out=counts[:, 1:])
    world = view.rotation @ np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
    eye = np.asarray(space.camera.eye, np.float32)
    return Viewer(world.astype(np.float32), eye, view.focal_px * size[0] / width, size, counts)


def look_at(viewer: Viewer, boxes: Floats) -> Sight:
    """The sight of boxes (N, 6): x0, y0, z0, x1, y1, z1 in metres.

    The silhouette of a convex body is bounded by its edges, so that on every row of the picture it reaches from the
    leftmost edge that crosses the row to the rightmost.
    """
    corners = np.stack([boxes[:, [3 * i, 1 + 3 * j, 2 + 3 * k]] for i, j, k in _CORNERS], axis=1)
    turned: Numbers = np.asarray((corners.astype(np.float32) - viewer.eye) @ viewer.rotation.T, np.float32)
    ends, ahead = _clipped(turned[:, _EDGES])
    width, height = viewer.size_wh
    middle = np.array([width / 2, height / 2], np.float32)
    flat = ends[..., :2] / ends[..., 2:] * viewer.focal_px + middle
    flat = np.clip(flat, -BEYOND * middle * 2, (1 + BEYOND) * middle * 2)
    low, high = _range(flat, ahead)
    total = _spans(flat, ahead, low[:, 1], high[:, 1])
    area = (total[1] - total[0]).sum(axis=1) * (high[:, 1] - low[:, 1]) / ROWS
    top, foot = np.clip(low[:, 1], 0, height), np.clip(high[:, 1], 0, height)
    left, right, rows = _spans(flat, ahead, top, foot)
    left, right = np.clip(np.rint(left), 0, width).astype(np.intp), np.clip(np.rint(right), 0, width).astype(np.intp)
    widths = np.maximum(right - left, 0)
    row = np.clip(rows, 0, height - 1).astype(np.intp)
    free = np.where(widths > 0, viewer.counts[row, right] - viewer.counts[row, left], 0)
    framed = widths.sum(axis=1)
    shown = framed * (foot - top) / ROWS
    return Sight(
        np.clip(shown / np.maximum(area, 1e-6), 0, 1).astype(np.float32),
        (free.sum(axis=1) / np.maximum(framed, 1)).astype(np.float32),
        (shown / (width * height)).astype(np.float32),
        np.clip(np.concatenate([low, high], axis=1), 0, [width, height] * 2).astype(np.float32),
        turned[..., 2].min(axis=1),
    )


def _clipped(edges: Numbers) -> tuple[Numbers, BoolMap]:
    """Edges (N, 12, 2, 3) in the camera's axes cut off just before the camera, and which are ahead of it at all."""
    depth = edges[..., 2]
    ahead: BoolMap = np.asarray((depth > NEAR_M).any(axis=-1))
    span = depth[..., 1] - depth[..., 0]
    share = (NEAR_M - depth[..., 0]) / np.where(np.abs(span) < 1e-6, 1e-6, span)
    cut = edges[..., 0, :] + share[..., None] * (edges[..., 1, :] - edges[..., 0, :])
    cut[..., 2] = NEAR_M
    ends = np.where((depth > NEAR_M)[..., None], edges, cut[..., None, :])
    return np.where(ahead[..., None, None], ends, np.float32(1.0)), ahead


def _range(flat: Numbers, ahead: BoolMap) -> tuple[Numbers, Numbers]:
    points, valid = flat.reshape(len(flat), 2 * len(_EDGES), 2), np.repeat(ahead, 2, axis=1)[..., None]
    low = np.where(valid, points, np.inf).min(axis=1)
    high = np.where(valid, points, -np.inf).max(axis=1)
    empty = ~ahead.any(axis=1)
    low[empty], high[empty] = 0, 0
    return low, high


def _spans(flat: Numbers, ahead: BoolMap, top: Numbers, foot: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """(N, ROWS) each: where the silhouette begins and ends on rows spread from ``top`` to ``foot``, and those rows."""
    share = (np.arange(ROWS, dtype=np.float32) + 0.5) / ROWS
    rows = top[:, None] + share * (foot - top)[:, None]
    x, y = flat[..., 0], flat[..., 1]
    rise = y[..., 1] - y[..., 0]
    slope = (x[..., 1] - x[..., 0]) / np.where(np.abs(rise) < 1e-6, 1e-6, rise)
    at = x[..., 0, None] + (rows[:, None] - y[..., 0, None]) * slope[..., None]
    low, high = np.minimum(y[..., 0], y[..., 1]), np.maximum(y[..., 0], y[..., 1])
    hit = ahead[..., None] & (rows[:, None] >= low[..., None]) & (rows[:, None] <= high[..., None])
    left = np.where(hit, at, np.inf).min(axis=1)
    right = np.where(hit, at, -np.inf).max(axis=1)
    empty = ~hit.any(axis=1)
    left[empty], right[empty] = 0, 0
    return left, right, rows

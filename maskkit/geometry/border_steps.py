"""Whether the borders of a room's box lie where the photo steps in lightness or colour, however faintly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.geometry.patches import lab_copy
from maskkit.geometry.vanishing import rotations

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.types import Floats, Rgb8, SizeWh

SIDE_PX = 400
BLUR_PX = 1.6
FULL_STEP = 0.006
"""A step per pixel, of CIE Lab over 100, that counts as a border: fainter than what line detectors see."""

SAMPLES = 24
NEAR = 0.05
LONGEST = 0.8


@dataclass(frozen=True, eq=False)
class BorderSteps:
    """How a small copy of a photo steps: (h, w, 3) float32 slopes of CIE Lab over 100 per pixel, right and down."""

    right: NDArray[np.float32]
    down: NDArray[np.float32]

    @property
    def size_wh(self) -> SizeWh:
        """The small copy's size."""
        return self.right.shape[1], self.right.shape[0]


def measure_steps(pixels: Rgb8) -> BorderSteps:
    """The steps of a photo (H, W, 3), on a copy of at most 400 px.

    >>> picture = np.zeros((40, 60, 3), np.uint8)
    >>> picture[:, 30:] = 255
    >>> steps = measure_steps(picture)
    >>> bool(steps.right[20, 30, 0] > 0.1), bool(abs(steps.down[20, 30, 0]) < 1e-6)
    (True, True)
    """
    lab = np.asarray(cv2.GaussianBlur(lab_copy(pixels, SIDE_PX) / np.float32(100), (0, 0), BLUR_PX), np.float32)
    right = cv2.Sobel(lab, cv2.CV_32F, 1, 0, ksize=3, scale=0.125)
    down = cv2.Sobel(lab, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
    return BorderSteps(np.asarray(right, np.float32), np.asarray(down, np.float32))


def border_support(frames: Floats, boxes: Floats, steps: BorderSteps) -> Floats:
    """How much of the visible borders of each box lies on steps of one sign: (B,), in long sides of the picture.

    A step counts up to a fixed height, so that a faint border between two white surfaces is worth as much as a hard
    one, and steps of changing sign cancel out, so that texture is worth little.

    Args:
        frames: (B, 4) or (1, 4) cameras; see :mod:`maskkit.geometry.vanishing`.
        boxes: (B, 4) left, right, back, ceiling.
        steps: the photo's steps.
    """
    starts, ends = _visible_borders(np.broadcast_to(frames, boxes.shape), boxes, steps.size_wh)
    along = ends - starts
    length = np.hypot(along[..., 0], along[..., 1])
    normal = np.stack([-along[..., 1], along[..., 0]], axis=-1) / np.maximum(length, 1e-9)[..., None]
    shares = (np.arange(SAMPLES) + 0.5) / SAMPLES
    columns, rows = _pixels(starts[..., None, :] + along[..., None, :] * shares[:, None], steps.size_wh)
    across = steps.right[rows, columns] * normal[..., None, :1] + steps.down[rows, columns] * normal[..., None, 1:]
    evenness = np.abs(np.tanh(across / FULL_STEP).mean(axis=2)).max(axis=-1)
    support: Floats = (evenness * np.minimum(length, LONGEST)).sum(axis=1)
    return support


def _pixels(points: Floats, size_wh: SizeWh) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Columns and rows of the pixels that points, in long sides from the centre, fall into."""
    places = (points * max(size_wh) + np.array(size_wh) / 2.0).astype(np.intp)
    return np.clip(places[..., 0], 0, size_wh[0] - 1), np.clip(places[..., 1], 0, size_wh[1] - 1)


def _visible_borders(frames: Floats, boxes: Floats, size_wh: SizeWh) -> tuple[Floats, Floats]:
    """The parts of the eight borders that are in the picture: two (B, 8, 2), in long sides; equal where none is."""
    turned = rotations(frames[:, 1], frames[:, 2], frames[:, 3])
    starts, ends = (np.einsum("bij,bkj->bki", turned, corners) for corners in _borders(boxes))
    starts, ends = _before_camera(starts, ends), _before_camera(ends, starts)
    focal = np.exp(frames[:, 0])[:, None, None]
    first, last = (points[..., :2] / np.maximum(points[..., 2:], NEAR) * focal for points in (starts, ends))
    seen = (starts[..., 2] >= NEAR) & (ends[..., 2] >= NEAR)
    return _clipped(first, last, seen, np.array(size_wh) / max(size_wh) / 2.0)


def _borders(boxes: Floats) -> tuple[Floats, Floats]:
    """Both ends of the borders in room axes, (B, 8, 3) each: three of the floor, three of the ceiling, two corners."""
    left, right, back, ceiling = boxes.T
    one = np.ones_like(left)

    def corner(x: Floats, y: Floats, z: Floats) -> Floats:
        return np.stack([x, y, z], axis=-1)

    starts, ends = [], []
    for height in (one, -ceiling):
        starts += [corner(-left, height, NEAR * one), corner(right, height, NEAR * one), corner(-left, height, back)]
        ends += [corner(-left, height, back), corner(right, height, back), corner(right, height, back)]
    starts += [corner(-left, one, back), corner(right, one, back)]
    ends += [corner(-left, -ceiling, back), corner(right, -ceiling, back)]
    return np.stack(starts, axis=1), np.stack(ends, axis=1)


def _before_camera(points: Floats, others: Floats) -> Floats:
    """Move points that lie behind the camera along their border to just before it."""
    depth, other = points[..., 2:], others[..., 2:]
    step = np.where(np.abs(other - depth) < 1e-9, 1e-9, other - depth)
    share = np.clip((NEAR * 1.001 - depth) / step, 0.0, 1.0)
    return np.where(depth < NEAR, points + (others - points) * share, points)


def _clipped(first: Floats, last: Floats, seen: NDArray[np.bool_], half: Floats) -> tuple[Floats, Floats]:
    """The part of each border within ±``half`` (Liang, Barsky 1984)."""
    along = last - first
    safe = np.where(np.abs(along) < 1e-9, 1e-9, along)
    entries, exits = (-half - first) / safe, (half - first) / safe
    low = np.maximum(np.minimum(entries, exits).max(axis=-1), 0.0)
    high = np.minimum(np.maximum(entries, exits).min(axis=-1), 1.0)
    high = np.where(seen & (high > low), high, low)
    return first + along * low[..., None], first + along * high[..., None]

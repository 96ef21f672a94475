"""Straight line segments: detected on a copy of at most 1024 px, collinear pieces joined, in pixels of the photo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import cv2
import numpy as np

if TYPE_CHECKING:
    from maskkit.types import Floats, Rgb8

MAX_SIDE_PX = 1024
MIN_LENGTH = 0.018


def detect_segments(pixels: Rgb8, *, max_side_px: int = MAX_SIDE_PX, min_length: float = MIN_LENGTH) -> Floats:
    """Find the straight line segments of a picture, longest first.

    Detector: LSD (von Gioi, Jakubowicz, Morel, Randall, IPOL 2012), on a copy of at most ``max_side_px``.

    Args:
        pixels: (H, W, 3) uint8 RGB.
        max_side_px: the long side of the copy that is searched.
        min_length: the shortest segment that is kept, as a share of the long side.

    Returns:
        (N, 4) float64 x0, y0, x1, y1 in pixels of ``pixels``; the picture's outer corner is (0, 0).

    >>> picture = np.full((200, 300, 3), 200, np.uint8)
    >>> picture[:, 150:] = 40
    >>> segments = detect_segments(picture)
    >>> len(segments), bool(np.abs(segments[0, [0, 2]] - 150).max() < 0.6)
    (1, True)
    """
    height, width = pixels.shape[:2]
    scale = min(1.0, max_side_px / max(height, width))
    found = _detect(_grey(pixels, scale))
    found = merge_collinear(found, gap_px=0.012 * max_side_px, offset_px=1.2)
    lengths = segment_lengths(found)
    kept = lengths >= min_length * max(height, width) * scale
    order = np.argsort(-lengths[kept], kind="stable")
    return cast("Floats", found[kept][order] / scale)


def segment_lengths(segments: Floats) -> Floats:
    """The length of each segment: (N, 4) → (N,)."""
    return np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])


def _grey(pixels: Rgb8, scale: float) -> Rgb8:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    if scale < 1.0:
        size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    return cast("Rgb8", grey)


def _detect(grey: Rgb8) -> Floats:
    """LSD's segments; the detector puts pixel centres at whole numbers, so half a pixel is added."""
    found: Any = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(grey)[0]
    if found is None:
        return np.zeros((0, 4))
    return np.asarray(found, np.float64).reshape(-1, 4) + 0.5


def merge_collinear(segments: Floats, *, gap_px: float, offset_px: float, angle_deg: float = 1.5) -> Floats:
    """Join pieces of one line: directions within ``angle_deg``, offset across and gap along it within the limits.

    LSD cuts an edge where something crosses it. Each segment, longest first, takes in the pieces that continue it;
    the joined segment keeps the direction of the longest piece.

    >>> pieces = np.array([[0.0, 0, 40, 0], [44.0, 0, 70, 0], [0.0, 30, 40, 30]])
    >>> merge_collinear(pieces, gap_px=8, offset_px=1).tolist()
    [[0.0, 0.0, 70.0, 0.0], [0.0, 30.0, 40.0, 30.0]]
    """
    rest = segments[np.argsort(-segment_lengths(segments), kind="stable")]
    joined: list[Floats] = []
    while len(rest):
        first, taken = _absorb(rest, gap_px, offset_px, np.cos(np.radians(angle_deg)))
        joined.append(first)
        rest = rest[~taken]
    return np.array(joined).reshape(-1, 4)


def _absorb(segments: Floats, gap_px: float, offset_px: float, min_cosine: float) -> tuple[Floats, np.ndarray]:
    """The first segment, lengthened by all that continue it, and which ones it took (itself among them)."""
    start = segments[0, :2]
    along = (segments[0, 2:] - start) / max(np.hypot(*(segments[0, 2:] - start)), 1e-9)
    ends = segments.reshape(-1, 2, 2) - start
    place, offset = ends @ along, np.abs(ends @ np.array([-along[1], along[0]])).max(axis=1)
    steps = segments[:, 2:] - segments[:, :2]
    cosine = np.abs(steps @ along) / np.maximum(np.hypot(steps[:, 0], steps[:, 1]), 1e-9)
    near, far = place.min(axis=1), place.max(axis=1)
    in_line = (cosine >= min_cosine) & (offset <= offset_px)
    taken, low, high = in_line & (near >= near[0]) & (far <= far[0]), near[0], far[0]
    taken[0] = True
    for index in np.argsort(near, kind="stable"):
        if in_line[index] and near[index] <= high + gap_px and far[index] >= low - gap_px:
            low, high, taken[index] = min(low, near[index]), max(high, far[index]), True
    return np.concatenate([start + low * along, start + high * along]), taken

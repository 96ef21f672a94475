"""Line segments for measuring a camera: faint ones too, each laid onto the strongest steps along it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import cv2
import numpy as np

from maskkit.geometry.lines import segment_lengths
from maskkit.geometry.refit import refit_segments

if TYPE_CHECKING:
    from maskkit.types import Floats, Grey8, Rgb8

MAX_SIDE_PX = 1024
LEAST_PX = 15.0
PASSES = (2.0, 0.5)
"""What LSD takes for rounding of grey values: the usual bound, and a low one for the faint edges between walls."""

CANDIDATES = 700
MOST = 500


def detect_fine_segments(pixels: Rgb8, *, max_side_px: int = MAX_SIDE_PX) -> Floats:
    """The straight line segments of a picture as exactly as they can be measured, longest first, at most 500.

    LSD (von Gioi, Jakubowicz, Morel, Randall, IPOL 2012) runs twice on a small copy, the second time for faint edges.
    What both found is kept once, and each segment is fitted again to the steps of the picture at its
    own size. Unlike :func:`maskkit.geometry.lines.detect_segments` pieces of one line are not joined.

    Args:
        pixels: (H, W, 3) uint8 RGB.
        max_side_px: the long side of the copy that is searched; its square is what the search costs.

    Returns:
        (N, 4) float64 x0, y0, x1, y1 in pixels; the picture's outer corner is (0, 0).

    >>> picture = np.full((200, 300, 3), 120, np.uint8)
    >>> picture[:, 150:] = 126
    >>> segments = detect_fine_segments(picture)
    >>> len(segments), bool(np.abs(segments[0, [0, 2]] - 150).max() < 0.1)
    (1, True)
    """
    full = cast("Grey8", cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    scale = min(1.0, max_side_px / max(full.shape))
    copy = full
    if scale < 1.0:
        size = (max(1, round(full.shape[1] * scale)), max(1, round(full.shape[0] * scale)))
        copy = cast("Grey8", cv2.resize(full, size, interpolation=cv2.INTER_AREA))
    found = np.concatenate([_detect(copy, noise) for noise in PASSES])
    found = longest_first(found[segment_lengths(found) > LEAST_PX * max_side_px / MAX_SIDE_PX])[:CANDIDATES]
    return refit_segments(full, without_doubles(found)[:MOST] / scale)


def _detect(grey: Grey8, noise: float) -> Floats:
    """LSD's segments; the detector puts pixel centres at whole numbers, so half a pixel is added."""
    found: Any = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD, 0.8, 0.6, noise).detect(grey)[0]
    return np.zeros((0, 4)) if found is None else np.asarray(found, np.float64).reshape(-1, 4) + 0.5


def longest_first(segments: Floats) -> Floats:
    """The segments in the order of their lengths."""
    return segments[np.argsort(-segment_lengths(segments), kind="stable")]


def without_doubles(segments: Floats, *, offset_px: float = 2.0, angle_deg: float = 2.0, cover: float = 0.5) -> Floats:
    """Leave out segments that lie on a longer one for more than the share ``cover`` of their length.

    Args:
        segments: (N, 4), longest first.
        offset_px: how far both ends may lie beside the longer segment.
        angle_deg: how far the two may be turned against each other.
        cover: the share of its own length that must lie beside the longer segment.

    >>> without_doubles(np.array([[0.0, 0, 90, 0], [10.0, 1, 50, 1], [80.0, 1, 120, 1]])).tolist()
    [[0.0, 0.0, 90.0, 0.0], [80.0, 1.0, 120.0, 1.0]]
    """
    lengths = segment_lengths(segments)
    along = (segments[:, 2:] - segments[:, :2]) / np.maximum(lengths, 1e-9)[:, None]
    places, offsets = zip(*(_beside(segments, along, end) for end in (segments[:, :2], segments[:, 2:])), strict=True)
    offset = np.maximum(*(np.abs(values) for values in offsets))
    shared = np.minimum(np.maximum(*places), lengths[:, None]) - np.maximum(np.minimum(*places), 0.0)
    parallel = np.abs(along @ along.T) > np.cos(np.radians(angle_deg))
    double = np.triu((offset < offset_px) & parallel & (shared > cover * lengths), 1)
    kept = np.ones(len(segments), bool)
    for index in range(len(segments)):
        if kept[index]:
            kept[double[index]] = False
    return segments[kept]


def _beside(segments: Floats, along: Floats, points: Floats) -> tuple[Floats, Floats]:
    """Places of all points along and across all segments: two (N, N), segments first."""
    dx, dy = points[:, 0] - segments[:, :1], points[:, 1] - segments[:, 1:2]
    return dx * along[:, :1] + dy * along[:, 1:], dy * along[:, :1] - dx * along[:, 1:]

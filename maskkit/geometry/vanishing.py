"""The Manhattan frame of a picture: how the camera is turned against the room, and its focal length.

A frame is four numbers ``(log focal / long side, yaw, pitch, roll)``; angles in radians. Frames are found in
:mod:`maskkit.geometry.frame_search`; here is what they mean, and how far segments are from agreeing with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from maskkit.geometry.lines import segment_lengths

if TYPE_CHECKING:
    from maskkit.types import Floats

TYPICAL_FOCAL = 0.67
"""Rooms are mostly taken with wide lenses: 24 mm on full frame is 0.67 of the long side."""


@dataclass(frozen=True)
class Segments:
    """Segments prepared for scoring: midpoints from the picture's centre in long sides, directions, weights."""

    middles: Floats
    directions: Floats
    weights: Floats


@dataclass(frozen=True)
class FocalPrior:
    """What is believed of the focal length before looking: log of focal / long side, and how sure that is."""

    log_focal: float = float(np.log(TYPICAL_FOCAL))
    sigma: float = 0.3


def focal_prior(focal_35mm: float | None, size_wh: tuple[int, int]) -> FocalPrior:
    """The prior from the camera's own word, where it gave one (35 mm equivalents refer to the film's diagonal).

    >>> round(float(np.exp(focal_prior(28.0, (4000, 3000)).log_focal)), 3)
    0.809
    """
    if not focal_35mm or not 8 <= focal_35mm <= 200:
        return FocalPrior()
    diagonal = float(np.hypot(*size_wh))
    return FocalPrior(float(np.log(focal_35mm / 43.27 * diagonal / max(size_wh))), 0.06)


def prepare_segments(segments: Floats, size_wh: tuple[int, int], *, most: int = 200) -> Segments:
    """The ``most`` longest segments in the units of the scoring."""
    long_side = max(size_wh)
    segments = segments[:most]
    lengths = segment_lengths(segments)
    middles = ((segments[:, :2] + segments[:, 2:]) / 2 - np.array(size_wh) / 2) / long_side
    directions = (segments[:, 2:] - segments[:, :2]) / np.maximum(lengths, 1e-9)[:, None]
    return Segments(middles, directions, np.minimum(lengths / long_side, 0.3))


def rotations(yaw: Floats, pitch: Floats, roll: Floats) -> Floats:
    """Camera ← room: (N,) angles → (N, 3, 3); columns are the room's x right, y down, z forward in the camera.

    The product of turns about the camera's z by roll, its x by pitch and the room's y by yaw.

    >>> (np.round(rotations(*np.zeros((3, 1)))[0], 6) + 0.0).tolist()
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    cy, sy, cp, sp, cr, sr = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    turned = np.empty((*np.shape(cy), 3, 3))
    turned[..., 0, 0], turned[..., 0, 1], turned[..., 0, 2] = cr * cy - sr * sp * sy, -sr * cp, cr * sy + sr * sp * cy
    turned[..., 1, 0], turned[..., 1, 1], turned[..., 1, 2] = sr * cy + cr * sp * sy, cr * cp, sr * sy - cr * sp * cy
    turned[..., 2, 0], turned[..., 2, 1], turned[..., 2, 2] = -cp * sy, sp, cp * cy
    return turned


def deviations(frames: Floats, segments: Segments) -> Floats:
    """Sine of the angle between each segment and its line to each vanishing point: (N, 4) → (N, 3, segments)."""
    focal = np.exp(frames[:, 0])[:, None]
    turned = rotations(frames[:, 1], frames[:, 2], frames[:, 3])
    x, y, z = focal * turned[:, 0], focal * turned[:, 1], turned[:, 2]
    dx = x[..., None] - z[..., None] * segments.middles[:, 0]
    dy = y[..., None] - z[..., None] * segments.middles[:, 1]
    across = np.abs(segments.directions[:, 0] * dy - segments.directions[:, 1] * dx)
    return across / np.sqrt(dx * dx + dy * dy + 1e-18)

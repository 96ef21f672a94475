"""What line segments are worth as witnesses of a room's axes: how exact, how likely to follow one, how independent."""

from __future__ import annotations

from dataclasses import dataclass
from math import gamma, pi, sqrt
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

from maskkit.geometry.lines import segment_lengths

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.types import Floats, SizeWh

Precision = TypeVar("Precision", np.float32, np.float64)

MOST = 250
SHORTEST = 1e-3
EXACT_DEG = 0.12
"""What remains of error in direction for the longest lines: walls that are not quite square, lenses, stitching."""

EXACT_ENDS = 0.65 / 1024
"""The error across of a segment's ends, in long sides: divided by the length it adds to the error in direction."""

LENGTHS = np.log([0.015, 0.024, 0.04, 0.065, 0.11, 0.2, 0.4])
CHANCES = np.array([0.15, 0.27, 0.42, 0.62, 0.78, 0.9, 0.97])
"""How many segments of some length (in long sides) follow an axis of their room, counted on photos of six rooms."""

FAMILY_DEG = 7.0
FAMILY_REACH = 0.13
TINY = 1e-12
FREEDOM = 3.0
"""Degrees of freedom of Student's t: heavier tails than normal errors have."""


@dataclass(frozen=True, eq=False)
class LineModel:
    """Segments prepared for judging frames; lengths are in long sides of the picture, angles in degrees.

    ``middles`` (N, 2) from the picture's centre, ``directions`` (N, 2) of length 1, ``errors_deg`` (N,) expected error
    in direction, ``chances`` (N,) of following an axis of the room at all, ``weights`` (N,) how much each counts.
    """

    middles: Floats
    directions: Floats
    errors_deg: Floats
    chances: Floats
    weights: Floats

    def blurred(self, error_deg: float) -> Floats:
        """The errors with another one added, as a coarse search needs them."""
        return cast("Floats", np.hypot(self.errors_deg, error_deg))


def model_lines(segments: Floats, size_wh: SizeWh, *, most: int = MOST) -> LineModel:
    """Judge the ``most`` longest of segments that are ordered by length: (N, 4) in pixels."""
    long_side = max(size_wh)
    segments = segments[:most]
    lengths = np.maximum(segment_lengths(segments) / long_side, SHORTEST)
    middles = ((segments[:, :2] + segments[:, 2:]) / 2 - np.array(size_wh) / 2) / long_side
    directions = (segments[:, 2:] - segments[:, :2]) / (lengths * long_side)[:, None]
    errors = np.hypot(EXACT_DEG, np.degrees(EXACT_ENDS / lengths))
    chances = np.interp(np.log(lengths), LENGTHS, CHANCES)
    return LineModel(middles, directions, errors, chances, independence(middles, directions, lengths))


def independence(middles: Floats, directions: Floats, lengths: Floats) -> Floats:
    """How much of its own each segment says, 0..1: one over the size of its family.

    The slats of a blind, the boards of a floor or the shadows of a window are one observation seen many times:
    segments of about the same direction and place count as one. A short one beside a long one takes little from it.
    """
    turned = np.degrees(np.arctan2(directions[:, 1], directions[:, 0]))
    angle = np.abs((turned[:, None] - turned + 90.0) % 180.0 - 90.0)
    step = middles[:, None] - middles
    across = step[..., 0] * directions[:, None, 1] - step[..., 1] * directions[:, None, 0]
    along = np.abs(step[..., 0] * directions[:, None, 0] + step[..., 1] * directions[:, None, 1])
    gap = np.maximum(along - (lengths[:, None] + lengths) / 2, 0.0)
    kin = np.exp(-((angle / FAMILY_DEG) ** 2) - (across**2 + gap**2) / FAMILY_REACH**2)
    kin *= np.minimum(1.0, lengths / lengths[:, None])
    np.fill_diagonal(kin, 1.0)
    return cast("Floats", 1.0 / kin.sum(axis=1))


def deviations_deg(points: NDArray[Precision], lines: LineModel) -> NDArray[Precision]:
    """The signed angle between each segment and its line to each vanishing point, in degrees.

    Args:
        points: (..., 3) homogeneous picture points, in long sides from the picture's centre.
        lines: N segments.

    Returns:
        (..., N) -90..90, of the type of ``points``.
    """
    to_middle = np.stack([lines.directions, np.stack([lines.directions[:, 1], -lines.directions[:, 0]], axis=1)])
    forms = np.concatenate([to_middle, -(to_middle * lines.middles).sum(axis=2, keepdims=True)], axis=2)
    along, across = (points @ form.T for form in forms.astype(points.dtype))
    np.abs(along, out=along)
    angles = np.arctan2(across, np.maximum(along, TINY, out=along), out=across)
    return cast("NDArray[Precision]", np.multiply(angles, -180.0 / np.pi, out=angles))


def likeness(deviation_deg: NDArray[Precision], errors_deg: NDArray[Precision]) -> NDArray[Precision]:
    """How much likelier a deviation is for a segment that follows the axis than for one in any direction.

    The density of Student's t with 3 degrees of freedom over that of chance, which is 1/180 per degree.
    """
    height = gamma((FREEDOM + 1) / 2) / (gamma(FREEDOM / 2) * sqrt(FREEDOM * pi)) * 180.0
    spread = 1.0 + deviation_deg**2 / (FREEDOM * errors_deg**2)
    return np.asarray(height / errors_deg / (spread * spread), deviation_deg.dtype)

"""Lay line segments exactly onto the steps in brightness that they mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np

from maskkit.geometry.lines import segment_lengths

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.types import Floats, Grey8

SMOOTH_PX = 0.8
REACH_PX = 3.0
STEP_PX = 1.5
SAMPLES = (5, 96)
ROWS_AT_ONCE = 30_000


def refit_segments(grey: Grey8, segments: Floats, *, rounds: int = 2) -> Floats:
    """Move each segment onto the steps in brightness beside it, by robust weighted least squares.

    Across each segment the centre of the squared slopes of the one sign that prevails is taken every 1.5 px, and a
    line is laid through these places.

    Args:
        grey: (H, W) uint8.
        segments: (N, 4) in pixels of ``grey``.
        rounds: how often to look again from the better place.

    >>> picture = np.zeros((60, 80), np.uint8)
    >>> picture[:, 40:] = 200
    >>> np.round(refit_segments(picture, np.array([[39.0, 10, 41, 50]])), 1).tolist()
    [[40.0, 10.0, 40.0, 50.0]]
    """
    smooth = cast("NDArray[np.float32]", cv2.GaussianBlur(grey.astype(np.float32), (0, 0), SMOOTH_PX))
    for _ in range(rounds if len(segments) else 0):
        rows = _places(segments)
        offsets, weights = _step_offsets(smooth, segments, rows)
        segments = _moved(segments, *_fit_offsets(rows, offsets, weights))
    return segments


@dataclass(frozen=True, eq=False)
class _Places:
    """Places along segments: of which segment each is (sorted), where on it (-.5..+.5), and each segment's count."""

    owners: NDArray[np.intp]
    shares: Floats
    counts: NDArray[np.intp]

    def sums(self, values: Floats) -> Floats:
        """The sum over the places of each segment."""
        return np.bincount(self.owners, values, len(self.counts)).astype(np.float64, copy=False)


def _places(segments: Floats) -> _Places:
    counts = np.clip((segment_lengths(segments) / STEP_PX).astype(np.intp), *SAMPLES)
    owners = np.repeat(np.arange(len(segments)), counts)
    first = np.cumsum(counts) - counts
    return _Places(owners, (np.arange(counts.sum()) - first[owners] + 0.5) / counts[owners] - 0.5, counts)


def _normals(segments: Floats) -> Floats:
    steps = segments[:, 2:] - segments[:, :2]
    return np.stack([-steps[:, 1], steps[:, 0]], axis=1) / np.maximum(segment_lengths(segments), 1e-9)[:, None]


def _step_offsets(smooth: NDArray[np.float32], segments: Floats, rows: _Places) -> tuple[Floats, Floats]:
    """How far beside its segment each place finds the step, in pixels, and how strong the step is there."""
    across = np.arange(-REACH_PX, REACH_PX + 0.01, 0.5)
    middles, steps = (segments[:, :2] + segments[:, 2:]) / 2, segments[:, 2:] - segments[:, :2]
    points = middles[rows.owners] + rows.shares[:, None] * steps[rows.owners]
    profiles = _sample(smooth, points[:, None] + across[:, None] * _normals(segments)[rows.owners][:, None])
    slopes, inner = (profiles[:, 2:] - profiles[:, :-2]).astype(np.float64), across[1:-1]
    centre = len(inner) // 2
    sign = np.sign(rows.sums(slopes[:, centre - 1 : centre + 2].sum(axis=1)))
    weights = np.maximum(slopes * sign[rows.owners][:, None], 0.0) ** 2 * np.exp(-0.5 * (inner / 1.5) ** 2)
    total = weights.sum(axis=1)
    return (weights @ inner) / np.maximum(total, 1e-9), np.sqrt(total)


def _sample(picture: NDArray[np.float32], points: Floats) -> NDArray[np.float32]:
    """The picture at (N, K, 2) points, in pieces that OpenCV's remap can take."""
    maps = (points - 0.5).astype(np.float32)
    pieces = [
        cv2.remap(picture, part[..., 0], part[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for part in np.split(maps, range(ROWS_AT_ONCE, len(maps), ROWS_AT_ONCE))
    ]
    return np.concatenate(pieces).astype(np.float32, copy=False)


def _fit_offsets(rows: _Places, offsets: Floats, strengths: Floats) -> tuple[Floats, Floats]:
    """Offset at the middle and its change from end to end, by least squares with Cauchy weights in three rounds."""
    usual = rows.sums(strengths) / rows.counts
    base = np.minimum(strengths, usual[rows.owners])
    weights, shares = base, rows.shares
    for _ in range(3):
        s0, s1, s2 = (rows.sums(weights * shares**power) for power in (0, 1, 2))
        b0, b1 = rows.sums(weights * offsets), rows.sums(weights * shares * offsets)
        s0 = s0 + 1e-9
        determinant = s0 * s2 - s1 * s1
        sound = determinant > 1e-9 * s0 * s0
        safe = np.where(sound, determinant, 1.0)
        middle = np.where(sound, (s2 * b0 - s1 * b1) / safe, b0 / s0)
        change = np.where(sound, (s0 * b1 - s1 * b0) / safe, 0.0)
        apart = offsets - middle[rows.owners] - change[rows.owners] * shares
        weights = base / (1.0 + (apart / 0.4) ** 2)
    return np.clip(middle, -2.0, 2.0), np.clip(change, -2.5, 2.5)


def _moved(segments: Floats, middle: Floats, change: Floats) -> Floats:
    normals = _normals(segments)
    ends = [
        segments[:, part] + (middle + sign * change / 2)[:, None] * normals
        for part, sign in ((slice(0, 2), -1), (slice(2, 4), 1))
    ]
    return np.concatenate(ends, axis=1)

"""The Manhattan frame of a picture: how the camera is turned against the room, and its focal length.

A frame is four numbers ``(log focal / long side, yaw, pitch, roll)``; angles in radians. Candidates from a grid over
all four are scored by how well the segments point at one of the three vanishing points, then refined.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

import numpy as np

from maskkit.geometry.lines import segment_lengths
from maskkit.geometry.search import shrink_search

if TYPE_CHECKING:
    from maskkit.types import Floats

TYPICAL_FOCAL = 0.75
GRID_FOCALS = np.log(np.geomspace(0.5, 1.5, 7))
GRID_YAWS = np.radians(np.arange(-45.0, 45.0, 4.0))
GRID_PITCHES = np.radians(np.arange(-20.0, 33.0, 4.0))
GRID_ROLLS = np.radians(np.array([-3.0, 0.0, 3.0]))
STARTS = 10
DISTINCT_START = np.array([0.3, np.radians(8), np.radians(8), np.radians(6)])
SAME_FRAME = np.array([0.12, np.radians(3), np.radians(3), np.radians(2)])


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
    sigma: float = 0.35


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

    >>> np.round(rotations(*np.zeros((3, 1)))[0], 6).tolist()
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    cy, sy, cp, sp, cr, sr = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    zero, one = np.zeros_like(cy), np.ones_like(cy)

    def matrix(*rows: tuple[Floats, Floats, Floats]) -> Floats:
        return np.stack([np.stack(row, -1) for row in rows], -2)

    about_y = matrix((cy, zero, sy), (zero, one, zero), (-sy, zero, cy))
    about_x = matrix((one, zero, zero), (zero, cp, -sp), (zero, sp, cp))
    about_z = matrix((cr, -sr, zero), (sr, cr, zero), (zero, zero, one))
    return about_z @ about_x @ about_y


def deviations(frames: Floats, segments: Segments) -> Floats:
    """Sine of the angle between each segment and its line to each vanishing point: (N, 4) → (N, 3, segments)."""
    focal = np.exp(frames[:, 0])[:, None]
    turned = rotations(frames[:, 1], frames[:, 2], frames[:, 3])
    x, y, z = focal * turned[:, 0], focal * turned[:, 1], turned[:, 2]
    dx = x[..., None] - z[..., None] * segments.middles[:, 0]
    dy = y[..., None] - z[..., None] * segments.middles[:, 1]
    across = np.abs(segments.directions[:, 0] * dy - segments.directions[:, 1] * dx)
    return across / np.sqrt(dx * dx + dy * dy + 1e-18)


def support(frames: Floats, segments: Segments, *, sigma: float) -> Floats:
    """The share of segment weight that agrees with the frames, 0..1: (N, 4) → (N,)."""
    nearest = deviations(frames, segments).min(axis=1)
    share: Floats = np.exp(-0.5 * (nearest / sigma) ** 2) @ segments.weights / segments.weights.sum()
    return share


def prior_cost(frames: Floats, prior: FocalPrior) -> Floats:
    """What speaks against frames before looking at the picture: odd focal lengths, rolled or steeply tilted cameras."""
    focal = ((frames[:, 0] - prior.log_focal) / prior.sigma) ** 2
    roll, pitch = (frames[:, 3] / np.radians(2.0)) ** 2, (frames[:, 2] / np.radians(8.0)) ** 2
    return cast("Floats", 0.02 * focal + 0.01 * np.minimum(roll, 9.0) + 0.002 * pitch)


def score(frames: Floats, segments: Segments, prior: FocalPrior, *, sigma: float) -> Floats:
    """Support less prior cost; at most 1."""
    return support(frames, segments, sigma=sigma) - prior_cost(frames, prior)


def find_frames(segments: Segments, prior: FocalPrior, *, most: int = 5) -> list[tuple[float, Floats]]:
    """Up to ``most`` clearly different frames, best first, as (score, frame)."""
    starts = _distinct_starts(_grid(prior), segments, prior)
    refined = sorted((_refine(start, segments, prior) for start in starts), key=lambda found: -found[0])
    kept: list[tuple[float, Floats]] = []
    for value, frame in refined:
        if all((np.abs(frame - other) / SAME_FRAME).max() > 1.0 for _, other in kept):
            kept.append((value, frame))
    return kept[:most]


def _grid(prior: FocalPrior) -> Floats:
    focals = GRID_FOCALS if prior.sigma > 0.1 else prior.log_focal + np.array([-0.08, 0.0, 0.08])
    axes = np.meshgrid(focals, GRID_YAWS, GRID_PITCHES, GRID_ROLLS, indexing="ij")
    return np.stack(axes, -1).reshape(-1, 4)


def _distinct_starts(grid: Floats, segments: Segments, prior: FocalPrior) -> list[Floats]:
    longest = Segments(segments.middles[:90], segments.directions[:90], segments.weights[:90])
    parts = np.array_split(grid, len(grid) // 500 + 1)
    scores = np.concatenate([score(part, longest, prior, sigma=0.05) for part in parts])
    picked: list[Floats] = []
    for index in np.argsort(-scores, kind="stable")[:600]:
        if all((np.abs(grid[index] - other) / DISTINCT_START).max() > 1.0 for other in picked):
            picked.append(grid[index])
        if len(picked) == STARTS:
            break
    return picked


def _refine(start: Floats, segments: Segments, prior: FocalPrior) -> tuple[float, Floats]:
    frame = start
    for sigma, spread in ((0.03, 1.0), (0.014, 0.5), (0.008, 0.25)):
        widths = spread * np.array([0.12, 0.05, 0.05, 0.025])
        frame = shrink_search(partial(_cost, segments=segments, prior=prior, sigma=sigma), frame, widths)
    return float(score(frame[None], segments, prior, sigma=0.014)[0]), frame


def _cost(frames: Floats, *, segments: Segments, prior: FocalPrior, sigma: float) -> Floats:
    return -score(frames, segments, prior, sigma=sigma)

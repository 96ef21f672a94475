"""How likely frames are after looking at a picture's lines, and the most likely frame near a given one.

A frame is ``(log focal / long side, yaw, pitch, roll)``, see :mod:`maskkit.geometry.vanishing`; further columns are
the yaws of other level directions, such as an open door's: their lines end on the horizon, too.

Each segment follows one of the directions, or none of them: a mixture as in Coughlan, Yuille, "Manhattan world",
Neural Computation 2003, with lighter claims by the short and the many (:mod:`maskkit.geometry.line_model`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from maskkit.geometry.line_model import LineModel, deviations_deg, likeness
from maskkit.geometry.vanishing import FocalPrior, rotations

if TYPE_CHECKING:
    from maskkit.types import Floats

SHARES = np.array([0.32, 0.36, 0.32])
"""How the segments that follow an axis are shared among x, y and z."""

OTHER_SHARE = 0.12
OTHER_COST = 2.0
TRUST = 0.7
"""What the lines count against the priors: they are not quite independent even after weighting."""

USUAL_PITCH_DEG = (6.0, 12.0)
USUAL_ROLL_DEG = (0.0, 2.2)
STAGES = ((0.8, 3), (0.3, 3), (0.0, 8))
LAST_STAGES = STAGES[1:]
LARGEST_STEP = np.array([0.25, 0.12, 0.12, 0.06, 0.12, 0.12])
SMALL = 1e-4


def vanishing_points(frames: Floats) -> Floats:
    """Where the axes x, y, z and the other level directions are seen: (B, 4 + E) → (B, 3 + E, 3) homogeneous.

    In long sides from the picture's centre.
    """
    turned = rotations(frames[:, 1], frames[:, 2], frames[:, 3])
    others = [rotations(frames[:, column], frames[:, 2], frames[:, 3])[..., :1] for column in range(4, frames.shape[1])]
    points = np.concatenate([turned, *others], axis=-1).swapaxes(1, 2)
    points[..., :2] *= np.exp(frames[:, 0])[:, None, None]
    return points


def direction_shares(others: int) -> Floats:
    """The share of each direction: (3 + others,), sum 1."""
    return np.concatenate([SHARES * (1.0 - OTHER_SHARE * others), np.full(others, OTHER_SHARE)])


def log_prior(frames: Floats, prior: FocalPrior) -> Floats:
    """What is believed of frames before looking, up to a constant: (B, 4 + E) → (B,)."""
    focal = ((frames[:, 0] - prior.log_focal) / prior.sigma) ** 2
    pitch = ((np.degrees(frames[:, 2]) - USUAL_PITCH_DEG[0]) / USUAL_PITCH_DEG[1]) ** 2
    roll = ((np.degrees(frames[:, 3]) - USUAL_ROLL_DEG[0]) / USUAL_ROLL_DEG[1]) ** 2
    return cast("Floats", -0.5 * (focal + pitch + roll) - OTHER_COST * (frames.shape[1] - 4))


def log_lines(ratios: Floats, lines: LineModel) -> Floats:
    """What the lines say: likelihood ratios (..., N) of following a direction → (...,), 0 where they say nothing."""
    chances, weights = (part.astype(ratios.dtype) for part in (lines.chances, lines.weights))
    odds = chances * ratios
    odds += 1 - chances
    return TRUST * (np.log(odds, out=odds) @ weights)


def direction_ratios(frames: Floats, lines: LineModel, *, blur_deg: float = 0.0) -> Floats:
    """How much likelier than chance each segment is by each direction's share: (B, 3 + E, N)."""
    shares = direction_shares(frames.shape[1] - 4)[:, None]
    return shares * likeness(deviations_deg(vanishing_points(frames), lines), lines.blurred(blur_deg))


def posterior(frames: Floats, lines: LineModel, prior: FocalPrior, *, blur_deg: float = 0.0) -> Floats:
    """Log probability of frames after looking, up to a constant: (B, 4 + E) → (B,)."""
    ratios = direction_ratios(frames, lines, blur_deg=blur_deg).sum(axis=1)
    return log_lines(ratios, lines) + log_prior(frames, prior)


def refine_frames(
    frames: Floats, lines: LineModel, prior: FocalPrior, *, stages: tuple[tuple[float, int], ...] = STAGES
) -> Floats:
    """Climb from each frame to the top of its hill: (B, 4 + E) → (B, 4 + E).

    Levenberg-Marquardt on reweighted squares (IRLS; each segment counts by how surely it follows a direction), with
    errors that are blurred at first so that more segments pull. ``stages`` are (blur in degrees, steps).
    """
    for blur_deg, steps in stages:
        best, damping = posterior(frames, lines, prior, blur_deg=blur_deg), np.full(len(frames), 1e-3)
        for _ in range(steps):
            gradient, curvature = normal_equations(frames, lines, prior, blur_deg=blur_deg)
            moved = frames + _step(gradient, curvature, damping)
            reached = posterior(moved, lines, prior, blur_deg=blur_deg)
            better = reached >= best
            frames, best = np.where(better[:, None], moved, frames), np.where(better, reached, best)
            damping = np.where(better, damping / 5.0, damping * 20.0)
    return frames


def normal_equations(
    frames: Floats, lines: LineModel, prior: FocalPrior, *, blur_deg: float = 0.0
) -> tuple[Floats, Floats]:
    """Gradient (B, D) and Gauss-Newton curvature (B, D, D) of minus the log posterior."""
    batch, size = frames.shape
    errors = lines.blurred(blur_deg)
    apart = deviations_deg(vanishing_points(frames), lines)
    claims = direction_shares(size - 4)[:, None] * likeness(apart, errors) * lines.chances
    sure = claims / (1.0 - lines.chances + claims.sum(axis=1, keepdims=True))
    weights = (TRUST * lines.weights * sure * 4.0 / (3.0 * errors**2 + apart**2)).reshape(batch, -1, 1)
    moved = [deviations_deg(vanishing_points(frames + SMALL * unit), lines) for unit in np.eye(size)]
    slopes = np.stack([(to - apart).reshape(batch, -1) / SMALL for to in moved], axis=-1)
    pull, stiffness = _prior_slopes(frames, prior)
    weighted = (slopes * weights).swapaxes(1, 2)
    gradient = (weighted @ apart.reshape(batch, -1, 1))[..., 0] + pull
    return gradient, weighted @ slopes + np.diag(stiffness)


def _prior_slopes(frames: Floats, prior: FocalPrior) -> tuple[Floats, Floats]:
    """First (B, D) and second (D,) derivatives of minus the log prior."""
    middle, stiffness = np.zeros(frames.shape[1]), np.zeros(frames.shape[1])
    middle[[0, 2, 3]] = prior.log_focal, np.radians(USUAL_PITCH_DEG[0]), np.radians(USUAL_ROLL_DEG[0])
    spreads = np.array([prior.sigma, np.radians(USUAL_PITCH_DEG[1]), np.radians(USUAL_ROLL_DEG[1])])
    stiffness[[0, 2, 3]] = 1.0 / spreads**2
    return stiffness * (frames - middle), stiffness


def _step(gradient: Floats, curvature: Floats, damping: Floats) -> Floats:
    """The damped Newton step, no longer than is sensible."""
    size = gradient.shape[1]
    scale = np.einsum("bii->bi", curvature) * damping[:, None] + 1e-9
    step = -np.linalg.solve(curvature + scale[:, :, None] * np.eye(size), gradient[..., None])[..., 0]
    return np.clip(step, -LARGEST_STEP[:size], LARGEST_STEP[:size])

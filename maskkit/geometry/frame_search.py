"""Find the frames that a picture's lines allow: first the vertical, then the focal length and the level axes.

Upright lines alone tell how the camera leans (2 numbers). Given that and a focal length the horizon is known, and each
other segment tells one level direction: one scan over the yaw finds the pairs at right angles that most segments
follow. So every combination is tried at the price of a few thousand (compare the exhaustive search of Lu, Yao, Li,
"2-line exhaustive searching for real-time vanishing point estimation in Manhattan world", WACV 2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from maskkit.geometry.frame_fit import (
    LAST_STAGES,
    OTHER_SHARE,
    SHARES,
    USUAL_PITCH_DEG,
    USUAL_ROLL_DEG,
    direction_ratios,
    log_lines,
    log_prior,
    posterior,
    refine_frames,
)
from maskkit.geometry.line_model import LineModel, deviations_deg, likeness
from maskkit.geometry.vanishing import FocalPrior, rotations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maskkit.types import Floats

QUARTER = np.pi / 2
BLUR_DEG = 1.0
ROLLS = np.radians(np.arange(-10.0, 11.0, 1.0))
_STEEP = np.geomspace(0.56, 1.3, 6)
CONVERGENCES = np.concatenate([-_STEEP[::-1], np.arange(-13, 14) * 0.04, _STEEP])
"""Pitch, as the inverse distance of the vertical's vanishing point from the picture's centre in long sides."""

YAWS = np.radians(np.arange(0.0, 90.0, 2.0))
OTHER_YAWS = np.radians(np.arange(0.0, 180.0, 2.5))
GRID_FOCALS = np.log(np.geomspace(0.36, 1.3, 9))
VERTICALS = 16
STARTS = 20
WITH_OTHERS = 8
HOPELESS = 30.0
USUAL_LEAD = 6.0
DISTINCT_START = np.array([0.2, np.radians(5), np.radians(4), np.radians(2.5)])
SAME_FRAME = np.array([0.12, np.radians(3), np.radians(3), np.radians(2)])


@dataclass(frozen=True, eq=False)
class FoundFrame:
    """A frame (4,) and its log probability up to a constant."""

    frame: Floats
    score: float


def find_frames(lines: LineModel, prior: FocalPrior, *, most: int = 5) -> list[FoundFrame]:
    """Up to ``most`` clearly different frames, best first.

    A frame may explain more lines with one other level direction; whichever way makes it likelier is taken.
    """
    frames = refine_frames(find_starts(lines, prior), lines, prior)
    frames = frames[np.argsort(-posterior(frames, lines, prior), kind="stable")]
    fuller = refine_frames(with_other_direction(frames[:WITH_OTHERS], lines), lines, prior, stages=LAST_STAGES)
    found = sorted([*_judged(frames, lines, prior), *_judged(fuller, lines, prior)], key=lambda one: -one.score)
    kept = _distinct(np.array([one.frame for one in found]), SAME_FRAME, most)
    return [found[index] for index in kept]


def _judged(frames: Floats, lines: LineModel, prior: FocalPrior) -> list[FoundFrame]:
    plain = frames[:, :4].copy()
    plain[:, 1] = (plain[:, 1] + QUARTER / 2) % QUARTER - QUARTER / 2
    return [
        FoundFrame(frame, float(score)) for frame, score in zip(plain, posterior(frames, lines, prior), strict=True)
    ]


def lead_of_frame(frame: Floats, others: Sequence[Floats], lines: LineModel, prior: FocalPrior) -> float:
    """By how much a frame is likelier than the likeliest of the others that are clearly different."""
    every = np.stack([frame, *others])
    rivals = [index for index in range(1, len(every)) if len(_distinct(every[[0, index]], SAME_FRAME, 2)) == 2]
    scores = posterior(every, lines, prior)
    return float(scores[0] - scores[rivals].max()) if rivals else USUAL_LEAD


def find_starts(lines: LineModel, prior: FocalPrior) -> Floats:
    """The best frames of the grid that are clearly different: (B, 4)."""
    frames, scores = _scan(lines, prior, find_verticals(lines))
    order = np.argsort(-scores, kind="stable")[:800]
    return frames[order][_distinct(frames[order], DISTINCT_START, STARTS)]


def find_verticals(lines: LineModel) -> Floats:
    """How the camera may lean by the upright lines: (V, 2) roll and convergence, best first."""
    roll, convergence = (part.ravel() for part in np.meshgrid(ROLLS, CONVERGENCES, indexing="ij"))
    points = np.stack([-np.sin(roll), np.cos(roll), convergence], axis=1)
    ratios = SHARES[1] * likeness(deviations_deg(points, lines), lines.blurred(BLUR_DEG))
    gains = log_lines(ratios + 1.0 - SHARES[1], lines)
    pitch_deg = np.degrees(np.arctan(convergence * 0.65))
    gains -= 0.5 * (np.degrees(roll) / USUAL_ROLL_DEG[1]) ** 2
    gains -= 0.5 * ((pitch_deg - USUAL_PITCH_DEG[0]) / USUAL_PITCH_DEG[1]) ** 2
    peaks = _peaks(gains.reshape(len(ROLLS), len(CONVERGENCES)), VERTICALS)
    chosen = np.array([row * len(CONVERGENCES) + column for row, column in peaks])
    chosen = chosen[gains[chosen] > gains.max() - HOPELESS]
    return np.stack([roll[chosen], convergence[chosen]], axis=1)


def _peaks(values: Floats, most: int) -> list[tuple[int, int]]:
    """The places of the highest values, none of them next to another."""
    rest, places = values.copy(), []
    for _ in range(most):
        row, column = (int(index) for index in np.unravel_index(rest.argmax(), rest.shape))
        places.append((row, column))
        rest[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2] = -np.inf
    return places


def _scan(lines: LineModel, prior: FocalPrior, verticals: Floats) -> tuple[Floats, Floats]:
    """Every vertical with every focal length and every yaw: frames (B, 4) and their scores (B,)."""
    focals = GRID_FOCALS if prior.sigma > 0.1 else prior.log_focal + np.array([-0.08, 0.0, 0.08])
    log_focal, index = (part.ravel() for part in np.meshgrid(focals, np.arange(len(verticals)), indexing="ij"))
    roll, pitch = verticals[index, 0], np.arctan(verticals[index, 1] * np.exp(log_focal))
    turned = rotations(np.zeros(len(roll)), pitch, roll)
    turned[:, :2] *= np.exp(log_focal)[:, None, None]
    yaws = np.concatenate([YAWS, YAWS + QUARTER])
    level = np.cos(yaws)[:, None] * turned[:, None, :, 0] - np.sin(yaws)[:, None] * turned[:, None, :, 2]
    errors = lines.blurred(BLUR_DEG).astype(np.float32)
    across = likeness(deviations_deg(level.astype(np.float32), lines), errors)
    upright = likeness(deviations_deg(turned[:, None, :, 1].astype(np.float32), lines), errors)
    ratios = across[:, : len(YAWS)] + across[:, len(YAWS) :]
    ratios *= np.float32(SHARES[0])
    ratios += np.float32(SHARES[1]) * upright
    every = np.broadcast_arrays(log_focal[:, None], YAWS, pitch[:, None], roll[:, None])
    frames = np.stack(every, axis=-1).reshape(-1, 4)
    return frames, log_lines(ratios, lines).ravel() + log_prior(frames, prior)


def _distinct(frames: Floats, widths: Floats, most: int) -> list[int]:
    """The first frames that are farther apart than ``widths``; frames a quarter turn apart are the same."""
    kept: list[int] = []
    for index, frame in enumerate(frames):
        apart = np.abs(frame - frames[kept])
        apart[:, 1] = np.minimum(apart[:, 1] % QUARTER, QUARTER - apart[:, 1] % QUARTER)
        if not kept or (apart / widths).max(axis=1).min() > 1.0:
            kept.append(index)
        if len(kept) == most:
            break
    return kept


def with_other_direction(frames: Floats, lines: LineModel) -> Floats:
    """Each frame with the yaw of the level direction that would explain most of what it leaves: (B, 4) → (B, 5)."""
    blur = BLUR_DEG * 0.7
    base = direction_ratios(frames, lines, blur_deg=blur).sum(axis=1) * (1.0 - OTHER_SHARE)
    turned = rotations(np.zeros(len(frames)), frames[:, 2], frames[:, 3])
    turned[:, :2] *= np.exp(frames[:, 0])[:, None, None]
    level = np.cos(OTHER_YAWS)[:, None] * turned[:, None, :, 0] - np.sin(OTHER_YAWS)[:, None] * turned[:, None, :, 2]
    gained = OTHER_SHARE * likeness(deviations_deg(level, lines), lines.blurred(blur))
    best = log_lines(base[:, None] + gained, lines).argmax(axis=1)
    return np.concatenate([frames, OTHER_YAWS[best][:, None]], axis=1)

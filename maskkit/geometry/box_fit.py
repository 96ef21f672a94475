"""Fit the room's box, and the camera with it, to what is known of the surfaces and to the straight lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np

from maskkit.geometry.border_steps import BorderSteps, border_support
from maskkit.geometry.planes import SURFACE_OF_PLANE, planes_hit
from maskkit.geometry.search import shrink_search
from maskkit.geometry.vanishing import FocalPrior, Segments, rotations, score

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from maskkit.types import Floats, Labels, Points, SizeWh

TYPICAL_CEILING = 0.72
PROPOSALS = 400
SURFACE_WEIGHT = 4.0
STEP_WEIGHT = 0.2
SIDE_RANGE = (float(np.log(0.15)), float(np.log(8.0)))
CEILING_RANGE = (float(np.log(0.15)), float(np.log(3.0)))
SURFACE_OF_LABEL = np.zeros(256, np.uint8)
SURFACE_OF_LABEL[[1, 2, 3, 4, 5, 7, 9]] = [1, 2, 3, 2, 2, 1, 2]


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known of the surfaces at some points of a picture.

    ``points`` (N, 2) in long sides from the picture's centre; ``costs`` (N, 4) the cost, 0..1, of seeing surface
    0 (unused), 1 floor, 2 wall, 3 ceiling there; ``weights`` (N,) sum to 1.
    """

    points: Points
    costs: Floats
    weights: Floats


@dataclass(frozen=True, eq=False)
class BoxFit:
    """A frame (see :mod:`maskkit.geometry.vanishing`), a box (left, right, back, ceiling), and how well they fit."""

    frame: Floats
    box: Floats
    cost: float
    agreement: float


def grid_pixels(size_wh: SizeWh, across: int) -> NDArray[np.intp]:
    """A grid of ``across`` pixels along the long side: (N, 2) x, y indices.

    >>> grid_pixels((8, 4), 4).tolist()
    [[1, 1], [3, 1], [5, 1], [7, 1], [1, 3], [3, 3], [5, 3], [7, 3]]
    """
    step = max(size_wh) / across
    x, y = np.meshgrid(np.arange(step / 2, size_wh[0], step), np.arange(step / 2, size_wh[1], step))
    return np.stack([x.ravel(), y.ravel()], axis=1).astype(np.intp)


def to_units(points: Points, size_wh: SizeWh) -> Points:
    """Pixels to long sides from the picture's centre."""
    return np.asarray((points - np.array(size_wh) / 2.0) / max(size_wh), np.float64)


def label_evidence(labels: Labels, *, across: int = 40, border_points: int = 700) -> Evidence:
    """Evidence from a label map: a coarse grid, and as much again along the borders between surfaces.

    Windows, doors and mirrors count as wall, rugs as floor; all other classes are left out.
    """
    size_wh = (labels.shape[1], labels.shape[0])
    surface = SURFACE_OF_LABEL[labels]
    indices = np.concatenate([grid_pixels(size_wh, across), _border_points(surface, border_points)])
    told = surface[indices[:, 1], indices[:, 0]]
    indices, told = indices[told > 0], told[told > 0]
    costs = 1.0 - np.eye(4)[told]
    return Evidence(to_units(indices + 0.5, size_wh), costs, np.full(len(told), 1.0 / max(len(told), 1)))


def _border_points(surface: Labels, most: int) -> NDArray[np.intp]:
    """Up to ``most`` pixels close to where two surfaces touch, always the same ones."""
    reach = max(3, max(surface.shape) // 90)
    kernel = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    near = [np.asarray(cv2.dilate((surface == kind).astype(np.uint8), kernel), np.uint8) for kind in (1, 2, 3)]
    y, x = np.nonzero((near[0] & near[1]) | (near[1] & near[2]))
    chosen = np.random.default_rng(0).permutation(len(y))[:most]
    return np.stack([x[chosen], y[chosen]], axis=1)


def rays_of(frames: Floats, points: Points) -> Floats:
    """Room directions through points for many frames: (B, 4), (N, 2) → (B, N, 3)."""
    towards = np.empty((len(frames), len(points), 3))
    towards[..., :2] = points / np.exp(frames[:, 0])[:, None, None]
    towards[..., 2] = 1.0
    return towards @ rotations(frames[:, 1], frames[:, 2], frames[:, 3])


def mismatch(rays: Floats, boxes: Floats, evidence: Evidence) -> Floats:
    """The weighted cost of the surfaces that the boxes put at the evidence's points, 0..1: (B, …) → (B,)."""
    ids, _ = planes_hit(rays, boxes)
    surfaces = SURFACE_OF_PLANE[ids]
    return evidence.costs[np.arange(len(evidence.weights)), surfaces] @ evidence.weights


def box_prior_cost(boxes: Floats) -> Floats:
    """What speaks against boxes before looking: ceilings far from usual, walls very near or very far."""
    ceiling = ((np.log(boxes[:, 3]) - np.log(TYPICAL_CEILING)) / 0.35) ** 2
    sides = ((np.log(boxes[:, :3]) - np.log(1.8)) / 0.9) ** 2
    return cast("Floats", 0.004 * ceiling + 0.0015 * sides.sum(axis=1))


def fit_box(
    candidates: list[Floats],
    segments: Segments,
    prior: FocalPrior,
    evidence: Evidence,
    *,
    steps: BorderSteps | None = None,
) -> BoxFit:
    """The best box over all candidate frames; camera and box are refined together at the end.

    Cost: mismatch of surfaces - agreement of the segments - steps of the photo along the box's borders, where
    ``steps`` are given, + what is unusual about camera and box.
    """
    starts = [start for frame in candidates for start in _propose(frame, segments, prior, evidence, steps)]
    starts.sort(key=lambda start: start[0])
    cost = partial(_joint_cost, segments=segments, prior=prior, evidence=evidence, steps=steps)
    ends = [_refine(values, cost) for _, values in starts[:3]]
    costs = [float(cost(end[None], sigma=0.014)[0]) for end in ends]
    best = ends[int(np.argmin(costs))]
    wrong = float(mismatch(rays_of(best[None, :4], evidence.points), np.exp(best[None, 4:]), evidence)[0])
    return BoxFit(best[:4], np.exp(best[4:]), min(costs), 1.0 - wrong)


def _propose(
    frame: Floats, segments: Segments, prior: FocalPrior, evidence: Evidence, steps: BorderSteps | None
) -> list[tuple[float, Floats]]:
    """The best of many boxes for one frame, as (cost, frame and log box)."""
    rng = np.random.default_rng(0)
    sides = rng.uniform(*SIDE_RANGE, (PROPOSALS, 3))
    boxes = np.concatenate([sides, rng.normal(np.log(TYPICAL_CEILING), 0.4, (PROPOSALS, 1))], axis=1)
    rays = rays_of(frame[None], evidence.points)[0]
    base = -float(score(frame[None], segments, prior, sigma=0.014)[0])

    def cost(logs: Floats) -> Floats:
        tried = np.exp(logs)
        found = base + SURFACE_WEIGHT * mismatch(rays, tried, evidence) + box_prior_cost(tried)
        return found - _step_gain(frame[None], tried, steps)

    costs = cost(boxes)
    first = np.argsort(costs, kind="stable")[:2]
    swept = [_sweep(cost, boxes[index]) for index in first]
    ends = [shrink_search(cost, start, np.array([0.3, 0.3, 0.3, 0.15]), rounds=8) for start in swept]
    return [(float(cost(end[None])[0]), np.concatenate([frame, end])) for end in ends]


def _sweep(cost: Callable[[Floats], Floats], logs: Floats) -> Floats:
    """Try the whole range of each side in turn, twice: a wall that is far off never finds home in small steps."""
    for side in (0, 1, 2, 3, 0, 1, 2, 3):
        tried = np.repeat(logs[None], 33, axis=0)
        tried[1:, side] = np.linspace(*(SIDE_RANGE if side < 3 else CEILING_RANGE), 32)
        logs = tried[int(np.argmin(cost(tried)))]
    return logs


def _refine(values: Floats, cost: partial[Floats]) -> Floats:
    for sigma, spread in ((0.02, 1.0), (0.014, 0.4)):
        widths = spread * np.array([0.06, 0.03, 0.03, 0.012, 0.12, 0.12, 0.12, 0.12])
        values = shrink_search(partial(cost, sigma=sigma), values, widths, rounds=16)
    return values


def _joint_cost(
    values: Floats,
    *,
    segments: Segments,
    prior: FocalPrior,
    evidence: Evidence,
    steps: BorderSteps | None,
    sigma: float,
) -> Floats:
    frames, boxes = values[:, :4], np.exp(values[:, 4:])
    gains = score(frames, segments, prior, sigma=sigma) + _step_gain(frames, boxes, steps)
    return SURFACE_WEIGHT * mismatch(rays_of(frames, evidence.points), boxes, evidence) - gains + box_prior_cost(boxes)


def _step_gain(frames: Floats, boxes: Floats, steps: BorderSteps | None) -> Floats:
    return np.zeros(len(boxes)) if steps is None else STEP_WEIGHT * border_support(frames, boxes, steps)

"""Fit the room's box, and the camera with it, to what is known of the surfaces and to the straight lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np

from maskkit.geometry.border_steps import LONGEST, BorderSteps, border_support
from maskkit.geometry.frame_fit import posterior
from maskkit.geometry.search import shrink_search
from maskkit.geometry.vanishing import rotations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from maskkit.geometry.camera import Sightlines
    from maskkit.types import Floats, Labels, Points, SizeWh

TYPICAL_CEILING = 0.72
PROPOSALS, THINNED = 1600, 4
"""Boxes that are tried for each frame, at every so-manyth point of the evidence."""

SWEPT, REFINED = 3, 3
SAME_START = 0.03
REFINEMENTS = ((0.5, 1.0), (0.0, 0.3))
"""How much the lines are blurred, in degrees, and how far camera and box may move: roughly, and then finely."""

LINE_WEIGHT = 0.02
"""What a nat of the lines' log probability counts: half a per cent of the surfaces at a weight of 4."""

SURFACE_WEIGHT = 4.0
LABEL_WEIGHT = 8.0
"""What labels that were given count: more than guesses, and not so much that they bend the camera."""

STEP_WEIGHT = 0.4
MOST_SUPPORT = 8 * LONGEST
GUESSED_CEILING_DOUBT = 0.016
"""What speaks against unusual ceilings more where surfaces are guessed: a white ceiling looks like a wall."""

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


def mismatch(frames: Floats, boxes: Floats, evidence: Evidence) -> Floats:
    """The weighted cost of the surfaces that boxes show at the evidence's points, 0..1: (B,).

    Args:
        frames: (B, 4) or (1, 4) cameras; see :mod:`maskkit.geometry.vanishing`.
        boxes: (B, 4) left, right, back, ceiling, in camera heights.
        evidence: what is known of the surfaces.
    """
    right, down, ahead = _single_rays(frames, evidence.points)
    sides = (1.0 / boxes).astype(np.float32)
    wall = np.maximum(-right * sides[:, :1], right * sides[:, 1:2])
    np.maximum(wall, ahead * sides[:, 2:3], out=wall)
    weighted = (evidence.costs[:, 1:] * evidence.weights[:, None]).astype(np.float32)
    gains = np.where(down > wall, weighted[:, 0] - weighted[:, 1], np.float32(0))
    gains += np.where(-down * sides[:, 3:] > wall, weighted[:, 2] - weighted[:, 1], np.float32(0))
    return np.asarray(gains.sum(axis=1) + weighted[:, 1].sum(), np.float64)


def _single_rays(frames: Floats, points: Points) -> tuple[NDArray[np.float32], ...]:
    """Right, down and ahead of :func:`rays_of`, (B, N) each, in single precision."""
    towards = rotations(frames[:, 1], frames[:, 2], frames[:, 3])
    towards[:, :2] /= np.exp(frames[:, 0])[:, None, None]
    across, down, one = (part.astype(np.float32) for part in (points[:, 0], points[:, 1], towards[:, 2]))
    slopes = towards.astype(np.float32)
    return tuple(slopes[:, 0, k, None] * across + slopes[:, 1, k, None] * down + one[:, k, None] for k in range(3))


def box_prior_cost(boxes: Floats) -> Floats:
    """What speaks against boxes before looking: ceilings far from usual, walls very near or very far."""
    sides = ((np.log(boxes[:, :3]) - np.log(1.8)) / 0.9) ** 2
    return cast("Floats", 0.004 * _ceiling_oddness(boxes) + 0.0015 * sides.sum(axis=1))


def _ceiling_oddness(boxes: Floats) -> Floats:
    return cast("Floats", ((np.log(boxes[:, 3]) - np.log(TYPICAL_CEILING)) / 0.35) ** 2)


@dataclass(frozen=True, eq=False)
class _Clues:
    """All that a camera and a box are judged by."""

    sight: Sightlines
    evidence: Evidence
    steps: BorderSteps | None
    surface_weight: float

    def thinned(self, step: int) -> _Clues:
        """The same with every ``step``-th point of the evidence only."""
        points, costs, weights = (getattr(self.evidence, name)[::step] for name in ("points", "costs", "weights"))
        return replace(self, evidence=Evidence(points, costs, weights / weights.sum()))

    def cost_with(self, frame: Floats) -> Callable[[Floats], Floats]:
        """The cost of boxes (B, 4), as logarithms, seen from one frame (4,)."""
        gain = self._line_gain(frame[None], 0.0)
        return lambda logs: self._box_cost(frame[None], np.exp(logs)) - gain

    def joint_cost(self, values: Floats, *, blur_deg: float = 0.0) -> Floats:
        """The cost of frames and boxes as logarithms, (B, 8)."""
        frames = values[:, :4]
        return self._box_cost(frames, np.exp(values[:, 4:])) - self._line_gain(frames, blur_deg)

    def judged(self, values: Floats) -> BoxFit:
        """A frame and a box as logarithms, (8,), and how well they fit."""
        frame, box = values[:4], np.exp(values[4:])
        wrong = float(mismatch(frame[None], box[None], self.evidence)[0])
        return BoxFit(frame, box, float(self.joint_cost(values[None])[0]), 1.0 - wrong)

    def line_gain(self, frame: Floats) -> float:
        """How much the lines speak for a frame (4,)."""
        return float(self._line_gain(frame[None], 0.0)[0])

    @property
    def most_support(self) -> float:
        """What the steps of the photo can speak for a box at most."""
        return 0.0 if self.steps is None else STEP_WEIGHT * MOST_SUPPORT

    def _line_gain(self, frames: Floats, blur_deg: float) -> Floats:
        return LINE_WEIGHT * posterior(frames, self.sight.lines, self.sight.prior, blur_deg=blur_deg)

    def _box_cost(self, frames: Floats, boxes: Floats) -> Floats:
        cost = self.surface_weight * mismatch(frames, boxes, self.evidence) + box_prior_cost(boxes)
        if self.steps is None:
            return cost
        return (
            cost
            + GUESSED_CEILING_DOUBT * _ceiling_oddness(boxes)
            - STEP_WEIGHT * border_support(frames, boxes, self.steps)
        )


def fit_box(
    candidates: list[Floats],
    sight: Sightlines,
    evidence: Evidence,
    *,
    steps: BorderSteps | None = None,
    surface_weight: float = SURFACE_WEIGHT,
) -> BoxFit:
    """The best box over all candidate frames; camera and box are refined together at the end.

    Cost: ``surface_weight`` times the mismatch of surfaces - log probability of the frame by the lines - steps of the
    photo along the box's borders, where ``steps`` are given, + what is unusual about the box. ``steps`` are for
    surfaces that are guessed: the borders then say more.
    """
    clues = _Clues(sight, evidence, steps, surface_weight)
    return clues.judged(_best_refined(_starts(candidates, clues), clues))


def fit_boxes(
    candidates: list[Floats], sight: Sightlines, evidence: Evidence, *, surface_weights: Sequence[float]
) -> Iterator[BoxFit]:
    """:func:`fit_box` for one weight of the surfaces after the other; the boxes to begin with are sought only once.

    What one weight has found is the first of those that the next one begins with.
    """
    starts: list[Floats] = []
    for weight in surface_weights:
        clues = _Clues(sight, evidence, None, weight)
        starts = starts or _starts(candidates, clues)
        found = _best_refined(starts, clues)
        starts = [found, *starts]
        yield clues.judged(found)


def settle_box(start: BoxFit, sight: Sightlines, evidence: Evidence, *, surface_weight: float) -> BoxFit:
    """Camera and box moved from ``start`` to where they fit best, without looking for others."""
    clues = _Clues(sight, evidence, None, surface_weight)
    values = np.concatenate([start.frame, np.log(start.box)])
    for stage in REFINEMENTS:
        values = _refine(values, clues, stage)
    return clues.judged(values)


def _starts(candidates: list[Floats], clues: _Clues) -> list[Floats]:
    """Boxes to begin with, each with its frame and as logarithms, (8,), best first; no two are nearly the same.

    A frame is left out where its lines speak so much against it that no box could make up for it.
    """
    found: list[tuple[float, Floats]] = []
    for frame in sorted(candidates, key=lambda frame: -clues.line_gain(frame)):
        best = min((cost for cost, _ in found), default=np.inf)
        if -clues.line_gain(frame) - clues.most_support < best:
            found += _propose(frame, clues)
    distinct: list[Floats] = []
    for _, start in sorted(found, key=lambda one: one[0]):
        if all(np.abs(start - other).max() > SAME_START for other in distinct):
            distinct.append(start)
    return distinct


def _best_refined(starts: list[Floats], clues: _Clues) -> Floats:
    """What the best of the starts is refined to: all of them roughly at first, then the one that came farthest."""
    rough, fine = REFINEMENTS
    ends = [_refine(values, clues, rough) for values in starts[:REFINED]]
    costs = [float(clues.joint_cost(end[None])[0]) for end in ends]
    return _refine(ends[int(np.argmin(costs))], clues, fine)


def _propose(frame: Floats, clues: _Clues) -> list[tuple[float, Floats]]:
    """The best of many boxes for one frame, as (cost, frame and log box)."""
    rng = np.random.default_rng(0)
    sides = rng.uniform(*SIDE_RANGE, (PROPOSALS, 3))
    boxes = np.concatenate([sides, rng.normal(np.log(TYPICAL_CEILING), 0.4, (PROPOSALS, 1))], axis=1)
    rough, cost = (part.cost_with(frame) for part in (clues.thinned(THINNED), clues))
    first = np.argsort(rough(boxes), kind="stable")[:SWEPT]
    swept = [_sweep(rough, boxes[index]) for index in first]
    best = np.argsort(cost(np.array(swept)), kind="stable")[:2]
    ends = [shrink_search(cost, swept[index], np.array([0.3, 0.3, 0.3, 0.15]), rounds=8) for index in best]
    return [(float(cost(end[None])[0]), np.concatenate([frame, end])) for end in ends]


def _sweep(cost: Callable[[Floats], Floats], logs: Floats) -> Floats:
    """Try the whole range of each side in turn, twice: a wall that is far off never finds home in small steps."""
    for side in (0, 1, 2, 3, 0, 1, 2, 3):
        tried = np.repeat(logs[None], 33, axis=0)
        tried[1:, side] = np.linspace(*(SIDE_RANGE if side < 3 else CEILING_RANGE), 32)
        logs = tried[int(np.argmin(cost(tried)))]
    return logs


def _refine(values: Floats, clues: _Clues, stage: tuple[float, float]) -> Floats:
    """Move camera and box together; blurred lines at first let surfaces that contradict them pull harder."""
    blur_deg, spread = stage
    widths = spread * np.array([0.06, 0.03, 0.03, 0.012, 0.12, 0.12, 0.12, 0.12])
    return shrink_search(partial(clues.joint_cost, blur_deg=blur_deg), values, widths, rounds=16)

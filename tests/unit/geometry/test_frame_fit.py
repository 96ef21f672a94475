"""The posterior of frames and its summits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from maskkit.geometry.frame_fit import (
    direction_ratios,
    direction_shares,
    log_prior,
    normal_equations,
    posterior,
    refine_frames,
    vanishing_points,
)
from maskkit.geometry.line_model import model_lines
from maskkit.geometry.vanishing import FocalPrior, rotations

SIZE = (800, 600)
TRUTH = np.array([-0.35, 0.3, 0.12, 0.02])
WIDE = FocalPrior(-0.3, 3.0)


def lines_of(frame: Any, *, noise_px: float = 0.0, seed: int = 5, door_yaw: float | None = None) -> Any:
    """Segments along the room's axes, and perhaps along another level direction, as the camera sees them."""
    rng = np.random.default_rng(seed)
    focal, turned = np.exp(frame[0]) * max(SIZE), rotations(frame[1:2], frame[2:3], frame[3:4])[0]
    ways = [turned.T]
    if door_yaw is not None:
        ways.append(rotations(np.array([door_yaw]), frame[2:3], frame[3:4])[0].T[:1])
    ways = np.repeat(np.concatenate(ways), 12, axis=0)
    starts = np.stack(
        [rng.uniform(-1.5, 1.5, len(ways)), rng.uniform(-1, 1, len(ways)), rng.uniform(3, 5, len(ways))], 1
    )
    seen = [p[:, :2] / p[:, 2:] * focal + np.array(SIZE) / 2 for p in (starts, starts + 0.8 * ways)]
    return model_lines(np.concatenate(seen, axis=1) + rng.normal(0, noise_px, (len(ways), 4)), SIZE)


def test_vanishing_points_are_the_axes_seen_from_the_camera() -> None:
    points = vanishing_points(TRUTH[None])[0]
    focal, turned = np.exp(TRUTH[0]), rotations(*TRUTH[1:, None])[0]
    assert np.allclose(points, (turned * [[focal], [focal], [1.0]]).T)


def test_another_level_direction_ends_on_the_horizon() -> None:
    """It lies on the line through the vanishing points of x and z."""
    x, _, z, other = vanishing_points(np.append(TRUTH, 1.1)[None])[0]
    assert abs(np.dot(np.cross(x, z), other)) < 1e-12


@pytest.mark.parametrize("others", [0, 1, 2])
def test_shares_add_up(others: int) -> None:
    assert direction_shares(others).sum() == pytest.approx(1.0)


def test_the_truth_is_likelier_than_what_is_near_it() -> None:
    lines = lines_of(TRUTH)
    near = TRUTH + np.array([[0, 0, 0, 0], [0.05, 0, 0, 0], [0, 0.02, 0, 0], [0, 0, 0.02, 0], [0, 0, 0, 0.02]])
    values = posterior(near, lines, WIDE)
    assert values.argmax() == 0


def test_a_segment_that_follows_nothing_neither_helps_nor_breaks_a_frame() -> None:
    lines = lines_of(TRUTH)
    ratios = direction_ratios(TRUTH[None], lines).sum(axis=1)
    assert ratios.min() > 3
    assert np.isfinite(posterior(TRUTH[None] + 0.5, lines, WIDE)).all()


@pytest.mark.parametrize("way", [[0.15, 0, 0, 0], [0, 0.06, 0, 0], [0, 0, 0.05, 0], [-0.1, -0.04, 0.03, 0.03]])
def test_climbing_comes_back_to_the_truth(way: list[float]) -> None:
    found = refine_frames((TRUTH + np.array(way))[None], lines_of(TRUTH), WIDE)[0]
    assert np.abs(found - TRUTH).max() < 0.004


def test_climbing_never_loses() -> None:
    lines = lines_of(TRUTH, noise_px=1.0)
    starts = TRUTH + np.random.default_rng(1).normal(0, 0.1, (12, 4))
    assert np.all(posterior(refine_frames(starts, lines, WIDE), lines, WIDE) >= posterior(starts, lines, WIDE) - 1e-9)


def test_an_open_door_is_explained_by_a_direction_of_its_own() -> None:
    lines = lines_of(TRUTH, door_yaw=0.9)
    with_door = refine_frames(np.append(TRUTH, 0.85)[None], lines, WIDE)
    assert with_door[0, 4] == pytest.approx(0.9, abs=0.005)
    assert posterior(with_door, lines, WIDE)[0] > posterior(TRUTH[None], lines, WIDE)[0] + 3


def test_a_direction_without_lines_costs() -> None:
    lines = lines_of(TRUTH)
    assert posterior(np.append(TRUTH, 0.9)[None], lines, WIDE)[0] < posterior(TRUTH[None], lines, WIDE)[0]


def test_the_gradient_of_the_prior_is_that_of_its_log() -> None:
    """Without lines the normal equations are those of the prior alone."""
    nothing, prior = model_lines(np.zeros((0, 4)), SIZE), FocalPrior(-0.3, 0.2)
    frame = np.array([0.1, 0.4, -0.1, 0.03])
    gradient, curvature = normal_equations(frame[None], nothing, prior)
    steps = 1e-5 * np.eye(4)
    slopes = [(log_prior(frame[None] - step, prior) - log_prior(frame[None] + step, prior))[0] / 2e-5 for step in steps]
    assert np.allclose(gradient[0], slopes, rtol=1e-5, atol=1e-6)
    assert np.all(np.linalg.eigvalsh(curvature[0]) >= 0)


def test_a_level_camera_with_a_usual_lens_is_believed_most() -> None:
    usual = np.array([FocalPrior().log_focal, 0.2, np.radians(6), 0.0])
    odd = usual + np.array([[0, 0, 0, 0], [0.6, 0, 0, 0], [0, 0, 0.4, 0], [0, 0, 0, 0.08]])
    assert log_prior(odd, FocalPrior()).argmax() == 0

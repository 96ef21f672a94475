"""The Manhattan frame: angles, and the prior on the focal length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from maskkit.geometry.vanishing import (
    FocalPrior,
    deviations,
    focal_prior,
    prepare_segments,
    rotations,
)

if TYPE_CHECKING:
    from maskkit.types import Floats

SIZE = (800, 600)


def lines_of(frame: Floats, count: int = 12) -> Any:
    """Segments that run exactly along the room's axes, as the camera of ``frame`` sees them."""
    rng = np.random.default_rng(5)
    focal, turned = np.exp(frame[0]) * max(SIZE), rotations(frame[1:2], frame[2:3], frame[3:4])[0]
    starts = np.stack(
        [rng.uniform(-1.5, 1.5, 3 * count), rng.uniform(-1, 1, 3 * count), rng.uniform(3, 5, 3 * count)], 1
    )
    ends = starts + 0.8 * np.repeat(turned.T, count, axis=0)
    return np.concatenate([p[:, :2] / p[:, 2:] * focal + np.array(SIZE) / 2 for p in (starts, ends)], axis=1)


def test_exact_lines_deviate_from_their_own_vanishing_point_only_by_rounding() -> None:
    frame = np.array([-0.25, 0.3, -0.15, 0.02])
    apart = deviations(frame[None], prepare_segments(lines_of(frame, 4), SIZE, most=99))[0]
    assert apart.min(axis=0).max() < 1e-9
    assert np.bincount(apart.argmin(axis=0)).tolist() == [4, 4, 4]


def test_rotations_are_rotations() -> None:
    rng = np.random.default_rng(0)
    turned = rotations(*rng.uniform(-0.8, 0.8, (3, 20)))
    assert np.allclose(turned @ np.swapaxes(turned, 1, 2), np.eye(3))
    assert np.allclose(np.linalg.det(turned), 1.0)


@pytest.mark.parametrize("told", [None, 0.0, 2.0, 900.0])
def test_focal_lengths_that_cannot_be_are_not_believed(told: float | None) -> None:
    assert focal_prior(told, SIZE) == FocalPrior()


def test_a_told_focal_length_is_a_narrow_prior() -> None:
    prior = focal_prior(43.27, SIZE)
    assert np.exp(prior.log_focal) == pytest.approx(np.hypot(*SIZE) / 800)
    assert prior.sigma < FocalPrior().sigma / 3

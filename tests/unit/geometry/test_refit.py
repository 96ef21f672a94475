"""Laying segments onto steps."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.geometry.refit import refit_segments


def step_at(x: float, *, width: int = 120, height: int = 90) -> np.ndarray:
    """A grey step at column ``x``, shared between the pixels of the column that it cuts."""
    share = np.clip(x - np.arange(width), 0, 1)
    return np.repeat(np.round(40 + 160 * (1 - share))[None].astype(np.uint8), height, axis=0)


@pytest.mark.parametrize("x", [60.0, 60.3, 60.5, 60.8])
def test_a_step_inside_a_pixel_is_found_there(x: float) -> None:
    found = refit_segments(step_at(x), np.array([[61.2, 10, 59.1, 80]]))
    assert np.abs(found[0, [0, 2]] - x).max() < 0.1


def test_light_to_dark_is_as_good_as_dark_to_light() -> None:
    there = refit_segments(step_at(60.4), np.array([[61.0, 10, 61, 80]]))
    back = refit_segments(255 - step_at(60.4), np.array([[61.0, 80, 61, 10]]))
    assert np.allclose(there[0, [0, 2]], back[0, [2, 0]], atol=0.02)


def test_a_short_disturbance_does_not_turn_the_line() -> None:
    picture = step_at(60.0)
    picture[10:20, 57:60] = 200
    assert np.abs(refit_segments(picture, np.array([[60.0, 10, 60, 80]]))[0, [0, 2]] - 60).max() < 0.15


def test_without_a_step_nothing_runs_away() -> None:
    before = np.array([[20.0, 20, 80, 60]])
    assert np.abs(refit_segments(np.full((90, 120), 99, np.uint8), before) - before).max() < 0.01


def test_segments_at_the_border_and_none_at_all_are_no_trouble() -> None:
    picture = step_at(60.0)
    assert np.isfinite(refit_segments(picture, np.array([[0.0, 0, 0, 90], [119.9, 89.9, 0, 89.9]]))).all()
    assert refit_segments(picture, np.zeros((0, 4))).shape == (0, 4)

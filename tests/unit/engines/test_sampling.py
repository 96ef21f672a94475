"""Textures are sampled where they lie, as wide as a pixel is, and without moiré."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.engines.sampling import Places, build_pyramid, sample

SIZE_M = (1.0, 0.5)


def ramp() -> np.ndarray:
    """Red grows to the right, green upwards."""
    h, w = 64, 128
    x, y = (np.arange(w) + 0.5) / w, (np.arange(h)[::-1] + 0.5) / h
    return np.stack([np.tile(x, (h, 1)), np.tile(y[:, None], (1, w)), np.zeros((h, w))], axis=-1).astype(np.float32)


def places(uv: np.ndarray, across: float = 1e-3, down: float = 1e-3) -> Places:
    slopes = np.tile(np.array([[across, 0], [0, down]], np.float32), (len(uv), 1, 1))
    return Places(np.asarray(uv, np.float32), slopes)


def test_u_runs_right_and_v_runs_up() -> None:
    found = sample(build_pyramid(ramp(), SIZE_M), places(np.array([[0.25, 0.1], [0.75, 0.4]])))
    assert found[:, 0] == pytest.approx([0.25, 0.75], abs=0.01)
    assert found[:, 1] == pytest.approx([0.2, 0.8], abs=0.02)


def test_the_texture_repeats_every_period_in_both_directions() -> None:
    pyramid = build_pyramid(ramp(), SIZE_M)
    base = np.array([[0.31, 0.22]])
    moved = [base + np.array([across, up]) * SIZE_M for across, up in ((1, 0), (-3, 2), (0, -5))]
    assert all(np.allclose(sample(pyramid, places(at)), sample(pyramid, places(base)), atol=1e-3) for at in moved)


@pytest.mark.parametrize(("across", "down"), [(0.5, 0.5), (0.5, 0.004), (0.004, 0.5)])
def test_stripes_finer_than_a_pixel_become_their_mean(across: float, down: float) -> None:
    stripes = np.zeros((64, 64, 3), np.float32)
    stripes[::2] = 1
    stripes[:, ::2] = 1 - stripes[:, ::2]
    uv = np.random.default_rng(1).random((400, 2)) * 7
    found = sample(build_pyramid(stripes, (0.32, 0.32)), places(uv, across, down))
    assert found.mean() == pytest.approx(0.5, abs=0.03)
    assert found.std() < 0.12


def test_a_long_thin_footprint_blurs_only_along_itself() -> None:
    bars = np.zeros((256, 256, 3), np.float32)
    bars[:, :128] = 1
    pyramid = build_pyramid(bars, (1.0, 1.0))
    uv = np.stack([np.linspace(0.05, 0.45, 50), np.linspace(0, 3, 50)], axis=1)
    assert sample(pyramid, places(uv, 0.004, 0.06)).min() > 0.95
    assert 0.2 < sample(pyramid, places(uv, 0.8, 0.004)).mean() < 0.8


def test_more_pixels_than_a_row_of_cv2_can_hold() -> None:
    uv = np.zeros((40_000, 2))
    assert sample(build_pyramid(ramp(), SIZE_M), places(uv)).shape == (40_000, 3)


def test_places_move_and_turn() -> None:
    some = places(np.array([[1.0, 2.0], [3.0, 4.0]]), 0.1, 0.2)
    assert some.moved(1, 1).uv.tolist() == [[0, 1], [2, 3]]
    assert some.turned().uv.tolist() == [[2, 1], [4, 3]]
    assert np.allclose(some.turned().slopes[0], [[0, 0.2], [0.1, 0]])
    assert some.chosen(np.array([1])).uv.tolist() == [[3, 4]]

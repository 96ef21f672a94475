"""A surface tells its colour, its gloss and its resolution."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.textures.surface import Surface


def surface(roughness: np.ndarray) -> Surface:
    albedo = np.zeros((*roughness.shape, 3), np.float32)
    albedo[..., 0], albedo[: roughness.shape[0] // 2, :, 1] = 0.4, 0.6
    return Surface("test", albedo, (2.0, 1.0), roughness, np.zeros_like(roughness))


def test_the_mean_colour_is_that_of_linear_light() -> None:
    assert surface(np.full((64, 128), 0.5, np.float32)).mean_albedo == pytest.approx([0.4, 0.3, 0], abs=1e-4)


def test_gloss_is_the_tiles_and_not_the_joints() -> None:
    roughness = np.full((64, 128), 0.1, np.float32)
    roughness[:8] = 0.9
    assert surface(roughness).gloss == pytest.approx(0.9)


def test_resolution_counts_texels_a_metre() -> None:
    assert surface(np.zeros((64, 128), np.float32)).pixels_per_m == 64

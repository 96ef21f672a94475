"""New surfaces end where the photo's things begin."""

from __future__ import annotations

import numpy as np

from maskkit.engines.borders import cover, kept_colour


def test_nothing_outside_the_mask_is_covered() -> None:
    laid = np.zeros((60, 60), bool)
    laid[:, :30] = True
    assert not cover(np.zeros((60, 60, 3), np.uint8), laid, laid)[:, 30:].any()


def test_a_ragged_border_follows_the_edge_in_the_photo() -> None:
    pixels = np.full((80, 80, 3), 200, np.uint8)
    pixels[:, 40:] = 40
    laid = np.zeros((80, 80), bool)
    laid[:, :40] = True
    laid[::2, 38:40] = False
    laid[1::4, 40] = True
    alpha = cover(pixels, laid, np.ones_like(laid))
    assert alpha[20:60, 39].mean() > 0.8
    assert alpha[20:60, 40].mean() < 0.2


def test_far_from_borders_a_pixel_is_covered_wholly_or_not_at_all() -> None:
    laid = np.zeros((80, 80), bool)
    laid[:, :40] = True
    alpha = cover(np.random.default_rng(0).integers(0, 255, (80, 80, 3)).astype(np.uint8), laid, np.ones_like(laid))
    assert np.all(alpha[:, :30] == 1)
    assert np.all(alpha[:, 50:] == 0)


def test_the_kept_colour_is_the_objects_own() -> None:
    thing, old = np.full((1, 1, 3), 0.1, np.float32), np.full((1, 1, 3), 0.9, np.float32)
    for share in (0.0, 0.3, 0.7):
        alpha = np.full((1, 1), share, np.float32)
        assert np.allclose(kept_colour(share * old + (1 - share) * thing, old, alpha), thing, atol=1e-5)

"""The guided filter against the paper's formula, window by window."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.masks import guided
from maskkit.masks.guided import guided_filter, guided_filter_within


def by_hand(guide: np.ndarray, share: np.ndarray, radius: int, epsilon: float) -> np.ndarray:
    """Equations 14 to 16 of He, Sun and Tang (2013), with the picture's border repeated outwards."""
    colour = np.pad(guide / 255, [(2 * radius, 2 * radius)] * 2 + [(0, 0)], "edge")
    padded = np.pad(share.astype(float), 2 * radius, "edge")
    height, width = share.shape
    slopes, offsets = (
        np.zeros((height + 2 * radius, width + 2 * radius, 3)),
        np.zeros((height + 2 * radius, width + 2 * radius)),
    )
    for y in range(height + 2 * radius):
        for x in range(width + 2 * radius):
            window = colour[y : y + 2 * radius + 1, x : x + 2 * radius + 1].reshape(-1, 3)
            values = padded[y : y + 2 * radius + 1, x : x + 2 * radius + 1].ravel()
            covariance = np.cov(window.T, bias=True) + epsilon * np.eye(3)
            slopes[y, x] = np.linalg.solve(
                covariance, (window * values[:, None]).mean(0) - window.mean(0) * values.mean()
            )
            offsets[y, x] = values.mean() - slopes[y, x] @ window.mean(0)
    result = np.zeros((height, width))
    for y in range(height):
        for x in range(width):
            slope = slopes[y : y + 2 * radius + 1, x : x + 2 * radius + 1].mean((0, 1))
            offset = offsets[y : y + 2 * radius + 1, x : x + 2 * radius + 1].mean()
            result[y, x] = slope @ (guide[y, x] / 255) + offset
    return result


def scene(height: int = 60, width: int = 80) -> tuple[np.ndarray, np.ndarray]:
    """A wall over a floor of another colour, with grain, and where the floor truly is."""
    floor = np.zeros((height, width), bool)
    floor[height // 2 :] = True
    colours = np.where(floor[:, :, None], (150, 90, 50), (200, 205, 210))
    grain = np.random.default_rng(1).normal(0, 4, (height, width, 1))
    return np.clip(colours + grain, 0, 255).astype(np.uint8), floor


def test_is_the_formula_of_the_paper() -> None:
    rng = np.random.default_rng(0)
    guide = rng.integers(0, 256, (14, 15, 3)).astype(np.uint8)
    share = (rng.random((14, 15)) < 0.5).astype(np.float32)
    expected = by_hand(guide, share, 2, 1e-2)
    result = guided_filter(guide, share[:, :, None], radius_px=2, epsilon=1e-2)[:, :, 0]
    inner = np.s_[4:-4, 4:-4]
    np.testing.assert_allclose(result[inner], expected[inner], atol=2e-4)


@pytest.mark.parametrize("value", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("radius", [2, 6, 20])
def test_a_constant_stays_constant(value: float, radius: int) -> None:
    guide, _ = scene()
    share = np.full((60, 80, 1), value, np.float32)
    np.testing.assert_allclose(guided_filter(guide, share, radius_px=radius), value, atol=1e-3)


@pytest.mark.parametrize("radius", [9, 12, 18])
def test_a_border_that_is_off_moves_to_the_edge(radius: int) -> None:
    guide, floor = scene()
    off = np.roll(floor, 4, axis=0)
    off[:4] = False
    moved = guided_filter(guide, off[:, :, None].astype(np.float32), radius_px=radius)[:, :, 0] >= 0.5
    assert np.count_nonzero(moved != floor) < np.count_nonzero(off != floor) / 3


def test_tiles_give_what_the_whole_picture_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guided, "TILE_PX", 16)
    guide, floor = scene()
    share = floor[:, :, None].astype(np.float32)
    band = np.zeros((60, 80), bool)
    band[25:36, 3:71] = True
    whole = guided_filter(guide, share, radius_px=4)
    tiled = guided_filter_within(guide, share, band, radius_px=4)
    np.testing.assert_allclose(tiled[band], whole[band], atol=1e-4)
    assert np.array_equal(tiled[~band], share[~band])


def test_several_shares_are_filtered_each_for_itself() -> None:
    guide, floor = scene()
    shares = np.stack([floor, ~floor], axis=2).astype(np.float32)
    both = guided_filter(guide, shares, radius_px=3)
    np.testing.assert_allclose(both.sum(axis=2), 1, atol=1e-3)
    np.testing.assert_array_equal(both[:, :, :1], guided_filter(guide, shares[:, :, :1], radius_px=3))


def test_a_picture_smaller_than_the_window_works() -> None:
    guide, floor = scene(3, 2)
    assert np.isfinite(guided_filter(guide, floor[:, :, None].astype(np.float32), radius_px=30)).all()

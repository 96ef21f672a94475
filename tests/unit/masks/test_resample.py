"""Resizing by area against means taken pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.masks.resample import resize_by_area


def by_hand(values: np.ndarray, size_wh: tuple[int, int]) -> np.ndarray:
    """Each new pixel as the sum of what it covers of each old one."""

    def weights(old: int, new: int) -> np.ndarray:
        starts, ends = np.arange(new) * old / new, (np.arange(new) + 1) * old / new
        cells = np.arange(old)
        covered = np.minimum(ends[:, None], cells + 1) - np.maximum(starts[:, None], cells)
        return np.clip(covered, 0, None) * new / old

    return weights(values.shape[0], size_wh[1]) @ values @ weights(values.shape[1], size_wh[0]).T


@pytest.mark.parametrize("size_wh", [(1, 1), (3, 2), (7, 5), (14, 10), (20, 3), (2, 31), (8, 6)])
def test_every_pixel_is_the_mean_of_its_ground(size_wh: tuple[int, int]) -> None:
    values = np.random.default_rng(3).integers(0, 256, (5, 7)).astype(np.uint8)
    resized = resize_by_area(values, size_wh)
    assert resized.shape == size_wh[::-1]
    assert resized.dtype == np.float32
    np.testing.assert_allclose(resized, by_hand(values.astype(float), size_wh), atol=1e-3)


def test_the_mean_of_the_picture_is_kept() -> None:
    values = np.random.default_rng(4).integers(0, 256, (37, 53)).astype(np.uint8)
    assert resize_by_area(values, (11, 90)).mean() == pytest.approx(values.mean(), abs=1e-3)


def test_a_large_white_picture_stays_exactly_white() -> None:
    assert np.all(np.abs(resize_by_area(np.full((700, 1500), 255, np.uint8), (333, 77)) - 255) < 1e-3)

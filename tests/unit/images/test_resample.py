"""Resizing photos and masks."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.images.resample import is_hard, resize_mask, resize_photo


def test_a_photo_shrinks_by_area() -> None:
    pixels = np.zeros((2, 4, 3), np.uint8)
    pixels[:, ::2] = 200
    assert (resize_photo(pixels, (2, 1)) == 100).all()


def test_a_flat_photo_stays_flat_at_any_size() -> None:
    pixels = np.full((30, 40, 3), 123, np.uint8)
    for size_wh in ((7, 11), (80, 60), (13, 90), (90, 13), (1, 1)):
        resized = resize_photo(pixels, size_wh)
        assert resized.shape == (size_wh[1], size_wh[0], 3)
        assert (resized == 123).all()


def test_the_same_size_is_the_same_array() -> None:
    pixels = np.zeros((3, 4, 3), np.uint8)
    assert resize_photo(pixels, (4, 3)) is pixels


def test_a_gradient_does_not_move() -> None:
    """Corner to corner: the mean position of the light stays where it was."""
    ramp = np.tile(np.linspace(0, 250, 64).astype(np.uint8)[None, :, None], (16, 1, 3))
    for width in (16, 32, 128, 200):
        resized = resize_photo(ramp, (width, 16)).astype(float)[0, :, 0]
        assert np.interp(0.5, (np.arange(width) + 0.5) / width, resized) == pytest.approx(125, abs=1.5)


def test_an_axis_that_shrinks_is_averaged_while_the_other_grows() -> None:
    stripes = np.zeros((8, 64, 3), np.uint8)
    stripes[:, ::2] = 200
    assert (resize_photo(stripes, (8, 16)) == 100).all()


@pytest.mark.parametrize("size_wh", [(17, 13), (80, 60), (160, 31), (20, 120), (1, 1)])
def test_a_hard_mask_stays_hard(size_wh: tuple[int, int]) -> None:
    mask = np.where(np.random.default_rng(0).random((60, 80)) > 0.5, np.uint8(255), np.uint8(0))
    assert is_hard(resize_mask(mask, size_wh))


def test_half_coverage_decides() -> None:
    mask = np.array([[255, 0, 0, 0], [255, 0, 0, 0]], np.uint8)
    assert resize_mask(mask, (2, 1)).tolist() == [[255, 0]]
    mask[0, 0] = 0
    assert resize_mask(mask, (2, 1)).tolist() == [[0, 0]]


def test_a_soft_mask_stays_soft_and_keeps_its_mean() -> None:
    mask = np.random.default_rng(0).integers(0, 256, (60, 80), np.uint8)
    small = resize_mask(mask, (20, 15))
    assert not is_hard(small)
    assert small.mean() == pytest.approx(mask.mean(), abs=1)


def test_enlarging_a_hard_mask_keeps_its_area() -> None:
    mask = np.zeros((20, 20), np.uint8)
    mask[5:15, 4:17] = 255
    large = resize_mask(mask, (87, 93))
    assert large.mean() == pytest.approx(mask.mean(), rel=0.03)


@pytest.mark.parametrize(("values", "hard"), [([[0, 255]], True), ([[1]], False), ([[254]], False), ([[255]], True)])
def test_hard_means_nothing_but_0_and_255(values: list[list[int]], hard: bool) -> None:
    assert is_hard(np.array(values, np.uint8)) is hard

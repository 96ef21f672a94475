"""Drift of colour and exposure, found beside the mask and taken out inside."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from maskkit.compositing.light import to_linear, to_srgb
from maskkit.compositing.seams import colour_gain, match_colours
from maskkit.masks.mask import Mask

SIZE_WH = (240, 180)


@pytest.fixture
def photo() -> np.ndarray:
    coarse = np.random.default_rng(5).integers(60, 200, (9, 12, 3), np.uint8)
    return cv2.resize(coarse, SIZE_WH, interpolation=cv2.INTER_CUBIC)


@pytest.fixture
def mask() -> Mask:
    return Mask.from_polygon([(60, 40), (180, 40), (180, 140), (60, 140)], size_wh=SIZE_WH)


def darkened(photo: np.ndarray, gain: tuple[float, float, float]) -> np.ndarray:
    return to_srgb(to_linear(photo) * np.array(gain, np.float32))


def test_a_uniform_drift_is_taken_out(photo: np.ndarray, mask: Mask) -> None:
    matched = match_colours(photo, darkened(photo, (0.8, 0.7, 0.9)), mask)
    assert np.abs(matched.astype(int) - photo).mean() < 1.5


def test_a_drift_that_changes_across_the_picture_is_followed(photo: np.ndarray, mask: Mask) -> None:
    slope = np.linspace(0.7, 1.0, SIZE_WH[0], dtype=np.float32)[None, :, None]
    drifted = to_srgb(to_linear(photo) * slope)
    matched = match_colours(photo, drifted, mask)
    inside = mask.to_bool()
    before = np.abs(drifted[inside].astype(int) - photo[inside]).mean()
    after = np.abs(matched[inside].astype(int) - photo[inside]).mean()
    assert after < before / 3


def test_without_drift_nothing_changes(photo: np.ndarray, mask: Mask) -> None:
    other = photo.copy()
    other[mask.to_bool()] = 33
    matched = match_colours(photo, other, mask)
    assert np.abs(matched.astype(int) - other).max() <= 1


def test_what_is_new_inside_the_mask_does_not_count(photo: np.ndarray, mask: Mask) -> None:
    """A black floor where a white one was asked for is no drift."""
    other = photo.copy()
    other[mask.shrink(4).to_bool()] = 0
    gain = colour_gain(photo, other, mask)
    assert gain is not None
    assert np.abs(gain - 1).max() < 0.05


def test_no_gain_beyond_two(photo: np.ndarray, mask: Mask) -> None:
    gain = colour_gain(photo, darkened(photo, (0.1, 0.1, 0.1)), mask)
    assert gain is not None
    assert gain.max() <= 2.0 + 1e-9


@pytest.mark.parametrize("nothing", [Mask.full(SIZE_WH), Mask.empty(SIZE_WH)])
def test_a_mask_that_leaves_nothing_to_compare_changes_nothing(photo: np.ndarray, nothing: Mask) -> None:
    drifted = darkened(photo, (0.5, 0.5, 0.5))
    assert np.array_equal(match_colours(photo, drifted, nothing), drifted)


def test_black_pictures_give_no_gain(mask: Mask) -> None:
    black = np.zeros((SIZE_WH[1], SIZE_WH[0], 3), np.uint8)
    assert colour_gain(black, black, mask) is None

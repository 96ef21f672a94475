"""A generated picture that moved against its photo."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from maskkit.compositing.shift import Shift, estimate_shift
from maskkit.images.transform import Scale, Transform
from maskkit.masks.mask import Mask

SIZE_WH = (400, 300)


@pytest.fixture
def photo() -> np.ndarray:
    blocks = np.random.default_rng(3).integers(0, 256, (30, 40, 3), np.uint8)
    return cv2.resize(blocks, SIZE_WH, interpolation=cv2.INTER_NEAREST)


@pytest.fixture
def mask() -> Mask:
    return Mask.from_polygon([(100, 150), (300, 150), (300, 300), (100, 300)], size_wh=SIZE_WH)


@pytest.mark.parametrize(("dx", "dy"), [(3, 0), (0, -2), (5, 4), (-7, 2)])
def test_a_shift_by_whole_pixels_is_found(photo: np.ndarray, mask: Mask, dx: int, dy: int) -> None:
    shift = estimate_shift(photo, np.roll(photo, (dy, dx), axis=(0, 1)), mask)
    assert shift.dx_px == pytest.approx(dx, abs=0.3)
    assert shift.dy_px == pytest.approx(dy, abs=0.3)
    assert shift.is_notable


def test_no_shift_is_not_notable(photo: np.ndarray, mask: Mask) -> None:
    other = photo.copy()
    other[mask.to_bool()] = 120
    shift = estimate_shift(photo, other, mask)
    assert abs(shift.dx_px) < 0.3
    assert abs(shift.dy_px) < 0.3
    assert not shift.is_notable


def test_a_new_room_inside_the_mask_does_not_count(photo: np.ndarray, mask: Mask) -> None:
    other = photo.copy()
    other[mask.to_bool()] = np.roll(photo, 9, axis=1)[mask.to_bool()]
    assert not estimate_shift(photo, other, mask).is_notable


def test_another_picture_is_not_sure(photo: np.ndarray, mask: Mask) -> None:
    unrelated = np.random.default_rng(9).integers(0, 256, photo.shape, np.uint8)
    assert not estimate_shift(photo, unrelated, mask).is_notable


def test_a_shift_is_told_in_pixels_of_the_photo(photo: np.ndarray, mask: Mask) -> None:
    moved = np.roll(photo, 8, axis=1)
    transform = Transform(SIZE_WH, (Scale((200, 150)),))
    shift = estimate_shift(photo, transform.apply_photo(moved), mask, transform=transform)
    assert shift.dx_px == pytest.approx(8, abs=0.7)


def test_a_large_photo_is_measured_at_a_smaller_size(photo: np.ndarray) -> None:
    large = cv2.resize(photo, (2400, 1800), interpolation=cv2.INTER_NEAREST)
    mask = Mask.from_polygon([(0, 1500), (2400, 1500), (2400, 1800), (0, 1800)], size_wh=(2400, 1800))
    assert estimate_shift(large, np.roll(large, 12, axis=1), mask).dx_px == pytest.approx(12, abs=1.0)


def test_a_mask_of_everything_tells_nothing(photo: np.ndarray) -> None:
    assert estimate_shift(photo, photo, Mask.full(SIZE_WH)) == Shift()


def test_flat_pictures_tell_nothing(mask: Mask) -> None:
    flat = np.full((SIZE_WH[1], SIZE_WH[0], 3), 90, np.uint8)
    assert estimate_shift(flat, flat, mask) == Shift()


def test_without_a_mask_the_whole_picture_counts(photo: np.ndarray) -> None:
    shift = estimate_shift(photo, np.roll(photo, 4, axis=1), Mask.empty(SIZE_WH))
    assert shift.dx_px == pytest.approx(4, abs=0.3)

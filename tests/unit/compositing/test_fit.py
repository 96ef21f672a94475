"""Sizes that belong together, and the words for those that do not."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.compositing.fit import generated_at_full_size, pixels_of, require_size
from maskkit.errors import SizeMismatch
from maskkit.images.photo import Photo
from maskkit.images.transform import Crop, Pad, Transform


def test_equal_sizes_pass() -> None:
    assert require_size((40, 30), (40, 30), "mask") is None  # type: ignore[func-returns-value]


def test_turned_sizes_are_said_to_match_when_turned() -> None:
    with pytest.raises(SizeMismatch, match=r"mask is 30x40, the photo 40x30: they match when one is turned"):
        require_size((30, 40), (40, 30), "mask")


def test_other_sizes_are_said_not_to_match_either_way() -> None:
    with pytest.raises(SizeMismatch, match="do not match when turned either"):
        require_size((31, 40), (40, 30), "mask")


def test_photo_and_array_are_taken_alike() -> None:
    pixels = np.zeros((3, 4, 3), np.uint8)
    assert np.array_equal(pixels_of(Photo(pixels)), pixels_of(pixels))


def test_padding_is_cut_off_and_a_crop_filled_from_the_photo() -> None:
    photo = np.full((10, 10, 3), 5, np.uint8)
    transform = Transform((10, 10), (Crop((0, 0, 10, 6)), Pad(bottom=2)))
    full = generated_at_full_size(photo, np.full((8, 10, 3), 200, np.uint8), transform)
    assert (full[:6] == 200).all()
    assert (full[6:] == 5).all()


def test_a_picture_of_another_size_but_the_same_proportions_is_scaled() -> None:
    photo = np.zeros((96, 128, 3), np.uint8)
    generated = np.zeros((48, 64, 3), np.uint8)
    generated[:, 32:] = 200
    full = generated_at_full_size(photo, generated, Transform.identity((128, 96)))
    assert full.shape == photo.shape
    assert (full[:, 70:] == 200).all()
    assert (full[:, :58] == 0).all()


def test_rounding_to_a_services_multiples_is_scaled_too() -> None:
    """1536x1024 that comes back as 1024x688 has been rounded to a multiple of 16."""
    photo = np.zeros((1024, 1536, 3), np.uint8)
    full = generated_at_full_size(photo, np.full((688, 1024, 3), 7, np.uint8), Transform.identity((1536, 1024)))
    assert full.shape == photo.shape


@pytest.mark.parametrize("came_wh", [(512, 512), (384, 512), (512, 400)])
def test_other_proportions_are_refused_with_both_sizes(came_wh: tuple[int, int]) -> None:
    photo = np.zeros((384, 512, 3), np.uint8)
    generated = np.zeros((came_wh[1], came_wh[0], 3), np.uint8)
    with pytest.raises(SizeMismatch, match=f"{came_wh[0]}x{came_wh[1]}, what was sent was 512x384: the proportions"):
        generated_at_full_size(photo, generated, Transform.identity((512, 384)))

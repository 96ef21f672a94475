"""The photo value."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.images.photo import Photo


def test_pixels_cannot_be_written_to() -> None:
    photo = Photo(np.zeros((3, 4, 3), np.uint8))
    with pytest.raises(ValueError, match="read-only"):
        photo.pixels[0, 0] = 1


@pytest.mark.parametrize(
    "array", [np.zeros((3, 4), np.uint8), np.zeros((3, 4, 4), np.uint8), np.zeros((3, 4, 3), np.float32)]
)
def test_other_arrays_are_refused(array: np.ndarray) -> None:
    with pytest.raises(ValueError, match="H, W, 3"):
        Photo(array)


def test_the_hash_is_of_pixels_and_size() -> None:
    one, same = (Photo(np.zeros((3, 4, 3), np.uint8)) for _ in range(2))
    assert one.pixels_sha256 == same.pixels_sha256
    assert one.pixels_sha256 != Photo(np.zeros((4, 3, 3), np.uint8)).pixels_sha256
    assert Photo(np.zeros((3, 8, 3), np.uint8)[:, ::2]).pixels_sha256 == one.pixels_sha256

"""The eight orientations."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageOps

from maskkit.images.orient import INVERSE, ORIENTATIONS, orient_array, orient_points, oriented_size

PIXELS = np.arange(5 * 7 * 3, dtype=np.uint8).reshape(5, 7, 3)


def by_pillow(pixels: np.ndarray, orientation: int) -> np.ndarray:
    image = Image.fromarray(pixels)
    image.getexif()[0x0112] = orientation
    return np.asarray(ImageOps.exif_transpose(image))


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_arrays_turn_as_another_library_turns_them(orientation: int) -> None:
    assert np.array_equal(orient_array(PIXELS, orientation), by_pillow(PIXELS, orientation))


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_the_inverse_undoes_it(orientation: int) -> None:
    there = orient_array(PIXELS, orientation)
    assert np.array_equal(orient_array(there, INVERSE[orientation]), PIXELS)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_points_go_where_their_pixels_go(orientation: int) -> None:
    marked = np.zeros((5, 7), np.uint8)
    marked[1, 4] = 255
    ((row, column),) = np.argwhere(orient_array(marked, orientation))
    (point,) = orient_points(np.array([[4.5, 1.5]]), (7, 5), orientation)
    assert point.tolist() == [column + 0.5, row + 0.5]


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_sizes_agree_with_arrays(orientation: int) -> None:
    turned = orient_array(PIXELS, orientation)
    assert oriented_size((7, 5), orientation) == (turned.shape[1], turned.shape[0])


def test_one_pixel_and_one_row_keep_their_shape() -> None:
    for shape in ((1, 1, 3), (1, 4, 3), (4, 1, 3), (1, 1), (4, 1)):
        for orientation in ORIENTATIONS:
            expected = shape[1::-1] if orientation >= 5 else shape[:2]
            assert orient_array(np.zeros(shape, np.uint8), orientation).shape == (*expected, *shape[2:])

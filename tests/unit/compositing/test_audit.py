"""Counting what changed."""

from __future__ import annotations

import json

import numpy as np
import pytest

from maskkit.compositing.audit import audit, draw_heat_map
from maskkit.compositing.blend import composite
from maskkit.errors import SizeMismatch
from maskkit.masks.mask import Mask

SIZE_WH = (60, 400)
"""Higher than a band, so that the bands are added up."""


@pytest.fixture
def photo() -> np.ndarray:
    return np.random.default_rng(1).integers(20, 200, (SIZE_WH[1], SIZE_WH[0], 3), np.uint8)


@pytest.fixture
def mask() -> Mask:
    return Mask.from_polygon([(0, 200), (60, 200), (60, 400), (0, 400)], size_wh=SIZE_WH)


def test_a_composite_is_clean(photo: np.ndarray, mask: Mask) -> None:
    found = audit(photo, composite(photo, 255 - photo, mask), mask)
    assert found.is_clean
    assert found.pixels_changed_outside == found.largest_difference_outside == found.largest_difference == 0
    assert found.pixels_outside == found.pixels_inside == 60 * 200
    assert found.changed_inside_share > 0.9
    assert found.mean_change_inside > 20


def test_a_single_level_in_a_single_channel_is_found(photo: np.ndarray, mask: Mask) -> None:
    result = photo.copy()
    result[7, 9, 2] += 1
    found = audit(photo, result, mask)
    assert (found.pixels_changed_outside, found.largest_difference_outside, found.is_clean) == (1, 1, False)


def test_a_difference_does_not_wrap_around(mask: Mask) -> None:
    black, white = np.zeros((400, 60, 3), np.uint8), np.full((400, 60, 3), 255, np.uint8)
    assert audit(black, white, mask).largest_difference_outside == 255
    assert audit(white, black, mask).largest_difference_outside == 255


def test_a_pixel_counts_once_however_many_channels_changed(photo: np.ndarray, mask: Mask) -> None:
    result = photo.copy()
    result[3, 3] = photo[3, 3] + np.array([1, 5, 3], np.uint8)
    found = audit(photo, result, mask)
    assert (found.pixels_changed_outside, found.largest_difference_outside) == (1, 5)


def test_the_faintest_grey_of_a_soft_mask_is_inside(photo: np.ndarray) -> None:
    values = np.zeros((400, 60), np.uint8)
    values[0, 0] = 1
    result = photo.copy()
    result[0, 0] += 9
    found = audit(photo, result, Mask(values))
    assert found.is_clean
    assert (found.pixels_inside, found.changed_inside_share, found.mean_change_inside) == (1, 1.0, 9.0)


def test_nothing_inside_and_nothing_outside_divide_by_nothing(photo: np.ndarray) -> None:
    assert audit(photo, photo, Mask.empty(SIZE_WH)).changed_inside_share == 0.0
    assert audit(photo, photo, Mask.full(SIZE_WH)).changed_outside_share == 0.0


def test_the_share_outside(photo: np.ndarray, mask: Mask) -> None:
    result = photo.copy()
    result[:100] += 3
    assert audit(photo, result, mask).changed_outside_share == 0.5


def test_json_holds_every_figure(photo: np.ndarray, mask: Mask) -> None:
    document = json.loads(audit(photo, photo, mask).to_json())
    assert document["pixels_changed_outside"] == 0
    assert document["is_clean"] is True
    assert set(document) >= {"pixels_outside", "largest_difference_outside", "mean_change_inside", "pixels_inside"}


def test_sizes_are_compared_first(photo: np.ndarray, mask: Mask) -> None:
    with pytest.raises(SizeMismatch, match="result"):
        audit(photo, photo[:399], mask)
    with pytest.raises(SizeMismatch, match="mask"):
        audit(photo, photo, Mask.full((400, 60)))


def test_the_heat_map_paints_a_leak_red_and_a_change_inside_blue(photo: np.ndarray, mask: Mask) -> None:
    result = photo.copy()
    result[50, 30] += 1
    result[300, 30] = np.where(photo[300, 30] > 127, 0, 255)
    drawn = draw_heat_map(photo, result, mask)
    assert drawn.shape == photo.shape
    assert drawn[50, 30].tolist() == [220, 0, 0]
    assert drawn[300, 30].tolist() == [0, 90, 200]
    assert len(set(drawn[100, 30].tolist())) == 1

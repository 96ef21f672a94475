"""Chains of steps."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from maskkit.errors import BadTransform
from maskkit.images.transform import Crop, Orient, Pad, Scale, Transform

PIXELS = np.random.default_rng(0).integers(0, 256, (30, 40, 3), np.uint8)


def test_identity_gives_the_same_back() -> None:
    identity = Transform.identity((40, 30))
    assert identity.size_out_wh == (40, 30)
    assert identity.apply_photo(PIXELS) is PIXELS
    assert identity.invert_photo(PIXELS, fill=PIXELS) is PIXELS


def test_sizes_are_followed_through_every_step() -> None:
    transform = Transform((40, 30), (Orient(6), Crop((0, 5, 30, 35)), Scale((15, 15)), Pad(right=1)))
    assert transform.sizes_wh == ((40, 30), (30, 40), (30, 30), (15, 15), (16, 15))
    assert transform.apply_photo(PIXELS).shape == (15, 16, 3)


def test_a_picture_of_another_size_is_refused_with_both_sizes() -> None:
    transform = Transform((40, 30), (Scale((20, 15)),))
    with pytest.raises(BadTransform, match=r"40x30.*30x40"):
        transform.apply_photo(np.zeros((40, 30, 3), np.uint8))
    with pytest.raises(BadTransform, match=r"20x15.*40x30"):
        transform.invert_mask(np.zeros((30, 40), np.uint8))
    with pytest.raises(BadTransform):
        transform.invert_photo(np.zeros((15, 20, 3), np.uint8), fill=np.zeros((15, 20, 3), np.uint8))


def test_fill_is_taken_where_a_crop_cut_and_nowhere_else() -> None:
    transform = Transform((40, 30), (Crop((10, 0, 30, 30)), Scale((10, 15))))
    back = transform.invert_photo(np.full((15, 10, 3), 7, np.uint8), fill=PIXELS)
    assert (back[:, 10:30] == 7).all()
    assert np.array_equal(back[:, :10], PIXELS[:, :10])
    assert np.array_equal(back[:, 30:], PIXELS[:, 30:])


def test_a_pixel_that_a_crop_cut_through_is_filled() -> None:
    """Scaled by 3, then cropped by 1: the first pixel is shown in part only."""
    transform = Transform((40, 30), (Scale((120, 90)), Crop((1, 0, 119, 90))))
    assert transform.covered_box == (1, 0, 39, 30)


def test_the_covered_box_is_all_where_nothing_was_cut() -> None:
    transform = Transform((40, 30), (Orient(5), Scale((77, 91)), Pad(1, 2, 3, 4)))
    assert transform.covered_box == (0, 0, 40, 30)


def test_a_smooth_photo_survives_a_round_trip_nearly_unchanged() -> None:
    smooth = cv2.resize(PIXELS[:6, :8], (160, 120), interpolation=cv2.INTER_CUBIC)
    transform = Transform((160, 120), (Scale((120, 90)), Pad(right=8)))
    back = transform.invert_photo(transform.apply_photo(smooth))
    assert np.abs(back.astype(int) - smooth).mean() < 1.5


def test_composition_is_one_after_the_other() -> None:
    first = Transform((40, 30), (Orient(6),))
    second = Transform((30, 40), (Crop((0, 0, 30, 30)), Pad(top=2)))
    both = first.then(second)
    assert np.array_equal(both.apply_photo(PIXELS), second.apply_photo(first.apply_photo(PIXELS)))
    points = np.array([[3.0, 4.0]])
    assert np.array_equal(both.apply_points(points), second.apply_points(first.apply_points(points)))


def test_transforms_that_do_not_join_are_refused() -> None:
    with pytest.raises(BadTransform, match=r"40x30.*30x40"):
        Transform.identity((40, 30)).then(Transform.identity((30, 40)))


@pytest.mark.parametrize("size_wh", [(0, 5), (5, 0), (-1, 5), (70_000, 5), (60_000, 60_000)])
def test_sizes_that_no_picture_has_are_refused(size_wh: tuple[int, int]) -> None:
    with pytest.raises(BadTransform):
        Transform(size_wh)
    with pytest.raises(BadTransform):
        Transform((10, 10), (Scale(size_wh),))


def test_points_may_be_a_list_and_may_be_none() -> None:
    transform = Transform((40, 30), (Pad(left=5),))
    assert transform.apply_points([(1, 2)]).tolist() == [[6.0, 2.0]]  # type: ignore[arg-type]
    assert transform.apply_points(np.zeros((0, 2))).shape == (0, 2)


def test_a_points_pixel_is_the_pixel_that_moved() -> None:
    marked = np.zeros((30, 40), np.uint8)
    marked[12:14, 20:22] = 255
    transform = Transform((40, 30), (Orient(8), Crop((2, 4, 28, 36)), Scale((13, 16)), Pad(3, 1, 0, 0)))
    ((row, column),) = np.argwhere(transform.apply_mask(marked))
    (point,) = transform.apply_points(np.array([[21.0, 13.0]]))
    assert (int(point[0]), int(point[1])) == (column, row)

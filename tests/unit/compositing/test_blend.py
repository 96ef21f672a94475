"""The keep guarantee and what happens at the border."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from maskkit.compositing.blend import composite
from maskkit.errors import SizeMismatch
from maskkit.images.normalize import normalize
from maskkit.images.photo import Origin, Photo
from maskkit.images.transform import Crop, Scale, Transform
from maskkit.masks.mask import Mask

SIZE_WH = (120, 90)


def noise(seed: int, size_wh: tuple[int, int] = SIZE_WH) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (size_wh[1], size_wh[0], 3), np.uint8)


@pytest.fixture
def photo() -> Photo:
    return Photo(noise(1), Origin(path=Path("room.jpg"), changes=("turned",)))


@pytest.fixture
def floor() -> Mask:
    return Mask.from_polygon([(0, 50), (120, 40), (120, 90), (0, 90)], size_wh=SIZE_WH)


def test_every_pixel_outside_is_the_photos(photo: Photo, floor: Mask) -> None:
    result = composite(photo, noise(2), floor)
    outside = floor.values == 0
    assert np.array_equal(result.pixels[outside], photo.pixels[outside])


@pytest.mark.parametrize("feather_px", [0.0, 0.5, 3.0, 25.0, 500.0])
def test_a_feather_of_any_width_leaves_the_outside_alone(photo: Photo, floor: Mask, feather_px: float) -> None:
    result = composite(photo, noise(2), floor, feather_px=feather_px)
    outside = floor.values == 0
    assert np.array_equal(result.pixels[outside], photo.pixels[outside])


def test_without_feather_the_inside_is_the_generated_picture(photo: Photo, floor: Mask) -> None:
    generated = noise(2)
    result = composite(photo, generated, floor, feather_px=0)
    assert np.array_equal(result.pixels[floor.to_bool()], generated[floor.to_bool()])


def test_the_default_feather_is_gone_a_few_pixels_inside(photo: Photo, floor: Mask) -> None:
    generated = noise(2)
    inner = floor.shrink(3).to_bool()
    assert inner.any()
    assert np.array_equal(composite(photo, generated, floor).pixels[inner], generated[inner])


def test_a_feather_mixes_at_the_border() -> None:
    dark, bright = np.zeros((20, 20, 3), np.uint8), np.full((20, 20, 3), 255, np.uint8)
    mask = Mask.from_polygon([(0, 10), (20, 10), (20, 20), (0, 20)], size_wh=(20, 20))
    column = composite(dark, bright, mask, feather_px=4).pixels[:, 10, 0].astype(int)
    assert (np.diff(column) >= 0).all()
    assert 0 < column[10] < column[12] <= 255


@pytest.mark.parametrize("feather_px", [1.0, 7.5, 40.0, 300.0])
def test_the_feather_is_the_masks_own_however_high_the_picture(feather_px: float) -> None:
    """The border is worked on in bands; none of them may show."""
    size_wh = (50, 1300)
    photo, generated = np.zeros((1300, 50, 3), np.uint8), np.full((1300, 50, 3), 255, np.uint8)
    mask = Mask.from_polygon([(0, 250), (50, 270), (50, 1290), (20, 1200), (0, 1290)], size_wh=size_wh)
    banded = composite(photo, generated, mask, feather_px=feather_px)
    whole = composite(photo, generated, mask.feather(feather_px), feather_px=0)
    assert np.array_equal(banded.pixels, whole.pixels)


def test_the_frame_of_the_picture_is_no_border(photo: Photo) -> None:
    """A mask that reaches the frame is not feathered there."""
    generated = noise(2)
    result = composite(photo, generated, Mask.full(SIZE_WH), feather_px=10)
    assert np.array_equal(result.pixels, generated)


def test_a_mask_at_the_frame_is_feathered_at_its_other_sides_only() -> None:
    dark, bright = np.zeros((30, 30, 3), np.uint8), np.full((30, 30, 3), 255, np.uint8)
    mask = Mask.from_polygon([(0, 0), (15, 0), (15, 30), (0, 30)], size_wh=(30, 30))
    row = composite(dark, bright, mask, feather_px=5).pixels[0, :, 0]
    assert row[0] == 255
    assert 0 < row[14] < 255
    assert row[15] == 0


def test_half_of_white_over_black_is_half_the_light() -> None:
    """Linear light: half the light of white is sRGB 188, not 128."""
    black, white = np.zeros((1, 1, 3), np.uint8), np.full((1, 1, 3), 255, np.uint8)
    result = composite(black, white, Mask(np.array([[128]], np.uint8)))
    assert result.pixels[0, 0, 0] == 188


def test_equal_pictures_stay_equal_under_a_soft_mask(photo: Photo) -> None:
    ramp = Mask(np.tile(np.linspace(0, 255, 120).astype(np.uint8), (90, 1)))
    assert np.array_equal(composite(photo, photo, ramp).pixels, photo.pixels)


def test_a_soft_mask_is_taken_as_it_is(photo: Photo) -> None:
    generated = noise(2)
    soft = Mask(np.tile(np.repeat([0, 100, 255], 40).astype(np.uint8), (90, 1)))
    result = composite(photo, generated, soft).pixels
    assert np.array_equal(result[:, :40], photo.pixels[:, :40])
    assert np.array_equal(result[:, 80:], generated[:, 80:])
    assert not np.array_equal(result[:, 40:80], generated[:, 40:80])


def test_an_empty_mask_gives_the_photo(photo: Photo) -> None:
    assert np.array_equal(composite(photo, noise(2), Mask.empty(SIZE_WH)).pixels, photo.pixels)


def test_nothing_that_was_given_is_written_to(floor: Mask) -> None:
    photo, generated = noise(1), noise(2)
    result = composite(photo, generated, floor)
    assert np.array_equal(photo, noise(1))
    assert np.array_equal(generated, noise(2))
    assert not np.shares_memory(result.pixels, photo)


def test_the_origin_goes_along_and_tells_what_was_done(photo: Photo, floor: Mask) -> None:
    origin = composite(photo, noise(2), floor).origin
    assert origin.path == Path("room.jpg")
    assert len(origin.changes) == 2


def test_a_scaled_picture_comes_back_at_full_size(photo: Photo, floor: Mask) -> None:
    small = normalize(photo, long_edge_px=56)
    generated = np.full((*small.transform.size_out_wh[::-1], 3), 77, np.uint8)
    result = composite(photo, generated, floor, transform=small.transform, feather_px=0)
    assert result.size_wh == photo.size_wh
    assert (result.pixels[floor.to_bool()] == 77).all()
    assert np.array_equal(result.pixels[floor.values == 0], photo.pixels[floor.values == 0])


def test_where_a_crop_cut_the_photo_the_photo_stays(photo: Photo) -> None:
    transform = Transform(SIZE_WH, (Crop((30, 0, 90, 90)), Scale((40, 60))))
    result = composite(photo, np.full((60, 40, 3), 9, np.uint8), Mask.full(SIZE_WH), transform=transform)
    assert (result.pixels[:, 30:90] == 9).all()
    assert np.array_equal(result.pixels[:, :30], photo.pixels[:, :30])
    assert np.array_equal(result.pixels[:, 90:], photo.pixels[:, 90:])


def test_a_turned_mask_is_named_as_such(photo: Photo) -> None:
    with pytest.raises(SizeMismatch, match=r"90 x 120.*120 x 90.*turned"):
        composite(photo, noise(2), Mask.full((90, 120)))


def test_a_generated_picture_of_another_size_needs_its_transform(photo: Photo, floor: Mask) -> None:
    with pytest.raises(SizeMismatch, match=r"60x45.*120x90.*transform"):
        composite(photo, noise(2, (60, 45)), floor)


def test_a_generated_picture_that_is_not_the_transforms_is_refused(photo: Photo, floor: Mask) -> None:
    small = normalize(photo, long_edge_px=56)
    with pytest.raises(SizeMismatch, match="60x45"):
        composite(photo, noise(2, (60, 45)), floor, transform=small.transform)


def test_a_transform_of_another_photo_is_refused(photo: Photo, floor: Mask) -> None:
    with pytest.raises(SizeMismatch, match=r"90x120.*120x90.*turned"):
        composite(photo, noise(2), floor, transform=Transform.identity((90, 120)))


def test_a_negative_feather_is_refused(photo: Photo, floor: Mask) -> None:
    with pytest.raises(ValueError, match="negative"):
        composite(photo, noise(2), floor, feather_px=-1)


def test_a_grey_array_is_no_picture(floor: Mask) -> None:
    with pytest.raises(ValueError, match="H, W, 3"):
        composite(noise(1)[..., 0], noise(2), floor)


def test_matching_seams_keeps_the_guarantee(photo: Photo, floor: Mask) -> None:
    darker = (photo.pixels * 0.8).astype(np.uint8)
    result = composite(photo, darker, floor, match_seams=True)
    outside = floor.values == 0
    assert np.array_equal(result.pixels[outside], photo.pixels[outside])

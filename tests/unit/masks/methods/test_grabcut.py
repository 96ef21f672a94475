"""Things told apart by their colours, from boxes, points and rough masks."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import EmptyMask, InvalidRequest, SizeMismatch
from maskkit.images.photo import Photo
from maskkit.masks.mask import Mask
from maskkit.masks.methods.grabcut import grabcut, grabcut_band
from maskkit.masks.refine import border_band


def scene(width: int = 240, height: int = 180) -> tuple[Photo, np.ndarray, np.ndarray]:
    """A grey wall with a red and a blue cushion, with grain; and where the two are."""
    y, x = np.mgrid[:height, :width]
    red = np.hypot(x - width * 0.3, y - height * 0.5) < height * 0.2
    blue = np.hypot(x - width * 0.75, y - height * 0.5) < height * 0.18
    pixels = np.full((height, width, 3), 170.0)
    pixels[red], pixels[blue] = (190, 40, 30), (30, 50, 170)
    pixels += np.random.default_rng(0).normal(0, 6, (height, width, 1))
    return Photo(np.clip(pixels, 0, 255).astype(np.uint8)), red, blue


def iou(mask: Mask, truth: np.ndarray) -> float:
    marked = mask.to_bool()
    return np.count_nonzero(marked & truth) / np.count_nonzero(marked | truth)


class TestBox:
    """Only what is in the box, and of it only the thing."""

    def test_the_thing_in_the_box_is_found(self) -> None:
        photo, red, _ = scene()
        found = grabcut(photo, box=(25, 45, 120, 135))
        assert found.is_hard
        assert found.size_wh == photo.size_wh
        assert iou(found, red) > 0.97

    def test_nothing_outside_the_box_is_marked(self) -> None:
        photo, _, _ = scene()
        assert not grabcut(photo, box=(60, 60, 120, 120)).values[:, :60].any()

    def test_equal_calls_give_equal_masks(self) -> None:
        photo, _, _ = scene()
        first = grabcut(photo, box=(25, 45, 120, 135))
        np.random.default_rng(1).random(5)
        assert grabcut(photo, box=(25, 45, 120, 135)) == first

    def test_a_large_photo_is_answered_at_its_own_size(self) -> None:
        photo, red, _ = scene(1800, 1350)
        found = grabcut(photo, box=(200, 350, 880, 1000))
        assert found.size_wh == (1800, 1350)
        assert iou(found, red) > 0.98

    def test_a_box_at_the_corner_is_cut_to_the_photo(self) -> None:
        photo, red, _ = scene()
        assert iou(grabcut(photo, box=(-50, -50, 130, 500)), red) > 0.95

    def test_a_thing_of_nearly_the_same_colour_leaves_something(self) -> None:
        pixels = np.full((120, 160, 3), 128, np.uint8)
        pixels[40:80, 50:110] += 3
        noise = np.random.default_rng(4).integers(0, 3, pixels.shape).astype(np.uint8)
        assert grabcut(Photo(pixels + noise), box=(45, 35, 115, 85)).coverage > 0.02


class TestPoints:
    """What the points lie on."""

    def test_a_point_finds_its_thing_and_no_other(self) -> None:
        photo, red, blue = scene()
        assert iou(grabcut(photo, points=[(72, 90)]), red) > 0.95
        assert iou(grabcut(photo, points=[(180, 90)]), blue) > 0.95

    def test_two_points_find_two_things(self) -> None:
        photo, red, blue = scene()
        assert iou(grabcut(photo, points=[(72, 90), (180, 90)]), red | blue) > 0.9

    def test_a_negative_point_is_kept(self) -> None:
        photo, red, _ = scene()
        found = grabcut(photo, box=(10, 30, 235, 150), negative_points=[(180, 90)])
        assert iou(found, red) > 0.95

    def test_a_point_in_a_box_picks_one_of_two(self) -> None:
        photo, red, _ = scene()
        assert iou(grabcut(photo, box=(10, 30, 235, 150), points=[(72, 90)]), red) > 0.95


class TestRefusals:
    """Prompts that cannot be meant."""

    @pytest.mark.parametrize(
        ("prompt", "what"),
        [
            ({}, "neither a box nor a point"),
            ({"negative_points": [(5, 5)]}, "neither a box nor a point"),
            ({"points": [(240, 5)]}, "240,5 lies outside the photo of 240 x 180"),
            ({"points": [(5, 5)], "negative_points": [(5, -1)]}, "5,-1 lies outside"),
            ({"box": (300, 0, 400, 50)}, "300,0,400,50 holds nothing"),
            ({"box": (50, 50, 50, 90)}, "holds nothing"),
            ({"box": (90, 90, 50, 50)}, "holds nothing"),
        ],
    )
    def test_refused(self, prompt: dict, what: str) -> None:
        with pytest.raises(InvalidRequest, match=what):
            grabcut(scene()[0], **prompt)

    def test_a_thing_that_is_all_denied(self) -> None:
        photo = Photo(np.full((40, 40, 3), 90, np.uint8))
        with pytest.raises(EmptyMask, match="told apart"):
            grabcut(photo, box=(18, 18, 20, 20), negative_points=[(19, 19), (18, 18), (19.5, 18.5), (18.5, 19.5)])


class TestBand:
    """A rough mask whose border alone is decided anew."""

    def test_a_rough_border_finds_the_thing(self) -> None:
        photo, red, _ = scene()
        rough = Mask.from_bool(red).grow(5)
        better = grabcut_band(photo, rough, width=8)
        assert iou(better, red) > 0.96 > iou(rough, red)

    def test_everything_outside_the_band_is_frozen(self) -> None:
        photo, red, blue = scene()
        rough = Mask.from_bool(red | blue).grow(4)
        better = grabcut_band(photo, rough, width=6)
        far = ~border_band(rough.values, 6)
        assert np.array_equal(better.values[far], rough.values[far])

    @pytest.mark.parametrize("make", [Mask.empty, Mask.full])
    def test_without_a_border_nothing_happens(self, make: object) -> None:
        photo, _, _ = scene()
        assert grabcut_band(photo, make(photo.size_wh)) == make(photo.size_wh)

    def test_another_size_is_refused(self) -> None:
        with pytest.raises(SizeMismatch):
            grabcut_band(scene()[0], Mask.empty((10, 10)))

"""Growing, shrinking, feathering and cleaning, against definitions worked out the slow way."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import ndimage

from maskkit.masks import morphology


def blobs(seed: int, shape: tuple[int, int] = (23, 31), share: float = 0.2) -> np.ndarray:
    return ((np.random.default_rng(seed).random(shape) < share) * 255).astype(np.uint8)


def greys(seed: int, shape: tuple[int, int] = (19, 24)) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.where(rng.random(shape) < 0.5, 0, rng.integers(0, 256, shape)).astype(np.uint8)


def grown_by_hand(values: np.ndarray, radius: float) -> np.ndarray:
    """The maximum over every pixel of the disk, one after another."""
    height, width = values.shape
    result = np.zeros_like(values)
    reach = math.floor(radius)
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            if dx * dx + dy * dy <= radius * radius:
                moved = np.zeros((height + 2 * reach, width + 2 * reach), np.uint8)
                moved[reach + dy : reach + dy + height, reach + dx : reach + dx + width] = values
                result = np.maximum(result, moved[reach : reach + height, reach : reach + width])
    return result


class TestGrow:
    """Exactly a Euclidean disk, hard or soft."""

    @pytest.mark.parametrize("radius", [1, 1.4, math.sqrt(2), 2, math.sqrt(5), 3.7, 5, 40])
    def test_hard(self, radius: float) -> None:
        values = blobs(1, share=0.03)
        assert np.array_equal(morphology.grow(values, radius), grown_by_hand(values, radius))

    @pytest.mark.parametrize("radius", [1, math.sqrt(2), 2.5, 5, 30])
    def test_soft(self, radius: float) -> None:
        values = greys(2)
        assert np.array_equal(morphology.grow(values, radius), grown_by_hand(values, radius))

    @pytest.mark.parametrize("radius", [99.5, 100, 100.5, 117.3])
    def test_wide_and_narrow_radii_go_different_ways_to_the_same_mask(self, radius: float) -> None:
        values = np.zeros((260, 300), np.uint8)
        values[[3, 120, 259, 100], [7, 290, 150, 20]] = 255
        y, x = np.mgrid[:260, :300]
        near = [np.hypot(y - at, x - along) <= radius for at, along in zip(*values.nonzero(), strict=True)]
        assert np.array_equal(morphology.grow(values, radius) == 255, np.any(near, axis=0))

    @pytest.mark.parametrize("values", [blobs(12), greys(13)])
    def test_a_radius_beyond_everything_is_answered_at_once(self, values: np.ndarray) -> None:
        assert np.all(morphology.grow(values, 1e9) == values.max())

    @pytest.mark.parametrize("values", [np.zeros((4, 5), np.uint8), np.full((4, 5), 255, np.uint8)])
    def test_empty_and_full_stay(self, values: np.ndarray) -> None:
        assert np.array_equal(morphology.grow(values, 3), values)

    def test_less_than_a_pixel_changes_nothing(self) -> None:
        values = blobs(3)
        assert np.array_equal(morphology.grow(values, 0.9), values)

    def test_the_given_array_is_left_alone(self) -> None:
        for values in (blobs(4), greys(4)):
            before = values.copy()
            morphology.grow(values, 2)
            assert np.array_equal(values, before)


class TestShrink:
    """Growing of the kept side; the frame does not eat."""

    def test_is_the_dual_of_growing(self) -> None:
        values = blobs(5, share=0.9)
        assert np.array_equal(morphology.shrink(values, 2), 255 - grown_by_hand(255 - values, 2))

    def test_only_what_lies_around_the_mask_matters(self) -> None:
        values = np.zeros((40, 50), np.uint8)
        values[10:25, 8:30] = greys(14, (15, 22))
        for radius in (1, 3.3, 9):
            assert np.array_equal(morphology.shrink(values, radius), 255 - grown_by_hand(255 - values, radius))

    @pytest.mark.parametrize("values", [np.zeros((4, 5), np.uint8), np.full((4, 5), 255, np.uint8)])
    def test_empty_and_full_stay(self, values: np.ndarray) -> None:
        assert np.array_equal(morphology.shrink(values, 3), values)

    def test_the_frame_does_not_eat_into_the_mask(self) -> None:
        values = np.zeros((10, 10), np.uint8)
        values[:, :5] = 255
        assert np.array_equal(morphology.shrink(values, 2)[:, :3], values[:, :3])
        assert not morphology.shrink(values, 2)[:, 3:].any()

    def test_growing_back_never_exceeds_the_start(self) -> None:
        values = blobs(6, share=0.8)
        assert np.all(morphology.grow(morphology.shrink(values, 1.5), 1.5) <= values)


class TestFeather:
    """Inwards only."""

    def ramp(self, width_px: float) -> np.ndarray:
        values = np.zeros((5, 30), np.uint8)
        values[:, 10:] = 255
        return morphology.feather(values, width_px)

    def test_zeros_stay_zeros(self) -> None:
        assert not self.ramp(8)[:, :10].any()

    def test_the_ramp_is_straight_and_as_wide_as_asked(self) -> None:
        row = self.ramp(8)[2].astype(int)
        assert row[10:18].tolist() == [round(255 * (k + 0.5) / 8) for k in range(8)]
        assert np.all(row[18:] == 255)

    def test_the_frame_is_no_border(self) -> None:
        assert np.all(self.ramp(8)[:, -1] == 255)
        assert np.all(self.ramp(8)[0] == self.ramp(8)[2])

    def test_a_full_mask_has_no_border(self) -> None:
        assert np.all(morphology.feather(np.full((6, 6), 255, np.uint8), 3) == 255)

    def test_no_pixel_is_lost_however_wide_the_ramp(self) -> None:
        values = blobs(7)
        assert np.array_equal(morphology.feather(values, 5000) > 0, values > 0)

    def test_soft_values_never_rise(self) -> None:
        values = greys(8)
        assert np.all(morphology.feather(values, 3) <= values)

    @pytest.mark.parametrize("width_px", [0.6, 1, 2.5, 8, 31, 31.5, 32, 60])
    def test_large_masks_in_tiles_are_as_exact_as_small_ones(self, width_px: float) -> None:
        values = blobs(15, (300, 410), share=0.9997)
        values[:140, 120:260] = 255
        values[200:, :30] = greys(16, (100, 30))
        depth_px = ndimage.distance_transform_edt(values > 0) - 0.5
        ramp = np.rint(np.clip(depth_px.astype(np.float32) * np.float32(255 / width_px), 1, 255))
        assert np.array_equal(morphology.feather(values, width_px), np.minimum(values, ramp).astype(np.uint8))

    def test_no_width_changes_nothing(self) -> None:
        values = blobs(9)
        assert np.array_equal(morphology.feather(values, 0), values)


class TestFillHoles:
    """What no path over edge neighbours joins to the frame."""

    def ring(self, inner: int = 0, outer: int = 255) -> np.ndarray:
        values = np.zeros((9, 9), np.uint8)
        values[2:7, 2:7] = outer
        values[3:6, 3:6] = inner
        return values

    def test_a_hole_is_filled_and_the_outside_is_not(self) -> None:
        filled = morphology.fill_holes(self.ring())
        assert np.all(filled[2:7, 2:7] == 255)
        assert np.count_nonzero(filled) == 25

    def test_a_bay_is_no_hole(self) -> None:
        values = self.ring()
        values[4, 6] = 0
        assert np.array_equal(morphology.fill_holes(values), values)

    def test_a_way_out_over_a_corner_does_not_count(self) -> None:
        values = self.ring()
        values[2, 2] = 0
        assert morphology.fill_holes(values)[4, 4] == 255

    def test_an_area_at_the_frame_is_no_hole(self) -> None:
        assert np.array_equal(morphology.fill_holes(self.ring()[3:]), self.ring()[3:])

    def test_large_holes_stay_open_when_asked(self) -> None:
        assert np.array_equal(morphology.fill_holes(self.ring(), 8), self.ring())
        assert morphology.fill_holes(self.ring(), 9)[4, 4] == 255

    def test_a_soft_mask_stays_soft(self) -> None:
        values = self.ring(inner=40)
        values[0, 0] = 99
        filled = morphology.fill_holes(values)
        assert np.all(filled[3:6, 3:6] == 255)
        assert filled[0, 0] == 99

    def test_a_grey_ring_fills_to_its_own_grey_at_most(self) -> None:
        filled = morphology.fill_holes(self.ring(outer=200))
        assert np.all(filled[3:6, 3:6] == 192)
        assert np.all(filled[2, 2:7] == 200)

    @pytest.mark.parametrize("seed", range(6))
    def test_is_what_scipy_fills(self, seed: int) -> None:
        values = blobs(seed, share=0.6)
        assert np.array_equal(morphology.fill_holes(values) == 255, ndimage.binary_fill_holes(values == 255))

    def test_never_lowers(self) -> None:
        values = greys(10)
        assert np.all(morphology.fill_holes(values) >= values)


class TestDropSpecks:
    """Small parts go, whatever their shape."""

    def test_by_size(self) -> None:
        values = np.zeros((6, 12), np.uint8)
        values[1:3, 1:3] = 255
        values[1:4, 6:9] = 255
        assert morphology.drop_specks(values, 4)[1, 1] == 255
        dropped = morphology.drop_specks(values, 5)
        assert dropped[1, 1] == 0
        assert dropped[1, 6] == 255

    def test_touching_corners_make_one_part(self) -> None:
        values = (np.eye(6) * 255).astype(np.uint8)
        assert np.array_equal(morphology.drop_specks(values, 6), values)

    def test_greys_that_stay_keep_their_value(self) -> None:
        values = np.array([[7, 9, 0, 200, 0]], np.uint8)
        assert morphology.drop_specks(values, 2).tolist() == [[7, 9, 0, 0, 0]]

    @pytest.mark.parametrize("few", [0, 1])
    def test_one_pixel_is_never_fewer_than_one(self, few: int) -> None:
        values = blobs(11)
        assert np.array_equal(morphology.drop_specks(values, few), values)


def test_bounds_of_one_pixel_and_of_nothing() -> None:
    values = np.zeros((7, 9), np.uint8)
    assert morphology.bounds(values) is None
    values[6, 8] = 1
    assert morphology.bounds(values) == (8, 6, 9, 7)


@pytest.mark.parametrize(("value", "hard"), [(0, True), (255, True), (1, False), (254, False), (128, False)])
def test_is_hard(value: int, hard: bool) -> None:
    assert morphology.is_hard(np.full((2, 2), value, np.uint8)) is hard

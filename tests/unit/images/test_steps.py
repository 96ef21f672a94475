"""Each step, forwards and backwards."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import BadTransform
from maskkit.images.steps import Crop, Orient, Pad, Scale, Step

PIXELS = np.random.default_rng(0).integers(0, 256, (30, 40, 3), np.uint8)
MASK = np.where(PIXELS[..., 0] > 127, np.uint8(255), np.uint8(0))
LOSSLESS: list[Step] = [*(Orient(exif) for exif in range(1, 9)), Pad(3, 0, 7, 2), Crop((0, 0, 40, 30))]


@pytest.mark.parametrize("step", LOSSLESS)
def test_what_loses_nothing_comes_back_bit_for_bit(step: Step) -> None:
    assert np.array_equal(step.photo_back(step.photo(PIXELS), (40, 30)), PIXELS)
    assert np.array_equal(step.mask_back(step.mask(MASK), (40, 30)), MASK)


@pytest.mark.parametrize("step", [*LOSSLESS, Crop((4, 5, 30, 20)), Scale((80, 15))])
def test_the_size_that_is_told_is_the_size_that_comes(step: Step) -> None:
    width, height = step.size_out((40, 30))
    assert step.photo(PIXELS).shape == (height, width, 3)
    assert step.mask(MASK).shape == (height, width)


def test_padding_repeats_the_photos_edge_and_is_kept_in_the_mask() -> None:
    step = Pad(left=2, top=1)
    assert np.array_equal(step.photo(PIXELS)[0, 2:], PIXELS[0])
    padded = step.mask(np.full((30, 40), 255, np.uint8))
    assert padded[0].max() == padded[:, :2].max() == 0
    assert padded[1:, 2:].min() == 255


def test_what_a_crop_cut_comes_back_as_edge_and_as_keep() -> None:
    step = Crop((10, 10, 20, 20))
    back = step.photo_back(step.photo(PIXELS), (40, 30))
    assert np.array_equal(back[10:20, 10:20], PIXELS[10:20, 10:20])
    assert np.array_equal(back[0, 10:20], PIXELS[10, 10:20])
    mask = step.mask_back(np.full((10, 10), 255, np.uint8), (40, 30))
    assert mask.sum() == 255 * 100


@pytest.mark.parametrize(
    "step",
    [
        Orient(0), Orient(9),
        Crop((-1, 0, 5, 5)), Crop((0, 0, 41, 5)), Crop((5, 0, 5, 5)), Crop((9, 0, 3, 5)), Crop((0, 20, 5, 31)),
        Pad(left=-1), Pad(bottom=-4),
    ],
)  # fmt: skip
def test_a_step_that_does_not_fit_is_refused(step: Step) -> None:
    with pytest.raises(BadTransform):
        step.size_out((40, 30))


@pytest.mark.parametrize("step", [*LOSSLESS, Crop((4, 5, 30, 20)), Scale((80, 15))])
def test_points_come_back(step: Step) -> None:
    points = np.array([[0.0, 0.0], [40.0, 30.0], [12.25, 7.5]])
    assert np.allclose(step.points_back(step.points(points, (40, 30)), (40, 30)), points, atol=1e-12)

"""Stored pixels to sRGB."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageCms

from maskkit.images.colour import flatten, split_alpha, to_8_bits, to_srgb
from maskkit.images.raster import Raster


def test_every_16_bit_value_goes_to_the_nearest_of_8() -> None:
    values = np.arange(65_536, dtype=np.uint16)
    assert np.abs(to_8_bits(values) - values / 257).max() <= 0.5


def test_8_bits_are_not_copied() -> None:
    pixels = np.zeros((2, 2), np.uint8)
    assert to_8_bits(pixels) is pixels


@pytest.mark.parametrize(("mode", "channels"), [("LA", 2), ("RGBA", 4)])
def test_alpha_is_split_off_and_dropped_where_it_says_nothing(mode: str, channels: int) -> None:
    pixels = np.full((3, 4, channels), 255, np.uint8)
    colour, left, alpha = split_alpha(pixels, mode)
    assert (left, alpha, colour.shape[:2]) == (mode[:-1], None, (3, 4))
    pixels[0, 0, -1] = 254
    assert split_alpha(pixels, mode)[2] is not None


def test_flattening_rounds_to_the_nearest_over_many_bands() -> None:
    generator = np.random.default_rng(0)
    pixels = generator.integers(0, 256, (600, 7, 3), np.uint8)
    alpha = generator.integers(0, 256, (600, 7), np.uint8)
    share = alpha[..., None] / 255
    exact = pixels * share + np.array([10, 200, 60]) * (1 - share)
    assert np.abs(flatten(pixels, alpha, (10, 200, 60)) - exact).max() <= 0.5 + 1e-9


def test_a_grey_profile_is_applied_and_bands_do_not_show() -> None:
    ramp = np.tile(np.arange(256, dtype=np.uint8), (700, 1))
    pixels, changes = to_srgb(Raster(ramp, "L"))
    assert np.array_equal(pixels, np.repeat(ramp[..., None], 3, axis=2))
    assert changes == ["grey to RGB"]


def test_cmyk_is_converted_as_another_library_does() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (300, 9, 4), np.uint8)
    expected = np.asarray(Image.frombytes("CMYK", (9, 300), pixels.tobytes()).convert("RGB"))
    assert np.array_equal(to_srgb(Raster(pixels, "CMYK"))[0], expected)


def test_a_profile_for_other_channels_is_ignored() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    _, changes = to_srgb(Raster(np.zeros((2, 2), np.uint8), "L", srgb))
    assert changes == ["a colour profile that does not fit was ignored", "grey to RGB"]


def test_the_background_is_named_where_it_is_not_white() -> None:
    pixels = np.zeros((2, 2, 4), np.uint8)
    assert to_srgb(Raster(pixels, "RGBA"), (1, 2, 3))[1] == ["transparency laid on rgb(1, 2, 3)"]

"""Channels as they are stored: alpha, palettes, bits and depths keep their numbers."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from maskkit.errors import CorruptImage, ImageTooLarge
from maskkit.images.planes import decode_planes, encode_bits, encode_palette, encode_with_alpha
from maskkit.limits import ImageLimits

RNG = np.random.default_rng(3)


def png(image: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", **options)
    return buffer.getvalue()


def test_alpha_and_the_colours_hidden_below_it_come_back_as_they_were() -> None:
    colour = RNG.integers(0, 256, (5, 7, 3), np.uint8)
    alpha = RNG.choice(np.array([0, 1, 254, 255], np.uint8), (5, 7))
    planes = decode_planes(encode_with_alpha(colour, alpha))
    assert np.array_equal(planes.colour, colour)
    assert np.array_equal(planes.alpha, alpha)
    assert (planes.size_wh, planes.format, planes.top_16) == ((7, 5), "PNG", None)


def test_an_opaque_alpha_channel_is_a_channel() -> None:
    colour = np.zeros((2, 3, 3), np.uint8)
    planes = decode_planes(encode_with_alpha(colour, np.full((2, 3), 255, np.uint8)))
    assert planes.alpha is not None
    assert planes.alpha.min() == 255
    assert decode_planes(png(Image.fromarray(colour))).alpha is None


def test_grey_with_alpha_is_split() -> None:
    pixels = RNG.integers(0, 256, (4, 6, 2), np.uint8)
    channels = [Image.fromarray(np.ascontiguousarray(pixels[..., k])) for k in (0, 1)]
    planes = decode_planes(png(Image.merge("LA", channels)))
    assert np.array_equal(planes.colour, pixels[..., 0])
    assert np.array_equal(planes.alpha, pixels[..., 1])


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_a_palette_keeps_its_indices_whatever_its_colours(bits: int) -> None:
    indices = RNG.integers(0, min(2**bits, 12), (5, 9), np.uint8)
    image = Image.fromarray(indices)
    image.putpalette(RNG.integers(0, 256, 768, np.uint8).tobytes())
    planes = decode_planes(png(image, bits=bits))
    assert planes.mode == "P"
    assert np.array_equal(planes.indices, indices)


def test_our_palettes_and_bits_are_what_others_read() -> None:
    indices, marked = RNG.integers(0, 256, (6, 8), np.uint8), RNG.random((6, 9)) < 0.5
    colours = RNG.integers(0, 256, (256, 3), np.uint8)
    with Image.open(io.BytesIO(encode_palette(indices, colours))) as image:
        assert image.mode == "P"
        assert np.array_equal(np.asarray(image), indices)
        assert np.array_equal(np.asarray(image.convert("RGB")), colours[indices])
    with Image.open(io.BytesIO(encode_bits(marked))) as image:
        assert image.mode == "1"
        assert np.array_equal(np.asarray(image), marked)
    assert np.array_equal(decode_planes(encode_bits(marked)).colour == 255, marked)


def test_16_bits_tell_their_largest_value() -> None:
    deep = np.array([[0, 255, 3]], np.uint16)
    planes = decode_planes(png(Image.fromarray(deep)))
    assert (planes.top_16, planes.mode, planes.colour.tolist()) == (255, "I;16", [[0, 1, 0]])


def test_the_orientation_turns_every_plane() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    indices = np.array([[0, 1, 2], [3, 4, 5]], np.uint8)
    image = Image.fromarray(indices)
    image.putpalette(bytes(range(256)) * 3)
    planes = decode_planes(png(image, exif=exif))
    assert planes.size_wh == (2, 3)
    assert np.array_equal(planes.indices, np.rot90(indices, -1))
    assert planes.colour.shape == (3, 2, 3)


def test_limits_and_damage_are_told() -> None:
    data = encode_bits(np.zeros((40, 40), bool))
    with pytest.raises(ImageTooLarge):
        decode_planes(data, limits=ImageLimits(max_mp=0.001))
    with pytest.raises(CorruptImage):
        decode_planes(data[:-20])

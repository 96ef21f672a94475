"""Masks and label maps in pictures: the right channel, the right way round, and refusals for the rest."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from maskkit.errors import MaskRefused
from maskkit.images.planes import decode_planes, encode_palette, encode_with_alpha
from maskkit.masks.conventions import CONVENTIONS, Channel, Convention
from maskkit.masks.formats.images import read_numbers, read_values, write_numbers, write_values

RNG = np.random.default_rng(7)
VALUES = np.array([[255, 0, 255], [0, 0, 255]], np.uint8)
SOFT = np.array([[0, 1, 127], [128, 254, 255]], np.uint8)
PHOTO = RNG.integers(0, 256, (2, 3, 3), np.uint8)
MASKS = [row for row in CONVENTIONS.values() if not row.holds_classes]


def png(picture: np.ndarray | Image.Image) -> bytes:
    buffer = io.BytesIO()
    (picture if isinstance(picture, Image.Image) else Image.fromarray(picture)).save(buffer, "PNG")
    return buffer.getvalue()


def opened(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)))


@pytest.mark.parametrize("row", MASKS, ids=lambda row: row.name)
def test_a_mask_comes_back_and_lies_where_the_table_says(row: Convention) -> None:
    """Read by Pillow, not by us: the channel holds ``edit`` where the mask is 255."""
    data = write_values(VALUES, row, photo=PHOTO)
    assert np.array_equal(read_values(decode_planes(data), row), VALUES)
    pixels = opened(data)
    channel = (
        pixels[..., 3]
        if row.channel is Channel.ALPHA
        else pixels.astype(np.uint8) * (255 if row.channel is Channel.BIT else 1)
    )
    assert set(channel[VALUES == 255].tolist()) == {row.edit}
    assert set(channel[VALUES == 0].tolist()) == {255 - (row.edit or 0)}


@pytest.mark.parametrize("row", [row for row in MASKS if row.is_soft], ids=lambda row: row.name)
def test_greys_come_back(row: Convention) -> None:
    assert np.array_equal(read_values(decode_planes(write_values(SOFT, row, photo=PHOTO)), row), SOFT)


@pytest.mark.parametrize("row", [row for row in MASKS if row.needs_photo], ids=lambda row: row.name)
def test_the_photo_stays_whole_below_transparent_pixels(row: Convention) -> None:
    assert np.array_equal(opened(write_values(VALUES, row, photo=PHOTO))[..., :3], PHOTO)
    with pytest.raises(MaskRefused, match=f"{row.name} holds the photo too. Give it with --photo"):
        write_values(VALUES, row)


def test_the_mode_is_what_the_vendor_wants() -> None:
    modes = {
        name: Image.open(io.BytesIO(write_values(VALUES, CONVENTIONS[name], photo=PHOTO))).mode
        for name in ("white", "black", "bits", "openai", "rgba", "nova-inpaint")
    }
    assert modes == {"white": "L", "black": "L", "bits": "1", "openai": "RGBA", "rgba": "RGBA", "nova-inpaint": "L"}


def test_markup_is_painted_red() -> None:
    pixels = opened(write_values(VALUES, CONVENTIONS["openai-markup"]))
    assert pixels[0, 0].tolist() == [255, 0, 0, 255]
    assert pixels[0, 1, 3] == 0


def test_grey_with_alpha_is_read_by_either() -> None:
    picture = Image.merge("LA", [Image.fromarray(SOFT), Image.fromarray(np.full((2, 3), 255, np.uint8))])
    assert np.array_equal(read_values(decode_planes(png(picture)), CONVENTIONS["white"]), SOFT)
    picture = Image.merge("LA", [Image.fromarray(SOFT * 0), Image.fromarray(SOFT)])
    assert np.array_equal(read_values(decode_planes(png(picture)), CONVENTIONS["openai"]), 255 - SOFT)


def test_sixteen_bits_are_rounded_to_eight() -> None:
    planes = decode_planes(png(np.array([[0, 257, 32896, 65535]], np.uint16)))
    assert read_values(planes, CONVENTIONS["black"]).tolist() == [[255, 254, 127, 0]]


@pytest.mark.parametrize(
    ("data", "name", "what"),
    [
        (png(VALUES), "openai", "no alpha channel. Pass --from white or --from black"),
        (encode_with_alpha(PHOTO * 0, VALUES), "white", "transparency.*--from openai.*--from alpha"),
        (png(np.array([[0, 255]], np.uint16)), "white", "16 bits and no value over 255"),
        (png(np.array([[0, 1]], np.uint8)), "black", "0 and 1, not 0 and 255"),
        (png(PHOTO), "white", "coloured"),
    ],
)
def test_refusals_say_what_to_pass(data: bytes, name: str, what: str) -> None:
    with pytest.raises(MaskRefused, match=what) as refused:
        read_values(decode_planes(data), CONVENTIONS[name], "mask.png")
    assert refused.value.where == "mask.png"


@pytest.mark.parametrize("name", ["labels", "palette"])
def test_a_label_map_keeps_its_numbers(name: str) -> None:
    labels = RNG.integers(0, 256, (9, 11), np.uint8)
    assert np.array_equal(read_numbers(decode_planes(write_numbers(labels, CONVENTIONS[name]))), labels)


def test_a_palette_tells_the_classes_apart_and_nothing_is_black() -> None:
    image = Image.open(io.BytesIO(write_numbers(np.arange(256, dtype=np.uint8)[None], CONVENTIONS["palette"])))
    colours = np.asarray(image.convert("RGB"))[0]
    assert colours[0].tolist() == [0, 0, 0]
    assert len(np.unique(colours[:12], axis=0)) == 12
    assert colours[9].tolist() == [192, 0, 0]  # as in the palette of VOC


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (png(PHOTO), "coloured"),
        (png(np.array([[0, 3]], np.uint16)), "8 bits, this has 16"),
        (encode_with_alpha(PHOTO * 0, VALUES), "transparency"),
    ],
)
def test_what_is_no_label_map_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(MaskRefused, match=what):
        read_numbers(decode_planes(data))


def test_a_palette_of_few_bits_keeps_its_indices() -> None:
    image = Image.fromarray(np.array([[0, 1], [2, 3]], np.uint8))
    image.putpalette([0, 0, 0, 128, 0, 0, 0, 128, 0, 128, 128, 0])
    buffer = io.BytesIO()
    image.save(buffer, "PNG", bits=2)
    assert read_numbers(decode_planes(buffer.getvalue())).tolist() == [[0, 1], [2, 3]]
    assert read_numbers(decode_planes(encode_palette(VALUES, np.zeros((256, 3), np.uint8)))).tolist() == VALUES.tolist()

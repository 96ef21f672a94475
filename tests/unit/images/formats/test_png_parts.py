"""A PNG taken apart."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from maskkit.errors import CorruptImage
from maskkit.images.formats.png_parts import MAX_ICC_BYTES, split


def png(**options: object) -> bytes:
    buffer = io.BytesIO()
    pixels = np.random.default_rng(0).integers(0, 256, (30, 40, 3), np.uint8)
    Image.fromarray(pixels).save(buffer, "PNG", **options)
    return buffer.getvalue()


def chunk(name: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + name + payload + struct.pack(">I", zlib.crc32(name + payload))


def with_chunk(name: bytes, payload: bytes) -> bytes:
    data = png()
    return data[:33] + chunk(name, payload) + data[33:]


def test_the_picture_is_the_same_without_the_rest() -> None:
    text = PngInfo()
    text.add_itxt("Comment", "words " * 500, zip=True)
    data = png(pnginfo=text, icc_profile=b"x" * 900, exif=b"Exif\x00\x00" + bytes(40))
    parts = split(data)
    assert parts.icc == b"x" * 900
    assert parts.picture == png()


def test_an_animation_is_cut_down_to_its_still_picture() -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green")]
    assert b"acTL" not in split(png(save_all=True, append_images=frames)).picture


@pytest.mark.parametrize(
    "payload", [b"", b"name", b"name\x00\x00rubbish", b"name\x00\x00" + zlib.compress(bytes(MAX_ICC_BYTES + 1))]
)
def test_a_profile_that_cannot_be_unpacked_is_an_empty_one(payload: bytes) -> None:
    assert split(with_chunk(b"iCCP", payload)).icc == b""


def test_damage_to_the_picture_is_found() -> None:
    data = bytearray(png())
    data[data.index(b"IDAT") + 20] ^= 1
    with pytest.raises(CorruptImage, match="IDAT"):
        split(bytes(data))


def test_damage_elsewhere_does_not_matter() -> None:
    data = bytearray(with_chunk(b"tEXt", b"Comment\x00hello"))
    data[data.index(b"hello")] ^= 1
    assert split(bytes(data)).picture == png()


@pytest.mark.parametrize("length", [33, 60, -1, -12])
def test_without_its_end_it_is_corrupt(length: int) -> None:
    with pytest.raises(CorruptImage, match="ends"):
        split(png()[:length])


def test_what_comes_behind_the_end_is_left_out() -> None:
    assert split(png() + b"PK\x03\x04 a zip file").picture == png()


def test_very_many_chunks_are_refused() -> None:
    data = png()
    with pytest.raises(CorruptImage, match="chunks"):
        split(data[:33] + chunk(b"tEXt", b"") * 100_001 + data[33:])

"""Decoders and what they are given."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from maskkit.errors import CorruptImage, ImageTooLarge
from maskkit.images import raster
from maskkit.images.formats.header import Header
from maskkit.images.formats.reader import HeaderReader
from maskkit.images.formats.sniff import read_header
from maskkit.images.raster import MAX_JPEG_SCANS, decode_raster

Encode = Callable[..., bytes]


def header_of(data: bytes) -> Header:
    return read_header(HeaderReader(io.BytesIO(data), len(data)))


@pytest.mark.parametrize("output", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_pixels_that_contradict_the_header_are_corrupt(corners: Image.Image, encoded: Encode, output: str) -> None:
    data = encoded(corners, output)
    lying = replace(header_of(data), stored_size_wh=(40, 31))
    with pytest.raises(CorruptImage, match=r"40x31.*40x30"):
        decode_raster(data, lying)


def test_a_jpeg_of_very_many_scans_is_refused_before_it_takes_its_time(corners: Image.Image, encoded: Encode) -> None:
    data = encoded(corners, "JPEG", progressive=True)
    first = data.index(b"\xff\xda")
    second = data.index(b"\xff\xc4", first)
    bomb = data[:second] + data[first:second] * MAX_JPEG_SCANS + data[second:]
    with pytest.raises(CorruptImage, match="scans"):
        decode_raster(bomb, header_of(bomb))


def test_too_little_memory_is_said_to_be_that(
    corners: Image.Image, encoded: Encode, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_memory(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(raster.cv2, "imdecode", no_memory)
    data = encoded(corners, "JPEG")
    with pytest.raises(ImageTooLarge, match="memory"):
        decode_raster(data, header_of(data))


def test_an_interlaced_png_is_decoded(encoded: Encode) -> None:
    """One pixel of 16 bits, interlaced: all of it lies in the first pass."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 16, 2, 0, 0, 1)),
        (b"IDAT", zlib.compress(b"\x00" + b"\xff\x00" * 3)),
        (b"IEND", b""),
    ]
    chunks = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
    data = b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
    assert decode_raster(data, header_of(data)).pixels.tolist() == [[[0xFF00] * 3]]


def test_profiles_come_along(corners: Image.Image, encoded: Encode) -> None:
    for output in ("JPEG", "PNG", "WEBP", "AVIF"):
        data = encoded(corners, output, icc_profile=b"profile" * 20)
        assert decode_raster(data, header_of(data)).icc == b"profile" * 20


def test_pixels_are_contiguous_and_ours(corners: Image.Image, encoded: Encode) -> None:
    for output in ("JPEG", "PNG", "WEBP", "AVIF"):
        data = encoded(corners, output)
        pixels = decode_raster(data, header_of(data)).pixels
        assert pixels.flags.c_contiguous
        assert pixels.dtype == np.uint8

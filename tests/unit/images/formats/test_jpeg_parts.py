"""A JPEG taken apart."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image

from maskkit.errors import CorruptImage
from maskkit.images.formats.jpeg_parts import split


def jpeg(**options: object) -> bytes:
    buffer = io.BytesIO()
    pixels = np.random.default_rng(0).integers(0, 256, (48, 64, 3), np.uint8)
    Image.fromarray(pixels).save(buffer, "JPEG", **options)
    return buffer.getvalue()


def with_segments(*payloads: bytes) -> bytes:
    extra = b"".join(b"\xff\xe2" + struct.pack(">H", len(payload) + 2) + payload for payload in payloads)
    data = jpeg()
    return data[:2] + extra + data[2:]


def piece(number: int, count: int, data: bytes) -> bytes:
    return b"ICC_PROFILE\x00" + bytes([number, count]) + data


def test_the_picture_is_the_same_without_the_rest() -> None:
    data = jpeg(exif=b"Exif\x00\x00" + bytes(500), comment=b"made by somebody", icc_profile=b"x" * 900)
    picture = split(data).picture
    assert len(picture) < len(data) - 1400
    with Image.open(io.BytesIO(data)) as one, Image.open(io.BytesIO(picture)) as other:
        assert np.array_equal(np.asarray(one), np.asarray(other))
        assert set(other.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_adobes_marker_stays_because_it_says_how_colours_are_stored() -> None:
    buffer = io.BytesIO()
    Image.new("CMYK", (8, 8), (10, 20, 30, 40)).save(buffer, "JPEG")
    assert b"Adobe" in split(buffer.getvalue()).picture


def test_a_long_profile_is_put_together_in_order() -> None:
    profile = bytes(range(256)) * 600
    assert split(jpeg(icc_profile=profile)).icc == profile
    assert split(with_segments(piece(2, 2, b"two"), piece(1, 2, b"one"))).icc == b"onetwo"


@pytest.mark.parametrize(
    "payloads",
    [[], [piece(1, 2, b"one")], [piece(2, 2, b"x")], [piece(1, 2, b"a"), piece(2, 3, b"b")], [piece(0, 0, b"z")]],
)
def test_a_profile_with_pieces_missing_is_none(payloads: list[bytes]) -> None:
    assert split(with_segments(*payloads)).icc is None


def test_scans_are_counted() -> None:
    assert split(jpeg()).scans == 1
    assert 2 <= split(jpeg(progressive=True)).scans <= 12


@pytest.mark.parametrize("length", [2, 30, 400, -2])
def test_without_its_end_it_is_corrupt(length: int) -> None:
    with pytest.raises(CorruptImage):
        split(jpeg()[:length])

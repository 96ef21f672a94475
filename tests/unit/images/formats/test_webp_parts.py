"""The profile of a WebP."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from maskkit.images.formats.webp_parts import MAX_ICC_BYTES, icc_profile


def webp(**options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 6)).save(buffer, "WEBP", **options)
    return buffer.getvalue()


@pytest.mark.parametrize("profile", [b"x" * 20, b"odd length.", bytes(100_000)])
def test_a_profile_is_found(profile: bytes) -> None:
    assert icc_profile(webp(icc_profile=profile)) == profile


def test_none_where_there_is_none() -> None:
    assert icc_profile(webp()) is None
    assert icc_profile(webp(exif=b"Exif\x00\x00")) is None
    assert icc_profile(b"RIFF") is None


def test_a_profile_that_is_announced_and_missing_is_none() -> None:
    data = bytearray(webp(exif=b"Exif\x00\x00"))
    data[20] |= 0x20
    assert icc_profile(bytes(data)) is None


def test_a_length_beyond_reason_is_none() -> None:
    data = bytearray(webp(icc_profile=b"x" * 20))
    at = data.index(b"ICCP")
    struct.pack_into("<I", data, at + 4, MAX_ICC_BYTES + 1)
    assert icc_profile(bytes(data)) is None

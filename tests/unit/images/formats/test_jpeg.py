"""JPEG's segments."""

from __future__ import annotations

import io
import struct

import pytest

from maskkit.errors import CorruptImage, UnsupportedFormat
from maskkit.images.formats.header import Header
from maskkit.images.formats.jpeg import read_jpeg
from maskkit.images.formats.reader import HeaderReader


def segment(marker: int, payload: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(payload) + 2) + payload


def frame(marker: int = 0xC0, size_wh: tuple[int, int] = (40, 30), components: int = 3, bits: int = 8) -> bytes:
    return segment(marker, struct.pack(">BHHB", bits, size_wh[1], size_wh[0], components) + bytes(3 * components))


def read(*parts: bytes) -> Header:
    data = b"\xff\xd8" + b"".join(parts) + bytes(64)
    return read_jpeg(HeaderReader(io.BytesIO(data), len(data)))


@pytest.mark.parametrize(("components", "mode"), [(1, "L"), (3, "RGB"), (4, "CMYK")])
def test_the_frame_header_says_size_and_mode(components: int, mode: str) -> None:
    assert read(frame(components=components)) == Header("JPEG", (40, 30), mode)


def test_segments_before_the_frame_are_walked_over() -> None:
    assert read(
        segment(0xE0, b"JFIF\x00"), segment(0xFE, b"\xff\xc0" * 900), b"\xff\xff\xff", frame()[1:]
    ).stored_size_wh == (40, 30)


def test_markers_without_length_are_walked_over() -> None:
    assert read(b"\xff\x01\xff\xd0", frame()).stored_size_wh == (40, 30)


@pytest.mark.parametrize("marker", [0xC3, 0xC5, 0xC9, 0xCA, 0xCF])
def test_rare_kinds_are_refused_by_name(marker: int) -> None:
    with pytest.raises(UnsupportedFormat, match=f"SOF{marker - 0xC0}"):
        read(frame(marker))


@pytest.mark.parametrize(("components", "bits"), [(2, 8), (5, 8), (3, 12), (0, 8)])
def test_rare_depths_and_channels_are_refused(components: int, bits: int) -> None:
    with pytest.raises(UnsupportedFormat, match="rare"):
        read(frame(components=components, bits=bits))


@pytest.mark.parametrize("marker", [0xC4, 0xC8, 0xCC])
def test_tables_are_no_frames(marker: int) -> None:
    assert read(segment(marker, bytes(20)), frame(size_wh=(9, 8))).stored_size_wh == (9, 8)


@pytest.mark.parametrize(
    "parts",
    [
        [b"\xff\xd9"], [segment(0xDA, bytes(8))], [b"\xff\xe0\x00\x01"], [b"\x00\x00"],
        [b"\xff\xe0\xff\xff"], [b"\xff" * 70_000], [segment(0xFE, b"") * 20_000],
    ],
)  # fmt: skip
def test_without_a_frame_header_it_is_corrupt(parts: list[bytes]) -> None:
    with pytest.raises(CorruptImage):
        read(*parts)


def test_a_preview_inside_exif_is_not_taken_for_the_picture() -> None:
    preview = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00" + b"\xff\xd8" + frame(size_wh=(160, 120))
    assert read(segment(0xE1, preview), frame()).stored_size_wh == (40, 30)


def test_several_pictures_are_told_by_the_format() -> None:
    assert read(segment(0xE2, b"MPF\x00" + bytes(30)), frame()).format == "MPO"

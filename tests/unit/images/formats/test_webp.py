"""WebP's chunks."""

from __future__ import annotations

import io
import struct

import pytest

from maskkit.errors import CorruptImage
from maskkit.images.formats.header import Header
from maskkit.images.formats.reader import HeaderReader
from maskkit.images.formats.webp import read_webp

EXIF = b"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x08\x00\x00"
LOSSY = b"\x10\x00\x00\x9d\x01\x2a" + struct.pack("<HH", 40, 30)


def chunk(name: bytes, payload: bytes) -> bytes:
    return name + struct.pack("<I", len(payload)) + payload + bytes(len(payload) % 2)


def extended(flags: int, size_wh: tuple[int, int] = (40, 30)) -> bytes:
    return chunk(b"VP8X", struct.pack("<I", flags) + b"".join((side - 1).to_bytes(3, "little") for side in size_wh))


def read(*parts: bytes) -> Header:
    body = b"WEBP" + b"".join(parts)
    data = b"RIFF" + struct.pack("<I", len(body)) + body
    return read_webp(HeaderReader(io.BytesIO(data), len(data)))


def test_a_lossy_picture() -> None:
    assert read(chunk(b"VP8 ", LOSSY)) == Header("WEBP", (40, 30), "RGB")


@pytest.mark.parametrize(("alpha", "mode"), [(0, "RGB"), (1, "RGBA")])
def test_a_lossless_picture(alpha: int, mode: str) -> None:
    bits = 39 | 29 << 14 | alpha << 28
    assert read(chunk(b"VP8L", b"\x2f" + struct.pack("<I", bits))) == Header("WEBP", (40, 30), mode)


def test_the_largest_canvas_is_told_as_it_is() -> None:
    assert read(extended(0, (16_777_216, 16_777_216))).stored_size_wh == (16_777_216, 16_777_216)


@pytest.mark.parametrize("prefix", [b"", b"Exif\x00\x00"])
def test_exif_behind_the_picture_with_and_without_prefix(prefix: bytes) -> None:
    assert read(extended(8), chunk(b"VP8 ", LOSSY), chunk(b"EXIF", prefix + EXIF)).exif.orientation == 8


def test_exif_that_the_header_does_not_announce_does_not_count() -> None:
    assert read(extended(0), chunk(b"EXIF", EXIF)).exif.orientation == 1


def test_frames_are_counted() -> None:
    assert read(extended(2), chunk(b"ANIM", bytes(6)), *[chunk(b"ANMF", bytes(24))] * 5).frames == 5
    assert read(extended(2), *[chunk(b"ANMF", b"")] * 65_535).frames > 1000


@pytest.mark.parametrize(
    "parts",
    [[chunk(b"XXXX", bytes(20))], [b"VP8 "], [chunk(b"VP8 ", b"\x11" + LOSSY[1:])], [chunk(b"VP8 ", bytes(10))],
     [chunk(b"VP8L", bytes(5))], [chunk(b"VP8X", b"")]],
)  # fmt: skip
def test_broken_headers_are_corrupt(parts: list[bytes]) -> None:
    with pytest.raises(CorruptImage):
        read(*parts)

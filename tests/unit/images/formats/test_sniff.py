"""What the first bytes say."""

from __future__ import annotations

import io

import pytest

from maskkit.errors import UnsupportedFormat
from maskkit.images.formats.reader import HeaderReader
from maskkit.images.formats.sniff import read_header, refused_name


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"GIF87a", "GIF"), (b"BM6\x00", "BMP"), (b"II*\x00", "TIFF or a camera's raw file"), (b"P6\n", "PNM"),
        (b"%PDF-1.7", "PDF"), (b"PK\x03\x04", "ZIP"), (b"\x00\x00\x00\x0cJXL ", "JPEG XL"), (b"\xff\x0a", "JPEG XL"),
        (b"  <SVG ", "SVG"), (b"<!DOCTYPE html>", "an HTML page"), (b"P9", None), (b"", None), (b"RIFF1234WAVE", None),
    ],
)  # fmt: skip
def test_names(head: bytes, name: str | None) -> None:
    assert refused_name(head) == name


@pytest.mark.parametrize("data", [b"\xff\xd8", b"\x89PNG", b"RIFF", b"RIFF1234WAVE", b"\x00" * 100, b"\xff" * 100])
def test_half_a_magic_number_is_no_image(data: bytes) -> None:
    with pytest.raises(UnsupportedFormat, match="not an image"):
        read_header(HeaderReader(io.BytesIO(data), len(data)))

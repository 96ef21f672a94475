"""What a file is, by its first bytes; its name counts for nothing."""

from __future__ import annotations

from maskkit.errors import UnsupportedFormat
from maskkit.images.formats.header import Header
from maskkit.images.formats.heif import heif_format, read_heif
from maskkit.images.formats.jpeg import read_jpeg
from maskkit.images.formats.png import SIGNATURE, read_png
from maskkit.images.formats.reader import HeaderReader
from maskkit.images.formats.webp import read_webp

# Formats that are known and refused: rare among photos, and their decoders are where the trouble comes from.
_REFUSED = (
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF or a camera's raw file"),
    (b"MM\x00*", "TIFF or a camera's raw file"),
    (b"II+\x00", "BigTIFF"),
    (b"MM\x00+", "BigTIFF"),
    (b"BM", "BMP"),
    (b"8BPS", "Photoshop"),
    (b"%PDF", "PDF"),
    (b"\x00\x00\x01\x00", "ICO"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"\x76\x2f\x31\x01", "OpenEXR"),
    (b"\x59\xa6\x6a\x95", "Sun raster"),
    (b"#?RADIANCE", "Radiance HDR"),
    *((b"P%d" % kind, "PNM") for kind in range(1, 8)),
)
_TEXT = ((b"<svg", "SVG"), (b"<!doctype html", "an HTML page"), (b"<html", "an HTML page"), (b"<?xml", "XML"))


def read_header(reader: HeaderReader) -> Header:
    """Read the header of an image of a known format.

    Raises:
        UnsupportedFormat: it is something else; the message says what where that is known.
        CorruptImage: the header is broken.
    """
    head = reader.start(64)
    if head.startswith(b"\xff\xd8\xff"):
        return read_jpeg(reader)
    if head.startswith(SIGNATURE):
        return read_png(reader)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return read_webp(reader)
    heif = heif_format(reader)
    if heif is not None:
        return read_heif(reader, heif)
    raise UnsupportedFormat(f"this is {refused_name(head)}" if refused_name(head) else "this is not an image")


def refused_name(head: bytes) -> str | None:
    """The name of a format that is not read here, by its first bytes.

    >>> refused_name(b"GIF89a")
    'GIF'
    """
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head[4:8] == b"ftyp":
        return "a video or an unknown HEIF file"
    return next(
        (
            name
            for magic, name in (*_REFUSED, *_TEXT)
            if head.startswith(magic) or (magic[:1] == b"<" and text.startswith(magic))
        ),
        None,
    )

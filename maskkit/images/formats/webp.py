"""WebP: walk the RIFF chunks (RFC 9649 §2)."""

from __future__ import annotations

from maskkit.errors import CorruptImage
from maskkit.images.formats.exif import Exif, read_exif
from maskkit.images.formats.header import Header
from maskkit.images.formats.reader import HeaderReader
from maskkit.types import SizeWh

_ANIMATION, _ALPHA, _EXIF = 0x02, 0x10, 0x08


def read_webp(reader: HeaderReader) -> Header:
    """Read the header of a WebP, simple or extended, still or animated."""
    kind = reader.at(12, 4)
    if kind == b"VP8 ":
        return Header("WEBP", _lossy_size(reader, 20), "RGB")
    if kind == b"VP8L":
        return _lossless(reader, 20)
    if kind == b"VP8X":
        return _extended(reader)
    raise CorruptImage("a WebP without an image")


def _lossy_size(reader: HeaderReader, offset: int) -> SizeWh:
    """The size in a VP8 key frame (RFC 6386 §9.1)."""
    head = reader.at(offset, 10)
    if head[0] & 1 or head[3:6] != b"\x9d\x01\x2a":
        raise CorruptImage("a WebP whose picture is no key frame")
    return int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF


def _lossless(reader: HeaderReader, offset: int) -> Header:
    head = reader.at(offset, 5)
    if head[0] != 0x2F:
        raise CorruptImage("a WebP with a broken lossless header")
    bits = int.from_bytes(head[1:], "little")
    size_wh = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return Header("WEBP", size_wh, "RGBA" if bits >> 28 & 1 else "RGB")


def _extended(reader: HeaderReader) -> Header:
    head = reader.at(20, 10)
    width, height = int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1
    exif, frames, offset = Exif(), 0, 30
    while offset + 8 <= reader.size and not reader.exhausted:
        name, length = reader.at(offset, 4), int.from_bytes(reader.at(offset + 4, 4), "little")
        if name == b"ANMF":
            frames += 1
        elif name == b"EXIF" and head[0] & _EXIF:
            exif = _exif(reader, offset + 8, length)
        offset += 8 + length + length % 2
    mode = "RGBA" if head[0] & _ALPHA else "RGB"
    return Header("WEBP", (width, height), mode, max(1, frames), exif, is_animation=frames > 0)


def _exif(reader: HeaderReader, start: int, chunk_length: int) -> Exif:
    prefix = 6 if chunk_length > 6 and reader.at(start, 6) == b"Exif\x00\x00" else 0
    return read_exif(reader.window(start + prefix, start + chunk_length))

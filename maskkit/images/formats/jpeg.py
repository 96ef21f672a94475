"""JPEG: walk the marker segments up to the frame header (ITU-T T.81 annex B)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from maskkit.errors import CorruptImage, UnsupportedFormat
from maskkit.images.formats.exif import Exif, read_exif
from maskkit.images.formats.header import Header
from maskkit.images.formats.reader import HeaderReader

APP0, APP1, APP2, APP14, COM, SOS, EOI = 0xE0, 0xE1, 0xE2, 0xEE, 0xFE, 0xDA, 0xD9

_SOF = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_SOF_DECODABLE = {0xC0, 0xC1, 0xC2}
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}
_MODES = {1: "L", 3: "RGB", 4: "CMYK"}


class Segment(NamedTuple):
    """A marker, and where the payload behind marker and length starts and ends."""

    marker: int
    start: int
    end: int


def segments(reader: HeaderReader) -> Iterator[Segment]:
    """The segments of the first picture, up to and with the first SOS or EOI."""
    offset = 2
    while True:
        marker, offset = _next_marker(reader, offset)
        if marker in _WITHOUT_LENGTH:
            continue
        if marker == EOI:
            yield Segment(marker, offset, offset)
            return
        length = reader.number(offset, 2)
        if length < 2:
            raise CorruptImage("a JPEG segment shorter than its own length")
        yield Segment(marker, offset + 2, offset + length)
        if marker == SOS:
            return
        offset += length


def read_jpeg(reader: HeaderReader) -> Header:
    """Read the header of a JPEG; the further pictures of a phone's MPO file do not count as frames."""
    exif, is_mpo = Exif(), False
    for segment in segments(reader):
        if segment.marker in _SOF:
            return _frame_header(reader, segment, exif, is_mpo=is_mpo)
        length = segment.end - segment.start
        if segment.marker == APP1 and length >= 14 and reader.at(segment.start, 6) == b"Exif\x00\x00":
            exif = read_exif(reader.window(segment.start + 6, segment.end))
        elif segment.marker == APP2 and length >= 4 and reader.at(segment.start, 4) == b"MPF\x00":
            is_mpo = True
    raise CorruptImage("a JPEG without a frame header")


def _next_marker(reader: HeaderReader, offset: int) -> tuple[int, int]:
    """The marker at ``offset`` and the place behind it; any number of fill bytes 0xFF may come first."""
    if reader.number(offset, 1) != 0xFF:
        raise CorruptImage("a JPEG whose segments do not follow each other")
    offset += 1
    while (marker := reader.number(offset, 1)) == 0xFF:
        offset += 1
    return marker, offset + 1


def _frame_header(reader: HeaderReader, segment: Segment, exif: Exif, *, is_mpo: bool) -> Header:
    precision, *size, components = reader.at(segment.start, 6)
    mode = _MODES.get(components)
    if segment.marker not in _SOF_DECODABLE or precision != 8 or mode is None:
        raise UnsupportedFormat(f"a JPEG of a rare kind (SOF{segment.marker - 0xC0}, {precision} bits)")
    height, width = int.from_bytes(size[:2], "big"), int.from_bytes(size[2:], "big")
    return Header("MPO" if is_mpo else "JPEG", (width, height), mode, exif=exif)

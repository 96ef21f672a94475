"""PNG: walk the chunks (PNG 3rd edition, §5 and §11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from maskkit.errors import CorruptImage
from maskkit.images.formats.exif import read_exif
from maskkit.images.formats.header import Header
from maskkit.images.formats.reader import HeaderReader

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
_MODES = {0: "L", 2: "RGB", 3: "P", 4: "LA", 6: "RGBA"}
_MODES_16 = {0: "I;16", 2: "RGB;16", 4: "LA;16", 6: "RGBA;16"}


def read_png(reader: HeaderReader) -> Header:
    """Read the header of a PNG; eXIf and the frame count of an APNG may come before or after the pixels."""
    header = _image_header(reader)
    for name, offset, length in chunks(reader):
        if name == b"acTL" and length == 8:
            header = replace(header, frames=max(1, reader.number(offset, 4)))
        elif name == b"eXIf":
            header = replace(header, exif=read_exif(reader.window(offset, offset + length)))
    return header


def chunks(reader: HeaderReader) -> Iterator[tuple[bytes, int, int]]:
    """Name, place of the payload and length of each chunk behind IHDR, up to IEND or the end of the file."""
    offset = 33
    while offset + 12 <= reader.size and not reader.exhausted:
        length, name = reader.number(offset, 4), reader.at(offset + 4, 4)
        if name == b"IEND":
            return
        yield name, offset + 8, length
        offset += 12 + length


def _image_header(reader: HeaderReader) -> Header:
    if reader.number(8, 4) != 13 or reader.at(12, 4) != b"IHDR":
        raise CorruptImage("a PNG that does not begin with its header")
    width, height = reader.number(16, 4), reader.number(20, 4)
    depth, colour, compression, filtering, interlace = reader.at(24, 5)
    if depth not in _DEPTHS.get(colour, set()) or compression or filtering or interlace > 1:
        raise CorruptImage("a PNG header with values that PNG does not have")
    if colour == 0 and depth == 1:
        return Header("PNG", (width, height), "1")
    return Header("PNG", (width, height), (_MODES_16 if depth == 16 else _MODES)[colour])

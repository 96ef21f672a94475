"""The items of a HEIF file: where EXIF and pictures lie, and how to make decoders pass EXIF by (14496-12 §8.11)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import NamedTuple

from maskkit.errors import CorruptImage
from maskkit.images.formats import av1
from maskkit.images.formats.boxes import Box, boxes, field
from maskkit.images.formats.exif import NO_EXIF, Exif, read_exif
from maskkit.images.formats.reader import HeaderReader

_EXIF, _AV1 = b"Exif", b"av01"
_IN_FILE, _IN_META = 0, 1
_UNKNOWN = b"xxxx"
_MAX_WALK_BYTES = 1024 * 1024


class Item(NamedTuple):
    """An item's number, its four-letter type, and where in the file the type is written."""

    number: int
    kind: bytes
    kind_at: int


def items(reader: HeaderReader, meta: dict[bytes, Box]) -> Iterator[Item]:
    """The items that a file lists, as far as they have a type."""
    if b"iinf" not in meta:
        return
    listed = meta[b"iinf"]
    for box in boxes(reader, listed.start + (6 if field(reader, listed, 0, 1) == 0 else 8), listed.end):
        version = field(reader, box, 0, 1)
        if box.name == b"infe" and version in {2, 3}:
            width = 2 if version == 2 else 4
            kind_at = box.start + 6 + width
            yield Item(field(reader, box, 4, width), reader.at(kind_at, 4), kind_at)


def find_exif(reader: HeaderReader, meta: dict[bytes, Box]) -> Exif:
    """The EXIF of a file; broken or unusually stored EXIF counts as none."""
    try:
        for item in items(reader, meta):
            if item.kind == _EXIF:
                start, end = _place(reader, meta, item.number)
                return read_exif(reader.window(start + 4 + reader.number(start, 4), end))
    except CorruptImage:
        pass
    return NO_EXIF


def without_exif(data: bytes) -> bytes:
    """The same file with EXIF declared as something that no decoder knows."""
    changed = bytearray(data)
    for item in items(*_opened(data)):
        if item.kind == _EXIF:
            changed[item.kind_at : item.kind_at + 4] = _UNKNOWN
    return bytes(changed)


def coded_pixels(data: bytes) -> int:
    """The pixels of the largest AV1 picture in the file, by the data that the decoder goes by.

    Raises:
        CorruptImage: an AV1 picture is nowhere, or does not say its size.
    """
    reader, meta = _opened(data)
    largest = 0
    for item in items(reader, meta):
        if item.kind == _AV1:
            start, end = _place(reader, meta, item.number)
            width, height = av1.coded_size(reader.at(start, min(end - start, av1.HEAD_BYTES)))
            largest = max(largest, width * height)
    return largest


def _opened(data: bytes) -> tuple[HeaderReader, dict[bytes, Box]]:
    reader = HeaderReader(io.BytesIO(data), len(data), budget=_MAX_WALK_BYTES)
    top = {box.name: box for box in boxes(reader, 0, reader.size)}
    return reader, {box.name: box for box in boxes(reader, top[b"meta"].start + 4, top[b"meta"].end)}


def _place(reader: HeaderReader, meta: dict[bytes, Box], wanted: int) -> tuple[int, int]:
    """Start and end in the file of the first piece of an item's bytes. Raises CorruptImage where it has none."""
    if b"iloc" not in meta:
        raise CorruptImage("items that lie nowhere")
    iloc, version = meta[b"iloc"], field(reader, meta[b"iloc"], 0, 1)
    offset_size, length_size = divmod(field(reader, iloc, 4, 1), 16)
    base_size, index_size = divmod(field(reader, iloc, 5, 1), 16)
    extent_size = (index_size if version else 0) + offset_size + length_size
    number_size, at = (4 if version == 2 else 2), 6
    count, at = field(reader, iloc, at, number_size), at + number_size
    for _ in range(count):
        number, at = field(reader, iloc, at, number_size), at + number_size
        method, at = (field(reader, iloc, at, 2) & 15, at + 2) if version else (0, at)
        base, at = field(reader, iloc, at + 2, base_size), at + 2 + base_size
        extents, at = field(reader, iloc, at, 2), at + 2
        if number == wanted and extents and method in {_IN_FILE, _IN_META}:
            start = base + field(reader, iloc, at + extent_size - length_size - offset_size, offset_size)
            start += meta[b"idat"].start if method == _IN_META and b"idat" in meta else 0
            length = field(reader, iloc, at + extent_size - length_size, length_size)
            return start, start + length if length else reader.size
        at += extents * extent_size
    raise CorruptImage("an item that lies nowhere")

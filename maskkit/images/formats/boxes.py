"""Boxes, of which HEIF files are made (ISO/IEC 14496-12 §4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from maskkit.errors import CorruptImage
from maskkit.images.formats.reader import HeaderReader


class Box(NamedTuple):
    """A box: its four-letter name, and where its payload starts and ends."""

    name: bytes
    start: int
    end: int


def boxes(reader: HeaderReader, start: int, end: int) -> Iterator[Box]:
    """The boxes that lie one after the other between two places."""
    while start + 8 <= end:
        length, name, head = reader.number(start, 4), reader.at(start + 4, 4), 8
        if length == 1:
            length, head = reader.number(start + 8, 8), 16
        elif length == 0:
            length = end - start
        if length < head or start + length > end:
            raise CorruptImage("a box that does not fit into the file")
        yield Box(name, start + head, start + length)
        start += length


def field(reader: HeaderReader, box: Box, offset: int, length: int) -> int:
    """A number in a box, and surely in this box."""
    return int.from_bytes(reader.window(box.start, box.end)(offset, length), "big")

"""Boxes, one after the other."""

from __future__ import annotations

import io
import struct

import pytest

from maskkit.errors import CorruptImage
from maskkit.images.formats.boxes import Box, boxes, field
from maskkit.images.formats.reader import HeaderReader


def reader(data: bytes) -> HeaderReader:
    return HeaderReader(io.BytesIO(data), len(data))


def walk(data: bytes) -> list[Box]:
    return list(boxes(reader(data), 0, len(data)))


def test_boxes_follow_each_other() -> None:
    assert walk(b"\x00\x00\x00\x0aaaaa12\x00\x00\x00\x08bbbb") == [Box(b"aaaa", 8, 10), Box(b"bbbb", 18, 18)]


def test_a_long_box_and_one_to_the_end() -> None:
    assert walk(struct.pack(">I4sQ", 1, b"long", 18) + b"12") == [Box(b"long", 16, 18)]
    assert walk(struct.pack(">I4s", 0, b"rest") + b"12345") == [Box(b"rest", 8, 13)]


@pytest.mark.parametrize("head", [(7, b"tiny"), (9, b"over"), (2**32 - 1, b"huge")])
def test_a_box_that_does_not_fit_is_corrupt(head: tuple[int, bytes]) -> None:
    with pytest.raises(CorruptImage, match="box"):
        walk(struct.pack(">I4s", *head))


def test_a_few_bytes_at_the_end_are_no_box() -> None:
    assert walk(b"\x00\x00\x00\x08aaaa\x00\x00") == [Box(b"aaaa", 8, 8)]


def test_a_field_is_read_from_its_own_box_only() -> None:
    data = reader(b"\x01\x02\x03\x04")
    assert field(data, Box(b"aaaa", 1, 3), 0, 2) == 0x0203
    assert field(data, Box(b"aaaa", 1, 3), 0, 0) == 0
    with pytest.raises(CorruptImage):
        field(data, Box(b"aaaa", 1, 3), 1, 2)

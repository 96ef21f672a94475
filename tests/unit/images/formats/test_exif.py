"""The two tags that matter, in whatever state the rest is."""

from __future__ import annotations

import struct

import pytest
from PIL import Image

from maskkit.errors import CorruptImage
from maskkit.images.formats.exif import Exif, read_exif

Entry = tuple[int, int, int, int]


def tiff(entries: list[Entry], order: str = "<", extra: bytes = b"") -> bytes:
    """A TIFF directory of (tag, type, count, value) entries, with ``extra`` behind it."""
    head = (b"II*\x00" if order == "<" else b"MM\x00*") + struct.pack(f"{order}I", 8)
    packed = b"".join(
        struct.pack(f"{order}HHI", tag, kind, count)
        + struct.pack(f"{order}{'HH' if kind == 3 else 'I'}", *([value, 0] if kind == 3 else [value]))
        for tag, kind, count, value in entries
    )
    return head + struct.pack(f"{order}H", len(entries)) + packed + bytes(4) + extra


def read(data: bytes) -> Exif:
    def read_at(offset: int, length: int) -> bytes:
        if offset < 0 or offset + length > len(data):
            raise CorruptImage("outside")
        return data[offset : offset + length]

    return read_exif(read_at)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_both_byte_orders(order: str, orientation: int) -> None:
    assert read(tiff([(0x0112, 3, 1, orientation)], order)).orientation == orientation


def test_what_another_library_writes_is_read() -> None:
    tags = Image.Exif()
    tags[0x0112] = 6
    tags[0x010F] = "A camera with a long name"
    tags.get_ifd(0x8769)[0xA405] = 28
    assert read(tags.tobytes().removeprefix(b"Exif\x00\x00")) == Exif(6, 28.0)


def test_an_orientation_written_as_long_counts() -> None:
    assert read(tiff([(0x0112, 4, 1, 3)])).orientation == 3


@pytest.mark.parametrize(
    "entries",
    [
        [], [(0x0112, 3, 1, 0)], [(0x0112, 3, 1, 9)], [(0x0112, 2, 1, 6)], [(0x0112, 3, 2, 6)],
        [(0x0112, 3, 0, 6)], [(0x8769, 4, 1, 0xFFFF_FFFF)], [(0x8769, 4, 1, 0)], [(0x8769, 4, 1, 9)],
    ],
)  # fmt: skip
def test_nonsense_counts_as_not_there(entries: list[Entry]) -> None:
    assert read(tiff(entries)) == Exif()


@pytest.mark.parametrize(
    "data", [b"", b"MM", b"XX*\x00\x08\x00\x00\x00", b"II*\x00\xff\xff\xff\xff", b"II*\x00\x08\x00\x00\x00\xff\xff"]
)
def test_broken_directories_count_as_not_there(data: bytes) -> None:
    assert read(data) == Exif()


def test_a_directory_that_points_at_itself_ends() -> None:
    assert read(tiff([(0x0112, 3, 1, 6), (0x8769, 4, 1, 8)])) == Exif(6)


def test_a_focal_length_of_nothing_is_none() -> None:
    directory = struct.pack("<HHHIHH", 1, 0xA405, 3, 1, 0, 0)
    assert read(tiff([(0x8769, 4, 1, 26)], extra=directory)).focal_35mm is None


def test_no_more_than_some_hundred_entries_are_read() -> None:
    reads = []

    def read_at(offset: int, length: int) -> bytes:
        reads.append(offset)
        return b"II*\x00\x08\x00\x00\x00"[:length] if offset == 0 else b"\xff" * length

    assert read_exif(read_at) == Exif()
    assert len(reads) < 300

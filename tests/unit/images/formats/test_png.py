"""PNG's chunks."""

from __future__ import annotations

import io
import struct

import pytest

from maskkit.errors import CorruptImage
from maskkit.images.formats.header import Header
from maskkit.images.formats.png import SIGNATURE, read_png
from maskkit.images.formats.reader import HeaderReader


def chunk(name: bytes, payload: bytes = b"") -> bytes:
    return struct.pack(">I", len(payload)) + name + payload + bytes(4)


def ihdr(*, depth: int = 8, colour: int = 2, compression: int = 0, filtering: int = 0, interlace: int = 0) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 30, depth, colour, compression, filtering, interlace))


def read(*parts: bytes) -> Header:
    data = SIGNATURE + b"".join(parts)
    return read_png(HeaderReader(io.BytesIO(data), len(data)))


EXIF = b"II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"


@pytest.mark.parametrize(
    ("depth", "colour", "mode"),
    [
        (1, 0, "1"),
        (4, 0, "L"),
        (8, 0, "L"),
        (16, 0, "I;16"),
        (16, 2, "RGB;16"),
        (2, 3, "P"),
        (16, 4, "LA;16"),
        (8, 6, "RGBA"),
    ],
)
def test_depth_and_colour_make_the_mode(depth: int, colour: int, mode: str) -> None:
    assert read(ihdr(depth=depth, colour=colour)).mode == mode


@pytest.mark.parametrize(
    "values",
    [{"depth": 3}, {"colour": 1}, {"colour": 3, "depth": 16}, {"compression": 1}, {"filtering": 9}, {"interlace": 2}],
)
def test_values_that_png_does_not_have_are_corrupt(values: dict[str, int]) -> None:
    with pytest.raises(CorruptImage):
        read(ihdr(**values))


@pytest.mark.parametrize("parts", [[], [chunk(b"IDAT", bytes(13))], [chunk(b"IHDR", bytes(12))]])
def test_without_its_header_it_is_corrupt(parts: list[bytes]) -> None:
    with pytest.raises(CorruptImage):
        read(*parts)


@pytest.mark.parametrize("order", [["eXIf", "IDAT"], ["IDAT", "eXIf"]])
def test_exif_counts_before_and_after_the_pixels(order: list[str]) -> None:
    parts = {"eXIf": chunk(b"eXIf", EXIF), "IDAT": chunk(b"IDAT", bytes(9000))}
    assert read(ihdr(), *(parts[name] for name in order), chunk(b"IEND")).exif.orientation == 6


def test_exif_does_not_read_beyond_its_chunk() -> None:
    assert read(ihdr(), chunk(b"eXIf", EXIF[:12]), chunk(b"IDAT", EXIF)).exif.orientation == 1


def test_frames_are_counted_by_what_the_animation_claims() -> None:
    assert read(ihdr(), chunk(b"acTL", struct.pack(">II", 65_535, 0))).frames == 65_535
    assert read(ihdr(), chunk(b"acTL", struct.pack(">II", 0, 0))).frames == 1
    assert read(ihdr(), chunk(b"acTL", b"")).frames == 1


def test_what_comes_behind_the_end_does_not_count() -> None:
    assert read(ihdr(), chunk(b"IEND"), chunk(b"acTL", struct.pack(">II", 9, 0))).frames == 1


def test_a_walk_over_very_many_chunks_stops() -> None:
    assert read(ihdr(), chunk(b"tEXt") * 50_000).stored_size_wh == (40, 30)


def test_a_chunk_longer_than_the_file_ends_the_walk() -> None:
    assert read(ihdr(), struct.pack(">I", 0xFFFF_FFFF) + b"IDAT" + bytes(40)).stored_size_wh == (40, 30)

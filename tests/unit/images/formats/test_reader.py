"""Bounded reading."""

from __future__ import annotations

import io

import pytest

from maskkit.errors import CorruptImage
from maskkit.images.formats.reader import MAX_HEADER_BYTES, HeaderReader


def reader(data: bytes, budget: int = MAX_HEADER_BYTES) -> HeaderReader:
    return HeaderReader(io.BytesIO(data), len(data), budget=budget)


def test_pieces_are_read_by_their_place() -> None:
    found = reader(b"0123456789")
    assert (found.at(7, 3), found.at(0, 2), found.number(0, 2), found.start(99)) == (
        b"789",
        b"01",
        0x3031,
        b"0123456789",
    )


@pytest.mark.parametrize(("offset", "length"), [(8, 3), (10, 1), (-1, 1), (10**12, 4), (0, 11)])
def test_beyond_the_end_is_corrupt(offset: int, length: int) -> None:
    with pytest.raises(CorruptImage, match="ends"):
        reader(b"0123456789").at(offset, length)


def test_a_file_that_shrank_meanwhile_is_corrupt() -> None:
    with pytest.raises(CorruptImage, match="ends"):
        HeaderReader(io.BytesIO(b"01"), 10).at(0, 8)


def test_the_budget_ends_the_reading() -> None:
    found = reader(bytes(100), budget=10)
    found.at(0, 8)
    assert found.exhausted
    with pytest.raises(CorruptImage, match="KiB"):
        found.at(0, 3)


def test_a_window_does_not_look_outside() -> None:
    read_at = reader(b"0123456789").window(2, 6)
    assert read_at(0, 4) == b"2345"
    for offset, length in ((-1, 1), (3, 2), (5, 0)):
        if length:
            with pytest.raises(CorruptImage):
                read_at(offset, length)

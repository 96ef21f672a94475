"""The size in AV1's sequence header."""

from __future__ import annotations

import pytest

from maskkit.errors import CorruptImage
from maskkit.images.formats.av1 import coded_size


def packed(*fields: tuple[int, int]) -> bytes:
    """(value, bits) one after the other, filled up to whole bytes."""
    text = "".join(f"{value:0{bits}b}" for value, bits in fields)
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


def unit(kind: int, payload: bytes, *, extension: bool = False) -> bytes:
    return bytes([kind << 3 | extension << 2 | 2]) + bytes(extension) + bytes([len(payload)]) + payload


SIZE = ((11, 4), (11, 4), (3999, 12), (2999, 12))
REDUCED = packed((0, 3), (1, 1), (1, 1), (8, 5), *SIZE)


@pytest.mark.parametrize(
    "data",
    [
        unit(1, REDUCED), unit(2, b"") + unit(1, REDUCED), unit(2, b"", extension=True) + unit(1, REDUCED),
        unit(1, REDUCED, extension=True),
        bytes([1 << 3]) + REDUCED, unit(1, REDUCED) + unit(6, bytes(90)),
    ],
)  # fmt: skip
def test_the_size_of_a_still_picture(data: bytes) -> None:
    assert coded_size(data) == (4000, 3000)


@pytest.mark.parametrize(
    "timing",
    [
        [(0, 1), (0, 1), (0, 5), (0, 12), (4, 5)],
        [(0, 1), (1, 1), (1, 5), (0, 12), (9, 5), (1, 1), (1, 1), (5, 4), (0, 12), (4, 5), (0, 1)],
        [(1, 1), (1, 32), (1, 32), (0, 1), (0, 1), (0, 1), (0, 5), (0, 12), (4, 5)],
        [
            (1, 1), (1, 32), (1, 32), (1, 1), (1, 3), (3, 2), (1, 1), (9, 5), (0, 32), (0, 5), (0, 5), (0, 1),
            (0, 5), (0, 12), (4, 5), (1, 1), (0, 10), (0, 10), (0, 1),
        ],
    ],
    ids=["plain", "two points", "timing", "timing and a decoder model"],
)  # fmt: skip
def test_the_size_behind_operating_points(timing: list[tuple[int, int]]) -> None:
    assert coded_size(unit(1, packed((0, 3), (0, 1), (0, 1), *timing, *SIZE))) == (4000, 3000)


@pytest.mark.parametrize(
    "data",
    [
        b"", unit(2, b""), unit(6, bytes(9)), unit(1, b""), unit(1, REDUCED[:3]), b"\x0a" + b"\xff" * 9, b"\x0a",
        unit(1, packed((0, 5), (1, 1), (1, 32), (1, 32), (1, 1), *[(0, 8)] * 20)),
    ],
)  # fmt: skip
def test_anything_else_is_corrupt(data: bytes) -> None:
    with pytest.raises(CorruptImage):
        coded_size(data)

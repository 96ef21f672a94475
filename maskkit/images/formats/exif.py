"""The two things that a photo's EXIF must tell: how it stands, and the focal length.

EXIF is a TIFF directory (EXIF 2.32 §4.5, TIFF 6.0 §2). Only the entries that are asked for are read, so that nothing
else in it, broken or hostile, can do harm: whatever cannot be read counts as not there.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from maskkit.errors import CorruptImage

ReadAt = Callable[[int, int], bytes]

_ORIENTATION = 0x0112
_EXIF_DIRECTORY = 0x8769
_FOCAL_LENGTH_35MM = 0xA405
_SHORT, _LONG = 3, 4
_MAX_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class Exif:
    """``orientation`` is 1..8 (1 where nothing sensible is said), ``focal_35mm`` in millimetres on 35 mm film."""

    orientation: int = 1
    focal_35mm: float | None = None


NO_EXIF = Exif()


def read_exif(read_at: ReadAt) -> Exif:
    r"""Read EXIF through a function that gives bytes by place, counted from the TIFF header.

    >>> tiff = b"MM\x00*" + bytes.fromhex("00000008 0001 0112 0003 00000001 0006 0000 00000000")
    >>> read_exif(lambda offset, length: tiff[offset : offset + length])
    Exif(orientation=6, focal_35mm=None)
    """
    try:
        order, first = _start(read_at)
        entries = _directory(read_at, order, first)
    except (CorruptImage, struct.error, ValueError):
        return NO_EXIF
    orientation = entries.get(_ORIENTATION, 1)
    focal = _focal_35mm(read_at, order, entries.get(_EXIF_DIRECTORY))
    return Exif(orientation if 1 <= orientation <= 8 else 1, focal)


def _focal_35mm(read_at: ReadAt, order: str, offset: int | None) -> float | None:
    if offset is None:
        return None
    try:
        focal = _directory(read_at, order, offset).get(_FOCAL_LENGTH_35MM, 0)
    except (CorruptImage, struct.error):
        return None
    return float(focal) if focal > 0 else None


def _start(read_at: ReadAt) -> tuple[str, int]:
    head = read_at(0, 8)
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(head[:4])
    if order is None:
        raise ValueError("no TIFF header")
    return order, struct.unpack(f"{order}4xI", head)[0]


def _directory(read_at: ReadAt, order: str, offset: int) -> dict[int, int]:
    """The entries of one directory that hold a single whole number."""
    (count,) = struct.unpack(f"{order}H", read_at(offset, 2))
    entries = {}
    for index in range(min(count, _MAX_ENTRIES)):
        entry = read_at(offset + 2 + 12 * index, 12)
        tag, kind, values = struct.unpack(f"{order}HHI", entry[:8])
        if values == 1 and kind in {_SHORT, _LONG}:
            (entries[tag],) = struct.unpack(
                f"{order}H" if kind == _SHORT else f"{order}I", entry[8 : 10 if kind == _SHORT else 12]
            )
    return entries

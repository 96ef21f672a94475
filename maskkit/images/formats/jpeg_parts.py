"""A JPEG taken apart: the picture by itself, and its colour profile (ICC.1:2022 annex B.4)."""

from __future__ import annotations

import io
from dataclasses import dataclass

from maskkit.errors import CorruptImage
from maskkit.images.formats.jpeg import APP0, APP2, APP14, COM, EOI, SOS, Segment, segments
from maskkit.images.formats.reader import HeaderReader

MAX_ICC_BYTES = 4 * 1024 * 1024

_ICC = b"ICC_PROFILE\x00"
_MAX_WALK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class JpegParts:
    """``picture`` is a whole JPEG without comments and application data but for JFIF and Adobe's."""

    picture: bytes
    icc: bytes | None
    scans: int


def split(data: bytes) -> JpegParts:
    """Take a JPEG apart. Raises CorruptImage where its pixels or its end are missing."""
    found = list(segments(HeaderReader(io.BytesIO(data), len(data), budget=_MAX_WALK_BYTES)))
    last = found[-1]
    if last.marker != SOS or data.find(bytes([0xFF, EOI]), last.end) < 0:
        raise CorruptImage("the file ends before its picture does")
    kept = (_bytes(data, segment) for segment in found[:-1] if _makes_the_picture(data, segment))
    picture = b"".join([b"\xff\xd8", *kept, b"\xff\xda", data[last.start - 2 :]])
    return JpegParts(picture, _icc(data, found), data.count(b"\xff\xda", last.start - 4))


def _makes_the_picture(data: bytes, segment: Segment) -> bool:
    if segment.marker == APP0:
        return data[segment.start : segment.start + 5] == b"JFIF\x00"
    if segment.marker == APP14:
        return data[segment.start : segment.start + 5] == b"Adobe"
    return not (APP0 < segment.marker <= 0xEF or segment.marker == COM)


def _bytes(data: bytes, segment: Segment) -> bytes:
    return b"\xff" + bytes([segment.marker]) + data[segment.start - 2 : segment.end]


def _icc(data: bytes, found: list[Segment]) -> bytes | None:
    """The profile from its numbered pieces; None where there is none, or pieces are missing."""
    pieces = {}
    for segment in found:
        payload = data[segment.start : segment.end]
        if segment.marker == APP2 and payload.startswith(_ICC) and len(payload) > len(_ICC) + 2:
            number, count = payload[len(_ICC)], payload[len(_ICC) + 1]
            pieces[number, count] = payload[len(_ICC) + 2 :]
    counts = {count for _, count in pieces}
    if len(counts) != 1 or {number for number, _ in pieces} != set(range(1, counts.pop() + 1)):
        return None
    profile = b"".join(piece for _, piece in sorted(pieces.items()))
    return profile if len(profile) <= MAX_ICC_BYTES else None

"""A PNG taken apart: the picture by itself, and its colour profile."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from maskkit.errors import CorruptImage
from maskkit.images.formats.png import SIGNATURE

MAX_ICC_BYTES = 4 * 1024 * 1024

_MAX_CHUNKS = 100_000
_PICTURE = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}


@dataclass(frozen=True, slots=True)
class PngParts:
    """``picture`` is a whole PNG of nothing but IHDR, PLTE, tRNS, IDAT and IEND."""

    picture: bytes
    icc: bytes | None


def split(data: bytes) -> PngParts:
    """Take a PNG apart. Raises CorruptImage where its end is missing or a part of the picture is damaged."""
    kept: list[bytes | memoryview] = [SIGNATURE]
    icc = None
    for name, chunk in chunks(data):
        if name in _PICTURE:
            if zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
                raise CorruptImage(f"its {name.decode()} chunk is damaged")
            kept.append(chunk)
        elif name == b"iCCP":
            icc = _icc(bytes(chunk[8:-4]))
    return PngParts(b"".join(kept), icc)


def chunks(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Name and whole bytes of each chunk, up to and with IEND."""
    view, offset = memoryview(data), len(SIGNATURE)
    for _ in range(_MAX_CHUNKS):
        if offset + 12 > len(data):
            raise CorruptImage("the file ends before its picture does")
        length, name = struct.unpack_from(">I4s", data, offset)
        end = offset + 12 + length
        if end > len(data):
            raise CorruptImage("the file ends before its picture does")
        yield name, view[offset:end]
        if name == b"IEND":
            return
        offset = end
    raise CorruptImage(f"it has more than {_MAX_CHUNKS} chunks")


def _icc(payload: bytes) -> bytes | None:
    """The profile in an iCCP chunk: a name, a zero, a method byte, and the profile deflated."""
    name_end = payload.find(b"\x00")
    try:
        inflate = zlib.decompressobj()
        profile = inflate.decompress(payload[name_end + 2 :], MAX_ICC_BYTES)
    except zlib.error:
        return b""
    return profile if name_end >= 0 and inflate.eof else b""

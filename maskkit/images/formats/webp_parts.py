"""The colour profile of a WebP (RFC 9649 §2.7.1.4)."""

from __future__ import annotations

import struct

MAX_ICC_BYTES = 4 * 1024 * 1024

_FIRST_CHUNK = 12
_PROFILE_ANNOUNCED = 0x20


def icc_profile(data: bytes) -> bytes | None:
    """The profile of an extended WebP whose header announces one; it comes right behind that header."""
    if len(data) < 38 or data[12:16] != b"VP8X" or not data[20] & _PROFILE_ANNOUNCED:
        return None
    (header_length,) = struct.unpack_from("<I", data, _FIRST_CHUNK + 4)
    at = _FIRST_CHUNK + 8 + header_length + header_length % 2
    if data[at : at + 4] != b"ICCP" or len(data) < at + 8:
        return None
    (length,) = struct.unpack_from("<I", data, at + 4)
    return data[at + 8 : at + 8 + length] if length <= MAX_ICC_BYTES else None

"""A text that travels inside a PNG file, under a key: the picture is the same with it and without it."""

from __future__ import annotations

import struct
import zlib

from maskkit.errors import CorruptImage
from maskkit.images.formats.png import SIGNATURE
from maskkit.images.formats.png_parts import chunks

MOST_BYTES = 64 * 1024
_HEADER_END = len(SIGNATURE) + 25
_PLAIN = b"\x00\x00\x00\x00\x00"
"""After the key of an iTXt chunk (PNG specification, 11.3.3.4): its end, plain, no language, no translation."""


def with_text(data: bytes, key: str, text: str) -> bytes:
    """A PNG file with a text added, as an iTXt chunk behind its header.

    >>> from maskkit.images.encode import encode
    >>> import numpy as np
    >>> file = with_text(encode(np.zeros((2, 3, 3), np.uint8)), "note", "grün")
    >>> text_in(file, "note"), text_in(file, "other")
    ('grün', None)
    """
    if not data.startswith(SIGNATURE):
        raise ValueError("a text can be put into PNG files only")
    body = b"iTXt" + key.encode("latin-1") + _PLAIN + text.encode()
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return data[:_HEADER_END] + chunk + data[_HEADER_END:]


def text_in(data: bytes, key: str) -> str | None:
    """The text under ``key`` in a file, or None where there is none, it is too long, or the file is no PNG."""
    if not data.startswith(SIGNATURE):
        return None
    start = b"iTXt" + key.encode("latin-1") + _PLAIN
    try:
        for name, chunk in chunks(data):
            if name == b"iTXt" and len(chunk) <= MOST_BYTES and bytes(chunk[4 : 4 + len(start)]) == start:
                return bytes(chunk[4 + len(start) : -4]).decode()
    except (CorruptImage, UnicodeDecodeError):
        return None
    return None

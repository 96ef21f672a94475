"""Whether bytes from the network are a picture: told by how they begin, and end."""

from __future__ import annotations

_BEGINNINGS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"))
_PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"
_JPEG_END = b"\xff\xd9"

HEAD_BYTES = 32
TAIL_BYTES = 64


def image_format(head: bytes) -> str | None:
    r"""The format of a file that begins with ``head``; None when it is no picture that the wire or a store gives.

    >>> image_format(b"\xff\xd8\xff\xe0"), image_format(b"<!DOCTYPE html>")
    ('jpeg', None)
    """
    for beginning, name in _BEGINNINGS:
        if head.startswith(beginning):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return "avif" if head[4:8] == b"ftyp" and head[8:12] in {b"avif", b"avis"} else None


def ends_well(format_name: str, tail: bytes) -> bool:
    """Whether a PNG or JPEG file that ends with ``tail`` has its end; the other formats do not mark one."""
    if format_name == "png":
        return _PNG_END in tail
    return _JPEG_END in tail if format_name == "jpeg" else True

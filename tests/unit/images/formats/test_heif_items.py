"""The EXIF item of AVIF and HEIC."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from maskkit.errors import CorruptImage
from maskkit.images.formats.boxes import boxes
from maskkit.images.formats.exif import NO_EXIF, Exif
from maskkit.images.formats.heif_items import coded_pixels, find_exif, items, without_exif
from maskkit.images.formats.reader import HeaderReader

TIFF = b"II*\x00" + struct.pack("<IHHHIII", 8, 1, 0x0112, 3, 1, 8, 0)


def box(name: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload) + 8) + name + payload


def iinf(version: int = 2, kind: bytes = b"Exif", number: int = 5) -> bytes:
    form = ">HH4s" if version == 2 else ">IH4s"
    infe = box(b"infe", bytes([version, 0, 0, 0]) + struct.pack(form, number, 0, kind) + b"\x00")
    return box(b"iinf", bytes(4) + struct.pack(">H", 1) + infe)


def iloc(version: int, *, start: int, length: int, method: int = 0, extents: int = 1, number: int = 5) -> bytes:
    """One other item before the one that is looked for; offsets and lengths of four bytes, a base of four as well."""
    entry = b""
    for item, place in ((1, 0), (number, start)):
        entry += struct.pack(">I" if version == 2 else ">H", item)
        entry += struct.pack(">H", method) if version else b""
        entry += struct.pack(">HIH", 0, 3, extents) + struct.pack(">II", place - 3 if place else 0, length) * extents
    count = struct.pack(">I" if version == 2 else ">H", 2)
    return box(b"iloc", bytes([version, 0, 0, 0]) + b"\x44\x40" + count + entry)


def read(*meta: bytes, tail: bytes = b"") -> Exif:
    data = b"".join(meta)
    reader = HeaderReader(io.BytesIO(data + tail), len(data + tail))
    return find_exif(reader, {found.name: found for found in boxes(reader, 0, len(data))})


def with_exif(version: int, infe: int = 2, **changes: int) -> Exif:
    payload = struct.pack(">I", 0) + TIFF
    length = len(iinf(infe) + iloc(version, start=9, length=9, **changes))
    return read(iinf(infe), iloc(version, start=length, length=len(payload), **changes), tail=payload)


@pytest.mark.parametrize("version", [0, 1, 2])
@pytest.mark.parametrize("infe", [2, 3])
def test_exif_is_found_in_every_version_of_the_boxes(version: int, infe: int) -> None:
    assert with_exif(version, infe).orientation == 8


@pytest.mark.parametrize("changes", [{"method": 2}, {"extents": 0}])
def test_exif_that_is_stored_unusually_counts_as_none(changes: dict[str, int]) -> None:
    assert with_exif(1, **changes) == NO_EXIF


@pytest.mark.parametrize(
    "meta",
    [
        [], [iinf()], [iinf(kind=b"mime"), iloc(0, start=9, length=9)], [iinf(), iloc(0, start=9, length=9, number=6)],
        [iinf(), iloc(0, start=10**6, length=9)], [iinf(), box(b"iloc", b"")], [box(b"iinf", b"")],
    ],
)  # fmt: skip
def test_broken_or_missing_boxes_count_as_no_exif(meta: list[bytes]) -> None:
    assert read(*meta) == NO_EXIF


def test_the_decoder_no_longer_sees_exif() -> None:
    tags = Image.Exif()
    tags[0x010F] = "somebody"
    buffer = io.BytesIO()
    Image.new("RGB", (16, 16), (9, 99, 199)).save(buffer, "AVIF", exif=tags)
    hidden = without_exif(buffer.getvalue())
    assert len(hidden) == len(buffer.getvalue())
    with Image.open(buffer) as before, Image.open(io.BytesIO(hidden)) as after:
        assert "exif" in before.info
        assert "exif" not in after.info
        assert before.tobytes() == after.tobytes()


def test_items_tell_their_types() -> None:
    reader = HeaderReader(io.BytesIO(iinf()), len(iinf()))
    (item,) = items(reader, {found.name: found for found in boxes(reader, 0, len(iinf()))})
    assert (item.number, item.kind, iinf()[item.kind_at : item.kind_at + 4]) == (5, b"Exif", b"Exif")


def avif(size_wh: tuple[int, int]) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size_wh, (9, 99, 199)).save(buffer, "AVIF")
    return buffer.getvalue()


@pytest.mark.parametrize("size_wh", [(40, 30), (1, 1), (300, 200)])
def test_the_coded_pixels_are_what_the_decoder_goes_by(size_wh: tuple[int, int]) -> None:
    data = avif(size_wh)
    lying = data.replace(struct.pack(">II", *size_wh), struct.pack(">II", 1, 1))
    assert coded_pixels(data) == coded_pixels(lying) == size_wh[0] * size_wh[1]


def test_a_picture_that_lies_nowhere_is_corrupt() -> None:
    with pytest.raises(CorruptImage):
        coded_pixels(avif((40, 30)).replace(b"iloc", b"free"))

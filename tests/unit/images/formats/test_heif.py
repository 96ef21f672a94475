"""The boxes of AVIF and HEIC."""

from __future__ import annotations

import io
import itertools
import struct

import numpy as np
import pytest

from maskkit.errors import CorruptImage, UnsupportedFormat
from maskkit.images.formats.header import Header
from maskkit.images.formats.heif import heif_format, read_heif
from maskkit.images.formats.reader import HeaderReader
from maskkit.images.orient import orient_array


def box(name: bytes, payload: bytes = b"") -> bytes:
    return struct.pack(">I", len(payload) + 8) + name + payload


def full(name: bytes, payload: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(name, bytes([version]) + flags.to_bytes(3, "big") + payload)


ISPE = full(b"ispe", struct.pack(">II", 40, 30))


def associations(indices: list[int], *, wide: bool = False) -> bytes:
    if wide:
        body = struct.pack(">IIB", 1, 1, len(indices)) + b"".join(struct.pack(">H", 0x8000 | i) for i in indices)
        return full(b"ipma", body, version=1, flags=1)
    return full(b"ipma", struct.pack(">IHB", 1, 1, len(indices)) + bytes(0x80 | i for i in indices))


def meta(*properties: bytes, ipma: bytes | None = None, pitm: bytes | None = None) -> bytes:
    found = ipma if ipma is not None else associations([*range(1, len(properties) + 1)])
    iprp = box(b"iprp", box(b"ipco", b"".join(properties)) + found)
    return full(b"meta", (pitm if pitm is not None else full(b"pitm", struct.pack(">H", 1))) + iprp)


def reader(*parts: bytes, brand: bytes = b"avif") -> HeaderReader:
    data = box(b"ftyp", brand + bytes(4) + b"mif1") + b"".join(parts)
    return HeaderReader(io.BytesIO(data), len(data))


def read(*parts: bytes, name: str = "AVIF") -> Header:
    return read_heif(reader(*parts), name)


@pytest.mark.parametrize(
    ("brand", "name"), [(b"avif", "AVIF"), (b"avis", "AVIF"), (b"heic", "HEIC"), (b"heix", "HEIC"), (b"isom", None)]
)
def test_the_brand_tells_the_format(brand: bytes, name: str | None) -> None:
    assert heif_format(reader(brand=brand)) == name


def test_a_compatible_brand_is_enough() -> None:
    data = box(b"ftyp", b"mif1" + bytes(4) + b"miafheic")
    assert heif_format(HeaderReader(io.BytesIO(data), len(data))) == "HEIC"


def test_the_size_is_the_primary_pictures() -> None:
    thumbnail = full(b"ispe", struct.pack(">II", 9, 9))
    ipma = full(b"ipma", struct.pack(">IHBBHBB", 2, 7, 1, 1, 1, 1, 2))
    assert read(meta(thumbnail, ISPE, ipma=ipma)).stored_size_wh == (40, 30)


def test_wide_item_and_property_numbers() -> None:
    pitm = full(b"pitm", struct.pack(">I", 1), version=1)
    assert read(meta(ISPE, ipma=associations([1], wide=True), pitm=pitm)).stored_size_wh == (40, 30)


@pytest.mark.parametrize(("turns", "mirror"), [*itertools.product(range(4), (None, 0, 1))])
def test_turns_and_mirrors_make_an_exif_orientation(turns: int, mirror: int | None) -> None:
    """First anticlockwise turns, then top-bottom (0) or left-right (1), done here by another library."""
    properties = [ISPE, box(b"irot", bytes([turns]))]
    if mirror is not None:
        properties.append(box(b"imir", bytes([mirror])))
    pixels = np.arange(6, dtype=np.uint8).reshape(2, 3)
    expected = np.rot90(pixels, turns)
    expected = expected if mirror is None else np.flip(expected, mirror)
    assert np.array_equal(orient_array(pixels, read(meta(*properties)).exif.orientation), expected)


def test_a_crop_is_heeded_in_heic_only() -> None:
    clap = box(b"clap", struct.pack(">8I", 38, 1, 56, 2, 0, 1, 0, 1))
    assert read(meta(ISPE, clap), name="HEIC").shown_size_wh == (38, 28)
    assert read(meta(ISPE, clap), name="AVIF").shown_size_wh is None
    with pytest.raises(CorruptImage):
        read(meta(ISPE, box(b"clap", bytes(32))), name="HEIC")


def test_alpha_is_an_auxiliary_picture() -> None:
    alpha = full(b"auxC", b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\x00")
    assert read(meta(ISPE, alpha, ipma=associations([1]))).mode == "RGBA"
    assert read(meta(ISPE)).mode == "RGB"


def test_frames_are_the_samples_of_a_sequence() -> None:
    stsz = full(b"stsz", struct.pack(">II", 0, 12))
    moov = box(b"moov", box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", stsz)))))
    assert read(meta(ISPE), moov).frames == 12
    assert read(meta(ISPE), box(b"moov")).frames == 1


@pytest.mark.parametrize(
    "parts",
    [
        [meta()], [meta(ISPE, ipma=b"")], [meta(ISPE, pitm=b"")], [meta(ISPE, ipma=associations([9]))],
        [meta(box(b"ispe"))], [full(b"meta", b"")], [struct.pack(">I", 4) + b"meta"],
        [struct.pack(">I", 9999) + b"meta"], [struct.pack(">I4sQ", 1, b"meta", 3)],
        [meta(ISPE, ipma=full(b"ipma", struct.pack(">I", 0xFFFF_FFFF)))], [box(b"free") * 20_000],
    ],
)  # fmt: skip
def test_broken_boxes_are_refused(parts: list[bytes]) -> None:
    with pytest.raises((CorruptImage, UnsupportedFormat)):
        read(*parts)


def test_a_box_may_reach_to_the_end_and_may_be_long() -> None:
    inner = meta(ISPE)[8:]
    assert read(struct.pack(">I", 0) + b"meta" + inner).stored_size_wh == (40, 30)
    assert read(struct.pack(">I4sQ", 1, b"meta", len(inner) + 16) + inner).stored_size_wh == (40, 30)


def test_a_sequence_without_a_still_picture_is_not_supported() -> None:
    with pytest.raises(UnsupportedFormat, match="still"):
        read(box(b"moov"))

"""AVIF and HEIC: walk the boxes of a HEIF file (ISO/IEC 14496-12 §4.2, 23008-12 §6; AVIF 1.1)."""

from __future__ import annotations

from collections.abc import Iterator

from maskkit.errors import CorruptImage, UnsupportedFormat
from maskkit.images.formats.boxes import Box, boxes, field
from maskkit.images.formats.exif import Exif
from maskkit.images.formats.header import Header
from maskkit.images.formats.heif_items import find_exif
from maskkit.images.formats.reader import HeaderReader
from maskkit.types import SizeWh

# What a file's brands say about its codec; mif1 and the like say nothing.
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}

# The EXIF orientation of irot's anticlockwise quarter turns 0..3, by what imir mirrors afterwards:
# nothing, top and bottom, left and right (MIAF, ISO/IEC 23000-22 §7.3.6.7).
_ORIENTATIONS = {None: (1, 8, 3, 6), 0: (4, 5, 2, 7), 1: (2, 7, 4, 5)}

_SAMPLE_SIZES = (b"trak", b"mdia", b"minf", b"stbl", b"stsz")


def heif_format(reader: HeaderReader) -> str | None:
    """AVIF or HEIC by the brands that the file names, None where it is neither."""
    if reader.size < 16 or reader.at(4, 4) != b"ftyp":
        return None
    length = min(max(reader.number(0, 4), 16), 256, reader.size)
    data = reader.at(8, length - 8)
    brands = {data[:4], *(data[at : at + 4] for at in range(8, len(data) - 3, 4))}
    if brands & _AVIF_BRANDS:
        return "AVIF"
    return "HEIC" if brands & _HEIC_BRANDS else None


def read_heif(reader: HeaderReader, name: str) -> Header:
    """Read the size, the orientation and the number of frames of the primary picture."""
    top = {box.name: box for box in boxes(reader, 0, reader.size)}
    if b"meta" not in top:
        raise UnsupportedFormat(f"{name} without a still picture")
    meta = {box.name: box for box in boxes(reader, top[b"meta"].start + 4, top[b"meta"].end)}
    properties = _primary_properties(reader, meta)
    if b"ispe" not in properties:
        raise CorruptImage(f"{name} that does not say its size")
    frames = _frames(reader, top[b"moov"]) if b"moov" in top else 1
    mode = "RGBA" if _has_alpha(reader, meta) else "RGB"
    size_wh = _size(reader, properties[b"ispe"])
    exif = Exif(_orientation(reader, properties), find_exif(reader, meta).focal_35mm)
    # The decoder for AVIF leaves the crop alone.
    shown = _crop(reader, properties[b"clap"]) if name == "HEIC" and b"clap" in properties else None
    return Header(name, size_wh, mode, frames, exif, shown)


def _primary_properties(reader: HeaderReader, meta: dict[bytes, Box]) -> dict[bytes, Box]:
    if not {b"pitm", b"iprp"} <= set(meta):
        raise CorruptImage("no primary picture, or one without properties")
    item = field(reader, meta[b"pitm"], 4, 4 if field(reader, meta[b"pitm"], 0, 1) else 2)
    children = list(boxes(reader, meta[b"iprp"].start, meta[b"iprp"].end))
    known = [box for child in children if child.name == b"ipco" for box in boxes(reader, child.start, child.end)]
    for child in children:
        if child.name == b"ipma":
            for owner, indices in _associations(reader, child):
                if owner == item:
                    return {known[index - 1].name: known[index - 1] for index in indices if 0 < index <= len(known)}
    raise CorruptImage("a primary picture without properties")


def _associations(reader: HeaderReader, box: Box) -> Iterator[tuple[int, list[int]]]:
    """For each item its property numbers, counted from 1."""
    wide_items, width = field(reader, box, 0, 1) > 0, 1 + (field(reader, box, 3, 1) & 1)
    at = box.start + 8
    for _ in range(field(reader, box, 4, 4)):
        item = reader.number(at, 4 if wide_items else 2)
        at += 4 if wide_items else 2
        count = reader.number(at, 1)
        essential = 1 << (8 * width - 1)
        yield item, [reader.number(at + 1 + width * index, width) & (essential - 1) for index in range(count)]
        at += 1 + width * count


def _size(reader: HeaderReader, ispe: Box) -> SizeWh:
    return field(reader, ispe, 4, 4), field(reader, ispe, 8, 4)


def _crop(reader: HeaderReader, clap: Box) -> SizeWh:
    """The size of the clean aperture: two fractions (14496-12 §12.1.4)."""
    width, width_over, height, height_over = (field(reader, clap, 4 * index, 4) for index in range(4))
    if not (width_over and height_over):
        raise CorruptImage("a crop that is no size")
    return max(1, width // width_over), max(1, height // height_over)


def _orientation(reader: HeaderReader, properties: dict[bytes, Box]) -> int:
    turns = field(reader, properties[b"irot"], 0, 1) & 3 if b"irot" in properties else 0
    mirror = field(reader, properties[b"imir"], 0, 1) & 1 if b"imir" in properties else None
    return _ORIENTATIONS[mirror][turns]


def _has_alpha(reader: HeaderReader, meta: dict[bytes, Box]) -> bool:
    """Whether some auxiliary picture is an alpha plane."""
    children = boxes(reader, meta[b"iprp"].start, meta[b"iprp"].end)
    known = [box for child in children if child.name == b"ipco" for box in boxes(reader, child.start, child.end)]
    kinds = [reader.at(box.start, min(52, box.end - box.start))[4:] for box in known if box.name == b"auxC"]
    return any(b":alpha" in kind or kind.startswith(b"urn:mpeg:hevc:2015:auxid:1") for kind in kinds)


def _frames(reader: HeaderReader, moov: Box) -> int:
    """The most samples that a track of an image sequence has."""
    found = [moov]
    for name in _SAMPLE_SIZES:
        found = [box for parent in found for box in boxes(reader, parent.start, parent.end) if box.name == name]
    return max([1, *(field(reader, box, 8, 4) for box in found)])

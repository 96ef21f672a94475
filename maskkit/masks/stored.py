"""Mask files as they are stored: what is read leniently, told in full, and never guessed."""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskkit.errors import ImageNotFound, ImageRefused
from maskkit.images.colour import split_alpha, to_8_bits
from maskkit.images.decode import MAX_CHROMA
from maskkit.images.formats.header import Header
from maskkit.images.formats.reader import HeaderReader
from maskkit.images.orient import orient_array
from maskkit.images.probe import checked_header
from maskkit.images.raster import Raster, decode_raster
from maskkit.images.source import read_source, source_name
from maskkit.limits import DEFAULT_IMAGE_LIMITS, ImageLimits
from maskkit.masks.findings import Finding
from maskkit.masks.looks import Change, may_mend
from maskkit.types import Grey8, ImageSource, SizeWh

MOST_FLAT_COLOURS = 64
"""A picture of no more colours than this is drawn by a program: a label map."""

_SAMPLE = 200_000
_JPEGS = ("JPEG", "MPO")


@dataclass(frozen=True, eq=False)
class Stored:
    """A mask file: its values (H, W) upright, or None where it holds no mask; and what is to be said about the file."""

    values: Grey8 | None
    findings: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()
    size_wh: SizeWh | None = None
    is_jpeg: bool = False


def read_stored(
    source: ImageSource, *, asked: Collection[str] = (), limits: ImageLimits = DEFAULT_IMAGE_LIMITS
) -> Stored:
    """Read a mask file, whatever is wrong with it.

    Raises:
        ImageNotFound: there is no such file.
    """
    name = source_name(source)
    try:
        data = read_source(source, limits)
        header = checked_header(HeaderReader(io.BytesIO(data), len(data)), limits, name)
        raster = decode_raster(data, header)
    except ImageNotFound:
        raise
    except ImageRefused as error:
        return Stored(None, (Finding("unreadable", error.message),))
    return _read(header, raster, asked)


def _read(header: Header, raster: Raster, asked: Collection[str]) -> Stored:
    notes = _Notes()
    pixels = notes.take_16_bits(raster.pixels) if raster.pixels.dtype == np.uint16 else raster.pixels
    colour, _, alpha = split_alpha(pixels, raster.mode)
    size_wh = (pixels.shape[1], pixels.shape[0])
    if alpha is not None:
        notes.say(_transparent(colour, alpha))
        grey = None
    elif colour.ndim == 3:
        grey = notes.take_colours(colour, asked)
    else:
        grey = colour
    if grey is None:
        return Stored(None, tuple(notes.findings), size_wh=_upright(size_wh, header, raster))
    if not raster.is_upright and header.exif.orientation != 1:
        grey = notes.turn(grey, header.exif.orientation)
    is_jpeg = header.format in _JPEGS
    notes.tell_storage(header)
    return Stored(grey, tuple(notes.findings), tuple(notes.changes), (grey.shape[1], grey.shape[0]), is_jpeg)


class _Notes:
    """Collects what is said and done while a file is read."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.changes: list[Change] = []

    def say(self, finding: Finding) -> None:
        self.findings.append(finding)

    def do(self, finding: Finding, pixels: int = 0) -> None:
        self.findings.append(finding)
        self.changes.append(Change(finding, pixels))

    def take_16_bits(self, pixels: NDArray[Any]) -> NDArray[np.uint8]:
        """16 bits as 8: rounded, or as they are where none is over 255."""
        planes = pixels[..., :3] if pixels.ndim == 3 and pixels.shape[2] == 4 else pixels
        if 0 < planes.max() <= 255:
            low = pixels.clip(max=255).astype(np.uint8)
            self.do(
                Finding("low_16_bit", f"16 bits, and no value over {planes.max()}"),
                int(np.count_nonzero(low != to_8_bits(pixels))),
            )
            return low
        rounded = to_8_bits(pixels)
        self.do(Finding("sixteen_bit", "16 bits"), int(np.count_nonzero(pixels % 257)))
        return rounded

    def take_colours(self, colour: Grey8, asked: Collection[str]) -> Grey8 | None:
        """Colours as grey, where they are grey in effect or where it was asked for; else None."""
        low, high = colour.min(axis=2), colour.max(axis=2)
        if int((high - low).max()) <= MAX_CHROMA:
            return _luma(colour)
        finding = _colours(_distinct(colour))
        if finding.code != "two_colours" or not may_mend(finding, asked):
            self.say(finding)
            return None
        self.do(finding, int(np.count_nonzero(high)))
        return np.where(high > 0, np.uint8(255), np.uint8(0))

    def turn(self, grey: Grey8, orientation: int) -> Grey8:
        """The mask turned as its own EXIF says."""
        self.do(Finding("mask_exif", f"the mask file has the EXIF orientation {orientation}"), grey.size)
        return orient_array(grey, orientation)

    def tell_storage(self, header: Header) -> None:
        """Note a format or channels other than those of a grey PNG."""
        if header.format != "PNG":
            self.do(Finding("stored", f"stored as {header.format}"))
        elif header.mode not in {"L", "I;16"}:
            self.do(Finding("stored", f"stored as PNG with the channels {header.mode}"))


def _upright(size_wh: SizeWh, header: Header, raster: Raster) -> SizeWh:
    turned = not raster.is_upright and header.exif.orientation >= 5
    return size_wh[::-1] if turned else size_wh


def _transparent(colour: Grey8, alpha: Grey8) -> Finding:
    clear = float(np.count_nonzero(alpha == 0) / alpha.size)
    partly = float(np.count_nonzero((alpha > 0) & (alpha < 255)) / alpha.size)
    below = colour[alpha == 0]
    hides = below.size > 0 and bool((below != below[0]).any())
    hidden = "a picture is hidden below" if hides else "nothing is hidden below"
    sentence = f"{clear:.1%} of the file is transparent, {partly:.1%} partly; {hidden}"
    return Finding("transparent", sentence, numbers={"transparent": round(clear, 4), "partly": round(partly, 4)})


def _colours(colours: NDArray[np.uint8]) -> Finding:
    if len(colours) > MOST_FLAT_COLOURS:
        return Finding("coloured", "the file is a colour picture")
    if len(colours) == 2 and not colours[0].any():
        return Finding("two_colours", "the file is black and rgb({}, {}, {})".format(*colours[1].tolist()))
    sentence = f"the file has {len(colours)} flat colours: classes, not a mask"
    return Finding("label_map", sentence, numbers={"classes": len(colours)})


def _luma(colour: Grey8) -> Grey8:
    import cv2

    return np.asarray(cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY), np.uint8)


def _distinct(colour: Grey8) -> NDArray[np.uint8]:
    """The colours (N, 3), the darkest first; of a picture with many only those of a sample."""
    packed = colour.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    found = np.unique(packed.ravel()[:: max(1, packed.size // _SAMPLE)])
    if len(found) <= MOST_FLAT_COLOURS:
        found = np.unique(packed)
    colours = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1).astype(np.uint8)
    return colours[np.argsort(colours.sum(axis=1, dtype=np.int64), kind="stable")]

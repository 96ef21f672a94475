"""Image files as numbers: channels as they are stored, upright, with nothing flattened, resolved or guessed.

For files whose channels mean something other than colour: an alpha channel that says what to edit, a palette whose
indices are classes, single bits.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from maskkit.errors import ImageRefused
from maskkit.images.colour import to_8_bits
from maskkit.images.formats import png_parts
from maskkit.images.formats.header import Header
from maskkit.images.formats.reader import HeaderReader
from maskkit.images.orient import orient_array
from maskkit.images.probe import checked_header
from maskkit.images.raster import decode_raster
from maskkit.images.source import read_source, source_name
from maskkit.limits import DEFAULT_IMAGE_LIMITS, ImageLimits
from maskkit.types import BoolMap, Grey8, ImageSource, Labels, Rgb8, SizeWh


@dataclass(frozen=True, eq=False)
class Planes:
    """The channels of an image file, upright.

    ``colour`` is (H, W, 3) or (H, W) uint8 without alpha, with whatever lies hidden below transparent pixels.
    ``alpha`` (H, W) is None where the file has no such channel, not where it is opaque. ``indices`` (H, W) are those
    of a palette. ``top_16`` is the largest value of a 16-bit file as it is stored, None for one of 8 bits. ``format``
    and ``mode`` are the words of :class:`maskkit.images.formats.header.Header`.
    """

    colour: Rgb8 | Grey8
    alpha: Grey8 | None
    indices: Labels | None
    top_16: int | None
    format: str
    mode: str

    @property
    def size_wh(self) -> SizeWh:
        """(width, height) in pixels."""
        return self.colour.shape[1], self.colour.shape[0]


def decode_planes(source: ImageSource, *, limits: ImageLimits = DEFAULT_IMAGE_LIMITS) -> Planes:
    """Decode an image file to its channels; 16 bits are scaled to 8.

    Raises:
        ImageRefused: as :func:`maskkit.images.decode.decode`.

    >>> planes = decode_planes(encode_with_alpha(np.zeros((1, 2, 3), np.uint8), np.array([[0, 255]], np.uint8)))
    >>> planes.mode, planes.alpha.tolist()
    ('RGBA', [[0, 255]])
    """
    name = source_name(source)
    data = read_source(source, limits)
    header = checked_header(HeaderReader(io.BytesIO(data), len(data)), limits, name)
    try:
        return _planes(data, header)
    except ImageRefused as error:
        raise type(error)(error.message, where=name, hint=error.hint) from error


def encode_with_alpha(colour: Rgb8, alpha: Grey8) -> bytes:
    """A PNG of (H, W, 3) colours and (H, W) alpha, straight: colours below transparent pixels are kept.

    >>> encode_with_alpha(np.zeros((1, 1, 3), np.uint8), np.zeros((1, 1), np.uint8))[25]
    6
    """
    blue_first = cv2.merge([colour[..., 2], colour[..., 1], colour[..., 0], alpha])
    _, encoded = cv2.imencode(".png", blue_first, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    return encoded.tobytes()


def encode_bits(marked: BoolMap) -> bytes:
    """A PNG of (H, W) bool with one bit a pixel: 1, which is white, where marked.

    >>> encode_bits(np.array([[True, False]]))[24]
    1
    """
    return _by_pillow(Image.fromarray(marked))


def encode_palette(indices: Labels, colours: NDArray[np.uint8]) -> bytes:
    """A PNG of (H, W) uint8 indices into (256, 3) colours: classes that people can tell apart.

    >>> encode_palette(np.zeros((1, 1), np.uint8), np.zeros((256, 3), np.uint8))[25]
    3
    """
    image = Image.fromarray(indices)
    image.putpalette(colours.astype(np.uint8).tobytes())
    return _by_pillow(image)


def _planes(data: bytes, header: Header) -> Planes:
    raster = decode_raster(data, header)
    turn = 1 if raster.is_upright else header.exif.orientation
    pixels = orient_array(to_8_bits(raster.pixels), turn)
    indices = _indices(data) if (header.format, header.mode) == ("PNG", "P") else None
    has_alpha = raster.mode in {"LA", "RGBA"}
    colour = pixels[..., :-1] if has_alpha else pixels
    return Planes(
        colour=np.ascontiguousarray(colour[..., 0] if raster.mode == "LA" else colour),
        alpha=np.ascontiguousarray(pixels[..., -1]) if has_alpha else None,
        indices=None if indices is None else orient_array(indices, turn),
        top_16=int(raster.pixels.max()) if raster.pixels.dtype == np.uint16 else None,
        format=header.format,
        mode=header.mode,
    )


def _indices(data: bytes) -> NDArray[Any]:
    with PngImageFile(io.BytesIO(png_parts.split(data).picture)) as image:
        return np.asarray(image)


def _by_pillow(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()

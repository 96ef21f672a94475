"""Image files to photos and masks: upright, sRGB, 8 bits, whole or refused."""

from __future__ import annotations

import hashlib
import io

import cv2
import numpy as np

from maskkit.errors import ImageRefused, MaskRefused
from maskkit.images.colour import WHITE, split_alpha, to_8_bits, to_srgb
from maskkit.images.formats.header import Header
from maskkit.images.formats.reader import HeaderReader
from maskkit.images.orient import orient_array
from maskkit.images.photo import Origin, Photo
from maskkit.images.probe import checked_header
from maskkit.images.raster import Raster, decode_raster
from maskkit.images.source import read_source, source_name, source_path
from maskkit.limits import DEFAULT_IMAGE_LIMITS, ImageLimits
from maskkit.types import Grey8, ImageSource

MAX_CHROMA = 12
"""So far may the channels of a mask lie apart: JPEG's rounding and chroma noise, not colour."""


def decode(
    source: ImageSource,
    *,
    limits: ImageLimits = DEFAULT_IMAGE_LIMITS,
    background: tuple[int, int, int] = WHITE,
) -> Photo:
    """Decode an image file to an upright sRGB photo.

    EXIF orientation is applied, colour profiles (ICC), CMYK, grey, palettes and 16 bits are converted, transparency is
    laid on ``background``. What was changed is told in ``photo.origin.changes``. Metadata stays behind.

    Raises:
        ImageNotFound, EmptyFile, UnsupportedFormat, ImageTooLarge: refused before any pixel was decoded.
        CorruptImage: the file is cut off or damaged; never a half-grey photo.

    >>> from PIL import Image
    >>> buffer = io.BytesIO()
    >>> Image.new("RGB", (40, 30), (200, 10, 10)).save(buffer, "WEBP", lossless=True)
    >>> decode(buffer.getvalue()).pixels[0, 0].tolist()
    [200, 10, 10]
    """
    data = read_source(source, limits)
    header, raster = _decode_file(data, limits, source_name(source))
    pixels, changes = to_srgb(raster, background)
    orientation = header.exif.orientation
    if orientation != 1:
        changes.append(f"turned upright (EXIF orientation {orientation})")
    if header.format == "MPO":
        changes.append("took the first of the pictures in the file")
    origin = Origin(
        path=source_path(source),
        format=header.format,
        sha256=hashlib.sha256(data).hexdigest(),
        stored_size_wh=header.stored_size_wh,
        orientation=orientation,
        focal_35mm=header.exif.focal_35mm,
        changes=tuple(changes),
    )
    return Photo(pixels if raster.is_upright else orient_array(pixels, orientation), origin)


open_photo = decode


def decode_grey(source: ImageSource, *, limits: ImageLimits = DEFAULT_IMAGE_LIMITS) -> Grey8:
    """Decode a mask file to upright (H, W) uint8. Values are numbers here, not colours: profiles are left out.

    - 1 bit, grey and 16-bit grey are taken as they are, 16 bits scaled to 0..255.
    - RGB and palettes are taken if they are grey in effect, as JPEG makes masks; colours are refused.
    - An alpha channel is taken if it is opaque everywhere. Else it is refused: some services mean "generate here" by
      transparent, others by opaque, others look at the colours, and this function does not guess.

    Raises:
        MaskRefused: coloured, or with transparency.
        ImageRefused: like :func:`decode`.

    >>> from PIL import Image
    >>> buffer = io.BytesIO()
    >>> Image.new("1", (4, 2), 1).save(buffer, "PNG")
    >>> decode_grey(buffer.getvalue()).tolist()
    [[255, 255, 255, 255], [255, 255, 255, 255]]
    """
    name = source_name(source)
    header, raster = _decode_file(read_source(source, limits), limits, name)
    colour, _, alpha = split_alpha(to_8_bits(raster.pixels), raster.mode)
    if alpha is not None:
        raise MaskRefused(
            "the mask has transparency, whose meaning differs from service to service",
            where=name,
            hint="Say which it is: `maskkit convert MASK --from openai --to white -o FILE` if transparent means "
            "generate, `--from alpha` if opaque does.",
        )
    grey = colour if colour.ndim == 2 else grey_of(colour, name)
    return grey if raster.is_upright else orient_array(grey, header.exif.orientation)


def _decode_file(data: bytes, limits: ImageLimits, name: str | None) -> tuple[Header, Raster]:
    header = checked_header(HeaderReader(io.BytesIO(data), len(data)), limits, name)
    try:
        return header, decode_raster(data, header)
    except ImageRefused as error:
        raise type(error)(error.message, where=name, hint=error.hint) from error


def grey_of(colour: Grey8, name: str | None = None) -> Grey8:
    """The grey (H, W) of colours (H, W, 3) that are grey in effect.

    Raises:
        MaskRefused: they are colours, or no RGB.

    >>> grey_of(np.full((1, 1, 3), 7, np.uint8)).tolist()
    [[7]]
    """
    if colour.shape[2] != 3 or _chroma(colour) > MAX_CHROMA:
        raise MaskRefused(
            "the mask is coloured, so it is a photo or a label map, not a mask",
            where=name,
            hint="Give a grey picture: 255 = generate, 0 = keep. `maskkit convert` makes masks of label maps.",
        )
    return cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)


def _chroma(colour: Grey8) -> int:
    red, green, blue = cv2.split(colour)
    return max(int(cv2.absdiff(one, other).max()) for one, other in ((red, green), (green, blue), (red, blue)))

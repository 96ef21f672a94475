"""What an image file is, from its header alone: before any pixel is decoded, and in time to refuse it."""

from __future__ import annotations

from dataclasses import dataclass

from maskkit.errors import CorruptImage, ImageRefused, ImageTooLarge
from maskkit.images.formats.header import Header
from maskkit.images.formats.reader import HeaderReader
from maskkit.images.formats.sniff import read_header
from maskkit.images.orient import oriented_size
from maskkit.images.source import opened, source_name
from maskkit.limits import DEFAULT_IMAGE_LIMITS, ImageLimits
from maskkit.types import ImageSource, SizeWh


@dataclass(frozen=True, slots=True)
class Probe:
    """What a header says.

    ``format`` is JPEG, MPO, PNG, WEBP, AVIF or HEIC; ``mode`` names the stored channels (1, L, LA, P, RGB, RGBA, CMYK,
    and with ``;16`` the 16-bit ones); ``size_wh`` is the upright size, ``orientation`` the EXIF value that leads to it.
    """

    format: str
    stored_size_wh: SizeWh
    size_wh: SizeWh
    frames: int
    mode: str
    orientation: int
    file_bytes: int


def probe(source: ImageSource, *, limits: ImageLimits = DEFAULT_IMAGE_LIMITS) -> Probe:
    """Read the header of an image file, and refuse what is over the limits.

    No pixel is decoded, and of a file on disk at most 64 KiB are read, in pieces. The format is told by the bytes, not
    by the name. Of a phone's MPO file only the first picture counts.

    Raises:
        ImageNotFound, EmptyFile: nothing to read.
        UnsupportedFormat: not JPEG, PNG, WebP, AVIF or HEIC.
        ImageTooLarge: over a limit of pixels, side, frames or bytes.
        CorruptImage: a header that contradicts itself.

    >>> import io
    >>> from PIL import Image
    >>> buffer = io.BytesIO()
    >>> Image.new("L", (40, 30)).save(buffer, "PNG")
    >>> probe(buffer.getvalue()).size_wh
    (40, 30)
    """
    name = source_name(source)
    with opened(source, limits) as (stream, size):
        header = checked_header(HeaderReader(stream, size), limits, name)
    orientation = header.exif.orientation
    return Probe(
        format=header.format,
        stored_size_wh=header.stored_size_wh,
        size_wh=oriented_size(header.shown_size_wh or header.stored_size_wh, orientation),
        frames=header.frames,
        mode=header.mode,
        orientation=orientation,
        file_bytes=size,
    )


def checked_header(reader: HeaderReader, limits: ImageLimits, where: str | None) -> Header:
    """Read a header and hold it against the limits; every error names the file."""
    try:
        header = read_header(reader)
        check_limits(header, limits)
    except ImageRefused as error:
        raise type(error)(error.message, where=where, hint=error.hint) from error
    return header


def check_limits(header: Header, limits: ImageLimits) -> None:
    """Refuse an image by the size that its header claims.

    Raises:
        ImageTooLarge: a side, the pixels over all frames, or the frames are over the limit.
        CorruptImage: it claims to have no pixels.
    """
    (width, height), frames = header.stored_size_wh, header.frames
    if width == 0 or height == 0:
        raise CorruptImage(f"its header says {width}x{height}")
    if max(width, height) > limits.max_side_px:
        raise ImageTooLarge(f"{width}x{height} has a side of more than {limits.max_side_px} px")
    if frames > limits.max_frames:
        raise ImageTooLarge(
            f"it has {frames} frames or more, allowed is {limits.max_frames}",
            hint="Save one frame of it as a still picture.",
        )
    if width * height * frames > limits.max_pixels:
        raise ImageTooLarge(f"{width}x{height} has more than {limits.max_mp:g} megapixels")

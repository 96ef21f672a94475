"""File bytes to stored pixels: the only place where pixels are decoded.

The codecs never see a file as it came. JPEG and PNG are first cut down to the parts that make up the picture, and
AVIF loses its EXIF, so that no text, profile or animation in them can hurt, slow down or warn; what they tell is read
apart from them.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError
from PIL.AvifImagePlugin import AvifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from maskkit.errors import CorruptImage, ImageRefused, ImageTooLarge, UnsupportedFormat
from maskkit.images.formats import heif_items, jpeg_parts, png_parts, webp_parts
from maskkit.images.formats.header import Header

MAX_JPEG_SCANS = 64
"""Photos have at most a dozen; each one more costs a pass over all pixels."""

_SMALL_PICTURE = 512 * 512
"""Blocks and tiles may stick out of a picture; so many pixels more are no harm."""


@dataclass(frozen=True, slots=True)
class Raster:
    """Stored pixels, before colour and orientation are dealt with.

    ``pixels`` is (H, W) or (H, W, C), uint8 or uint16; ``mode`` is L, LA, RGB, RGBA or CMYK. ``is_upright`` tells that
    the decoder has turned it already.
    """

    pixels: NDArray[Any]
    mode: str
    icc: bytes | None = None
    is_upright: bool = False


def decode_raster(data: bytes, header: Header) -> Raster:
    """Decode the pixels of a file whose header has been read and held against the limits.

    Raises:
        CorruptImage: the file ends too early, or contradicts itself.
        ImageTooLarge: there is not enough memory.
        UnsupportedFormat: the decoder for it is not installed.
    """
    try:
        raster = _DECODERS[header.format](data, header)
    except ImageRefused:
        raise
    except MemoryError as error:
        raise ImageTooLarge("there is not enough memory for it") from error
    except Exception as error:  # codecs raise whatever they like on broken bytes
        raise CorruptImage(f"it cannot be decoded ({_reason(error)})") from error
    height, width = raster.pixels.shape[:2]
    if (width, height) != header.stored_size_wh and not raster.is_upright:
        claimed = header.stored_size_wh
        raise CorruptImage(f"its header says {claimed[0]}x{claimed[1]}, its pixels are {width}x{height}")
    return raster


def _reason(error: Exception) -> str:
    if isinstance(error, UnidentifiedImageError) or not str(error):
        return type(error).__name__
    return str(error).splitlines()[0][:120]


def _jpeg(data: bytes, header: Header) -> Raster:
    parts = jpeg_parts.split(data)
    if parts.scans > MAX_JPEG_SCANS:
        raise CorruptImage(f"it has {parts.scans} scans, photos have a dozen")
    if header.mode == "RGB":
        return Raster(_imdecode(parts.picture, cv2.IMREAD_COLOR_RGB), "RGB", parts.icc)
    return _by_pillow(JpegImageFile, parts.picture, parts.icc)


def _png(data: bytes, header: Header) -> Raster:
    parts = png_parts.split(data)
    if header.mode.endswith(";16") or header.mode in {"RGB", "RGBA"}:
        return _by_opencv(parts.picture, parts.icc)
    return _by_pillow(PngImageFile, parts.picture, parts.icc)


def _webp(data: bytes, header: Header) -> Raster:
    if header.is_animation:
        return _by_pillow(WebPImageFile, data)
    return _by_opencv(data, webp_parts.icc_profile(data))


def _avif(data: bytes, header: Header) -> Raster:
    width, height = header.stored_size_wh
    # The decoder makes room for what its own data says, and crops that to the size in the header.
    if heif_items.coded_pixels(data) > 2 * width * height + _SMALL_PICTURE:
        raise CorruptImage("its picture is larger than its header says")
    return _by_pillow(AvifImageFile, heif_items.without_exif(data))


def _heic(data: bytes, header: Header) -> Raster:
    try:
        import pillow_heif
    except ImportError as error:
        raise UnsupportedFormat(
            "HEIC needs a decoder that is not installed",
            hint="Run `pip install 'maskkit[heif]'`, or save the photo as JPEG.",
        ) from error
    file = pillow_heif.open_heif(io.BytesIO(data))
    picture = file[file.primary_index]
    if picture.size[0] * picture.size[1] > header.stored_size_wh[0] * header.stored_size_wh[1]:
        raise CorruptImage("its picture is larger than its header says")
    info: dict[str, Any] = picture.info
    return Raster(np.asarray(picture), picture.mode, info.get("icc_profile"), is_upright=True)


def _by_opencv(data: bytes, icc: bytes | None) -> Raster:
    """Decode with OpenCV: the quicker one where nothing but channels in their order is asked for."""
    pixels = _imdecode(data, cv2.IMREAD_UNCHANGED)
    if pixels.ndim == 2:
        return Raster(pixels, "L", icc)
    has_alpha = pixels.shape[2] == 4
    order = cv2.COLOR_BGRA2RGBA if has_alpha else cv2.COLOR_BGR2RGB
    return Raster(cv2.cvtColor(pixels, order, dst=pixels), "RGBA" if has_alpha else "RGB", icc)


def _imdecode(data: bytes, mode: int) -> NDArray[Any]:
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), mode | cv2.IMREAD_IGNORE_ORIENTATION)
    if pixels is None:
        raise CorruptImage("its pixels cannot be decoded to the end")
    return pixels


def _by_pillow(kind: type[Image.Image], data: bytes, icc: bytes | None = None) -> Raster:
    """Decode with one plugin of Pillow, past its guessing of formats and its warnings about size."""
    with kind(io.BytesIO(data)) as image:  # type: ignore[call-arg]
        image.load()
        plain = _plain(image)
        return Raster(np.asarray(plain), plain.mode, icc or image.info.get("icc_profile"))


def _plain(image: Image.Image) -> Image.Image:
    """Resolve palettes, single bits and colours declared transparent into L, LA, RGB, RGBA or CMYK."""
    sees_through = "transparency" in image.info
    if image.mode == "P":
        return image.convert("RGBA" if sees_through else "RGB")
    if image.mode == "1":
        image = image.convert("L")
    if sees_through and image.mode in {"L", "RGB"}:
        return image.convert("LA" if image.mode == "L" else "RGBA")
    return image


_DECODERS = {"JPEG": _jpeg, "MPO": _jpeg, "PNG": _png, "WEBP": _webp, "AVIF": _avif, "HEIC": _heic}

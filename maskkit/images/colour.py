"""Stored pixels to sRGB: bit depth, colour profile, CMYK, grey, transparency."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from maskkit.images.raster import Raster
from maskkit.types import Grey8, Rgb8

WHITE = (255, 255, 255)

_BAND_ROWS = 256
_COLOUR_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
_TO_8_BITS = ((np.arange(65_536, dtype=np.uint32) + 128) // 257).astype(np.uint8)


def to_8_bits(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """Scale uint16 to uint8, rounding to the nearest; uint8 goes through unchanged.

    >>> to_8_bits(np.array([0, 128, 129, 32896, 65535], np.uint16)).tolist()
    [0, 0, 1, 128, 255]
    """
    return _TO_8_BITS[pixels] if pixels.dtype == np.uint16 else pixels


def split_alpha(pixels: NDArray[np.uint8], mode: str) -> tuple[NDArray[np.uint8], str, Grey8 | None]:
    """Colour, its mode without alpha, and the alpha plane; None where there is none or it is all opaque."""
    if mode not in {"LA", "RGBA"}:
        return pixels, mode, None
    alpha = pixels[..., -1]
    colour = pixels[..., 0] if mode == "LA" else cv2.cvtColor(pixels, cv2.COLOR_RGBA2RGB).astype(np.uint8, copy=False)
    return np.ascontiguousarray(colour), mode[:-1], None if alpha.min() == 255 else alpha


def to_srgb(raster: Raster, background: tuple[int, int, int] = WHITE) -> tuple[Rgb8, list[str]]:
    """Bring stored pixels to (H, W, 3) sRGB, and say in words what was changed."""
    changes = ["16 bits per channel to 8"] if raster.pixels.dtype == np.uint16 else []
    colour, mode, alpha = split_alpha(to_8_bits(raster.pixels), raster.mode)
    pixels, change = _to_srgb_colours(colour, mode, raster.icc)
    changes += change
    if alpha is not None:
        pixels = flatten(pixels, alpha, background)
        changes.append(f"transparency laid on {'white' if background == WHITE else f'rgb{background}'}")
    return pixels, changes


def flatten(pixels: Rgb8, alpha: Grey8, background: tuple[int, int, int]) -> Rgb8:
    """Lay pixels with straight alpha on a colour.

    >>> flatten(np.zeros((1, 1, 3), np.uint8), np.array([[51]], np.uint8), WHITE).tolist()
    [[[204, 204, 204]]]
    """
    behind = np.array(background, np.uint16)
    flat = np.empty_like(pixels)
    for rows in _bands(pixels):
        weight = alpha[rows, :, None].astype(np.uint16)  # 255 * 255 + 127 just fits
        flat[rows] = (pixels[rows] * weight + behind * (255 - weight) + 127) // 255
    return flat


def _to_srgb_colours(colour: NDArray[np.uint8], mode: str, icc: bytes | None) -> tuple[Rgb8, list[str]]:
    convert, change = _profile_conversion(mode, icc)
    if convert is not None:
        return _by_bands(colour, convert), change
    if mode == "L":
        return np.repeat(colour[..., None], 3, axis=2), [*change, "grey to RGB"]
    if mode == "CMYK":
        return _by_bands(colour, lambda band: band.convert("RGB")), [*change, "CMYK to RGB without a profile"]
    return colour, change


def _profile_conversion(mode: str, icc: bytes | None) -> tuple[Callable[[Image.Image], Image.Image] | None, list[str]]:
    """What the profile asks for: a conversion, or none where it is sRGB already, or is of no use."""
    if icc is None:
        return None, []
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        if profile.profile.xcolor_space.strip() != _COLOUR_SPACES[mode]:
            return None, ["a colour profile that does not fit was ignored"]
        transform = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), mode, "RGB")
        if mode == "RGB" and _changes_nothing(transform):
            return None, []
        name = (profile.profile.profile_description or "unnamed").strip()
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None, ["a broken colour profile was ignored"]
    return transform.apply, [f"colour profile {name[:60]!r} to sRGB"]


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    """Whether a transform moves no colour by more than one level: most profiles are sRGB under some name."""
    levels = np.linspace(0, 255, 9).astype(np.uint8)
    cube = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(27, 27, 3)
    moved = np.asarray(transform.apply(Image.fromarray(cube)))
    return int(np.abs(moved.astype(int) - cube).max()) <= 1


def _by_bands(colour: NDArray[np.uint8], convert: Callable[[Image.Image], Image.Image]) -> Rgb8:
    """Convert some rows at a time: the library's own copies stay small."""
    result = np.empty((*colour.shape[:2], 3), np.uint8)
    mode = "CMYK" if colour.shape[2:] == (4,) else None
    for rows in _bands(colour):
        band = np.ascontiguousarray(colour[rows])
        image = (
            Image.frombuffer("CMYK", (band.shape[1], band.shape[0]), band, "raw", "CMYK", 0, 1)
            if mode
            else Image.fromarray(band)
        )
        result[rows] = np.asarray(convert(image))
    return result


def _bands(pixels: NDArray[np.uint8]) -> Iterator[slice]:
    return (slice(row, row + _BAND_ROWS) for row in range(0, pixels.shape[0], _BAND_ROWS))

"""The guided filter with a colour guide, run only where it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.types import BoolMap, Rgb8, SizeWh

TILE_PX = 256

_Floats32 = NDArray[np.float32]
Window = tuple[slice, ...]


def guided_filter(guide: Rgb8, shares: _Floats32, *, radius_px: int, epsilon: float = 1e-3) -> _Floats32:
    """``shares`` (H, W, C) float32 redrawn so that their edges follow the edges of ``guide`` (H, W, 3).

    He, Sun and Tang, "Guided Image Filtering", TPAMI 2013, equations 14 to 16, with box windows of ``radius_px`` and
    ``epsilon`` in squared units of a guide of 0..1. From a radius of 12 on the line of each window is fitted on a
    smaller copy (He and Sun, "Fast Guided Filter", 2015). The result may leave 0..1 by a little.
    """
    height, width = guide.shape[:2]
    step = max(1, radius_px // 6)
    size_wh = max(1, width // step), max(1, height // step)
    colour = guide.astype(np.float32) / np.float32(255)
    small, radius = _resized(colour, size_wh, cv2.INTER_AREA), radius_px // step
    mean, inverse = _guide_statistics(small, radius, epsilon)
    redrawn = np.empty_like(shares)
    for number in range(shares.shape[2]):
        share = _resized(shares[:, :, number], size_wh, cv2.INTER_AREA)
        line = _box(_fitted(small, share, mean, inverse, radius), radius)
        line = _resized(line, (width, height), cv2.INTER_LINEAR)
        redrawn[:, :, number] = (line[:, :, :3] * colour).sum(axis=2) + line[:, :, 3]
    return redrawn


def guided_filter_within(
    guide: Rgb8, shares: _Floats32, band: BoolMap, *, radius_px: int, epsilon: float = 1e-3
) -> _Floats32:
    """:func:`guided_filter`, evaluated inside ``band`` (H, W) only; everything else stays as it is.

    The cost goes with the length of the band, and memory with the tile, not with the picture.
    """
    redrawn = shares.copy()
    for tile in band_tiles(band, 2 * radius_px):
        part = guided_filter(guide[tile.outer], shares[tile.outer], radius_px=radius_px, epsilon=epsilon)
        redrawn[tile.inner][tile.chosen] = part[tile.within][tile.chosen]
    return redrawn


@dataclass(frozen=True, eq=False)
class Tile:
    """A part of a picture that holds some of a band: ``inner`` alone, ``outer`` with a margin around it.

    ``within`` is the place of inner in outer, ``chosen`` the band's pixels (h, w) in inner.
    """

    inner: Window
    outer: Window
    within: Window
    chosen: BoolMap


def band_tiles(band: BoolMap, margin_px: int) -> Iterator[Tile]:
    """The tiles that hold anything of the band (H, W)."""
    for top in range(0, band.shape[0], TILE_PX):
        for left in range(0, band.shape[1], TILE_PX):
            inner = tuple(
                slice(first, min(first + TILE_PX, side)) for first, side in zip((top, left), band.shape, strict=True)
            )
            if band[inner].any():
                yield _tile(band, inner, margin_px)


def _tile(band: BoolMap, inner: Window, margin_px: int) -> Tile:
    outer = tuple(
        slice(max(0, part.start - margin_px), min(side, part.stop + margin_px))
        for part, side in zip(inner, band.shape, strict=True)
    )
    within = tuple(
        slice(part.start - wide.start, part.stop - wide.start) for part, wide in zip(inner, outer, strict=True)
    )
    return Tile(inner, outer, within, band[inner])


def _guide_statistics(colour: _Floats32, radius_px: int, epsilon: float) -> tuple[_Floats32, _Floats32]:
    """The window means (H, W, 3), and the six different numbers (H, W, 6) of each inverted window covariance.

    The matrices are symmetric; their numbers stand in the order rr, rg, rb, gg, gb, bb.
    """
    first, second = [0, 0, 0, 1, 1, 2], [0, 1, 2, 1, 2, 2]
    mean = _box(colour, radius_px)
    covariance = _box(colour[:, :, first] * colour[:, :, second], radius_px) - mean[:, :, first] * mean[:, :, second]
    covariance[:, :, [0, 3, 5]] += np.float32(epsilon)
    rr, rg, rb, gg, gb, bb = np.moveaxis(covariance, 2, 0)
    cofactors = np.stack(
        [
            gg * bb - gb * gb,
            gb * rb - rg * bb,
            rg * gb - gg * rb,
            rr * bb - rb * rb,
            rb * rg - rr * gb,
            rr * gg - rg * rg,
        ]
    )
    inverse = cofactors / (rr * cofactors[0] + rg * cofactors[1] + rb * cofactors[2])
    return mean, np.moveaxis(inverse, 0, 2)


def _fitted(colour: _Floats32, share: _Floats32, mean: _Floats32, inverse: _Floats32, radius_px: int) -> _Floats32:
    """The line of each window, (H, W, 4): the slopes for red, green and blue, and the offset."""
    mean_share = _box(share, radius_px)
    covariance = _box(colour * share[:, :, None], radius_px) - mean * mean_share[:, :, None]
    rr, rg, rb, gg, gb, bb = np.moveaxis(inverse, 2, 0)
    red, green, blue = np.moveaxis(covariance, 2, 0)
    line = np.empty((*share.shape, 4), np.float32)
    line[:, :, 0] = rr * red + rg * green + rb * blue
    line[:, :, 1] = rg * red + gg * green + gb * blue
    line[:, :, 2] = rb * red + gb * green + bb * blue
    line[:, :, 3] = mean_share - (line[:, :, :3] * mean).sum(axis=2)
    return line


def _box(values: _Floats32, radius_px: int) -> _Floats32:
    side = 2 * radius_px + 1
    return cv2.blur(values, (side, side), borderType=cv2.BORDER_REPLICATE).astype(np.float32, copy=False)


def _resized(values: _Floats32, size_wh: SizeWh, interpolation: int) -> _Floats32:
    if values.shape[1::-1] == size_wh:
        return np.ascontiguousarray(values)
    return cv2.resize(values, size_wh, interpolation=interpolation).astype(np.float32, copy=False)

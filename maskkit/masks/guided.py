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
    ``epsilon`` in squared units of a guide of 0..1. From a radius of 6 on the line of each window is fitted on a
    smaller copy (He and Sun, "Fast Guided Filter", 2015). The result may leave 0..1 by a little.
    """
    height, width = guide.shape[:2]
    step = max(1, radius_px // 3)
    size_wh = max(1, width // step), max(1, height // step)
    colour = guide.astype(np.float32) / np.float32(255)
    radius = radius_px // step
    statistics = _guide_statistics(_resized(colour, size_wh, cv2.INTER_AREA), radius, epsilon)
    redrawn = np.empty_like(shares)
    for number in range(shares.shape[2]):
        share = _resized(shares[:, :, number], size_wh, cv2.INTER_AREA)
        slopes = [_resized(_box(part, radius), (width, height), cv2.INTER_LINEAR) for part in statistics.line(share)]
        redrawn[:, :, number] = slopes[3]
        for channel in range(3):
            redrawn[:, :, number] += slopes[channel] * colour[:, :, channel]
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


@dataclass(frozen=True, eq=False)
class _Guide:
    """What every window of a guide holds.

    Its three ``channels``, their ``means``, and the six different numbers of the ``inverse`` of their covariance, which
    is symmetric: rr, rg, rb, gg, gb, bb; all (h, w).
    """

    channels: tuple[_Floats32, ...]
    means: tuple[_Floats32, ...]
    inverse: tuple[_Floats32, ...]
    radius_px: int

    def line(self, share: _Floats32) -> tuple[_Floats32, ...]:
        """The line that tells a share (h, w) from the colours in each window: three slopes and the offset, (h, w)."""
        mean_share = _box(share, self.radius_px)
        red, green, blue = (
            _box(channel * share, self.radius_px) - mean * mean_share
            for channel, mean in zip(self.channels, self.means, strict=True)
        )
        rr, rg, rb, gg, gb, bb = self.inverse
        slopes = (
            rr * red + rg * green + rb * blue,
            rg * red + gg * green + gb * blue,
            rb * red + gb * green + bb * blue,
        )
        offset = mean_share
        for slope, mean in zip(slopes, self.means, strict=True):
            offset = offset - slope * mean
        return (*slopes, offset)


def _guide_statistics(colour: _Floats32, radius_px: int, epsilon: float) -> _Guide:
    """What the windows of a guide (h, w, 3) hold."""
    channels = tuple(np.ascontiguousarray(colour[:, :, number]) for number in range(3))
    means = tuple(_box(channel, radius_px) for channel in channels)
    rr, rg, rb, gg, gb, bb = (
        _box(channels[one] * channels[other], radius_px) - means[one] * means[other]
        for one, other in ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
    )
    rr, gg, bb = (own + np.float32(epsilon) for own in (rr, gg, bb))
    cofactors = (
        gg * bb - gb * gb,
        gb * rb - rg * bb,
        rg * gb - gg * rb,
        rr * bb - rb * rb,
        rb * rg - rr * gb,
        rr * gg - rg * rg,
    )
    over = 1 / (rr * cofactors[0] + rg * cofactors[1] + rb * cofactors[2])
    return _Guide(channels, means, tuple(cofactor * over for cofactor in cofactors), radius_px)


def _box(values: _Floats32, radius_px: int) -> _Floats32:
    side = 2 * radius_px + 1
    return cv2.blur(values, (side, side), borderType=cv2.BORDER_REPLICATE).astype(np.float32, copy=False)


def _resized(values: _Floats32, size_wh: SizeWh, interpolation: int) -> _Floats32:
    if values.shape[1::-1] == size_wh:
        return np.ascontiguousarray(values)
    return cv2.resize(values, size_wh, interpolation=interpolation).astype(np.float32, copy=False)

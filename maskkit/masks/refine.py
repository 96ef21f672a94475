"""Edges of masks and label maps drawn along the edges of the photo.

Only a band along the borders is decided anew; every pixel outside the band keeps its value. The band should reach about
twice as far as the borders may be off: a few pixels for a map that was made at half size, more for one drawn by hand.
A wider one than needed costs thin parts, whose colours get mixed with what is around them.

:func:`refine` is for masks of any origin, a user's too, and careful: it moves a border only where two ways that err
differently, a filter that follows edges and a graph cut by the colours of the place, agree, and where the photo has the
stronger edge. :func:`refine_mask` and :func:`refine_labels` are the filter alone, for what is known to be rough.
"""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.graph_cut import cut_band
from maskkit.masks.guided import band_tiles, guided_filter, guided_filter_within
from maskkit.masks.lengths import Length, parse_length
from maskkit.masks.mask import Mask
from maskkit.masks.morphology import distance_to_zero
from maskkit.types import Alpha, BoolMap, Floats, Grey8, Labels, Rgb8

DEFAULT_WIDTH = "0.6%"
"""How far the band reaches: 5 px in a photo with a short edge of 768."""

REFINE_WIDTH = "1%"
"""How far :func:`refine` looks: 8 px in a photo with a short edge of 768."""


def border_band(values: Grey8, width_px: float) -> BoolMap:
    """The pixels (H, W) within ``width_px`` of a border between two different values, on both sides of it.

    >>> border_band(np.array([[1, 1, 1, 2, 2, 2]], np.uint8), 2).astype(int).tolist()
    [[0, 1, 1, 1, 1, 0]]
    """
    beside = np.zeros(values.shape, np.bool_)
    for first, second in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        changes = values[first] != values[second]
        beside[first] |= changes
        beside[second] |= changes
    if not beside.any() or width_px < 1:
        return beside & (width_px >= 1)
    near: BoolMap = distance_to_zero((~beside).view(np.uint8)) <= np.float32(width_px - 1)
    return near


def refine(photo: Photo, mask: Mask, *, width: float | str | Length = REFINE_WIDTH) -> Mask:
    """``mask`` with its border moved to the photo's edges, where it is clear that it belongs there.

    Nothing changes farther than ``width`` from the border. A hard mask stays hard, a soft one soft.

    Raises:
        SizeMismatch: mask and photo differ in size.
    """
    old = mask.require_size(photo.size_wh).hard().to_bool()
    width_px = parse_length(width).in_px(photo.size_wh)
    band = border_band(old.view(np.uint8), width_px)
    if not band.any():
        return mask
    filtered = refine_mask(photo, mask, width=width)
    cut = cut_band(photo.pixels, old, band, reach_px=round(2 * width_px) + 8)
    moved = without_worse(photo.pixels, old, np.where(cut == filtered.to_bool(), cut, old))
    return Mask(np.where(moved != old, filtered.values, mask.values))


def without_worse(pixels: Rgb8, old: BoolMap, new: BoolMap) -> BoolMap:
    """``new`` (H, W) without those changes whose border lies on weaker edges of the photo than the one they replace.

    >>> picture = np.zeros((20, 20, 3), np.uint8)
    >>> picture[10:] = 200
    >>> rows = np.arange(20)[:, None] * np.ones((1, 20))
    >>> to_edge, off_edge = (without_worse(picture, rows >= a, rows >= b) for a, b in ((8, 10), (10, 8)))
    >>> bool((to_edge == (rows >= 10)).all()), bool((off_edge == (rows >= 10)).all())
    (True, True)
    """
    changed = old != new
    if not changed.any():
        return new
    count, parts = cv2.connectedComponents(changed.view(np.uint8), connectivity=8)
    near = cv2.dilate(parts.astype(np.float32), np.ones((3, 3), np.uint8)).astype(np.int32)
    slopes = _slopes(pixels, near > 0)
    before, after = (_mean_along(border_band(side.view(np.uint8), 1), near, slopes, count) for side in (old, new))
    better = after > before
    better[0] = False
    return np.where(better[parts], new, old)


def _mean_along(border: BoolMap, parts: NDArray[np.int32], slopes: NDArray[np.float32], count: int) -> Floats:
    """How steep the photo is along the border near each part: (count,)."""
    here = parts[border]
    total = np.bincount(here, slopes[border], count)
    return np.asarray(total / np.maximum(1, np.bincount(here, minlength=count)), np.float64)


def _slopes(pixels: Rgb8, where: BoolMap) -> NDArray[np.float32]:
    """How steeply lightness and colour (CIE Lab of 8 bits) change from pixel to pixel, where that is asked for."""
    found = np.zeros(where.shape, np.float32)
    for tile in band_tiles(where, 4):
        lab = cv2.cvtColor(np.ascontiguousarray(pixels[tile.outer]), cv2.COLOR_RGB2LAB)
        lab = cv2.GaussianBlur(lab.astype(np.float32), (0, 0), 0.8)
        steps = [cv2.Sobel(lab, cv2.CV_32F, dx, 1 - dx, ksize=3, scale=0.125) for dx in (1, 0)]
        steep = np.sqrt(sum((step * step).sum(axis=2) for step in steps))
        found[tile.inner][tile.chosen] = steep[tile.within][tile.chosen]
    return found


def refine_mask(photo: Photo, mask: Mask, *, width: float | str | Length = DEFAULT_WIDTH, soft: bool = False) -> Mask:
    """``mask`` with its border moved, within ``width``, to where the photo has an edge.

    A hard mask stays hard unless ``soft`` asks for the filter's own grey edge; a soft mask stays soft.

    Raises:
        SizeMismatch: mask and photo differ in size.
    """
    mask.require_size(photo.size_wh)
    width_px = parse_length(width).in_px(photo.size_wh)
    band = border_band(mask.hard().values, width_px)
    if not band.any():
        return mask
    alpha = guided_filter_within(photo.pixels, mask.alpha[:, :, None], band, radius_px=_radius(width_px))[:, :, 0]
    redrawn = np.rint(np.clip(alpha, 0, 1) * 255).astype(np.uint8)
    if mask.is_hard and not soft:
        redrawn = np.where(redrawn >= 128, np.uint8(255), np.uint8(0))
    return Mask(np.where(band, redrawn, mask.values))


def refine_labels(
    photo: Photo,
    labels: Labels,
    *,
    probabilities: Mapping[RoomClass, Alpha] | None = None,
    width: float | str | Length = DEFAULT_WIDTH,
) -> Labels:
    """``labels`` (H, W) with the borders between classes moved, within ``width``, to where the photo has edges.

    Every class is filtered, from its ``probabilities`` (H, W) where there are some, and the likeliest one wins.
    """
    width_px = parse_length(width).in_px(photo.size_wh)
    band = border_band(labels, width_px)
    if not band.any():
        return labels
    redrawn = labels.copy()
    radius_px = _radius(width_px)
    for tile in band_tiles(band, 2 * radius_px):
        values = np.unique(labels[tile.outer][band[tile.outer]])
        shares = [_share_of(value, labels, probabilities or {}, tile.outer) for value in values]
        filtered = guided_filter(photo.pixels[tile.outer], np.stack(shares, axis=2), radius_px=radius_px)
        redrawn[tile.inner][tile.chosen] = values[filtered[tile.within][tile.chosen].argmax(axis=1)]
    return redrawn


def _radius(width_px: float) -> int:
    return max(2, round(width_px))


def _share_of(
    value: int, labels: Labels, probabilities: Mapping[RoomClass, Alpha], window: tuple[slice, ...]
) -> NDArray[np.float32]:
    """How likely each pixel of a window is of a class, or whether it is."""
    known = probabilities.get(RoomClass(value))
    return (labels[window] == value if known is None else known[window]).astype(np.float32)

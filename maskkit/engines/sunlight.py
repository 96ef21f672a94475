"""Patches of sun on a surface, told apart from its light at full size: laid anew, it shows them with their edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.engines.lighting import DARKEST, LUMINANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.types import BoolMap, RgbLinear

    Field = NDArray[np.float32]

BRIGHTER = 1.6
"""A patch is brighter than what is usual on the surface by this factor, and than what lies just beside it."""

LEAST_SHARE, MOST_SHARE, MOST_PATCHES = 0.002, 0.45, 12
EDGE = 0.006
"""How wide the edge of a patch is at most, as a share of the picture's long edge: wider is the glow of a lamp."""

MOST_GAIN = 2.4


def sun_on(photo: RgbLinear, region: BoolMap) -> Field:
    """(H, W) float32 how much brighter the sun makes each pixel of a surface: 1 where it does not shine.

    ``photo`` (H, W, 3) is linear light, ``region`` (H, W) where it shows the surface.

    >>> photo = np.full((60, 80, 3), 0.2, np.float32)
    >>> photo[20:40, 20:50] = 0.5
    >>> sun = sun_on(photo, np.ones((60, 80), bool))
    >>> round(float(sun[30, 30]), 2), float(sun[5, 5])
    (2.4, 1.0)
    """
    sun = np.ones(region.shape, np.float32)
    luminance = np.asarray(np.maximum(photo @ LUMINANCE, DARKEST), np.float32)
    bright = region & (luminance > BRIGHTER * float(np.median(luminance[region])))
    smooth = cv2.morphologyEx(bright.view(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, parts, stats, _ = cv2.connectedComponentsWithStats(smooth)
    areas = stats[:, cv2.CC_STAT_AREA] / max(int(region.sum()), 1)
    patches = [part for part in range(1, count) if areas[part] > LEAST_SHARE]
    if not patches or len(patches) > MOST_PATCHES or areas[patches].sum() > MOST_SHARE:
        return sun
    edge = max(2, round(EDGE * max(region.shape)))
    for part in patches:
        matte, gain = _matte(luminance, parts == part, region & (smooth == 0), edge)
        sun = np.maximum(sun, 1 + (gain - 1) * matte)
    return np.where(region, sun, np.float32(1))


def _matte(luminance: Field, patch: BoolMap, rest: BoolMap, edge: int) -> tuple[Field, float]:
    """How much of a pixel lies in the patch, and its brightness against what is beside it; nothing without an edge."""
    near, beside = (_grown(patch, reach) for reach in (edge, 4 * edge))
    inner, outer = patch & ~_grown(~patch, edge), beside & ~near & rest
    if not inner.any() or not outer.any():
        return np.zeros(patch.shape, np.float32), 1.0
    high, low = (float(np.median(luminance[where])) for where in (patch, outer))
    rim = float(np.median(luminance[patch & ~inner])) if (patch & ~inner).any() else high
    if high < BRIGHTER * low or rim < low + 0.5 * (high - low):
        return np.zeros(patch.shape, np.float32), 1.0
    matte = np.clip((luminance - low) / (high - low), 0, 1) * near
    return np.asarray(matte, np.float32), min(high / low, MOST_GAIN)


def _grown(region: BoolMap, reach: int) -> BoolMap:
    kernel = np.ones((2 * reach + 1,) * 2, np.uint8)
    return np.asarray(cv2.dilate(np.ascontiguousarray(region).view(np.uint8), kernel) > 0)

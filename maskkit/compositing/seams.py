"""Taking a drift of colour or exposure out of a generated picture before it is put in.

Services hand back the whole picture, and what they were to keep often comes back a little darker, warmer or flatter.
Beside the mask's border, photo and generated picture show the same surfaces, so that their ratio there is the drift.
It is carried inwards smoothly: only low frequencies change, no texture and no shadow.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.compositing.light import to_linear, to_srgb
from maskkit.masks.mask import Mask
from maskkit.types import Floats, Rgb8

GRID_PX = 96
"""Long edge of the grid on which the gain is worked out."""

_STRONGEST_GAIN = 2.0
_DARKEST = 0.004
_BAND_ROWS = 256


def match_colours(photo: Rgb8, generated: Rgb8, mask: Mask, *, ring_px: float | None = None) -> Rgb8:
    """The generated picture (H, W, 3) with its drift from the photo taken out, of the same size.

    The gain per channel is measured in linear light on the kept pixels within ``ring_px`` of the mask's border (left
    out: 3 % of the long edge), never above 2 or below 1/2, and spread by normalised convolution (Knutsson and Westin,
    CVPR 1993). A mask that leaves nothing to compare, and a generated picture that did not drift, change nothing.

    >>> photo = np.full((64, 64, 3), 180, np.uint8)
    >>> drifted = np.full((64, 64, 3), 150, np.uint8)
    >>> half = Mask.from_polygon([(0, 32), (64, 32), (64, 64), (0, 64)], size_wh=(64, 64))
    >>> match_colours(photo, drifted, half)[50, 30].tolist()
    [180, 180, 180]
    """
    gain = colour_gain(photo, generated, mask, ring_px=ring_px)
    if gain is None:
        return generated
    full = cv2.resize(gain.astype(np.float32), generated.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    matched = np.empty_like(generated)
    for row in range(0, generated.shape[0], _BAND_ROWS):
        rows = slice(row, row + _BAND_ROWS)
        matched[rows] = to_srgb(to_linear(generated[rows]) * full[rows])
    return matched


def colour_gain(photo: Rgb8, generated: Rgb8, mask: Mask, *, ring_px: float | None = None) -> Floats | None:
    """What each channel of the generated picture must be multiplied with, (h, w, 3) on a coarse grid, in linear light.

    None where no kept pixel lies beside the mask.
    """
    height, width = photo.shape[:2]
    scale = min(1.0, GRID_PX / max(height, width))
    size_wh = max(1, round(width * scale)), max(1, round(height * scale))
    ring = _ring(mask, size_wh, (ring_px or 0.03 * max(width, height)) * scale)
    if not ring.any():
        return None
    wanted, given = _small_light(photo, size_wh), _small_light(generated, size_wh)
    usable = ring * (np.minimum(wanted, given).min(axis=2) > _DARKEST)
    if not usable.any():
        return None
    ratio = np.log(np.maximum(wanted, _DARKEST)) - np.log(np.maximum(given, _DARKEST))
    limit = float(np.log(_STRONGEST_GAIN))
    gain: Floats = np.exp(np.clip(_spread(ratio, usable, max(size_wh) / 8), -limit, limit))
    return gain


def _small_light(pixels: Rgb8, size_wh: tuple[int, int]) -> NDArray[np.float64]:
    """The picture on the grid, averaged in linear light."""
    height, width = pixels.shape[:2]
    middle_wh = min(width, 4 * size_wh[0]), min(height, 4 * size_wh[1])
    middle = cv2.resize(pixels, middle_wh, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    return cv2.resize(to_linear(middle), size_wh, interpolation=cv2.INTER_AREA).astype(np.float64)


def _ring(mask: Mask, size_wh: tuple[int, int], width_px: float) -> NDArray[np.float64]:
    """1 on the grid's kept cells within ``width_px`` of the mask, else 0."""
    share = cv2.resize(mask.values, size_wh, interpolation=cv2.INTER_AREA)
    if share.max() == 0:
        return np.zeros(share.shape)
    distance = cv2.distanceTransform((share == 0).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    near: Floats = ((distance > 0) & (distance <= max(width_px, 1.5))).astype(np.float64)
    return near


def _spread(values: NDArray[np.float64], weight: NDArray[np.float64], sigma: float) -> NDArray[np.float64]:
    """The values where the weight is 1, carried smoothly to where it is 0."""
    total = cv2.GaussianBlur(weight, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)
    mean = (values * weight[..., None]).sum(axis=(0, 1)) / weight.sum()
    # Far from the ring the blurred weight runs out; there the ring's mean takes over.
    summed = cv2.GaussianBlur((values - mean) * weight[..., None], (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)
    spread: Floats = mean + summed / (total[..., None] + 1e-3)
    return spread

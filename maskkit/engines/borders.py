"""Where new surfaces end at what the photo keeps: soft edges, and no rim of the old surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.masks.guided import guided_filter_within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.types import Alpha, BoolMap, Rgb8, RgbLinear

    Field = NDArray[np.float32]


def cover(pixels: Rgb8, laid: BoolMap, allowed: BoolMap) -> Alpha:
    """How much of each pixel the new surfaces cover: edges follow the photo's, and nothing outside ``allowed``."""
    reach = max(2, round(0.004 * max(laid.shape)))
    kernel = np.ones((2 * reach + 1,) * 2, np.uint8)
    solid = laid.astype(np.uint8)
    band = (cv2.dilate(solid, kernel) != cv2.erode(solid, kernel, borderValue=1)) & True
    shares = np.asarray(cv2.GaussianBlur(laid.astype(np.float32), (0, 0), 0.7)[:, :, None], np.float32)
    # The median takes the old surface's joints and grain out of the guide; else alpha would follow them.
    guide = np.asarray(cv2.medianBlur(np.ascontiguousarray(pixels), 5), np.uint8)
    drawn = guided_filter_within(guide, shares, band, radius_px=reach + 1, epsilon=3e-4)[:, :, 0]
    alpha = np.clip((drawn - 0.5) * 1.6 + 0.5, 0, 1)
    return np.asarray(np.where(allowed, np.where(band, alpha, laid), 0), np.float32)


def kept_colour(photo: RgbLinear, old: RgbLinear, alpha: Alpha) -> RgbLinear:
    """What the photo would show without the old surface: the share of a border pixel that is the object's.

    >>> photo, old = np.full((1, 1, 3), 0.5, np.float32), np.full((1, 1, 3), 0.8, np.float32)
    >>> round(float(kept_colour(photo, old, np.full((1, 1), 0.5, np.float32))[0, 0, 0]), 2)
    0.2
    """
    rest = np.maximum(1 - alpha, 0.15)[..., None]
    return np.asarray(np.clip((photo - old * (1 - rest)) / rest, 0, 1), np.float32)

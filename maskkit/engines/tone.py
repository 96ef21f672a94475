"""Between the picture's sRGB and the linear light that materials and lamps are reckoned in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.types import Rgb8, RgbLinear

    Field = NDArray[np.float32]

KNEE = 0.72

_LEVELS = np.arange(256) / 255
_LINEAR = np.where(_LEVELS <= 0.04045, _LEVELS / 12.92, ((_LEVELS + 0.055) / 1.055) ** 2.4).astype(np.float32)


def to_linear(pixels: Rgb8) -> RgbLinear:
    """Pixels in linear light (IEC 61966-2-1).

    >>> to_linear(np.array([[[0, 188, 255]]], np.uint8)).round(2).tolist()
    [[[0.0, 0.5, 1.0]]]
    """
    return np.asarray(_LINEAR[pixels])


def to_srgb(linear: RgbLinear) -> Field:
    """Linear light as sRGB levels 0..255, float32 and not rounded.

    >>> to_srgb(np.array([0.0, 0.5, 2.0], np.float32)).round().tolist()
    [0.0, 188.0, 255.0]
    """
    clipped = np.clip(linear, 0, 1)
    curve = 1.055 * np.power(np.maximum(clipped, 1e-8), 1 / 2.4) - 0.055
    return np.asarray(255 * np.where(clipped <= 0.0031308, 12.92 * clipped, curve), np.float32)


def unrolled(linear: RgbLinear) -> RgbLinear:
    """The inverse of :func:`shoulder`: how bright the light was that the photo shows as nearly white.

    >>> round(float(unrolled(shoulder(np.array([1.2], np.float32)))[0]), 2)
    1.2
    """
    over = np.clip((linear - KNEE) / (1 - KNEE), 0, 0.96)
    return np.asarray(np.where(linear > KNEE, KNEE - (1 - KNEE) * np.log1p(-over), linear), np.float32)


def shoulder(linear: RgbLinear) -> RgbLinear:
    """Bright light rolls off towards white, as cameras let it, instead of clipping.

    >>> shoulder(np.array([0.5, 9.0], np.float32)).round(2).tolist()
    [0.5, 1.0]
    """
    over = np.maximum(linear - KNEE, 0) / (1 - KNEE)
    return np.asarray(np.where(linear > KNEE, KNEE + (1 - KNEE) * (1 - np.exp(-over)), linear), np.float32)

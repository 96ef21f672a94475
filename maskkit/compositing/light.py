"""sRGB to linear light and back, by table (IEC 61966-2-1:1999)."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

LEVELS = 65_535


@cache
def to_linear_table() -> NDArray[np.float32]:
    """For each of the 256 sRGB levels its linear light, 0..1.

    >>> round(float(to_linear_table()[128]), 4)
    0.2159
    """
    level = np.arange(256) / 255
    return np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4).astype(np.float32)


@cache
def to_srgb_table() -> NDArray[np.uint8]:
    """For each of 65,536 steps of linear light the nearest sRGB level."""
    light = np.arange(LEVELS + 1) / LEVELS
    level = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.round(level * 255).astype(np.uint8)


def to_linear(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Bring sRGB uint8 of any shape to linear light, 0..1."""
    return to_linear_table()[pixels]


def to_srgb(light: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Bring linear light of any shape to sRGB uint8; what is outside of 0..1 is clipped.

    >>> levels = np.arange(256, dtype=np.uint8)
    >>> bool((to_srgb(to_linear(levels)) == levels).all())
    True
    """
    levels: NDArray[np.uint8] = to_srgb_table()[np.clip(light * LEVELS + 0.5, 0, LEVELS).astype(np.uint16)]
    return levels

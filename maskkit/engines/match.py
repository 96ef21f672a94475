"""How sharp and how grainy a photo is, so that what is painted into it matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.types import BoolMap, Rgb8

    Field = NDArray[np.float32]

REBLUR_PX = 1.0
SLOPE_BLUR_PX = 0.83
"""What the slope's own kernel adds: the blur that is measured on a perfect step."""

MOST_BLUR_PX = 2.5
MOST_GRAIN = 4.0


def blur_px(pixels: Rgb8) -> float:
    """The deviation in pixels of the blur of the photo's sharpest edges.

    S. Zhuo and T. Sim, "Defocus map estimation from a single image", Pattern Recognition 2011, equation 4: blurring a
    blurred step once more lowers its gradient by a ratio that gives the first blur.

    >>> edge = np.zeros((64, 64, 3), np.uint8)
    >>> edge[:, 32:] = 200
    >>> round(blur_px(edge), 1), round(blur_px(cv2.GaussianBlur(edge, (0, 0), 1.5)), 1)
    (0.1, 1.4)
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    slope = _slope(grey)
    strong = slope >= max(float(np.quantile(slope, 0.98)), 12.0)
    if not strong.any():
        return 0.0
    again = _slope(np.asarray(cv2.GaussianBlur(grey, (0, 0), REBLUR_PX), np.float32))
    ratio = slope[strong] / np.maximum(again[strong], 1e-3)
    seen = REBLUR_PX**2 / np.maximum(ratio**2 - 1, 0.05)
    blur = np.sqrt(max(float(np.quantile(seen, 0.3)) - SLOPE_BLUR_PX**2, 0.0))
    return float(min(blur, MOST_BLUR_PX))


def _slope(grey: Field) -> Field:
    dx = cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3) / 8
    dy = cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3) / 8
    return np.hypot(dx, dy)


def grain(pixels: Rgb8, region: BoolMap) -> float:
    """The deviation of the photo's grain in grey levels of 255, by the smoothest patches of ``region``.

    J. Immerkær, "Fast noise variance estimation", CVIU 1996, on patches, so that pattern does not count as grain.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    rough = np.abs(cv2.filter2D(grey, cv2.CV_32F, kernel))
    share = cv2.boxFilter(region.astype(np.float32), cv2.CV_32F, (16, 16))
    patches = cv2.boxFilter(rough, cv2.CV_32F, (16, 16))[8::16, 8::16][share[8::16, 8::16] > 0.99]
    if patches.size < 4:
        return 0.6
    return float(min(np.quantile(patches, 0.15) * np.sqrt(np.pi / 2) / 6, MOST_GRAIN))


def grain_field(shape: tuple[int, int], deviation: float, rng: np.random.Generator) -> Field:
    """(H, W) grain in grey levels, a little soft as the demosaicing and compression of cameras leave it."""
    white = rng.standard_normal(shape, dtype=np.float32)
    soft = cv2.GaussianBlur(white, (0, 0), 0.6)
    return np.asarray(soft * (deviation / max(float(soft.std()), 1e-6)), np.float32)

"""From light to a photo: exposure, the bloom of bright windows, film curve, vignette and grain."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.types import BoolMap, Rgb8, RgbLinear

LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
KEY = 0.58
VIEW = 1.1


def develop(
    light: RgbLinear,
    *,
    view: RgbLinear | None = None,
    exposure_ev: float = 0.0,
    windows: BoolMap | None = None,
    seed: int = 0,
) -> Rgb8:
    """(H, W, 3) linear light as an sRGB photo, exposed for the room and not for the windows.

    ``view`` is what is seen through the panes; it is exposed on its own, as in merged brackets. ``windows`` (H, W)
    are left out of the metering; ``seed`` draws the grain.
    """
    metered = meter(light, windows) + exposure_ev
    exposed = balance(light, windows) * np.float32(2.0**metered)
    if view is not None:
        exposed = exposed + exposed_view(view, windows)
    exposed = vignette(bloom(exposed))
    encoded = srgb(film(exposed))
    height, width = encoded.shape[:2]
    grain = np.random.default_rng(seed).normal(0, 1, (height, width, 1)).astype(np.float32)
    noisy = encoded + cv2.GaussianBlur(grain, (0, 0), 0.6)[..., None] * np.float32(1.6 / 255)
    return np.clip(noisy * 255 + 0.5, 0, 255).astype(np.uint8)


def exposed_view(view: RgbLinear, windows: BoolMap | None = None) -> RgbLinear:
    """The view with its mean a little over display white, so that the windows look bright and still show something.

    The mean is that of the ``windows`` (H, W), where given and seen: mirrors and panes of glass show the view as well.
    """
    luminance = view @ LUMINANCE
    shown = luminance[windows] if windows is not None and windows.any() else luminance
    seen = shown[shown > 0.02]
    return view * np.float32(VIEW / float(seen.mean())) if seen.size else view


def meter(light: RgbLinear, windows: BoolMap | None = None) -> float:
    """The exposure in stops that brings the room's upper-middle brightness to a photo's bright wall."""
    luminance = light @ LUMINANCE
    room = luminance if windows is None or windows.all() else luminance[~windows]
    return float(np.log2(KEY / max(float(np.percentile(room, 60)), 1e-6)))


def balance(light: RgbLinear, windows: BoolMap | None = None, *, strength: float = 0.6) -> RgbLinear:
    """A camera's automatic white balance: most of the room's mean tint is taken out (grey world, Buchsbaum 1980)."""
    room = light.reshape(-1, 3) if windows is None or windows.all() else light[~windows]
    mean = np.minimum(room, np.percentile(room, 98)).mean(axis=0)
    gains = (float(mean @ LUMINANCE) / np.maximum(mean, 1e-9)) ** strength
    return np.asarray(light * gains.astype(np.float32), np.float32)


def bloom(light: RgbLinear, amount: float = 0.035) -> RgbLinear:
    """Light that scatters in the lens around bright windows and lamps."""
    scale = max(light.shape[:2]) / 1024
    capped = np.minimum(light, 8.0)
    halo = sum(cv2.GaussianBlur(capped, (0, 0), sigma * scale) for sigma in (4, 14, 50)) / 3
    return np.asarray(light * (1 - amount) + halo * amount, np.float32)


def vignette(light: RgbLinear, amount: float = 0.10) -> RgbLinear:
    """The fall-off of a wide lens towards the corners."""
    height, width = light.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    radius2 = ((x + 0.5 - width / 2) ** 2 + (y + 0.5 - height / 2) ** 2) / (width**2 + height**2) * 4
    return np.asarray(light * (1 - np.float32(amount) * radius2)[..., None], np.float32)


def film(light: RgbLinear) -> RgbLinear:
    """A film-like curve: straight in the shadows, a long shoulder; 0 stays 0 and nothing passes 1.

    >>> film(np.zeros((1, 1, 3), np.float32)).max() == 0.0
    np.True_
    """
    grey = (light @ LUMINANCE)[..., None]
    mixed = light * np.float32(0.94) + grey * np.float32(0.06)
    mixed = np.where(mixed > 1, 1 + 0.45 * np.log(np.maximum(mixed, 1)), mixed)
    return np.asarray(1 - np.exp(-1.08 * (mixed + 0.5 * mixed**2) / (1 + 0.3 * mixed)), np.float32)


def srgb(light: RgbLinear) -> RgbLinear:
    """Linear light 0..1 as sRGB values 0..1 (IEC 61966-2-1), with a little contrast about the middle."""
    clipped: NDArray[np.float32] = np.clip(light, 0, 1)
    values = np.where(clipped <= 0.0031308, 12.92 * clipped, 1.055 * np.maximum(clipped, 1e-8) ** (1 / 2.4) - 0.055)
    return np.asarray(values + 0.22 * (values - 0.5) * values * (1 - values) * 4, np.float32)

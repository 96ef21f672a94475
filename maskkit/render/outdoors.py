"""What is seen through a window: the light of a distant garden or street, by direction."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from maskkit.render.textures.colour import linear, mix, step
from maskkit.render.textures.noise import noise
from maskkit.types import Floats, RgbLinear

PANORAMA_WH = (2048, 1024)


@lru_cache(maxsize=4)
def panorama(view: str, seed: int) -> RgbLinear:
    """(1024, 2048, 3) float32 light of the far surroundings, the zenith on row 0, the horizon in the middle; sky = 1.

    ``garden`` shows hedges and trees, ``street`` a row of houses behind them, ``sky`` only haze below the horizon.
    """
    rng = np.random.default_rng(seed)
    width, height = PANORAMA_WH
    shape, size = (height, width), (2.0, 1.0)
    up = 1 - (np.arange(height, dtype=np.float32)[:, None] + 0.5) / (height / 2)
    cloud = step(-0.3, 1.4, noise(shape, size, rng, largest_m=1.0, smallest_m=0.02, slope=2.6, stretch=2))
    blue, haze = _light(0.62, 0.80, 1.08), _light(1.05, 1.05, 1.03)
    sky = mix(
        haze,
        blue,
        np.broadcast_to(step(0.0, 0.6, up), shape),
    )
    sky = mix(sky, _light(1.1, 1.1, 1.1), 0.7 * cloud)
    if view == "sky":
        return mix(
            _light(0.55, 0.55, 0.52),
            sky,
            np.broadcast_to(step(-0.15, 0.0, up), shape),
        )
    leaves = noise(shape, size, rng, largest_m=0.15, smallest_m=0.006, slope=1.9)
    crest = 0.07 + 0.035 * noise((8, width), (2.0, 0.02), rng, largest_m=0.7, smallest_m=0.02, slope=1.8)[:1]
    green = np.broadcast_to(linear("#9db07c") * 1.15, (*shape, 3)) * np.exp(0.45 * leaves)[..., None]
    lawn = linear("#bcc89a") * np.exp(0.12 * leaves)[..., None]
    scene = _houses(sky, up, rng) if view == "street" else sky
    scene = mix(scene, green, step(-0.01, 0.01, crest + 0.02 * leaves - up))
    return mix(scene, lawn, np.broadcast_to(step(0.02, 0.08, -up), shape))


def _houses(sky: RgbLinear, up: RgbLinear, rng: np.random.Generator) -> RgbLinear:
    """Fronts of different heights and colours along the horizon, with rows of dark windows."""
    width = sky.shape[1]
    column = np.arange(width)
    edges = np.sort(rng.choice(width, 14, replace=False))
    house = np.searchsorted(edges, column) % len(edges)
    top = rng.uniform(0.24, 0.4, len(edges))[house].astype(np.float32)
    tones = np.stack(
        [linear(str(tone)) for tone in rng.choice(["#b9a58c", "#c9c2b4", "#a5806a", "#d4cbb8"], len(edges))]
    )
    front = np.broadcast_to(tones[house] * 0.8, sky.shape)
    glass = ((column % 26 > 8) & (column % 26 < 18))[None, :] & ((up * 100 % 11 > 3) & (up * 100 % 11 < 9))
    walls = mix(front, _light(0.12, 0.14, 0.16), 0.8 * glass.astype(np.float32))
    return mix(sky, walls, step(-0.004, 0.004, top - up))


def _light(*rgb: float) -> RgbLinear:
    return np.array(rgb, np.float32)


def seen_through(panorama_: RgbLinear, directions: Floats) -> RgbLinear:
    """The panorama's light along (H, W, 3) world directions (z up) on an equirectangular map, slightly out of focus."""
    height, width = panorama_.shape[:2]
    x, y, z = np.moveaxis(directions / np.linalg.norm(directions, axis=-1, keepdims=True), -1, 0)
    column = (np.arctan2(x, y) / (2 * np.pi)) % 1 * width - 0.5
    row = np.clip((0.5 - np.arcsin(np.clip(z, -1, 1)) / np.pi) * height - 0.5, 0, height - 1)
    soft = cv2.GaussianBlur(panorama_, (0, 0), 1.2)
    maps = column.astype(np.float32), row.astype(np.float32)
    return np.asarray(cv2.remap(soft, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP), np.float32)

"""Traces of use: what keeps a room from looking as if it had been made this morning."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from maskkit.render.textures.colour import step
from maskkit.render.textures.noise import noise

if TYPE_CHECKING:
    from maskkit.render.textures.surface import Surface


def worn(surface: Surface, *, seed: int, amount: float = 1.0) -> Surface:
    """The surface after a few years: uneven shine where it is touched and walked on, faint clouds, dirt in hollows.

    ``amount`` scales all of it. Rough surfaces hardly change their shine, surfaces without relief get no dirt.

    >>> from maskkit.render.textures.ceramic import glazed
    >>> new = glazed("#eceae5", seed=0, pixels_per_m=60)
    >>> bool(worn(new, seed=1).roughness.std() > new.roughness.std())
    True
    """
    rng = np.random.default_rng((seed, 0x5EA))
    shape, size = surface.relief_m.shape, surface.size_m
    broad = noise((shape[0], shape[1]), size, rng, largest_m=1.2, smallest_m=0.06, slope=2.4)
    smear = noise((shape[0], shape[1]), size, rng, largest_m=0.3, smallest_m=0.01, slope=1.8, stretch=2.5, angle=0.5)
    low, high = (float(level) for level in np.percentile(surface.relief_m[::4, ::4], (1.0, 60.0)))
    hollow = 1 - step(low, low + 0.5 * (high - low), surface.relief_m) if high - low > 2e-4 else 0 * surface.relief_m
    grime = hollow * step(-1.0, 1.6, broad + 0.4 * smear)
    shade = np.exp(np.float32(0.012 * amount) * broad) * (1 - np.float32(0.20 * amount) * grime)
    polish = np.clip((0.75 - surface.roughness) / 0.5, 0, 1)
    shine = np.float32(amount) * polish * (0.035 * smear + 0.03 * broad + 0.02)
    return replace(
        surface,
        albedo=np.clip(surface.albedo * shade[..., None], 0.01, 0.92).astype(np.float32),
        roughness=np.clip(surface.roughness + shine, 0.04, 1.0).astype(np.float32),
    )

"""Surfaces without joints: wall paint, limewash, concrete, microcement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from maskkit.render.textures.colour import linear, step
from maskkit.render.textures.noise import noise
from maskkit.render.textures.surface import Surface

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]


def paint(colour: str, *, seed: int, roughness: float = 0.8, size_m: float = 1.6, pixels_per_m: float = 320) -> Surface:
    """Emulsion from the roller: a faint orange peel and hardly any clouds."""
    rng = np.random.default_rng(seed)
    shape, size = (round(size_m * pixels_per_m),) * 2, (size_m, size_m)
    peel = noise(shape, size, rng, largest_m=0.02, smallest_m=0.004, slope=1.0)
    cloud = noise(shape, size, rng, largest_m=0.8, smallest_m=0.1, slope=2.5)
    return _plain(
        "paint", linear(colour), np.exp(0.006 * peel + 0.005 * cloud), size, roughness=roughness, relief_m=6e-5 * peel
    )


def limewash(
    colour: str, *, seed: int, contrast: float = 0.055, size_m: float = 2.4, pixels_per_m: float = 300
) -> Surface:
    """Lime brushed on crosswise in thin coats: soft overlapping clouds that show the brush."""
    rng = np.random.default_rng(seed)
    shape, size = (round(size_m * pixels_per_m),) * 2, (size_m, size_m)
    cloud = noise(shape, size, rng, largest_m=0.9, smallest_m=0.06, slope=2.8)
    brushes = [noise(shape, size, rng, largest_m=0.35, slope=2.2, stretch=4, angle=turn) for turn in (0.8, 2.3, 1.5)]
    strokes = brushes[0] + brushes[1] + brushes[2]
    t = 0.75 * cloud + 0.35 * strokes
    return _plain("limewash", linear(colour), np.exp(contrast * t), size, roughness=0.9, relief_m=5e-5 * strokes)


def concrete(
    colour: str,
    *,
    seed: int,
    contrast: float = 0.085,
    pits: float = 1.0,
    size_m: float = 3.0,
    roughness: float = 0.6,
    pixels_per_m: float = 400,
) -> Surface:
    """Cast concrete: clouds of all sizes, water stains that run down, and air holes."""
    rng = np.random.default_rng(seed)
    shape, size = (round(size_m * pixels_per_m),) * 2, (size_m, size_m)
    cloud = noise(shape, size, rng, largest_m=1.4, smallest_m=0.02, slope=2.7)
    stain = noise(shape, size, rng, largest_m=0.5, smallest_m=0.01, slope=2.4, stretch=2.5, angle=np.pi / 2)
    grain = noise(shape, size, rng, largest_m=0.02, slope=0.6)
    hole = pits * step(2.9, 3.6, noise(shape, size, rng, largest_m=0.02, smallest_m=0.006, slope=1.0))
    tone = np.exp(contrast * (0.8 * cloud + 0.45 * stain + 0.3 * grain)) * (1 - 0.45 * hole)
    return _plain("concrete", linear(colour), tone, size, roughness=roughness, relief_m=3e-5 * grain - 8e-4 * hole)


def microcement(
    colour: str,
    *,
    seed: int,
    contrast: float = 0.05,
    size_m: float = 3.0,
    roughness: float = 0.35,
    pixels_per_m: float = 360,
) -> Surface:
    """A thin trowelled coat: broad clouds and the sweeps of the trowel, no joints and no holes."""
    rng = np.random.default_rng(seed)
    shape, size = (round(size_m * pixels_per_m),) * 2, (size_m, size_m)
    cloud = noise(shape, size, rng, largest_m=1.5, smallest_m=0.08, slope=2.6)
    sweeps = [
        noise(shape, size, rng, largest_m=0.5, smallest_m=0.005, slope=2.3, stretch=3, angle=a) for a in (0.5, 2.2)
    ]
    gate = step(-0.7, 0.7, noise(shape, size, rng, largest_m=0.6, smallest_m=0.15, slope=2.0))
    sweep = np.asarray(sweeps[0] * gate + sweeps[1] * (1 - gate), np.float32)
    return _plain(
        "microcement",
        linear(colour),
        np.exp(contrast * (0.8 * cloud + 0.6 * sweep)),
        size,
        roughness=roughness,
        relief_m=np.float32(3e-5) * sweep,
    )


def _plain(
    name: str, colour: Field, tone: Field, size_m: tuple[float, float], *, roughness: float, relief_m: Field
) -> Surface:
    albedo = np.clip(colour * tone[..., None], 0.01, 0.92).astype(np.float32)
    even = np.broadcast_to(np.float32(roughness), tone.shape)
    return Surface(name, albedo, size_m, even, relief_m.astype(np.float32))

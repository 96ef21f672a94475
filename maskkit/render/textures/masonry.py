"""Brick: bare and painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from maskkit.render.textures.colour import linear, ramp, step
from maskkit.render.textures.joints import rows
from maskkit.render.textures.laid import cut, grouted, per_tile
from maskkit.render.textures.noise import noise
from maskkit.render.textures.surface import Surface

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.render.textures.joints import Laying

    Field = NDArray[np.float32]

_BRICK_M = (0.225, 0.075)


def _wall(rng: np.random.Generator, pixels_per_m: float) -> tuple[Laying, Field]:
    laying = rows(_BRICK_M, (12, 32), shift=0.5, pixels_per_m=pixels_per_m)
    return laying, cut(laying, rng, noise(laying.shape, laying.size_m, rng, largest_m=0.08, slope=1.9))[0]


def brick(
    tones: tuple[str, ...] = ("#7d4a38", "#95583f", "#a96e52", "#6a4236"),
    *,
    seed: int,
    joint: str = "#a39a8c",
    pixels_per_m: float = 420,
) -> Surface:
    """Bare brick: every stone of another firing, sandy mortar a centimetre wide."""
    rng = np.random.default_rng(seed)
    laying, rough = _wall(rng, pixels_per_m)
    t = np.clip(per_tile(laying, rng.random(laying.tiles)) + 0.1 * rough, 0, 1)
    soot = per_tile(laying, np.exp(0.16 * rng.standard_normal(laying.tiles))) * np.exp(0.10 * rough)
    face = ramp(t, *[linear(tone) for tone in tones]) * soot[..., None]
    return grouted(
        "brick",
        laying,
        face,
        rng,
        joint=joint,
        joint_m=0.010,
        roughness=0.9,
        relief_m=5e-4 * rough,
        bevel_m=0.006,
        depth_m=0.005,
    )


def painted_brick(colour: str, *, seed: int, roughness: float = 0.6, pixels_per_m: float = 420) -> Surface:
    """Brick under several coats of paint: joints are only a soft hollow."""
    rng = np.random.default_rng(seed)
    laying, rough = _wall(rng, pixels_per_m)
    hollow = 1 - step(0.001, 0.010, laying.edge_m + 0.0012 * rough)
    proud = per_tile(laying, 0.0008 * rng.standard_normal(laying.tiles))
    shade = (1 - 0.16 * hollow) * np.exp(0.012 * rough + per_tile(laying, 0.012 * rng.standard_normal(laying.tiles)))
    albedo = np.clip(linear(colour) * shade[..., None], 0.01, 0.92).astype(np.float32)
    relief = (0.0045 * (1 - hollow) + (4e-4 * rough + proud) * (1 - hollow)).astype(np.float32)
    return Surface(
        "painted brick", albedo, laying.size_m, np.full(laying.shape, roughness, np.float32), relief, laying.module_m
    )

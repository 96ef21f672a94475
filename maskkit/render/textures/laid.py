"""Tiles and boards with their joints: a laying pattern and a face make a surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from maskkit.render.textures.colour import linear, mix, step
from maskkit.render.textures.noise import noise
from maskkit.render.textures.surface import Surface

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.render.textures.joints import Laying

    Field = NDArray[np.float32]


RECESS = 0.78
"""A joint lies deeper than its tiles and sees less light."""


def per_tile(laying: Laying, values: NDArray[np.number]) -> Field:
    """Values of the single tiles as a map."""
    return np.asarray(values.astype(np.float32)[laying.tile])


def cut(laying: Laying, rng: np.random.Generator, *fields: Field) -> tuple[Field, ...]:
    """Every tile cut from another place of the fields, half of them turned round.

    The fields have the laying's shape, and repeat; a tile is cut from the same place of each.
    """
    h, w = laying.shape
    texel = np.float32(w / laying.size_m[0])
    turn = per_tile(laying, rng.choice([-1, 1], laying.tiles))
    down = per_tile(laying, rng.integers(0, h, laying.tiles)) - turn * np.round(laying.across_m * texel)
    right = per_tile(laying, rng.integers(0, w, laying.tiles)) + turn * np.round(laying.along_m * texel)
    place = (down.astype(np.int32) % h) * w + right.astype(np.int32) % w
    return tuple(np.take(field.reshape(h * w, -1), place, axis=0).reshape(field.shape) for field in fields)


def grouted(
    name: str,
    laying: Laying,
    face: Field,
    rng: np.random.Generator,
    *,
    joint: str,
    joint_m: float,
    roughness: float | Field,
    relief_m: float | Field = 0.0,
    bevel_m: float = 0.0015,
    depth_m: float = 0.001,
) -> Surface:
    """``face`` (H, W, 3) laid as tiles, with joints ``joint_m`` wide between edges rounded over ``bevel_m``."""
    texel = laying.size_m[0] / laying.shape[1]
    inner = laying.edge_m - joint_m / 2
    cover = np.clip(inner / texel + 0.5, 0, 1).astype(np.float32)
    grout = (
        linear(joint)
        * RECESS
        * (1 + 0.05 * noise(laying.shape, laying.size_m, rng, largest_m=0.3, slope=1.0))[..., None]
    )
    rounding = step(-bevel_m * 0.3, max(bevel_m, 1.5 * texel), inner)
    return Surface(
        name,
        np.clip(mix(grout, face, cover), 0.01, 0.92).astype(np.float32),
        laying.size_m,
        (0.85 + (roughness - np.float32(0.85)) * cover).astype(np.float32),
        (rounding * depth_m + relief_m * cover).astype(np.float32),
        laying.module_m,
    )

"""Tiles and boards with their joints: a laying pattern and a face make a surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from maskkit.render.textures.colour import linear, mix, step
from maskkit.render.textures.noise import noise, pick
from maskkit.render.textures.surface import Surface

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.render.textures.joints import Laying

    Field = NDArray[np.float32]


RECESS = 0.78
"""A joint lies deeper than its tiles and sees less light."""


def per_tile(laying: Laying, values: NDArray[np.floating]) -> Field:
    """Values of the single tiles as a map."""
    return np.asarray(values.astype(np.float32)[laying.tile])


def cut(laying: Laying, field: Field, rng: np.random.Generator) -> Field:
    """Every tile cut from another place of ``field`` (of the laying's resolution), half of them turned round."""
    texel = laying.size_m[0] / laying.shape[1]
    n = laying.tiles
    turn = np.where(rng.random(n) < 0.5, -1, 1)[laying.tile]
    rows = rng.integers(0, field.shape[0], n)[laying.tile] - turn * np.round(laying.across_m / texel).astype(np.int64)
    columns = rng.integers(0, field.shape[1], n)[laying.tile] + turn * np.round(laying.along_m / texel).astype(np.int64)
    return pick(field, rows, columns)


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

"""Joinery: veneered fronts, slatted and boarded walls, worktops of staves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from maskkit.render.textures.colour import linear, ramp, step
from maskkit.render.textures.crafts import made
from maskkit.render.textures.noise import noise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.render.textures.surface import Surface

    Field = NDArray[np.float32]


def shades(colour: str, spread: float) -> tuple[str, str, str]:
    """A lighter, the same and a darker tone as hex colours.

    >>> shades("#808080", 0.5)
    ('#c0c0c0', '#808080', '#404040')
    """
    rgb = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    light, same, dark = (
        "#" + "".join(f"{min(255, max(0, int(part * factor))):02x}" for part in rgb)
        for factor in (1 + spread, 1, 1 - spread)
    )
    return light, same, dark


def veneer(colour: str, *, seed: int, roughness: float = 0.42) -> Surface:
    """Flat-cut leaves side by side, grain to the right: cathedrals in the middle of each leaf, lines at its edges."""
    rng, shape, size = np.random.default_rng(seed), (600, 1200), (2.4, 1.2)
    y = ((np.arange(shape[0], dtype=np.float32) + 0.5) / shape[0])[:, None]
    x = ((np.arange(shape[1], dtype=np.float32) + 0.5) / shape[1])[None, :]
    sway = noise(shape, size, rng, largest_m=1.2, smallest_m=0.06, slope=3.2, stretch=7)
    wander = noise(shape, size, rng, largest_m=0.25, smallest_m=0.01, slope=2.4, stretch=10)
    fibre = noise(shape, size, rng, largest_m=0.012, slope=0.7, stretch=40)
    streak = noise(shape, size, rng, largest_m=0.15, smallest_m=0.003, slope=1.5, stretch=22)
    leaves = 4
    place = 2 * (y * leaves - np.floor(y * leaves)) - 1 + 0.05 * sway
    rise = 0.5 - 0.5 * np.cos(2 * np.pi * (x + 0.13 * np.floor(y * leaves)))
    depth = np.hypot(place * 1.9, 0.35 + 1.1 * rise) + 0.014 * wander
    saw = 7.0 * depth - np.floor(7.0 * depth)
    rings = (step(0, 0.75, saw.astype(np.float32)) * (1 - step(0.84, 1.0, saw.astype(np.float32))) - 0.4).astype(
        np.float32
    )
    pore = step(1.2, 2.6, fibre)
    t = np.clip(0.5 + 0.27 * rings + 0.06 * fibre + 0.07 * streak, 0, 1)
    face = ramp(t, *[linear(tone) for tone in shades(colour, 0.19)]) * (1 - 0.20 * pore)[..., None]
    return made("wood", face, size, roughness + 0.1 * pore, -6e-5 * pore)


def upright(flat: Surface) -> Surface:
    """The surface turned by a right angle: its grain runs up."""
    fields = [np.ascontiguousarray(np.swapaxes(field, 0, 1)) for field in (flat.albedo, flat.roughness, flat.relief_m)]
    size = (flat.size_m[1], flat.size_m[0])
    module = (flat.module_m[1], flat.module_m[0])
    return type(flat)(flat.name, fields[0], size, fields[1], fields[2], module)

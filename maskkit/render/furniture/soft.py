"""Rugs and curtains."""

from __future__ import annotations

import numpy as np

from maskkit.render.finishes import BRASS, fabric
from maskkit.render.meshes import Mesh, join, moved, turned
from maskkit.render.parts import Part
from maskkit.render.scene import Finish
from maskkit.render.solids import box, flat_mapped, lathe, sheet, tube


def rug(
    *,
    width_m: float = 2.0,
    depth_m: float = 1.4,
    colour: str = "#7c4a3d",
    pattern: str = "rug",
    edge: str = "#4a3a38",
    edge_m: float = 0.13,
    height_m: float = 0.012,
) -> list[Part]:
    """A rug on the floor, centred: a patterned field inside a plain edge."""
    x, y = width_m / 2, depth_m / 2
    rim = flat_mapped(box((-x, -y, 0.0005), (x, y, height_m - 0.001), bevel_m=0.005))
    pile = flat_mapped(box((-x + edge_m, -y + edge_m, 0.002), (x - edge_m, y - edge_m, height_m), bevel_m=0.004))
    return [
        Part("edge", rim, Finish(edge, "carpet", roughness=1.0)),
        Part("pile", pile, Finish(colour, pattern, roughness=1.0)),
    ]


def curtain(
    *,
    width_m: float = 0.7,
    height_m: float = 2.3,
    colour: str = "#b8a88a",
    seed: int = 0,
    folds: int = 6,
    texture: str = "weave",
) -> list[Part]:
    """One hanging curtain, centred, 8 cm in front of the wall, its foot at z = 0 of the item."""
    finish = Finish(colour, texture, roughness=1.0)
    return [Part("cloth", moved(_cloth(width_m, height_m, folds, seed), (0, -0.09, 0)), finish)]


def _cloth(width_m: float, height_m: float, folds: int, seed: int) -> Mesh:
    rng = np.random.default_rng(seed)
    u, v = np.meshgrid(np.linspace(0, 1, 26 * folds), np.linspace(0, 1, 40), indexing="ij")
    phase = rng.uniform(0, 2 * np.pi, 3)
    drift = 0.20 * np.sin(2 * np.pi * u + phase[0]) + 0.16 * (1 - v) * np.sin(3 * np.pi * u + phase[1])
    wave = np.sin(2 * np.pi * (folds * u + drift) + phase[2])
    depth = 0.042 * wave * (0.65 + 0.35 * (1 - v)) + 0.008 * np.sin(11 * np.pi * u + 4 * v)
    return sheet(np.stack([(u - 0.5) * width_m, depth, v * height_m], axis=-1))


def curtain_rail(*, width_m: float = 2.4) -> list[Part]:
    """A brass rod with end knobs, 9 cm in front of the wall; the item's foot is the rod's height."""
    x = width_m / 2
    rod = tube([(-x, -0.09, 0), (0, -0.09, 0), (x, -0.09, 0)], 0.012)
    knob = lathe([(0.004, -0.03), (0.022, -0.018), (0.027, 0), (0.022, 0.018), (0.004, 0.03)], sides=20)
    sideways = turned(knob, ((0, 0, 1), (0, 1, 0), (-1, 0, 0)))
    holders = [box((s * (x - 0.12) - 0.008, -0.09, -0.008), (s * (x - 0.12) + 0.008, 0, 0.008)) for s in (-1, 1)]
    return [Part("rod", join([rod, *(moved(sideways, (s * x, -0.09, 0)) for s in (-1, 1)), *holders]), BRASS)]


def blanket(*, width_m: float = 0.6, colour: str = "#a08c6a") -> list[Part]:
    """A folded blanket, centred."""
    folds = [
        box((-width_m / 2, -0.2, 0.028 * i), (width_m / 2, 0.2, 0.028 * (i + 1)), bevel_m=0.013, steps=3)
        for i in range(3)
    ]
    return [Part("blanket", join(folds), fabric(colour))]

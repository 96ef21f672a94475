"""Beds and bedding."""

from __future__ import annotations

import numpy as np

from maskkit.render.finishes import fabric, wood
from maskkit.render.meshes import Mesh, join, moved, tilted
from maskkit.render.parts import Part
from maskkit.render.solids import box, cushion, sheet
from maskkit.types import Floats

MATTRESS_TOP_M = 0.52
FRAME_TOP_M = 0.34


def bed(
    *,
    width_m: float = 1.6,
    length_m: float = 2.0,
    colour: str = "#7a5230",
    linen: str = "#d9d2c4",
    cover: str = "#8d9aa3",
    seed: int = 0,
) -> list[Part]:
    """A made double bed with a wooden frame, its headboard at y = 0."""
    half = width_m / 2
    frame = [
        box((-half - 0.04, -0.05, 0), (half + 0.04, 0, 1.0), bevel_m=0.012, steps=3),
        box((-half - 0.03, -length_m - 0.08, 0.14), (half + 0.03, -0.04, FRAME_TOP_M), bevel_m=0.008),
        *(box((x - 0.03, -length_m - 0.06, 0), (x + 0.03, -length_m, 0.2)) for x in (-half, half)),
    ]
    mattress = box((-half, -length_m - 0.04, FRAME_TOP_M - 0.02), (half, -0.06, MATTRESS_TOP_M), bevel_m=0.05, steps=4)
    pillow_wide = width_m / 2 - 0.06
    pillows = [
        moved(
            tilted(cushion((pillow_wide, 0.42, 0.12), round_m=0.05, puff_m=0.06), -24),
            (x, -0.30, MATTRESS_TOP_M + 0.14),
        )
        for x in (-half / 2 - 0.0, half / 2)
    ]
    return [
        Part("frame", join(frame), wood(colour)),
        Part("mattress", join([mattress, *pillows]), fabric(linen)),
        Part("cover", _cover(half, length_m, seed), fabric(cover)),
    ]


def _cover(half: float, length_m: float, seed: int) -> Mesh:
    """A duvet that lies over the mattress from below the pillows and hangs over its sides and foot."""
    rng = np.random.default_rng(seed)
    over, foot = np.meshgrid(
        np.linspace(-half - 0.3, half + 0.3, 97), np.linspace(0.62, length_m + 0.3, 97), indexing="ij"
    )
    past_side, past_foot = np.maximum(np.abs(over) - half, 0), np.maximum(foot - length_m - 0.03, 0)
    hang = np.hypot(past_side, past_foot)
    waves = _waves(over, foot, rng)
    x = np.sign(over) * (np.minimum(np.abs(over), half) + np.minimum(past_side, 0.07) + 0.012 * waves * (past_side > 0))
    y = -(np.minimum(foot, length_m + 0.03) + np.minimum(past_foot, 0.09) + 0.012 * waves * (past_foot > 0))
    swell = 0.055 * np.clip((half - np.abs(over)) / 0.12, 0, 1) ** 0.5 * np.clip((foot - 0.62) / 0.06, 0, 1) ** 0.5
    z = MATTRESS_TOP_M + 0.012 + swell - np.maximum(hang - 0.03, 0) + 0.009 * waves * (hang <= 0)
    return sheet(np.stack([x, y, np.maximum(z, 0.16)], axis=-1)[:, ::-1])


def _waves(over: Floats, foot: Floats, rng: np.random.Generator) -> Floats:
    """Soft creases in no preferred direction, about -1..1."""
    total = np.zeros_like(over)
    for _ in range(9):
        direction, phase, pitch = rng.uniform(0, np.pi), rng.uniform(0, 2 * np.pi), rng.uniform(7, 24)
        total += np.sin(pitch * (np.cos(direction) * over + np.sin(direction) * foot) + phase) / 4
    return total

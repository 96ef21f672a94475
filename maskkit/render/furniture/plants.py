"""Pot plants and vases."""

from __future__ import annotations

import numpy as np

from maskkit.render.meshes import Mesh, join, mesh, moved
from maskkit.render.parts import Part
from maskkit.render.scene import Finish
from maskkit.render.solids import grid_faces, lathe, tube

STEPS = 12


def plant(
    *,
    height_m: float = 0.9,
    spread: float = 0.6,
    leaves: int = 34,
    pot: str = "#a4694a",
    colour: str = "#41602f",
    seed: int = 0,
) -> list[Part]:
    """A leafy plant in a pot, centred; its leaves stay within ``spread`` times the height from the stem."""
    rng = np.random.default_rng(seed)
    size = 0.09 + 0.07 * height_m
    bowl = lathe(
        [
            (size * 0.68, 0),
            (size * 0.7, 0.005),
            (size * 0.95, size * 1.55),
            (size * 1.04, size * 1.56),
            (size * 1.04, size * 1.8),
            (size * 0.93, size * 1.8),
            (size * 0.9, size * 1.6),
        ]
    )
    rim = size * 1.6
    soil = moved(lathe([(size * 0.9, 0), (size * 0.9, 0.004), (0.01, 0.012)]), (0, 0, rim - 0.01))
    blades = [_leaf(rim, height_m - rim, spread * height_m, rng) for _ in range(leaves)]
    return [
        Part("pot", bowl, Finish(pot, roughness=0.75)),
        Part("soil", soil, Finish("#2a2019", roughness=1.0)),
        Part("leaves", join(blades), Finish(colour, "leaf", roughness=0.45)),
    ]


def _leaf(foot: float, height: float, spread: float, rng: np.random.Generator) -> Mesh:
    """A stalk that bows outwards and ends in a lance-shaped blade, folded along its rib."""
    t = np.linspace(0, 1, STEPS)
    reach, rise, turn = spread * rng.uniform(0.35, 1.0), height * rng.uniform(0.45, 1.0), rng.uniform(0, 2 * np.pi)
    outwards = reach * t**1.5
    upwards = rise * (1.55 * t - 0.55 * t**2.4) * 1.0
    width = height * rng.uniform(0.05, 0.085) * np.sin(np.pi * np.clip((t - 0.25) / 0.75, 0, 1)) ** 0.8 + 0.003
    radial, side = np.array([np.cos(turn), np.sin(turn), 0]), np.array([-np.sin(turn), np.cos(turn), 0])
    rib = outwards[:, None] * radial + np.outer(upwards, [0, 0, 1]) + (0, 0, foot)
    lift = np.outer(width * 0.35, [0, 0, 1])
    grid = np.stack([rib - np.outer(width, side) + lift, rib, rib + np.outer(width, side) + lift])
    return mesh(grid.reshape(-1, 3), grid_faces(3, STEPS))


def vase(*, height_m: float = 0.28, colour: str = "#6f7f8a", seed: int = 0) -> list[Part]:
    """A vase with a few dry stalks, centred."""
    rng = np.random.default_rng(seed)
    h = height_m
    body = lathe(
        [
            (0.25 * h, 0),
            (0.28 * h, 0.02 * h),
            (0.36 * h, 0.35 * h),
            (0.26 * h, 0.75 * h),
            (0.16 * h, 0.9 * h),
            (0.2 * h, h),
            (0.18 * h, h),
        ],
        sides=40,
    )
    stalks = [
        tube([(0, 0, 0.8 * h), (a * 0.3, b * 0.3, 1.5 * h), (a, b, 2.3 * h)], 0.003, sides=6)
        for a, b in rng.uniform(-0.5 * h, 0.5 * h, (9, 2))
    ]
    return [
        Part("body", body, Finish(colour, roughness=0.25, coat=0.5)),
        Part("stalks", join(stalks), Finish("#8a7648", roughness=0.9)),
    ]

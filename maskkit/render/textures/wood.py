"""Boards of real wood: planks in rows and herringbone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from maskkit.render.textures.colour import linear, ramp, step
from maskkit.render.textures.joints import herringbone as lay_herringbone
from maskkit.render.textures.joints import rows
from maskkit.render.textures.laid import cut, grouted, per_tile
from maskkit.render.textures.noise import noise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.render.textures.joints import Laying
    from maskkit.render.textures.surface import Surface

    Field = NDArray[np.float32]


@dataclass(frozen=True)
class Timber:
    """A kind of wood: its tones from light to dark, and how strong rings, fibres and the difference of boards are."""

    name: str
    tones: tuple[str, ...]
    rings: float = 0.5
    fibres: float = 0.5
    tone: float = 0.5
    joint: str = "#3a2c20"


NATURAL_OAK = Timber("natural oak", ("#d8b98f", "#c19c6e", "#a17d52"))
PALE_OAK = Timber("pale oak", ("#e3d2b7", "#d3bd9b", "#bba27d"), rings=0.4, tone=0.4, joint="#6b5a45")
WHITE_OAK = Timber("whitewashed oak", ("#e6dfd3", "#d8cebe", "#c3b6a3"), rings=0.4, tone=0.4, joint="#857a6b")
SMOKED_OAK = Timber("smoked oak", ("#8a6b4e", "#6d513a", "#513a29"), tone=0.6, joint="#20160f")
GREY_OAK = Timber("grey oak", ("#b3a899", "#998d7d", "#7d7162"), tone=0.6, joint="#3a342c")
WALNUT = Timber("walnut", ("#8f6a4c", "#6f4d35", "#4c3223"), rings=0.7, tone=0.6, joint="#21150d")
RECLAIMED = Timber("reclaimed oak", ("#ad8a63", "#85653f", "#5a4129"), rings=0.6, fibres=0.8, tone=1.1, joint="#1c140d")


def planks(
    timber: Timber,
    *,
    seed: int,
    board_m: tuple[float, float] = (1.8, 0.18),
    count: tuple[int, int] = (2, 16),
    joint_m: float = 0.0016,
    roughness: float = 0.42,
    pixels_per_m: float = 400,
) -> Surface:
    """Floor boards that run to the right, their ends spread as a floor layer would: never two near each other."""
    rng = np.random.default_rng(seed)
    laying = rows(board_m, count, shift=5 / 16 if count[1] % 16 == 0 else 0.5, pixels_per_m=pixels_per_m)
    return _boards(timber, laying, rng, joint_m, roughness)


def herringbone(
    timber: Timber,
    *,
    seed: int,
    board_m: float = 0.1,
    ratio: int = 6,
    joint_m: float = 0.0014,
    roughness: float = 0.42,
    pixels_per_m: float = 420,
) -> Surface:
    """Parquet blocks ``board_m`` wide and ``ratio`` times as long; the zigzags run to the right."""
    rng = np.random.default_rng(seed)
    count = round(2.4 / (board_m * 2**0.5)), max(1, round(2.6 / (board_m * ratio * 2**0.5)))
    laying = lay_herringbone(board_m, ratio, count, pixels_per_m=pixels_per_m)
    return _boards(timber, laying, rng, joint_m, roughness)


def _boards(timber: Timber, laying: Laying, rng: np.random.Generator, joint_m: float, roughness: float) -> Surface:
    shape, size = laying.shape, laying.size_m
    sway, fibre, streak = cut(
        laying,
        rng,
        noise(shape, size, rng, largest_m=1.2, smallest_m=0.05, slope=3.0, stretch=5),
        noise(shape, size, rng, largest_m=0.02, slope=0.8, stretch=30),
        noise(shape, size, rng, largest_m=0.12, smallest_m=0.004, slope=1.6, stretch=14),
    )
    t = (
        0.45
        + 0.17 * timber.rings * _rings(laying, sway, rng)
        + 0.11 * timber.fibres * fibre
        + 0.10 * streak
        + 0.17 * timber.tone * per_tile(laying, rng.standard_normal(laying.tiles))
    )
    pore = step(1.3, 2.6, fibre) * timber.fibres
    hue = 1 + 0.02 * timber.tone * per_tile(laying, rng.standard_normal(laying.tiles))[..., None] * np.array(
        [1, 0, -2], np.float32
    )
    face = ramp(np.clip(t, 0, 1), *[linear(tone) for tone in timber.tones]) * hue * (1 - 0.28 * pore)[..., None]
    return grouted(
        timber.name,
        laying,
        face,
        rng,
        joint=timber.joint,
        joint_m=joint_m,
        roughness=roughness + 0.1 * pore,
        relief_m=-1.2e-4 * pore,
        bevel_m=0.0015,
        depth_m=6e-4,
    )


def _rings(laying: Laying, sway: Field, rng: np.random.Generator) -> Field:
    """Annual rings as a board shows them: a cathedral where it is sawn near the heart, lines where it is not."""
    n = laying.tiles
    heart = per_tile(laying, rng.normal(0.5, 1.1, n)) * laying.module_m[1]
    depth = per_tile(laying, rng.uniform(0.01, 0.09, n))
    rise = per_tile(laying, rng.normal(0, 0.05, n))
    r = np.hypot(laying.across_m - heart + 0.012 * sway, depth + rise * laying.along_m)
    phase = r / per_tile(laying, rng.uniform(0.007, 0.013, n)) + 0.6 * sway
    saw = phase - np.floor(phase)
    return np.asarray(2 * step(0, 0.8, saw) * (1 - step(0.86, 1.0, saw)) - 0.8, np.float32)

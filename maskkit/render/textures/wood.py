"""Boards of real wood: planks in rows and herringbone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from maskkit.render.textures.colour import linear, ramp, step
from maskkit.render.textures.joints import chevron as lay_chevron
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
ASH = Timber("ash", ("#e5d8bf", "#d6c4a3", "#bda583"), rings=0.7, tone=0.5, joint="#7a6a52")
EBONY = Timber("black oak", ("#4a3f37", "#352c26", "#241d19"), rings=0.5, tone=0.5, joint="#100c0a")
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


def chevron(
    timber: Timber,
    *,
    seed: int,
    board_m: float = 0.09,
    length_m: float = 0.55,
    joint_m: float = 0.0014,
    roughness: float = 0.4,
    pixels_per_m: float = 420,
) -> Surface:
    """French parquet: blocks cut at 45 degrees that meet point to point, so that the floor runs in arrows."""
    rng = np.random.default_rng(seed)
    count = round(1.6 / (2 * length_m / 2**0.5)), round(2.0 / (board_m * 2**0.5))
    laying = lay_chevron(board_m, length_m, count, pixels_per_m=pixels_per_m)
    return _boards(timber, laying, rng, joint_m, roughness)


def basket_parquet(
    timber: Timber,
    *,
    seed: int,
    block_m: float = 0.3,
    fingers: int = 5,
    roughness: float = 0.4,
    pixels_per_m: float = 420,
) -> Surface:
    """Mosaic parquet: squares of fingers laid this way and that."""
    rng = np.random.default_rng(seed)
    count = 2 * round(0.9 / block_m)
    squares = rows((block_m, block_m), (count, count), pixels_per_m=pixels_per_m)
    flat = (squares.tile // count + squares.tile % count) % 2 == 0
    along = np.where(flat, squares.along_m, squares.across_m)
    over = np.where(flat, squares.across_m, squares.along_m)
    wide = block_m / fingers
    finger = np.clip(np.floor(over / wide), 0, fingers - 1).astype(np.int32)
    across = over - finger * np.float32(wide)
    edge = np.minimum(np.minimum(along, block_m - along), np.minimum(across, wide - across))
    laying = replace(
        squares,
        tile=(squares.tile * fingers + finger).astype(np.int32),
        along_m=along.astype(np.float32),
        across_m=across.astype(np.float32),
        edge_m=edge.astype(np.float32),
        turned=~flat,
        module_m=(block_m, block_m),
    )
    return _boards(timber, laying, rng, 0.0008, roughness)


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

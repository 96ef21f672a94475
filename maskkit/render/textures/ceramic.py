"""Fired tiles: porcelain stoneware, glazed wall tiles, zellige, hexagons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from maskkit.render.textures.colour import linear, ramp
from maskkit.render.textures.joints import hexagons, rows
from maskkit.render.textures.laid import cut, grouted, per_tile
from maskkit.render.textures.noise import noise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.render.textures.joints import Laying
    from maskkit.render.textures.surface import Surface

    Field = NDArray[np.float32]


def porcelain(
    colour: str,
    *,
    seed: int,
    tile_m: tuple[float, float] = (0.6, 0.6),
    count: tuple[int, int] = (4, 4),
    shift: float = 0.0,
    joint: str = "#a8a49c",
    joint_m: float = 0.003,
    cloud: float = 0.07,
    tone: float = 0.02,
    roughness: float = 0.45,
    pixels_per_m: float = 420,
) -> Surface:
    """Stoneware with the clouds of cast cement; ``cloud`` is their contrast, ``tone`` the difference between tiles."""
    rng = np.random.default_rng(seed)
    laying = rows(tile_m, count, shift=shift, pixels_per_m=pixels_per_m)
    (body,) = cut(laying, rng, _stoneware(laying.shape, laying.size_m, rng))
    shade = np.exp(cloud * body + tone * per_tile(laying, rng.standard_normal(laying.tiles)))
    warm = 0.004 * per_tile(laying, rng.standard_normal(laying.tiles))[..., None] * np.array([1, 0, -1], np.float32)
    face = linear(colour) * shade[..., None] * (1 + warm)
    return grouted(
        "porcelain",
        laying,
        face,
        rng,
        joint=joint,
        joint_m=joint_m,
        roughness=roughness,
        relief_m=2e-5 * body,
        depth_m=8e-4,
    )


def _stoneware(shape: tuple[int, int], size_m: tuple[float, float], rng: np.random.Generator) -> Field:
    clouds = noise(shape, size_m, rng, largest_m=0.7, smallest_m=0.03, slope=3.0)
    strokes = noise(shape, size_m, rng, largest_m=0.4, slope=2.4, stretch=3.0, angle=0.35)
    grain = noise(shape, size_m, rng, largest_m=0.03, slope=1.0)
    return np.asarray(0.62 * clouds + 0.4 * strokes + 0.22 * grain, np.float32)


def glazed(
    colour: str,
    *,
    seed: int,
    tile_m: tuple[float, float] = (0.2, 0.1),
    count: tuple[int, int] = (9, 18),
    shift: float = 0.5,
    joint: str = "#c9c7c2",
    joint_m: float = 0.002,
    tone: float = 0.025,
    pool: float = 0.05,
    roughness: float = 0.12,
    wave_m: float = 1e-4,
    pixels_per_m: float = 640,
) -> Surface:
    """Pressed wall tiles with a glaze; ``pool`` is how much darker the glaze lies along the edges."""
    rng = np.random.default_rng(seed)
    laying = rows(tile_m, count, shift=shift, pixels_per_m=pixels_per_m)
    face, relief = _glaze(laying.shape, laying.size_m, linear(colour), rng, tone=0.3 * tone, wave_m=wave_m)
    edge = np.exp(-laying.edge_m / 0.006)[..., None]
    lit = per_tile(laying, np.exp(tone * rng.standard_normal(laying.tiles)))[..., None]
    tilt = _tilt(laying, rng, 0.004)
    return grouted(
        "glazed tiles",
        laying,
        face * lit * (1 - pool * edge),
        rng,
        joint=joint,
        joint_m=joint_m,
        roughness=roughness,
        relief_m=relief + tilt,
        bevel_m=0.004,
        depth_m=0.0015,
    )


def _glaze(
    shape: tuple[int, int],
    size_m: tuple[float, float],
    colour: Field,
    rng: np.random.Generator,
    *,
    tone: float,
    wave_m: float,
) -> tuple[Field, Field]:
    wave = noise(shape, size_m, rng, largest_m=0.12, smallest_m=0.02, slope=3.0)
    face = colour * np.exp(tone * wave)[..., None]
    return face.astype(np.float32), np.asarray(wave_m * wave, np.float32)


def _tilt(laying: Laying, rng: np.random.Generator, slope: float) -> Field:
    """No two tiles lie quite in one plane: height of tiles that lean by about ``slope``."""
    lean = slope * rng.standard_normal((2, laying.tiles))
    along, across = laying.along_m - laying.module_m[0] / 2, laying.across_m - laying.module_m[1] / 2
    return along * per_tile(laying, lean[0]) + across * per_tile(laying, lean[1])


def zellige(
    colours: tuple[str, ...],
    *,
    seed: int,
    tile_m: float = 0.1,
    joint: str = "#b9b4a8",
    tone: float = 0.085,
    pixels_per_m: float = 640,
) -> Surface:
    """Hand-cut Moroccan tiles: each of another tone, uneven, glossy, with hardly a joint."""
    rng = np.random.default_rng(seed)
    laying = rows((tile_m, tile_m), (18, 18), pixels_per_m=pixels_per_m)
    drift = noise(laying.shape, laying.size_m, rng, largest_m=0.09, smallest_m=0.006, slope=2.6)
    which = 0.5 + 0.27 * rng.standard_normal(laying.tiles)
    t = np.clip(per_tile(laying, which) + 0.10 * drift, 0, 1)
    shade = per_tile(laying, np.exp(tone * rng.standard_normal(laying.tiles)))
    face = ramp(t, *[linear(name) for name in colours]) * shade[..., None]
    chipped = np.clip(1 - 0.3 * np.exp(-laying.edge_m / 0.0035) * (1 + 0.8 * drift), 0.4, 1)
    relief = 3.5e-4 * drift + _tilt(laying, rng, 0.02)
    return grouted(
        "zellige",
        laying,
        face * chipped[..., None],
        rng,
        joint=joint,
        joint_m=0.0018,
        roughness=0.1,
        relief_m=relief,
        bevel_m=0.004,
        depth_m=0.0009,
    )


def hexagon(
    colours: tuple[str, ...],
    *,
    seed: int,
    width_m: float = 0.2,
    joint: str = "#b5b1a9",
    joint_m: float = 0.0025,
    tone: float = 0.03,
    cloud: float = 0.05,
    roughness: float = 0.5,
    pixels_per_m: float = 480,
) -> Surface:
    """Hexagons that mix ``colours`` at random; ``width_m`` from flat side to flat side."""
    rng = np.random.default_rng(seed)
    across = max(2, round(2.4 / width_m))
    laying = hexagons(width_m, (across, max(1, round(2.4 / (3 * width_m / 3**0.5)))), pixels_per_m=pixels_per_m)
    palette = np.stack([linear(name) for name in colours])[rng.integers(len(colours), size=laying.tiles)]
    (body,) = cut(laying, rng, _stoneware(laying.shape, laying.size_m, rng))
    shade = np.exp(cloud * body + tone * per_tile(laying, rng.standard_normal(laying.tiles)))
    return grouted(
        "hexagons",
        laying,
        palette[laying.tile] * shade[..., None],
        rng,
        joint=joint,
        joint_m=joint_m,
        roughness=roughness,
        relief_m=2e-5 * body,
    )

"""Brick, bare, painted and laid as a floor; walls of ledge stone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from maskkit.render.textures.colour import linear, ramp, step
from maskkit.render.textures.joints import herringbone, rows
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


def pavers(
    tones: tuple[str, ...] = ("#8a5a45", "#9c6a52", "#7d5244", "#a87c62"),
    *,
    seed: int,
    joint: str = "#8d8374",
    roughness: float = 0.7,
    pixels_per_m: float = 420,
) -> Surface:
    """Old bricks laid flat as a floor, in herringbone: edges walked round, sand in the joints, a waxed shine."""
    rng = np.random.default_rng(seed)
    laying = herringbone(0.1, 2, (round(1.7 / 0.1414), round(1.7 / 0.2828)), pixels_per_m=pixels_per_m)
    (rough,) = cut(laying, rng, noise(laying.shape, laying.size_m, rng, largest_m=0.09, smallest_m=0.002, slope=1.9))
    tread = noise(laying.shape, laying.size_m, rng, largest_m=0.8, smallest_m=0.05, slope=2.4)
    t = np.clip(per_tile(laying, rng.random(laying.tiles)) + 0.1 * rough, 0, 1)
    soot = per_tile(laying, np.exp(0.13 * rng.standard_normal(laying.tiles))) * np.exp(0.08 * rough + 0.03 * tread)
    face = ramp(t, *[linear(tone) for tone in tones]) * soot[..., None]
    return grouted(
        "brick pavers",
        laying,
        face,
        rng,
        joint=joint,
        joint_m=0.005,
        roughness=np.clip(roughness + 0.08 * rough - 0.05 * tread, 0.3, 0.95),
        relief_m=3e-4 * rough,
        bevel_m=0.007,
        depth_m=0.003,
    )


def ledge_stone(
    tones: tuple[str, ...] = ("#8d867a", "#a49b8c", "#b8ad9a", "#77726a"),
    *,
    seed: int,
    joint: str = "#3f3c37",
    roughness: float = 0.85,
    pixels_per_m: float = 420,
) -> Surface:
    """Split stone in low courses of all lengths, laid dry: each stands out or back, deep shadows between."""
    rng = np.random.default_rng(seed)
    courses, size = 36, (2.4, 1.8)
    base = rows((2.4, 1.8 / courses), (1, courses), pixels_per_m=pixels_per_m)
    tile, along, edge = np.zeros(base.shape, np.int32), np.zeros(base.shape, np.float32), base.edge_m.copy()
    x = ((np.arange(base.shape[1], dtype=np.float32) + 0.5) * np.float32(2.4 / base.shape[1]))[None, :]
    count = 0
    for course in range(courses):
        lengths = rng.uniform(0.12, 0.42, 10)
        starts = np.concatenate([[0.0], np.cumsum(lengths / lengths.sum() * 2.4)]).astype(np.float32)
        place = np.mod(x[0] + rng.uniform(0, 2.4), 2.4).astype(np.float32)
        index = np.clip(np.searchsorted(starts, place, side="right") - 1, 0, 9)
        inside = base.tile == course
        tile = np.where(inside, count + index[None, :], tile)
        along = np.where(inside, (place - starts[index])[None, :], along)
        ends = np.minimum(place - starts[index], starts[index + 1] - place)
        edge = np.where(inside, np.minimum(edge, ends[None, :]), edge)
        count += 10
    laying = replace(base, tile=tile.astype(np.int32), along_m=along.astype(np.float32), edge_m=edge.astype(np.float32))
    split = noise(base.shape, size, rng, largest_m=0.12, smallest_m=0.003, slope=2.2, stretch=2)
    (split,) = cut(laying, rng, split)
    proud = per_tile(laying, rng.uniform(0, 1, laying.tiles))
    t = np.clip(per_tile(laying, rng.random(laying.tiles)) + 0.12 * split, 0, 1)
    face = ramp(t, *[linear(tone) for tone in tones]) * np.exp(0.09 * split + 0.10 * (proud - 0.5))[..., None]
    return grouted(
        "ledge stone",
        laying,
        face,
        rng,
        joint=joint,
        joint_m=0.003,
        roughness=roughness,
        relief_m=(0.0012 * split + 0.008 * proud).astype(np.float32),
        bevel_m=0.005,
        depth_m=0.004,
    )

"""Small formats and drawn tiles: penny rounds, fish scales, basket weave, mosaic, encaustic cement, terracotta."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from maskkit.render.textures.colour import linear, mix, step
from maskkit.render.textures.joints import Laying, hexagons, rows
from maskkit.render.textures.joints import herringbone as lay_herringbone
from maskkit.render.textures.laid import cut, grouted, per_tile
from maskkit.render.textures.noise import noise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.render.textures.surface import Surface

    Field = NDArray[np.float32]


def penny(
    colours: tuple[str, ...],
    *,
    seed: int,
    width_m: float = 0.023,
    joint: str = "#bdb8ae",
    tone: float = 0.05,
    roughness: float = 0.2,
    pixels_per_m: float = 700,
) -> Surface:
    """Round mosaic on its mesh, domed a little; ``colours`` are strewn at random, the first is the ground."""
    rng = np.random.default_rng(seed)
    pitch = width_m + 0.0022
    across = round(1.2 / pitch)
    laying = hexagons(pitch, (across, round(1.2 / (pitch * 3**0.5))), pixels_per_m=pixels_per_m)
    u, v = laying.along_m - pitch / 2, laying.across_m - pitch / 3**0.5
    radius = np.hypot(u, v)
    laying = replace(laying, edge_m=(width_m / 2 + 0.0005 - radius).astype(np.float32))
    share = [0.78, *([0.22 / max(1, len(colours) - 1)] * (len(colours) - 1))] if len(colours) > 1 else [1.0]
    which = rng.choice(len(colours), laying.tiles, p=share)
    palette = np.stack([linear(name) for name in colours])[which]
    shade = per_tile(laying, np.exp(tone * rng.standard_normal(laying.tiles)))
    face = palette[laying.tile] * shade[..., None] * (1 - 0.10 * (2 * radius / width_m) ** 4)[..., None]
    dome = 6e-4 * (1 - np.clip(2 * radius / width_m, 0, 1) ** 2)
    return grouted(
        "penny rounds",
        laying,
        face.astype(np.float32),
        rng,
        joint=joint,
        joint_m=0.001,
        roughness=roughness,
        relief_m=dome.astype(np.float32),
        bevel_m=0.002,
        depth_m=0.001,
    )


def scales(
    colours: tuple[str, ...],
    *,
    seed: int,
    width_m: float = 0.12,
    joint: str = "#c4bfb5",
    joint_m: float = 0.0022,
    tone: float = 0.07,
    roughness: float = 0.12,
    pixels_per_m: float = 560,
) -> Surface:
    """Fish scales: each row's arcs lie over the joints of the row below it, in a glaze that pools at the edge."""
    rng = np.random.default_rng(seed)
    laying = _scale_laying(width_m, (round(1.44 / width_m), 2 * round(1.44 / width_m)), pixels_per_m)
    drift = noise(laying.shape, laying.size_m, rng, largest_m=0.09, smallest_m=0.006, slope=2.6)
    palette = np.stack([linear(name) for name in colours])[rng.integers(len(colours), size=laying.tiles)]
    shade = per_tile(laying, np.exp(tone * rng.standard_normal(laying.tiles))) * np.exp(0.06 * drift)
    pool = 1 - 0.16 * np.exp(-laying.edge_m / 0.005)
    lean = 0.012 * rng.standard_normal((2, laying.tiles))
    tilt = (laying.along_m - width_m / 2) * per_tile(laying, lean[0]) + laying.across_m * per_tile(laying, lean[1])
    return grouted(
        "fish scales",
        laying,
        (palette[laying.tile] * (shade * pool)[..., None]).astype(np.float32),
        rng,
        joint=joint,
        joint_m=joint_m,
        roughness=roughness,
        relief_m=(1.2e-4 * drift + tilt).astype(np.float32),
        bevel_m=0.004,
        depth_m=0.0015,
    )


def _scale_laying(width_m: float, count: tuple[int, int], pixels_per_m: float) -> Laying:
    """Circles of the scale's width in rows half a width apart; the lowest circle that covers a texel owns it."""
    base = rows((width_m, width_m / 2), count, pixels_per_m=pixels_per_m)
    h, w = base.shape
    x = (np.arange(w, dtype=np.float64) + 0.5)[None, :] * base.size_m[0] / w
    y = (np.arange(h, dtype=np.float64)[::-1] + 0.5)[:, None] * base.size_m[1] / h
    r, rise = width_m / 2, width_m / 2
    owner = np.full((h, w), -1, np.int64)
    u, v = np.zeros((h, w)), np.zeros((h, w))
    row0 = np.floor(y / rise).astype(np.int64) + 0 * x.astype(np.int64)
    for back in (-1, 0, 1):
        row = row0 + back
        offset = (row % 2) * r
        column = np.floor((x - offset) / width_m)
        du, dv = x - offset - (column + 0.5) * width_m, y - row * rise
        free = (np.hypot(du, dv) <= r) & (owner < 0) & (dv >= -1e-9 if back == 0 else True)
        number = (row % count[1]) * count[0] + column.astype(np.int64) % count[0]
        owner, u, v = np.where(free, number, owner), np.where(free, du, u), np.where(free, dv, v)
    lost = owner < 0
    owner = np.where(lost, 0, owner)
    inner = r - np.hypot(u, v)
    below = np.minimum(np.abs(np.hypot(np.abs(u) - r, v + rise) - r), r)
    edge = np.where(lost, 0.0, np.minimum(inner, below))
    f32 = np.float32
    return Laying(
        base.size_m,
        owner.astype(np.int32),
        (u + r).astype(f32),
        (v + r).astype(f32),
        edge.astype(f32),
        np.zeros((h, w), bool),
        (width_m, rise),
    )


def mosaic(
    colours: tuple[str, ...],
    *,
    seed: int,
    tile_m: float = 0.025,
    joint: str = "#b7b2a8",
    tone: float = 0.09,
    roughness: float = 0.14,
    pixels_per_m: float = 640,
) -> Surface:
    """Small squares of glass or stone, of many tones at once."""
    rng = np.random.default_rng(seed)
    count = round(1.2 / tile_m)
    laying = rows((tile_m, tile_m), (count, count), pixels_per_m=pixels_per_m)
    palette = np.stack([linear(name) for name in colours])[rng.integers(len(colours), size=laying.tiles)]
    cloud = noise(laying.shape, laying.size_m, rng, largest_m=0.012, smallest_m=0.002, slope=1.5)
    shade = per_tile(laying, np.exp(tone * rng.standard_normal(laying.tiles))) * np.exp(0.04 * cloud)
    lean = 0.02 * rng.standard_normal((2, laying.tiles))
    tilt = (laying.along_m - tile_m / 2) * per_tile(laying, lean[0]) + (laying.across_m - tile_m / 2) * per_tile(
        laying, lean[1]
    )
    return grouted(
        "mosaic",
        laying,
        (palette[laying.tile] * shade[..., None]).astype(np.float32),
        rng,
        joint=joint,
        joint_m=0.0018,
        roughness=roughness,
        relief_m=tilt.astype(np.float32),
        bevel_m=0.0015,
        depth_m=0.0008,
    )


def tile_herringbone(
    colour: str,
    *,
    seed: int,
    tile_m: float = 0.06,
    ratio: int = 4,
    joint: str = "#cfccc5",
    joint_m: float = 0.002,
    tone: float = 0.05,
    roughness: float = 0.14,
    pixels_per_m: float = 560,
) -> Surface:
    """Slim glazed tiles in herringbone."""
    rng = np.random.default_rng(seed)
    diagonal = tile_m * math.sqrt(2)
    laying = lay_herringbone(
        tile_m, ratio, (round(1.4 / diagonal), max(1, round(1.4 / (diagonal * ratio)))), pixels_per_m=pixels_per_m
    )
    wave = noise(laying.shape, laying.size_m, rng, largest_m=0.1, smallest_m=0.01, slope=2.8)
    (wave,) = cut(laying, rng, wave)
    shade = per_tile(laying, np.exp(tone * rng.standard_normal(laying.tiles))) * np.exp(0.03 * wave)
    pool = 1 - 0.08 * np.exp(-laying.edge_m / 0.005)
    lean = 0.006 * rng.standard_normal((2, laying.tiles))
    tilt = (laying.along_m - tile_m * ratio / 2) * per_tile(laying, lean[0]) + (
        laying.across_m - tile_m / 2
    ) * per_tile(laying, lean[1])
    return grouted(
        "herringbone tiles",
        laying,
        linear(colour) * (shade * pool)[..., None],
        rng,
        joint=joint,
        joint_m=joint_m,
        roughness=roughness,
        relief_m=(1e-4 * wave + tilt).astype(np.float32),
        bevel_m=0.004,
        depth_m=0.0015,
    )


def terracotta(
    tones: tuple[str, ...] = ("#a8623f", "#b87650", "#c98f69"),
    *,
    seed: int,
    tile_m: float = 0.2,
    shape: str = "square",
    joint: str = "#b9a58d",
    joint_m: float = 0.006,
    tone: float = 0.08,
    roughness: float = 0.55,
    pixels_per_m: float = 420,
) -> Surface:
    """Hand-made clay tiles, square or hexagonal: flashed by the fire, with soft edges and salt in the pores."""
    rng = np.random.default_rng(seed)
    count = round(2.0 / tile_m)
    if shape == "hexagon":
        laying = hexagons(tile_m, (count, round(2.0 / (tile_m * 3**0.5))), pixels_per_m=pixels_per_m)
    else:
        laying = rows((tile_m, tile_m), (count, count), pixels_per_m=pixels_per_m)
    flash = noise(laying.shape, laying.size_m, rng, largest_m=0.25, smallest_m=0.01, slope=2.3)
    salt = noise(laying.shape, laying.size_m, rng, largest_m=0.05, smallest_m=0.003, slope=1.2)
    flash, salt = cut(laying, rng, flash, salt)
    palette = np.stack([linear(name) for name in tones])
    place = np.clip(0.5 + 0.24 * per_tile(laying, rng.standard_normal(laying.tiles)) + 0.14 * flash, 0, 1) * (
        len(tones) - 1
    )
    low = np.clip(np.floor(place).astype(np.int32), 0, len(tones) - 2)
    face = mix(palette[low], palette[low + 1], (place - low).astype(np.float32))
    shade = per_tile(laying, np.exp(tone * rng.standard_normal(laying.tiles))) * np.exp(0.04 * salt)
    face = mix(face * shade[..., None], linear("#d9c9b4"), np.float32(0.4) * step(1.7, 2.8, salt))
    return grouted(
        "terracotta",
        laying,
        face,
        rng,
        joint=joint,
        joint_m=joint_m,
        roughness=np.clip(roughness + 0.06 * flash, 0.3, 0.9),
        relief_m=(3e-4 * flash + 1e-4 * salt).astype(np.float32),
        bevel_m=0.006,
        depth_m=0.0025,
    )


def basket_weave(
    light: str = "#e6e4df",
    dark: str = "#2b2b2c",
    *,
    seed: int,
    tile_m: float = 0.05,
    joint: str = "#b9b5ad",
    tone: float = 0.03,
    roughness: float = 0.16,
    pixels_per_m: float = 560,
) -> Surface:
    """Pairs of marble bricks laid this way and that, with a small dark dot where they meet."""
    rng = np.random.default_rng(seed)
    count = 2 * round(1.2 / (4 * tile_m))
    laying = rows((2 * tile_m, 2 * tile_m), (count, count), pixels_per_m=pixels_per_m)
    across = (laying.tile // count + laying.tile % count) % 2 == 0
    u, v = np.where(across, laying.along_m, laying.across_m), np.where(across, laying.across_m, laying.along_m)
    half = (v >= tile_m).astype(np.int32)
    edge = np.minimum(np.minimum(u, 2 * tile_m - u), np.minimum(v - half * tile_m, (half + 1) * tile_m - v))
    corner = np.hypot(
        np.minimum(laying.along_m, 2 * tile_m - laying.along_m),
        np.minimum(laying.across_m, 2 * tile_m - laying.across_m),
    )
    dot = corner < 0.30 * tile_m
    edge = np.where(dot, 0.30 * tile_m - corner, np.minimum(edge, corner - 0.30 * tile_m))
    pieces = replace(
        laying, tile=(2 * laying.tile + half).astype(np.int32), edge_m=np.maximum(edge, 0).astype(np.float32)
    )
    cloud = noise(laying.shape, laying.size_m, rng, largest_m=0.2, smallest_m=0.004, slope=2.0, stretch=3, angle=0.6)
    (cloud,) = cut(pieces, rng, cloud)
    shade = per_tile(pieces, np.exp(tone * rng.standard_normal(pieces.tiles))) * np.exp(0.05 * cloud)
    face = mix(
        linear(light) * shade[..., None], np.broadcast_to(linear(dark), (*laying.shape, 3)), dot.astype(np.float32)
    )
    return grouted(
        "basket weave",
        pieces,
        face,
        rng,
        joint=joint,
        joint_m=0.0018,
        roughness=roughness,
        relief_m=2e-5 * cloud,
        bevel_m=0.0015,
        depth_m=6e-4,
    )


def encaustic(
    motif: str,
    colours: tuple[str, str, str],
    *,
    seed: int,
    tile_m: float = 0.2,
    joint: str = "#a9a398",
    joint_m: float = 0.0015,
    tone: float = 0.035,
    roughness: float = 0.5,
    pixels_per_m: float = 480,
) -> Surface:
    """Pressed cement tiles with a pattern that four of them make: "star", "petal", "arc" or "diamond"."""
    rng = np.random.default_rng(seed)
    count = 2 * round(1.0 / tile_m)
    laying = rows((tile_m, tile_m), (count, count), pixels_per_m=pixels_per_m)
    column, row = laying.tile % count, laying.tile // count
    u = np.where(column % 2 == 0, laying.along_m, tile_m - laying.along_m) / tile_m
    v = np.where(row % 2 == 0, laying.across_m, tile_m - laying.across_m) / tile_m
    fringe = 0.0022 * noise(laying.shape, laying.size_m, rng, largest_m=0.03, smallest_m=0.004, slope=1.0)
    second, third = MOTIFS[motif]((u + fringe).astype(np.float32), (v + fringe).astype(np.float32))
    worn = noise(laying.shape, laying.size_m, rng, largest_m=0.6, smallest_m=0.01, slope=2.0)
    (body,) = cut(laying, rng, noise(laying.shape, laying.size_m, rng, largest_m=0.1, smallest_m=0.004, slope=1.6))
    face = np.broadcast_to(linear(colours[0]), (*laying.shape, 3)).astype(np.float32)
    face = mix(mix(face, linear(colours[1]), second), linear(colours[2]), third)
    face = mix(face, linear(colours[0]), np.float32(0.10) * step(0.6, 2.2, worn))
    shade = per_tile(laying, np.exp(tone * rng.standard_normal(laying.tiles))) * np.exp(0.03 * body + 0.02 * worn)
    return grouted(
        "encaustic",
        laying,
        face * shade[..., None],
        rng,
        joint=joint,
        joint_m=joint_m,
        roughness=np.clip(roughness + 0.05 * worn, 0.25, 0.9),
        relief_m=4e-5 * body,
        depth_m=6e-4,
    )


def _inside(distance: Field, width: float = 0.006) -> Field:
    """1 where a signed distance is below zero, with a soft edge."""
    return np.asarray(1 - step(-width, width, distance), np.float32)


def _star(u: Field, v: Field) -> tuple[Field, Field]:
    """An eight-pointed star in each corner, squares between them."""
    square = np.maximum(u, v) - 0.52
    turned = (u + v) / np.float32(2**0.5) - 0.52
    star = np.minimum(square, turned)
    far = np.maximum(np.abs(u - 1), np.abs(v - 1)) - 0.20
    return _inside(star.astype(np.float32)), np.maximum(
        _inside((star + 0.22).astype(np.float32)), _inside(far.astype(np.float32))
    )


def _petal(u: Field, v: Field) -> tuple[Field, Field]:
    """Petals along the diagonals, that meet four by four."""
    petal = np.maximum(np.hypot(u - 1, v), np.hypot(u, v - 1)) - 1.0
    eye = np.hypot(u, v) - 0.17
    ring = np.abs(np.hypot(u - 1, v - 1) - 0.28) - 0.05
    return _inside(petal.astype(np.float32)), np.maximum(
        _inside(eye.astype(np.float32)), _inside(ring.astype(np.float32))
    )


def _arc(u: Field, v: Field) -> tuple[Field, Field]:
    """Quarter circles that run on from tile to tile as bands."""
    r = np.hypot(u, v)
    return _inside((np.abs(r - 0.5) - 0.17).astype(np.float32)), _inside((np.abs(r - 0.92) - 0.035).astype(np.float32))


def _diamond(u: Field, v: Field) -> tuple[Field, Field]:
    """Diamonds within diamonds."""
    d = np.abs(u - 0.5) + np.abs(v - 0.5)
    return _inside((d - 0.5).astype(np.float32)), _inside((d - 0.24).astype(np.float32))


MOTIFS: dict[str, Callable[[Field, Field], tuple[Field, Field]]] = {
    "star": _star,
    "petal": _petal,
    "arc": _arc,
    "diamond": _diamond,
}

"""Stone that was laid down in beds: travertine, limestone, riven slate; and pebbles set in mortar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from maskkit.render.textures.colour import linear, mix, ramp, step
from maskkit.render.textures.joints import rows
from maskkit.render.textures.laid import cut, grouted, per_tile
from maskkit.render.textures.noise import cells, noise
from maskkit.render.textures.surface import Surface

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]


def travertine(
    tones: tuple[str, ...] = ("#e3d6c0", "#d5c3a6", "#bfa786"),
    *,
    seed: int,
    tile_m: tuple[float, float] = (1.2, 0.6),
    count: tuple[int, int] = (2, 4),
    shift: float = 0.5,
    joint: str = "#b7a68c",
    joint_m: float = 0.0018,
    roughness: float = 0.34,
    pixels_per_m: float = 380,
) -> Surface:
    """Vein-cut travertine: wavy beds from cream to tan, with rows of filled and of open pores along them."""
    rng = np.random.default_rng(seed)
    laying = rows(tile_m, count, shift=shift, pixels_per_m=pixels_per_m)
    shape, size = laying.shape, laying.size_m
    beds = noise(shape, size, rng, largest_m=0.22, smallest_m=0.003, slope=1.7, stretch=14)
    broad = noise(shape, size, rng, largest_m=0.5, smallest_m=0.05, slope=2.4, stretch=6)
    pores = noise(shape, size, rng, largest_m=0.02, smallest_m=0.0025, slope=0.9, stretch=3.5)
    grain = noise(shape, size, rng, largest_m=0.01, slope=0.5)
    beds, broad, pores, grain = cut(laying, rng, beds, broad, pores, grain)
    along = step(-0.3, 1.4, beds)
    open_ = step(1.75, 2.3, pores + 0.55 * along)
    filled = step(1.1, 1.7, pores + 0.4 * along) * (1 - open_)
    t = np.clip(
        0.46 + 0.14 * beds + 0.12 * broad + 0.02 * grain + 0.07 * _of_tiles(laying.tile, laying.tiles, rng), 0, 1
    )
    face = ramp(t, *[linear(tone) for tone in tones]) * (1 - 0.10 * filled - 0.38 * open_)[..., None]
    return grouted(
        "travertine",
        laying,
        face,
        rng,
        joint=joint,
        joint_m=joint_m,
        roughness=roughness + 0.25 * open_,
        relief_m=-6e-4 * open_,
        depth_m=5e-4,
    )


def _of_tiles(tile: NDArray[np.int32], count: int, rng: np.random.Generator) -> Field:
    return np.asarray(rng.standard_normal(count).astype(np.float32)[tile])


def limestone(
    colour: str,
    *,
    seed: int,
    tile_m: tuple[float, float] = (0.9, 0.6),
    count: tuple[int, int] = (3, 4),
    shift: float = 0.5,
    joint: str = "#a79f90",
    joint_m: float = 0.003,
    tone: float = 0.045,
    roughness: float = 0.5,
    pixels_per_m: float = 400,
) -> Surface:
    """Honed limestone: soft clouds, shells as pale and dark flecks, each slab a little warmer or cooler."""
    rng = np.random.default_rng(seed)
    laying = rows(tile_m, count, shift=shift, pixels_per_m=pixels_per_m)
    shape, size = laying.shape, laying.size_m
    cloud = noise(shape, size, rng, largest_m=0.6, smallest_m=0.02, slope=2.5)
    fleck = noise(shape, size, rng, largest_m=0.025, smallest_m=0.003, slope=0.8, stretch=1.6)
    grain = noise(shape, size, rng, largest_m=0.006, slope=0.4)
    cloud, fleck, grain = cut(laying, rng, cloud, fleck, grain)
    shell, dark = step(1.7, 2.3, fleck), step(1.8, 2.5, -fleck)
    shade = np.exp(0.05 * cloud + 0.02 * grain + tone * per_tile(laying, rng.standard_normal(laying.tiles)))
    warm = 1 + 0.02 * per_tile(laying, rng.standard_normal(laying.tiles))[..., None] * np.array(
        [1, 0, -1.4], np.float32
    )
    face = linear(colour) * (shade * (1 + 0.13 * shell - 0.16 * dark))[..., None] * warm
    return grouted(
        "limestone",
        laying,
        face,
        rng,
        joint=joint,
        joint_m=joint_m,
        roughness=np.clip(roughness + 0.04 * cloud, 0.2, 0.9),
        relief_m=4e-5 * fleck,
        bevel_m=0.002,
        depth_m=8e-4,
    )


def slate(
    tones: tuple[str, ...] = ("#3f4448", "#4d5355", "#5c5f5b", "#6a5f52"),
    *,
    seed: int,
    tile_m: tuple[float, float] = (0.6, 0.3),
    count: tuple[int, int] = (4, 8),
    shift: float = 0.5,
    joint: str = "#5b5a56",
    joint_m: float = 0.004,
    roughness: float = 0.52,
    pixels_per_m: float = 400,
) -> Surface:
    """Riven slate: terraces where it split, blue to rust from slab to slab."""
    rng = np.random.default_rng(seed)
    laying = rows(tile_m, count, shift=shift, pixels_per_m=pixels_per_m)
    shape, size = laying.shape, laying.size_m
    relief = noise(shape, size, rng, largest_m=0.35, smallest_m=0.006, slope=2.6, stretch=1.5, angle=0.3)
    rust = noise(shape, size, rng, largest_m=0.4, smallest_m=0.02, slope=2.2)
    grain = noise(shape, size, rng, largest_m=0.012, slope=0.8, stretch=3)
    relief, rust, grain = cut(laying, rng, relief, rust, grain)
    terraced = np.floor(relief * 2.4) / 2.4 * 0.75 + 0.25 * relief
    ledge = np.abs(relief * 2.4 - np.round(relief * 2.4))
    t = np.clip(0.42 + 0.22 * _of_tiles(laying.tile, laying.tiles, rng) + 0.10 * rust, 0, 1)
    shade = np.exp(0.07 * terraced + 0.05 * grain) * (1 - 0.14 * np.exp(-ledge / 0.03))
    face = ramp(t, *[linear(tone) for tone in tones]) * shade[..., None]
    return grouted(
        "slate",
        laying,
        face,
        rng,
        joint=joint,
        joint_m=joint_m,
        roughness=np.clip(roughness + 0.06 * grain, 0.25, 0.9),
        relief_m=0.0011 * terraced + 6e-5 * grain,
        bevel_m=0.003,
        depth_m=0.002,
    )


def pebbles(
    tones: tuple[str, ...] = ("#d8d2c6", "#b7b0a4", "#8f8a82", "#c9b79c"),
    *,
    seed: int,
    size_m: float = 1.2,
    pebble_m: float = 0.034,
    joint: str = "#a9a398",
    roughness: float = 0.38,
    pixels_per_m: float = 420,
) -> Surface:
    """River pebbles set close in mortar, as shower floors have them."""
    rng = np.random.default_rng(seed)
    n, count = round(size_m * pixels_per_m), round(size_m / pebble_m)
    shape, size = (n, n), (size_m, size_m)
    near, second, index = cells(shape, (count, count), rng)
    gap = np.clip(second - near, 0, 1).astype(np.float32)
    stone = step(0.13, 0.24, gap)
    dome = np.sqrt(np.clip(1 - (1 - np.clip(gap / 0.55, 0, 1)) ** 2, 0, 1)).astype(np.float32)
    palette = np.stack([linear(tone) for tone in tones])
    which = rng.integers(len(tones), size=count * count)
    tint = palette[which] * np.exp(0.14 * rng.standard_normal((count * count, 1)))
    vein = noise(shape, size, rng, largest_m=0.05, smallest_m=0.003, slope=1.8, stretch=3, angle=0.7)
    body = tint.astype(np.float32)[index] * np.exp(0.06 * vein)[..., None] * (0.72 + 0.28 * dome)[..., None]
    mortar = (
        linear(joint) * np.float32(0.75) * np.exp(0.06 * noise(shape, size, rng, largest_m=0.2, slope=1.2))[..., None]
    )
    albedo = np.clip(mix(mortar, body.astype(np.float32), stone), 0.01, 0.92).astype(np.float32)
    rough = (0.85 + (np.float32(roughness) - np.float32(0.85)) * stone).astype(np.float32)
    return Surface("pebbles", albedo, size, rough, (0.005 * dome * stone).astype(np.float32))

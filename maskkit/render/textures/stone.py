"""Marble slabs and terrazzo."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from maskkit.render.textures.colour import linear, mix, step
from maskkit.render.textures.joints import Laying, rows
from maskkit.render.textures.laid import cut, grouted, per_tile
from maskkit.render.textures.noise import cells, noise, pick

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.render.textures.surface import Surface

    Field = NDArray[np.float32]


@dataclass(frozen=True)
class Marble:
    """A quarry: ground and cloud, the veins' colours, how bold the main veins are and how dense the fine net."""

    name: str
    ground: str
    cloud: str
    vein: str
    halo: str
    bold: float = 1.0
    net: float = 0.5
    haze: float = 0.5
    width_m: float = 0.006


BEND = 0.42
"""Slope of the noise that bends veins, as a share of the slope of the wave: at 1 the lines would close to rings."""

CARRARA = Marble("Carrara", "#e6e5e2", "#cfd1d2", "#9a9ea2", "#b9bcbf", bold=0.55, net=0.65, haze=0.9, width_m=0.010)
CALACATTA = Marble("Calacatta", "#f0eeea", "#e3e1dc", "#86817a", "#c9bda8", bold=0.95, net=0.4, haze=0.5, width_m=0.009)
STATUARIO = Marble("Statuario", "#eeeeec", "#dfe1e2", "#73777c", "#a9adb1", bold=1.0, net=0.45, haze=0.4, width_m=0.007)
NERO = Marble(
    "Nero Marquina", "#1d1d1f", "#28282a", "#d9d6d0", "#4a4a4b", bold=0.8, net=0.55, haze=0.35, width_m=0.0035
)
VERDE = Marble("Verde Alpi", "#2c3b34", "#3d5047", "#b9c7bc", "#5c7468", bold=0.6, net=1.0, haze=0.8, width_m=0.004)
EMPERADOR = Marble("Emperador", "#5a4334", "#6d5443", "#c7ad8c", "#83664d", bold=0.5, net=1.0, haze=0.9, width_m=0.004)


def marble(
    quarry: Marble,
    *,
    seed: int,
    slab_m: tuple[float, float] = (1.2, 2.6),
    count: tuple[int, int] = (3, 1),
    matched: bool = False,
    joint: str | None = None,
    joint_m: float = 0.0012,
    roughness: float = 0.08,
    pixels_per_m: float = 380,
) -> Surface:
    """Polished slabs; ``matched`` opens every second one like a book, so that the veins meet mirrored at the joint."""
    rng = np.random.default_rng(seed)
    laying = rows(slab_m, count, pixels_per_m=pixels_per_m)
    block = marble_block(quarry, laying.shape, laying.size_m, rng)
    face = _open_book(laying, block, rng) if matched else cut(laying, rng, block)[0]
    lit = per_tile(laying, np.exp(0.015 * rng.standard_normal(laying.tiles)))[..., None]
    return grouted(
        quarry.name,
        laying,
        face * (1 if matched else lit),
        rng,
        joint=joint or quarry.cloud,
        joint_m=joint_m,
        roughness=roughness,
        depth_m=3e-4,
    )


def _open_book(laying: Laying, block: Field, rng: np.random.Generator) -> Field:
    texel = laying.size_m[0] / laying.shape[1]
    odd = laying.tile % 2 == 1
    along = np.where(odd, laying.module_m[0] - laying.along_m, laying.along_m)
    start = rng.integers(0, 4096, 2)
    return pick(
        block,
        start[0] - np.round(laying.across_m / texel).astype(np.int64),
        start[1] + np.floor(along / texel).astype(np.int64),
    )


def marble_block(
    quarry: Marble, shape: tuple[int, int], size_m: tuple[float, float], rng: np.random.Generator
) -> Field:
    """(H, W, 3) of the sawn block: a hazy ground, long main veins that branch at acute angles, a fine net near them.

    Veins are the lines where a plane wave, bent by noise, crosses zero: they run on for metres. Level lines of noise
    alone would close to rings, which marble does not have. Each bleeds into the ground to one side, fades and returns.
    """
    smooth = noise(shape, size_m, rng, largest_m=1.8, smallest_m=0.35, slope=3.4)
    ragged = noise(shape, size_m, rng, largest_m=0.35, smallest_m=0.025, slope=3.0)
    strength = noise(shape, size_m, rng, largest_m=1.0, smallest_m=0.12, slope=2.6)
    haze = noise(shape, size_m, rng, largest_m=1.0, smallest_m=0.02, slope=3.0, stretch=2.5, angle=-0.6)
    grain = noise(shape, size_m, rng, largest_m=0.03, slope=1.0)
    flip = 1 if rng.random() < 0.5 else -1

    def family(waves: tuple[int, int], turn: int) -> Field:
        across = max(1, round(waves[0] * size_m[0] / 2.4)) * flip
        warps = [np.roll(field, turn * 131, (0, 1)) for field in (smooth, ragged)]
        return _distance_m(shape, size_m, (across, max(1, round(waves[1] * size_m[1] / 2.4))), warps, rng)

    near, bleeds, veins = (np.zeros(shape, np.float32) for _ in range(3))
    for turn, (waves, weight) in enumerate((((1, 2), 1.0), ((2, 2), 0.7), ((1, 3), 0.45))):
        d = family(waves, turn)
        fade = np.roll(strength, turn * 173, (0, 1))
        there = np.float32(weight) * step(-1.1, 0.5, fade + 0.25 * ragged)
        wide = np.float32(quarry.width_m * weight) * np.exp(0.5 * fade + 0.3 * ragged)
        reach, d_abs = np.where(d > 0, np.float32(0.05), np.float32(0.012)), np.abs(d)
        bleeds = np.maximum(bleeds, np.exp(-d_abs / reach) * there)
        near = np.maximum(near, np.exp(d_abs * np.float32(-1 / 0.15)) * there)
        veins = np.maximum(veins, np.float32(0.85 * quarry.bold) * np.exp(-((d / wide) ** 2)) * there)
    for turn, waves in enumerate(((5, 7), (8, 5), (4, 11))):
        line = np.exp(np.abs(family(waves, turn + 3)) * np.float32(-1 / 0.0017))
        gate = step(0.1, 1.3, np.roll(strength, turn * 211, (0, 1)) + 1.1 * near + 0.2 * ragged)
        veins = np.maximum(veins, np.float32(0.5 * quarry.net) * line * gate)
    colour = mix(linear(quarry.ground), linear(quarry.cloud), np.clip(quarry.haze * (0.4 + 0.45 * haze), 0, 1))
    colour = mix(colour, linear(quarry.halo), np.clip(quarry.bold * (0.55 + 0.12 * grain) * bleeds, 0, 0.85))
    return mix(colour, linear(quarry.vein), np.clip(veins, 0, 0.95)) * (1 + np.float32(0.008) * grain[..., None])


def _distance_m(
    shape: tuple[int, int],
    size_m: tuple[float, float],
    waves: tuple[int, int],
    warps: list[Field],
    rng: np.random.Generator,
) -> Field:
    """Signed metres to the nearest zero of a plane wave with whole ``waves`` across and down the period.

    The warps bend it as far as its lines hardly ever turn back on themselves.
    """
    h, w = shape
    plain = waves[0] / size_m[0], waves[1] / size_m[1]
    usual = math.hypot(*plain)
    t = (np.arange(w, dtype=np.float32) * (waves[0] / w))[None, :] + (np.arange(h, dtype=np.float32) * (waves[1] / h))[
        :, None
    ]
    t = (t + rng.random()).astype(np.float32)
    dx, dy = np.full(shape, plain[0], np.float32), np.full(shape, plain[1], np.float32)
    for warp in warps:
        across = (np.roll(warp, -1, 1) - np.roll(warp, 1, 1)) * np.float32(w / 2 / size_m[0])
        down = (np.roll(warp, -1, 0) - np.roll(warp, 1, 0)) * np.float32(h / 2 / size_m[1])
        share = np.float32(BEND * usual / math.sqrt(float(np.mean(across**2 + down**2)) + 1e-9))
        t, dx, dy = t + share * warp, dx + share * across, dy + share * down
    return np.asarray((t - np.round(t)) / np.maximum(np.hypot(dx, dy), np.float32(0.4 * usual)), np.float32)


def checkerboard(
    dark: Marble,
    light: Marble,
    *,
    seed: int,
    tile_m: float = 0.4,
    joint: str = "#8f8b84",
    joint_m: float = 0.0015,
    roughness: float = 0.1,
    pixels_per_m: float = 400,
) -> Surface:
    """Squares of two marbles by turns."""
    rng = np.random.default_rng(seed)
    laying = rows((tile_m, tile_m), (6, 6), pixels_per_m=pixels_per_m)
    blocks = [cut(laying, rng, marble_block(quarry, laying.shape, laying.size_m, rng))[0] for quarry in (light, dark)]
    black = (laying.tile // 6 + laying.tile % 6) % 2
    face = mix(blocks[0], blocks[1], black.astype(np.float32))
    return grouted("checkerboard", laying, face, rng, joint=joint, joint_m=joint_m, roughness=roughness, depth_m=3e-4)


def terrazzo(
    ground: str,
    chips: tuple[str, ...],
    *,
    seed: int,
    size_m: float = 1.2,
    chip_m: float = 0.016,
    cover: float = 0.5,
    tile_m: float | None = None,
    joint: str = "#b9b5ac",
    roughness: float = 0.2,
    pixels_per_m: float = 640,
) -> Surface:
    """Marble chips in cement, ground flat: coarse chips of about ``chip_m``, and fine ones between them."""
    rng = np.random.default_rng(seed)
    n = round(size_m * pixels_per_m)
    shape, size = (n, n), (size_m, size_m)
    palette = np.stack([linear(name) for name in chips])
    face = linear(ground) * (1 + 0.03 * noise(shape, size, rng, largest_m=0.2, slope=1.5))[..., None]
    for grain_m, share in ((chip_m * 0.35, 0.8 * cover), (chip_m, cover)):
        face = _strew(face, palette, round(size_m / grain_m), share, rng)
    laying = rows((tile_m or size_m,) * 2, (round(size_m / (tile_m or size_m)),) * 2, pixels_per_m=pixels_per_m)
    return grouted(
        "terrazzo",
        laying,
        face,
        rng,
        joint=joint,
        joint_m=0.002 if tile_m else 0.0,
        roughness=roughness,
        depth_m=4e-4 if tile_m else 0.0,
    )


def _strew(face: Field, palette: Field, count: int, share: float, rng: np.random.Generator) -> Field:
    near, second, index = cells((face.shape[0], face.shape[1]), (count, count), rng)
    there = rng.random(count * count) < share + 0.2
    gap = 0.08 + 0.5 * rng.random(count * count)
    chip = np.clip((second - near - gap[index]) * (face.shape[0] / count) * 0.7 + 0.5, 0, 1) * there[index]
    tint = palette[rng.integers(len(palette), size=count * count)] * np.exp(
        0.1 * rng.standard_normal((count * count, 1))
    )
    return mix(face, tint.astype(np.float32)[index], chip.astype(np.float32))

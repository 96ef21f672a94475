"""Boarded walls: painted tongue and groove, wooden slats before a dark felt, and woven wall coverings, cork, steel."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from maskkit.render.textures.colour import linear, mix, ramp, step
from maskkit.render.textures.crafts import made
from maskkit.render.textures.joints import rows
from maskkit.render.textures.laid import cut, grouted, per_tile
from maskkit.render.textures.noise import cells, noise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.render.textures.surface import Surface
    from maskkit.render.textures.wood import Timber

    Field = NDArray[np.float32]


def boarding(
    colour: str,
    *,
    seed: int,
    board_m: float = 0.1,
    level: bool = False,
    roughness: float = 0.42,
    pixels_per_m: float = 420,
) -> Surface:
    """Painted tongue and groove: upright boards, or with ``level`` shiplap; brush marks, a knot here and there."""
    rng = np.random.default_rng(seed)
    count = round(1.2 / board_m)
    laying = (
        rows((2.6, board_m), (1, count), pixels_per_m=pixels_per_m)
        if level
        else rows((board_m, 2.6), (count, 1), pixels_per_m=pixels_per_m)
    )
    ends = (
        np.minimum(laying.across_m, board_m - laying.across_m)
        if level
        else np.minimum(laying.along_m, board_m - laying.along_m)
    )
    laying = replace(laying, edge_m=ends.astype(np.float32))
    turn = 0.0 if level else np.pi / 2
    brush = noise(laying.shape, laying.size_m, rng, largest_m=0.006, slope=0.8, stretch=30, angle=turn)
    bow = noise(laying.shape, laying.size_m, rng, largest_m=0.8, smallest_m=0.05, slope=2.6, stretch=4, angle=turn)
    knot = step(2.9, 3.6, noise(laying.shape, laying.size_m, rng, largest_m=0.06, smallest_m=0.012, slope=1.4))
    shade = np.exp(0.012 * brush + 0.010 * bow + 0.014 * per_tile(laying, rng.standard_normal(laying.tiles))) * (
        1 - 0.05 * knot
    )
    proud = per_tile(laying, 4e-4 * rng.standard_normal(laying.tiles))
    return grouted(
        "boarding",
        laying,
        linear(colour) * shade[..., None],
        rng,
        joint=colour,
        joint_m=0.003,
        roughness=roughness,
        relief_m=(3e-5 * brush + proud - 2e-4 * knot).astype(np.float32),
        bevel_m=0.006,
        depth_m=0.004,
    )


def slats(
    timber: Timber,
    *,
    seed: int,
    slat_m: float = 0.028,
    gap_m: float = 0.012,
    felt: str = "#1d1c1b",
    roughness: float = 0.45,
    pixels_per_m: float = 500,
) -> Surface:
    """Upright slats of veneered wood before dark felt."""
    rng = np.random.default_rng(seed)
    pitch = slat_m + gap_m
    laying = rows((pitch, 2.6), (round(1.2 / pitch), 1), pixels_per_m=pixels_per_m)
    shape, size = laying.shape, laying.size_m
    fibre = noise(shape, size, rng, largest_m=0.02, slope=0.8, stretch=30, angle=np.pi / 2)
    streak = noise(shape, size, rng, largest_m=0.12, smallest_m=0.004, slope=1.6, stretch=14, angle=np.pi / 2)
    fibre, streak = cut(laying, rng, fibre, streak)
    t = np.clip(
        0.46
        + 0.13 * fibre * timber.fibres
        + 0.13 * streak
        + 0.15 * timber.tone * per_tile(laying, rng.standard_normal(laying.tiles)),
        0,
        1,
    )
    face = ramp(t, *[linear(tone) for tone in timber.tones])
    side = np.minimum(laying.along_m, pitch - laying.along_m) - gap_m / 2
    wood = step(-0.0012, 0.0012, side)
    edge = step(0.0, 0.003, side)
    nap = np.exp(0.12 * noise(shape, size, rng, largest_m=0.01, smallest_m=0.003, slope=0.4))
    face = mix(linear(felt) * np.float32(0.6) * nap[..., None], face * (0.82 + 0.18 * edge)[..., None], wood)
    rough = 0.95 + (roughness - 0.95) * wood
    made_ = made(f"{timber.name} slats", face, size, rough.astype(np.float32), 0.010 * wood * (0.9 + 0.1 * edge))
    return replace(made_, module_m=(pitch, 2.6))


def grasscloth(colour: str, *, seed: int, roughness: float = 0.85, pixels_per_m: float = 480) -> Surface:
    """Woven sisal on paper, hung in drops of 90 cm whose seams one sees."""
    rng = np.random.default_rng(seed)
    laying = rows((0.9, 1.35), (2, 1), pixels_per_m=pixels_per_m)
    shape, size = laying.shape, laying.size_m
    weft = noise(shape, size, rng, largest_m=0.004, slope=0.5, stretch=70)
    slub = noise(shape, size, rng, largest_m=0.03, smallest_m=0.003, slope=1.4, stretch=25)
    y = (np.arange(shape[0], dtype=np.float32) / shape[0])[:, None]
    threads = np.sin(2 * np.pi * 420 * y).astype(np.float32) + 0 * weft
    weft, slub = cut(laying, rng, weft, slub)
    drop = per_tile(laying, 0.03 * rng.standard_normal(laying.tiles))
    shade = np.exp(0.10 * weft + 0.06 * slub + 0.05 * threads + drop)
    hue = 1 + 0.03 * slub[..., None] * np.array([1, 0, -1.5], np.float32)
    return grouted(
        "grasscloth",
        laying,
        linear(colour) * shade[..., None] * hue,
        rng,
        joint=colour,
        joint_m=0.0006,
        roughness=roughness,
        relief_m=1.5e-4 * weft + 1e-4 * slub,
        depth_m=1e-4,
    )


def cork(colour: str = "#b58a5c", *, seed: int, roughness: float = 0.5, pixels_per_m: float = 460) -> Surface:
    """Cork tiles: grains of bark pressed together, from straw to brown."""
    rng = np.random.default_rng(seed)
    laying = rows((0.6, 0.3), (2, 4), shift=0.5, pixels_per_m=pixels_per_m)
    shape, size = laying.shape, laying.size_m
    _, _, index = cells(shape, (170, 170), rng)
    grain = rng.standard_normal(170 * 170).astype(np.float32)[index]
    broad = noise(shape, size, rng, largest_m=0.3, smallest_m=0.02, slope=1.8)
    grain, broad = cut(laying, rng, grain, broad)
    bark = step(1.5, 2.1, -grain)
    shade = np.exp(0.13 * grain + 0.05 * broad + 0.03 * per_tile(laying, rng.standard_normal(laying.tiles))) * (
        1 - 0.45 * bark
    )
    return grouted(
        "cork",
        laying,
        linear(colour) * shade[..., None],
        rng,
        joint="#6d4f31",
        joint_m=0.0008,
        roughness=roughness,
        relief_m=5e-5 * grain,
        depth_m=3e-4,
    )


def steel_sheets(
    colour: str = "#4a4b4c",
    *,
    seed: int,
    sheet_m: tuple[float, float] = (1.0, 1.25),
    roughness: float = 0.42,
    pixels_per_m: float = 400,
) -> Surface:
    """Blackened steel in waxed sheets: blue and brown clouds of the mill, scratches, screws along the seams."""
    rng = np.random.default_rng(seed)
    laying = rows(sheet_m, (2, 2), pixels_per_m=pixels_per_m)
    shape, size = laying.shape, laying.size_m
    mill = noise(shape, size, rng, largest_m=0.9, smallest_m=0.02, slope=2.4, stretch=2, angle=np.pi / 2)
    warm = noise(shape, size, rng, largest_m=0.5, smallest_m=0.03, slope=2.2)
    scratch = step(
        2.3, 3.2, noise(shape, size, rng, largest_m=0.4, smallest_m=0.0015, slope=1.0, stretch=40, angle=0.3)
    )
    mill, warm = cut(laying, rng, mill, warm)
    hue = 1 + 0.07 * warm[..., None] * np.array([1.0, 0.1, -0.9], np.float32)
    face = linear(colour) * np.exp(0.16 * mill + 0.05 * warm)[..., None] * hue * (1 + 0.4 * scratch)[..., None]
    x, y = laying.along_m, laying.across_m
    pitch = 0.25
    sx, sy = (
        np.abs(np.mod(x, sheet_m[0]) - np.where(x < sheet_m[0] / 2, 0.03, sheet_m[0] - 0.03)),
        np.abs(np.mod(y, pitch) - pitch / 2),
    )
    screw = step(-0.0075, -0.0055, -np.hypot(sx, sy).astype(np.float32))
    face = face * (1 + 0.35 * screw)[..., None]
    return grouted(
        "steel sheets",
        laying,
        face.astype(np.float32),
        rng,
        joint="#161616",
        joint_m=0.003,
        roughness=np.clip(roughness + 0.06 * warm - 0.08 * scratch, 0.15, 0.9),
        relief_m=(3e-5 * mill + 8e-4 * screw).astype(np.float32),
        depth_m=0.0015,
    )

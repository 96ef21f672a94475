"""Quick patterns for walls, floors, cloth and pictures: (H, W, 3) linear colour that repeats, and its size."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.render.textures.colour import linear
from training.rooms.colours import Rng, between, chance, colour, one_of

Floats = NDArray[np.float32]
Made = tuple[Floats, tuple[float, float]]
SIDE = 256


def make(kind: str, number: int) -> Made:
    """Pattern ``number`` of a kind of :data:`KINDS`; the same number gives the same pattern."""
    rng = np.random.default_rng([sum(map(ord, kind)), number])
    albedo, size = KINDS[kind](rng)
    return np.clip(albedo, 0.004, 0.93).astype(np.float32), size


def fog(rng: Rng, shape: tuple[int, int], cells: int, *, octaves: int = 4, fall: float = 0.55) -> Floats:
    """Repeating soft noise about 0, roughly -1..1; ``cells`` is how many coarse lumps go across."""
    total, weight = np.zeros(shape, np.float32), 1.0
    for octave in range(octaves):
        count = min(cells * 2**octave, shape[0], shape[1])
        grid = rng.uniform(-1, 1, (count, count)).astype(np.float32)
        grid = np.pad(grid, 2, mode="wrap")
        big = cv2.resize(grid, None, fx=shape[1] / count, fy=shape[0] / count, interpolation=cv2.INTER_CUBIC)
        top, left = 2 * big.shape[0] // (count + 4), 2 * big.shape[1] // (count + 4)
        total += weight * big[top : top + shape[0], left : left + shape[1]]
        weight *= fall
    return total


def _grid(height: int = SIDE, width: int = SIDE) -> tuple[Floats, Floats]:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return (y + 0.5) / height, (x + 0.5) / width


def _painted(mask: Floats, rng: Rng, kind: str, grain: float = 0.03) -> Floats:
    """Two tones of one family by a mask 0..1, with a little grain."""
    first = linear(colour(rng, kind))
    second = first * between(rng, 0.55, 1.5) if chance(rng, 0.6) else linear(colour(rng, kind))
    face = first + (second - first) * mask[..., None]
    return face * np.exp(grain * fog(rng, mask.shape, 16))[..., None]


def _stripes(rng: Rng) -> Made:
    _, x = _grid()
    count, duty = int(rng.integers(2, 9)), between(rng, 0.25, 0.75)
    mask = ((x * count) % 1 < duty).astype(np.float32)
    if chance(rng, 0.4):
        mask = np.clip(mask - ((x * count * 3) % 1 < 0.2) * 0.5, 0, 1).astype(np.float32)
    return _painted(mask, rng, one_of(rng, ("wall", "cloth"))), (between(rng, 0.3, 1.2),) * 2


def _checks(rng: Rng) -> Made:
    y, x = _grid()
    count = int(rng.integers(1, 6)) * 2
    a, b = ((axis * count) % 2 < 1 for axis in (y, x))
    mask = (a.astype(np.float32) + b) / 2 if chance(rng, 0.5) else (a ^ b).astype(np.float32)
    return _painted(mask, rng, one_of(rng, ("stone", "cloth"))), (between(rng, 0.4, 1.6),) * 2


def _dots(rng: Rng) -> Made:
    y, x = _grid()
    count, radius = int(rng.integers(3, 9)), between(rng, 0.12, 0.42)
    row = np.floor(y * count)
    shift = 0.5 * (row % 2) if count % 2 == 0 else 0
    far = np.hypot((x * count + shift) % 1 - 0.5, (y * count) % 1 - 0.5)
    return _painted((far < radius).astype(np.float32), rng, one_of(rng, ("wall", "cloth"))), (
        between(rng, 0.2, 1.0),
    ) * 2


def _lattice(rng: Rng) -> Made:
    """Waves, diamonds, scales: contours of a sum of sines."""
    y, x = _grid()
    p, q = int(rng.integers(2, 7)), int(rng.integers(2, 7))
    value = np.sin(2 * np.pi * p * x) * np.sin(2 * np.pi * q * y)
    value += between(rng, -1, 1) * np.cos(2 * np.pi * (p * x + q * y)) + between(rng, 0, 0.8) * fog(rng, x.shape, 3)
    mask = np.clip(value * 8, 0, 1) if chance(rng, 0.6) else (np.abs(value * 3) % 1 < 0.35).astype(np.float32)
    return _painted(mask.astype(np.float32), rng, one_of(rng, ("wall", "cloth"))), (between(rng, 0.3, 1.4),) * 2


def _flowers(rng: Rng) -> Made:
    """Blots of a few colours strewn over a ground, mirrored as in damask or loose."""
    face = np.broadcast_to(linear(colour(rng, "wall")), (SIDE, SIDE, 3)).copy()
    for _ in range(int(rng.integers(2, 5))):
        blot = fog(rng, (SIDE, SIDE), int(rng.integers(3, 9)), octaves=2)
        if chance(rng, 0.4):
            blot = (blot + blot[:, ::-1]) / 2
        face[blot > between(rng, 0.35, 0.8)] = linear(colour(rng, "cloth"))
    return cv2.GaussianBlur(face, (0, 0), 0.7), (between(rng, 0.4, 2.0),) * 2


def _bricks(rng: Rng) -> Made:
    """Bricks, metro tiles or blocks with a joint; each one a little different."""
    rows = int(rng.integers(2, 6)) * 2
    columns = int(rng.integers(2, 5))
    return _laid(rng, rows, columns, one_of(rng, (0.5, 0.5, 0.0)), colour(rng, one_of(rng, ("stone", "wall", "wood"))))


def _tiles(rng: Rng) -> Made:
    count = int(rng.integers(2, 6))
    return _laid(rng, count, count * int(rng.integers(1, 3)), 0.0, colour(rng, "stone"))


def _laid(rng: Rng, rows: int, columns: int, shift: float, ground: str) -> Made:
    y, x = _grid()
    row = np.floor(y * rows)
    across = x * columns + shift * (row % 2)
    column = np.floor(across) % columns
    near = np.minimum(
        np.minimum(across % 1, 1 - across % 1) / columns, np.minimum(y * rows % 1, 1 - y * rows % 1) / rows
    )
    tones = np.exp(between(rng, 0.0, 0.25) * rng.normal(0, 1, (rows, columns))).astype(np.float32)
    hues = 1 + between(rng, 0, 0.05) * rng.normal(0, 1, (rows, columns, 3)).astype(np.float32)
    place = row.astype(int), column.astype(int)
    face = (
        linear(ground)
        * tones[place][..., None]
        * hues[place]
        * np.exp(between(rng, 0.05, 0.3) * fog(rng, x.shape, 6, octaves=5, fall=0.7))[..., None]
    )
    joint = linear(colour(rng, "stone")) if chance(rng, 0.5) else linear(ground) * between(rng, 0.4, 1.3)
    width = between(rng, 0.002, 0.009)
    mask = np.clip((near - width) / 0.004, 0, 1)[..., None]
    return joint + (face - joint) * mask, (between(rng, 0.5, 2.4),) * 2


def _boards(rng: Rng) -> Made:
    """Boards or panelling side by side, upright: wood with grain, or one paint with dark grooves."""
    height, width = 384, 384
    y, x = _grid(height, width)
    count = int(rng.integers(3, 15))
    board = np.floor(x * count).astype(int)
    shift = rng.uniform(0, 1, count)[board].astype(np.float32)
    tone = np.exp(between(rng, 0.02, 0.3) * rng.normal(0, 1, count)).astype(np.float32)[board]
    grain = cv2.resize(fog(rng, (48, width), 24, octaves=3), (width, height), interpolation=cv2.INTER_CUBIC)
    painted = chance(rng, 0.35)
    ground = linear(colour(rng, "lacquer" if painted else "wood"))
    shade = np.exp((0.03 if painted else between(rng, 0.12, 0.45)) * grain) * (1 + (tone - 1) * (0.1 if painted else 1))
    groove = np.minimum(x * count % 1, 1 - x * count % 1) < between(rng, 0.01, 0.05)
    ends = (np.abs((y * 2 + shift) % 1) < 0.006) & (not painted)
    dark = np.where(groove | ends, between(rng, 0.25, 0.8), 1.0)
    return ground * (shade * dark)[..., None], (between(rng, 0.6, 2.2), between(rng, 1.5, 3.0))


def _boards_level(rng: Rng) -> Made:
    face, size = _boards(rng)
    return np.ascontiguousarray(face.swapaxes(0, 1)), (size[1], size[0])


def _stone(rng: Rng) -> Made:
    """Marble, concrete, plaster: clouds, and veins where a warped cloud crosses zero."""
    shape = (SIDE, SIDE)
    cloud = fog(rng, shape, int(rng.integers(2, 6)), octaves=6, fall=between(rng, 0.5, 0.75))
    face = linear(colour(rng, "stone")) * np.exp(between(rng, 0.03, 0.35) * cloud)[..., None]
    if chance(rng, 0.5):
        vein = np.exp(-((fog(rng, shape, 3, octaves=6, fall=0.6) / between(rng, 0.02, 0.08)) ** 2))[..., None]
        face = face + (linear(colour(rng, "stone")) - face) * vein * between(rng, 0.3, 0.9)
    return face, (between(rng, 0.8, 3.0),) * 2


def _terrazzo(rng: Rng) -> Made:
    face = np.broadcast_to(linear(colour(rng, "stone")), (SIDE, SIDE, 3)).copy()
    for _ in range(int(rng.integers(2, 5))):
        face[fog(rng, (SIDE, SIDE), int(rng.integers(12, 40)), octaves=1) > 0.55] = linear(colour(rng, "stone"))
    return face, (between(rng, 0.4, 1.2),) * 2


def _pile(rng: Rng) -> Made:
    """Carpet, shag, fleece."""
    grain = fog(rng, (SIDE, SIDE), int(rng.integers(20, 70)), octaves=3)
    wide = fog(rng, (SIDE, SIDE), 3)
    shade = np.exp(between(rng, 0.15, 0.7) * grain + between(rng, 0, 0.15) * wide)[..., None]
    return linear(colour(rng, "cloth")) * shade, (between(rng, 0.5, 1.2),) * 2


def _wrinkles(rng: Rng) -> Made:
    """Cloth or leather in folds: light and dark along winding lines."""
    shape = (SIDE, SIDE)
    ridge = 1 - 2 * np.abs(fog(rng, shape, int(rng.integers(2, 6)), octaves=4, fall=0.6)).clip(0, 1)
    grain = fog(rng, shape, int(rng.integers(32, 100)), octaves=2)
    shade = np.exp(between(rng, 0.1, 0.4) * ridge + between(rng, 0.02, 0.25) * grain)
    return linear(colour(rng, "cloth")) * shade[..., None], (between(rng, 0.5, 1.5),) * 2


def _knit(rng: Rng) -> Made:
    """Coarse weaves, wicker, knitting: two waves that cross, in two tones."""
    y, x = _grid()
    count = int(rng.integers(8, 40))
    over = np.sin(2 * np.pi * count * x) * np.sin(2 * np.pi * count * int(rng.integers(1, 4)) / 2 * y)
    mask = np.clip(0.5 + between(rng, 0.3, 2.0) * over + 0.3 * fog(rng, x.shape, 8), 0, 1).astype(np.float32)
    return _painted(mask, rng, one_of(rng, ("cloth", "wood")), grain=0.15), (between(rng, 0.4, 1.0),) * 2


def _ornament(rng: Rng) -> Made:
    """A woven rug: bands and lozenges in some colours, mirrored both ways; it fills its size once."""
    tones = np.stack([linear(colour(rng, "cloth")) for _ in range(int(rng.integers(3, 6)))])
    y, x = _grid()
    y, x = np.abs(2 * y - 1), np.abs(2 * x - 1)
    rim = np.maximum(x, y)
    field = (
        np.sin(between(rng, 8, 50) * x) + np.sin(between(rng, 8, 50) * y) + between(rng, 0, 2) * fog(rng, x.shape, 4)
    )
    index = np.floor((field * between(rng, 0.5, 2.0)) % len(tones)).astype(int)
    index = np.where(rim > between(rng, 0.75, 0.95), np.floor(rim * 40).astype(int) % len(tones), index)
    face = tones[index % len(tones)] * np.exp(between(rng, 0.15, 0.5) * fog(rng, x.shape, 64, octaves=2))[..., None]
    return cv2.GaussianBlur(face.astype(np.float32), (0, 0), 0.6), (1.0, 1.0)


def _art(rng: Rng) -> Made:
    """Something like a poster, a photo or a painting: layers of blots, bands, discs and lines."""
    face = np.broadcast_to(linear(colour(rng)), (SIDE, SIDE, 3)).copy()
    y, x = _grid()
    for _ in range(int(rng.integers(2, 9))):
        tone = linear(colour(rng))
        kind = int(rng.integers(4))
        if kind == 0:
            mask = fog(rng, x.shape, int(rng.integers(1, 6))) > between(rng, 0, 0.8)
        elif kind == 1:
            mask = np.hypot(x - between(rng, 0, 1), y - between(rng, 0, 1)) < between(rng, 0.05, 0.35)
        elif kind == 2:
            low, left = rng.uniform(0, 0.8, 2)
            mask = (y > low) & (y < low + between(rng, 0.03, 0.5)) & (x > left) & (x < left + between(rng, 0.03, 0.9))
        else:
            mask = np.abs(y - between(rng, 0, 1) - between(rng, -1, 1) * (x - 0.5)) < between(rng, 0.003, 0.05)
        face[mask] = tone * np.exp(between(rng, 0, 0.4) * fog(rng, x.shape, 5))[mask][:, None]
    return cv2.GaussianBlur(face.astype(np.float32), (0, 0), between(rng, 0.3, 3)), (1.0, 1.0)


def _mottle(rng: Rng) -> Made:
    """Old paint: clouds, scuffs, a little grain."""
    wide, fine = fog(rng, (SIDE, SIDE), 3, octaves=5), fog(rng, (SIDE, SIDE), 48, octaves=2)
    shade = np.exp(between(rng, 0.005, 0.06) * wide + between(rng, 0.0, 0.04) * fine)
    return linear(colour(rng, "wall")) * shade[..., None], (between(rng, 1.5, 4.0),) * 2


KINDS: dict[str, Callable[[Rng], Made]] = {
    "stripes": _stripes, "checks": _checks, "dots": _dots, "lattice": _lattice, "flowers": _flowers, "bricks": _bricks,
    "tiles": _tiles, "boards": _boards, "level": _boards_level, "stone": _stone, "terrazzo": _terrazzo, "pile": _pile,
    "ornament": _ornament, "wrinkles": _wrinkles, "knit": _knit, "art": _art, "mottle": _mottle,
}  # fmt: skip


def named(rng: Rng, *kinds: str) -> str:
    """The name of a texture of one of the kinds in its own colours; few numbers, so that a worker meets them again."""
    return f"own:{one_of(rng, kinds)}:{int(rng.integers(0, 100000))}"

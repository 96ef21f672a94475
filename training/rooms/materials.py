"""Finishes as tiles of colour that many hit points are looked up in at once.

Textures of the package (``planks``, ``look:…``) are made once in a reference colour, kept small and tinted; the names
that begin with ``own:KIND:NUMBER`` are quick patterns of :mod:`training.rooms.patterns`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.render.patterns import pattern
from maskkit.render.scene import Finish
from maskkit.render.textures.colour import linear
from training.rooms import patterns

Floats = NDArray[np.float32]
TEXELS_PER_M = 160.0
LARGEST = 768
OWN = "#own"
"""The colour of a finish whose texture keeps its own colours."""
REFERENCE = {"wood": "#a07848", "wood-up": "#a07848", "planks": "#a07848", "parquet": "#a07848", "leaf": "#4c6a38"}


@dataclass(frozen=True, eq=False)
class Tile:
    """One period of colour, (H, W, 3) linear, in ever coarser copies, and the size of the period in metres."""

    levels: tuple[Floats, ...]
    size_m: tuple[float, float]
    mean: Floats


def tile(finish: Finish) -> Tile:
    """The finish's colour as a tile."""
    if not finish.texture:
        return _flat(finish.colour)
    base = _base(finish.texture, "" if finish.texture.startswith(("own:", "look:")) else finish.colour)
    if finish.texture.startswith(("look:", "own:")) and finish.colour == OWN:
        return base
    return _tinted(base, finish.colour)


@lru_cache(maxsize=512)
def _flat(colour: str) -> Tile:
    light = linear(colour)
    return Tile((np.broadcast_to(light, (1, 1, 3)).copy(),), (1.0, 1.0), light)


def _base(texture: str, colour: str) -> Tile:
    if texture.startswith("own:"):
        return _own(texture)
    return _packaged(texture, REFERENCE.get(texture, colour and _coarse(colour)))


def _coarse(colour: str) -> str:
    """The nearest of few colours, so that few textures are made; the exact tint comes after."""
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{min(255, round(part / 85) * 85):02x}" for part in parts)


@lru_cache(maxsize=96)
def _own(texture: str) -> Tile:
    _, kind, number = texture.split(":")
    albedo, size_m = patterns.make(kind, int(number))
    return _levels(albedo, size_m)


@lru_cache(maxsize=96)
def _packaged(texture: str, colour: str) -> Tile:
    surface = pattern(texture, colour, 0)
    size = surface.size_m
    albedo = surface.albedo
    wanted = [max(8, min(LARGEST, round(length * TEXELS_PER_M))) for length in size]
    if wanted[0] < albedo.shape[1]:
        albedo = cv2.resize(albedo, (wanted[0], wanted[1]), interpolation=cv2.INTER_AREA)
    return _levels(albedo, size)


def _levels(albedo: Floats, size_m: tuple[float, float]) -> Tile:
    levels = [np.ascontiguousarray(albedo, np.float32)]
    while min(levels[-1].shape[:2]) >= 8:
        height, width = levels[-1].shape[:2]
        levels.append(cv2.resize(levels[-1], (width // 2, height // 2), interpolation=cv2.INTER_AREA))
    return Tile(tuple(levels), (float(size_m[0]), float(size_m[1])), albedo.mean(axis=(0, 1)).astype(np.float32))


def _tinted(base: Tile, colour: str) -> Tile:
    """The tile with another mean colour; bright ones are pulled towards even so that nothing passes white."""
    wanted = linear(colour)
    gain = wanted / np.maximum(base.mean, 1e-3)
    return Tile(tuple(np.clip(level * gain, 0.003, 0.94) for level in base.levels), base.size_m, wanted)


def look_up(tile_: Tile, uv: Floats, footprint_m: Floats, shift: tuple[float, float] = (0.0, 0.0)) -> Floats:
    """(N, 3) colours at places ``uv`` (N, 2) in metres; ``footprint_m`` (N,) is how wide a pixel is on the surface."""
    finest = tile_.levels[0]
    if finest.shape[0] == 1:
        return np.broadcast_to(finest[0, 0], (len(uv), 3))
    texel = tile_.size_m[0] / finest.shape[1]
    wanted = np.clip(np.log2(np.maximum(footprint_m / texel, 1e-3)) - 0.1, 0, len(tile_.levels) - 1).astype(np.int8)
    out = np.empty((len(uv), 3), np.float32)
    for level in np.unique(wanted):
        chosen = wanted == level
        out[chosen] = sample(tile_.levels[level], (uv[chosen] + shift) / tile_.size_m)
    return out


def sample(image: Floats, place: NDArray[np.floating]) -> Floats:
    """(N, 3) colours at places (N, 2) in periods, between four texels; the image's first row is the top."""
    height, width = image.shape[:2]
    x, y = place[:, 0] % 1 * width - 0.5, (1 - place[:, 1] % 1) * height - 0.5
    x0, y0 = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    fx, fy = (x - x0).astype(np.float32)[:, None], (y - y0).astype(np.float32)[:, None]
    left, right, top, low = x0 % width, (x0 + 1) % width, y0 % height, (y0 + 1) % height
    upper = image[top, left] * (1 - fx) + image[top, right] * fx
    return upper * (1 - fy) + (image[low, left] * (1 - fx) + image[low, right] * fx) * fy

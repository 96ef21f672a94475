"""Cloth, wicker, stoneware, brushed steel and leaves: what small things are made of, at real size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from maskkit.render.textures.colour import linear, mix, step
from maskkit.render.textures.noise import noise
from maskkit.render.textures.surface import Surface

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]


def made(name: str, albedo: Field, size_m: tuple[float, float], roughness: float | Field, relief_m: Field) -> Surface:
    """A surface without joints from fields of one shape."""
    rough = np.broadcast_to(np.asarray(roughness, np.float32), relief_m.shape).copy()
    return Surface(name, np.clip(albedo, 0.01, 0.92).astype(np.float32), size_m, rough, relief_m.astype(np.float32))


def _grid(shape: tuple[int, int]) -> tuple[Field, Field]:
    """Texel centres as shares of the period: x to the right, y down."""
    down, right = ((np.arange(count, dtype=np.float32) + np.float32(0.5)) / np.float32(count) for count in shape)
    return right[None, :].astype(np.float32), down[:, None].astype(np.float32)


def brushed(colour: str, *, seed: int) -> Surface:
    """Sheet metal with the level lines of the brush, and the faint clouds that hands leave."""
    rng, shape, size = np.random.default_rng(seed), (640, 640), (0.8, 0.8)
    lines = noise(shape, size, rng, largest_m=0.02, slope=0.8, stretch=60)
    hands = noise(shape, size, rng, largest_m=0.5, smallest_m=0.03, slope=2.6)
    shade = np.exp(0.03 * lines + 0.01 * hands)
    rough = np.clip(0.3 + 0.04 * lines + 0.03 * hands, 0.1, 0.6)
    return made("brushed metal", linear(colour) * shade[..., None], size, rough, 0 * lines)


def wicker(colour: str, *, seed: int) -> Surface:
    """Willow woven over uprights: strands that go before and behind by turns, each of its own tone."""
    rng, (rows, posts), shape = np.random.default_rng(seed), (24, 16), (576, 768)
    size = (0.32, 0.24)
    x, y = _grid(shape)
    row = np.floor(y * rows).astype(np.int32)
    round_ = np.sqrt(np.clip(1 - (2 * (y * rows - row) - 1) ** 2, 0, 1)).astype(np.float32)
    over = np.cos(2 * np.pi * (x * posts / 2 + 0.5 * (row % 2))).astype(np.float32)
    height = round_ * (0.62 + 0.38 * over)
    tone = np.exp(0.16 * rng.standard_normal(rows)).astype(np.float32)[row] + 0 * x
    fibre = noise(shape, size, rng, largest_m=0.05, slope=1.2, stretch=12)
    shade = tone * (0.30 + 0.70 * step(0.05, 0.75, height)) * np.exp(0.10 * fibre)
    return made("wicker", linear(colour) * shade[..., None], size, 0.8, np.float32(0.0035) * height)


def rope(colour: str, *, seed: int) -> Surface:
    """Jute braids side by side, each of slanted strands."""
    rng, rows, shape, size = np.random.default_rng(seed), 16, (512, 512), (0.32, 0.32)
    x, y = _grid(shape)
    row = np.floor(y * rows).astype(np.int32)
    across = (2 * (y * rows - row) - 1).astype(np.float32)
    slant = np.where(row % 2 == 0, 1, -1)
    strand = np.abs(np.sin(np.pi * (x * 22 + 0.5 * slant * across + 0.37 * row))).astype(np.float32)
    height = np.sqrt(np.clip(1 - across**2, 0, 1)) * (0.55 + 0.45 * strand)
    fibre = noise(shape, size, rng, largest_m=0.02, slope=0.8, stretch=4)
    patch = noise(shape, size, rng, largest_m=0.16, slope=2.0)
    shade = (0.42 + 0.58 * step(0.1, 0.85, height)) * np.exp(0.13 * fibre + 0.06 * patch)
    return made("jute", linear(colour) * shade[..., None], size, 1.0, np.float32(0.003) * height)


def terry(colour: str, *, seed: int, stripe: str = "") -> Surface:
    """Towelling: a pile of loops that lies this way and that, woven bands near its hem."""
    rng, shape, size = np.random.default_rng(seed), (640, 640), (0.5, 0.5)
    loops = noise(shape, size, rng, largest_m=0.006, smallest_m=0.0018, slope=0.4)
    lie = noise(shape, size, rng, largest_m=0.14, smallest_m=0.02, slope=2.0)
    face = linear(colour) * np.exp(0.11 * loops + 0.05 * lie)[..., None]
    if stripe:
        _, y = _grid(shape)
        band = np.clip(1 - np.abs(y - 0.86) / 0.03, 0, 1) + np.clip(1 - np.abs(y - 0.76) / 0.015, 0, 1)
        face = mix(face, linear(stripe), np.broadcast_to(step(0.1, 0.3, band.astype(np.float32)), shape))
    return made("terry", face, size, 1.0, 7e-4 * loops + 6e-4 * lie)


def striped(colour: str, *, seed: int) -> Surface:
    """A flat-woven rug: broad bands of its colour, chalk and a dark line, in slubby yarn."""
    rng, shape, size = np.random.default_rng(seed), (640, 480), (0.6, 0.8)
    x, y = _grid(shape)
    yarn = np.sin(2 * np.pi * 130 * x).astype(np.float32) * np.cos(np.pi * 220 * y).astype(np.float32)
    slub = noise(shape, size, rng, largest_m=0.12, smallest_m=0.002, slope=1.1, stretch=9)
    chalk, dark = linear("#d9d1c0"), linear(colour) * np.float32(0.32)
    face = np.broadcast_to(linear(colour), (*shape, 3)).astype(np.float32)
    place = np.broadcast_to(y + 0.0015 * slub, shape).astype(np.float32)
    for low, high, tone in (
        (0.10, 0.34, chalk),
        (0.40, 0.43, dark),
        (0.47, 0.50, chalk),
        (0.54, 0.57, dark),
        (0.63, 0.87, chalk),
    ):
        inside = step(low - 0.003, low + 0.003, place) * (1 - step(high - 0.003, high + 0.003, place))
        face = mix(face, tone, inside)
    return made("flat weave", face * np.exp(0.07 * slub + 0.09 * yarn)[..., None], size, 1.0, 5e-4 * yarn)


def berber(colour: str, *, seed: int) -> Surface:
    """A deep pile with a lattice of dark wool, never quite straight."""
    rng, shape, size = np.random.default_rng(seed), (800, 800), (0.9, 0.9)
    x, y = _grid(shape)
    sway = noise(shape, size, rng, largest_m=0.3, smallest_m=0.01, slope=2.2)
    pile = noise(shape, size, rng, largest_m=0.014, smallest_m=0.004, slope=0.6)
    lie = noise(shape, size, rng, largest_m=0.3, smallest_m=0.05, slope=2.0)
    lattice = np.zeros(shape, np.float32)
    for sign in (-1, 1):
        place = 2 * (x + sign * y) + 0.014 * sway
        near = np.abs(place - np.round(place))
        lattice = np.maximum(lattice, 1 - step(0.012, 0.032, near.astype(np.float32)))
    face = mix(
        np.broadcast_to(linear(colour), (*shape, 3)).astype(np.float32), linear("#3a342f"), np.float32(0.85) * lattice
    )
    return made("berber", face * np.exp(0.15 * pile + 0.06 * lie)[..., None], size, 1.0, 1.2e-3 * pile + 1e-3 * lie)


def stoneware(colour: str, *, seed: int) -> Surface:
    """A matt glaze with iron specks and the rings of the wheel."""
    rng, shape, size = np.random.default_rng(seed), (512, 512), (0.4, 0.4)
    cloud = noise(shape, size, rng, largest_m=0.2, smallest_m=0.01, slope=2.2)
    rings = noise(shape, size, rng, largest_m=0.03, smallest_m=0.004, slope=1.6, stretch=20)
    speck = step(2.55, 2.9, noise(shape, size, rng, largest_m=0.006, smallest_m=0.002, slope=0.2))
    shade = np.exp(0.035 * cloud + 0.012 * rings) * (1 - 0.55 * speck)
    return made(
        "stoneware", linear(colour) * shade[..., None], size, np.clip(0.5 + 0.08 * cloud, 0.2, 0.9), 6e-5 * rings
    )


def leaf(colour: str, *, seed: int) -> Surface:
    """A leaf over the whole period: a pale rib up its middle, side veins towards the edges, darker fields between."""
    rng, shape, size = np.random.default_rng(seed), (384, 384), (1.0, 1.0)
    tone = noise(shape, size, rng, largest_m=0.5, smallest_m=0.01, slope=1.6)
    x, y = _grid(shape)
    side = np.abs(x - 0.5)
    rib = np.exp(-((side / 0.012) ** 2)) + 0 * y
    place = 9 * (y + 0.75 * side)
    vein = np.exp(-(((place - np.round(place)) / 0.055) ** 2)) * (1 - side * 1.3)
    shade = np.exp(0.13 * tone + 0.10 * step(0.0, 0.5, side))
    hue = 1 + 0.05 * tone[..., None] * np.array([1, 0, -1], np.float32)
    face = linear(colour) * shade[..., None] * hue
    pale = linear(colour) * np.float32(1.7) + np.float32(0.03)
    face = mix(face, pale, np.clip(0.75 * rib + 0.28 * vein, 0, 0.8).astype(np.float32))
    return made("leaf", face, size, 0.45, np.zeros(shape, np.float32))


def mottled(colour: str, *, seed: int) -> Surface:
    """The skin of fruit: soft patches of a riper tone, fine dots."""
    rng, shape, size = np.random.default_rng(seed), (384, 384), (0.2, 0.2)
    patch = noise(shape, size, rng, largest_m=0.1, smallest_m=0.01, slope=2.2)
    dots = step(1.6, 2.4, noise(shape, size, rng, largest_m=0.004, smallest_m=0.0015, slope=0.3))
    warm = 1 + 0.10 * patch[..., None] * np.array([0.6, -0.8, -0.4], np.float32)
    face = linear(colour) * (np.exp(0.10 * patch) * (1 + 0.25 * dots))[..., None] * warm
    return made("fruit", face, size, 0.4, -4e-5 * dots)


def banded(colour: str, *, seed: int) -> Surface:
    """The cross bands of a snake plant: ragged, light on dark."""
    rng, shape, size = np.random.default_rng(seed), (512, 256), (0.16, 0.32)
    ragged = noise(shape, size, rng, largest_m=0.03, smallest_m=0.002, slope=1.4)
    bands = noise(shape, size, rng, largest_m=0.05, smallest_m=0.008, slope=0.8, stretch=5)
    light = step(0.1, 0.9, bands + 0.45 * ragged)
    face = mix(
        np.broadcast_to(linear(colour), (*shape, 3)).astype(np.float32), linear("#93a67c"), np.float32(0.7) * light
    )
    return made("banded leaf", face * np.exp(0.05 * ragged)[..., None], size, 0.4, np.zeros(shape, np.float32))

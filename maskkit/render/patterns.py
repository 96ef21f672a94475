"""The named textures of finishes: lived-in materials, made from the material generators of this package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from maskkit.errors import UnknownChoice
from maskkit.render.textures import crafts, prints, stone
from maskkit.render.textures.ceramic import glazed, porcelain
from maskkit.render.textures.colour import linear, mix, step
from maskkit.render.textures.joints import rows
from maskkit.render.textures.laid import cut, grouted
from maskkit.render.textures.noise import noise
from maskkit.render.textures.plaster import concrete
from maskkit.render.textures.stone import marble, terrazzo
from maskkit.render.textures.surface import Surface
from maskkit.render.textures.veneer import shades, upright, veneer
from maskkit.render.textures.wood import Timber, herringbone, planks
from maskkit.roomapi.words import RoomType, Theme

Field = NDArray[np.float32]

LOOK = "look:"


@lru_cache(maxsize=4)
def pattern(name: str, colour: str, seed: int = 0) -> Surface:
    """One period of the named texture in a mean colour, or a surface of a look: ``look:KITCHEN:MODERN:0:floor``.

    Raises:
        UnknownChoice: there is no texture of that name.

    >>> pattern("carpet", "#b09a80").size_m
    (1.6, 1.6)
    """
    if name.startswith(LOOK):
        return _look_surface(name.removeprefix(LOOK))
    if name not in PATTERNS:
        raise UnknownChoice(f"there is no texture {name!r}", hint=f"Choose of: {', '.join(PATTERNS)}.")
    return PATTERNS[name](colour, seed)


def _look_surface(name: str) -> Surface:
    """A floor, a ceiling, or the zone of a wall: ``wall`` and ``feature`` are followed by the zone's number."""
    from maskkit.render.looks import look

    room_type, theme, seed, part, *zone = name.split(":")
    chosen = look(RoomType(room_type), Theme(theme), int(seed))
    if part in ("wall", "feature"):
        wall = chosen.wall if part == "wall" else chosen.feature
        return wall.zones[int(zone[0])].surface
    return chosen.floor if part == "floor" else chosen.ceiling


def _even(name: str, albedo: Field, size_m: tuple[float, float], roughness: float | Field, relief: Field) -> Surface:
    rough = np.broadcast_to(np.asarray(roughness, np.float32), relief.shape).copy()
    return Surface(name, np.clip(albedo, 0.01, 0.92).astype(np.float32), size_m, rough, relief.astype(np.float32))


def _planks(colour: str, seed: int) -> Surface:
    timber = Timber("boards", shades(colour, 0.14), rings=0.5, fibres=0.6, tone=0.55, joint="#3b2a1c")
    return planks(timber, seed=seed, board_m=(1.3, 0.13), count=(2, 16), roughness=0.34)


def _parquet(colour: str, seed: int) -> Surface:
    timber = Timber("parquet", shades(colour, 0.18), rings=0.4, fibres=0.6, tone=0.75, joint="#2e2015")
    return herringbone(timber, seed=seed, board_m=0.07, ratio=5, roughness=0.32)


def _carpet(colour: str, seed: int) -> Surface:
    rng, shape, size = np.random.default_rng(seed), (800, 800), (1.6, 1.6)
    pile = noise(shape, size, rng, largest_m=0.012, smallest_m=0.003, slope=0.5)
    tread = noise(shape, size, rng, largest_m=0.8, smallest_m=0.08, slope=2.4)
    shade = np.exp(0.13 * pile + 0.035 * tread)
    return _even("carpet", linear(colour) * shade[..., None], size, 1.0, 9e-4 * pile)


def _weave(colour: str, seed: int) -> Surface:
    rng, shape, size = np.random.default_rng(seed), (600, 600), (0.6, 0.6)
    y, x = (
        (np.arange(600, dtype=np.float32) * (2 * np.pi * 150 / 600))[:, None],
        np.arange(600, dtype=np.float32) * (2 * np.pi * 150 / 600),
    )
    threads = (np.sin(x) * np.sin(y)).astype(np.float32)
    slub = noise(shape, size, rng, largest_m=0.1, smallest_m=0.002, slope=1.0, stretch=6)
    slub += noise(shape, size, rng, largest_m=0.1, smallest_m=0.002, slope=1.0, stretch=6, angle=np.pi / 2)
    worn = noise(shape, size, rng, largest_m=0.3, smallest_m=0.05, slope=2.4)
    shade = np.exp(0.05 * slub + 0.03 * worn + 0.05 * threads)
    return _even("weave", linear(colour) * shade[..., None], size, 0.95, 2e-4 * threads + 1e-4 * slub)


def _wood(colour: str, seed: int) -> Surface:
    return veneer(colour, seed=seed)


def _wood_up(colour: str, seed: int) -> Surface:
    return upright(pattern("wood", colour, seed))


def _staves(colour: str, seed: int) -> Surface:
    """A worktop of oiled staves, glued edge to edge."""
    timber = Timber("staves", shades(colour, 0.16), rings=0.4, fibres=0.6, tone=0.8, joint=shades(colour, 0.35)[2])
    return planks(timber, seed=seed, board_m=(0.6, 0.042), count=(4, 32), joint_m=0.0004, roughness=0.36)


def _marble(colour: str, seed: int) -> Surface:
    """Slabs for worktops, of the quarry whose ground is nearest to the colour."""
    light = linear(colour)
    quarry = min(QUARRIES, key=lambda one: float(np.abs(np.sqrt(linear(one.ground)) - np.sqrt(light)).sum()))
    return marble(quarry, seed=seed, slab_m=(3.0, 1.5), count=(1, 2), roughness=0.16)


def _quartz(colour: str, seed: int) -> Surface:
    """Engineered stone: fine grains of two tones, a few of glass."""
    rng, shape, size = np.random.default_rng(seed), (800, 800), (0.7, 0.7)
    grain = noise(shape, size, rng, largest_m=0.006, smallest_m=0.0018, slope=0.4)
    cloud = noise(shape, size, rng, largest_m=0.35, smallest_m=0.02, slope=2.2)
    face = linear(colour) * (1 - 0.16 * step(1.0, 1.8, grain) + 0.12 * step(1.2, 2.0, -grain))[..., None]
    return _even("quartz", face * np.exp(0.012 * cloud)[..., None], size, 0.2 + 0.05 * step(1.0, 1.8, grain), 0 * grain)


def _granite(colour: str, seed: int) -> Surface:
    """Crystals of three minerals, polished."""
    rng, shape, size = np.random.default_rng(seed), (900, 900), (0.7, 0.7)
    light, middle, dark = (linear(tone) for tone in shades(colour, 0.6))
    coarse = noise(shape, size, rng, largest_m=0.03, smallest_m=0.004, slope=1.2)
    fine = noise(shape, size, rng, largest_m=0.008, smallest_m=0.002, slope=0.4)
    face = mix(np.broadcast_to(middle, (*shape, 3)).astype(np.float32), light, step(0.2, 0.7, coarse))
    face = mix(face, dark, step(0.8, 1.2, fine - 0.4 * coarse))
    return _even("granite", face, size, 0.14, 0 * fine)


def _terrazzo(colour: str, seed: int) -> Surface:
    light, _, dark = shades(colour, 0.35)
    return terrazzo(colour, (dark, light, "#8f8a82", "#b9927a"), seed=seed, chip_m=0.012)


def _concrete(colour: str, seed: int) -> Surface:
    return concrete(colour, seed=seed, roughness=0.4, pits=0.5)


def _small_tiles(colour: str, seed: int) -> Surface:
    return glazed(
        colour,
        seed=seed,
        tile_m=(0.15, 0.15),
        count=(12, 12),
        shift=0.0,
        joint="#b8b2a4",
        joint_m=0.003,
        tone=0.04,
        pixels_per_m=500,
    )


def _floor_tiles(colour: str, seed: int) -> Surface:
    return porcelain(
        colour,
        seed=seed,
        tile_m=(0.3, 0.3),
        count=(8, 8),
        joint="#8d8577",
        joint_m=0.004,
        cloud=0.10,
        tone=0.05,
        roughness=0.3,
    )


def _lino(colour: str, seed: int) -> Surface:
    """Vinyl tiles of two tones by turns, marbled, as kitchens had them."""
    rng = np.random.default_rng(seed)
    laying = rows((0.3, 0.3), (8, 8), pixels_per_m=400)
    light, _, dark = (linear(tone) for tone in shades(colour, 0.14))
    odd = ((laying.tile // 8 + laying.tile % 8) % 2).astype(np.float32)
    marbling = noise(laying.shape, laying.size_m, rng, largest_m=0.3, smallest_m=0.004, slope=2.2, stretch=3, angle=0.6)
    (swirl,) = cut(laying, rng, marbling)
    face = mix(light, dark, odd)
    return grouted(
        "vinyl",
        laying,
        face * np.exp(0.07 * swirl)[..., None],
        rng,
        joint="#4d4334",
        joint_m=0.0012,
        roughness=0.33,
        depth_m=2e-4,
    )


def _speckle(colour: str, seed: int) -> Surface:
    rng, shape, size = np.random.default_rng(seed), (600, 600), (0.6, 0.6)
    grit = noise(shape, size, rng, largest_m=0.012, smallest_m=0.002, slope=0.6)
    face = linear(colour) * (1 - 0.45 * step(1.2, 1.9, grit) + 0.35 * step(1.2, 1.9, -grit))[..., None]
    return _even("laminate", face, size, 0.35, 0 * grit)


def _plaster(colour: str, seed: int) -> Surface:
    """Old emulsion: roller peel, uneven patches and a few faint scuffs."""
    rng, shape, size = np.random.default_rng(seed), (1200, 1200), (4.0, 4.0)
    peel = noise(shape, size, rng, largest_m=0.05, smallest_m=0.012, slope=1.2)
    patches = noise(shape, size, rng, largest_m=2.0, smallest_m=0.15, slope=2.6)
    scuff = step(2.1, 3.2, noise(shape, size, rng, largest_m=0.35, smallest_m=0.01, slope=1.5, stretch=4))
    shade = np.exp(0.006 * peel + 0.010 * patches) * (1 - 0.10 * scuff)
    return _even("plaster", linear(colour) * shade[..., None], size, 0.85, 7e-5 * peel + 3e-4 * patches * 0.2)


def _wallpaper(colour: str, seed: int) -> Surface:
    """Paper with a small flower in a diamond grid, a tone darker than its ground."""
    rng, side, size = np.random.default_rng(seed), 900, (0.9, 0.9)
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side * 6
    motif = np.maximum(_flower(x % 1 - 0.5, y % 1 - 0.5), _flower((x + 0.5) % 1 - 0.5, (y + 0.5) % 1 - 0.5))
    worn = noise((side, side), size, rng, largest_m=0.4, smallest_m=0.01, slope=1.6)
    light, _, dark = (linear(tone) for tone in shades(colour, 0.06))
    face = mix(light, dark, motif)
    return _even("wallpaper", face * np.exp(0.008 * worn)[..., None], size, 0.9, np.float32(4e-5) * motif)


def _flower(x: Field, y: Field) -> Field:
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    return step(-0.03, 0.03, 0.17 * (0.62 + 0.38 * np.cos(5 * angle)) - radius)


def _rug(colour: str, seed: int) -> Surface:
    """A knotted field of lozenges in three tones."""
    rng, side, size = np.random.default_rng(seed), 640, (0.8, 0.8)
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side * 5
    lozenge = np.abs(x % 1 - 0.5) + np.abs(y % 1 - 0.5)
    inner, core = step(-0.02, 0.02, 0.36 - lozenge), step(-0.02, 0.02, 0.15 - lozenge)
    pile = noise((side, side), size, rng, largest_m=0.012, smallest_m=0.003, slope=0.5)
    ground, cream, dark = linear(colour), linear("#b9a584"), linear("#2f2a33")
    face = mix(
        mix(ground, dark, 0.5 * inner),
        cream,
        0.65 * core,
    )
    return _even("rug", face * np.exp(0.12 * pile)[..., None], size, 1.0, 6e-4 * pile)


def _crafted(maker: Callable[..., Surface]) -> Callable[[str, int], Surface]:
    def make(colour: str, seed: int) -> Surface:
        return maker(colour, seed=seed)

    return make


QUARRIES = (stone.CARRARA, stone.CALACATTA, stone.STATUARIO, stone.NERO, stone.VERDE, stone.EMPERADOR)

PATTERNS: Mapping[str, Callable[[str, int], Surface]] = MappingProxyType(
    {
        "planks": _planks, "parquet": _parquet, "carpet": _carpet, "weave": _weave, "wood": _wood, "wood-up": _wood_up,
        "tiles-15": _small_tiles, "tiles-30": _floor_tiles, "lino": _lino, "speckle": _speckle, "plaster": _plaster,
        "wallpaper": _wallpaper, "rug": _rug, "art-landscape": _crafted(prints.landscape),
        "art-abstract": _crafted(prints.abstract), "art-arches": _crafted(prints.arches),
        "art-lines": _crafted(prints.lines), "art-botanic": _crafted(prints.botanic),
        "staves": _staves, "marble": _marble, "quartz": _quartz, "granite": _granite, "terrazzo": _terrazzo,
        "concrete": _concrete, "leaf": _crafted(crafts.leaf), "banded": _crafted(crafts.banded),
        "brushed": _crafted(crafts.brushed), "wicker": _crafted(crafts.wicker), "jute": _crafted(crafts.rope),
        "terry": _crafted(crafts.terry), "striped": _crafted(crafts.striped), "berber": _crafted(crafts.berber),
        "stoneware": _crafted(crafts.stoneware), "mottled": _crafted(crafts.mottled),
    },
)  # fmt: skip

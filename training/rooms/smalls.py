"""Finishes of things, and what is small: what stands on tables, shelves and sills, and what stands about.

Frames as in :mod:`maskkit.render.furniture`: wall pieces have their back at y = 0 and look to -y, free ones are
centred; the floor is z = 0.
"""

from __future__ import annotations

import colorsys
from itertools import pairwise

import numpy as np

from maskkit.render.furniture import lamps, plants
from maskkit.render.meshes import Mesh, join, mesh, moved
from maskkit.render.parts import placed
from maskkit.render.scene import Finish
from maskkit.render.solids import box, cylinder, grid_faces, lathe, tube
from training.rooms.catalogue import standing
from training.rooms.colours import Rng, between, chance, colour, one_of
from training.rooms.materials import OWN
from training.rooms.patterns import named
from training.rooms.pieces import FURNITURE, LAMP, Piece, at, from_parts

Pieces = list[Piece]
CLOTHS = ("stripes", "checks", "dots", "lattice", "flowers", "pile", *("wrinkles",) * 5, *("knit",) * 3)
METAL = (
    Finish("#2a2a2b", roughness=0.4),
    Finish("#b9b9b6", roughness=0.3, metallic=1.0),
    Finish("#b8935a", roughness=0.3, metallic=1.0),
)


def timber(rng: Rng, *, upright: bool = False) -> Finish:
    """Wood, lacquer, or something patterned, for cases and tops."""
    kind = one_of(rng, ("wood", "lacquer", "own"), (0.5, 0.4, 0.1))
    if kind == "wood":
        return Finish(colour(rng, "wood"), "wood-up" if upright else "wood", roughness=between(rng, 0.2, 0.7), coat=0.2)
    if kind == "lacquer":
        return Finish(colour(rng, "lacquer"), roughness=between(rng, 0.1, 0.8), coat=between(rng, 0, 0.6))
    return Finish(OWN, named(rng, "boards", "level", "stone"), roughness=0.4)


def cloth(rng: Rng) -> Finish:
    """Upholstery, bedding, leather."""
    kind = one_of(rng, ("plain", "weave", "own", "leather"), (0.14, 0.24, 0.52, 0.1))
    if kind == "own":
        return Finish(OWN, named(rng, *CLOTHS), roughness=0.95)
    if kind == "leather":
        return Finish(OWN, named(rng, "wrinkles"), roughness=0.35, coat=0.2)
    return Finish(colour(rng, "cloth"), "weave" if kind == "weave" else "", roughness=0.95)


def anything(rng: Rng) -> Finish:
    """Any stuff at all."""
    return one_of(rng, (timber, cloth, _loud))(rng)


def _loud(rng: Rng) -> Finish:
    if chance(rng, 0.4):
        return Finish(OWN, named(rng, "art", "flowers", "lattice", "terrazzo", "stone", "checks"), roughness=0.5)
    return Finish(colour(rng), roughness=between(rng, 0.1, 0.9), coat=between(rng, 0, 0.5))


def thing(shape: Mesh, finish: Finish, label: int = FURNITURE) -> Piece:
    """One solid piece."""
    return Piece(shape, finish, label)


def blob(rng: Rng, size: tuple[float, float, float]) -> Mesh:
    """A lumpy closed shape on the floor: cushion, bag, heap of clothes."""
    power, count = between(rng, 1.6, 5), 24
    v, u = np.meshgrid(
        np.linspace(-np.pi / 2, np.pi / 2, count), np.linspace(-np.pi, np.pi, 2 * count + 1), indexing="ij"
    )

    def lame(value: np.ndarray) -> np.ndarray:
        return np.asarray(np.sign(value) * np.abs(value) ** (2 / power))

    unit = np.stack([lame(np.cos(v)) * lame(np.cos(u)), lame(np.cos(v)) * lame(np.sin(u)), lame(np.sin(v))], axis=-1)
    lumps = 1 + between(rng, 0, 0.12) * sum(np.sin(unit @ rng.normal(0, 4, 3) + rng.uniform(0, 6)) for _ in range(4))
    points = unit * np.asarray(lumps)[..., None] * np.array(size) / 2
    points[..., 2] -= points[..., 2].min()
    return mesh(points.reshape(-1, 3), grid_faces(count, 2 * count + 1)[:, ::-1])


def small_thing(rng: Rng, most_m: float) -> Pieces:  # noqa: PLR0911 - one kind, one return
    """Something to stand on a table, a shelf or a sill."""
    if chance(rng, 0.15) and most_m > 0.2:
        made, _, _, high = standing(rng, "top")
        if high < most_m:
            return made
    kind = int(rng.integers(7))
    h = between(rng, 0.04, max(0.06, min(0.36, most_m)))
    if kind == 0:
        wide = between(rng, 0.05, 0.25)
        return [
            thing(
                moved(
                    box((-wide / 2, -0.05, 0), (wide / 2, between(rng, 0.02, 0.1), h)),
                    (0, 0, 0),
                    turn_deg=between(rng, -40, 40),
                ),
                anything(rng),
            )
        ]
    if kind == 1:
        return [thing(cylinder(between(rng, 0.02, 0.09), h, sides=16), anything(rng))]
    if kind == 2:
        zs = np.linspace(0, h, 7)
        radii = np.abs(rng.normal(0.5, 0.2, 7)).clip(0.15, 1) * between(rng, 0.03, 0.12)
        return [thing(lathe(list(zip(radii.tolist(), zs.tolist(), strict=True)), sides=16), anything(rng))]
    if kind == 3:
        heights = np.cumsum([0.0, *rng.uniform(0.01, 0.05, int(rng.integers(1, 6)))])
        return [
            thing(
                moved(
                    box((-0.1, -0.07, z0), (between(rng, 0.06, 0.14), 0.08, z1)),
                    (0, 0, 0),
                    turn_deg=between(rng, -15, 15),
                ),
                anything(rng),
            )
            for z0, z1 in pairwise(heights.tolist())
        ]
    if kind == 4:
        return [thing(blob(rng, (between(rng, 0.06, 0.3), between(rng, 0.06, 0.25), h)), anything(rng))]
    if kind == 5 and most_m > 0.25:
        return from_parts(
            plants.plant(
                height_m=min(most_m, between(rng, 0.2, 0.6)),
                leaves=int(rng.integers(8, 26)),
                pot=colour(rng),
                colour=colour(rng, "any") if chance(rng, 0.2) else leaf_green(rng),
                seed=int(rng.integers(99)),
            ),
            label=FURNITURE,
        )
    if kind == 6 and most_m > 0.3 and chance(rng, 0.4):
        glow = between(rng, 0.5, 2.5) if chance(rng, 0.6) else 0.0
        return from_parts(
            placed(lamps.table_lamp(colour=colour(rng), glow=max(glow, 0.01)), (0, 0, 0)), label=FURNITURE
        )
    return [thing(lathe([(0.02, 0), (0.09, 0.02), (0.12, 0.06), (0.11, 0.06), (0.02, 0.03)], sides=16), anything(rng))]


def strewn(
    rng: Rng, count: int, ends: tuple[tuple[float, float], tuple[float, float]], z: float, most_m: float
) -> Pieces:
    """Small things, up to ``most_m`` high, on a level rectangle between two corners."""
    out: Pieces = []
    for _ in range(round(1.6 * count)):
        x, y = (between(rng, *sorted(pair)) for pair in zip(*ends, strict=True))
        out += at(small_thing(rng, most_m), (x, y, z), between(rng, 0, 360))
    return out


def leaf_green(rng: Rng) -> str:
    """A green of leaves, from grey to fresh."""
    parts = colorsys.hsv_to_rgb(between(rng, 0.2, 0.42), between(rng, 0.25, 0.75), between(rng, 0.2, 0.65))
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def heap(rng: Rng) -> tuple[Pieces, float, float, float]:
    """Things that stand about: boxes, bags, poufs, bins, toys, drying clothes."""
    w, d, h = between(rng, 0.2, 0.8), between(rng, 0.2, 0.7), between(rng, 0.15, 0.9)
    kind = int(rng.integers(4))
    if kind == 0:
        pieces = [thing(blob(rng, (w, d, h)), anything(rng))]
    elif kind == 1:
        pieces = [
            thing(box((-w / 2, -d / 2, 0), (w / 2, d / 2, h * 0.6), bevel_m=0.01), anything(rng)),
            thing(
                moved(box((-w / 3, -d / 3, h * 0.6), (w / 3, d / 3, h)), (0, 0, 0), turn_deg=between(rng, -20, 20)),
                anything(rng),
            ),
        ]
    elif kind == 2:
        pieces = [thing(cylinder(min(w, d) / 2, h, bevel_m=between(rng, 0.003, 0.08)), anything(rng))]
    else:
        zs = np.linspace(0, h, 9)
        radii = (np.abs(rng.normal(0.6, 0.2, 9)).clip(0.2, 1) * min(w, d) / 2).tolist()
        pieces = [thing(lathe(list(zip(radii, zs.tolist(), strict=True)), sides=24), anything(rng))]
    return pieces, w, d, h


def plant(rng: Rng) -> tuple[Pieces, float, float, float]:
    """A pot plant, from a table plant's size to a tree's."""
    if chance(rng, 0.6):
        return standing(rng, "free")
    h, spread = between(rng, 0.4, 2.0), between(rng, 0.2, 0.5)
    parts = plants.plant(
        height_m=h,
        spread=spread,
        leaves=int(rng.integers(14, 60)),
        pot=colour(rng),
        colour=leaf_green(rng),
        seed=int(rng.integers(999)),
    )
    return from_parts(parts, label=FURNITURE), min(1.0, h * spread), min(1.0, h * spread), h


def floor_lamp(rng: Rng) -> tuple[Pieces, float, float, float]:
    """A standing lamp, lit or not."""
    h, shade = between(rng, 1.2, 1.9), between(rng, 0.08, 0.3)
    glow = between(rng, 0.4, 2.5) if chance(rng, 0.6) else 0.0
    pole = join([cylinder(between(rng, 0.1, 0.2), 0.02), tube([(0, 0, 0), (0, 0, h / 2), (0, 0, h)], 0.012, sides=8)])
    top = (
        lathe([(shade, h - 0.25), (shade * between(rng, 0.4, 1), h)], sides=24, caps=False)
        if chance(rng, 0.7)
        else moved(blob(rng, (shade * 2, shade * 2, shade * 2)), (0, 0, h - shade))
    )
    lit = Piece(top, Finish("#f4e3c1", glow=glow), FURNITURE, 0, LAMP, glow) if glow else thing(top, cloth(rng))
    return [thing(pole, one_of(rng, METAL)), lit], 0.4, 0.4, h

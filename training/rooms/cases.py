"""Cupboards, chests, shelves and tables, each call another one.

Frames as in :mod:`maskkit.render.furniture`: wall pieces have their back at y = 0 and look to -y, free ones are
centred; the floor is z = 0.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from maskkit.render.furniture import storage
from maskkit.render.meshes import Mesh, join, moved
from maskkit.render.scene import Finish
from maskkit.render.solids import box, cylinder, quad, tube
from training.rooms.colours import Rng, between, chance, colour, one_of
from training.rooms.hung import screen
from training.rooms.materials import OWN
from training.rooms.patterns import named
from training.rooms.pieces import FURNITURE, LAMP, MIRROR, Piece, at
from training.rooms.smalls import METAL, Pieces, blob, cloth, strewn, thing, timber


def legs(rng: Rng, w: float, d: float, z: float, finish: Finish) -> Piece:
    """Four legs below a top of width ``w``, depth ``d`` and height ``z``, centred."""
    inset, thick, slant = between(rng, 0.01, 0.1), between(rng, 0.012, 0.04), between(rng, -0.05, 0.08)
    bars = []
    for sx in (-1, 1):
        for sy in (-1, 1):
            x, y = sx * (w / 2 - inset - thick), sy * (d / 2 - inset - thick)
            bars.append(
                tube(
                    [(x + sx * slant, y + sy * slant, 0), (x + sx * slant / 2, y + sy * slant / 2, z / 2), (x, y, z)],
                    thick,
                    sides=8,
                )
            )
    return thing(join(bars), finish)


def case(rng: Rng, w: float, d: float, h: float, *, finish: Finish | None = None) -> Pieces:
    """A cupboard, chest, sideboard, wardrobe: a body with a grid of fronts, on a plinth, legs or the bare floor."""
    body_finish = finish or timber(rng, upright=h > w)
    front = body_finish if chance(rng, 0.7) else timber(rng, upright=True)
    foot = one_of(rng, (0.0, 0.06, between(rng, 0.1, 0.25))) if h > 0.35 else 0.0
    pieces = [thing(box((-w / 2, -d, foot), (w / 2, 0, h), bevel_m=0.004), body_finish)]
    if foot > 0.07:
        pieces += at([legs(rng, w, d, foot, one_of(rng, (*METAL, body_finish)))], (0, -d / 2, 0))
    elif foot:
        pieces.append(thing(box((-w / 2 + 0.02, -d + 0.04, 0), (w / 2 - 0.02, -0.01, foot)), body_finish))
    columns, rows = max(1, round(w / between(rng, 0.35, 0.7))), int(rng.integers(1, 2 + round(h / 0.4)))
    fronts = storage.fronts(
        (-w / 2 + 0.01, foot + 0.02),
        (w / 2 - 0.01, h - 0.02),
        -d,
        columns=columns,
        rows=rows,
        panelled=chance(rng, 0.3) and min(w / columns, (h - foot) / rows) > 0.2,
    )
    pieces.append(thing(join(fronts), front))
    if chance(rng, 0.75):
        pulls = _pulls(rng, (-w / 2 + 0.01, foot + 0.02), (w / 2 - 0.01, h - 0.02), -d - 0.02, (columns, rows))
        pieces.append(thing(join(pulls), one_of(rng, METAL)))
    return pieces


def _pulls(
    rng: Rng, low: tuple[float, float], high: tuple[float, float], y: float, counts: tuple[int, int]
) -> list[Mesh]:
    """Knobs, or bars that lie or stand on each front."""
    columns, rows = counts
    at_ = between(rng, 0.4, 0.85)
    if chance(rng, 0.4):
        return storage.knobs(low, high, y, columns=columns, rows=rows, at=at_)
    xs, zs = np.linspace(low[0], high[0], columns + 1), np.linspace(low[1], high[1], rows + 1)
    level = rows > 1 or chance(rng, 0.3)
    long, thick = between(rng, 0.05, 0.2), between(rng, 0.004, 0.012)
    bars = []
    for x0, x1 in pairwise(xs):
        for z0, z1 in pairwise(zs):
            x = (x0 + x1) / 2 if level else x1 - 0.05
            z = z0 + at_ * (z1 - z0)
            half = (min(long, (x1 - x0) * 0.4), thick) if level else (thick, min(long, (z1 - z0) * 0.4))
            bars.append(box((x - half[0], y - 0.02, z - half[1]), (x + half[0], y, z + half[1]), bevel_m=0.002))
    return bars


def low_case(rng: Rng) -> tuple[Pieces, float, float, float]:
    """A sideboard, chest or bedside table with things on it; with its width, depth and height."""
    w, d, h = between(rng, 0.4, 2.4), between(rng, 0.32, 0.6), between(rng, 0.35, 1.2)
    pieces = case(rng, w, d, h)
    pieces += strewn(rng, int(rng.integers(0, 7)), ((-w / 2 + 0.1, -d + 0.1), (w / 2 - 0.1, -0.08)), h, 0.6)
    if chance(rng, 0.25) and w > 1:
        pieces += at(screen(rng, min(w * 0.8, between(rng, 0.7, 1.5))), (0, -0.12, h))
    return pieces, w, d, h


def tall_case(rng: Rng) -> tuple[Pieces, float, float, float]:
    """A wardrobe, or cupboards up to two metres and more; now and then with mirrored doors."""
    w, d, h = between(rng, 0.6, 3.0), between(rng, 0.4, 0.65), between(rng, 1.5, 2.35)
    pieces = case(rng, w, d, h)
    if chance(rng, 0.22):
        pieces.append(
            thing(
                quad((-w / 4, -d - 0.025, 0.2), (w / 2, 0, 0), (0, 0, h - 0.3)), Finish("#dfe2e1", mirror=True), MIRROR
            )
        )
    return pieces, w, d, h


def shelf(rng: Rng) -> tuple[Pieces, float, float, float]:
    """Open shelves, from bare to crammed."""
    w, d, h = between(rng, 0.5, 2.2), between(rng, 0.22, 0.4), between(rng, 0.7, 2.3)
    finish, count, thick = timber(rng), int(rng.integers(2, 7)), between(rng, 0.012, 0.04)
    levels = np.linspace(0.03, h - thick, count + 1)
    boards = [box((-w / 2, -d, z), (w / 2, 0, z + thick)) for z in levels]
    boards += [box((s * (w - thick) / 2 - thick / 2, -d, 0), (s * (w - thick) / 2 + thick / 2, 0, h)) for s in (-1, 1)]
    boards += [box((-w / 2, -0.01, 0), (w / 2, 0, h))] if chance(rng, 0.5) else []
    pieces = [thing(join(boards), finish)]
    clear = float(levels[1] - levels[0]) - thick
    full = between(rng, 0.1, 1.0)
    for z in levels[:-1] + thick:
        if chance(rng, 0.5):
            pieces += _books(rng, (w - 0.06, d), float(z), clear, full)
        else:
            ends = (-w / 2 + 0.1, -d + 0.08), (w / 2 - 0.1, -0.08)
            pieces += strewn(rng, round(full * w * 4), ends, float(z), clear * 0.85)
    return pieces, w, d, h


def _books(rng: Rng, size: tuple[float, float], z: float, clear: float, full: float) -> Pieces:
    wide_m, d = size
    groups: dict[str, list[Mesh]] = {}
    palette = [colour(rng) for _ in range(5)]
    x = -wide_m / 2
    while x < wide_m / 2 - 0.06:
        wide = between(rng, 0.015, 0.06)
        if chance(rng, full):
            high = clear * between(rng, 0.55, 0.95)
            groups.setdefault(one_of(rng, palette), []).append(
                box((x, -d * between(rng, 0.75, 0.98), z), (x + wide, -0.03, z + high), bevel_m=0.002, steps=1)
            )
        else:
            wide += between(rng, 0, 0.12)
        x += wide
    return [thing(join(meshes), Finish(tone, roughness=0.7)) for tone, meshes in groups.items()]


def table(rng: Rng) -> tuple[Pieces, float, float, float]:
    """A table of any height, round or square, bare or laden."""
    low = chance(rng, 0.4)
    h = between(rng, 0.3, 0.5) if low else between(rng, 0.68, 0.8)
    w, d = between(rng, 0.5, 1.3 if low else 2.2), between(rng, 0.45, 0.95)
    top_finish, leg_finish = timber(rng), one_of(rng, (*METAL, timber(rng)))
    thick = between(rng, 0.012, 0.06)
    if chance(rng, 0.3):
        d = w = min(w, 1.3)
        top = moved(cylinder(w / 2, thick, sides=40), (0, 0, h - thick))
        under = (
            [cylinder(between(rng, 0.03, 0.12), h - thick), cylinder(between(rng, 0.15, w * 0.4), 0.03)]
            if chance(rng, 0.5)
            else []
        )
        pieces = [
            thing(top, top_finish),
            *([thing(join(under), leg_finish)] if under else [legs(rng, w * 0.7, w * 0.7, h - thick, leg_finish)]),
        ]
    else:
        pieces = [
            thing(box((-w / 2, -d / 2, h - thick), (w / 2, d / 2, h), bevel_m=0.006), top_finish),
            legs(rng, w, d, h - thick, leg_finish),
        ]
        if chance(rng, 0.2):
            cloth_ = cloth(rng)
            pieces.append(
                thing(
                    box(
                        (-w / 2 - 0.02, -d / 2 - 0.02, h - between(rng, 0.1, 0.4)),
                        (w / 2 + 0.02, d / 2 + 0.02, h + 0.004),
                        bevel_m=0.01,
                    ),
                    cloth_,
                )
            )
    pieces += strewn(rng, int(rng.integers(0, 9)), ((-w / 2.6, -d / 2.6), (w / 2.6, d / 2.6)), h + 0.004, 0.4)
    return pieces, w, d, h


def desk(rng: Rng) -> tuple[Pieces, float, float, float]:
    """A desk against a wall, with a screen, papers and other things on it."""
    w, d, h = between(rng, 0.9, 1.9), between(rng, 0.5, 0.8), between(rng, 0.7, 0.78)
    top, frame = timber(rng), one_of(rng, (*METAL, timber(rng)))
    pieces = [
        thing(box((-w / 2, -d, h - 0.03), (w / 2, 0, h)), top),
        *at([legs(rng, w, d, h - 0.03, frame)], (0, -d / 2, 0)),
    ]
    if chance(rng, 0.5):
        pieces += at(case(rng, min(0.45, w / 3), d - 0.1, h - 0.04), (one_of(rng, (-1, 1)) * (w / 2 - 0.26), -0.02, 0))
    if chance(rng, 0.7):
        pieces += at(
            screen(rng, between(rng, 0.35, 0.75)), (between(rng, -0.2, 0.2), -0.15, h + 0.03), between(rng, -15, 15)
        )
    pieces += strewn(rng, int(rng.integers(1, 9)), ((-w / 2 + 0.1, -d + 0.08), (w / 2 - 0.1, -0.2)), h, 0.4)
    return pieces, w, d, h


def hearth(rng: Rng) -> tuple[Pieces, float, float, float]:
    """A fireplace or stove with its mantelpiece."""
    w, d, h = between(rng, 0.9, 1.8), between(rng, 0.15, 0.5), between(rng, 0.9, 1.4)
    hole = (w * between(rng, 0.2, 0.33), h * between(rng, 0.5, 0.7))
    body = one_of(rng, (timber(rng), Finish(OWN, named(rng, "bricks", "stone", "tiles"), roughness=0.7)))
    sides = [
        box((-w / 2, -d, 0), (-hole[0], 0, h)),
        box((hole[0], -d, 0), (w / 2, 0, h)),
        box((-hole[0], -d, hole[1]), (hole[0], 0, h)),
    ]
    dark = box((-hole[0], -0.05, 0), (hole[0], 0, hole[1]))
    shelf_ = box((-w / 2 - 0.08, -d - 0.08, h), (w / 2 + 0.08, 0, h + 0.05))
    pieces = [thing(join(sides), body), thing(dark, Finish("#14110f", roughness=0.9)), thing(shelf_, timber(rng))]
    if chance(rng, 0.3):
        fire = moved(blob(rng, (hole[0], 0.1, hole[1] * 0.5)), (0, -d / 2, 0.05))
        pieces.append(Piece(fire, Finish("#ff8a30", glow=2.0), FURNITURE, 0, LAMP, 2.0))
    return (
        [*pieces, *strewn(rng, int(rng.integers(0, 7)), ((-w / 2, -d + 0.05), (w / 2, -0.06)), h + 0.05, 0.4)],
        w,
        d,
        h + 0.3,
    )

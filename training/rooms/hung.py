"""What hangs on walls and from ceilings, what lies on floors and before windows.

Frames as in :mod:`maskkit.render.furniture`: wall pieces have their back at y = 0 and look to -y, free ones are
centred; the floor is z = 0.
"""

from __future__ import annotations

import numpy as np

from maskkit.render.furniture import lamps, soft, walls
from maskkit.render.meshes import Mesh, join, moved, tilted, turned
from maskkit.render.scene import Finish
from maskkit.render.solids import box, cylinder, quad, tube
from training.rooms.colours import Rng, between, chance, colour, one_of
from training.rooms.materials import OWN
from training.rooms.patterns import named
from training.rooms.pieces import CURTAIN, FURNITURE, LAMP, MIRROR, RUG, WINDOW, Piece, at, from_parts
from training.rooms.smalls import METAL, Pieces, blob, cloth, strewn, thing, timber


def screen(rng: Rng, width_m: float) -> Pieces:
    """A television, its back at y = 0 and its foot at z = 0: dark, or showing something."""
    high = width_m * 0.57
    case_ = box((-width_m / 2, -0.05, 0.02), (width_m / 2, -0.01, high + 0.02), bevel_m=0.005)
    face = quad((-width_m / 2 + 0.012, -0.052, 0.03), (width_m - 0.024, 0, 0), (0, 0, high - 0.02))
    unit = Mesh(face.vertices, face.faces, face.normals, face.uvs / face.uvs.max(axis=0))
    lit = chance(rng, 0.3)
    finish = Finish(OWN, named(rng, "art"), roughness=0.1) if lit else Finish("#0b0c0e", roughness=0.06, coat=1.0)
    return [thing(case_, METAL[0]), Piece(unit, finish, FURNITURE, 0, "solid", between(rng, 0.5, 2.0) if lit else 0.0)]


def hanging(rng: Rng) -> tuple[Pieces, float, float]:  # noqa: PLR0911 - one kind, one return
    """A picture, screen, mirror, clock or small shelf on a wall, its foot at z = 0; with its width and height."""
    kind = one_of(
        rng,
        ("picture", "canvas", "screen", "mirror", "shelf", "clock", "cluster", "hooks", "unit"),
        (0.3, 0.18, 0.12, 0.12, 0.1, 0.04, 0.07, 0.04, 0.03),
    )
    w, h = between(rng, 0.25, 1.3), between(rng, 0.25, 1.0)
    if kind in ("picture", "canvas"):
        return _framed(rng, w, h, rim=between(rng, 0.008, 0.06) if kind == "picture" else 0.0), w, h
    if kind == "screen":
        return screen(rng, w), w, w * 0.6
    if kind == "mirror":
        return mirror(rng, w, h), w, h
    if kind == "hooks":
        coats = [
            at(
                [
                    thing(
                        blob(rng, (between(rng, 0.2, 0.4), between(rng, 0.08, 0.2), between(rng, 0.4, 0.95))),
                        cloth(rng),
                    )
                ],
                (x, -0.1, 0),
            )
            for x in np.arange(int(rng.integers(1, 5))) * 0.28
        ]
        return [piece for coat in coats for piece in coat], 1.2, 0.9
    if kind == "unit":
        return (
            [thing(box((-w / 2, -0.2, 0), (w / 2, 0, 0.28), bevel_m=0.03), Finish("#ecebe8", roughness=0.35))],
            w,
            0.3,
        )
    if kind == "clock":
        return from_parts(walls.clock(radius_m=between(rng, 0.1, 0.25)), label=FURNITURE), 0.4, 0.4
    if kind == "cluster":
        pieces: Pieces = []
        for x in range(int(rng.integers(2, 4))):
            for z in range(int(rng.integers(1, 3))):
                pieces += at(
                    _framed(rng, between(rng, 0.2, 0.36), between(rng, 0.2, 0.42), rim=0.015), (x * 0.42, 0, z * 0.48)
                )
        return pieces, 1.2, 0.9
    deep = between(rng, 0.12, 0.3)
    board = box((-w / 2, -deep, 0), (w / 2, 0, between(rng, 0.015, 0.05)))
    return (
        [
            thing(board, timber(rng)),
            *strewn(rng, int(rng.integers(0, 7)), ((-w / 2 + 0.06, -deep + 0.05), (w / 2 - 0.06, -0.05)), 0.04, 0.3),
        ],
        w,
        0.35,
    )


def _framed(rng: Rng, w: float, h: float, rim: float) -> Pieces:
    face = quad((-w / 2 + rim, -0.022, rim), (w - 2 * rim, 0, 0), (0, 0, h - 2 * rim))
    unit = Mesh(face.vertices, face.faces, face.normals, face.uvs / face.uvs.max(axis=0))
    back = box((-w / 2, -0.02 if rim else -0.021, 0), (w / 2, -0.001, h), bevel_m=0.003)
    pieces = [
        thing(back, timber(rng)),
        thing(unit, Finish(OWN, named(rng, "art", "art", "art", "flowers"), roughness=0.3)),
    ]
    if rim:
        low, high = (-w / 2, 0.0), (w / 2, h)
        level = [box((low[0], -0.035, z), (high[0], -0.01, z + rim)) for z in (0.0, h - rim)]
        upright = [box((x, -0.035, rim), (x + rim, -0.01, h - rim)) for x in (low[0], high[0] - rim)]
        bars = [*level, *upright]
        pieces.append(thing(join(bars), timber(rng)))
        if chance(rng, 0.5):
            m = min(w, h) * between(rng, 0.08, 0.2) + rim
            pieces[1] = thing(
                quad((-w / 2 + rim, -0.0215, rim), (w - 2 * rim, 0, 0), (0, 0, h - 2 * rim)), Finish("#efece6")
            )
            inner = quad((-w / 2 + m, -0.0225, m), (w - 2 * m, 0, 0), (0, 0, h - 2 * m))
            pieces.append(
                thing(
                    Mesh(inner.vertices, inner.faces, inner.normals, inner.uvs / inner.uvs.max(axis=0)),
                    Finish(OWN, named(rng, "art")),
                )
            )
    return pieces


def mirror(rng: Rng, w: float, h: float) -> Pieces:
    """A mirror on a wall, framed or not, round or square."""
    finish = Finish("#dfe2e1", mirror=True)
    if chance(rng, 0.3):
        to_room = ((1, 0, 0), (0, 0, -1), (0, 1, 0))
        disc = moved(turned(cylinder(w / 2, 0.02, sides=40), to_room), (0, -0.002, w / 2))
        rim = moved(turned(cylinder(w / 2 + 0.02, 0.012, sides=40), to_room), (0, 0, w / 2))
        return [Piece(rim, one_of(rng, METAL), MIRROR), Piece(disc, finish, MIRROR)]
    t = between(rng, 0.0, 0.07)
    glass = quad((-w / 2, -0.02, 0), (w, 0, 0), (0, 0, h))
    frame = box((-w / 2 - t, -0.018, -t), (w / 2 + t, 0, h + t), bevel_m=0.005)
    return [Piece(frame, timber(rng), MIRROR), Piece(glass, finish, MIRROR)]


def ceiling_lamp(rng: Rng, height_m: float) -> Pieces:
    """What hangs from, or is let into, the ceiling; its foot is the point on the ceiling."""
    glow = between(rng, 0.8, 3.5) if chance(rng, 0.6) else 0.01
    kind = int(rng.integers(7))
    if kind == 0:
        return from_parts(
            lamps.pendant(
                drop_m=between(rng, 0.2, min(1.1, height_m - 1.7)),
                radius_m=between(rng, 0.1, 0.35),
                colour=colour(rng, "cloth"),
                glow=glow,
            ),
            label=FURNITURE,
        )
    if kind == 1:
        return from_parts(lamps.globe(radius_m=between(rng, 0.1, 0.25), glow=glow), label=FURNITURE)
    if kind == 2:
        return from_parts(lamps.bare_bulb(drop_m=between(rng, 0.1, 0.6), glow=glow), label=FURNITURE)
    if kind == 3:
        drop, reach, arms = between(rng, 0.3, 0.7), between(rng, 0.2, 0.45), int(rng.integers(3, 9))
        bars, bulbs = [tube([(0, 0, 0), (0, 0, -drop / 2), (0, 0, -drop)], 0.01, sides=8)], []
        for a in np.arange(arms) * 2 * np.pi / arms:
            end = (reach * np.cos(a), reach * np.sin(a), -drop + 0.05)
            bars.append(tube([(0, 0, -drop), (end[0] / 2, end[1] / 2, -drop - 0.08), end], 0.008, sides=8))
            bulbs.append(moved(blob(rng, (0.1, 0.1, 0.12)), end))
        return [
            thing(join(bars), one_of(rng, METAL)),
            Piece(join(bulbs), Finish("#fff0d8", glow=glow), FURNITURE, 0, LAMP, glow),
        ]
    if kind == 4:
        blades = [
            moved(box((0.1, -0.06, -0.3), (between(rng, 0.4, 0.6), 0.06, -0.29)), (0, 0, 0), turn_deg=a)
            for a in np.arange(4) * 90 + between(rng, 0, 90)
        ]
        return [
            thing(
                join(
                    [
                        *blades,
                        moved(cylinder(0.1, 0.12), (0, 0, -0.36)),
                        tube([(0, 0, 0), (0, 0, -0.15), (0, 0, -0.3)], 0.015, sides=8),
                    ]
                ),
                timber(rng),
            )
        ]
    count, step = int(rng.integers(2, 5)), between(rng, 0.5, 1.0)
    spots = [
        moved(cylinder(0.05, 0.012, sides=16), (x * step, y * step, -0.012))
        for x in np.arange(count) - (count - 1) / 2
        for y in (-0.5, 0.5)
    ]
    return [Piece(join(spots), Finish("#fff6e6", glow=max(glow, 0.2)), FURNITURE, 0, LAMP, max(glow, 0.2))]


def rug(rng: Rng, w: float, d: float) -> Pieces:
    """A rug: woven, striped, shaggy, round or square."""
    kind = one_of(
        rng,
        ("ornament", "pile", "stripes", "checks", "lattice", "flowers", "knit"),
        (0.5, 0.1, 0.12, 0.06, 0.1, 0.04, 0.08),
    )
    thick = between(rng, 0.006, 0.03)
    finish = Finish(OWN, named(rng, kind), roughness=1.0)
    if chance(rng, 0.15):
        shape = cylinder(min(w, d) / 2, thick, bevel_m=0.004, sides=48)
    else:
        shape = box((-w / 2, -d / 2, 0.0005), (w / 2, d / 2, thick), bevel_m=0.004)
    if kind == "ornament":
        flat = shape.vertices[:, :2] / (w, d) + 0.5
        shape = Mesh(shape.vertices, shape.faces, shape.normals, flat)
    else:
        shape = Mesh(shape.vertices, shape.faces, shape.normals, shape.vertices[:, :2])
    return [Piece(shape, finish, RUG)]


def curtains(rng: Rng, width_m: float, height_m: float) -> tuple[Pieces, bool]:
    """A pair of curtains, one, or a closed one for a window's middle; and whether the window is covered."""
    finish = Finish(colour(rng, "cloth"), one_of(rng, ("", "weave")), roughness=1.0) if chance(rng, 0.6) else cloth(rng)
    closed = chance(rng, 0.2)
    sheer = chance(rng, 0.3)
    pieces: Pieces = []
    if sheer:
        net = soft.curtain(
            width_m=width_m + 0.2, height_m=height_m, seed=int(rng.integers(99)), folds=max(3, round(width_m * 6))
        )
        pieces += [
            Piece(
                moved(one.mesh, (0, 0.03, 0)),
                Finish("#e9e7e2", roughness=1.0),
                CURTAIN,
                0,
                "solid",
                between(rng, 0.15, 0.8),
            )
            for one in net
        ]
    sides = (
        ((0.0, width_m + 0.3),)
        if closed
        else tuple((s * (width_m / 2 + between(rng, 0, 0.15)), between(rng, 0.25, 0.75)) for s in (-1, 1))
    )
    for x, wide in sides[: 2 if chance(rng, 0.85) else 1]:
        hung = soft.curtain(
            width_m=wide, height_m=height_m, seed=int(rng.integers(99)), folds=max(3, round(wide * between(rng, 5, 10)))
        )
        pieces += at(
            [Piece(one.mesh, finish, CURTAIN, 0, "solid", 0.06 if closed else 0.0) for one in hung], (x, -0.04, 0)
        )
    if chance(rng, 0.5):
        pieces += at(from_parts(soft.curtain_rail(width_m=width_m + 0.9), label=FURNITURE), (0, 0, height_m))
    return pieces, closed or sheer


def blind(rng: Rng, w: float, h: float) -> Pieces:
    """A fitted blind in a window's frame (it counts as window): slats or a roller, partly down."""
    down = h * between(rng, 0.15, 1.0)
    glow = between(rng, 0.05, 0.5)
    if chance(rng, 0.55):
        pitch, tilt = between(rng, 0.025, 0.06), between(rng, 10, 75)
        one = tilted(box((0.01, -pitch / 2, -0.001), (w - 0.01, pitch / 2, 0.001), bevel_m=0.0005, steps=1), tilt)
        slats = [moved(one, (0, 0.06, h - 0.04 - pitch * k)) for k in range(int(down / pitch))]
        shape = join(slats) if slats else box((0, 0.04, h - 0.05), (w, 0.08, h))
    else:
        shape = box((0.005, 0.05, h - down), (w - 0.005, 0.056, h), bevel_m=0.002)
    finish = Finish(colour(rng, "lacquer"), roughness=0.8) if chance(rng, 0.75) else cloth(rng)
    return [Piece(shape, finish, WINDOW, 0, "solid", glow)]

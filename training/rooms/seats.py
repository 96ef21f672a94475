"""Sofas, beds and chairs, each call another one.

Frames as in :mod:`maskkit.render.furniture`: wall pieces have their back at y = 0 and look to -y, free ones are
centred; the floor is z = 0.
"""

from __future__ import annotations

import numpy as np

from maskkit.render.furniture import beds, seating
from maskkit.render.meshes import join, moved, tilted
from maskkit.render.scene import Finish
from maskkit.render.solids import box, cushion, cylinder, loft, sheet, superellipse, tube
from training.rooms.cases import legs
from training.rooms.colours import Rng, between, chance, colour, one_of
from training.rooms.pieces import FURNITURE, Piece, at, from_parts
from training.rooms.smalls import METAL, Pieces, blob, cloth, thing, timber


def sofa(rng: Rng) -> tuple[Pieces, float, float, float]:
    """A sofa or armchair: straight or with a chaise, with cushions and a throw."""
    w, d, seat, back = (
        between(rng, 0.8, 2.9),
        between(rng, 0.75, 1.05),
        between(rng, 0.34, 0.48),
        between(rng, 0.62, 1.0),
    )
    arm, foot = one_of(rng, (0.0, between(rng, 0.08, 0.28))), one_of(rng, (0.02, between(rng, 0.05, 0.18)))
    cover, other = cloth(rng), cloth(rng)
    round_m = between(rng, 0.02, 0.09)
    body = [box((-w / 2, -d, foot), (w / 2, 0, seat - 0.12), bevel_m=0.03, steps=2)]
    body.append(
        moved(
            tilted(
                box((-w / 2 + arm * 0.8, -0.22, seat - 0.15), (w / 2 - arm * 0.8, 0, back), bevel_m=round_m, steps=3),
                -between(rng, 0, 10),
            ),
            (0, -0.03, 0),
        )
    )
    if arm:
        high = between(rng, seat + 0.02, back)
        body += [
            box(
                (s * (w - arm) / 2 - arm / 2, -d + 0.02, foot),
                (s * (w - arm) / 2 + arm / 2, 0, high),
                bevel_m=min(round_m, arm / 3),
                steps=3,
            )
            for s in (-1, 1)
        ]
    inner, seats = w - 2 * arm, max(1, round((w - 2 * arm) / 0.75))
    pads = [
        moved(
            cushion((inner / seats - 0.01, d - 0.2, 0.17), round_m=0.05, puff_m=between(rng, 0.0, 0.05)),
            ((k - (seats - 1) / 2) * inner / seats, -0.2 - (d - 0.2) / 2, seat - 0.05),
        )
        for k in range(seats)
    ]
    pieces = [thing(join(body), cover), thing(join(pads), cover if chance(rng, 0.8) else other)]
    if chance(rng, 0.3) and w > 1.8:
        side = one_of(rng, (-1, 1))
        x0, x1 = sorted((side * w / 2, side * (w / 2 - 0.9)))
        pieces.append(
            thing(box((x0, -d - between(rng, 0.5, 0.9), foot), (x1, -d + 0.02, seat), bevel_m=0.06, steps=3), cover)
        )
    if foot > 0.03:
        pieces += at([legs(rng, w, d, foot + 0.01, one_of(rng, (*METAL, timber(rng))))], (0, -d / 2, 0))
    for _ in range(int(rng.integers(0, 6))):
        x = between(rng, -inner / 2 + 0.15, inner / 2 - 0.15)
        size = between(rng, 0.3, 0.55)
        pad = tilted(cushion((size, 0.1, size * between(rng, 0.6, 1)), round_m=0.035, puff_m=0.06), between(rng, 8, 35))
        pieces.append(thing(moved(pad, (x, -0.33, seat + size * 0.42), turn_deg=between(rng, -20, 20)), cloth(rng)))
    if chance(rng, 0.3):
        pieces.append(_throw(rng, between(rng, -inner / 2, inner / 2 - 0.3), d, seat + 0.05))
    return pieces, w, d, back


def _throw(rng: Rng, x: float, d: float, z: float) -> Piece:
    """A blanket over a seat and down its front."""
    wide = between(rng, 0.35, 0.8)
    u, v = np.meshgrid(np.linspace(0, wide, 16), np.linspace(0, 1, 30), indexing="ij")
    along = v * (d + 0.25)
    down = np.maximum(along - d * 0.92, 0)
    y = -np.minimum(along, d * 0.92 + 0.05)
    ripple = 0.012 * np.sin(25 * u + between(rng, 0, 6)) + 0.008 * np.sin(31 * v + between(rng, 0, 6))
    return thing(
        sheet(np.stack([x + u + 0.03 * np.sin(9 * v), y - 0.03 * (down > 0), z + ripple - down], axis=-1)[:, ::-1]),
        cloth(rng),
    )


def bed(rng: Rng) -> tuple[Pieces, float, float, float]:
    """A bed with its bedding, made or unmade."""
    w, d = between(rng, 0.85, 2.0), between(rng, 1.9, 2.2)
    z = between(rng, 0.3, 0.6)
    if chance(rng, 0.35):
        made = beds.bed(
            width_m=w,
            seed=int(rng.integers(99)),
            colour=colour(rng, "wood"),
            cover=colour(rng, "cloth"),
            linen=colour(rng, "cloth"),
        )
        pieces = [
            Piece(one.mesh, cloth(rng) if one.finish.texture == "weave" else one.finish, FURNITURE) for one in made
        ]
        return pieces, w + 0.1, 2.1, 0.9
    frame, top = (cloth if chance(rng, 0.4) else timber)(rng), between(rng, 0.5, 1.5)
    pieces = [
        thing(
            box((-w / 2 - 0.04, -d, 0.08 if chance(rng, 0.5) else 0.0), (w / 2 + 0.04, 0, z - 0.18), bevel_m=0.02),
            frame,
        ),
        thing(
            box((-w / 2, -d + 0.03, z - 0.2), (w / 2, -0.06, z), bevel_m=0.05, steps=3),
            cloth(rng) if chance(rng, 0.3) else Finish("#e9e7e2"),
        ),
    ]
    if chance(rng, 0.8):
        wide = w + between(rng, 0, 0.5)
        pieces.append(thing(box((-wide / 2, -0.08, 0), (wide / 2, 0, max(top, z + 0.2)), bevel_m=0.03, steps=2), frame))
    if chance(rng, 0.9):
        pieces.append(_duvet(rng, w, d, z))
    for k in range(int(rng.integers(1, 6))):
        size = (between(rng, 0.35, 0.75), 0.15, between(rng, 0.3, 0.5))
        pad = tilted(cushion(size, round_m=0.05, puff_m=0.06), between(rng, 15, 70))
        pieces.append(
            thing(
                moved(
                    pad,
                    (between(rng, -w / 2 + 0.25, w / 2 - 0.25), -0.2 - 0.13 * (k % 3), z + 0.16),
                    turn_deg=between(rng, -12, 12),
                ),
                cloth(rng) if chance(rng, 0.6) else Finish("#eceae6"),
            )
        )
    return pieces, w + 0.1, d, max(top, z + 0.3)


def _duvet(rng: Rng, w: float, d: float, z: float) -> Piece:
    """A cover that lies in folds on the mattress and hangs over its sides."""
    half, drop = w / 2, between(rng, 0.05, min(0.35, z))
    start = between(rng, 0.1, 1.1)
    over, foot = np.meshgrid(
        np.linspace(-half - drop, half + drop, 60), np.linspace(start, d + drop * 0.8, 60), indexing="ij"
    )
    side, end = np.maximum(np.abs(over) - half, 0), np.maximum(foot - d, 0)
    rough = between(rng, 0.004, 0.03)
    waves = sum(
        np.sin(k * (np.cos(a) * over + np.sin(a) * foot) + p)
        for k, a, p in zip(rng.uniform(5, 22, 6), rng.uniform(0, 3.2, 6), rng.uniform(0, 6, 6), strict=True)
    )
    x = np.clip(over, -half - 0.05, half + 0.05) + rough * waves * (side > 0)
    y = -np.minimum(foot, d + 0.04) + rough * waves * (end > 0)
    height = z + 0.05 + rough * waves - np.maximum(side - 0.03, 0) - np.maximum(end - 0.03, 0)
    return thing(sheet(np.stack([x, y, np.maximum(height, 0.05)], axis=-1)[:, ::-1]), cloth(rng))


def chair(rng: Rng) -> tuple[Pieces, float, float, float]:
    """A chair, stool or office chair."""
    kind = int(rng.integers(5))
    if kind == 0:
        return (
            from_parts(seating.chair(colour=colour(rng, "wood"), seat=colour(rng, "cloth")), label=FURNITURE),
            0.45,
            0.5,
            0.95,
        )
    seat, w, d = between(rng, 0.42, 0.5), between(rng, 0.4, 0.55), between(rng, 0.4, 0.52)
    cover, frame = (cloth if chance(rng, 0.6) else timber)(rng), one_of(rng, (*METAL, timber(rng)))
    pieces = [thing(moved(cushion((w, d, 0.07), round_m=0.03, puff_m=0.015), (0, 0, seat)), cover)]
    if kind == 1:
        spokes = [
            tube(
                [(0, 0, 0.1), (0.15 * np.cos(a), 0.15 * np.sin(a), 0.08), (0.3 * np.cos(a), 0.3 * np.sin(a), 0.04)],
                0.02,
                sides=8,
            )
            for a in np.arange(5) * 1.257
        ]
        pieces.append(thing(join([*spokes, cylinder(0.03, seat)]), frame))
    elif kind == 2:
        high = between(rng, 0.6, 0.8)
        pieces = [
            thing(moved(cushion((w * 0.8, d * 0.8, 0.05), round_m=0.02, puff_m=0.01), (0, 0, high)), cover),
            legs(rng, w * 0.8, d * 0.8, high, frame),
        ]
        return pieces, w, d, high
    else:
        pieces.append(legs(rng, w, d, seat - 0.02, frame))
    top = between(rng, 0.72, 1.15)
    back = tilted(
        box(
            (-w / 2 + 0.02, d / 2 - 0.05, seat + between(rng, 0.02, 0.2)),
            (w / 2 - 0.02, d / 2, top),
            bevel_m=0.02,
            steps=3,
        ),
        between(rng, 2, 14),
        about=(0, d / 2, seat),
    )
    pieces.append(thing(back, cover))
    if chance(rng, 0.3):
        pieces.append(
            thing(
                join(
                    [
                        box((s * w / 2 - 0.02, -d / 2 + 0.04, seat + 0.16), (s * w / 2 + 0.02, d / 2, seat + 0.2))
                        for s in (-1, 1)
                    ]
                ),
                frame,
            )
        )
    return pieces, w, d, top


def person(rng: Rng) -> tuple[Pieces, float, float, float]:
    """Somebody who stands about, roughly: head, hair, trunk, arms and legs."""
    tall = between(rng, 1.5, 1.9)
    hip, neck = 0.5 * tall, 0.83 * tall
    skin = Finish(one_of(rng, ("#e0b8a0", "#c68f6f", "#8d5a3b", "#5a3826", "#edccb8")), roughness=0.6)
    wide = between(rng, 0.17, 0.24)
    legs_ = [
        tube(
            [
                (s * 0.1 + between(rng, -0.06, 0.06), between(rng, -0.1, 0.1), 0),
                (s * 0.1, 0, hip / 2),
                (s * 0.08, 0, hip),
            ],
            0.075,
        )
        for s in (-1, 1)
    ]
    rings = (
        (0.95, 1.1, hip - 0.08),
        (0.85, 0.95, hip + 0.12),
        (1.0, 1.1, neck - 0.2),
        (0.9, 0.9, neck - 0.05),
        (0.3, 0.5, neck),
    )
    trunk = loft(np.stack([superellipse((wide * a, 0.12 * b), 2.5, z, sides=24) for a, b, z in rings]))
    arms = []
    for s in (-1, 1):
        elbow = (s * (wide + between(rng, 0.05, 0.2)), between(rng, -0.15, 0.1), neck - 0.35)
        hand = (
            elbow[0] + between(rng, -0.2, 0.1) * s,
            elbow[1] - between(rng, 0, 0.25),
            elbow[2] + between(rng, -0.28, 0.2),
        )
        arms.append(tube([(s * wide, 0, neck - 0.09), elbow, hand], 0.042))
    head = moved(blob(rng, (0.16, 0.2, 0.24)), (0, -0.01, neck + 0.02))
    hair = moved(blob(rng, (0.19, 0.22, between(rng, 0.14, 0.4))), (0, 0.03, neck + between(rng, 0.0, 0.14)))
    top, under = cloth(rng), cloth(rng)
    pieces = [thing(join(legs_), under), thing(trunk, top), thing(join(arms), top if chance(rng, 0.6) else skin)]
    return [*pieces, thing(head, skin), thing(hair, Finish(colour(rng, "wood"), roughness=0.7))], 0.5, 0.45, tall

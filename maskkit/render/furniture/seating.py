"""Sofas, armchairs and chairs."""

from __future__ import annotations

import numpy as np

from maskkit.render.finishes import DARK_OAK, fabric, wood
from maskkit.render.meshes import Mesh, join, moved, tilted
from maskkit.render.parts import Part
from maskkit.render.solids import box, cushion, tube

SEAT_M = 0.43
ARM_M = 0.2


def sofa(*, width_m: float = 2.1, depth_m: float = 0.92, seats: int = 3, colour: str = "#6e5b4b") -> list[Part]:
    """An upholstered sofa, its back at y = 0; one seat makes an armchair."""
    cloth, inner = fabric(colour), width_m - 2 * ARM_M
    pitch = inner / seats
    middles = (np.arange(seats) - (seats - 1) / 2) * pitch
    feet = [box((x - 0.03, y - 0.03, 0), (x + 0.03, y + 0.03, 0.09)) for x, y in _corners(width_m, depth_m)]
    body = [
        box((-width_m / 2, -depth_m, 0.08), (width_m / 2, -0.02, 0.30), bevel_m=0.03, steps=3),
        moved(tilted(box((-inner / 2, -0.22, 0.25), (inner / 2, 0, 0.80), bevel_m=0.07, steps=4), -4), (0, -0.02, 0)),
        *(_arm(side * (width_m - ARM_M) / 2, depth_m) for side in (-1, 1)),
    ]
    seat_depth = depth_m - 0.27
    bottoms = [
        moved(cushion((pitch - 0.01, seat_depth, 0.15), round_m=0.05, puff_m=0.025), (x, -0.24 - seat_depth / 2, 0.365))
        for x in middles
    ]
    backs = [
        moved(tilted(cushion((pitch - 0.015, 0.17, 0.46), round_m=0.07, puff_m=0.045), 13), (x, -0.27, 0.665))
        for x in middles
    ]
    return [
        Part("feet", join(feet), DARK_OAK),
        Part("body", join(body), cloth),
        Part("seat", join(bottoms + backs), cloth),
    ]


def _arm(x: float, depth_m: float) -> Mesh:
    half = ARM_M / 2
    return box((x - half, -depth_m, 0.1), (x + half, -0.03, 0.60), bevel_m=0.075, steps=5)


def _corners(width_m: float, depth_m: float) -> list[tuple[float, float]]:
    return [(x, y) for x in (-width_m / 2 + 0.09, width_m / 2 - 0.09) for y in (-depth_m + 0.08, -0.1)]


def armchair(*, width_m: float = 0.95, depth_m: float = 0.9, colour: str = "#7b6a57") -> list[Part]:
    """An upholstered armchair, its back at y = 0."""
    return sofa(width_m=width_m, depth_m=depth_m, seats=1, colour=colour)


def pillow(*, colour: str = "#a4673f", size_m: float = 0.44) -> list[Part]:
    """A loose cushion that leans backwards on its lower edge."""
    shape = tilted(cushion((size_m, 0.08, size_m), round_m=0.035, puff_m=0.05), 22)
    return [Part("pillow", moved(shape, (0, 0, size_m / 2)), fabric(colour))]


def chair(*, colour: str = "#8a5f38", seat: str = "#6f6a5b") -> list[Part]:
    """A dining chair with a slatted back, centred on its seat."""
    legs = [tube([[x, -0.19, 0], [x, -0.19, SEAT_M]], 0.019) for x in (-0.19, 0.19)]
    posts = [tube([[x, 0.22, 0], [x, 0.20, SEAT_M], [x, 0.24, 0.72], [x, 0.28, 0.93]], 0.019) for x in (-0.19, 0.19)]
    slats = [_slat(z) for z in (0.60, 0.71, 0.82, 0.91)]
    rails = [box((-0.19, y - 0.012, 0.37), (0.19, y + 0.012, SEAT_M - 0.01)) for y in (-0.19, 0.2)]
    rails += [box((x - 0.012, -0.19, 0.37), (x + 0.012, 0.2, SEAT_M - 0.01)) for x in (-0.19, 0.19)]
    pad = moved(cushion((0.43, 0.43, 0.05), round_m=0.02, puff_m=0.02), (0, 0, SEAT_M + 0.015))
    return [
        Part("frame", join(legs + posts + slats + rails), wood(colour, upright=True)),
        Part("seat", pad, fabric(seat)),
    ]


def _slat(z: float) -> Mesh:
    back = 0.20 + 0.08 * (z - SEAT_M) / (0.93 - SEAT_M)
    return box((-0.19, back - 0.009, z - 0.028), (0.19, back + 0.009, z + 0.028), bevel_m=0.006)


def stool(*, colour: str = "#a77b4a") -> list[Part]:
    """A wooden kitchen stool, centred."""
    legs = [tube([[0.15 * x, 0.15 * y, 0.44], [0.19 * x, 0.19 * y, 0]], 0.017) for x in (-1, 1) for y in (-1, 1)]
    return [Part("stool", join([*legs, box((-0.18, -0.18, 0.43), (0.18, 0.18, 0.46), bevel_m=0.012)]), wood(colour))]

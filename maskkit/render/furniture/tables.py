"""Tables, desks and bedside tables."""

from __future__ import annotations

from maskkit.render.finishes import STEEL, wood
from maskkit.render.meshes import Mesh, join, moved
from maskkit.render.parts import Part
from maskkit.render.solids import box, cylinder


def table(
    *,
    width_m: float = 1.4,
    depth_m: float = 0.8,
    height_m: float = 0.75,
    top_m: float = 0.03,
    leg_m: float = 0.06,
    colour: str = "#8a5f38",
) -> list[Part]:
    """A four-legged table, centred."""
    x, y = width_m / 2, depth_m / 2
    inset, under = 0.03, height_m - top_m
    legs = [
        _leg(sx * (x - inset - leg_m / 2), sy * (y - inset - leg_m / 2), leg_m, under)
        for sx in (-1, 1)
        for sy in (-1, 1)
    ]
    apron = [
        box((-x + 0.07, sy * (y - 0.07) - 0.01, under - 0.09), (x - 0.07, sy * (y - 0.07) + 0.01, under))
        for sy in (-1, 1)
    ]
    apron += [
        box((sx * (x - 0.07) - 0.01, -y + 0.07, under - 0.09), (sx * (x - 0.07) + 0.01, y - 0.07, under))
        for sx in (-1, 1)
    ]
    top = box((-x, -y, under), (x, y, height_m), bevel_m=0.006, steps=3)
    return [
        Part("legs", join(legs), wood(colour, upright=True)),
        Part("apron", join(apron), wood(colour)),
        Part("top", top, wood(colour)),
    ]


def _leg(x: float, y: float, thick: float, height: float) -> Mesh:
    return box((x - thick / 2, y - thick / 2, 0), (x + thick / 2, y + thick / 2, height), bevel_m=0.005)


def coffee_table(*, width_m: float = 1.1, depth_m: float = 0.6, colour: str = "#7d5632") -> list[Part]:
    """A low table with a shelf under its top, centred."""
    shelf = box((-width_m / 2 + 0.06, -depth_m / 2 + 0.06, 0.13), (width_m / 2 - 0.06, depth_m / 2 - 0.06, 0.15))
    base = table(width_m=width_m, depth_m=depth_m, height_m=0.44, top_m=0.035, leg_m=0.055, colour=colour)
    return [*base, Part("shelf", shelf, wood(colour))]


def bedside(
    *, width_m: float = 0.45, depth_m: float = 0.38, height_m: float = 0.52, colour: str = "#7a5230"
) -> list[Part]:
    """A bedside table with a drawer and an open shelf, its back at y = 0."""
    x, finish = width_m / 2, wood(colour)
    sides = [box((s * (x - 0.009) - 0.009, -depth_m, 0.06), (s * (x - 0.009) + 0.009, 0, height_m)) for s in (-1, 1)]
    boards = [box((-x, -depth_m - 0.01, height_m - 0.02), (x, 0, height_m)), box((-x, -depth_m, 0.08), (x, 0, 0.10))]
    body = box((-x + 0.018, -depth_m + 0.02, 0.30), (x - 0.018, -0.01, height_m - 0.02))
    back = box((-x + 0.018, -0.012, 0.1), (x - 0.018, -0.002, 0.3))
    feet = [
        box((s * (x - 0.04) - 0.02, y - 0.02, 0), (s * (x - 0.04) + 0.02, y + 0.02, 0.08))
        for s in (-1, 1)
        for y in (-depth_m + 0.04, -0.04)
    ]
    drawer = box((-x + 0.021, -depth_m, 0.315), (x - 0.021, -depth_m + 0.021, height_m - 0.026), bevel_m=0.004)
    knob = moved(cylinder(0.013, 0.022), (0, -depth_m - 0.012, 0.39))
    return [Part("body", join([*sides, *boards, body, back, *feet, drawer]), finish), Part("knob", knob, STEEL)]


def desk(*, width_m: float = 1.3, depth_m: float = 0.65, colour: str = "#b08a57") -> list[Part]:
    """A writing desk with a set of drawers on the right, its back at y = 0."""
    x, finish = width_m / 2, wood(colour)
    top = box((-x, -depth_m, 0.72), (x, 0, 0.75), bevel_m=0.004)
    left = box((-x + 0.02, -depth_m + 0.03, 0), (-x + 0.045, -0.02, 0.72))
    chest = box((x - 0.44, -depth_m + 0.05, 0.06), (x - 0.02, -0.02, 0.72))
    plinth = box((x - 0.42, -depth_m + 0.08, 0), (x - 0.04, -0.04, 0.06))
    back = box((-x + 0.045, -0.06, 0.35), (x - 0.44, -0.04, 0.72))
    fronts = [
        box((x - 0.437, -depth_m + 0.03, z), (x - 0.023, -depth_m + 0.051, z + 0.155))
        for z in (0.07, 0.232, 0.394, 0.556)
    ]
    pulls = [
        box((x - 0.28, -depth_m + 0.01, z + 0.09), (x - 0.18, -depth_m + 0.03, z + 0.102))
        for z in (0.07, 0.232, 0.394, 0.556)
    ]
    return [Part("body", join([top, left, chest, plinth, back, *fronts]), finish), Part("pulls", join(pulls), STEEL)]

"""What hangs on walls: pictures, radiators, sockets and switches; every piece has its back at y = 0."""

from __future__ import annotations

import numpy as np

from maskkit.render.finishes import WHITE_LACQUER, wood
from maskkit.render.meshes import Mesh, join, moved
from maskkit.render.parts import Part
from maskkit.render.scene import Finish
from maskkit.render.solids import box, cylinder, quad, tube


def picture(
    *,
    width_m: float = 0.6,
    height_m: float = 0.45,
    colour: str = "#5a3d26",
    art: str = "landscape",
    mount_m: float = 0.06,
) -> list[Part]:
    """A framed print with a mount, its foot at z = 0 of the item. ``art`` names a pattern that fills the print."""
    x, rim = width_m / 2, 0.022
    frame = [
        box((-x, -0.024, 0), (x, -0.002, rim), bevel_m=0.005),
        box((-x, -0.024, height_m - rim), (x, -0.002, height_m), bevel_m=0.005),
        box((-x, -0.024, rim), (-x + rim, -0.002, height_m - rim), bevel_m=0.005),
        box((x - rim, -0.024, rim), (x, -0.002, height_m - rim), bevel_m=0.005),
    ]
    mount = quad((-x + rim, -0.010, rim), (width_m - 2 * rim, 0, 0), (0, 0, height_m - 2 * rim))
    inset = rim + mount_m
    wide, high = width_m - 2 * inset, height_m - 2 * inset
    sheet = quad((-x + inset, -0.0105, inset), (wide, 0, 0), (0, 0, high))
    unit = Mesh(sheet.vertices, sheet.faces, sheet.normals, sheet.uvs / (wide, high))
    return [
        Part("frame", join(frame), wood(colour)),
        Part("mount", mount, Finish("#e2ddd0", roughness=0.9)),
        Part("print", unit, Finish("#ffffff", f"art-{art}", roughness=0.35)),
    ]


def radiator(*, width_m: float = 1.0, height_m: float = 0.55, foot_m: float = 0.14) -> list[Part]:
    """A ribbed panel radiator with its valve and pipes."""
    x, top = width_m / 2, foot_m + height_m
    ribs = int(width_m / 0.04)
    panel = box((-x, -0.085, foot_m), (x, -0.07, top), bevel_m=0.004)
    back = box((-x + 0.01, -0.045, foot_m + 0.01), (x - 0.01, -0.03, top - 0.02), bevel_m=0.004)
    waves = [
        box((c - 0.009, -0.094, foot_m + 0.035), (c + 0.009, -0.08, top - 0.035), bevel_m=0.006, steps=3)
        for c in -x + 0.02 + 0.04 * np.arange(ribs)
    ]
    grille = [box((-x, -0.09, top - 0.012), (x, -0.03, top + 0.004), bevel_m=0.003)]
    valve = [
        moved(cylinder(0.022, 0.06), (x + 0.045, -0.06, foot_m + 0.02)),
        tube(
            [(x - 0.01, -0.06, foot_m + 0.03), (x + 0.02, -0.06, foot_m + 0.03), (x + 0.045, -0.06, foot_m + 0.03)],
            0.009,
        ),
    ]
    pipes = [
        tube([(px, -0.06, 0), (px, -0.06, foot_m / 2), (px, -0.06, foot_m + 0.03)], 0.009)
        for px in (-x + 0.04, x + 0.045)
    ]
    brackets = [
        box((s * (x - 0.15) - 0.015, -0.07, foot_m + 0.05), (s * (x - 0.15) + 0.015, 0, top - 0.05)) for s in (-1, 1)
    ]
    return [
        Part(
            "panel",
            join([panel, back, *waves, *grille, *valve, *pipes, *brackets]),
            Finish("#e3e0d6", roughness=0.35, coat=0.2),
        )
    ]


def socket(*, gangs: int = 1) -> list[Part]:
    """A wall socket or, above a door handle's height, a switch."""
    half = 0.04 * gangs
    plate = box((-half, -0.009, -0.04), (half, 0, 0.04), bevel_m=0.004)
    wells = [
        box((c - 0.02, -0.0105, -0.02), (c + 0.02, -0.008, 0.02), bevel_m=0.002)
        for c in (np.arange(gangs) - (gangs - 1) / 2) * 0.08
    ]
    return [Part("plate", plate, WHITE_LACQUER), Part("wells", join(wells), Finish("#cfcdc6", roughness=0.4))]


def clock(*, radius_m: float = 0.14) -> list[Part]:
    """A round wall clock, its foot at its middle."""
    from maskkit.render.meshes import turned

    to_room = ((1, 0, 0), (0, 0, -1), (0, 1, 0))
    rim, face = turned(cylinder(radius_m, 0.03), to_room), turned(cylinder(radius_m - 0.014, 0.032), to_room)
    hands = [
        box((-0.004, -0.036, -0.01), (0.004, -0.033, 0.085), bevel_m=0.001),
        box((-0.06, -0.036, -0.004), (0.01, -0.033, 0.004), bevel_m=0.001),
    ]
    return [
        Part("rim", rim, Finish("#2c2a28")),
        Part("face", face, Finish("#e8e5dc")),
        Part("hands", join(hands), Finish("#1d1d1d")),
    ]

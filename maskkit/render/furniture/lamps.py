"""Lamps: the shade itself glows, as a lit shade does in a photo."""

from __future__ import annotations

import numpy as np

from maskkit.render.finishes import BLACK, BRASS, WHITE_LACQUER
from maskkit.render.meshes import Mesh, join, moved
from maskkit.render.parts import Part
from maskkit.render.scene import Finish
from maskkit.render.solids import box, cylinder, lathe, quad, tube

WARM = "#ffd9a0"


def _shade(low: float, high: float, z: float, height: float) -> Mesh:
    """An open fabric cone with thickness, so that light also leaves at its top and foot."""
    inner = 0.004
    return lathe(
        [(low - inner, z), (low, z), (high, z + height), (high - inner, z + height), (low - inner, z)], caps=False
    )


def _bulb(x: float, y: float, z: float, radius: float = 0.03) -> Mesh:
    angle = np.linspace(0.02, np.pi - 0.02, 10)
    return moved(lathe([(float(radius * np.sin(a)), float(-radius * np.cos(a))) for a in angle], sides=20), (x, y, z))


def floor_lamp(*, height_m: float = 1.55, glow: float = 2.2) -> list[Part]:
    """A standing lamp with a fabric shade, centred."""
    pole = [cylinder(0.14, 0.025, bevel_m=0.008), tube([(0, 0, 0.02), (0, 0, 0.7), (0, 0, height_m - 0.2)], 0.011)]
    shade = _shade(0.21, 0.15, height_m - 0.28, 0.28)
    return [
        Part("pole", join(pole), BRASS),
        Part("shade", shade, Finish(WARM, glow=glow)),
        Part("bulb", _bulb(0, 0, height_m - 0.14, 0.035), Finish(WARM, glow=glow * 22)),
    ]


def table_lamp(*, colour: str = "#7d6a55", glow: float = 2.2) -> list[Part]:
    """A bedside lamp with a turned foot, centred."""
    foot = lathe(
        [
            (0.07, 0),
            (0.075, 0.01),
            (0.05, 0.03),
            (0.045, 0.06),
            (0.075, 0.12),
            (0.06, 0.19),
            (0.02, 0.22),
            (0.012, 0.26),
            (0.01, 0.30),
        ]
    )
    return [
        Part("foot", foot, Finish(colour, roughness=0.3, coat=0.5)),
        Part("shade", _shade(0.145, 0.10, 0.25, 0.19), Finish(WARM, glow=glow)),
        Part("bulb", _bulb(0, 0, 0.35), Finish(WARM, glow=glow * 18)),
    ]


def pendant(*, drop_m: float = 0.6, radius_m: float = 0.2, colour: str = "#e9e2d0", glow: float = 2.0) -> list[Part]:
    """A shade on a cord; the item's foot is the point on the ceiling."""
    top, deep = -drop_m, 0.17
    cord = tube([(0, 0, 0), (0, 0, top / 2), (0, 0, top + 0.02)], 0.004, sides=8)
    rose = moved(cylinder(0.045, 0.03), (0, 0, -0.03))
    shade = _shade(radius_m, radius_m * 0.55, top - deep, deep)
    return [
        Part("cord", join([cord, rose]), WHITE_LACQUER),
        Part("shade", shade, Finish(colour, glow=glow)),
        Part("bulb", _bulb(0, 0, top - deep * 0.5, 0.035), Finish(WARM, glow=glow * 20)),
    ]


def globe(*, radius_m: float = 0.13, glow: float = 2.5) -> list[Part]:
    """An opal glass bowl on the ceiling; the item's foot is the point on the ceiling."""
    bowl = lathe(
        [(0.01, -0.085), (radius_m * 0.6, -0.075), (radius_m * 0.92, -0.045), (radius_m, -0.018), (radius_m, -0.012)]
    )
    rim = moved(cylinder(radius_m + 0.008, 0.014), (0, 0, -0.014))
    return [Part("bowl", bowl, Finish("#fff0d8", glow=glow)), Part("rim", rim, BRASS)]


def bare_bulb(*, drop_m: float = 0.35, glow: float = 0.0) -> list[Part]:
    """A bulb on its cord, as it is left in an empty room; the item's foot is the point on the ceiling."""
    cord = tube([(0, 0, 0), (0, 0, -drop_m / 2), (0, 0, -drop_m + 0.05)], 0.004, sides=8)
    socket = moved(cylinder(0.02, 0.06), (0, 0, -drop_m))
    rose = moved(cylinder(0.045, 0.025), (0, 0, -0.025))
    bulb = _bulb(0, 0, -drop_m - 0.025)
    return [
        Part("cord", join([cord, socket, rose]), BLACK),
        Part("bulb", bulb, Finish("#f4efe4", roughness=0.2, glow=glow)),
    ]


def wall_light(*, width_m: float = 0.5, glow: float = 6.0) -> list[Part]:
    """A strip light over a mirror, its back at y = 0."""
    x = width_m / 2
    case = box((-x, -0.05, 0), (x, 0, 0.05), bevel_m=0.006)
    strip = box((-x + 0.02, -0.075, 0.004), (x - 0.02, -0.05, 0.046), bevel_m=0.012, steps=3)
    return [Part("case", case, WHITE_LACQUER), Part("strip", strip, Finish("#fff1dc", glow=glow))]


def light_panel(*, width_m: float = 1.0, depth_m: float = 1.0, glow: float = 2.0) -> list[Part]:
    """A flat panel in the ceiling that shines down; the item's foot is the point on the ceiling at its middle."""
    panel = quad((-width_m / 2, depth_m / 2, -0.004), (width_m, 0, 0), (0, -depth_m, 0))
    return [Part("panel", panel, Finish("#ffffff", glow=glow))]


def wall_glow(*, width_m: float = 2.0, height_m: float = 2.0, glow: float = 1.0) -> list[Part]:
    """A whole wall that shines evenly, such as the light of the rooms behind the viewer; its back at y = 0."""
    sheet_ = quad((-width_m / 2, -0.004, 0), (width_m, 0, 0), (0, 0, height_m))
    return [Part("sheet", sheet_, Finish("#ffffff", glow=glow))]

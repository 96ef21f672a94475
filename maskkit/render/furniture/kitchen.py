"""Kitchen units and appliances; every piece has its back at y = 0."""

from __future__ import annotations

from maskkit.render.finishes import BLACK, CHROME, DARK_GLASS, STEEL, WHITE_LACQUER, wood
from maskkit.render.furniture.storage import FRONT_M, fronts, knobs
from maskkit.render.meshes import Mesh, join, moved
from maskkit.render.parts import Part
from maskkit.render.scene import Finish
from maskkit.render.solids import box, cylinder, lathe, tube

TOP_M = 0.90
DEPTH_M = 0.58


def base_units(
    *,
    width_m: float = 2.4,
    columns: int = 4,
    colour: str = "#a9793f",
    worktop: str = "#8d8377",
    sink_at: float = 0.3,
) -> list[Part]:
    """A row of base units with a drawer over each door and a worktop; ``sink_at`` 0..1 along it, < 0 for none."""
    x, y = width_m / 2, -DEPTH_M
    body = box((-x, y + FRONT_M, 0.10), (x, 0, TOP_M - 0.038))
    kick = box((-x + 0.005, y + 0.06, 0), (x - 0.005, -0.02, 0.11))
    left, right, split, high = -x + 0.004, x - 0.004, 0.70, TOP_M - 0.045
    faces = [
        *fronts((left, 0.115), (right, split), y, columns=columns, panelled=True),
        *fronts((left, split), (right, high), y, columns=columns),
    ]
    pulls = [
        *knobs((left, 0.115), (right, split), y, columns=columns, at=0.85),
        *(_centred_knob(-x + width_m * (i + 0.5) / columns, y, (split + high) / 2) for i in range(columns)),
    ]
    top = box((-x - 0.005, y - 0.025, TOP_M - 0.038), (x + 0.005, 0, TOP_M), bevel_m=0.008, steps=3)
    parts = [
        Part("body", join([body, *faces]), wood(colour, upright=True)),
        Part("kick", kick, Finish("#4a3a2b", roughness=0.6)),
        Part("knobs", join(pulls), BLACK),
        Part("worktop", top, Finish(worktop, "speckle", roughness=0.35, coat=0.2)),
    ]
    return parts + (_sink(-x + width_m * sink_at) if sink_at >= 0 else [])


def _centred_knob(x: float, y: float, z: float) -> Mesh:
    return box((x - 0.012, y - 0.024, z - 0.012), (x + 0.012, y, z + 0.012), bevel_m=0.008, steps=3)


def _sink(x: float) -> list[Part]:
    """A pressed steel sink: its rim and drainer stand on the worktop, the bowl is a dark inset."""
    rim = [
        box((x - 0.28, -0.50, TOP_M), (x + 0.28, -0.46, TOP_M + 0.007)),
        box((x - 0.28, -0.13, TOP_M), (x + 0.28, -0.08, TOP_M + 0.007)),
        box((x - 0.28, -0.46, TOP_M), (x - 0.23, -0.13, TOP_M + 0.007)),
        box((x + 0.23, -0.46, TOP_M), (x + 0.28, -0.13, TOP_M + 0.007)),
    ]
    bowl = box((x - 0.23, -0.46, TOP_M), (x + 0.23, -0.13, TOP_M + 0.002))
    spout = tube(_arch(x, -0.105), 0.011)
    foot = moved(cylinder(0.024, 0.05), (x, -0.105, TOP_M + 0.005))
    lever = box((x + 0.02, -0.112, TOP_M + 0.04), (x + 0.085, -0.098, TOP_M + 0.05), bevel_m=0.004)
    return [
        Part("sink", join(rim), STEEL),
        Part("bowl", bowl, Finish("#5d5e5f", roughness=0.35, metallic=0.8)),
        Part("tap", join([spout, foot, lever]), CHROME),
    ]


def _arch(x: float, y: float) -> list[tuple[float, float, float]]:
    """A swan neck that rises at (x, y) and comes down 18 cm in front of it."""
    import numpy as np

    bend = [(x, y - 0.09 + 0.09 * np.cos(a), TOP_M + 0.2 + 0.09 * np.sin(a)) for a in np.linspace(0, np.pi, 12)]
    return [(x, y, TOP_M), (x, y, TOP_M + 0.1), *bend, (x, y - 0.18, TOP_M + 0.16)]


def wall_units(*, width_m: float = 2.4, columns: int = 4, colour: str = "#a9793f", height_m: float = 0.7) -> list[Part]:
    """A row of wall units, their foot at z = 0 of the item."""
    x, y = width_m / 2, -0.33
    body = [
        box((-x, y + FRONT_M, 0), (x, 0, height_m)),
        box((-x - 0.01, y - 0.012, height_m), (x + 0.01, 0, height_m + 0.045), bevel_m=0.012),
    ]
    low, high = (-x + 0.003, 0.003), (x - 0.003, height_m - 0.003)
    doors = fronts(low, high, y, columns=columns, panelled=True)
    return [
        Part("body", join([*body, *doors]), wood(colour, upright=True)),
        Part("knobs", join(knobs(low, high, y, columns=columns, at=0.12)), BLACK),
    ]


def cooker(*, width_m: float = 0.6) -> list[Part]:
    """A free-standing white cooker with four plates and an oven."""
    x, y = width_m / 2 - 0.004, -DEPTH_M - 0.01
    body = [
        box((-x + 0.01, y + 0.06, 0), (x - 0.01, -0.03, 0.05)),
        box((-x, y + 0.02, 0.04), (x, -0.01, TOP_M - 0.012), bevel_m=0.006),
        box((-x, y - 0.01, TOP_M - 0.015), (x, -0.01, TOP_M + 0.004), bevel_m=0.006),
        box((-x, -0.03, TOP_M), (x, -0.01, TOP_M + 0.09), bevel_m=0.004),
        box((-x, y, 0.77), (x, y + 0.03, TOP_M - 0.015)),
        box((-x, y, 0.05), (x, y + 0.03, 0.2)),
        box((-x, y, 0.205), (x, y + 0.03, 0.765)),
    ]
    plates = [
        moved(cylinder(r, 0.012), (px, py, TOP_M + 0.003))
        for px, py, r in ((-0.14, -0.2, 0.075), (0.14, -0.2, 0.095), (-0.14, -0.44, 0.095), (0.14, -0.44, 0.075))
    ]
    dials = [
        box((dx - 0.018, y - 0.022, 0.81), (dx + 0.018, y, 0.846), bevel_m=0.014, steps=3)
        for dx in (-0.2, -0.12, -0.04, 0.04, 0.12, 0.2)
    ]
    window = box((-x + 0.08, y - 0.003, 0.32), (x - 0.08, y + 0.001, 0.64), bevel_m=0.002)
    handle = tube([(-x + 0.07, y - 0.035, 0.70), (0, y - 0.035, 0.70), (x - 0.07, y - 0.035, 0.70)], 0.01)
    posts = [box((s * (x - 0.09) - 0.008, y - 0.035, 0.692), (s * (x - 0.09) + 0.008, y, 0.708)) for s in (-1, 1)]
    return [
        Part("body", join(body), Finish("#e4e2dc", roughness=0.25, coat=0.5)),
        Part("plates", join([*plates, *dials]), BLACK),
        Part("window", window, DARK_GLASS),
        Part("handle", join([handle, *posts]), STEEL),
    ]


def hood(*, width_m: float = 0.6) -> list[Part]:
    """A flat extractor hood, its foot at z = 0 of the item."""
    x = width_m / 2 - 0.004
    return [
        Part(
            "hood",
            join([box((-x, -0.48, 0), (x, 0, 0.07), bevel_m=0.006), box((-x, -0.32, 0.07), (x, 0, 0.14))]),
            WHITE_LACQUER,
        )
    ]


def fridge(*, width_m: float = 0.58, height_m: float = 1.68) -> list[Part]:
    """A white fridge-freezer."""
    x, y, split = width_m / 2, -0.62, height_m * 0.36
    white = Finish("#e3e2de", roughness=0.28, coat=0.4)
    doors = [
        box((-x, y, z0), (x, y + 0.055, z1), bevel_m=0.012, steps=3)
        for z0, z1 in ((0.06, split - 0.004), (split + 0.004, height_m))
    ]
    case = box((-x + 0.002, y + 0.06, 0.03), (x - 0.002, -0.02, height_m - 0.005), bevel_m=0.006)
    feet = box((-x + 0.03, y + 0.08, 0), (x - 0.03, -0.05, 0.035))
    pulls = [
        box((-x + 0.03, y - 0.03, z0), (-x + 0.055, y, z1), bevel_m=0.008, steps=3)
        for z0, z1 in ((split - 0.3, split - 0.05), (split + 0.06, split + 0.36))
    ]
    return [Part("case", join([*doors, case, *pulls]), white), Part("feet", feet, BLACK)]


def kettle() -> list[Part]:
    """A steel kettle, centred."""
    body = lathe([(0.085, 0), (0.088, 0.01), (0.08, 0.1), (0.06, 0.16), (0.02, 0.175)])
    handle = tube([(0.05, 0, 0.16), (0.075, 0, 0.215), (0, 0, 0.24), (-0.075, 0, 0.215), (-0.05, 0, 0.16)], 0.008)
    spout = tube([(-0.07, 0, 0.07), (-0.11, 0, 0.11), (-0.135, 0, 0.15)], 0.014)
    return [Part("body", join([body, spout]), STEEL), Part("handle", handle, BLACK)]


def splashback(*, width_m: float = 2.4, height_m: float = 0.55, colour: str = "#d9cfb4") -> list[Part]:
    """A band of tiles on the wall, its foot at z = 0 of the item."""
    return [
        Part(
            "tiles",
            box((-width_m / 2, -0.008, 0), (width_m / 2, 0, height_m), bevel_m=0.001),
            Finish(colour, "tiles-15", roughness=0.2, coat=0.4),
        )
    ]

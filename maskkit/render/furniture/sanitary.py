"""Baths, basins, toilets, showers and what hangs beside them; every piece has its back at y = 0."""

from __future__ import annotations

import numpy as np

from maskkit.render.finishes import CERAMIC, CHROME, MIRROR, STEEL, WHITE_LACQUER, fabric
from maskkit.render.meshes import Mesh, join, moved, turned
from maskkit.render.parts import Part
from maskkit.render.scene import Finish
from maskkit.render.solids import box, cylinder, lathe, loft, sheet, superellipse, tube

BATH_M = 0.56
TO_WALL = ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, -1.0, 0.0))


def bath(*, width_m: float = 1.7, depth_m: float = 0.75, apron: str = "#dcd6c8") -> list[Part]:
    """A built-in bath with a tiled apron, mixer tap and hand shower."""
    x, y = width_m / 2, depth_m / 2
    rim = [
        superellipse((x - 0.04, y - 0.04), 40, 0.02),
        superellipse((x - 0.04, y - 0.04), 40, BATH_M - 0.035),
        superellipse((x, y), 40, BATH_M - 0.03),
        superellipse((x, y), 40, BATH_M),
        superellipse((x - 0.055, y - 0.055), 9, BATH_M + 0.004),
        superellipse((x - 0.075, y - 0.075), 7, BATH_M - 0.012),
        superellipse((x - 0.10, y - 0.095), 5, BATH_M - 0.14),
        superellipse((x - 0.15, y - 0.12), 4.5, BATH_M - 0.32),
        superellipse((x - 0.22, y - 0.17), 4, BATH_M - 0.40),
        superellipse((x - 0.4, y - 0.3), 3, BATH_M - 0.415),
    ]
    tub = moved(loft(np.stack(rim)), (0, -y, 0))
    panels = [box((-x + 0.002, -depth_m + 0.004, 0), (x - 0.002, -depth_m + 0.02, BATH_M - 0.03), bevel_m=0.002)]
    panels += [
        box((s * (x - 0.010) - 0.008, -depth_m + 0.02, 0), (s * (x - 0.010) + 0.008, -0.004, BATH_M - 0.03))
        for s in (-1, 1)
    ]
    skirt = join(panels)
    tap = [
        box((-0.11, -0.06, 0.80), (0.11, -0.012, 0.84), bevel_m=0.014, steps=3),
        tube([(0, -0.04, 0.81), (0, -0.12, 0.812), (0, -0.18, 0.79)], 0.013),
        *(_wall_disc(0.027, 0.012, (side, 0.82)) for side in (-0.075, 0.075)),
        tube([(0.22, -0.035, 1.0), (0.22, -0.035, 1.3), (0.22, -0.035, 1.6)], 0.009),
        *(_wall_disc(0.018, 0.035, (0.22, z)) for z in (1.02, 1.58)),
        tube([(0.22, -0.06, 1.40), (0.22, -0.10, 1.50), (0.22, -0.14, 1.55)], 0.013),
        moved(turned(cylinder(0.042, 0.02), ((1, 0, 0), (0, 0.8, 0.6), (0, -0.6, 0.8))), (0.22, -0.145, 1.535)),
    ]
    return [
        Part("tub", tub, CERAMIC),
        Part("apron", skirt, Finish(apron, "tiles-15", roughness=0.2, coat=0.4)),
        Part("tap", join(tap), CHROME),
    ]


def _wall_disc(radius: float, thick: float, at_xz: tuple[float, float]) -> Mesh:
    """A round plate on the wall that looks into the room."""
    shape = turned(cylinder(radius, thick), ((1, 0, 0), (0, 0, -1), (0, 1, 0)))
    return moved(shape, (at_xz[0], 0, at_xz[1]))


def basin(*, width_m: float = 0.56, colour: str = "#e9e9e5") -> list[Part]:
    """A washbasin on its pedestal, with a tap."""
    half, deep, top = width_m / 2, 0.225, 0.84
    sections = [
        superellipse((half * 0.45, deep * 0.45), 2.4, top - 0.17),
        superellipse((half * 0.75, deep * 0.72), 2.6, top - 0.13),
        superellipse((half * 0.95, deep * 0.93), 3.0, top - 0.06),
        superellipse((half, deep), 3.4, top - 0.02),
        superellipse((half - 0.006, deep - 0.006), 3.4, top),
        superellipse((half - 0.05, deep - 0.045), 2.8, top + 0.002),
        superellipse((half - 0.07, deep - 0.06), 2.5, top - 0.02),
        superellipse((half - 0.11, deep - 0.095), 2.3, top - 0.10),
        superellipse((half - 0.2, deep - 0.17), 2.0, top - 0.125),
    ]
    bowl = moved(loft(np.stack(sections)), (0, -deep, 0))
    pedestal = [
        superellipse((a, b), 2.6, z)
        for a, b, z in (
            (0.12, 0.1, 0),
            (0.115, 0.095, 0.04),
            (0.085, 0.075, 0.12),
            (0.08, 0.07, 0.5),
            (0.1, 0.09, 0.68),
        )
    ]
    foot = moved(loft(np.stack(pedestal)), (0, -0.17, 0))
    tap = [
        moved(cylinder(0.022, 0.075), (0, -0.055, top - 0.002)),
        tube([(0, -0.055, top + 0.055), (0, -0.11, top + 0.065), (0, -0.155, top + 0.045)], 0.011),
        box((-0.008, -0.11, top + 0.075), (0.008, -0.04, top + 0.087), bevel_m=0.004),
    ]
    ceramic = Finish(colour, roughness=0.1, coat=0.8)
    return [Part("bowl", bowl, ceramic), Part("pedestal", foot, ceramic), Part("tap", join(tap), CHROME)]


def toilet(*, colour: str = "#e9e9e5") -> list[Part]:
    """A floor-standing toilet with its cistern."""
    ceramic = Finish(colour, roughness=0.1, coat=0.8)
    middle = -0.43
    rows = (
        (0.115, 0.2, 0.0, 0.02),
        (0.105, 0.19, 0.05, 0.02),
        (0.10, 0.17, 0.15, 0.02),
        (0.145, 0.20, 0.28, 0.01),
        (0.18, 0.235, 0.37, 0.0),
        (0.183, 0.24, 0.40, 0.0),
    )
    pan = loft(np.stack([superellipse((a, b), 2.5, z) + np.array([0, middle + shift, 0]) for a, b, z, shift in rows]))
    lid = loft(
        np.stack(
            [
                superellipse((0.187 - d, 0.245 - d), 2.5, z) + np.array([0, middle + 0.005, 0])
                for d, z in ((0.006, 0.402), (0, 0.407), (0, 0.428), (0.012, 0.437), (0.06, 0.442))
            ]
        )
    )
    neck = box((-0.1, -0.26, 0.05), (0.1, -0.08, 0.38), bevel_m=0.04, steps=4)
    cistern = [
        box((-0.19, -0.19, 0.37), (0.19, -0.015, 0.74), bevel_m=0.03, steps=4),
        box((-0.197, -0.197, 0.735), (0.197, -0.012, 0.77), bevel_m=0.012, steps=3),
    ]
    button = moved(cylinder(0.02, 0.008), (0, -0.1, 0.768))
    return [
        Part("pan", join([pan, neck, *cistern]), ceramic),
        Part("lid", lid, WHITE_LACQUER),
        Part("button", button, CHROME),
    ]


def shower(
    *, width_m: float = 0.9, depth_m: float = 0.9, drawn: float = 0.45, colour: str = "#dfe3df", seed: int = 0
) -> list[Part]:
    """A corner shower tray with riser, hand shower and a curtain on its rail; ``drawn`` 0..1 closes the curtain."""
    x = width_m / 2
    tray = [
        box((-x, -depth_m, 0), (x, -depth_m + 0.05, 0.14), bevel_m=0.012, steps=3),
        box((-x, -0.05, 0), (x, 0, 0.14)),
        box((-x, -depth_m, 0), (-x + 0.05, 0, 0.14), bevel_m=0.012, steps=3),
        box((x - 0.05, -depth_m, 0), (x, 0, 0.14)),
        box((-x, -depth_m, 0), (x, 0, 0.09)),
    ]
    riser = [
        tube([(0, -0.05, 1.05), (0, -0.05, 1.5), (0, -0.05, 2.0)], 0.01),
        *(_wall_disc(0.018, 0.05, (0, z)) for z in (1.07, 1.98)),
        box((-0.13, -0.075, 1.02), (0.13, -0.015, 1.06), bevel_m=0.014, steps=3),
        tube([(0, -0.07, 1.78), (0, -0.12, 1.88), (0, -0.17, 1.92)], 0.012),
        moved(cylinder(0.05, 0.02), (0, -0.19, 1.90)),
    ]
    front = -depth_m + 0.02
    rail = join([_bar((-x, front), (x, front)), _bar((x, front), (x, 0.0))])
    cloth = _folds(width_m * drawn, 1.83, int(5 + 9 * drawn), seed)
    return [
        Part("tray", join(tray), CERAMIC),
        Part("riser", join([*riser, rail]), CHROME),
        Part("curtain", moved(cloth, (-x + 0.03, -depth_m + 0.02, 0.17)), Finish(colour, roughness=0.6)),
    ]


def _bar(start_xy: tuple[float, float], end_xy: tuple[float, float]) -> Mesh:
    """A straight piece of the curtain's rail."""
    return tube(np.linspace((*start_xy, 2.02), (*end_xy, 2.02), 3), 0.011)


def _folds(width_m: float, height_m: float, folds: int, seed: int) -> Mesh:
    """Hanging cloth from x = 0 to the right with soft folds, foot at z = 0, hung in the plane y = 0."""
    rng = np.random.default_rng(seed)
    u, v = np.meshgrid(np.linspace(0, 1, 24 * folds), np.linspace(0, 1, 24), indexing="ij")
    phase = rng.uniform(0, 2 * np.pi)
    sway = 0.35 * np.sin(3 * u * np.pi + phase) + 0.25 * (1 - v) * np.sin(5 * u * np.pi + 2 * phase)
    depth = 0.045 * np.sin(2 * np.pi * (folds * u + sway)) * (0.55 + 0.45 * (1 - v))
    return sheet(np.stack([u * width_m, depth, v * height_m], axis=-1))


def mirror(*, width_m: float = 0.6, height_m: float = 0.8) -> list[Part]:
    """A framed mirror, its foot at z = 0 of the item."""
    x = width_m / 2
    frame = box((-x - 0.018, -0.022, -0.018), (x + 0.018, -0.002, height_m + 0.018), bevel_m=0.005)
    glass = box((-x, -0.026, 0), (x, -0.021, height_m), bevel_m=0.001)
    return [Part("frame", frame, STEEL), Part("glass", glass, MIRROR)]


def mirror_cabinet(*, width_m: float = 0.6, height_m: float = 0.62) -> list[Part]:
    """A bathroom cabinet with two mirrored doors, its foot at z = 0 of the item."""
    x = width_m / 2
    case = box((-x, -0.13, 0), (x, 0, height_m))
    doors = [
        box((a + 0.002, -0.142, 0.004), (b - 0.002, -0.132, height_m - 0.004), bevel_m=0.001)
        for a, b in ((-x, 0), (0, x))
    ]
    return [Part("case", case, WHITE_LACQUER), Part("doors", join(doors), MIRROR)]


def towel_rail(*, width_m: float = 0.6, colour: str = "#b98f7d", seed: int = 0) -> list[Part]:
    """A rail with a towel over it; the rail hangs 0.65 m above the item's foot."""
    x = width_m / 2
    rail = [
        tube([(-x, -0.07, 0.65), (0, -0.07, 0.65), (x, -0.07, 0.65)], 0.008),
        *(_wall_disc(0.016, 0.07, (s * (x - 0.02), 0.65)) for s in (-1, 1)),
    ]
    rng = np.random.default_rng(seed)
    u, t = np.meshgrid(np.linspace(-1, 1, 40), np.linspace(0, 1, 60), indexing="ij")
    drop, over = 0.58, 0.018
    z = np.where(t < 0.55, 0.66 - drop * (0.55 - t) / 0.55, 0.66 - 0.4 * (t - 0.55) / 0.45)
    y = -0.07 + over * np.tanh((t - 0.55) * 40) + 0.004 * np.sin(6 * u + rng.uniform(0, 6)) * (0.66 - z)
    towel = sheet(np.stack([0.2 * u, y, z], axis=-1))
    return [Part("rail", join(rail), CHROME), Part("towel", towel, fabric(colour))]


def bottles(*, seed: int = 0) -> list[Part]:
    """Three bottles of soap, centred."""
    rng = np.random.default_rng(seed)
    looks = ("#b9a27a", "#e2e0d8", "#5f7f88")
    return [
        Part(
            f"bottle{i}",
            moved(
                lathe(
                    [
                        (0.026 * w, 0),
                        (0.03 * w, 0.006),
                        (0.03 * w, 0.12 * h),
                        (0.022 * w, 0.14 * h),
                        (0.01, 0.148 * h),
                        (0.01, 0.17 * h),
                    ],
                    sides=20,
                ),
                (x, float(rng.uniform(-0.02, 0.02)), 0),
            ),
            Finish(colour, roughness=0.3),
        )
        for i, (x, colour, w, h) in enumerate(
            zip((-0.08, 0.0, 0.08), looks, rng.uniform(0.8, 1.1, 3), rng.uniform(0.8, 1.3, 3), strict=True)
        )
    ]

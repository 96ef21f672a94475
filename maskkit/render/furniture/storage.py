"""Cabinets, wardrobes, shelves and what stands in them."""

from __future__ import annotations

import numpy as np

from maskkit.render.finishes import BLACK, BRASS, DARK_GLASS, STEEL, wood
from maskkit.render.meshes import Mesh, join
from maskkit.render.parts import Part
from maskkit.render.scene import Finish
from maskkit.render.solids import box

GAP_M = 0.003
FRONT_M = 0.019
BOARD_M = 0.022


def fronts(
    low: tuple[float, float],
    high: tuple[float, float],
    y: float,
    *,
    columns: int,
    rows: int = 1,
    panelled: bool = False,
) -> list[Mesh]:
    """Door or drawer fronts that fill the (x, z) rectangle low..high, their outer faces at ``y``."""
    xs, zs = np.linspace(low[0], high[0], columns + 1), np.linspace(low[1], high[1], rows + 1)
    cells = [(xs[i], zs[j], xs[i + 1], zs[j + 1]) for i in range(columns) for j in range(rows)]
    return [shape for cell in cells for shape in _front(cell, y, panelled=panelled)]


def _front(cell: tuple[float, float, float, float], y: float, *, panelled: bool) -> list[Mesh]:
    left, bottom, right, top = cell
    left, bottom, right, top = left + GAP_M / 2, bottom + GAP_M / 2, right - GAP_M / 2, top - GAP_M / 2
    slab = box((left, y + 0.006 if panelled else y, bottom), (right, y + FRONT_M, top), bevel_m=0.002)
    if not panelled:
        return [slab]
    rail = min(0.065, (right - left) / 4, (top - bottom) / 4)
    frame = [
        box((left, y, bottom), (left + rail, y + 0.018, top), bevel_m=0.003),
        box((right - rail, y, bottom), (right, y + 0.018, top), bevel_m=0.003),
        box((left + rail, y, bottom), (right - rail, y + 0.018, bottom + rail), bevel_m=0.003),
        box((left + rail, y, top - rail), (right - rail, y + 0.018, top), bevel_m=0.003),
    ]
    middle = box(
        (left + rail + 0.02, y + 0.001, bottom + rail + 0.02),
        (right - rail - 0.02, y + 0.016, top - rail - 0.02),
        bevel_m=0.005,
    )
    return [slab, *frame, middle]


def knobs(
    low: tuple[float, float], high: tuple[float, float], y: float, *, columns: int, rows: int = 1, at: float = 0.5
) -> list[Mesh]:
    """A small knob on each front, near the edge where a pair of doors meets; ``at`` is the height on the front."""
    xs, zs = np.linspace(low[0], high[0], columns + 1), np.linspace(low[1], high[1], rows + 1)
    shapes = []
    for i in range(columns):
        near = xs[i + 1] - 0.045 if i % 2 == 0 and columns > 1 else xs[i] + 0.045
        x = (xs[0] + xs[1]) / 2 if rows > 1 and columns == 1 else near
        shapes += [
            box((x - 0.012, y - 0.024, z - 0.012), (x + 0.012, y, z + 0.012), bevel_m=0.008, steps=3)
            for z in zs[:-1] + at * (zs[1] - zs[0])
        ]
    return shapes


def cabinet(
    *,
    width_m: float = 1.6,
    height_m: float = 0.8,
    depth_m: float = 0.42,
    columns: int = 4,
    rows: int = 1,
    colour: str = "#7d5632",
    panelled: str = "yes",
    knob_height: float = 0.5,
) -> list[Part]:
    """A closed cabinet with doors (or drawers, with more rows), its back at y = 0: sideboard, wardrobe or chest."""
    x, finish = width_m / 2, wood(colour, upright=height_m > width_m)
    low, high, y = (-x + 0.01, 0.075), (x - 0.01, height_m - 0.03), -depth_m
    body = [
        box((-x, y + FRONT_M, 0.07), (x, 0, height_m - 0.025)),
        box((-x + 0.02, y + 0.05, 0), (x - 0.02, -0.02, 0.08)),
        box((-x - 0.012, y - 0.012, height_m - 0.025), (x + 0.012, 0, height_m), bevel_m=0.006),
    ]
    doors = fronts(low, high, y, columns=columns, rows=rows, panelled=panelled == "yes")
    pulls = knobs(low, high, y, columns=columns, rows=rows, at=knob_height)
    return [Part("body", join([*body, *doors]), finish), Part("knobs", join(pulls), BRASS)]


def bookshelf(
    *,
    width_m: float = 0.9,
    height_m: float = 1.9,
    depth_m: float = 0.3,
    colour: str = "#a97f4d",
    seed: int = 0,
    shelves: int = 5,
    fill: float = 0.75,
) -> list[Part]:
    """An open shelf with books, its back at y = 0."""
    x, levels = width_m / 2, np.linspace(0.06, height_m - BOARD_M, shelves + 1)
    case = [
        box((s * (x - BOARD_M / 2) - BOARD_M / 2, -depth_m, 0), (s * (x - BOARD_M / 2) + BOARD_M / 2, 0, height_m))
        for s in (-1, 1)
    ]
    case += [box((-x + BOARD_M, -depth_m + 0.005, z), (x - BOARD_M, 0, z + BOARD_M)) for z in levels]
    case += [box((-x + 0.01, -0.008, 0.05), (x - 0.01, -0.001, height_m - 0.005), bevel_m=0.001)]
    rng = np.random.default_rng(seed)
    shelf_high = float(levels[1] - levels[0]) - BOARD_M
    rows = [_books(float(z) + BOARD_M, x - BOARD_M - 0.005, shelf_high, fill, rng) for z in levels[:-1]]
    return [Part("case", join(case), wood(colour)), *(part for row in rows for part in row)]


BOOK_COLOURS = (
    "#6b2f2a",
    "#2f4557",
    "#c8b892",
    "#3d4a37",
    "#8a6a3c",
    "#d9d5ca",
    "#22262b",
    "#7b8088",
    "#a34e34",
    "#4e3b56",
)


def _books(z: float, half: float, room_m: float, fill: float, rng: np.random.Generator) -> list[Part]:
    """A row of standing books from the left, in a few colours."""
    stacks: dict[str, list[Mesh]] = {}
    x, end = -half, -half + 2 * half * fill * rng.uniform(0.7, 1.15)
    while x < min(end, half - 0.06):
        thick, high, deep = rng.uniform(0.014, 0.045), room_m * rng.uniform(0.62, 0.93), rng.uniform(0.13, 0.2)
        book = box((x, -0.03 - deep, z), (x + thick, -0.03, z + high), bevel_m=0.003)
        stacks.setdefault(str(rng.choice(BOOK_COLOURS)), []).append(book)
        x += thick + 0.001
    return [Part(f"books{colour}", join(shapes), Finish(colour, roughness=0.7)) for colour, shapes in stacks.items()]


def television(*, width_m: float = 0.95) -> list[Part]:
    """A flat television on its foot, its back at y = 0."""
    x, high = width_m / 2, width_m * 0.58
    case = box((-x, -0.07, 0.06), (x, -0.02, 0.06 + high), bevel_m=0.006)
    foot = [box((-0.18, -0.17, 0), (0.18, 0.05, 0.014)), box((-0.03, -0.06, 0.01), (0.03, -0.03, 0.1))]
    screen = box((-x + 0.018, -0.0725, 0.085), (x - 0.018, -0.068, 0.042 + high), bevel_m=0.001)
    return [Part("case", join([case, *foot]), BLACK), Part("screen", screen, DARK_GLASS)]


def boxes(*, seed: int = 0, colour: str = "#a98458") -> list[Part]:
    """Two stacked moving boxes, centred."""
    rng = np.random.default_rng(seed)
    shift = float(rng.uniform(-0.03, 0.03))
    lower, upper = (
        box((-0.3, -0.2, 0), (0.3, 0.2, 0.36), bevel_m=0.004),
        box((-0.22 + shift, -0.17, 0.36), (0.24 + shift, 0.18, 0.66), bevel_m=0.004),
    )
    tape = [
        box((-0.301, -0.025, 0.2), (0.301, 0.025, 0.3615), bevel_m=0.001),
        box((-0.221 + shift, -0.025, 0.54), (0.241 + shift, 0.025, 0.6615), bevel_m=0.001),
    ]
    return [
        Part("card", join([lower, upper]), Finish(colour, roughness=0.9)),
        Part("tape", join(tape), Finish("#b79a68", roughness=0.3)),
    ]


def bin_(*, radius_m: float = 0.13, height_m: float = 0.3) -> list[Part]:
    """A steel pedal bin, centred."""
    from maskkit.render.solids import lathe

    profile = [
        (radius_m, 0.0),
        (radius_m, height_m),
        (radius_m * 0.99, height_m + 0.015),
        (radius_m * 0.7, height_m + 0.035),
        (0.01, height_m + 0.04),
    ]
    return [Part("bin", lathe(profile), STEEL)]

"""A face laid with its new material: where the pattern starts, zones and profiles of a wall, and their relief."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from maskkit.engines.sampling import Places, Pyramid, build_pyramid, sample
from maskkit.geometry.planes import Plane

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.geometry.layout import Layout
    from maskkit.render.looks import Wall
    from maskkit.render.textures.surface import Surface

    Field = NDArray[np.float32]

RELIEF_STRENGTH = 0.55
NOOK_DEPTH = 0.13
NOOK_M = 0.035
"""Where floor and wall meet, less light comes in: by how much, and how far it reaches."""
LONG_BOARD = 2.5
"""Floor modules longer than this ratio are boards, which run along the room."""


def lay_floor(surface: Surface, layout: Layout, towards: Field, places: Places) -> Field:
    """Linear colour (N, 3) of a floor or ceiling; tiles start in the far corner, boards run along the room."""
    scale, box = layout.scale_m_per_unit, layout.box
    placed = places.moved((-box.left if box.left < box.right else box.right) * scale, box.back * scale)
    if runs_along(surface, layout):
        placed, towards = placed.turned(), towards[[1, 0, 2]]
    edges = np.array([-box.left, box.right, box.back]) * scale
    u, v = places.uv[:, 0], places.uv[:, 1]
    gap = np.minimum(np.minimum(u - edges[0], edges[1] - u), edges[2] - v)
    return sample(_lit_pyramid(surface, _rounded(towards)), placed) * _nook(gap)


def _nook(gap_m: Field) -> Field:
    """(N, 1) what is left of the light at a distance from an inner edge."""
    return np.asarray(1 - NOOK_DEPTH * np.exp(-np.maximum(gap_m, 0) / NOOK_M), np.float32)[:, None]


def runs_along(surface: Surface, layout: Layout) -> bool:
    """Whether the boards of a floor run away from the camera."""
    across, along = surface.module_m
    board = across > LONG_BOARD * along > 0
    return board and layout.box.back > 0.6 * (layout.box.left + layout.box.right)


def lay_wall(wall: Wall, corner_m: float, towards: Field, places: Places) -> Field:
    """Linear colour (N, 3) of a wall: its zones from the floor up, the profile between them, the skirting.

    The pattern starts at ``corner_m`` along the walls, and each zone's at its lower edge.
    """
    height = places.uv[:, 1]
    pixel = np.maximum(np.abs(places.slopes[:, 1, :]).sum(axis=1), 1e-4)
    colour = np.zeros((len(height), 3), np.float32)
    for zone in wall.zones:
        share = _between(height, zone.bottom_m or -np.inf, zone.top_m, pixel)
        index = np.flatnonzero(share > 0)
        if len(index):
            placed = places.chosen(index).moved(corner_m, zone.bottom_m)
            colour[index] += sample(_lit_pyramid(zone.surface, _rounded(towards)), placed) * share[index, None]
    for zone in wall.zones[:-1]:
        if wall.trim_m:
            colour = _strip(colour, height - zone.top_m + wall.trim_m / 2, wall.trim_m, pixel, wall.trim)
    if wall.skirting_m:
        colour = _strip(colour, np.maximum(height, wall.skirting_m / 2), wall.skirting_m, pixel, wall.skirting)
    return colour * _nook(height)


def _between(height: Field, low: float, high: float, pixel: Field) -> Field:
    """The share of a pixel that lies between two heights."""
    above = np.clip((height - low) / pixel + 0.5, 0, 1) if np.isfinite(low) else 1.0
    below = np.clip((high - height) / pixel + 0.5, 0, 1) if np.isfinite(high) else 1.0
    return np.asarray(above * below * np.ones_like(height), np.float32)


def _strip(colour: Field, height: Field, width_m: float, pixel: Field, paint: tuple[float, float, float]) -> Field:
    """A profile with a light upper edge and a thin shadow above it and below."""
    share = _between(height, 0.0, width_m, pixel)[:, None]
    edge = _between(height, 0.8 * width_m, width_m, pixel)[:, None]
    seam = np.exp(-np.abs(height - width_m) / np.maximum(0.004, pixel))[:, None]
    lit = np.array(paint, np.float32) * (1 + 0.08 * edge)
    return np.asarray((colour + (lit - colour) * share) * (1 - 0.16 * seam), np.float32)


def corner_m(layout: Layout, plane: Plane) -> float:
    """Where the pattern of a wall starts, in metres along the walls: in a corner that is in view if there is one."""
    left, right = -layout.box.left * layout.scale_m_per_unit, layout.box.right * layout.scale_m_per_unit
    sees_left = Plane.LEFT in np.unique(layout.plane_map((64, 48)))
    if plane is Plane.RIGHT or (plane is Plane.BACK and not sees_left):
        return right
    return left


def _rounded(towards: Field) -> tuple[float, float]:
    return round(float(towards[0]), 1), round(float(towards[1]), 1)


@lru_cache(maxsize=10)
def _lit_pyramid(surface: Surface, towards: tuple[float, float]) -> Pyramid:
    """The material's pyramid with the shading of its relief, for light that comes from ``towards`` (u, v)."""
    h, w = surface.relief_m.shape
    across, down = surface.size_m[0] / w, surface.size_m[1] / h
    du = (np.roll(surface.relief_m, -1, 1) - np.roll(surface.relief_m, 1, 1)) / (2 * across)
    dv = (np.roll(surface.relief_m, 1, 0) - np.roll(surface.relief_m, -1, 0)) / (2 * down)
    slant = RELIEF_STRENGTH * (1 + surface.gloss) * (du * towards[0] + dv * towards[1])
    return build_pyramid(surface.albedo * np.clip(1 - slant, 0.6, 1.35)[..., None], surface.size_m)

"""The room itself: floor, ceiling, walls with their openings, skirting boards; and all parts of a scene."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from maskkit.render.furniture.catalogue import furnish
from maskkit.render.furniture.joinery import CASING_M, door, window
from maskkit.render.meshes import Mesh, join, moved
from maskkit.render.parts import Part, placed
from maskkit.render.scene import Finish, Opening, Room, Scene
from maskkit.render.solids import box, polygon, quad

SKIRTING_DEPTH_M = 0.012


@dataclass(frozen=True, slots=True)
class Wall:
    """One wall's own frame: x along it from its first corner, y out of the room, z up."""

    start: tuple[float, float]
    length_m: float
    turn_deg: float

    def point(self, along_m: float, into_room_m: float = 0.0, z: float = 0.0) -> tuple[float, float, float]:
        """The world position of a place on, or in front of, this wall."""
        angle = np.radians(self.turn_deg)
        cos, sin = float(np.cos(angle)), float(np.sin(angle))
        x = self.start[0] + along_m * cos + into_room_m * sin
        return (x, self.start[1] + along_m * sin - into_room_m * cos, z)


def walls_of(room: Room) -> tuple[Wall, ...]:
    """The walls of a room in the order of its outline.

    >>> wall = walls_of(Room(((0, 0), (0, 3), (2, 3), (2, 0))))[1]
    >>> wall.length_m, wall.turn_deg, wall.point(0.5, 0.25)
    (2.0, 0.0, (0.5, 2.75, 0.0))
    """
    ring = np.array(room.outline, float)
    steps = np.roll(ring, -1, axis=0) - ring
    return tuple(
        Wall((float(x), float(y)), float(np.hypot(dx, dy)), float(np.degrees(np.arctan2(dy, dx))))
        for (x, y), (dx, dy) in zip(ring, steps, strict=True)
    )


def scene_parts(scene: Scene) -> tuple[Part, ...]:
    """Everything that is to be drawn, in a fixed order: the shell, then the items."""
    return (*shell_parts(scene.room), *(part for item in scene.items for part in furnish(item)))


def shell_parts(room: Room) -> tuple[Part, ...]:
    """Floor, ceiling, walls, openings and skirting boards of a room."""
    walls = walls_of(room)
    flat = [
        Part("floor/floor", polygon(room.outline, 0.0, face_up=True), room.floor),
        Part("ceiling/ceiling", polygon(room.outline, room.height_m, face_up=False), room.ceiling),
    ]
    upright = [part for index, wall in enumerate(walls) for part in _wall_parts(room, index, wall)]
    return (*flat, *upright)


def wall_finish(room: Room, index: int) -> Finish:
    """The paint of one wall."""
    return room.walls[index % len(room.walls)]


def _wall_parts(room: Room, index: int, wall: Wall) -> tuple[Part, ...]:
    openings = [opening for opening in room.openings if opening.wall == index]
    tiled = room.tiled_to_m
    parts = [Part(f"wall/{index}", _face(wall.length_m, (tiled, room.height_m), openings), wall_finish(room, index))]
    if tiled:
        parts.append(Part(f"wall/tiles{index}", _face(wall.length_m, (0.0, tiled), openings), room.tiles))
    elif room.skirting_m:
        parts.append(Part(f"skirting/{index}", _skirting(room, wall, openings), room.trim))
    own = list(placed(parts, (*wall.start, 0.0), turn_deg=wall.turn_deg))
    return (*own, *(part for opening in openings for part in _opening_parts(room, wall, opening)))


def _opening_parts(room: Room, wall: Wall, opening: Opening) -> tuple[Part, ...]:
    build = window if opening.kind == "window" else door
    reveal = room.tiles if room.tiled_to_m > opening.sill_m else wall_finish(room, opening.wall)
    at = wall.point(opening.start_m, 0.0, opening.sill_m)
    return placed(build(opening, reveal), at, turn_deg=wall.turn_deg, owner=opening.kind)


def _face(length_m: float, levels: tuple[float, float], openings: list[Opening]) -> Mesh:
    """The wall between two heights with its openings left out, as a grid of quads."""
    low, high = levels
    xs = sorted({0.0, length_m, *(edge for one in openings for edge in (one.start_m, one.start_m + one.width_m))})
    sides = {edge for one in openings for edge in (one.sill_m, one.sill_m + one.height_m) if low < edge < high}
    zs = sorted({low, high, *sides})
    cells = [
        _cell(x0, x1, z0, z1)
        for x0, x1 in pairwise(xs)
        for z0, z1 in pairwise(zs)
        if not any(_inside((x0 + x1) / 2, (z0 + z1) / 2, one) for one in openings)
    ]
    return join(cells)


def _cell(x0: float, x1: float, z0: float, z1: float) -> Mesh:
    flat = quad((x0, 0, z0), (x1 - x0, 0, 0), (0, 0, z1 - z0))
    return Mesh(flat.vertices, flat.faces, flat.normals, flat.uvs + np.array([x0, z0]))


def _inside(x: float, z: float, opening: Opening) -> bool:
    across = opening.start_m < x < opening.start_m + opening.width_m
    return across and opening.sill_m < z < opening.sill_m + opening.height_m


def _skirting(room: Room, wall: Wall, openings: list[Opening]) -> Mesh:
    """Boards along the foot of the wall, left out at doors and at windows that reach the floor."""
    low = sorted(
        (one.start_m - CASING_M * (one.kind == "door"), one.start_m + one.width_m + CASING_M * (one.kind == "door"))
        for one in openings
        if one.sill_m < room.skirting_m
    )
    edges = [0.0, *(edge for gap in low for edge in gap), wall.length_m]
    runs = [(x0, x1) for x0, x1 in zip(edges[::2], edges[1::2], strict=True) if x1 - x0 > 0.01]
    boards = [box((x0, -SKIRTING_DEPTH_M, 0), (x1, 0, room.skirting_m), bevel_m=0.004) for x0, x1 in runs]
    return join(boards) if boards else moved(box((0, 0, 0), (0.001, 0.001, 0.001)), (0, 0.01, 0))

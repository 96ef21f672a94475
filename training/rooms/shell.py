"""Floors, walls with holes, ceilings: the flat surfaces of a room, each with its plane's number."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from maskkit.render.furniture.joinery import CASING_M, REVEAL_M, door, window
from maskkit.render.meshes import Mesh, join, moved
from maskkit.render.parts import placed
from maskkit.render.scene import Finish, Opening, Room
from maskkit.render.shell import Wall, walls_of
from maskkit.render.solids import box, polygon, quad
from training.rooms.pieces import (
    CEILING,
    CEILING_PLANE,
    DOOR,
    FLOOR,
    FLOOR_PLANE,
    FURNITURE,
    PANE,
    STAIRS,
    WALL,
    WINDOW,
    Piece,
    from_parts,
)  # fmt: skip

Ring = tuple[tuple[float, float], ...]
GLASS = Finish("#000000", "outdoors", glow=1.0)
WHITE = Finish("#efeeea", roughness=0.35, coat=0.3)
BARE = Finish("#a98d6a")


@dataclass(frozen=True)
class Hole:
    """An opening in a wall: a window, a door, or a passage without a leaf. ``style`` says how it is filled."""

    wall: int
    kind: str
    start_m: float
    width_m: float
    sill_m: float
    height_m: float
    style: str = "plain"
    panes: int = 1
    finish: Finish = WHITE
    casing_m: float = 0.0
    ajar_deg: float = 0.0


@dataclass(frozen=True)
class Zone:
    """A wall's finish from a height upwards."""

    from_m: float
    finish: Finish


@dataclass(frozen=True)
class Shell:
    """One room: outline clockwise from above, height, holes and finishes; ``zones`` one tuple for each wall.

    ``slopes`` are attic planes: (wall index, height at that wall, rise in degrees). ``first`` numbers its first wall.
    """

    outline: Ring
    height_m: float
    holes: tuple[Hole, ...] = ()
    floor: Finish = BARE
    ceiling: Finish = WHITE
    zones: tuple[tuple[Zone, ...], ...] = ()
    trim: Finish = WHITE
    skirting_m: float = 0.08
    cornice_m: float = 0.0
    slopes: tuple[tuple[int, float, float], ...] = ()
    first: int = 1
    columns: tuple[tuple[float, float, float, float, float], ...] = field(default=())
    rail_m: float = 0.0
    moulding_m: float = 0.0

    @property
    def walls(self) -> tuple[Wall, ...]:
        """The frames of its walls."""
        return walls_of(Room(self.outline))


def shell_pieces(shell: Shell) -> list[Piece]:
    """Everything that is built: surfaces, joinery, skirting, columns."""
    flat = [
        Piece(polygon(shell.outline, 0.0, face_up=True), shell.floor, FLOOR, FLOOR_PLANE),
        Piece(polygon(shell.outline, shell.height_m, face_up=False), shell.ceiling, CEILING, CEILING_PLANE),
        *(Piece(_slope(shell, *slope), shell.ceiling, CEILING, CEILING_PLANE) for slope in shell.slopes),
    ]
    upright = [piece for index, wall in enumerate(shell.walls) for piece in _wall(shell, index, wall)]
    return [*flat, *upright, *_columns(shell)]


def bare_planes(shell: Shell) -> list[Piece]:
    """The flat surfaces alone, without things, and closed but for passages: what lies behind everything."""
    walls = []
    for index, wall in enumerate(shell.walls):
        holes = [hole for hole in shell.holes if hole.wall == index and hole.kind == "passage"]
        face = moved(_face(wall.length_m, (0.0, shell.height_m), holes), (*wall.start, 0.0), turn_deg=wall.turn_deg)
        walls.append(Piece(face, Finish(), WALL, shell.first + index))
        walls += [piece for hole in holes for piece in _reveal(shell, index, wall, hole)]
    flat = [piece for piece in shell_pieces(_without(shell)) if piece.label in (FLOOR, CEILING)]
    return [*flat, *walls, *_columns(shell)]


def _without(shell: Shell) -> Shell:
    return Shell(shell.outline, shell.height_m, slopes=shell.slopes, zones=(), skirting_m=0.0)


def plane_normals(shell: Shell) -> dict[int, tuple[float, float, float]]:
    """Where each numbered wall looks to: unit vectors in the world."""
    found = {}
    for index, wall in enumerate(shell.walls):
        angle = np.radians(wall.turn_deg)
        found[shell.first + index] = (float(np.sin(angle)), -float(np.cos(angle)), 0.0)
    for number, _, normal in _column_faces(shell):
        found[number] = (float(normal[0]), float(normal[1]), 0.0)
    return found


def _zones(shell: Shell, index: int) -> tuple[Zone, ...]:
    return shell.zones[index % len(shell.zones)] if shell.zones else (Zone(0.0, Finish()),)


def _wall(shell: Shell, index: int, wall: Wall) -> list[Piece]:
    holes = [hole for hole in shell.holes if hole.wall == index]
    zones = _zones(shell, index)
    edges = [*(zone.from_m for zone in zones), shell.height_m]
    number = shell.first + index
    made = [
        Piece(_face(wall.length_m, (low, high), holes), zone.finish, WALL, number)
        for zone, (low, high) in zip(zones, pairwise(edges), strict=True)
        if high > low
    ]
    if shell.skirting_m:
        made += [Piece(one, shell.trim, WALL, number) for one in _skirting(shell.skirting_m, wall.length_m, holes)]
    if shell.cornice_m:
        low = shell.height_m - shell.cornice_m
        strip = box((0, -shell.cornice_m * 0.8, low), (wall.length_m, 0, shell.height_m), bevel_m=shell.cornice_m * 0.5)
        made.append(Piece(strip, shell.trim, CEILING, 0))
    if shell.rail_m:
        rail = box((0, -0.018, shell.rail_m), (wall.length_m, 0, shell.rail_m + 0.05), bevel_m=0.006)
        made += [Piece(rail, shell.trim, WALL, number)] if not holes else []
    if shell.moulding_m:
        bars = _mouldings(shell, wall.length_m, holes)
        made += [Piece(join(bars), zones[0].finish, WALL, number)] if bars else []
    here = [Piece(moved(p.mesh, (*wall.start, 0.0), turn_deg=wall.turn_deg), p.finish, p.label, p.plane) for p in made]
    return here + [piece for hole in holes for piece in _joinery(shell, index, wall, hole)]


def _face(length_m: float, levels: tuple[float, float], holes: list[Hole]) -> Mesh:
    low, high = levels
    xs = sorted({0.0, length_m, *(x for one in holes for x in (one.start_m, one.start_m + one.width_m))})
    sides = {z for one in holes for z in (one.sill_m, one.sill_m + one.height_m) if low < z < high}
    cells = []
    for x0, x1 in pairwise(xs):
        for z0, z1 in pairwise(sorted({low, high, *sides})):
            if not any(_within((x0 + x1) / 2, (z0 + z1) / 2, one) for one in holes):
                flat = quad((x0, 0, z0), (x1 - x0, 0, 0), (0, 0, z1 - z0))
                cells.append(Mesh(flat.vertices, flat.faces, flat.normals, flat.uvs + np.array([x0, z0])))
    return join(cells) if cells else quad((0, 0.5, low), (0.001, 0, 0), (0, 0, 0.001))


def _within(x: float, z: float, hole: Hole) -> bool:
    return hole.start_m < x < hole.start_m + hole.width_m and hole.sill_m < z < hole.sill_m + hole.height_m


def _mouldings(shell: Shell, length_m: float, holes: list[Hole]) -> list[Mesh]:
    """Frames of thin bars on the free stretches of a wall, as panelled walls have them."""
    edges = sorted([0.0, length_m, *(x for h in holes for x in (h.start_m - 0.1, h.start_m + h.width_m + 0.1))])
    bars = []
    for x0, x1 in zip(edges[::2], edges[1::2], strict=True):
        count = max(1, round((x1 - x0) / shell.moulding_m))
        step, t = (x1 - x0) / count, 0.03
        for left in (x0 + step * k + 0.1 for k in range(count) if step > 0.35):
            right, low, top = left + step - 0.2, shell.skirting_m + 0.15, shell.height_m - 0.25
            bars += [box((left, -0.02, z), (right, 0.001, z + t), bevel_m=0.004) for z in (low, top - t)]
            bars += [box((x, -0.02, low), (x + t, 0.001, top), bevel_m=0.004) for x in (left, right - t)]
    return bars


def _skirting(height_m: float, length_m: float, holes: list[Hole]) -> list[Mesh]:
    gaps = sorted((h.start_m - CASING_M * (h.kind == "door"), h.start_m + h.width_m + CASING_M * (h.kind == "door"))
                  for h in holes if h.sill_m < height_m)  # fmt: skip
    edges = [0.0, *(edge for gap in gaps for edge in gap), length_m]
    runs = [(x0, x1) for x0, x1 in zip(edges[::2], edges[1::2], strict=True) if x1 - x0 > 0.02]
    return [box((x0, -0.014, 0), (x1, 0, height_m), bevel_m=0.004) for x0, x1 in runs]


def _joinery(shell: Shell, index: int, wall: Wall, hole: Hole) -> list[Piece]:
    number = shell.first + index
    if hole.kind == "passage":
        return [
            *_reveal(shell, index, wall, hole),
            *_casing(wall, hole, WALL if hole.style == "plain" else DOOR, number),
        ]
    finish = _zones(shell, index)[0].finish
    at = wall.point(hole.start_m, 0.0, hole.sill_m)
    if hole.kind == "window":
        opening = Opening(
            index, "window", 0, hole.width_m, hole.sill_m, hole.height_m, hole.style, hole.panes, hole.finish
        )
        parts = placed(window(opening, finish), at, turn_deg=wall.turn_deg, owner="window")
        return [*from_parts(parts, plane=number), *_casing(wall, hole, WINDOW, number)]
    if hole.style in ("glass", "half-glass", "ajar"):
        return [*_own_door(wall, hole, number), *_casing(wall, hole, _leaf_label(hole), number)]
    if hole.style == "sliding":
        return _barn_door(wall, hole, number)
    opening = Opening(index, "door", 0, hole.width_m, 0.0, hole.height_m, hole.style, 1, hole.finish)
    return from_parts(placed(door(opening, finish), at, turn_deg=wall.turn_deg, owner="door"), plane=number)


def _casing(wall: Wall, hole: Hole, label: int, number: int) -> list[Piece]:
    """A frame of boards on the wall around a hole."""
    w, t = hole.width_m, hole.casing_m
    if not t:
        return []
    top, low = hole.height_m, (-t if hole.sill_m > 0.2 else 0.0)
    bars = [
        box((-t, -0.02, low), (0.004, 0.002, top + t), bevel_m=0.005),
        box((w - 0.004, -0.02, low), (w + t, 0.002, top + t), bevel_m=0.005),
        box((0, -0.02, top - 0.004), (w, 0.002, top + t), bevel_m=0.005),
        *([box((0, -0.02, -t), (w, 0.002, 0.004), bevel_m=0.005)] if low else []),
    ]
    at = wall.point(hole.start_m, 0.0, hole.sill_m)
    return [Piece(moved(join(bars), at, turn_deg=wall.turn_deg), hole.finish, label, number)]


def _reveal(shell: Shell, index: int, wall: Wall, hole: Hole) -> list[Piece]:
    """The thickness of the wall around a passage; a bare one has none, as the wall behind it brings it along."""
    if hole.style == "bare":
        return []
    w, h, deep = hole.width_m, hole.height_m, REVEAL_M
    sides = [
        quad((0, deep, h), (w, 0, 0), (0, -deep, 0)),
        quad((0, 0, 0), (0, deep, 0), (0, 0, h)),
        quad((w, deep, 0), (0, -deep, 0), (0, 0, h)),
    ]
    at = wall.point(hole.start_m, 0.0, hole.sill_m)
    finish = _zones(shell, index)[0].finish
    floor = Piece(
        moved(quad((0, 0, 0.0), (w, 0, 0), (0, deep, 0)), at, turn_deg=wall.turn_deg), shell.floor, FLOOR, FLOOR_PLANE
    )
    return [floor, *(Piece(moved(one, at, turn_deg=wall.turn_deg), finish, WALL, 0) for one in sides)]


def _leaf_label(hole: Hole) -> int:
    """Wide glass doors to the garden count as windows."""
    return WINDOW if hole.style == "glass" and hole.panes > 1 else DOOR


def _barn_door(wall: Wall, hole: Hole, number: int) -> list[Piece]:
    """A leaf that hangs from a rail before the wall."""
    w, h = hole.width_m, hole.height_m
    leaf = box((-0.08, -0.07, 0.01), (w + 0.08, -0.035, h + 0.04), bevel_m=0.005)
    boards = [box((x, -0.08, 0.01), (x + 0.1, -0.03, h + 0.04), bevel_m=0.004) for x in (-0.08, w - 0.02)]
    rail = box((-0.3, -0.06, h + 0.07), (w + 0.3, -0.045, h + 0.11))
    hangers = [box((x - 0.02, -0.085, h - 0.2), (x + 0.02, -0.07, h + 0.12)) for x in (0.12, w - 0.12)]
    at = wall.point(hole.start_m, 0.0, 0.0)
    parts = ((join([leaf, *boards]), hole.finish), (join([rail, *hangers]), Finish("#232324", roughness=0.4)))
    return [Piece(moved(mesh, at, turn_deg=wall.turn_deg), finish, DOOR, number) for mesh, finish in parts]


def _own_door(wall: Wall, hole: Hole, number: int) -> list[Piece]:
    """A leaf with glass, or one that stands ajar before a dark or lit space."""
    w, h = hole.width_m, hole.height_m
    low = 0.1 if hole.style == "glass" else h * 0.45
    frame = [
        box((0, 0, 0), (0.04, 0.1, h)),
        box((w - 0.04, 0, 0), (w, 0.1, h)),
        box((0.04, 0, h - 0.04), (w - 0.04, 0.1, h)),
    ]
    label = _leaf_label(hole)
    pieces = [Piece(join(frame), hole.finish, label, number)]
    if hole.style == "ajar":
        leaf = moved(box((0, 0, 0.006), (w - 0.09, 0.04, h - 0.05)), (0, 0, 0), turn_deg=-hole.ajar_deg)
        pieces.append(Piece(moved(leaf, (0.045, 0.0, 0)), hole.finish, DOOR, 0))
        pieces.append(Piece(quad((-0.6, 1.4, 0), (w + 1.2, 0, 0), (0, 0, h)), Finish(hole.finish.colour), WALL, number))
        pieces.append(
            Piece(quad((-0.6, 0.1, 0.0), (w + 1.2, 0, 0), (0, 1.3, 0)), Finish("#8a8378"), FLOOR, FLOOR_PLANE)
        )
        pieces.append(
            Piece(quad((-0.6, 1.4, h), (w + 1.2, 0, 0), (0, -1.3, 0)), Finish("#dddad4"), CEILING, CEILING_PLANE)
        )
        pieces += [
            Piece(quad((x, 0.1, 0), (0, 1.3, 0), (0, 0, h)), Finish("#c9c4ba"), WALL, 0) for x in (-0.6, w + 0.6)
        ]
    else:
        count, bar = max(1, hole.panes), 0.09
        step = (w - 0.08) / count
        for leaf_at in (0.04 + step * k for k in range(count)):
            pieces.append(Piece(join([
                box((leaf_at, 0.03, 0.006), (leaf_at + bar, 0.07, h - 0.04)),
                box((leaf_at + step - bar, 0.03, 0.006), (leaf_at + step, 0.07, h - 0.04)),
                box((leaf_at + bar, 0.03, 0.006), (leaf_at + step - bar, 0.07, low)),
                box((leaf_at + bar, 0.03, h - 0.16), (leaf_at + step - bar, 0.07, h - 0.04)),
            ]), hole.finish, label, number))  # fmt: skip
            glass = quad((leaf_at + bar, 0.05, low), (step - 2 * bar, 0, 0), (0, 0, h - 0.16 - low))
            pieces.append(Piece(glass, GLASS, label, number, PANE))
    handle = box((w - 0.15, -0.03, 1.0), (w - 0.13, 0.03, 1.12), bevel_m=0.006)
    pieces += (
        [] if hole.style == "ajar" else [Piece(handle, Finish("#8f8b84", metallic=1.0, roughness=0.3), label, number)]
    )
    at = wall.point(hole.start_m, 0.0, hole.sill_m)
    return [Piece(moved(p.mesh, at, turn_deg=wall.turn_deg), p.finish, p.label, p.plane, p.role) for p in pieces]


def _slope(shell: Shell, index: int, knee_m: float, rise_deg: float) -> Mesh:
    """An attic plane from a wall's knee up into the room."""
    wall = shell.walls[index]
    reach = (shell.height_m - knee_m) / np.tan(np.radians(rise_deg))
    far = float(reach) + 0.05
    up = shell.height_m - knee_m + 0.05 * float(np.tan(np.radians(rise_deg)))
    corner = np.array(wall.point(-0.5, 0.0, knee_m))
    along = np.array(wall.point(wall.length_m + 0.5, 0.0, knee_m)) - corner
    inward = np.array(wall.point(-0.5, far, knee_m + up)) - corner
    return quad(corner, inward, along)


def _column_faces(shell: Shell) -> list[tuple[int, Mesh, np.ndarray]]:
    """The upright faces of columns, breasts and half-walls: (x0, y0, x1, y1, height) boxes inside the room."""
    faces, number = [], shell.first + len(shell.outline)
    for x0, y0, x1, y1, height in shell.columns:
        ring = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
        for start, end in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            side = end - start
            normal = np.array([side[1], -side[0]]) / np.hypot(*side)
            faces.append((number, quad((*start, 0.0), (*side, 0.0), (0, 0, height)), normal))
            number += 1
    return faces


def _columns(shell: Shell) -> list[Piece]:
    finish = _zones(shell, 0)[0].finish
    made = [Piece(face, finish, WALL, number) for number, face, _ in _column_faces(shell)]
    tops = [polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], z, face_up=True) for x0, y0, x1, y1, z in shell.columns]
    return [*made, *(Piece(top, finish, WALL, 0) for top in tops)]


def last_number(shell: Shell) -> int:
    """The highest plane number that a shell uses."""
    return shell.first + len(shell.outline) + 4 * len(shell.columns) - 1


def stairs(width_m: float, steps: int, finish: Finish) -> list[Piece]:
    """A straight flight that goes up to +y from the origin, closed below."""
    rise, tread = 0.18, 0.27
    blocks = [box((0, tread * k, 0), (width_m, tread * (k + 1), rise * (k + 1)), bevel_m=0.004) for k in range(steps)]
    return [Piece(join(blocks), finish, STAIRS)]


def beams(shell: Shell, finish: Finish, count: int, size_m: tuple[float, float]) -> list[Piece]:
    """Beams below the ceiling, from left to right over the whole room: they count as ceiling."""
    ring = np.array(shell.outline)
    low, high = ring.min(axis=0), ring.max(axis=0)
    wide, deep = size_m
    return [
        Piece(
            box((low[0], y - wide / 2, shell.height_m - deep), (high[0], y + wide / 2, shell.height_m + 0.01)),
            finish,
            CEILING,
            0,
        )
        for y in np.linspace(low[1], high[1], count + 2)[1:-1]
    ]


def soffit(shell: Shell, wide_m: float, deep_m: float) -> list[Piece]:
    """A lowered edge all around the ceiling; it counts as ceiling."""
    strips = []
    for wall in shell.walls:
        strip = box((0, -wide_m, shell.height_m - deep_m), (wall.length_m, 0, shell.height_m), bevel_m=0.002)
        strips.append(moved(strip, (*wall.start, 0.0), turn_deg=wall.turn_deg))
    return [Piece(join(strips), shell.ceiling, CEILING, CEILING_PLANE)]


def ceiling_grid(shell: Shell, rng: np.random.Generator) -> list[Piece]:
    """Lit panels let into a suspended ceiling; they count as things, as lamps do."""
    ring = np.array(shell.outline)
    low, high = ring.min(axis=0), ring.max(axis=0)
    panels = []
    for x in np.arange(low[0] + 0.9, high[0] - 0.5, 1.2 * int(rng.integers(1, 3))):
        for y in np.arange(low[1] + 0.9, high[1] - 0.5, 1.2 * int(rng.integers(1, 3))):
            face = quad((x - 0.28, y + 0.28, shell.height_m - 0.012), (0.56, 0, 0), (0, -0.56, 0))
            panels.append(Piece(face, Finish("#fffaf0", glow=3.0), FURNITURE, 0, "lamp", 3.0))
    return panels

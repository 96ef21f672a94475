"""The shapes of rooms: outlines, attic planes, columns and what leads on to further rooms."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from maskkit.render.scene import Finish
from maskkit.render.shell import Wall
from training.rooms.colours import Rng, between, chance, colour, one_of
from training.rooms.materials import OWN
from training.rooms.patterns import named
from training.rooms.shell import Hole, Ring, Shell, Zone, last_number

KINDS = ("box", "l", "steps", "niche", "cut", "attic", "columns", "corridor", "half-wall")
WEIGHTS = (0.3, 0.14, 0.08, 0.1, 0.09, 0.1, 0.08, 0.07, 0.04)
LOOKS = tuple(
    f"look:{room}:{theme}:{seed}"
    for room in ("BATHROOM", "KITCHEN", "SHOWEROOM")
    for theme in ("MODERN", "INDUSTRIAL", "SCANDINAVIAN", "LUXURIOUS")
    for seed in range(6)
)

FLOORS = (
    ("wood", 0.24, 0.05), ("parquet", 0.12, 0.05), ("boards", 0.17, 0.05), ("tiles", 0.13, 0.35), ("look", 0.08, 0.3),
    ("carpet", 0.13, 0.02), ("stone", 0.07, 0.1), ("plain", 0.03, 0.03), ("terrazzo", 0.03, 0.05),
)  # fmt: skip
"""Kinds of floors, with their shares in dry and in wet rooms."""


@dataclass(frozen=True)
class Plan:
    """The shells of a place: the room itself first, then what is seen through its passages, moved into place."""

    kind: str
    shells: tuple[Shell, ...]


def plan(rng: Rng, use: str) -> Plan:
    """A room for some use (``living``, ``bath``, …), with its holes, finishes and further rooms."""
    kind = one_of(rng, KINDS, WEIGHTS)
    small = use in ("bath", "hall")
    outline = _outline(rng, kind, small=small)
    height = between(rng, 2.25, 3.3) if chance(rng, 0.85) else between(rng, 3.2, 4.2)
    shell = Shell(outline, height)
    shell = replace(shell, slopes=_slopes(rng, shell) if kind == "attic" else (), columns=_columns(rng, shell, kind))
    shell = finished(rng, shell, use)
    shell = replace(shell, holes=tuple(_holes(rng, shell)))
    shells = [shell]
    if chance(rng, 0.4):
        opened = _opened(rng, shell, use)
        if opened:
            shells = list(opened)
    name = kind + ("+beyond" if len(shells) > 1 else "")
    return Plan(name, tuple(shells))


def _box(width: float, depth: float) -> Ring:
    return ((0.0, 0.0), (0.0, depth), (width, depth), (width, 0.0))


def _outline(rng: Rng, kind: str, *, small: bool) -> Ring:  # noqa: PLR0911 - one kind, one return
    least, most = (1.5, 3.4) if small else (2.6, 6.8)
    w, d = between(rng, least, most), between(rng, least, most + 0.8)
    if kind == "corridor":
        return _box(between(rng, 1.0, 1.9), between(rng, 3.0, 8.0))
    x, y = between(rng, 0.3, 0.7) * w, between(rng, 0.35, 0.7) * d
    if kind == "l":
        return ((0.0, 0.0), (0.0, d), (x, d), (x, y), (w, y), (w, 0.0))
    if kind == "steps":
        y2 = between(rng, 0.15, 0.8) * y
        return ((0.0, 0.0), (0.0, d), (x, d), (x, y), (w, y), (w, y2), (w + between(rng, 0.3, 1.5), y2), (w + 1.6, 0.0))
    if kind == "niche":
        back = d - between(rng, 0.25, 1.0)
        x0, x1 = between(rng, 0.1, 0.35) * w, between(rng, 0.55, 0.9) * w
        return ((0.0, 0.0), (0.0, back), (x0, back), (x0, d), (x1, d), (x1, back), (w, back), (w, 0.0))
    if kind == "cut":
        if chance(rng, 0.4):
            e = between(rng, 0.4, min(w, d) * 0.3)
            return ((0.0, 0.0), (0.0, d - e), (e, d), (w - e, d), (w, d - e), (w, 0.0))
        return ((0.0, 0.0), (0.0, y), (w - x, d), (w, d), (w, 0.0))
    return _box(w, d)


def _slopes(rng: Rng, shell: Shell) -> tuple[tuple[int, float, float], ...]:
    walls = one_of(rng, ((0,), (2,), (0, 2), (0, 2), (1,), (1, 3)))
    knee, rise = between(rng, 0.6, 1.6), between(rng, 25, 55)
    return tuple((wall, min(knee, shell.height_m - 0.4), rise) for wall in walls)


def _columns(rng: Rng, shell: Shell, kind: str) -> tuple[tuple[float, float, float, float, float], ...]:
    """Columns and chimney breasts to the ceiling, or half-walls."""
    ring = np.array(shell.outline)
    (x_min, y_min), (w, d) = ring.min(axis=0), ring.max(axis=0)
    if kind == "columns":
        found = []
        for _ in range(int(rng.integers(1, 4))):
            wide, deep = between(rng, 0.2, 0.9), between(rng, 0.15, 0.6)
            x, y = between(rng, x_min, w - wide), between(rng, y_min + 0.25 * d, d - deep)
            x, y = one_of(rng, ((x, d - deep), (0.0, y), (w - wide, y), (x, y)))
            found.append((x, y, x + wide, y + deep, shell.height_m))
        return tuple(found)
    if kind == "half-wall":
        long, y = between(rng, 0.4, 0.65) * w, between(rng, 0.35, 0.7) * d
        x = one_of(rng, (0.0, w - long))
        return ((x, y, x + long, y + between(rng, 0.1, 0.2), between(rng, 0.9, 1.5)),)
    return ()


def finished(rng: Rng, shell: Shell, use: str) -> Shell:
    """The shell with finishes for all its surfaces."""
    wet = use in ("bath", "kitchen")
    one = wall_zones(rng, shell.height_m, wet=wet)
    zones = [one] * len(shell.outline)
    if chance(rng, 0.25):
        zones[int(rng.integers(len(zones)))] = wall_zones(rng, shell.height_m, wet=False, accent=True)
    trim = Finish(colour(rng, "wood"), "wood") if chance(rng, 0.2) else Finish(colour(rng, "lacquer"), roughness=0.4)
    if chance(rng, 0.55):
        trim = Finish("#ecebe7", roughness=0.4)
    skirting = 0.0 if wet and chance(rng, 0.7) else one_of(rng, (0.0, between(rng, 0.05, 0.2)), (0.2, 0.8))
    cornice = between(rng, 0.04, 0.14) if chance(rng, 0.2) and not shell.slopes else 0.0
    rail = between(rng, 0.8, 1.2) if chance(rng, 0.08) else 0.0
    moulding = between(rng, 0.5, 1.4) if chance(rng, 0.08) and not (wet or shell.slopes) else 0.0
    return replace(shell, floor=floor_finish(rng, wet=wet), ceiling=ceiling_finish(rng), zones=tuple(zones), trim=trim,
                   skirting_m=skirting, cornice_m=cornice, rail_m=rail, moulding_m=moulding)  # fmt: skip


def floor_finish(rng: Rng, *, wet: bool) -> Finish:
    """A floor for a living room, or for a kitchen or bath."""
    kinds, dry, damp = zip(*FLOORS, strict=True)
    kind = one_of(rng, kinds, damp if wet else dry)
    shine = {"roughness": between(rng, 0.08, 0.7), "coat": between(rng, 0, 0.6)}
    if kind in ("wood", "parquet"):
        return Finish(colour(rng, "wood"), "planks" if kind == "wood" else "parquet", **shine)
    if kind == "look":
        return Finish(OWN, one_of(rng, LOOKS) + ":floor", **shine)
    if kind == "carpet":
        return (
            Finish(OWN, named(rng, "pile"), roughness=1.0)
            if chance(rng, 0.6)
            else Finish(colour(rng, "cloth"), "carpet", roughness=1.0)
        )
    if kind == "plain":
        return Finish(colour(rng, "stone"), **shine)
    own = {
        "boards": ("boards", "level"),
        "tiles": ("tiles", "tiles", "checks", "bricks"),
        "stone": ("stone",),
        "terrazzo": ("terrazzo",),
    }[kind]
    return Finish(OWN, named(rng, *own), **shine)


def wall_zones(rng: Rng, height_m: float, *, wet: bool, accent: bool = False) -> tuple[Zone, ...]:
    """What a wall bears from the floor up: one finish, or two."""
    paint = Finish(colour(rng, "wall"), one_of(rng, ("", "plaster"), (0.35, 0.65)), roughness=0.9)
    if chance(rng, 0.3):
        paint = Finish(OWN, named(rng, "mottle"), roughness=0.9)
    pattern = Finish(OWN, named(rng, "stripes", "lattice", "flowers", "dots", "checks"), roughness=0.9)
    hard = Finish(OWN, named(rng, "bricks", "boards", "level", "stone", "tiles"), roughness=between(rng, 0.3, 0.9))
    tiles = (
        Finish(OWN, one_of(rng, LOOKS) + ":feature:0", roughness=0.2)
        if chance(rng, 0.5)
        else Finish(OWN, named(rng, "tiles", "bricks"), roughness=0.15, coat=0.5)
    )
    if wet and chance(rng, 0.65):
        split = one_of(rng, (0.0, between(rng, 1.0, 2.2)))
        return (Zone(0.0, tiles), Zone(split, paint)) if split and split < height_m - 0.1 else (Zone(0.0, tiles),)
    kind = one_of(
        rng, ("paint", "pattern", "hard", "two"), (0.1, 0.4, 0.4, 0.1) if accent else (0.62, 0.16, 0.11, 0.11)
    )
    if kind == "two":
        lower = one_of(rng, (hard, pattern, Finish(colour(rng, "wall"), roughness=0.7)))
        return Zone(0.0, lower), Zone(between(rng, 0.7, 1.5), paint)
    return (Zone(0.0, {"paint": paint, "pattern": pattern, "hard": hard}[kind]),)


def ceiling_finish(rng: Rng) -> Finish:
    """A ceiling: most often white paint."""
    if chance(rng, 0.1):
        return Finish(OWN, named(rng, "boards", "level"), roughness=0.7)
    if chance(rng, 0.06):
        return Finish("#e6e5e0", named(rng, "tiles"), roughness=0.9)
    if chance(rng, 0.04):
        return Finish(colour(rng, "ceiling"), roughness=0.12, coat=0.6)
    return Finish(colour(rng, "ceiling"), one_of(rng, ("", "plaster")), roughness=0.95)


def _holes(rng: Rng, shell: Shell) -> list[Hole]:
    """Windows and doors, none, one or several a wall; at least one hole somewhere."""
    frame = Finish(
        one_of(rng, ("#f0efeb", "#f0efeb", "#2b2b2c", colour(rng, "wood"), colour(rng, "lacquer"))),
        roughness=0.4,
        coat=0.2,
    )
    leaf = (
        frame
        if chance(rng, 0.5)
        else Finish(
            *((colour(rng, "wood"), "wood-up") if chance(rng, 0.55) else (colour(rng, "lacquer"), "")), roughness=0.4
        )
    )
    casing = one_of(rng, (0.0, between(rng, 0.04, 0.12)))
    style, sill = (
        one_of(rng, ("plain", "plain", "transom", "georgian")),
        one_of(rng, (between(rng, 0.0, 0.15), between(rng, 0.6, 1.1), between(rng, 1.0, 1.5)), (0.25, 0.6, 0.15)),
    )
    share = one_of(rng, (0.1, 0.25, 0.5))
    low = {wall for wall, _, _ in shell.slopes}
    holes: list[Hole] = []
    for index, wall in enumerate(shell.walls):
        if wall.length_m < 1.1 or index in low:
            continue
        if chance(rng, share):
            holes += _windows(rng, shell, index, wall.length_m, (style, sill, frame, casing))
        elif chance(rng, 0.45):
            holes.append(_door(rng, index, (wall.length_m, shell.height_m), leaf, casing))
    if not any(hole.kind == "window" for hole in holes):
        free = [
            k for k, wall in enumerate(shell.walls) if wall.length_m > 1.3 and k not in {h.wall for h in holes} | low
        ]
        holes += (
            _windows(rng, shell, free[-1], shell.walls[free[-1]].length_m, (style, sill, frame, casing)) if free else []
        )
    return holes


def _windows(rng: Rng, shell: Shell, index: int, length: float, make: tuple[str, float, Finish, float]) -> list[Hole]:
    style, sill, frame, casing = make
    if chance(rng, 0.15):
        sill = between(rng, 0.0, 1.6)
    top = between(rng, max(sill + 0.5, 1.9), max(sill + 0.6, shell.height_m - 0.08))
    high = min(top, shell.height_m - 0.05) - sill
    count = int(rng.integers(1, 1 + max(1, min(3, int(length / 1.3)))))
    pitch = length / count
    wide = min(between(rng, 0.5, 2.2), pitch - 0.3)
    if chance(rng, 0.07):
        count, wide = 1, length - between(rng, 0.1, 0.4)
        pitch = length
    panes = max(1, round(wide / between(rng, 0.45, 1.2)))
    if wide < 0.35 or high < 0.4:
        return []
    slack = pitch - wide - 0.1
    shift = between(rng, -0.45, 0.45) * max(slack, 0) if count == 1 else 0.0
    return [
        Hole(index, "window", pitch * (k + 0.5) - wide / 2 + shift, wide, sill, high, style, panes, frame, casing)
        for k in range(count)
    ]


def _door(rng: Rng, index: int, size: tuple[float, float], leaf: Finish, casing: float) -> Hole:
    length, height = size
    style = one_of(
        rng, ("panelled", "plain", "glass", "half-glass", "ajar", "sliding"), (0.32, 0.32, 0.12, 0.07, 0.12, 0.05)
    )
    wide = min(between(rng, 0.7, 0.95) * (2 if style == "glass" and chance(rng, 0.4) else 1), length - 0.24)
    start = between(rng, 0.1, max(0.11, length - wide - 0.1))
    high = min(between(rng, 1.95, 2.2), height - 0.1)
    return Hole(index, "door", start, wide, 0.0, high, style, 1 + (wide > 1.2), leaf, casing, between(rng, 15, 100))


def _opened(rng: Rng, shell: Shell, use: str) -> tuple[Shell, Shell] | None:
    """The shell with a passage in a wall, and the room behind it."""
    taken = {hole.wall for hole in shell.holes} | {wall for wall, _, _ in shell.slopes}
    free = [
        k
        for k, wall in enumerate(shell.walls)
        if wall.length_m > 1.2 and k not in taken and abs(wall.turn_deg % 90) < 1e-6 and _outer(shell, k)
    ]
    if not free:
        return None
    index = int(one_of(rng, free))
    wall = shell.walls[index]
    wide = between(rng, 0.75, max(0.8, min(2.8, wall.length_m - 0.3)))
    start = between(rng, 0.1, max(0.12, wall.length_m - wide - 0.1))
    high = min(between(rng, 1.98, 2.5), shell.height_m - 0.05)
    cased = chance(rng, 0.5)
    finish = (
        Finish("#efeeea", roughness=0.4) if chance(rng, 0.6) else Finish(colour(rng, "wood"), "wood", roughness=0.4)
    )
    hole = Hole(
        index,
        "passage",
        start,
        wide,
        0.0,
        high,
        "cased" if cased else "plain",
        1,
        finish,
        between(rng, 0.05, 0.1) if cased else 0.0,
    )
    shell = replace(shell, holes=(*shell.holes, hole))
    return shell, _beyond(rng, shell, wall, hole, use)


def _outer(shell: Shell, index: int) -> bool:
    """Whether the wall is on the outer border of the outline, so that another room fits behind it."""
    ring = np.array(shell.outline)
    wall = shell.walls[index]
    ends = np.array([wall.start, wall.point(wall.length_m)[:2]])
    for axis in (0, 1):
        side = ends[:, axis]
        if np.ptp(side) < 1e-6 and (
            abs(side[0] - ring[:, axis].max()) < 1e-6 or abs(side[0] - ring[:, axis].min()) < 1e-6
        ):
            return True
    return False


def _beyond(rng: Rng, shell: Shell, wall: Wall, hole: Hole, use: str) -> Shell:
    """A box behind the wall, its near wall a thickness away and open where the passage is."""
    thick, left, right, depth = 0.16, between(rng, 0.1, 2.0), between(rng, 0.1, 2.0), between(rng, 1.2, 5.0)
    a, b = hole.start_m - left, hole.start_m + hole.width_m + right
    corners = [
        wall.point(along, -out)[:2] for along, out in ((b, thick), (b, thick + depth), (a, thick + depth), (a, thick))
    ]
    ring = tuple((float(x), float(y)) for x, y in corners)
    ring = ring if _clockwise(ring) else ring[::-1]
    height = max(hole.height_m + 0.05, shell.height_m if chance(rng, 0.7) else between(rng, 2.3, 3.0))
    further = Shell(ring, height, first=last_number(shell) + 1)
    further = finished(rng, further, one_of(rng, ("living", "kitchen", "hall", use)))
    if chance(rng, 0.6):
        further = replace(further, floor=shell.floor)
    if chance(rng, 0.6):
        further = replace(further, zones=(shell.zones[0][-1:],)) if shell.zones[0][-1].from_m == 0 else further
    near = min(range(4), key=lambda k: _gap(further, k, wall, hole))
    back = replace(
        hole, wall=near, start_m=_along(further, near, wall, hole), kind="passage", style="bare", casing_m=0.0
    )
    others = [h for h in _holes(rng, further) if h.wall != near]
    return replace(further, holes=(back, *others))


def _clockwise(ring: Ring) -> bool:
    points = np.array(ring)
    ahead = np.roll(points, -1, axis=0)
    return float((points[:, 0] * ahead[:, 1] - points[:, 1] * ahead[:, 0]).sum()) < 0


def _gap(shell: Shell, index: int, wall: Wall, hole: Hole) -> float:
    middle = wall.point(hole.start_m + hole.width_m / 2)[:2]
    own = shell.walls[index]
    centre = own.point(own.length_m / 2)[:2]
    angle = np.radians(own.turn_deg)
    return abs(float((middle[0] - centre[0]) * -np.sin(angle) + (middle[1] - centre[1]) * np.cos(angle))) + 9 * (
        abs((own.turn_deg - wall.turn_deg) % 180 - 0) > 1
    )


def _along(shell: Shell, index: int, wall: Wall, hole: Hole) -> float:
    own = shell.walls[index]
    ends = [wall.point(hole.start_m)[:2], wall.point(hole.start_m + hole.width_m)[:2]]
    angle = np.radians(own.turn_deg)
    places = [(x - own.start[0]) * np.cos(angle) + (y - own.start[1]) * np.sin(angle) for x, y in ends]
    return float(min(places))

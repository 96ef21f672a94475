"""What stands, hangs and lies in a room, put where there is room for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.render.furniture.walls import radiator, socket
from maskkit.render.scene import Finish
from maskkit.render.solids import box, quad, tube
from training.rooms import cases, hung, seats, smalls
from training.rooms.catalogue import Made, fixture
from training.rooms.colours import Rng, between, chance, colour, one_of
from training.rooms.materials import OWN
from training.rooms.patterns import named
from training.rooms.pieces import FIXTURE, WALL, Piece, at, from_parts
from training.rooms.shell import Hole, Shell

CELL_M = 0.05
Maker = Callable[[Rng], Made]
LIVING: tuple[tuple[float, Maker], ...] = (
    (3.0, seats.sofa), (2.5, cases.low_case), (1.2, cases.tall_case), (1.6, cases.shelf), (0.6, smalls.heap),
    (0.8, smalls.floor_lamp), (0.6, smalls.plant), (0.5, seats.chair), (0.35, cases.hearth), (0.4, cases.desk),
)  # fmt: skip
SLEEPING: tuple[tuple[float, Maker], ...] = (
    (4.0, seats.bed), (2.5, cases.low_case), (2.0, cases.tall_case), (0.7, cases.shelf), (0.7, smalls.heap),
    (0.5, smalls.floor_lamp), (0.5, smalls.plant), (0.6, seats.chair),
)  # fmt: skip
WORKING: tuple[tuple[float, Maker], ...] = (
    (3.0, cases.desk), (0.7, cases.table), (2.0, cases.shelf), (1.5, cases.low_case), (1.5, cases.tall_case),
    (1.0, seats.chair), (1.0, smalls.heap), (0.5, smalls.plant),
)  # fmt: skip
LOOSE: tuple[tuple[float, Maker], ...] = (
    (2.2, cases.table), (2.5, seats.chair), (1.5, smalls.heap), (0.4, smalls.plant), (0.5, smalls.floor_lamp),
    (0.6, seats.sofa), (0.4, cases.low_case), (0.15, seats.person),
)  # fmt: skip


@dataclass
class Floor:
    """Which cells of the floor are taken: 0 free, 1 taken or outside."""

    taken: NDArray[np.uint8]
    low: NDArray[np.float64]

    def cells(self, points: NDArray[np.float64]) -> NDArray[np.int32]:
        """World points (N, 2) as whole cells."""
        return np.round((points - self.low) / CELL_M).astype(np.int32)

    def claim(self, ring: NDArray[np.float64], *, slack: float = 0.03) -> bool:
        """Takes the quadrangle if nearly all of it is free."""
        patch = self._patch(ring)
        if not self._fits(patch, slack):
            return False
        self.taken |= patch
        return True

    def fits(self, ring: NDArray[np.float64], *, slack: float = 0.1) -> bool:
        """Whether nearly all of the quadrangle is free."""
        return self._fits(self._patch(ring), slack)

    def _patch(self, ring: NDArray[np.float64]) -> NDArray[np.uint8]:
        return np.asarray(cv2.fillConvexPoly(np.zeros_like(self.taken), self.cells(ring), 1), np.uint8)

    def _fits(self, patch: NDArray[np.uint8], slack: float) -> bool:
        area = int(patch.sum())
        return area > 0 and float((self.taken & patch).sum()) <= slack * area

    def free_places(self) -> NDArray[np.float64]:
        """The middles of all free cells, (N, 2)."""
        rows, columns = np.nonzero(self.taken == 0)
        return np.stack([columns, rows], axis=1) * CELL_M + self.low


def floor_of(shell: Shell) -> Floor:
    """The room's floor with nothing on it but columns."""
    ring = np.array(shell.outline)
    low = ring.min(axis=0) - 0.1
    size = np.ceil((ring.max(axis=0) - low + 0.1) / CELL_M).astype(int) + 1
    taken = np.ones((size[1], size[0]), np.uint8)
    floor = Floor(taken, low)
    cv2.fillPoly(taken, [floor.cells(ring)], 0)
    for x0, y0, x1, y1, _ in shell.columns:
        cv2.fillConvexPoly(taken, floor.cells(np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])), 1)
    return floor


def furnish(rng: Rng, shell: Shell, use: str, clutter: float) -> tuple[list[Piece], Floor]:
    """Furniture for a use, ``clutter`` 0 (bare) to 1 (crammed), and what floor is left."""
    floor = floor_of(shell)
    pieces: list[Piece] = []
    for hole in shell.holes:
        if hole.kind != "window" and chance(rng, 0.7):
            floor.claim(_before(shell, hole, 0.6), slack=1.0)
    for index in range(len(shell.walls)):
        pieces += _along_wall(rng, shell, index, floor, use=use, clutter=clutter)
    pieces += _in_the_middle(rng, shell, floor, use, clutter)
    pieces += _hung(rng, shell, clutter)
    pieces += _dressed_windows(rng, shell, clutter)
    return [*pieces, *_overhead(rng, shell)], floor


def _before(shell: Shell, hole: Hole, deep: float) -> NDArray[np.float64]:
    wall = shell.walls[hole.wall]
    a, b = hole.start_m, hole.start_m + hole.width_m
    return np.array([wall.point(x, out)[:2] for x, out in ((a, 0), (b, 0), (b, deep), (a, deep))])


def _makers(use: str) -> tuple[tuple[float, Maker], ...]:
    return {"bedroom": SLEEPING, "office": WORKING, "hall": WORKING}.get(use, LIVING)


def _pick(rng: Rng, makers: tuple[tuple[float, Maker], ...]) -> Made:
    weights, builders = zip(*makers, strict=True)
    return one_of(rng, builders, weights)(rng)


def _along_wall(rng: Rng, shell: Shell, index: int, floor: Floor, *, use: str, clutter: float) -> list[Piece]:
    wall = shell.walls[index]
    pieces: list[Piece] = []
    along = between(rng, 0.0, 0.8)
    low_slope = any(slope[0] == index for slope in shell.slopes)
    while along < wall.length_m - 0.3 and chance(rng, 0.5 + 0.49 * clutter):
        step = between(rng, 0.1, 0.4)
        narrow = [
            wall.point(x, out)[:2]
            for x, out in ((along, 0.08), (along + 0.4, 0.08), (along + 0.4, 0.33), (along, 0.33))
        ]
        for _ in range(3 if floor.fits(np.array(narrow)) else 0):
            made, w, d, h = _wall_thing(rng, use, wall.length_m - along)
            gap = between(rng, 0.005, 0.06) if chance(rng, 0.8) else between(rng, 0.1, 0.5)
            fits = along + w < wall.length_m + 0.02 and not (low_slope and h > 0.9)
            corners = ((along, gap), (along + w, gap), (along + w, gap + d), (along, gap + d))
            if not fits or _covers(shell, index, (along, along + w), h, between(rng, 0, 1)):
                continue
            if floor.claim(np.array([wall.point(x, out)[:2] for x, out in corners])):
                pieces += at(made, wall.point(along + w / 2, gap, 0.0), wall.turn_deg)
                if use == "bath" and h < 1.2 and chance(rng, 0.5) and shell.height_m > 2.2:
                    glass = hung.mirror(rng, min(w, between(rng, 0.4, 1.6)), between(rng, 0.5, 0.9))
                    pieces += at(glass, wall.point(along + w / 2, 0.0, between(rng, 1.1, 1.25)), wall.turn_deg)
                step = w + (between(rng, 0.0, 0.1) if chance(rng, 0.55) else between(rng, 0.1, 1.0))
                break
        along += step
    return pieces


def _covers(shell: Shell, index: int, span: tuple[float, float], height_m: float, luck: float) -> bool:
    """Whether a piece would stand before an opening; that happens in real rooms too, now and then."""
    before = (hole for hole in shell.holes if hole.wall == index and hole.sill_m < height_m - 0.1)
    return luck > 0.15 and any(span[0] < hole.start_m + hole.width_m and span[1] > hole.start_m for hole in before)


def _wall_thing(rng: Rng, use: str, most_m: float) -> Made:
    if use == "kitchen" and chance(rng, 0.75):
        return kitchen_run(rng, most_m) if chance(rng, 0.6) else fixture(rng, "kitchen")
    if use == "bath" and chance(rng, 0.85):
        return fixture(rng, "bath")
    made = _pick(rng, _makers(use))
    if made[1] == made[2] and made[1] < 1.1:  # free pieces are centred: stand them off the wall by half their depth
        return at(made[0], (0.0, -made[2] / 2, 0.0)), *made[1:]
    return (at(made[0], (0.0, -made[2] / 2, 0.0)), *made[1:]) if _is_free(made[0]) else made


def _is_free(pieces: list[Piece]) -> bool:
    ys = np.concatenate([piece.mesh.vertices[:, 1] for piece in pieces])
    return bool(ys.max() > 0.15)


def kitchen_run(rng: Rng, most_m: float) -> Made:
    """Base units with a worktop, tap and hob, most often with cupboards or shelves above and a splash zone between."""
    w, d, h = min(between(rng, 1.0, 4.2), max(0.8, most_m - 0.05)), between(rng, 0.56, 0.66), between(rng, 0.86, 0.95)
    front = smalls.timber(rng, upright=True)
    top = Finish(colour(rng, one_of(rng, ("stone", "wood"))), roughness=between(rng, 0.1, 0.6), coat=0.3)
    pieces = [Piece(p.mesh, p.finish, FIXTURE) for p in cases.case(rng, w, d, h - 0.04, finish=front)]
    pieces.append(Piece(box((-w / 2 - 0.01, -d - 0.02, h - 0.04), (w / 2 + 0.01, 0, h), bevel_m=0.004), top, FIXTURE))
    x = between(rng, -w / 2 + 0.3, w / 2 - 0.3)
    pieces.append(
        Piece(
            box((x - 0.28, -d + 0.05, h), (x + 0.28, -0.08, h + 0.008)),
            Finish("#101012", roughness=0.08, coat=1.0),
            FIXTURE,
        )
    )
    pieces.append(
        Piece(
            quad((x - 0.29, -d - 0.045, 0.15), (0.58, 0, 0), (0, 0, 0.55)),
            Finish("#17181a", roughness=0.1, coat=1.0),
            FIXTURE,
        )
    )
    tap = between(rng, -w / 2 + 0.3, w / 2 - 0.3)
    spout = tube(
        [(tap, -0.09, h), (tap, -0.09, h + 0.28), (tap, -0.16, h + 0.34), (tap, -0.24, h + 0.25)], 0.012, sides=8
    )
    pieces.append(Piece(spout, Finish("#b9b9b6", roughness=0.2, metallic=1.0), FIXTURE))
    pieces += smalls.strewn(rng, int(rng.integers(0, 9)), ((-w / 2 + 0.1, -d + 0.15), (w / 2 - 0.1, -0.12)), h, 0.4)
    total = h
    if chance(rng, 0.7):
        z, high = between(rng, 1.35, 1.55), between(rng, 0.5, 0.9)
        cupboards = cases.case(
            rng, w if chance(rng, 0.6) else w * 0.55, 0.34, high, finish=front if chance(rng, 0.7) else None
        )
        pieces += [Piece(p.mesh, p.finish, FIXTURE) for p in at(cupboards, (between(rng, -0.2, 0.2) * (w > 2), 0, z))]
        total = z + high
    if chance(rng, 0.5):
        splash = quad((-w / 2, -0.006, h), (w, 0, 0), (0, 0, between(rng, 0.4, 0.6)))
        pieces.append(Piece(splash, Finish(OWN, named(rng, "tiles", "bricks", "stone"), roughness=0.2, coat=0.4), WALL))
    return pieces, w, d, total


def _in_the_middle(rng: Rng, shell: Shell, floor: Floor, use: str, clutter: float) -> list[Piece]:
    ring = np.array(shell.outline)
    (x0, y0), (x1, y1) = ring.min(axis=0), ring.max(axis=0)
    pieces: list[Piece] = []
    for _ in range(2):
        if chance(rng, 0.5) and min(x1 - x0, y1 - y0) > 1.7:
            w, d = between(rng, 0.5, min(3.4, (x1 - x0) * 0.7)), between(rng, 0.5, min(3.0, (y1 - y0) * 0.6))
            spot = (between(rng, x0 + w * 0.6, x1 - w * 0.6), between(rng, y0 + d * 0.6, y1 - d * 0.6))
            turn = between(rng, -30, 30) if chance(rng, 0.25) else between(rng, -2, 2)
            if _inside(floor, _square(spot, w, d, turn)):
                pieces += at(hung.rug(rng, w, d), (*spot, 0.0), turn)
    if use == "kitchen" and chance(rng, 0.3):
        made, w, d, _ = kitchen_run(rng, 2.2)
        low = [piece for piece in made if piece.mesh.vertices[:, 2].min() < 1.2 and piece.label == FIXTURE]
        spot = (between(rng, x0 + 1, max(x0 + 1.01, x1 - 1)), between(rng, y0 + 1, max(y0 + 1.01, y1 - 1)))
        turn = one_of(rng, (0.0, 90.0, 180.0))
        if floor.claim(_square(spot, w, d, turn)):
            pieces += at(at(low, (0.0, d / 2, 0.0)), (*spot, 0.0), turn)
    tries = round(clutter * (3.5 + 1.5 * (x1 - x0) * (y1 - y0)) * between(rng, 0.3, 1.2))
    for _ in range(tries):
        spot = (between(rng, x0, x1), between(rng, y0, y1))
        if not floor.fits(_square(spot, 0.4, 0.4, 0.0)):
            continue
        made, w, d, _ = _pick(rng, LOOSE if use not in ("bath", "hall") else LOOSE[1:3])
        turn = one_of(rng, (0.0, 90.0, 180.0, 270.0)) if chance(rng, 0.4) else between(rng, 0, 360)
        if floor.claim(_square(spot, w, d, turn)):
            pieces += at(made if _is_free(made) else at(made, (0.0, d / 2, 0.0)), (*spot, 0.0), turn)
    return pieces


def _square(spot: tuple[float, float], w: float, d: float, turn_deg: float) -> NDArray[np.float64]:
    angle = np.radians(turn_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.array([(-w / 2, -d / 2), (w / 2, -d / 2), (w / 2, d / 2), (-w / 2, d / 2)]) @ turn.T + spot


def _inside(floor: Floor, ring: NDArray[np.float64]) -> bool:
    cells = floor.cells(ring)
    height, width = floor.taken.shape
    return bool((cells >= 2).all() and (cells[:, 0] < width - 2).all() and (cells[:, 1] < height - 2).all())


def _hung(rng: Rng, shell: Shell, clutter: float) -> list[Piece]:
    """Pictures, screens, mirrors, radiators, sockets on free stretches of wall."""
    pieces: list[Piece] = []
    for index, wall in enumerate(shell.walls):
        holes = [hole for hole in shell.holes if hole.wall == index]
        if any(slope[0] == index for slope in shell.slopes):
            continue
        for _ in range(int(rng.integers(1, 4)) if chance(rng, 0.3 + 0.55 * clutter) else 0):
            made, w, h = hung.hanging(rng)
            z = between(rng, 0.9, 1.7)
            x = between(rng, w / 2, max(w / 2 + 0.01, wall.length_m - w / 2))
            if x + w / 2 < wall.length_m and z + h < shell.height_m - 0.1 and not _hits(holes, x - w / 2, x + w / 2):
                pieces += at(made, wall.point(x, 0.0, z), wall.turn_deg)
        for hole in holes:
            if hole.kind == "window" and hole.sill_m > 0.45 and chance(rng, 0.4):
                heat = radiator(
                    width_m=min(hole.width_m, between(rng, 0.5, 1.6)), height_m=hole.sill_m * 0.6, foot_m=0.1
                )
                pieces += at(
                    from_parts(heat, label=FIXTURE),
                    wall.point(hole.start_m + hole.width_m / 2, 0.0, 0.0),
                    wall.turn_deg,
                )
        if chance(rng, 0.4):
            x = between(rng, 0.1, wall.length_m - 0.1)
            if not _hits(holes, x - 0.1, x + 0.1):
                pieces += at(
                    from_parts(socket(gangs=int(rng.integers(1, 4))), label=WALL),
                    wall.point(x, 0.0, one_of(rng, (0.3, 1.1))),
                    wall.turn_deg,
                )
    return pieces


def _hits(holes: list[Hole], x0: float, x1: float) -> bool:
    return any(x0 < hole.start_m + hole.width_m + 0.1 and x1 > hole.start_m - 0.1 for hole in holes)


def _dressed_windows(rng: Rng, shell: Shell, clutter: float) -> list[Piece]:
    """Curtains and blinds: one manner for the whole room; and things on sills."""
    manner = one_of(rng, ("none", "curtains", "blinds", "both"), (0.45, 0.33, 0.15, 0.07))
    pieces: list[Piece] = []
    for hole in shell.holes:
        if hole.kind != "window":
            continue
        wall = shell.walls[hole.wall]
        middle = hole.start_m + hole.width_m / 2
        if manner in ("blinds", "both") and chance(rng, 0.9):
            pieces += at(
                hung.blind(rng, hole.width_m, hole.height_m),
                wall.point(hole.start_m, 0.0, hole.sill_m),
                wall.turn_deg,
            )
        if manner in ("curtains", "both") and chance(rng, 0.9):
            top = min(shell.height_m - 0.02, hole.sill_m + hole.height_m + between(rng, 0.05, 0.4))
            foot = 0.02 if chance(rng, 0.75) else max(0.02, hole.sill_m - 0.2)
            pieces += at(hung.curtains(rng, hole.width_m, top - foot)[0], wall.point(middle, 0.0, foot), wall.turn_deg)
        if hole.sill_m > 0.3 and chance(rng, 0.2 + 0.3 * clutter):
            sill = smalls.strewn(
                rng,
                int(rng.integers(1, 5)),
                ((-hole.width_m / 2 + 0.1, 0.02), (hole.width_m / 2 - 0.1, 0.08)),
                hole.sill_m + 0.01,
                0.4,
            )
            pieces += at(sill, wall.point(middle, 0.0, 0.0), wall.turn_deg)
    return pieces


def _overhead(rng: Rng, shell: Shell) -> list[Piece]:
    """Lamps, within the room and off its attic planes."""
    floor = floor_of(shell)
    places = floor.free_places()
    pieces: list[Piece] = []
    if len(places) == 0 or chance(rng, 0.2):
        return pieces
    middle = places.mean(axis=0)
    for _ in range(1 if chance(rng, 0.75) else 2):
        spot = middle + rng.normal(0, 0.3, 2)
        spot = places[np.argmin(((places - spot) ** 2).sum(axis=1))]
        pieces += at(
            hung.ceiling_lamp(rng, shell.height_m),
            (float(spot[0]), float(spot[1]), shell.height_m),
            between(rng, 0, 90),
        )
    return pieces

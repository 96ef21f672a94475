"""Which stretches of a wall are free for kitchen units, in steps of ten centimetres."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from maskkit.render.planner.offers import Site, points_on
from maskkit.render.planner.rectangles import gap_m, spanning
from maskkit.render.planner.rules import HEAD_M, LEAST_INSIDE, blocks_doors
from maskkit.render.planner.sight import look_at
from maskkit.types import BoolMap, Floats

PITCH_M = 0.1
BEYOND_M = 0.6
"""How far a run may go on out of the picture."""

OFF_VIEWER_M = 0.35
NOISE = 0.02


@dataclass(frozen=True, slots=True)
class Level:
    """What units of a kind fill of the wall: from ``foot_m`` to ``top_m``, ``deep_m`` into the room."""

    foot_m: float
    top_m: float
    deep_m: float


BASE, TALL, UPPER = Level(0.0, 0.96, 0.62), Level(0.0, 2.16, 0.64), Level(1.44, 2.16, 0.36)
TAP = Level(0.92, 1.32, 0.28)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A free stretch of a wall from ``start_m`` to ``end_m``, of which ``seen`` metres are in the picture."""

    wall: int
    start_m: float
    end_m: float
    seen_m: tuple[float, float]

    @property
    def length_m(self) -> float:
        """Its length."""
        return self.end_m - self.start_m


@lru_cache(maxsize=24)
def free_cells(site: Site, wall: int, level: Level) -> tuple[BoolMap, BoolMap]:
    """For each cell of a wall: whether units may stand there, and whether the picture shows them."""
    frame = site.ground.walls[wall]
    count = int(frame.length_m / PITCH_M + 1e-6)
    middles = (np.arange(count, dtype=np.float64) + 0.5) * PITCH_M
    boxes = _boxes(site, wall, middles, level)
    if not count or level.top_m > site.ground.room.height_m - 0.02:
        return np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    sight = look_at(site.viewer, boxes)
    shown = sight.seen > NOISE
    floors = boxes[:, [0, 1, 3, 4]]
    eye = np.array([*site.space.camera.eye[:2]] * 2)
    far = gap_m(floors, eye) > OFF_VIEWER_M
    stands = site.ground.holds(floors) & ~site.ground.hides_opening(boxes) & (far | (level.foot_m > HEAD_M))
    clear = ~blocks_doors(site.ground, boxes) & site.ground.sees((eye[0], eye[1]), floors)
    return stands & clear & (~shown | (sight.inside > LEAST_INSIDE - NOISE)), shown


def _boxes(site: Site, wall: int, middles: Floats, level: Level) -> Floats:
    frame, half = site.ground.walls[wall], PITCH_M / 2
    ends = [points_on(frame, middles + side, out)[:, :2] for side in (-half, half) for out in (0.0, level.deep_m)]
    floors = spanning(np.stack(ends, axis=1))
    heights = [np.full((len(floors), 1), one) for one in (level.foot_m, level.top_m)]
    return np.concatenate([floors[:, :2], heights[0], floors[:, 2:], heights[1]], axis=1)


def stretches(site: Site, wall: int, level: Level, *, least_m: float) -> list[Stretch]:
    """The free stretches of a wall that the picture shows, at most ``BEYOND_M`` out of it on either side."""
    free, shown = free_cells(site, wall, level)
    found, length_m = [], site.ground.walls[wall].length_m
    edges = np.flatnonzero(np.diff(np.concatenate([[0], free.astype(np.int8), [0]])))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        seen = np.flatnonzero(shown[first:last]) + first
        if not len(seen):
            continue
        low, high = float(seen[0]) * PITCH_M, float(seen[-1] + 1) * PITCH_M
        start = max(float(first) * PITCH_M, low - BEYOND_M)
        end = min(length_m if last == len(free) else float(last) * PITCH_M, high + BEYOND_M)
        if end - start >= least_m - 1e-6:
            found.append(Stretch(wall, round(start, 4), round(end, 4), (round(low, 4), round(high, 4))))
    return found

"""The room as a place to stand things in: what is outside of it, its walls and openings, and where its doors swing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np

from maskkit.render.planner.rectangles import area_m2, overlap_any, spanning
from maskkit.render.scene import Opening, Room
from maskkit.render.shell import Wall, walls_of
from maskkit.types import BoolMap, Floats

DOOR_SWING_M = (0.6, 0.9)
BESIDE_OPENING_M, BEFORE_OPENING_M = 0.03, 0.12
SLACK_M = 0.002


@dataclass(frozen=True, eq=False)
class Ground:
    """A room of straight walls along x and y.

    ``outside`` (M, 4) covers what of its bounding rectangle ``bounds`` (4,) is not the room; ``swings`` (D, 4) is the
    floor that its doors sweep, ``panes`` (P, 6) the space right before its openings.
    """

    room: Room
    walls: tuple[Wall, ...]
    bounds: Floats
    outside: Floats
    swings: Floats
    panes: Floats

    @property
    def area_m2(self) -> float:
        """The floor's area."""
        return float(area_m2(self.bounds) - area_m2(self.outside).sum())

    def holds(self, floors: Floats) -> BoolMap:
        """(N,) whether rectangles (N, 4) lie in the room."""
        low = np.all(floors[:, :2] >= self.bounds[:2] - SLACK_M, axis=1)
        high = np.all(floors[:, 2:] <= self.bounds[2:] + SLACK_M, axis=1)
        return np.asarray(low & high & ~overlap_any(floors, self.outside))

    def hides_opening(self, boxes: Floats) -> BoolMap:
        """(N,) whether boxes (N, 6) hang or stand right before a window or a door."""
        low, high = self.panes[:, :3] + SLACK_M, self.panes[:, 3:] - SLACK_M
        meets = np.all((boxes[:, None, :3] < high) & (low < boxes[:, None, 3:]), axis=2)
        return np.asarray(np.any(meets, axis=1))

    def sees(self, eye: tuple[float, float], floors: Floats) -> BoolMap:
        """(N,) whether nothing of the walls stands between ``eye`` and the corners of rectangles (N, 4)."""
        if not len(self.outside):
            return np.ones(len(floors), np.bool_)
        corners = floors[:, [0, 1, 2, 1, 0, 3, 2, 3]].reshape(-1, 4, 2)
        return np.asarray(~_crosses(np.asarray(eye), corners, self.outside).any(axis=(1, 2)))


def ground_of(room: Room) -> Ground:
    """The ground of a room.

    >>> ground = ground_of(Room(((0, 0), (0, 3), (1, 3), (1, 2), (2, 2), (2, 0))))
    >>> ground.outside.tolist(), ground.area_m2
    ([[1.0, 2.0, 2.0, 3.0]], 5.0)
    """
    ring = np.array(room.outline, np.float64)
    xs, ys = np.unique(ring[:, 0].round(4)), np.unique(ring[:, 1].round(4))
    outside = [
        (x0, y0, x1, y1)
        for (x0, x1), (y0, y1) in product(pairwise(xs), pairwise(ys))
        if not _contains(ring, (x0 + x1) / 2, (y0 + y1) / 2)
    ]
    swings = [_swing(room, one) for one in room.openings if one.kind == "door"]
    panes = [_pane(room, one) for one in room.openings]
    return Ground(room, walls_of(room), spanning(ring), _rows(outside, 4), _rows(swings, 4), _rows(panes, 6))


def _rows(boxes: Sequence[tuple[float, ...]], sides: int) -> Floats:
    return np.array(boxes, np.float64).reshape(-1, sides)


def _pane(room: Room, one: Opening) -> tuple[float, ...]:
    wall = walls_of(room)[one.wall]
    ends = (one.start_m - BESIDE_OPENING_M, one.start_m + one.width_m + BESIDE_OPENING_M)
    floor = spanning(np.array([wall.point(along, out)[:2] for along in ends for out in (0.0, BEFORE_OPENING_M)]))
    x0, y0, x1, y1 = (float(edge) for edge in floor)
    return x0, y0, one.sill_m, x1, y1, one.sill_m + one.height_m


def _contains(ring: Floats, x: float, y: float) -> bool:
    """Whether a polygon (N, 2) contains a point: an odd number of its sides lies to the right of it."""
    (x0, y0), (x1, y1) = ring.T, np.roll(ring, -1, axis=0).T
    across = (y0 > y) != (y1 > y)
    rise = np.where(y1 == y0, 1.0, y1 - y0)
    return bool((across & (x < x0 + (y - y0) / rise * (x1 - x0))).sum() % 2)


def _swing(room: Room, door: Opening) -> tuple[float, ...]:
    wall, deep = walls_of(room)[door.wall], min(DOOR_SWING_M[1], max(door.width_m, DOOR_SWING_M[0]))
    ends = [wall.point(along, out)[:2] for along in (door.start_m, door.start_m + door.width_m) for out in (0.0, deep)]
    return tuple(float(one) for one in spanning(np.array(ends)))


def _crosses(eye: Floats, points: Floats, rectangles: Floats) -> BoolMap:
    """(N, 4, M) whether the lines from ``eye`` to points (N, 4, 2) pass through rectangles (M, 4), by slabs."""
    ray = points - eye
    ray = np.where(np.abs(ray) < 1e-9, 1e-9, ray)[:, :, None]
    near = (rectangles[None, None, :, :2] + 0.02 - eye) / ray
    far = (rectangles[None, None, :, 2:] - 0.02 - eye) / ray
    enters = np.minimum(near, far).max(axis=-1)
    leaves = np.maximum(near, far).min(axis=-1)
    return np.asarray((enters < leaves) & (leaves > 0) & (enters < 0.98))

"""What is wrong with a plan, judged by the things' own shapes: collisions, and what leaves the room or the mask.

Plans of :func:`maskkit.render.planner.planning.plan_room` have no faults; one that was edited by hand may.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from maskkit.render.furniture.catalogue import furnish
from maskkit.render.planner.ground import Ground, ground_of
from maskkit.render.planner.rectangles import overlap_any
from maskkit.render.planner.rules import FLAT_M, HEAD_M
from maskkit.render.scene import Item
from maskkit.render.space import Space
from maskkit.render.view import pinhole, to_room_axes
from maskkit.types import BoolMap, Floats

INTO_M = 0.012
"""Things that share less depth than this touch: soft things do, and tolerances are made of it."""

OUT_M = 0.02
OUTSIDE_MASK, NOT_SEEN = 0.03, 0.004
BORDER_PX = 8
"""So few pixels are a matter of how outlines are rounded."""

SLIM_M, SHARED_M2 = 0.08, 2e-4


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a word for it, and the numbers of the items that it concerns."""

    word: str
    items: tuple[int, ...]
    text: str


@dataclass(frozen=True, eq=False)
class Solid:
    """An item in the room: all of its corners (M, 3), the piece that each is of, and the boxes (N, 6) around pieces.

    A piece is what hangs together.
    """

    kind: str
    points: Floats
    piece: NDArray[np.intp]
    pieces: Floats

    @property
    def box(self) -> Floats:
        """(6,) what it fills."""
        return np.concatenate([self.pieces[:, :3].min(axis=0), self.pieces[:, 3:].max(axis=0)])

    def outline(self, piece: int) -> NDArray[np.float32]:
        """(K, 2) the hull of a piece, seen from above."""
        flat = self.points[self.piece == piece, :2].astype(np.float32)
        return np.asarray(cv2.convexHull(flat)[:, 0], np.float32)


def faults(space: Space, items: Sequence[Item]) -> tuple[Fault, ...]:
    """Everything that is wrong with the items in a space."""
    solids = [_solid(item) for item in items]
    ground = ground_of(space.room)
    found = [
        Fault("collision", (i, j), f"{one.kind} and {other.kind} share a place")
        for (i, one), (j, other) in combinations(enumerate(solids), 2)
        if _collide(one, other)
    ]
    for index, solid in enumerate(solids):
        found += [Fault(word, (index,), f"{solid.kind} {text}") for word, text in _alone(space, ground, solid)]
    return tuple(found)


def collide(items: Sequence[Item], more: Sequence[Item]) -> bool:
    """Whether any of ``more`` shares a place with any of ``items``.

    >>> jar = Item("storage_jars", (0.0, 0.0, 0.0))
    >>> collide([jar], [jar]), collide([jar], [Item("storage_jars", (2.0, 0.0, 0.0))])
    (True, False)
    """
    standing = [_solid(item) for item in items]
    return any(_collide(one, _solid(item)) for item in more for one in standing)


def _alone(space: Space, ground: Ground, solid: Solid) -> list[tuple[str, str]]:
    found = []
    box = solid.box
    floor = np.array([box[0] + OUT_M, box[1] + OUT_M, box[3] - OUT_M, box[4] - OUT_M])
    if box[2] < -OUT_M or box[5] > space.room.height_m + OUT_M or not ground.holds(_sorted(floor)[None])[0]:
        found.append(("outside", "leaves the room"))
    if box[2] < HEAD_M and box[5] > FLAT_M and len(ground.swings) and overlap_any(floor[None], ground.swings)[0]:
        found.append(("door", "stands where a door swings"))
    if _hides(ground, solid.pieces):
        found.append(("opening", "hides a window or a door"))
    shown, outside = _silhouette(space, solid.points)
    if shown < NOT_SEEN:
        found.append(("unseen", "is not in the picture"))
    elif outside > OUTSIDE_MASK:
        found.append(("mask", f"shows to {outside:.0%} outside the mask"))
    return found


def _sorted(floor: Floats) -> Floats:
    """A rectangle whose sides were swapped because it is thinner than what was cut off."""
    middle = (floor[:2] + floor[2:]) / 2
    return np.concatenate([np.minimum(floor[:2], middle), np.maximum(floor[2:], middle)])


def _collide(one: Solid, other: Solid) -> bool:
    """Whether pieces share a height, and from above more than a border."""
    if not _meet(one.box[None], other.box[None]).any():
        return False
    for i, j in np.argwhere(_meet(one.pieces[:, None], other.pieces[None])):
        shared, _ = cv2.intersectConvexConvex(one.outline(int(i)), other.outline(int(j)))
        if shared > SHARED_M2:
            return True
    return False


def _meet(one: Floats, other: Floats) -> BoolMap:
    shared = np.minimum(one[..., 3:], other[..., 3:]) - np.maximum(one[..., :3], other[..., :3])
    return np.asarray((shared > INTO_M).all(axis=-1))


def _hides(ground: Ground, pieces: Floats) -> bool:
    """Whether a piece stands before an opening; what is as slim as a tap or a rail does not hide it."""
    pieces = pieces + np.array([0, 0, 1, 0, 0, -1]) * OUT_M
    for pane in ground.panes:
        along = int(np.argmax(pane[3:5] - pane[:2]))
        wide = pieces[:, 3 + along] - pieces[:, along] > SLIM_M
        if np.all((pieces[wide, :3] < pane[3:] - INTO_M) & (pane[:3] + INTO_M < pieces[wide, 3:]), axis=1).any():
            return True
    return False


def _silhouette(space: Space, points: Floats) -> tuple[float, float]:
    """The share of the hull around points that is in the picture, and of that the share outside the mask."""
    camera, (width, height) = space.camera, space.camera.size_wh
    view, local = pinhole(camera), to_room_axes(points, camera)
    ahead = local @ view.rotation[2] > 0.1
    if not ahead.any():
        return 0.0, 0.0
    flat = np.clip(view.project(local[ahead]), -4 * width, 5 * width)
    hull = cv2.convexHull(flat.astype(np.float32))
    drawn = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(drawn, np.round(hull * 16 - 8).astype(np.int32), 1, shift=4)
    count = int(np.count_nonzero(drawn))
    outside = max(0, int(np.count_nonzero(drawn.astype(np.bool_) & ~space.free)) - BORDER_PX)
    return count / max(cv2.contourArea(hull), 1.0), outside / max(count, 1)


def _solid(item: Item) -> Solid:
    points, piece = _shape(item.kind, tuple(sorted(item.options.items())))
    angle = np.radians(item.turn_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    placed = points @ turn.T + np.array(item.at)
    low, high = np.full((piece.max() + 1, 3), np.inf), np.full((piece.max() + 1, 3), -np.inf)
    np.minimum.at(low, piece, placed)
    np.maximum.at(high, piece, placed)
    return Solid(item.kind, placed, piece, np.concatenate([low, high], axis=1))


@lru_cache(maxsize=512)
def _shape(kind: str, options: tuple[tuple[str, float | str], ...]) -> tuple[Floats, NDArray[np.intp]]:
    """The corners of a kind in its own frame, and the piece that each is of."""
    parts = furnish(Item(kind, options=dict(options)))
    found = [_pieces(part.mesh.vertices, part.mesh.faces) for part in parts]
    firsts = np.cumsum([0, *(one.max() + 1 for one in found)])
    return (
        np.concatenate([part.mesh.vertices for part in parts]),
        np.concatenate([one + first for one, first in zip(found, firsts, strict=False)]),
    )


def _pieces(vertices: Floats, faces: NDArray[np.int32]) -> NDArray[np.intp]:
    """The number of the piece that each vertex is of; vertices in one place are one."""
    _, corner = np.unique(np.round(vertices, 4), axis=0, return_inverse=True)
    ends = corner.ravel()[faces]
    rows, columns = np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 2]])
    graph = sparse.coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(vertices), len(vertices)))
    _, piece = sparse.csgraph.connected_components(graph, directed=False)
    _, number = np.unique(piece[corner.ravel()], return_inverse=True)
    return np.asarray(number.ravel(), np.intp)

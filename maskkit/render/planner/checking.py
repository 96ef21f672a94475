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
from maskkit.types import Floats

INTO_M = 0.012
"""Things that share less depth than this touch: soft things do, and tolerances are made of it."""

OUT_M = 0.02
OUTSIDE_MASK, NOT_SEEN = 0.03, 0.004
SLIM_M = 0.08


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a word for it, and the numbers of the items that it concerns."""

    word: str
    items: tuple[int, ...]
    text: str


@dataclass(frozen=True, eq=False)
class Solid:
    """An item in the room: the boxes (N, 6) around its connected pieces, and all of its corners (M, 3)."""

    kind: str
    pieces: Floats
    points: Floats

    @property
    def box(self) -> Floats:
        """(6,) what it fills."""
        return np.concatenate([self.pieces[:, :3].min(axis=0), self.pieces[:, 3:].max(axis=0)])


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


def _alone(space: Space, ground: Ground, solid: Solid) -> list[tuple[str, str]]:
    found = []
    box = solid.box
    floor = np.array([box[0] + OUT_M, box[1] + OUT_M, box[3] - OUT_M, box[4] - OUT_M])
    if box[2] < -OUT_M or box[5] > space.room.height_m + OUT_M or not ground.holds(_sorted(floor)[None])[0]:
        found.append(("outside", "leaves the room"))
    if box[2] < HEAD_M and box[5] > FLAT_M and len(ground.swings) and overlap_any(floor[None], ground.swings)[0]:
        found.append(("door", "stands where a door swings"))
    if ground.hides_opening(_large(solid.pieces) + np.array([0, 0, 1, 0, 0, -1]) * OUT_M).any():
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
    if not _meet(one.box[None], other.box[None]).any():
        return False
    return bool(_meet(one.pieces[:, None], other.pieces[None]).any())


def _meet(one: Floats, other: Floats) -> Floats:
    shared = np.minimum(one[..., 3:], other[..., 3:]) - np.maximum(one[..., :3], other[..., :3])
    return np.asarray((shared > INTO_M).all(axis=-1))


def _large(pieces: Floats) -> Floats:
    """The pieces that hide what is behind them; taps and rails do not."""
    return np.asarray(pieces[(pieces[:, 3:5] - pieces[:, :2]).min(axis=1) > SLIM_M])


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
    return count / max(cv2.contourArea(hull), 1.0), float((drawn.astype(np.bool_) & ~space.free).sum() / max(count, 1))


def _solid(item: Item) -> Solid:
    pieces, points = _shape(item.kind, tuple(sorted(item.options.items())))
    angle = np.radians(item.turn_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    corners = np.stack(
        [pieces[:, [3 * i, 1 + 3 * j, 2 + 3 * k]] for i in (0, 1) for j in (0, 1) for k in (0, 1)], axis=1
    )
    placed = corners @ turn.T + np.array(item.at)
    return Solid(item.kind, np.concatenate([placed.min(axis=1), placed.max(axis=1)], axis=1), points @ turn.T + item.at)


@lru_cache(maxsize=512)
def _shape(kind: str, options: tuple[tuple[str, float | str], ...]) -> tuple[Floats, Floats]:
    """The boxes around the connected pieces of a kind, and its corners, in its own frame."""
    parts = furnish(Item(kind, options=dict(options)))
    boxes = [_pieces(part.mesh.vertices, part.mesh.faces) for part in parts]
    return np.concatenate(boxes), np.concatenate([part.mesh.vertices for part in parts])


def _pieces(vertices: Floats, faces: NDArray[np.int32]) -> Floats:
    ones = np.ones(len(faces) * 2)
    rows, columns = np.concatenate([faces[:, 0], faces[:, 1]]), np.concatenate([faces[:, 1], faces[:, 2]])
    graph = sparse.coo_matrix((ones, (rows, columns)), shape=(len(vertices), len(vertices)))
    count, piece = sparse.csgraph.connected_components(graph, directed=False)
    low, high = np.full((count, 3), np.inf), np.full((count, 3), -np.inf)
    np.minimum.at(low, piece, vertices)
    np.maximum.at(high, piece, vertices)
    return np.concatenate([low, high], axis=1)

"""Perches: where small things may stand on larger ones, found on their shapes, clear of basins, hobs and taps."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.render.furniture.catalogue import furnish
from maskkit.render.scene import Item, Option
from maskkit.types import Floats

CELL_M = 0.01
LEVELS_M = (0.3, 1.3)
"""Worktops, shelves and stools are within these heights."""

FLAT, LEVEL_M = 0.999, 0.002
MARGIN_M, MOST = 0.02, 12
LEAST_M2, USEFUL_CELLS, TRIED = 0.01, 4, 4


def perches(item: Item, radius_m: float, rng: np.random.Generator) -> Floats:
    """(N, 3) places in the item's own frame where something of this radius stands on its top, those at the back first.

    >>> perches(Item("wall_toilet"), 0.4, np.random.default_rng(0)).shape
    (0, 3)
    """
    low, level, room = _top(item.kind, tuple(sorted(item.options.items())))
    rows, columns = np.nonzero(room * CELL_M >= radius_m + MARGIN_M)
    if not len(rows):
        return np.empty((0, 3))
    picked = rng.permutation(len(rows))[: 8 * MOST]
    places = low + (np.column_stack([columns, rows])[picked] + 0.5) * CELL_M
    order = np.argsort(-places[:, 1] + rng.uniform(0, 0.12, len(places)), kind="stable")[:MOST]
    return np.column_stack([places[order], np.full(len(order), level)])


def axes_of(item: Item) -> list[float]:
    """Where along its width a thing is used, from its middle: a double basin has two such places.

    >>> axes_of(Item("basin_unit", options={"width_m": 1.6, "basins": 2}))
    [-0.4, 0.4]
    """
    width_m = float(item.options.get("width_m", 0.0))
    return [-width_m / 4, width_m / 4] if float(item.options.get("basins", 1)) > 1 else [0.0]


@lru_cache(maxsize=256)
def _top(kind: str, options: tuple[tuple[str, Option], ...]) -> tuple[Floats, float, NDArray[np.float32]]:
    """The corner (2,) of a grid over an item, the height of its top, and for each cell how many cells are free around.

    The top is that level surface which leaves most room; whatever rises above it, or lies lower, is not free.
    """
    parts = furnish(Item(kind, options=dict(options)))
    triangles = np.concatenate([part.mesh.vertices[part.mesh.faces] for part in parts])
    low = triangles[..., :2].min(axis=(0, 1))
    found = [(level, _room(triangles, low, level)) for level in _levels(triangles)]
    nothing = (0.0, np.zeros((1, 1), np.float32))
    level, room = max(found, key=lambda one: int((one[1] > USEFUL_CELLS).sum()), default=nothing)
    return low, level, room


def _room(triangles: Floats, low: Floats, level: float) -> NDArray[np.float32]:
    """How many cells are free around each cell of a level; what is walled in all round is a bowl and not free."""
    width, height = np.ceil((triangles[..., :2].max(axis=(0, 1)) - low) / CELL_M).astype(int) + 1
    flat, above = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
    z = triangles[..., 2]
    pixels = np.rint(((triangles[..., :2] - low) / CELL_M - 0.5) * 256).astype(np.int32)
    for one in pixels[(np.abs(z - level) < LEVEL_M).all(axis=1)]:
        cv2.fillConvexPoly(flat, one, 1, shift=8)
    for one in pixels[(z > level + LEVEL_M).any(axis=1)]:
        cv2.fillConvexPoly(above, one, 1, shift=8)
    free = np.pad((flat > above).astype(np.uint8), 2)
    beside = np.pad(1 - (flat | above), 2, constant_values=1)
    open_ends = (cv2.dilate(beside, np.ones((3, 3), np.uint8)) > 0) & (free > 0)
    _, regions = cv2.connectedComponents(free)
    no_bowl = np.isin(regions, np.unique(regions[open_ends])) & (free > 0)
    room = cv2.distanceTransform(no_bowl.astype(np.uint8), cv2.DIST_L2, 5)
    return np.asarray(room[2:-2, 2:-2], np.float32)


def _levels(triangles: Floats) -> list[float]:
    """The few heights that most of the level surface looking up lies at."""
    normals = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    doubled = np.linalg.norm(normals, axis=1)
    z = triangles[:, :, 2].mean(axis=1)
    level = (normals[:, 2] > FLAT * doubled) & (doubled > 0) & (z > LEVELS_M[0]) & (z < LEVELS_M[1])
    if not level.any():
        return []
    areas = np.bincount(np.round(z[level] / LEVEL_M).astype(int), weights=doubled[level] / 2)
    return [float(one * LEVEL_M) for one in np.argsort(-areas)[:TRIED] if areas[one] > LEAST_M2]

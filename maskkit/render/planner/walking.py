"""Whether people get everywhere: from the viewer and the doors to the front of everything, without squeezing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.render.planner.ground import Ground
from maskkit.render.planner.offers import Place, Site
from maskkit.render.planner.rules import FLAT_M, HEAD_M
from maskkit.types import Floats

AISLE_M, CELL_M = 0.68, 0.05
AROUND_VIEWER_M = 0.45

Grid = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Walk:
    """The floor of a room as cells, and the ``gates`` (rectangles) that must stay connected with each other."""

    ground: Ground
    free: NDArray[np.uint8]
    gates: tuple[Floats, ...]

    def reaches(self, placed: Sequence[Place]) -> bool:
        """Whether somebody ``AISLE_M`` wide gets between the gates and to the front of everything."""
        standing = [one for one in placed if one.box[2] < HEAD_M and one.box[5] > FLAT_M]
        ways = self.ways(one.floor for one in standing)
        around = np.array([-1, -1, 1, 1]) * AISLE_M / 2
        fronts = [one.before + around for one in standing if (one.before != one.floor).any()]
        gates = [ways[self._cells(one)] for one in self.gates]
        reached = np.isin(ways, np.unique(gates[0])) & (ways > 0) if gates else ways > 0
        return all(reached[self._cells(one)].any() for one in (*self.gates, *fronts))

    def ways(self, floors: Iterable[Floats]) -> Grid:
        """The cells where somebody's middle may be, numbered by connected parts from 1."""
        free = self.free.copy()
        for one in floors:
            free[self._cells(one)] = 0
        way = cv2.distanceTransform(free, cv2.DIST_L2, 5) * CELL_M >= AISLE_M / 2
        return np.asarray(cv2.connectedComponents(way.astype(np.uint8))[1])

    def _cells(self, rectangle: Floats) -> tuple[slice, slice]:
        low = self.ground.bounds[:2]
        (x0, y0), (x1, y1) = (np.rint((rectangle[at : at + 2] - low) / CELL_M).astype(int) + 1 for at in (0, 2))
        return slice(max(y0, 0), max(y1, 0)), slice(max(x0, 0), max(x1, 0))


def walk_of(site: Site) -> Walk:
    """The walk of a site: its gates are the viewer and the doors, those that can be reached in the empty room."""
    ground, (x, y, _) = site.ground, site.space.camera.eye
    across, along = np.ceil((ground.bounds[2:] - ground.bounds[:2]) / CELL_M).astype(int)
    free = np.pad(np.ones((along, across), np.uint8), 1)
    empty = Walk(ground, free, ())
    for one in ground.outside:
        free[empty._cells(one)] = 0  # noqa: SLF001 (its own kind)
    viewer = np.array([x, y, x, y]) + np.array([-1, -1, 1, 1]) * AROUND_VIEWER_M
    gates = tuple(one for one in (viewer, *ground.swings) if Walk(ground, free, (viewer, one)).reaches(()))
    return Walk(ground, free, gates)

"""Which face of the room each pixel of the mask shows, and where on that face it lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.engines.sampling import Places
from maskkit.geometry.planes import SURFACE_OF_PLANE, Plane

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.geometry.layout import Layout
    from maskkit.types import BoolMap, Floats, Labels, SizeWh

    Field = NDArray[np.float32]

SNAP_SHARE = 0.012
"""Labels and box may disagree by this share of the picture's height before the labels are believed."""

FARTHEST = 40.0
"""What lies farther off than this many camera heights is horizon, not floor."""


@dataclass(frozen=True, eq=False)
class Face:
    """A face of the room in the picture.

    ``region`` (H, W) bool is where it is to be laid anew; ``to_metres`` (3, 3) takes homogeneous picture points to
    homogeneous metres (u, v, 1) on the face: u to the right, v away from the camera or up.
    """

    plane: Plane
    region: BoolMap
    to_metres: Floats

    def places(self, rows: NDArray[np.number], columns: NDArray[np.number]) -> Places:
        """Where on the face the centres of pixels lie, and how much of it they cover."""
        h = self.to_metres
        x, y = columns + 0.5, rows + 0.5
        w = h[2, 0] * x + h[2, 1] * y + h[2, 2]
        w = np.maximum(w, 1e-6)
        uv = np.stack([(h[k, 0] * x + h[k, 1] * y + h[k, 2]) / w for k in (0, 1)], axis=-1)
        slopes = np.stack([(h[:2, k] - uv * h[2, k]) / w[:, None] for k in (0, 1)], axis=-1)
        return Places(uv.astype(np.float32), slopes.astype(np.float32))

    def grid(self, size_wh: SizeWh, shape: tuple[int, int]) -> Places:
        """The places of the pixels of the picture of ``size_wh`` made smaller, to ``shape`` (h, w), row by row."""
        step = np.array(size_wh) / (shape[1], shape[0])
        y, x = np.mgrid[0 : shape[0], 0 : shape[1]]
        places = self.places((y.ravel() + 0.5) * step[1] - 0.5, (x.ravel() + 0.5) * step[0] - 0.5)
        return Places(places.uv, places.slopes * step.astype(np.float32))


def find_faces(layout: Layout, labels: Labels, wanted: BoolMap, *, snap: bool = True) -> tuple[Face, ...]:
    """The faces that the mask wants anew; what the labels call anything but floor, wall or ceiling belongs to none."""
    planes = assign_planes(layout.plane_map(), labels, snap=snap)
    found = []
    for plane in Plane:
        region = (planes == plane) & wanted
        to_metres = np.asarray(np.linalg.inv(layout.homography(plane)), np.float64)
        region &= _in_sight(to_metres, layout.size_wh)
        if region.any():
            found.append(Face(plane, region, to_metres))
    return tuple(found)


def assign_planes(planes: Labels, labels: Labels, *, snap: bool = True) -> Labels:
    """One plane for every pixel that is labelled floor, wall or ceiling; 0 elsewhere.

    With ``snap``, where label and box differ by a few pixels only, the box's straight edge is taken; where they differ
    by more, the label says what the surface is, and the nearest face of that kind takes it.
    """
    surface = np.where(np.isin(labels, (1, 2, 3)), labels, 0)
    differs = (surface > 0) & (SURFACE_OF_PLANE[planes] != surface)
    thick = _thick_parts(differs, max(3, round(SNAP_SHARE * labels.shape[0]))) if snap else differs
    assigned = np.where(surface > 0, planes, 0)
    for kind, fallback in ((1, Plane.FLOOR), (2, Plane.BACK), (3, Plane.CEILING)):
        lost = thick & (surface == kind)
        if lost.any():
            nearest = _nearest(planes, SURFACE_OF_PLANE[planes] == kind, fallback)
            assigned[lost] = nearest[lost]
    return assigned.astype(np.uint8)


def _thick_parts(differs: BoolMap, reach: int) -> BoolMap:
    """The connected parts of ``differs`` that are somewhere wider than twice ``reach``, each as a whole.

    As a whole: a border that changed sides where a part grows thick would show a step.
    """
    _, part = cv2.connectedComponents(differs.astype(np.uint8), connectivity=8)
    wide = cv2.erode(differs.astype(np.uint8), np.ones((2 * reach + 1,) * 2, np.uint8), borderValue=1) > 0
    chosen = np.zeros(int(part.max()) + 1, np.bool_)
    chosen[part[wide]] = True
    chosen[0] = False
    return np.asarray(chosen[part])


def _nearest(planes: Labels, known: BoolMap, fallback: Plane) -> Labels:
    """At every pixel, the plane of the nearest pixel of ``known``."""
    if not known.any():
        return np.full_like(planes, fallback)
    _, index = cv2.distanceTransformWithLabels(
        (~known).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    table = np.zeros(int(index.max()) + 1, np.uint8)
    table[index[known]] = planes[known]
    return np.asarray(table[index])


def _in_sight(to_metres: Floats, size_wh: SizeWh) -> BoolMap:
    """Where the face lies before the camera and not too far off: the third coordinate is one over the depth."""
    x, y = np.arange(size_wh[0]) + 0.5, (np.arange(size_wh[1]) + 0.5)[:, None]
    return np.asarray(to_metres[2, 0] * x + to_metres[2, 1] * y + to_metres[2, 2] > 1.0 / FARTHEST)

"""Single walls: which of the walls of a room each pixel of wall belongs to, numbered from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.errors import NoRoomFound
from maskkit.geometry.layout import fit_layout
from maskkit.geometry.planes import Plane
from maskkit.masks.classes import RoomClass

if TYPE_CHECKING:
    from maskkit.geometry.layout import Layout
    from maskkit.images.photo import Photo
    from maskkit.masks.segment import Segmentation
    from maskkit.types import BoolMap, Labels

LEFT_TO_RIGHT = (Plane.LEFT, Plane.BACK, Plane.RIGHT)
LEAST_SHARE = 0.003
"""Of the picture: less of a wall gets no number; its pixels go with the wall beside it."""
LEAST_AGREEMENT = 0.85
"""Of floor, wall and ceiling that a box has to explain before walls are told apart by it."""


def number_walls(photo: Photo, known: Segmentation) -> Labels:
    """The number of the wall, from 1 on, at each pixel (H, W) uint8 that shows wall, and 0 elsewhere.

    Walls are the faces of the box-shaped room that fits the labels, counted from the left to the right of the picture;
    what is hidden or hardly seen is not counted.

    Raises:
        NoRoomFound: no such room fits, and so the walls cannot be told apart.
    """
    layout = known.layout or _fitted(photo, known)
    return numbered(known.labels, layout.plane_map(known.size_wh))


def numbered(labels: Labels, planes: Labels) -> Labels:
    """The walls of a label map (H, W) numbered by the faces (H, W) of a room; see :func:`number_walls`.

    >>> faces = np.repeat(np.uint8([[Plane.LEFT, Plane.BACK, Plane.FLOOR]] * 2), 4, axis=1)
    >>> numbered(np.full((2, 12), RoomClass.WALL, np.uint8), faces)[0].tolist()
    [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2]
    """
    wall = labels == RoomClass.WALL
    counts = np.bincount(planes[wall], minlength=len(Plane) + 1)
    seen = [plane for plane in LEFT_TO_RIGHT if counts[plane] >= max(1, LEAST_SHARE * labels.size)]
    numbers = np.zeros(len(Plane) + 1, np.uint8)
    for number, plane in enumerate(seen, start=1):
        numbers[plane] = number
    found = np.where(wall, numbers[planes], np.uint8(0))
    strays = wall & (found == 0)
    if seen and strays.any():
        found[strays] = _nearest(found, strays)
    return found


def _nearest(found: Labels, strays: BoolMap) -> Labels:
    """For each stray pixel the number of the wall that is nearest in the picture."""
    _, places = cv2.distanceTransformWithLabels(
        (found == 0).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    numbers = np.zeros(int(places.max()) + 1, np.uint8)
    numbers[places[found > 0]] = found[found > 0]
    return np.asarray(numbers[places[strays]], np.uint8)


def _fitted(photo: Photo, known: Segmentation) -> Layout:
    layout = fit_layout(photo, labels=known.labels)
    if layout.agreement < LEAST_AGREEMENT:
        raise NoRoomFound(
            "the walls cannot be told apart: no box-shaped room fits the photo",
            hint="Mark all walls with the word wall, or one of them by --polygon or --box.",
        )
    return layout

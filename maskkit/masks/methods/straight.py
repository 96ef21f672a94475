"""Label maps made consistent with the room: floor below its line, ceiling above, and lines straight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from maskkit.errors import NoRoomFound
from maskkit.geometry.layout import fit_layout
from maskkit.geometry.planes import SURFACE_OF_PLANE
from maskkit.masks.classes import RoomClass
from maskkit.masks.methods.openings import square_openings
from maskkit.masks.methods.surface_maps import snap_to_box

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from maskkit.geometry.camera import Sightlines
    from maskkit.geometry.layout import Layout
    from maskkit.images.photo import Photo
    from maskkit.types import Labels

    Maps = NDArray[np.float32]

SURFACES = (RoomClass.FLOOR, RoomClass.WALL, RoomClass.CEILING)
LEAST_AGREEMENT = 0.9
"""Of floor, wall and ceiling pixels that a box has to explain before anything is taken from it."""
OFF_THE_BOX = 0.02
"""What a surface's probability counts where the box has another one."""


def straighten(labels: Labels, shares: Maps, layout: Layout) -> Labels:
    """``labels`` (H, W) made to fit a box-shaped room.

    Floor, wall and ceiling are told apart by the box too; windows and doors become rectangles on its walls. What
    stands before a surface stays as it is.

    Args:
        labels: (H, W) uint8 of :class:`RoomClass`.
        shares: (9, H, W) float32, how likely each class is.
        layout: the room, of the size of the labels.
    """
    box = np.asarray(SURFACE_OF_PLANE[layout.plane_map((labels.shape[1], labels.shape[0]))], np.uint8)
    told = snap_to_box(told_by_box(labels, shares, box), box, band_px=max(2, max(box.shape) // 110))
    return square_openings(told, layout)


def fitting_room(photo: Photo, labels: Labels, *, sight: Callable[[], Sightlines] | None = None) -> Layout | None:
    """The box-shaped room that explains the labels best, or None where no box does.

    Args:
        photo: the photo, of the size of the labels.
        labels: (H, W) uint8 of :class:`RoomClass`.
        sight: gives the photo's lines, where they were or are being read already.
    """
    try:
        layout = fit_layout(photo, labels=labels, sight=sight() if sight else None)
    except NoRoomFound:
        return None
    return layout if layout.agreement >= LEAST_AGREEMENT else None


def told_by_box(labels: Labels, shares: Maps, box: Labels) -> Labels:
    """``labels`` (H, W) with each surface pixel given to the surface that probability and box together speak for.

    >>> shares = np.zeros((9, 1, 2), np.float32)
    >>> shares[2:4, 0] = [[0.8, 1.0], [0.2, 0.0]]
    >>> told_by_box(np.uint8([[2, 2]]), shares, np.uint8([[3, 3]])).tolist()
    [[3, 2]]
    """
    weighted = [np.where(box == kind, shares[kind], OFF_THE_BOX * shares[kind]) for kind in SURFACES]
    surface = np.array(SURFACES, np.uint8)[np.argmax(weighted, axis=0)]
    return np.where(np.isin(labels, SURFACES), surface, labels).astype(np.uint8)

"""Sun on the floor: what is blown out to white and surrounded by floor is floor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.masks.classes import RoomClass

if TYPE_CHECKING:
    from maskkit.types import BoolMap, Labels, Rgb8

BLOWN_OUT = 225
LEAST_BLOWN_OUT = 0.6
LEAST_FLOOR_AROUND = 0.6


def sunlit_floor(labels: Labels, pixels: Rgb8, on_floor: BoolMap) -> Labels:
    """The label map with patches of sun on the floor labelled as floor.

    A patch of things on the floor's face is sun if most of it is nearly white in all channels and most of what
    touches it is floor.

    Args:
        labels: (H, W) the label map.
        pixels: (H, W, 3) the photo at the same size.
        on_floor: (H, W) where the box of the room has its floor.

    >>> labels = np.full((20, 20), RoomClass.FLOOR, np.uint8)
    >>> labels[5:10, 5:15] = RoomClass.FURNITURE
    >>> bright = np.full((20, 20, 3), 120, np.uint8)
    >>> bright[5:10, 5:15] = 250
    >>> everywhere = np.ones((20, 20), np.bool_)
    >>> bool((sunlit_floor(labels, bright, everywhere) == RoomClass.FLOOR).all())
    True
    """
    blown_out = pixels.min(axis=2) >= BLOWN_OUT
    things = ((labels == RoomClass.FURNITURE) & on_floor).astype(np.uint8)
    count, parts, stats, _ = cv2.connectedComponentsWithStats(things, connectivity=4)
    shares = np.bincount(parts[blown_out], minlength=count) / np.maximum(stats[:, cv2.CC_STAT_AREA], 1)
    found = labels.copy()
    for part in range(1, count):
        if shares[part] >= LEAST_BLOWN_OUT and _floor_around(labels, parts == part) >= LEAST_FLOOR_AROUND:
            found[parts == part] = RoomClass.FLOOR
    return found


def _floor_around(labels: Labels, patch: BoolMap) -> float:
    """The share of floor among the pixels that touch a patch."""
    around = (cv2.dilate(patch.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0) & ~patch
    return float((labels[around] == RoomClass.FLOOR).mean()) if around.any() else 0.0

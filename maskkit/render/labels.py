"""Which class of the label map each part of a scene belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from maskkit.masks.classes import RoomClass
from maskkit.render.parts import Part
from maskkit.types import Labels

_SHELL = {
    "floor": RoomClass.FLOOR,
    "wall": RoomClass.WALL,
    "skirting": RoomClass.WALL,
    "splashback": RoomClass.WALL,
    "socket": RoomClass.WALL,
    "ceiling": RoomClass.CEILING,
    "window": RoomClass.WINDOW,
    "door": RoomClass.DOOR,
    "rug": RoomClass.RUG,
}
_FIXTURES = (
    "base_units", "wall_units", "cooker", "hood", "fridge", "bath", "basin", "toilet", "shower", "radiator",
)  # fmt: skip

CLASSES: Mapping[str, RoomClass] = MappingProxyType(
    {**_SHELL, **dict.fromkeys(_FIXTURES, RoomClass.FIXTURE)},
)
"""Classes of the shell and of what is fixed to it; every other object is FURNITURE.

Skirting boards, splashbacks and sockets belong to the wall that they sit on; a window is its reveal, frame and panes; a
door is its leaf and casing.
"""


def room_class(part: Part) -> RoomClass:
    """The class of one part, by what it is part of."""
    return CLASSES.get(part.kind, RoomClass.FURNITURE)


def label_map(shape_ids: NDArray[np.int32], parts: Sequence[Part]) -> Labels:
    """(H, W) uint8 classes from (H, W) int32 indices into ``parts``; -1, where nothing was hit, is OTHER.

    >>> label_map(np.array([[-1]], np.int32), []).tolist()
    [[0]]
    """
    classes = np.array([*(room_class(part) for part in parts), RoomClass.OTHER], np.uint8)
    return classes[shape_ids]

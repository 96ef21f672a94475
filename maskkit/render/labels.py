"""Which class of the label map each part of a scene belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from maskkit.masks.classes import RoomClass
from maskkit.render.fixtures import (
    basin_units,
    basins,
    baths,
    built_in_baths,
    islands,
    kitchens,
    panelled_baths,
    radiators,
    showers,
    talls,
    toilets,
    uppers,
)
from maskkit.render.parts import Part
from maskkit.types import Labels

_SHELL = {
    "floor": RoomClass.FLOOR,
    "wall": RoomClass.WALL,
    "skirting": RoomClass.WALL,
    "splashback": RoomClass.WALL,
    "splash_panel": RoomClass.WALL,
    "socket": RoomClass.WALL,
    "ceiling": RoomClass.CEILING,
    "window": RoomClass.WINDOW,
    "door": RoomClass.DOOR,
    "rug": RoomClass.RUG,
}
_FIXTURES = (
    "base_units", "wall_units", "cooker", "hood", "fridge", "bath", "basin", "toilet", "shower", "radiator",
)  # fmt: skip

_FAMILIES = (
    *(baths, built_in_baths, panelled_baths, basins, basin_units, toilets, showers, radiators),
    *(kitchens, islands, talls, uppers),
)
_PLUMBED = tuple(fixture.kind for family in _FAMILIES for fixture in family.FAMILY)

_RUGS = ("bath_mat", "wooden_mat", "round_rug", "runner", "area_rug")

CLASSES: Mapping[str, RoomClass] = MappingProxyType(
    {**dict.fromkeys((*_FIXTURES, *_PLUMBED), RoomClass.FIXTURE), **dict.fromkeys(_RUGS, RoomClass.RUG), **_SHELL},
)
"""Classes of the shell and of what is fixed to it; every other object is FURNITURE.

Skirting boards, splashbacks and sockets belong to the wall that they sit on; a window is its reveal, frame and panes; a
door is its leaf and casing. What is plumbed or wired in is a fixture; mirrors, towels and lamps are furniture.
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

"""Rooms of known size, seen by a known camera."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from maskkit.render.placing import box_room
from maskkit.render.planner.trials import CEILING, cast
from maskkit.render.scene import Camera, Opening, Room
from maskkit.render.space import Space

SpaceOf = Callable[..., Space]


def make_space(
    width_m: float = 3.4,
    depth_m: float = 4.4,
    openings: tuple[Opening, ...] = (),
    *,
    yaw_deg: float = 0.0,
    height_m: float = 2.5,
    ceiling: bool = True,
) -> Space:
    """A room seen from its middle, 0.8 m from the wall behind the viewer; the mask is all of it, or not the ceiling."""
    room = Room(box_room(width_m, depth_m), height_m, openings)
    camera = Camera((width_m / 2, 0.8, 1.45), yaw_deg, -8.0, 0.0, 82.0, (320, 240))
    free = np.ones((240, 320), np.bool_) if ceiling else cast(room, camera)[0] != CEILING
    return Space(room, camera, free, frozenset({0, 1, 2}))


@pytest.fixture(scope="session")
def space_of() -> SpaceOf:
    """:func:`make_space`."""
    return make_space

"""Maps that are enlarged when they are asked for."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.masks.classes import RoomClass
from maskkit.masks.maps import EnlargedMaps


def test_maps_have_the_size_that_was_asked_for_and_their_values() -> None:
    ramp = np.linspace(0, 1, 12, dtype=np.float32).reshape(3, 4)
    maps = EnlargedMaps({RoomClass.WALL: ramp, RoomClass.FLOOR: 1 - ramp}, (40, 30))
    assert set(maps) == {RoomClass.WALL, RoomClass.FLOOR}
    assert maps[RoomClass.WALL].shape == (30, 40)
    assert np.allclose(maps[RoomClass.WALL] + maps[RoomClass.FLOOR], 1, atol=1e-5)


def test_a_class_that_is_not_there_is_missing() -> None:
    maps = EnlargedMaps({RoomClass.WALL: np.zeros((2, 2), np.float32)}, (4, 4))
    assert RoomClass.DOOR not in maps
    with pytest.raises(KeyError):
        maps[RoomClass.DOOR]

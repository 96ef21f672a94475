"""Polished floors mirror the room, matt ones do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from maskkit.engines.reflection import reflect
from maskkit.geometry.planes import Plane

if TYPE_CHECKING:
    from .conftest import Room


def floor_of(room: Room) -> tuple[np.ndarray, np.ndarray]:
    return np.nonzero(room.labels == 1)


def test_a_matt_floor_stays_as_it_is(room: Room) -> None:
    picture = np.random.default_rng(0).random((240, 320, 3)).astype(np.float32)
    rows, columns = floor_of(room)
    assert np.array_equal(reflect(picture, room.layout, rows, columns, 0.2), picture[rows, columns])


def test_an_evenly_lit_room_mirrors_to_the_same_evenness(room: Room) -> None:
    picture = np.full((240, 320, 3), 0.5, np.float32)
    rows, columns = floor_of(room)
    assert np.allclose(reflect(picture, room.layout, rows, columns, 0.95), 0.5, atol=1e-4)


def test_a_bright_far_wall_shines_on_the_floor_before_it(room: Room) -> None:
    picture = np.zeros((240, 320, 3), np.float32)
    picture[room.layout.plane_map() == Plane.BACK] = 1
    rows, columns = floor_of(room)
    gain = reflect(picture, room.layout, rows, columns, 0.95)[:, 0]
    near_wall = rows < rows.min() + 12
    middle = np.abs(columns - 160) < 40
    assert gain[near_wall & middle].mean() > 0.03
    assert gain.max() <= 0.4


def test_a_red_left_wall_reddens_the_left_of_the_floor(room: Room) -> None:
    picture = np.zeros((240, 320, 3), np.float32)
    picture[room.layout.plane_map() == Plane.LEFT, 0] = 1
    rows, columns = floor_of(room)
    red = reflect(picture, room.layout, rows, columns, 0.95)[:, 0]
    assert red[columns < 60].mean() > 5 * red[columns > 260].mean()

"""Rooms wear the materials of a look, and what is built along their walls wears the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from maskkit.render.dressing import dressed, photographed, tiled
from maskkit.render.furniture.catalogue import furnish
from maskkit.render.patterns import LOOK
from maskkit.render.placing import box_room, hang
from maskkit.render.scene import Finish, Room
from maskkit.render.textures.colour import to_hex
from maskkit.roomapi.words import RoomType, Theme

ROOM = dressed(Room(box_room(3, 3)), RoomType.BATHROOM, Theme.MODERN, 0, features={1})


def test_every_surface_names_its_place_in_the_look() -> None:
    finishes = (ROOM.floor, ROOM.ceiling, *ROOM.walls)
    assert all(
        finish.texture.startswith(f"{LOOK}{RoomType.BATHROOM.value}:{Theme.MODERN.value}:0:") for finish in finishes
    )
    assert ":feature:" in ROOM.walls[1].texture
    assert ":wall:" in ROOM.walls[0].texture


@pytest.mark.parametrize("wall", [0, 1, 2])
def test_an_apron_wears_the_wall_it_stands_at(wall: int) -> None:
    room = replace(ROOM, tiled_to_m=0.0)
    (bath,) = tiled([hang(room, wall, "built_in_bath", 1.0)], room)
    assert bath.options["tiles_texture"] == room.walls[wall].texture
    casing = next(part for part in furnish(bath) if part.name.endswith("casing"))
    assert casing.finish.texture == room.walls[wall].texture


def test_below_a_dado_an_apron_wears_its_tiles() -> None:
    room = replace(ROOM, tiled_to_m=1.2, tiles=Finish("#335577", "tiles-15"))
    (box,) = tiled([hang(room, 0, "boxed_toilet", 1.0)], room)
    assert (box.options["tiles"], box.options["tiles_texture"]) == ("#335577", "tiles-15")


def test_chosen_tiles_and_other_things_stay_as_they_are() -> None:
    items = (hang(ROOM, 0, "built_in_bath", 1.0, tiles="#112233"), hang(ROOM, 1, "tub_bath", 1.0))
    assert tiled(items, ROOM) == items


def test_what_stays_has_the_photo_s_own_colour() -> None:
    room = Room(box_room(3.0, 4.0), tiled_to_m=1.2)
    grey, red = np.full(3, 0.5), np.array([0.5, 0.1, 0.1])
    kept = photographed(room, floor=grey, walls={0: red})
    assert kept.floor.colour == to_hex(grey)
    assert kept.walls[0].colour == to_hex(red)
    assert [kept.walls[index] for index in (1, 2, 3)] == [room.walls[0]] * 3
    assert kept.ceiling == room.ceiling
    assert kept.tiled_to_m == 0


def test_walls_that_the_photo_does_not_show_look_like_those_that_it_does() -> None:
    room = Room(box_room(3.0, 4.0))
    kept = photographed(room, walls={0: np.full(3, 0.2), 1: np.full(3, 0.6)}, others=True)
    assert kept.walls[3].colour == to_hex(np.full(3, 0.4))


def test_without_anything_that_stays_the_room_is_the_same() -> None:
    room = Room(box_room(3.0, 4.0), tiled_to_m=1.2)
    assert photographed(room) == replace(room, walls=room.walls * 4)

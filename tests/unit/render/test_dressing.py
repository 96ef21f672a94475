"""Rooms wear the materials of a look, and what is built along their walls wears the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maskkit.render.dressing import dressed, tiled
from maskkit.render.furniture.catalogue import furnish
from maskkit.render.patterns import LOOK
from maskkit.render.placing import box_room, hang
from maskkit.render.scene import Finish, Room
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

"""Colours come from the scheme, but never over what somebody chose."""

from __future__ import annotations

from maskkit.render.looks import look
from maskkit.render.planner.colours import coloured, fitting, takes
from maskkit.render.scene import Item
from maskkit.roomapi.words import RoomType, Theme

SCHEME = look(RoomType.BATHROOM, Theme.MODERN, 0).scheme


def test_what_has_no_colour_gets_the_scheme_s() -> None:
    unit, toilet, plant = coloured([Item("basin_unit"), Item("wall_toilet"), Item("fern")], SCHEME)
    assert (unit.options["front"], unit.options["metal_colour"]) == (SCHEME.joinery, SCHEME.metal)
    assert toilet.options["metal_colour"] == SCHEME.metal
    assert "front" not in plant.options


def test_what_was_chosen_stays() -> None:
    (unit,) = coloured([Item("basin_unit", options={"front": "#ff0000", "width_m": 0.8})], SCHEME)
    assert (unit.options["front"], unit.options["width_m"]) == ("#ff0000", 0.8)
    assert unit.options["worktop"] == SCHEME.worktop


def test_another_scheme_makes_another_room_of_the_same_plan() -> None:
    other = look(RoomType.BATHROOM, Theme.LUXURIOUS, 0).scheme
    items = [Item("basin_unit")]
    assert coloured(items, SCHEME) != coloured(items, other)


def test_a_manner_reaches_only_what_means_the_same_by_it() -> None:
    manner = {"style": "shaker", "mixer": "cross"}
    assert fitting("kitchen_run", manner) == {"style": "shaker"}
    assert fitting("monstera", manner) == {}
    assert fitting("standing_unit", manner) == {"style": "shaker", "mixer": "cross"}
    assert takes("monstera", "style")

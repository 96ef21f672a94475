"""Faults of plans that were edited by hand are found, by the things' own shapes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from maskkit.render.planner.checking import faults
from maskkit.render.scene import Item, Opening
from maskkit.render.space import Space

SpaceOf = Callable[..., Space]
TOILET = Item("wall_toilet", (1.0, 4.4, 0.0))


def words(space: Space, *items: Item) -> list[str]:
    return [fault.word for fault in faults(space, items)]


def test_a_good_plan_has_no_faults(space_of: SpaceOf) -> None:
    assert words(space_of(), TOILET, Item("basin_unit", (2.2, 4.4, 0.0))) == []


def test_two_things_in_one_place(space_of: SpaceOf) -> None:
    found = faults(space_of(), [TOILET, Item("basin_unit", (1.4, 4.4, 0.0))])
    assert [(fault.word, fault.items) for fault in found] == [("collision", (0, 1))]
    assert "wall_toilet and basin_unit" in found[0].text


def test_what_hangs_over_a_thing_does_not_collide_with_it(space_of: SpaceOf) -> None:
    assert words(space_of(), Item("basin_unit", (1.7, 4.4, 0.0)), Item("frame_mirror", (1.7, 4.4, 1.15))) == []


def test_a_bottle_between_two_bowls_is_no_collision_but_one_in_a_bowl_is(space_of: SpaceOf) -> None:
    basin = Item("basin_unit", (1.7, 4.4, 0.0), options={"width_m": 1.6, "basins": 2})
    from maskkit.render.planner.perches import perches

    x, y, z = perches(basin, 0.05, np.random.default_rng(0))[0]
    good = Item("soap_dispenser", (1.7 + x, 4.4 + y, z))
    assert words(space_of(), basin, good) == []
    assert words(space_of(), basin, replace(good, at=(1.3, 4.14, z))) == ["collision"]


def test_what_leaves_the_room_or_its_height(space_of: SpaceOf) -> None:
    assert "outside" in words(space_of(), replace(TOILET, at=(0.05, 4.4, 0.0)))
    assert "outside" in words(space_of(height_m=2.2), Item("tall_units", (1.7, 4.4, 0.0), options={"top_m": 2.3}))


def test_doors_and_windows(space_of: SpaceOf) -> None:
    openings = (Opening(1, "door", 0.6, 0.8, 0.0, 2.0), Opening(1, "window", 2.0, 1.0, 0.9, 1.2))
    assert set(words(space_of(openings=openings), TOILET)) == {"door", "opening"}
    assert words(space_of(openings=openings), Item("frame_mirror", (2.5, 4.4, 1.1))) == ["opening"]


def test_what_shows_outside_the_mask_and_what_does_not_show(space_of: SpaceOf) -> None:
    space = space_of()
    free = space.free.copy()
    free[:, :200] = False
    assert words(replace(space, free=free), TOILET) == ["mask"]
    assert words(space, Item("wall_toilet", (0.0, 0.5, 0.0), 90.0)) == ["unseen"]

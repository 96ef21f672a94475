"""Plans keep a fitter's rules in any room."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskkit.render.planner.briefs.catalogue import brief
from maskkit.render.planner.checking import faults
from maskkit.render.planner.planning import place_all, plan_room
from maskkit.render.planner.rectangles import gap_m, overlap
from maskkit.render.planner.sight import look_at, viewer_of
from maskkit.render.planner.trials import random_space
from maskkit.render.scene import Opening
from maskkit.render.space import Space
from maskkit.roomapi.words import RoomType, Theme

SpaceOf = Callable[..., Space]
ROOMS, THEMES = list(RoomType), list(Theme)
PLANS = int(os.environ.get("MASKKIT_PLANS", "12"))


def _faults_of(number: int) -> list[str]:
    """What is wrong with the plan of a random room: one of each room and theme in turn."""
    space = random_space(np.random.default_rng(number))
    room, theme = ROOMS[number % 3], THEMES[number // 3 % 4]
    found = faults(space, plan_room(space, room, theme, seed=number).items)
    return [f"{number} {room.value} {theme.value}: {fault.text}" for fault in found]


@pytest.mark.parametrize("block", range(3))
def test_nothing_collides_leaves_the_room_or_the_mask_or_blocks_a_door(block: int) -> None:
    assert [fault for number in range(block * 4, block * 4 + 4) for fault in _faults_of(number)] == []


@pytest.mark.parametrize("number", [63, 283, 733, 813])
def test_rooms_in_which_something_was_once_in_the_way(number: int) -> None:
    """Decor that sank into a trough basin; things side by side with an opening, taken for hiding it."""
    assert _faults_of(number) == []


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_nothing_collides_in_as_many_plans_as_were_asked_for() -> None:
    assert [fault for number in range(PLANS) for fault in _faults_of(number)] == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("room_type", ROOMS)
def test_a_usual_room_gets_all_that_it_needs(room_type: RoomType, theme: Theme, space_of: SpaceOf) -> None:
    space = space_of(3.6, 5.0)
    placed, missing = place_all(space, brief(room_type, theme))
    assert missing == ()
    needed = {
        RoomType.BATHROOM: {"bath", "basin", "toilet", "mirror"},
        RoomType.SHOWER_ROOM: {"shower", "basin", "toilet", "mirror"},
        RoomType.KITCHEN: {"run", "hood"},
    }
    assert needed[room_type] <= {one.name for one in placed}


def test_there_is_room_before_a_basin_and_beside_a_toilet(space_of: SpaceOf) -> None:
    for seed in range(4):
        placed, _ = place_all(space_of(2.6, 4.2), brief(RoomType.BATHROOM, THEMES[seed % 4]), seed=seed)
        standing = [one for one in placed if one.box[2] < 0.5 and one.box[5] > 0.05]
        for one in standing:
            others = [other for other in standing if other is not one and other.name != "bin"]
            if one.name in ("basin", "toilet"):
                front = {"basin": 0.6, "toilet": 0.7}[one.name]
                assert _depth(one.before, one.wall) >= _depth(one.floor, one.wall) + front - 0.01
                assert not any(overlap(one.before, other.floor) for other in others), one.name
            if one.name == "toilet":
                assert min(float(gap_m(one.floor, other.floor)) for other in others) >= 0.19


def _depth(rectangle: np.ndarray, wall: int) -> float:
    return float(rectangle[2] - rectangle[0] if wall in (0, 2) else rectangle[3] - rectangle[1])


def test_toilets_and_basins_are_not_cut_by_the_picture(space_of: SpaceOf) -> None:
    for seed in range(4):
        space = space_of(2.8, 4.0, yaw_deg=18.0)
        placed, _ = place_all(space, brief(RoomType.SHOWER_ROOM, THEMES[seed]), seed=seed)
        for one in placed:
            if one.name in ("toilet", "basin"):
                assert look_at(viewer_of(space), one.box[None]).seen[0] > 0.985, one.name


def test_what_has_no_place_is_named(space_of: SpaceOf) -> None:
    space = replace(space_of(), free=np.zeros((240, 320), np.bool_))
    assert set(plan_room(space, RoomType.BATHROOM, Theme.MODERN).missing) == {"bath", "basin", "toilet"}
    assert set(plan_room(space, RoomType.KITCHEN, Theme.MODERN).missing) == {"run", "sink", "hob"}
    assert plan_room(space, RoomType.SHOWER_ROOM, Theme.MODERN).items == ()


def test_things_are_put_where_the_mask_is(space_of: SpaceOf) -> None:
    space = space_of()
    left = np.zeros((240, 320), np.bool_)
    left[:, :160] = True
    plan = plan_room(replace(space, free=left), RoomType.SHOWER_ROOM, Theme.MODERN)
    assert plan.items
    assert all(item.at[0] < space.room.outline[2][0] / 2 + 0.1 for item in plan.items)


def test_the_seed_alone_decides(space_of: SpaceOf) -> None:
    space = space_of(4.5, 5.0)
    plans = [plan_room(space, RoomType.BATHROOM, Theme.SCANDINAVIAN, seed=seed) for seed in (1, 1, 2, 3, 4)]
    assert plans[0] == plans[1]
    assert len({plan.to_json() for plan in plans}) == 4


def test_large_rooms_get_more(space_of: SpaceOf) -> None:
    for room_type in ROOMS:
        small, large = (
            len(plan_room(space_of(width, depth), room_type, Theme.LUXURIOUS, seed=3).items)
            for width, depth in ((2.0, 3.4), (5.2, 6.0))
        )
        assert large > small, room_type


def test_a_bath_likes_to_be_under_a_window(space_of: SpaceOf) -> None:
    window = Opening(1, "window", 0.9, 1.6, 1.0, 1.1)
    placed, _ = place_all(space_of(3.4, 5.0, (window,)), brief(RoomType.BATHROOM, Theme.MODERN))
    bath = next(one for one in placed if one.name == "bath")
    assert (bath.wall, bath.along_m) == (1, pytest.approx(1.7, abs=0.5))


@settings(max_examples=3, deadline=None)
@given(st.floats(2.0, 5.0), st.floats(3.0, 6.0), st.floats(-25, 25), st.integers(0, 99))
def test_somebody_gets_from_the_door_to_everything(
    space_of: SpaceOf, width: float, depth: float, yaw: float, seed: int
) -> None:
    from maskkit.render.planner.offers import site_of
    from maskkit.render.planner.walking import walk_of

    door = Opening(0, "door", 0.3, 0.8, 0.0, 2.0)
    space = space_of(width, depth, (door,), yaw_deg=yaw)
    placed, _ = place_all(space, brief(ROOMS[seed % 3], THEMES[seed % 4]), seed=seed)
    main = [one for one in placed if one.name in ("bath", "basin", "toilet", "shower", "run", "tall", "island")]
    assert walk_of(site_of(space)).reaches(main)

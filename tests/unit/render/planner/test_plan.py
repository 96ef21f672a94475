"""Plans keep a fitter's rules in any room."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskkit.render.fixtures.catalogue import FIXTURES
from maskkit.render.looks import look
from maskkit.render.placing import box_room
from maskkit.render.planner.places import seen_of
from maskkit.render.planner.plan import Plan, plan_room
from maskkit.render.planner.rectangles import Rectangle
from maskkit.render.planner.rules import door_swing
from maskkit.render.scene import Camera, Item, Opening, Room
from maskkit.render.space import Space
from maskkit.roomapi.words import RoomType, Theme

SCHEME = look(RoomType.BATHROOM, Theme.MODERN, 0).scheme


def space_of(
    width_m: float = 3.4, depth_m: float = 4.0, openings: tuple[Opening, ...] = (), yaw_deg: float = 0.0
) -> Space:
    """A room seen from its middle, 1.4 m from the wall behind the viewer, in a mask without its openings' pixels."""
    room = Room(box_room(width_m, depth_m), 2.5, openings)
    camera = Camera((width_m / 2, 0.8, 1.45), yaw_deg, -8.0, 0.0, 78.0, (320, 240))
    return Space(room, camera, np.ones((240, 320), np.bool_), frozenset({0, 1, 2}))


def footprints(plan: Plan) -> list[tuple[str, Rectangle, float, float]]:
    """Where each item stands, worked out from its mesh's own box."""
    found = []
    for item in plan.items:
        extent = FIXTURES[item.kind].fills(**item.options)
        corners = np.array([(x, y) for x in (-extent.width_m / 2, extent.width_m / 2) for y in (-extent.depth_m, 0.0)])
        angle = np.radians(item.turn_deg)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        places = corners @ turn.T + np.array(item.at[:2])
        (x0, y0), (x1, y1) = places.min(axis=0), places.max(axis=0)
        low = extent.foot_m + item.at[2]
        found.append((item.kind, Rectangle(float(x0), float(y0), float(x1), float(y1)), low, extent.top_m + item.at[2]))
    return found


walls = st.sampled_from([0, 1, 2])
starts = st.floats(0.1, 1.5)
windows = st.builds(Opening, walls, st.just("window"), starts, st.floats(0.4, 1.6), st.floats(0.4, 1.2), st.just(1.1))
doors = st.builds(Opening, walls, st.just("door"), starts, st.floats(0.7, 0.9), st.just(0.0), st.just(2.0))
openings = st.lists(st.one_of(windows, doors), max_size=2).map(tuple)
rooms = st.builds(space_of, st.floats(1.6, 6.0), st.floats(2.4, 6.0), openings, st.floats(-25, 25))


@settings(max_examples=40, deadline=None)
@given(rooms, st.sampled_from(list(RoomType)), st.integers(0, 1000))
def test_nothing_collides_leaves_the_room_or_blocks_a_door(space: Space, room_type: RoomType, seed: int) -> None:
    plan = plan_room(space, room_type, SCHEME, seed=seed)
    placed = footprints(plan)
    width_m, depth_m = space.room.outline[2]
    for kind, floor, _, high in placed:
        assert min(floor.x0, floor.y0) > -0.01, kind
        assert floor.x1 < width_m + 0.01, kind
        assert floor.y1 < depth_m + 0.01, kind
        assert high < space.room.height_m + 0.01, kind
    for (one, a, low_a, high_a), (other, b, low_b, high_b) in combinations(placed, 2):
        apart = low_a >= high_b - 0.001 or low_b >= high_a - 0.001
        assert apart or not a.overlaps(b), (one, other)
    doors = [door_swing(space.room, opening) for opening in space.room.openings if opening.kind == "door"]
    assert not any(door.overlaps(floor) for door in doors for _, floor, low, _ in placed if low < 2.0)


@settings(max_examples=25, deadline=None)
@given(rooms, st.sampled_from(list(RoomType)), st.integers(0, 1000))
def test_no_thing_hangs_before_a_window(space: Space, room_type: RoomType, seed: int) -> None:
    for item in plan_room(space, room_type, SCHEME, seed=seed).items:
        extent = FIXTURES[item.kind].fills(**item.options)
        for opening in space.room.openings:
            along = _along(item, space.room, opening.wall)
            if along is None:
                continue
            beside = abs(along - opening.start_m - opening.width_m / 2) > (extent.width_m + opening.width_m) / 2
            top, foot = extent.top_m + item.at[2], extent.foot_m + item.at[2]
            assert beside or top < opening.sill_m or foot > opening.sill_m + opening.height_m, item.kind


def _along(item: Item, room: Room, wall: int) -> float | None:
    """How far along a wall an item stands, or None where it stands at another wall."""
    _, depth_m = room.outline[2]
    x, y, _ = item.at
    turns = {0: (90.0, y), 1: (0.0, x), 2: (-90.0, depth_m - y)}
    turn, along = turns[wall]
    return along if abs(item.turn_deg - turn) < 1 else None


@pytest.mark.parametrize("room_type", list(RoomType))
def test_a_usual_room_gets_all_that_it_needs(room_type: RoomType) -> None:
    plan = plan_room(space_of(), room_type, SCHEME)
    assert plan.missing == ()
    wanted = {
        RoomType.BATHROOM: {"basin_unit", "wall_toilet"},
        RoomType.SHOWER_ROOM: {"walk_in_shower", "basin_unit", "wall_toilet"},
        RoomType.KITCHEN: {"kitchen_run"},
    }
    assert wanted[room_type] <= {item.kind for item in plan.items}


def test_what_has_no_place_is_named() -> None:
    plan = plan_room(replace(space_of(), free=np.zeros((240, 320), np.bool_)), RoomType.BATHROOM, SCHEME)
    assert plan.items == ()
    assert set(plan.missing) == {"tub_bath", "basin_unit", "wall_toilet"}


def test_things_are_put_where_the_mask_is() -> None:
    space = space_of()
    left = np.zeros((240, 320), np.bool_)
    left[:, :160] = True
    plan = plan_room(replace(space, free=left), RoomType.SHOWER_ROOM, SCHEME)
    assert plan.items
    assert all(item.at[0] < space.room.outline[2][0] / 2 + 0.1 for item in plan.items)


def test_the_seed_alone_decides() -> None:
    space = space_of(4.5, 4.5)
    plans = [plan_room(space, RoomType.BATHROOM, SCHEME, seed=seed) for seed in (1, 1, 2, 3, 4, 5)]
    assert plans[0] == plans[1]
    assert len({plan.to_json() for plan in plans}) > 1


def test_colours_come_from_the_scheme() -> None:
    plan = plan_room(space_of(), RoomType.BATHROOM, SCHEME)
    unit = next(item for item in plan.items if item.kind == "basin_unit")
    assert (unit.options["front"], unit.options["metal_colour"]) == (SCHEME.joinery, SCHEME.metal)


@given(st.lists(st.builds(Item, st.sampled_from(sorted(FIXTURES)), st.tuples(*[st.floats(-9, 9)] * 3)), max_size=4))
def test_a_plan_survives_json(items: list[Item]) -> None:
    plan = Plan(tuple(items), ("tub_bath",))
    assert Plan.from_json(plan.to_json()) == plan


def test_a_box_behind_the_camera_is_not_seen() -> None:
    space = space_of()
    near = np.array([[(x, y, z) for x in (1.5, 1.9) for y in (0.1, 0.5) for z in (0.0, 1.0)]])
    far = near + np.array([0, 3.0, 0])
    seen, inside, area = seen_of(space, np.concatenate([near, far]))
    assert seen[0] == 0
    assert seen[1] == 1
    assert inside[1] == 1
    assert 0 < area[1] < 0.5

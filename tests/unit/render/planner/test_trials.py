"""Random rooms are rooms: their masks leave out what they say, and what is cast is what is there."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.placing import box_room
from maskkit.render.planner.trials import CEILING, FLOOR, cast, random_space
from maskkit.render.scene import Camera, Room
from maskkit.render.view import pinhole, to_room_axes


def test_what_is_cast_lies_on_the_surface_it_is_said_to_be_of_and_projects_back() -> None:
    room, camera = Room(box_room(3.0, 4.0), 2.5), Camera((1.2, 0.5, 1.5), 12.0, -9.0, 1.0, 75.0, (64, 48))
    surfaces, places = cast(room, camera)
    assert set(np.unique(surfaces)) == {FLOOR, CEILING, 0, 1, 2}
    assert np.allclose(places[surfaces == FLOOR][:, 2], 0)
    assert np.allclose(places[surfaces == 1][:, 1], 4.0)
    assert np.allclose(places[surfaces == 2][:, 0], 3.0)
    flat = pinhole(camera).project(to_room_axes(places.reshape(-1, 3), camera)).reshape(48, 64, 2)
    x, y = np.meshgrid(np.arange(64) + 0.5, np.arange(48) + 0.5)
    assert np.allclose(flat, np.stack([x, y], axis=-1), atol=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_a_random_room_is_the_same_for_the_same_seed_and_keeps_its_openings_out_of_the_mask(seed: int) -> None:
    space, again = (random_space(np.random.default_rng(seed)) for _ in range(2))
    assert space.room == again.room
    assert np.array_equal(space.free, again.free)
    surfaces, places = cast(space.room, space.camera)
    for one in space.room.openings:
        if one.wall == 1:
            x = places[..., 0] - space.room.outline[1][0]
            inside = (surfaces == 1) & (x > one.start_m + 0.01) & (x < one.start_m + one.width_m - 0.01)
            inside &= (places[..., 2] > one.sill_m + 0.01) & (places[..., 2] < one.sill_m + one.height_m - 0.01)
            assert not space.free[inside].any()


def test_some_rooms_are_l_shaped() -> None:
    corners = {len(random_space(np.random.default_rng(seed)).room.outline) for seed in range(12)}
    assert corners == {4, 6}

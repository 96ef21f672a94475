"""Patterns start in corners, bands lie level, joints come at the real pitch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from maskkit.engines.laying import corner_m, lay_floor, lay_wall, runs_along
from maskkit.engines.sampling import Places
from maskkit.geometry.planes import Plane
from maskkit.render.looks import Wall, Zone
from maskkit.render.textures.surface import Surface

if TYPE_CHECKING:
    from .conftest import Room

TOWARDS = np.array([0, 0, 1], np.float32)


def surface(colour: float, size_m: tuple[float, float] = (0.5, 0.5), module_m: tuple[float, float] = (0, 0)) -> Surface:
    albedo = np.full((64, 64, 3), colour, np.float32)
    flat = np.zeros((64, 64), np.float32)
    return Surface("test", albedo, size_m, flat + 0.9, flat, module_m)


def striped(size_m: tuple[float, float] = (0.5, 0.5), module_m: tuple[float, float] = (0, 0)) -> Surface:
    """White with a black column at its left edge and a black row at its lower edge."""
    plain = surface(0.8, size_m, module_m)
    plain.albedo[:, :4] = 0
    plain.albedo[-4:] = 0
    return plain


def places(u: np.ndarray, v: np.ndarray) -> Places:
    slopes = np.tile(np.eye(2, dtype=np.float32) * 0.002, (len(u), 1, 1))
    return Places(np.stack([u, v], axis=1).astype(np.float32), slopes)


def test_zones_meet_at_their_height() -> None:
    wall = Wall((Zone(surface(0.2), 0, 1.2), Zone(surface(0.6), 1.2)))
    height = np.array([0.5, 1.19, 1.21, 2.4])
    found = lay_wall(wall, 0.0, TOWARDS, places(np.zeros(4), height))
    assert found[:, 0] == pytest.approx([0.2, 0.2, 0.6, 0.6], abs=0.01)


def test_the_profile_covers_the_edge_and_the_skirting_the_foot() -> None:
    wall = Wall((Zone(surface(0.5), 0, 1.2), Zone(surface(0.5), 1.2)), 0.04, (0, 0, 1), 0.08, (1, 0, 0))
    found = lay_wall(wall, 0.0, TOWARDS, places(np.zeros(3), np.array([0.04, 1.2, 2.0])))
    assert found[0, 0] > 0.6
    assert found[0, 1] < 0.1
    assert found[1, 2] > 0.9
    assert found[2] == pytest.approx([0.5, 0.5, 0.5], abs=0.01)


def test_a_wall_starts_with_a_whole_tile_in_its_corner_and_on_the_floor() -> None:
    wall = Wall((Zone(striped()),))
    u = np.array([1.0, 1.5, 2.0, 1.25]) + 0.015
    found = lay_wall(wall, 1.0, TOWARDS, places(u, np.full(4, 0.3)))
    assert found[:, 0].round(2).tolist() == pytest.approx([0, 0, 0, 0.8], abs=0.03)
    foot = lay_wall(wall, 1.0, TOWARDS, places(np.array([1.25, 1.25]), np.array([0.515, 0.3])))
    assert foot[0, 0] < 0.05 < foot[1, 0]


def test_a_floor_starts_in_the_far_corner(room: Room) -> None:
    box, scale = room.layout.box, room.layout.scale_m_per_unit
    corner = np.array([-box.left, box.back]) * scale
    u, v = corner[0] + 0.015, corner[1] - 0.25
    found = lay_floor(striped(), room.layout, TOWARDS, places(np.array([u, u + 0.25]), np.array([v, v])))
    assert found[0, 0] < 0.1 < found[1, 0]


def test_boards_run_away_from_the_camera_and_tiles_do_not_turn(room: Room) -> None:
    assert runs_along(surface(0.5, module_m=(1.8, 0.18)), room.layout)
    assert not runs_along(surface(0.5, module_m=(0.6, 0.6)), room.layout)
    assert not runs_along(surface(0.5), room.layout)


def test_it_is_darker_in_the_nook_between_floor_and_wall() -> None:
    wall = Wall((Zone(surface(0.5)),))
    found = lay_wall(wall, 0.0, TOWARDS, places(np.zeros(3), np.array([0.0, 0.05, 1.0])))[:, 0]
    assert found[0] < found[1] < found[2]
    assert found[0] > 0.4


def test_the_far_wall_takes_its_corner_where_one_is_seen(room: Room) -> None:
    left = -room.layout.box.left * room.layout.scale_m_per_unit
    assert corner_m(room.layout, Plane.BACK) == corner_m(room.layout, Plane.LEFT) == pytest.approx(left)
    assert corner_m(room.layout, Plane.RIGHT) == pytest.approx(room.layout.box.right * room.layout.scale_m_per_unit)


def test_relief_is_lit_from_the_side_of_the_light() -> None:
    ridged = surface(0.5)
    ridged.relief_m[:, 20:40] = 0.004
    rising = 20 / 64 * 0.5
    where = places(np.array([rising]), np.array([1.0]))
    shades = [
        lay_wall(Wall((Zone(ridged),)), 0.0, np.array([side, 0, 0.5], np.float32), where)[0, 0] for side in (-1, 1)
    ]
    assert shades[0] > 0.5 > shades[1]

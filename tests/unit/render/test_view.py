"""The camera of a scene, against positions that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.scene import Camera, Room
from maskkit.render.view import pinhole, room_corners, to_room_axes, to_world

ROOM = Room(((0, 0), (0, 4), (3, 4), (3, 0)), 2.5)


def pixel(camera: Camera, *world: float) -> list[float]:
    """Where a world point is seen."""
    seen: list[float] = pinhole(camera).project(to_room_axes(np.array([world]), camera))[0].tolist()
    return seen


def test_a_level_camera_sees_the_point_ahead_in_the_middle() -> None:
    camera = Camera((1.5, 0.0, 1.4), fov_deg=90, size_wh=(800, 600))
    assert pixel(camera, 1.5, 3.0, 1.4) == pytest.approx([400, 300])


def test_the_edge_of_the_field_of_view_is_the_picture_s_edge() -> None:
    """At 90 degrees a point as far to the right as ahead lies on the right border, x = 800, not on a pixel's centre."""
    camera = Camera((0.0, 0.0, 1.4), fov_deg=90, size_wh=(800, 600))
    assert pixel(camera, 2.0, 2.0, 1.4) == pytest.approx([800, 300])


def test_up_in_the_world_is_up_in_the_picture() -> None:
    camera = Camera((0.0, 0.0, 1.4), fov_deg=90, size_wh=(800, 600))
    assert pixel(camera, 0.0, 2.0, 2.4) == pytest.approx([400, 100])


def test_yaw_turns_to_the_right_pitch_up_and_roll_clockwise() -> None:
    straight = Camera((0.0, 0.0, 1.4), fov_deg=90, size_wh=(800, 600))
    yawed, pitched, rolled = (
        Camera(straight.eye, **angle, fov_deg=90, size_wh=(800, 600))
        for angle in ({"yaw_deg": 10.0}, {"pitch_deg": 10.0}, {"roll_deg": 10.0})
    )
    assert pixel(yawed, 0.0, 2.0, 1.4)[0] < 400
    assert pixel(pitched, 0.0, 2.0, 1.4)[1] > 300
    assert pixel(rolled, 1.0, 2.0, 1.4)[1] < 300


@pytest.mark.parametrize("angles", [(0, 0, 0), (30, -8, 1), (-40, 5, -2)])
def test_the_rotation_is_a_rotation(angles: tuple[float, float, float]) -> None:
    rotation = pinhole(Camera((0, 0, 1.5), *angles)).rotation
    assert rotation @ rotation.T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.linalg.det(rotation) == pytest.approx(1)


def test_a_level_camera_has_the_room_s_own_axes() -> None:
    assert pinhole(Camera((0, 0, 1.5))).rotation == pytest.approx(np.eye(3))


def test_pitch_matches_the_horizon() -> None:
    """Far level points lie f tan(pitch) above the middle when the camera looks down."""
    camera = Camera((0, 0, 1.5), pitch_deg=-10, fov_deg=70, size_wh=(800, 600))
    horizon = pixel(camera, 0, 1e7, 1.5)[1]
    assert horizon == pytest.approx(300 - pinhole(camera).focal_px * np.tan(np.radians(10)), abs=1e-3)


def test_corners_come_floor_first_in_room_axes() -> None:
    corners = room_corners(ROOM, Camera((1.0, 0.5, 1.5)))
    assert corners[:4, 1] == pytest.approx([1.5] * 4)
    assert corners[4:, 1] == pytest.approx([-1.0] * 4)
    assert corners[2] == pytest.approx([2.0, 1.5, 3.5])


def test_world_and_room_axes_are_inverse() -> None:
    directions = np.array([[1.0, 2.0, 3.0], [-1.0, 0.5, 0.2]])
    camera = Camera((0.0, 0.0, 0.0))
    assert to_room_axes(to_world(directions), camera) == pytest.approx(directions)

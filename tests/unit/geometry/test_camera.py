"""The camera: projection there and back, JSON, and what is recovered from drawn rooms with exact truth."""

from __future__ import annotations

from itertools import permutations, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from maskkit.errors import NoRoomFound
from maskkit.geometry.camera import Camera, camera_to_frame, estimate_camera, frame_to_camera
from maskkit.images.photo import Origin, Photo

if TYPE_CHECKING:
    from tests.unit.geometry.conftest import Room

LEVEL = Camera(400.0, np.eye(3), np.array([160.0, 120.0]), 0.5)


def rotation_error_deg(found: Any, truth: Any) -> float:
    """The smallest angle between two frames over all ways to name the axes."""
    best = 180.0
    for order, signs in product(permutations(range(3)), product((-1, 1), repeat=3)):
        named = found[:, order] * np.array(signs)
        if np.linalg.det(named) > 0:
            cosine = np.clip((np.trace(named.T @ truth) - 1) / 2, -1, 1)
            best = min(best, float(np.degrees(np.arccos(cosine))))
    return best


@pytest.mark.parametrize("name", ["corner_room", "frontal_room", "tall_room"])
def test_the_camera_of_a_drawn_room_is_recovered(name: str, request: pytest.FixtureRequest) -> None:
    room: Room = request.getfixturevalue(name)
    camera = estimate_camera(room.photo)
    assert rotation_error_deg(camera.rotation, room.rotation) < 1.0
    assert camera.focal_px == pytest.approx(room.focal_px, rel=0.08)
    assert camera.centre_px.tolist() == [room.photo.size_wh[0] / 2, room.photo.size_wh[1] / 2]
    assert 0 < camera.confidence <= 1


def test_columns_are_the_rooms_axes_right_down_forward(corner_room: Room) -> None:
    camera = estimate_camera(corner_room.photo)
    assert np.linalg.det(camera.rotation) == pytest.approx(1.0)
    assert camera.rotation[0, 0] > 0.7
    assert camera.rotation[1, 1] > 0.9
    assert camera.rotation[2, 2] > 0.7


def test_the_focal_length_in_the_exif_data_is_heeded(frontal_room: Room) -> None:
    """A wrong word of the camera pulls the estimate towards it; without it the lines alone decide."""
    pixels = frontal_room.photo.pixels
    told = frontal_room.focal_px * 1.15 / np.hypot(*frontal_room.photo.size_wh) * 43.27
    free = estimate_camera(Photo(pixels))
    pulled = estimate_camera(Photo(pixels, Origin(focal_35mm=float(told))))
    assert pulled.focal_px > free.focal_px * 1.01


def test_the_same_photo_gives_the_same_camera(corner_room: Room) -> None:
    assert estimate_camera(corner_room.photo).to_json() == estimate_camera(corner_room.photo).to_json()


def test_a_picture_without_lines_is_refused() -> None:
    noise = np.random.default_rng(0).integers(118, 138, (120, 160, 3)).astype(np.uint8)
    with pytest.raises(NoRoomFound, match="too few"):
        estimate_camera(Photo(noise))


def test_what_is_behind_the_camera_is_not_in_the_picture() -> None:
    assert np.isnan(LEVEL.project(np.array([[0.0, 0.0, -1.0]]))).all()


def test_rays_go_through_their_points() -> None:
    points = np.array([[0.0, 0.0], [160.0, 120.0], [319.5, 10.25]])
    assert np.allclose(LEVEL.project(LEVEL.rays(points) * 3.7), points)


def test_a_scaled_camera_sees_the_same_rays() -> None:
    points = np.array([[12.0, 34.0], [300.0, 200.0]])
    assert np.allclose(LEVEL.scaled(2.5).rays(points * 2.5), LEVEL.rays(points))


def test_vanishing_points_are_where_far_points_of_an_axis_are_seen(corner_room: Room) -> None:
    camera = estimate_camera(corner_room.photo)
    ends = camera.vanishing_points()
    far = camera.project(np.array([[0.0, 0.0, 1e9]]))[0]
    assert ends[2, :2] / ends[2, 2] == pytest.approx(far, rel=1e-6)


def test_json_there_and_back() -> None:
    camera = frame_to_camera(np.array([-0.3, 0.4, -0.2, 0.01]), (1024, 768), 0.37)
    again = Camera.from_json(camera.to_json())
    assert again.to_json() == camera.to_json()
    assert np.array_equal(again.rotation, camera.rotation)


@pytest.mark.parametrize("frame", [[-0.2, 0.7, 0.3, -0.05], [0.4, -0.7, -0.4, 0.08], [0.0, 0.0, 0.0, 0.0]])
def test_frame_there_and_back(frame: list[float]) -> None:
    camera = frame_to_camera(np.array(frame), (800, 600), 1.0)
    assert np.allclose(camera_to_frame(camera, (800, 600)), frame)

"""The layout: faces, metres, JSON, and drawn rooms with and without labels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from maskkit.errors import NoRoomFound
from maskkit.geometry.camera import Camera
from maskkit.geometry.layout import Box, Layout, Plane, fit_layout, label_agreement
from maskkit.geometry.scale import metres_per_unit
from maskkit.images.photo import Photo

if TYPE_CHECKING:
    from tests.unit.geometry.conftest import Room

EYE_M = 1.4


def true_layout(room: Room) -> Layout:
    left, right, back, top = room.sides
    camera = Camera(room.focal_px, room.rotation, np.array(room.photo.size_wh) / 2, 1.0)
    box = Box(left / EYE_M, right / EYE_M, back / EYE_M, top / EYE_M - 1)
    return Layout(room.photo.size_wh, camera, box, 1.0, 1.0, EYE_M)


def overlap(found: np.ndarray, truth: np.ndarray) -> float:
    return float((found & truth).sum() / max(1, (found | truth).sum()))


@pytest.mark.parametrize("name", ["corner_room", "frontal_room", "tall_room"])
def test_faces_and_metres_are_those_of_an_independent_ray_caster(name: str, request: pytest.FixtureRequest) -> None:
    room: Room = request.getfixturevalue(name)
    layout = true_layout(room)
    faces = layout.plane_map()
    assert np.array_equal(faces, room.faces)
    for plane in Plane:
        here = faces == plane
        metres = layout.plane_coordinates(plane, room.photo.size_wh)[here]
        assert np.allclose(metres, np.stack([room.u[here], room.v[here]], axis=-1))


def test_a_plane_map_of_another_size_is_the_same_room(corner_room: Room) -> None:
    layout = true_layout(corner_room)
    width, height = corner_room.photo.size_wh
    small = layout.plane_map((width // 3, height // 3))
    assert np.mean(small == corner_room.faces[1::3, 1::3]) > 0.995
    assert layout.plane_map((width * 2, height * 2)).shape == (height * 2, width * 2)


@pytest.mark.parametrize("plane", list(Plane))
def test_between_two_places_of_a_face_lie_the_pixels_with_such_metres(corner_room: Room, plane: Plane) -> None:
    layout = true_layout(corner_room)
    metres = layout.plane_coordinates(plane, (160, 120))
    low, high = np.nanquantile(metres, [0.2, 0.8], axis=(0, 1)) + 1e-7
    with np.errstate(invalid="ignore"):
        expected = ((metres >= low) & (metres <= high)).all(axis=-1)
    found = layout.between(plane, low, high, (160, 120))
    assert expected.any()
    assert np.array_equal(found, expected)


def test_depth_is_that_of_the_empty_room(corner_room: Room) -> None:
    depth = true_layout(corner_room).depth()
    floor = corner_room.faces == Plane.FLOOR
    assert depth[floor][-1] < depth[floor][0]
    at = true_layout(corner_room).rays() * depth[..., None]
    assert at[floor][:, 1] == pytest.approx(EYE_M)


@pytest.mark.parametrize("plane", list(Plane))
def test_points_on_a_face_there_and_back(plane: Plane, corner_room: Room) -> None:
    layout = true_layout(corner_room)
    y, x = np.nonzero(corner_room.faces == plane)
    points = np.stack([x[::97] + 0.5, y[::97] + 0.5], axis=1)
    metres = layout.plane_coordinates(plane, points)
    assert np.allclose(layout.project(plane, metres), points)
    onto = np.concatenate([metres, np.ones((len(metres), 1))], axis=1) @ layout.homography(plane).T
    assert np.allclose(onto[:, :2] / onto[:, 2:], points)


def test_a_face_is_not_met_by_rays_that_leave_it(corner_room: Room) -> None:
    above = np.array([[240.0, 5.0]])
    assert np.isnan(true_layout(corner_room).plane_coordinates(Plane.FLOOR, above)).all()


def test_a_known_camera_height_sets_the_scale(corner_room: Room) -> None:
    layout = true_layout(corner_room)
    point = np.array([[240.0, 350.0]])
    taller = layout.with_camera_height(2 * EYE_M)
    assert np.allclose(taller.plane_coordinates(Plane.FLOOR, point), 2 * layout.plane_coordinates(Plane.FLOOR, point))
    assert taller.box == layout.box


def test_json_there_and_back(corner_room: Room) -> None:
    layout = replace(true_layout(corner_room), confidence=0.625)
    again = Layout.from_json(layout.to_json())
    assert again.to_json() == layout.to_json()
    assert np.array_equal(again.plane_map((48, 36)), layout.plane_map((48, 36)))


@pytest.mark.parametrize("name", ["corner_room", "frontal_room", "tall_room"])
def test_with_labels_the_faces_are_found_almost_exactly(name: str, request: pytest.FixtureRequest) -> None:
    room: Room = request.getfixturevalue(name)
    layout = fit_layout(room.photo, labels=room.labels)
    faces = layout.plane_map()
    for plane in Plane:
        if (room.faces == plane).mean() > 0.03:
            assert overlap(faces == plane, room.faces == plane) > 0.9
    assert layout.agreement > 0.97


@pytest.mark.parametrize("name", ["corner_room", "frontal_room"])
def test_without_labels_the_faces_are_found_roughly(name: str, request: pytest.FixtureRequest) -> None:
    room: Room = request.getfixturevalue(name)
    faces = fit_layout(room.photo).plane_map()
    surface = np.array([0, 1, 3, 2, 2, 2])
    assert np.mean(surface[faces] == room.labels) > 0.8


def test_labels_with_things_in_front_still_give_the_room(corner_room: Room) -> None:
    labels = corner_room.labels.copy()
    labels[180:300, 60:200] = 6
    faces = fit_layout(corner_room.photo, labels=labels).plane_map()
    assert overlap(faces == Plane.FLOOR, corner_room.faces == Plane.FLOOR) > 0.9


def test_the_same_photo_gives_the_same_layout(frontal_room: Room) -> None:
    runs = [fit_layout(frontal_room.photo, labels=frontal_room.labels).to_json() for _ in range(2)]
    assert runs[0] == runs[1]


def test_labels_without_a_room_are_refused(corner_room: Room) -> None:
    with pytest.raises(NoRoomFound, match="no floor, wall or ceiling"):
        fit_layout(corner_room.photo, labels=np.full_like(corner_room.labels, 6))


def test_a_blank_photo_is_refused() -> None:
    with pytest.raises(NoRoomFound, match="straight lines"):
        fit_layout(Photo(np.full((90, 120, 3), 200, np.uint8)))


def test_the_scale_lies_between_what_camera_and_ceiling_ask_for() -> None:
    high = metres_per_unit(Box(left=1, right=1, back=2, ceiling=1.5))
    low = metres_per_unit(Box(left=1, right=1, back=2, ceiling=0.5))
    assert 1.0 < high < 1.4 < low < 1.7


def test_labels_and_faces_agree_by_their_pixels() -> None:
    """Windows, doors and rugs count as what they lie in; things and the unlabelled are left out."""
    planes = np.array([[2, 2, 5, 5], [1, 1, 1, 1]], np.uint8)
    labels = np.array([[3, 2, 4, 255], [1, 7, 6, 5]], np.uint8)
    assert label_agreement(planes, labels) == pytest.approx(4 / 6)
    assert label_agreement(planes, np.full((2, 4), 6, np.uint8)) == 0.0

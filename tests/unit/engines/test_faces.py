"""Every labelled pixel gets the right face, and faces know their metres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from maskkit.engines.faces import assign_planes, find_faces
from maskkit.geometry.planes import Plane

if TYPE_CHECKING:
    from .conftest import Room


def test_a_mask_of_the_floor_gives_the_floor_only(room: Room) -> None:
    faces = find_faces(room.layout, room.labels, room.mask(1) > 0)
    assert [face.plane for face in faces] == [Plane.FLOOR]
    assert np.array_equal(faces[0].region, room.labels == 1)


def test_what_is_labelled_furniture_belongs_to_no_face(room: Room) -> None:
    labels = room.labels.copy()
    labels[100:140, 150:200] = 6
    faces = find_faces(room.layout, labels, np.ones_like(labels, bool))
    assert not any(face.region[100:140, 150:200].any() for face in faces)


@pytest.mark.parametrize("plane", list(Plane))
def test_places_agree_with_the_layout(room: Room, plane: Plane) -> None:
    face = next(
        face for face in find_faces(room.layout, room.labels, np.ones_like(room.labels, bool)) if face.plane == plane
    )
    rows, columns = np.nonzero(face.region)
    points = np.stack([columns + 0.5, rows + 0.5], axis=1)
    assert np.allclose(face.places(rows, columns).uv, room.layout.plane_coordinates(plane, points), atol=1e-3)


def test_slopes_are_the_change_from_pixel_to_pixel(room: Room) -> None:
    face = find_faces(room.layout, room.labels, room.labels == 1)[0]
    rows, columns = np.array([200, 230]), np.array([160, 100])
    here, right, below = (face.places(rows + dy, columns + dx).uv for dy, dx in ((0, 0), (0, 1), (1, 0)))
    slopes = face.places(rows, columns).slopes
    assert np.allclose(slopes[:, :, 0], right - here, rtol=0.05, atol=1e-4)
    assert np.allclose(slopes[:, :, 1], below - here, rtol=0.05, atol=1e-4)


def test_the_grid_spans_as_many_metres_as_its_coarser_pixels(room: Room) -> None:
    face = find_faces(room.layout, room.labels, room.labels == 1)[0]
    fine, coarse = face.grid((320, 240), (240, 320)), face.grid((320, 240), (120, 160))
    assert coarse.uv.shape == (120 * 160, 2)
    lower = np.s_[-1]
    assert np.linalg.norm(coarse.slopes[lower]) == pytest.approx(2 * np.linalg.norm(fine.slopes[lower]), rel=0.05)


def test_a_label_border_a_few_pixels_off_snaps_to_the_straight_edge(room: Room) -> None:
    planes = room.layout.plane_map()
    labels = room.labels.copy()
    ragged = np.roll(labels, 2, axis=0)
    ragged[:4] = labels[:4]
    assigned = assign_planes(planes, ragged)
    assert np.array_equal(assigned, planes)


def test_a_large_disagreement_follows_the_labels(room: Room) -> None:
    labels = room.labels.copy()
    labels[150:190, 60:120] = 2
    assigned = assign_planes(room.layout.plane_map(), labels)
    assert set(np.unique(assigned[150:190, 60:120])) <= {Plane.LEFT, Plane.BACK, Plane.RIGHT}


def test_nothing_beyond_the_horizon_is_floor(room: Room) -> None:
    everything = np.ones_like(room.labels)
    face = next(iter(find_faces(room.layout, everything, everything > 0)))
    rows, columns = np.nonzero(face.region)
    assert np.isfinite(face.places(rows, columns).uv).all()
    assert not face.region[0].any()

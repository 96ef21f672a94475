"""What stays shows its own pattern where things were taken away."""

from __future__ import annotations

from typing import Any

import numpy as np

from maskkit.engines.faces import find_faces
from maskkit.engines.healing import heal
from maskkit.engines.tone import to_linear
from maskkit.geometry.planes import Plane


def stripes(plane: Plane, uv: np.ndarray) -> np.ndarray:
    """A floor of stripes across, 20 cm wide, before plain walls."""
    return np.where(np.floor(uv[..., 1] / 0.2) % 2 == 0, 1.0, 0.6) if plane is Plane.FLOOR else np.ones(uv.shape[:-1])


def test_a_hole_gets_the_pattern_of_the_floor_in_its_perspective(build_room: Any) -> None:
    room = build_room(stripes)
    truth, plain = to_linear(room.photo.pixels), to_linear(build_room().photo.pixels)
    faces = [face for face in find_faces(room.layout, room.labels, room.labels > 0) if face.plane is Plane.FLOOR]
    gone = np.zeros(room.labels.shape, np.bool_)
    gone[190:222, 130:180] = True
    gone &= faces[0].region
    broken = truth.copy()
    broken[gone] = 0.9
    healed = heal(broken, 0.8 * plain, faces, gone)
    error = np.abs(healed - truth)[gone].mean()
    assert error < 0.35 * np.abs(0.8 * plain - truth)[gone].mean()
    assert np.array_equal(healed[:180], broken[:180])
    assert gone.sum() > 300


def test_nothing_changes_where_nothing_is_gone(room: Any) -> None:
    photo = to_linear(room.photo.pixels)
    faces = find_faces(room.layout, room.labels, room.labels > 0)
    assert np.array_equal(heal(photo, photo, faces, np.zeros(room.labels.shape, np.bool_)), photo)


def test_a_face_that_is_hidden_as_a_whole_gets_its_plain_colour(room: Any) -> None:
    photo = to_linear(room.photo.pixels)
    faces = [face for face in find_faces(room.layout, room.labels, room.labels > 0) if face.plane is Plane.FLOOR]
    old = np.full_like(photo, 0.25)
    assert np.allclose(heal(photo, old, faces, faces[0].region)[faces[0].region], 0.25)

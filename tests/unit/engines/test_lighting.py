"""Light stays, the old pattern goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from maskkit.engines.faces import find_faces
from maskkit.engines.lighting import face_light, working_size
from maskkit.engines.tone import to_linear
from maskkit.geometry.planes import Plane

if TYPE_CHECKING:
    from collections.abc import Callable

    from maskkit.engines.faces import Face
    from maskkit.engines.lighting import FaceLight

    from .conftest import Pattern, Room


def light_on(room: Room, plane: Plane) -> tuple[Face, FaceLight]:
    face = next(
        face for face in find_faces(room.layout, room.labels, np.ones_like(room.labels, bool)) if face.plane == plane
    )
    return face, face_light(to_linear(room.photo.pixels), face)


def checkers(tile_m: float, contrast: float) -> Pattern:
    def pattern(plane: Plane, uv: np.ndarray) -> np.ndarray:
        odd = (np.floor(uv[..., 0] / tile_m) + np.floor(uv[..., 1] / tile_m)) % 2
        return np.exp(contrast * (odd - 0.5)) if plane is Plane.FLOOR else np.ones(uv.shape[:2])

    return pattern


def deviation(room: Room, plane: Plane) -> float:
    face, light = light_on(room, plane)
    return float(light.level[face.region].std())


def test_an_even_surface_has_even_light_of_its_own_level(room: Room) -> None:
    face, light = light_on(room, Plane.BACK)
    assert light.level[face.region].std() < 0.01
    assert np.exp(light.usual) == pytest.approx(0.9 * 0.6, rel=0.02)
    assert np.abs(light.hue).max() < 0.02


@pytest.mark.parametrize(("tile_m", "contrast"), [(0.1, 1.0), (0.3, 0.5), (0.3, 1.0)])
def test_a_chequered_floor_leaves_less_than_a_seventh_of_its_contrast(
    build_room: Callable[..., Room], tile_m: float, contrast: float
) -> None:
    room = build_room(checkers(tile_m, contrast))
    assert deviation(room, Plane.FLOOR) < 0.15 * contrast / 2


def test_joints_of_old_tiles_vanish(build_room: Callable[..., Room]) -> None:
    def joints(plane: Plane, uv: np.ndarray) -> np.ndarray:
        near = np.minimum(uv[..., 0] % 0.3, uv[..., 1] % 0.3) < 0.012
        return np.where(near & plane.is_wall, 0.45, 1.0)

    assert deviation(build_room(joints), Plane.BACK) < 0.03


def test_a_shadow_gradient_stays(build_room: Callable[..., Room]) -> None:
    def falloff(plane: Plane, uv: np.ndarray) -> np.ndarray:
        return np.exp(-0.4 * (uv[..., 0] + 1.68)) if plane is Plane.BACK else np.ones(uv.shape[:2])

    room = build_room(falloff)
    face, light = light_on(room, Plane.BACK)
    rows, columns = np.nonzero(face.region)
    u = face.places(rows, columns).uv[:, 0]
    slope = np.polyfit(u, light.level[face.region], 1)[0]
    assert slope == pytest.approx(-0.4, abs=0.06)


def test_a_cast_shadow_on_a_plain_floor_keeps_its_depth(build_room: Callable[..., Room]) -> None:
    def shadow(plane: Plane, uv: np.ndarray) -> np.ndarray:
        return np.where((np.abs(uv[..., 0]) < 0.4) & (plane is Plane.FLOOR), 0.5, 1.0)

    room = build_room(shadow)
    face, light = light_on(room, Plane.FLOOR)
    rows, columns = np.nonzero(face.region)
    u = face.places(rows, columns).uv[:, 0]
    inside, outside = (light.level[face.region][part].mean() for part in (np.abs(u) < 0.2, np.abs(u) > 0.8))
    assert inside - outside == pytest.approx(np.log(0.5), abs=0.2)


def test_the_working_size_keeps_the_proportions_and_never_grows() -> None:
    assert working_size((4000, 3000)) == (360, 270)
    assert working_size((200, 100)) == (200, 100)
    assert working_size((10_000, 20)) == (360, 8)

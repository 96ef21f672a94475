"""A photo is read into faces with their light (maskkit.engines.scene)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest

from maskkit.engines.scene import read_scene
from maskkit.errors import NoRoomFound
from maskkit.geometry.planes import Plane

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Room


def test_white_under_the_rooms_light_is_found_on_every_face(room: Room) -> None:
    scene = read_scene(room.photo, room.mask(1, 2, 3), room.labels, room.layout)
    for lit in scene.faces:
        found = float(lit.light[lit.face.region].mean())
        assert found == pytest.approx(0.9, rel=0.25), lit.face.plane


def test_the_light_of_a_grey_room_is_grey(room: Room) -> None:
    scene = read_scene(room.photo, room.mask(1, 2), room.labels, room.layout)
    colours = np.stack([lit.light[lit.face.region].mean(axis=0) for lit in scene.faces])
    assert np.ptp(colours, axis=1).max() < 0.02


def test_a_mask_without_floor_or_wall_is_no_room(room: Room) -> None:
    labels = np.full_like(room.labels, 6)
    with pytest.raises(NoRoomFound):
        read_scene(room.photo, np.full_like(labels, 255), labels, room.layout)
    with pytest.raises(NoRoomFound):
        read_scene(room.photo, np.zeros_like(labels), room.labels, room.layout)


def test_the_far_wall_is_looked_at_unless_fixtures_stand_at_another(build_room: Callable[..., Room]) -> None:
    room = build_room(yaw=-0.35)
    plain = read_scene(room.photo, room.mask(1, 2), room.labels, room.layout)
    assert plain.features == (Plane.BACK,)
    labels = room.labels.copy()
    at_left = cv2.erode((room.layout.plane_map() == Plane.LEFT).astype(np.uint8), np.ones((21, 21), np.uint8))
    labels[(at_left > 0) & (np.arange(240)[:, None] % 24 < 12)] = 8
    mask = np.where(labels <= 2, 255, 0).astype(np.uint8)
    assert read_scene(room.photo, mask, labels, room.layout).features == (Plane.LEFT,)


def test_light_comes_from_the_window_in_view(room: Room) -> None:
    labels = room.labels.copy()
    labels[60:110, 280:312] = 4
    scene = read_scene(room.photo, np.where(labels <= 2, 255, 0).astype(np.uint8), labels, room.layout)
    back = next(lit for lit in scene.faces if lit.face.plane is Plane.BACK)
    assert back.towards[0] > 0.3
    assert np.linalg.norm(back.towards) == pytest.approx(1, abs=0.01)


def test_a_surface_is_laid_anew_as_a_whole_or_stays(room: Any) -> None:
    half = room.mask(1, 2)
    half[:, :200] = 0
    chosen = {
        anew: {
            one.face.plane
            for one in read_scene(room.photo, half, room.labels, room.layout, clear=True, anew=anew).faces
        }
        for anew in ("whole", "all", "none")
    }
    assert Plane.FLOOR in chosen["all"]
    assert Plane.FLOOR not in chosen["whole"]
    assert not chosen["none"]


def test_what_stays_is_known_and_may_be_put_on(room: Any) -> None:
    half = room.mask(1, 2)
    half[:, :200] = 0
    scene = read_scene(room.photo, half, room.labels, room.layout, clear=True)
    assert {one.face.plane for one in scene.seen} >= {Plane.FLOOR, Plane.BACK}
    assert (scene.reach[half == 0] == 0).all()
    assert (scene.reach[half == 255] > 0.5).mean() > 0.95


def test_a_surface_that_was_meant_as_a_whole_is_laid_although_parts_of_it_are_kept(room: Any) -> None:
    mask, meant = room.mask(1, 2), room.mask(1, 2) > 0
    mask[:, :60] = 0
    told = read_scene(room.photo, mask, room.labels, room.layout, clear=True, meant=meant)
    assert Plane.FLOOR in {one.face.plane for one in told.faces}
    assert (told.alpha[:, :60] == 0).all()

"""A photo's room as a space: exact where the photo shows it, sensible where it does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from maskkit.geometry.camera import Camera as Pinhole
from maskkit.geometry.layout import Box, Layout
from maskkit.masks.classes import RoomClass
from maskkit.masks.polygon import rasterize
from maskkit.render.scene import Camera, Opening, Room
from maskkit.render.shell import walls_of
from maskkit.render.space import photo_space, scene_camera
from maskkit.render.view import pinhole, to_room_axes

SIZE_WH = (320, 240)


def layout_of(camera: Camera, room: Room) -> Layout:
    """The exact layout of a scene."""
    view, height = pinhole(camera), camera.eye[2]
    width_m, depth_m = room.outline[2]
    sides = np.array([camera.eye[0], width_m - camera.eye[0], depth_m - camera.eye[1], room.height_m - height])
    box = Box(*(float(side) for side in sides / height))
    return Layout(camera.size_wh, Pinhole(view.focal_px, view.rotation, view.centre_px, 1.0), box, 1.0, 1.0, height)


CAMERA = Camera((1.8, 1.3, 1.5), -9.0, -6.0, 1.0, 84.0, SIZE_WH)
ROOM = Room(((0.0, 0.0), (0.0, 4.6), (3.4, 4.6), (3.4, 0.0)), 2.5)


def test_the_room_comes_back_in_metres() -> None:
    space = photo_space(layout_of(CAMERA, ROOM), np.zeros(SIZE_WH[::-1], np.uint8), np.ones(SIZE_WH[::-1], np.bool_))
    width_m, depth_m = space.room.outline[2]
    assert width_m == pytest.approx(3.4)
    assert space.room.height_m == pytest.approx(2.5)
    assert depth_m - space.camera.eye[1] == pytest.approx(4.6 - 1.3)
    assert space.camera.yaw_deg == pytest.approx(-9.0)
    assert space.seen_walls == {0, 1, 2}


@pytest.mark.parametrize("wall", [0, 1, 2])
@pytest.mark.parametrize("kind", ["window", "door"])
def test_an_opening_is_found_where_it_is(wall: int, kind: str) -> None:
    sill = 0.0 if kind == "door" else 0.9
    start = {0: 3.2, 1: 1.2, 2: 0.3}[wall]
    known = Opening(wall, kind, start, 0.8, sill, 1.1)  # type: ignore[arg-type]
    camera = replace(CAMERA, yaw_deg=9.0 if wall == 2 else -9.0)
    layout = layout_of(camera, ROOM)
    frame = walls_of(ROOM)[wall]
    corners = [frame.point(start + dx, 0.0, sill + dz) for dx, dz in ((0, 0), (0.8, 0), (0.8, 1.1), (0, 1.1))]
    points = pinhole(camera).project(to_room_axes(np.array(corners), camera))
    labels = np.where(rasterize([points], SIZE_WH), RoomClass[kind.upper()], RoomClass.WALL).astype(np.uint8)
    found = photo_space(layout, labels, labels > 0).room.openings
    assert [(one.wall, one.kind) for one in found] == [(wall, kind)]
    shift = photo_space(layout, labels, labels > 0).room.outline[2][1] - 4.6 if wall == 0 else 0.0
    seen = (found[0].start_m - shift, found[0].width_m, found[0].sill_m, found[0].height_m)
    assert seen == pytest.approx((known.start_m, known.width_m, known.sill_m, known.height_m), abs=0.09)


def test_a_wall_out_of_view_stands_just_beside_the_picture() -> None:
    camera = Camera((1.0, 1.0, 1.5), 0.0, -4.0, 0.0, 60.0, SIZE_WH)
    room = Room(((0.0, 0.0), (0.0, 3.0), (40.0, 3.0), (40.0, 0.0)), 2.5)
    space = photo_space(layout_of(camera, room), np.zeros(SIZE_WH[::-1], np.uint8), np.ones(SIZE_WH[::-1], np.bool_))
    assert 2 not in space.seen_walls
    assert space.room.outline[2][0] < 4.0


@pytest.mark.parametrize("turns", [(0.0, 0.0, 0.0), (31.0, -12.0, 3.0), (-44.0, 9.0, -5.0)])
def test_a_camera_survives_both_ways(turns: tuple[float, float, float]) -> None:
    camera = Camera((1.0, 2.0, 1.4), *turns, 71.0, SIZE_WH)
    back = scene_camera(pinhole(camera), camera.eye, camera.size_wh)
    assert (back.yaw_deg, back.pitch_deg, back.roll_deg, back.fov_deg) == pytest.approx((*turns, 71.0))


def test_a_sliver_of_a_window_is_no_opening() -> None:
    layout = layout_of(CAMERA, ROOM)
    frame = walls_of(ROOM)[1]
    corners = [frame.point(1.0 + dx, 0.0, 1.0 + dz) for dx, dz in ((0, 0), (0.2, 0), (0.2, 1.4), (0, 1.4))]
    points = pinhole(CAMERA).project(to_room_axes(np.array(corners), CAMERA))
    labels = np.where(rasterize([points], SIZE_WH), RoomClass.WINDOW, RoomClass.WALL).astype(np.uint8)
    assert photo_space(layout, labels, labels > 0).room.openings == ()

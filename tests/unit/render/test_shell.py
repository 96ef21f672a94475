"""The shell: walls with holes where their openings are, everything facing into the room."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.furniture.joinery import OUTDOORS
from maskkit.render.meshes import Mesh
from maskkit.render.parts import Part
from maskkit.render.scene import Camera, Finish, Item, Opening, Room, Scene
from maskkit.render.shell import SKIRTING_DEPTH_M, scene_parts, shell_parts, wall_finish, walls_of

BOX = ((0.0, 0.0), (0.0, 4.0), (3.0, 4.0), (3.0, 0.0))
L_SHAPE = ((0.0, 0.0), (0.0, 6.0), (2.0, 6.0), (2.0, 3.0), (5.0, 3.0), (5.0, 0.0))
WINDOW = Opening(1, "window", 1.0, 1.2, 0.9, 1.1)
DOOR = Opening(2, "door", 0.5, 0.8, 0.0, 2.0)


def area(shape: Mesh) -> float:
    a, b, c = (shape.vertices[shape.faces[:, corner]] for corner in range(3))
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)


def named(parts: tuple[Part, ...], name: str) -> Part:
    return next(part for part in parts if part.name == name)


def test_walls_run_left_to_right_for_somebody_inside() -> None:
    left, back, right, front = walls_of(Room(BOX))
    assert back.point(0.5) == pytest.approx((0.5, 4.0, 0.0))
    assert left.point(0.5, 0.2) == pytest.approx((0.2, 0.5, 0.0))
    assert right.point(0.5, 0.2) == pytest.approx((2.8, 3.5, 0.0))
    assert front.point(0.5, 0.2, 1.0) == pytest.approx((2.5, 0.2, 1.0))


@pytest.mark.parametrize("outline", [BOX, L_SHAPE])
def test_every_wall_faces_the_room(outline: tuple[tuple[float, float], ...]) -> None:
    room = Room(outline)
    for index, wall in enumerate(walls_of(room)):
        face = named(shell_parts(room), f"wall/{index}").mesh
        towards_room = np.subtract(wall.point(1.0, 1.0), wall.point(1.0))
        assert face.normals @ towards_room == pytest.approx(np.ones(len(face.normals)))


def test_a_wall_has_a_hole_of_exactly_its_opening() -> None:
    parts = shell_parts(Room(BOX, 2.5, (WINDOW, DOOR)))
    assert area(named(parts, "wall/1").mesh) == pytest.approx(3.0 * 2.5 - 1.2 * 1.1)
    assert area(named(parts, "wall/2").mesh) == pytest.approx(4.0 * 2.5 - 0.8 * 2.0)
    assert area(named(parts, "wall/0").mesh) == pytest.approx(4.0 * 2.5)


def test_wall_texture_coordinates_are_metres_from_its_foot() -> None:
    face = named(shell_parts(Room(BOX, 2.5, (WINDOW,))), "wall/1").mesh
    assert face.uvs[:, 0] == pytest.approx(face.vertices[:, 0])
    assert face.uvs[:, 1] == pytest.approx(face.vertices[:, 2])


def test_tiles_take_the_lower_part_of_the_walls_and_the_skirting_s_place() -> None:
    parts = shell_parts(Room(BOX, 2.5, (WINDOW,), tiled_to_m=1.5))
    tiles, paint = named(parts, "wall/tiles1").mesh, named(parts, "wall/1").mesh
    assert tiles.vertices[:, 2].max() == paint.vertices[:, 2].min() == 1.5
    assert area(tiles) + area(paint) == pytest.approx(3.0 * 2.5 - 1.2 * 1.1)
    assert not any(part.kind == "skirting" for part in parts)


def test_skirting_leaves_the_door_free_and_passes_below_the_window() -> None:
    parts = shell_parts(Room(BOX, 2.5, (WINDOW, DOOR)))
    beside_door = named(parts, "skirting/2").mesh.vertices
    along = 4.0 - beside_door[:, 1]
    assert not ((along > 0.5) & (along < 1.3)).any()
    assert named(parts, "skirting/1").mesh.bounds[:, 0] == pytest.approx([0, 3])
    assert named(parts, "skirting/1").mesh.bounds[0, 1] == pytest.approx(4.0 - SKIRTING_DEPTH_M)


def test_a_pane_looks_into_the_room_and_lies_in_the_wall() -> None:
    pane = named(shell_parts(Room(BOX, 2.5, (WINDOW,))), "window/pane")
    assert pane.finish.texture == OUTDOORS
    assert pane.mesh.normals[0] == pytest.approx([0, -1, 0])
    assert pane.mesh.vertices[:, 1].min() > 4.1


def test_a_window_fills_its_opening() -> None:
    parts = [part for part in shell_parts(Room(BOX, 2.5, (WINDOW,))) if part.name in ("window/frame", "window/reveal")]
    for part in parts:
        assert part.mesh.bounds[:, 0] == pytest.approx([1.0, 2.2])
        assert part.mesh.bounds[:, 2] == pytest.approx([0.9, 2.0])


def test_windows_to_the_floor_have_no_sill() -> None:
    low = Opening(1, "window", 1.0, 1.2, 0.05, 2.1)
    assert not any(part.name == "window/sill" for part in shell_parts(Room(BOX, 2.5, (low,))))


def test_finishes_go_round_the_walls() -> None:
    room = Room(BOX, walls=(Finish("#111111"), Finish("#222222")))
    assert [wall_finish(room, index).colour for index in range(4)] == ["#111111", "#222222", "#111111", "#222222"]


def test_scene_parts_are_the_shell_and_then_the_items() -> None:
    room = Room(BOX)
    scene = Scene("a", "kitchen", room, Camera((1, 0.2, 1.5)), (Item("kettle", (1, 2, 0.9)),))
    parts = scene_parts(scene)
    assert [part.name for part in parts[:2]] == ["floor/floor", "ceiling/ceiling"]
    assert parts[-1].kind == "kettle"
    assert len(parts) == len(shell_parts(room)) + 2

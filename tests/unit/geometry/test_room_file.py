"""The room as a file: read back as written, corrected by its corners, refused in words when it is none."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from maskkit.errors import BadCamera, OutputExists
from maskkit.geometry.camera import frame_to_camera
from maskkit.geometry.layout import Box, Layout
from maskkit.geometry.room_file import CORNERS, from_room_file, open_room, resized_layout, save_room, to_room_file

SIZE = (1024, 768)


@pytest.fixture
def room() -> Layout:
    """A room seen from a little left of its middle, from above."""
    camera = frame_to_camera(np.array([-0.35, 0.15, 0.1, 0.005]), SIZE, 0.8)
    return Layout(SIZE, camera, Box(1.2, 1.6, 2.6, 0.8), 0.98, 0.97, 1.45)


def told(room: Layout) -> dict[str, Any]:
    return dict(json.loads(to_room_file(room)))


def corner(room: Layout, name: str) -> np.ndarray:
    return np.array(told(room)["corners_px"][name])


def test_what_was_written_is_read_back(room: Layout) -> None:
    back = from_room_file(to_room_file(room))
    assert back.box == room.box
    assert back.camera.focal_px == room.camera.focal_px
    assert np.allclose(back.camera.rotation, room.camera.rotation, atol=1e-12)
    assert (back.size_wh, back.agreement, back.confidence) == (SIZE, 0.98, 0.97)
    assert back.scale_m_per_unit == 1.45


@pytest.mark.parametrize("name", CORNERS)
@pytest.mark.parametrize("move", [(14.0, 0.0), (0.0, -11.0), (-9.0, 8.0)])
def test_a_corner_that_is_moved_is_seen_where_it_was_put(room: Layout, name: str, move: tuple[float, float]) -> None:
    """Within a few pixels, and the other three stay where they were, while the camera changes little."""
    file = told(room)
    file["corners_px"][name] = (corner(room, name) + move).tolist()
    corrected = from_room_file(json.dumps(file))
    for other in CORNERS:
        off = corner(corrected, other) - corner(room, other) - (np.array(move) if other == name else 0)
        assert np.abs(off).max() < 6.0
    assert abs(np.log(corrected.camera.focal_px / room.camera.focal_px)) < 0.3


def test_moving_both_floor_corners_down_brings_the_far_wall_nearer(room: Layout) -> None:
    file = told(room)
    for name in ("floor_left", "floor_right"):
        file["corners_px"][name][1] += 30
    assert from_room_file(json.dumps(file)).box.back < room.box.back


def test_moving_both_left_corners_leaves_the_right_wall(room: Layout) -> None:
    file = told(room)
    for name in ("floor_left", "ceiling_left"):
        file["corners_px"][name][0] -= 40
    corrected = from_room_file(json.dumps(file))
    assert corrected.box.left > room.box.left + 0.05
    assert corrected.box.right == pytest.approx(room.box.right, rel=0.08)


def test_without_corners_the_numbers_count(room: Layout) -> None:
    """Whoever wants to edit the camera itself leaves the corners out."""
    file = told(room)
    del file["corners_px"]
    file["box"]["back"], file["camera"]["focal_px"] = 3.3, 900.0
    back = from_room_file(json.dumps(file))
    assert (back.box.back, back.camera.focal_px) == (3.3, 900.0)


def test_a_frontal_room_can_be_corrected_too() -> None:
    """From corners alone its focal length could not be told; it stays near what it was."""
    frontal = Layout(SIZE, frame_to_camera(np.array([-0.35, 0.0, 0.0, 0.0]), SIZE, 1.0), Box(1, 1, 2, 0.8), 1, 1, 1.4)
    file = told(frontal)
    file["corners_px"]["floor_left"][0] -= 12
    file["corners_px"]["ceiling_left"][0] -= 12
    corrected = from_room_file(json.dumps(file))
    assert abs(np.log(corrected.camera.focal_px / frontal.camera.focal_px)) < 0.1
    assert corrected.box.left > frontal.box.left


def test_the_room_of_a_smaller_copy(room: Layout) -> None:
    half = resized_layout(room, (512, 384))
    assert half.camera.focal_px == pytest.approx(room.camera.focal_px / 2)
    assert np.array_equal(half.plane_map(), room.plane_map((512, 384)))
    with pytest.raises(BadCamera, match="1024 x 768"):
        resized_layout(room, (512, 512))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"format": "something/2"}, "maskkit-room/1"),
        ({"size_wh": [10]}, "size_wh must be 2 numbers"),
        ({"size_wh": [0, 5]}, "at least 1"),
        ({"camera": 3}, "camera is missing"),
        ({"camera": {"focal_px": "wide"}}, "rotation must be 3 x 3 numbers"),
        ({"box": {"left": 1, "right": 1, "back": 2}}, "ceiling must be a number"),
        ({"box": {"left": -1, "right": 1, "back": 2, "ceiling": 1}}, "left must be at least"),
        ({"camera_height_m": float("nan")}, "camera_height_m must be a number"),
        ({"camera_height_m": True}, "camera_height_m must be a number"),
        ({"corners_px": {"middle": [1, 2]}}, "floor_left, floor_right"),
        ({"corners_px": {"floor_left": [1, 2, 3]}}, "floor_left must be 2 numbers"),
        ({"corners_px": {"floor_left": "here"}}, "floor_left must be 2 numbers"),
    ],
)
def test_a_wrong_file_is_refused_with_the_field_that_is_wrong(room: Layout, change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadCamera, match=says) as caught:
        from_room_file(json.dumps(told(room) | change), where="room.json")
    assert str(caught.value).startswith("room.json: ")


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '"maskkit-room/1"', "12"])
def test_what_is_no_room_at_all_is_refused(text: str) -> None:
    with pytest.raises(BadCamera):
        from_room_file(text)


def test_a_mirrored_rotation_is_none(room: Layout) -> None:
    file = told(room)
    file["camera"]["rotation"] = (np.array(file["camera"]["rotation"]) * -1).tolist()
    with pytest.raises(BadCamera, match="no rotation"):
        from_room_file(json.dumps(file))


def test_corners_that_change_places_are_refused(room: Layout) -> None:
    file = told(room)
    corners = file["corners_px"]
    corners["floor_left"], corners["floor_right"] = corners["floor_right"], corners["floor_left"]
    with pytest.raises(BadCamera, match="no upright far wall"):
        from_room_file(json.dumps(file))


def test_files_are_written_once_and_found_missing_in_words(room: Layout, tmp_path: Path) -> None:
    path = tmp_path / "room.json"
    save_room(room, path)
    assert open_room(path, size_wh=(512, 384)).size_wh == (512, 384)
    with pytest.raises(OutputExists):
        save_room(replace(room, agreement=0.5), path)
    save_room(replace(room, agreement=0.5), path, overwrite=True)
    assert open_room(path).agreement == 0.5
    with pytest.raises(BadCamera, match="cannot be read"):
        open_room(tmp_path / "none.json")

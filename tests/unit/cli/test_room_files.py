"""``--camera``, ``--save-camera`` and ``--length``: the room as a file, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from maskkit.cli.main import run_cli
from maskkit.geometry.camera import frame_to_camera
from maskkit.geometry.layout import Box, Layout
from maskkit.geometry.planes import SURFACE_OF_PLANE
from maskkit.geometry.room_file import open_room, save_room

SIZE = (480, 360)
SHADES = np.array([0, 110, 235, 190, 200, 170], np.uint8)


@pytest.fixture(scope="module")
def room() -> Layout:
    camera = frame_to_camera(np.array([-0.3, 0.2, 0.1, 0.0]), SIZE, 1.0)
    return Layout(SIZE, camera, Box(1.1, 1.7, 2.4, 0.8), 1.0, 1.0, 1.4)


@pytest.fixture
def folder(room: Layout, tmp_path: Path) -> Path:
    """A photo of a drawn room, and its label map."""
    planes = room.plane_map()
    rng = np.random.default_rng(1)
    grey = np.clip(SHADES[planes] + rng.normal(0, 2, planes.shape), 0, 255).astype(np.uint8)
    cv2.imwrite(str(tmp_path / "photo.png"), cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))
    cv2.imwrite(str(tmp_path / "labels.png"), SURFACE_OF_PLANE[planes])
    return tmp_path


def run(folder: Path, *arguments: str) -> int:
    words = ["mask", "photo.png", "-o", "mask.png", "--labels", "labels.png", "--target", "floor", *arguments]
    return run_cli([str(folder / word) if word.endswith((".png", ".json")) else word for word in words])


def test_the_room_is_written_with_the_scale_of_a_known_length(folder: Path, room: Layout) -> None:
    """The far wall's left edge is as high as the room: 2.8 m, it is said."""
    x0, y0, x1, y1 = (f"{value:.1f}" for value in _left_edge(room))
    assert run(folder, "--save-camera", "room.json", "--length", f"{x0},{y0} {x1},{y1} 2.8m") == 0
    saved = open_room(folder / "room.json")
    assert saved.agreement > 0.97
    assert (1 + saved.box.ceiling) * saved.scale_m_per_unit == pytest.approx(2.8, rel=0.05)


def _left_edge(room: Layout) -> list[float]:
    box = room.box
    ends = np.array([(-box.left, 1.0, box.back), (-box.left, -box.ceiling, box.back)])
    return [float(value) for value in room.camera.project(ends).ravel()]


def test_a_given_room_is_taken_and_written_on(folder: Path, room: Layout) -> None:
    save_room(room, folder / "mine.json")
    assert run(folder, "--camera", "mine.json", "--save-camera", "again.json") == 0
    assert open_room(folder / "again.json").box == room.box


@pytest.mark.parametrize("told", ["{}", "no json", json.dumps({"format": "maskkit-room/1"})])
def test_a_wrong_file_is_refused_by_name(folder: Path, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "mine.json").write_text(told)
    assert run(folder, "--camera", "mine.json") == 3
    assert "mine.json" in capsys.readouterr().err
    assert not (folder / "mask.png").exists()


def test_the_room_of_another_photo_is_refused(folder: Path, room: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    other = Layout((300, 300), room.camera, room.box, 1.0, 1.0, 1.4)
    save_room(other, folder / "mine.json")
    assert run(folder, "--camera", "mine.json") == 3
    assert "300 x 300" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [("--length", "1,2 3,4 2m"), ("--save-camera", "-")], ids=["length alone", "room on stdout"]
)
def test_options_that_make_no_sense_are_wrong_usage(folder: Path, arguments: tuple[str, ...]) -> None:
    assert run(folder, *arguments) == 2


def test_a_length_that_is_none_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "--save-camera", "room.json", "--length", "two metres") == 3
    assert "2.04m" in capsys.readouterr().err

"""The sample images that ship: files and manifest agree, and the cameras in it tell the truth."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskkit.geometry.camera import Camera as Pinhole
from maskkit.masks.classes import RoomClass
from maskkit.render import samples
from maskkit.render.placing import box_room, put
from maskkit.render.sample_rooms import SAMPLES
from maskkit.render.samples import COLUMNS, is_done, is_furnished, jpeg, main, manifest_row, scene_digest
from maskkit.render.scene import Camera, Room, Scene
from maskkit.render.shell import SKIRTING_DEPTH_M
from maskkit.types import Floats, Labels

FOLDER = Path(__file__).parents[3] / "sample_images"
ROWS = list(csv.DictReader((FOLDER / "MANIFEST.csv").read_text(encoding="utf-8").splitlines()))
NAMES = [row["name"] for row in ROWS]
TINY = Scene(
    "tiny", "kitchen", Room(box_room(3, 4)), Camera((1.5, 0.2, 1.5), size_wh=(64, 48)), (put("table", 1.5, 2.5),)
)
BORDER_PX = 2.0

rows = pytest.mark.parametrize("row", ROWS, ids=NAMES)


def labels_of(row: dict[str, str]) -> Labels:
    return np.asarray(Image.open(FOLDER / row["labels"]))


def camera_of(row: dict[str, str]) -> Pinhole:
    rotation = np.array([float(value) for value in row["rotation"].split()]).reshape(3, 3)
    centre = np.array([float(row["centre_x_px"]), float(row["centre_y_px"])])
    return Pinhole(float(row["focal_px"]), rotation, centre, 1.0)


def test_there_are_enough_and_different_ones() -> None:
    assert len(ROWS) >= 8
    assert set(NAMES) <= set(SAMPLES)
    assert {row["furnished"] for row in ROWS} == {"yes", "no"}
    assert len({row["room"] for row in ROWS}) >= 5


def test_the_folder_is_small_and_holds_nothing_else() -> None:
    files = [path for path in FOLDER.rglob("*") if path.is_file() and path.suffix in {".jpg", ".png", ".csv"}]
    assert sum(path.stat().st_size for path in files) < 10_000_000
    named = {row["file"] for row in ROWS} | {row["labels"] for row in ROWS} | {"MANIFEST.csv"}
    assert {path.relative_to(FOLDER).as_posix() for path in files} == named


@rows
def test_files_are_the_ones_of_the_manifest(row: dict[str, str]) -> None:
    assert list(row) == list(COLUMNS)
    for file, digest in ((row["file"], row["sha256"]), (row["labels"], row["labels_sha256"])):
        assert hashlib.sha256((FOLDER / file).read_bytes()).hexdigest() == digest


@rows
def test_photo_and_labels_have_the_stated_size(row: dict[str, str]) -> None:
    size = int(row["width"]), int(row["height"])
    with Image.open(FOLDER / row["file"]) as photo, Image.open(FOLDER / row["labels"]) as labels:
        assert photo.size == labels.size == size
        assert (photo.format, photo.mode) == ("JPEG", "RGB")
        assert (labels.format, labels.mode) == ("PNG", "L")


@rows
def test_the_classes_are_those_of_the_label_map(row: dict[str, str]) -> None:
    found = [RoomClass(value).name.lower() for value in np.unique(labels_of(row))]
    assert row["classes"].split() == found
    assert {"floor", "wall", "ceiling", "window"} <= set(found)


@rows
def test_exif_focal_length_matches_the_camera(row: dict[str, str]) -> None:
    with Image.open(FOLDER / row["file"]) as photo:
        equivalent = photo.getexif().get_ifd(0x8769)[0xA405]
    diagonal = np.hypot(int(row["width"]), int(row["height"]))
    assert equivalent == pytest.approx(float(row["focal_px"]) * 43.2666 / diagonal, abs=0.5)


@rows
def test_the_rotation_is_one_and_the_floor_lies_a_camera_height_below(row: dict[str, str]) -> None:
    rotation = camera_of(row).rotation
    assert rotation @ rotation.T == pytest.approx(np.eye(3), abs=1e-6)
    corners = np.array(json.loads(row["corners_m"]))
    floor = corners[: len(corners) // 2]
    assert floor[:, 1] == pytest.approx(np.full(len(floor), float(row["camera_height_m"])))


def edge_points(corners: Floats, camera: Pinhole, size_wh: tuple[int, int]) -> Floats:
    """Points along the ring of corners, (N, 2) px, those that lie well inside the picture."""
    along = np.linspace(0, 1, 400)[:, None]
    ring = np.concatenate([a + along * (b - a) for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True)])
    points = camera.project(ring)
    inside = ((points > 4) & (points < np.array(size_wh) - 4)).all(axis=1)
    return points[inside]


def border_distances(labels: Labels, points: Floats, one: RoomClass, two: RoomClass) -> Floats:
    """Distances to the nearest border between the two classes, for points that have only these two around them."""
    reach, found = 6, []
    for x, y in points:
        column, line = int(x), int(y)
        patch = labels[line - reach + 1 : line + reach + 1, column - reach + 1 : column + reach + 1]
        if set(np.unique(patch)) <= {int(one), int(two)} and patch.size == (2 * reach) ** 2:
            found.append(_distance(patch, x - (column - reach + 1), y - (line - reach + 1)))
    return np.array(found)


def _distance(patch: Labels, x: float, y: float) -> float:
    """From (x, y) to the nearest side between two pixels of different labels; far away if there is none."""
    across, down = np.nonzero(patch[:, 1:] != patch[:, :-1]), np.nonzero(patch[1:] != patch[:-1])
    sides = [(column + 1.0, line + 0.5) for line, column in zip(*across, strict=True)]
    sides += [(column + 0.5, line + 1.0) for line, column in zip(*down, strict=True)]
    return min((float(np.hypot(x - a, y - b)) for a, b in sides), default=99.0)


@rows
def test_the_ceiling_s_edges_lie_on_label_borders(row: dict[str, str]) -> None:
    """Projected with the manifest's camera; pixel centres at whole numbers would put them half a pixel off."""
    size = int(row["width"]), int(row["height"])
    corners = np.array(json.loads(row["corners_m"]))
    points = edge_points(corners[len(corners) // 2 :], camera_of(row), size)
    distances = border_distances(labels_of(row), points, RoomClass.WALL, RoomClass.CEILING)
    assert len(distances) > 40
    assert distances.max() < 1.0


@rows
def test_the_floor_s_edges_lie_on_label_borders(row: dict[str, str]) -> None:
    """The floor ends at the foot of the skirting, which is 12 mm thick: the ring is drawn in by that much."""
    size = int(row["width"]), int(row["height"])
    scene = SAMPLES[row["name"]]
    corners = np.array(json.loads(row["corners_m"]))
    floor = corners[: len(corners) // 2]
    thick = 0.0 if scene.room.tiled_to_m else SKIRTING_DEPTH_M
    points = edge_points(drawn_in(floor, thick), camera_of(row), size)
    distances = border_distances(labels_of(row), points, RoomClass.FLOOR, RoomClass.WALL)
    assert len(distances) > 8
    assert np.median(distances) < 1.0
    assert np.percentile(distances, 90) < BORDER_PX


def drawn_in(ring: Floats, by: float) -> Floats:
    """A level ring of right angles with every side moved inwards; clockwise seen from above, as outlines run."""
    ahead = np.roll(ring, -1, axis=0) - ring
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    inwards = np.column_stack([ahead[:, 2], np.zeros(len(ring)), -ahead[:, 0]])
    moved: Floats = ring + by * (inwards + np.roll(inwards, 1, axis=0))
    return moved


def test_jpeg_bytes_are_the_same_every_time() -> None:
    pixels = np.full((48, 64, 3), 90, np.uint8)
    assert jpeg(pixels, TINY) == jpeg(pixels.copy(), TINY)


def test_a_row_tells_where_a_corner_is_seen() -> None:
    labels = np.full((48, 64), 2, np.uint8)
    row = manifest_row(TINY, labels, photo=b"a", labels_png=b"b", samples=1)
    seen = camera_of(row).project(np.array(json.loads(row["corners_m"])))
    assert seen[1] == pytest.approx(
        [32 - 1.5 / 3.8 * float(row["focal_px"]), 24 + 1.5 / 3.8 * float(row["focal_px"])], abs=0.01
    )
    assert (row["classes"], row["furnished"]) == ("wall", "yes")


def test_lamps_and_radiators_do_not_furnish_a_room() -> None:
    assert not is_furnished(replace(TINY, items=(put("globe", 1, 1, z=2.5),)))
    assert is_furnished(TINY)


def test_a_changed_scene_or_file_is_rendered_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "labels").mkdir()
    (tmp_path / "tiny.jpg").write_bytes(b"photo")
    (tmp_path / "labels/tiny.png").write_bytes(b"labels")
    monkeypatch.setattr(samples, "SAMPLES", {"tiny": TINY})
    row = manifest_row(TINY, np.full((48, 64), 1, np.uint8), photo=b"photo", labels_png=b"labels", samples=4)
    samples._write_manifest(tmp_path, {"tiny": row})
    assert is_done(tmp_path, "tiny", TINY, 4)
    assert not is_done(tmp_path, "tiny", TINY, 5)
    assert not is_done(tmp_path, "tiny", replace(TINY, seed=9), 4)
    (tmp_path / "tiny.jpg").write_bytes(b"phot0")
    assert not is_done(tmp_path, "tiny", TINY, 4)


@rows
def test_the_pictures_show_the_scenes_as_they_are_now(row: dict[str, str]) -> None:
    """After a change to a sample room: python -m maskkit.render.samples sample_images."""
    assert row["scene_sha256"] == scene_digest(SAMPLES[row["name"]], samples.SAMPLES_PER_PIXEL)


def test_digests_tell_scenes_apart() -> None:
    digests = {scene_digest(scene, 16) for scene in SAMPLES.values()}
    assert len(digests) == len(SAMPLES)


@pytest.mark.render
def test_the_command_renders_what_is_missing_and_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("mitsuba")
    pytest.importorskip("mitsuba_oidn")
    monkeypatch.setattr(samples, "SAMPLES", {"tiny": replace(TINY, items=(put("globe", 1.5, 2.0, z=2.5),))})
    main([str(tmp_path), "--samples", "2"])
    written = (tmp_path / "tiny.jpg").stat().st_mtime_ns
    main([str(tmp_path), "--samples", "2"])
    assert (tmp_path / "tiny.jpg").stat().st_mtime_ns == written
    assert capsys.readouterr().out.count("1 pictures in") == 2

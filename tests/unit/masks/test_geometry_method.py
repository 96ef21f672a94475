"""The label map by geometry: pixel steps one by one, and a whole drawn room."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from maskkit.errors import NoRoomFound
from maskkit.geometry.camera import Camera, frame_to_camera
from maskkit.geometry.layout import Box, Layout, Plane
from maskkit.geometry.planes import SURFACE_OF_PLANE
from maskkit.geometry.rectangles import WallRectangle, rectangle_mask
from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.methods.geometry import (
    COLUMNS,
    choose_labels,
    expected_overlap,
    segment_by_geometry,
    with_rectangles,
)
from maskkit.masks.methods.surface_maps import (
    below_horizon,
    drop_specks,
    enlarge_labels,
    guided_filter,
    sharpen_maps,
    snap_to_box,
)
from maskkit.masks.segment import Segmentation, segment

COLOURS = {
    Plane.FLOOR: (140, 100, 62),
    Plane.CEILING: (238, 238, 236),
    Plane.LEFT: (196, 204, 208),
    Plane.RIGHT: (180, 190, 196),
    Plane.BACK: (208, 214, 216),
}
BOX = Layout(
    (480, 360),
    frame_to_camera(np.array([-0.25, 0.12, 0.12, 0.0]), (480, 360), 1.0),
    Box(1.4, 1.5, 3.0, 0.75),
    1.0,
    1.0,
    1.4,
)


def draw(layout: Layout) -> Photo:
    """Plain walls and a tiled floor, with a little grain."""
    faces = layout.plane_map()
    picture = np.zeros((*faces.shape, 3))
    for plane, colour in COLOURS.items():
        picture[faces == plane] = colour
    metres = layout.plane_coordinates(Plane.FLOOR, layout.size_wh)
    joint = (np.abs(metres - np.round(metres * 2) / 2) < 0.02).any(axis=-1) & (faces == Plane.FLOOR)
    picture[joint] *= 0.7
    picture += np.random.default_rng(0).normal(0, 2, picture.shape)
    return Photo(np.clip(picture, 0, 255).astype(np.uint8))


@pytest.fixture(scope="module")
def room() -> Photo:
    return draw(BOX)


@pytest.fixture(scope="module")
def found(room: Photo) -> Segmentation:
    return segment_by_geometry(room)


def overlap(found: Any, truth: Any) -> float:
    return float((found & truth).sum() / (found | truth).sum())


def test_an_empty_drawn_room_is_told_apart(found: Segmentation) -> None:
    truth = SURFACE_OF_PLANE[BOX.plane_map()]
    assert overlap(found.where(RoomClass.FLOOR), truth == 1) > 0.85
    assert overlap(found.where(RoomClass.WALL), truth == 2) > 0.6


def test_the_answer_has_the_photos_size_and_says_what_it_knows(room: Photo, found: Segmentation) -> None:
    assert found.size_wh == room.size_wh
    assert found.method == "geometry"
    assert 0 < found.confidence <= 1
    assert found.knows == {RoomClass.OTHER, RoomClass.DOOR, *COLUMNS}
    assert set(np.unique(found.labels).tolist()) <= {int(c) for c in (RoomClass.DOOR, *COLUMNS)}
    assert found.probabilities is not None
    total = sum(np.asarray(layer, np.float64) for layer in found.probabilities.values())
    assert np.allclose(total, 1.0, atol=1e-3)


def test_the_method_is_found_by_its_name(room: Photo, found: Segmentation) -> None:
    again = segment(room, method="geometry")
    assert np.array_equal(again.labels, found.labels)
    assert again.confidence == found.confidence


def test_no_floor_above_the_horizon_and_no_ceiling_below_it(found: Segmentation) -> None:
    """The horizon of the camera found may be off by a little, not by a tenth of the picture."""
    horizon = BOX.camera.project(np.array([[0.0, 0.0, 1e6]]))[0, 1]
    rows = np.arange(found.labels.shape[0])[:, None]
    assert not (found.where(RoomClass.FLOOR) & (rows < horizon - 36)).any()
    assert not (found.where(RoomClass.CEILING) & (rows > horizon + 36)).any()


def test_a_blank_photo_is_refused() -> None:
    with pytest.raises(NoRoomFound):
        segment_by_geometry(Photo(np.full((120, 160, 3), 180, np.uint8)))


def test_labels_are_chosen_with_straight_borders() -> None:
    """Probabilities that waver around the floor's border still give the box's line."""
    truth = SURFACE_OF_PLANE[BOX.plane_map()]
    wavering = np.roll(truth, 2, axis=0)
    wavering[:2] = truth[:2]
    maps = np.stack([np.where(wavering == int(c), 0.9, 0.025) for c in COLUMNS]).astype(np.float32)
    labels = choose_labels(maps, BOX)
    assert np.mean(labels == truth) > 0.999
    assert np.mean(wavering == truth) < 0.995


def test_caution_turns_doubtful_floor_into_things() -> None:
    doubtful = np.stack([np.full((90, 120), share, np.float32) for share in (0.4, 0.3, 0.2, 0.05, 0.05)])
    below = BOX.plane_map((120, 90)) == Plane.FLOOR
    bold, careful = (choose_labels(doubtful, BOX, caution=caution)[below] for caution in (1.0, 2.0))
    assert np.mean(bold == RoomClass.FLOOR) > 0.9
    assert np.mean(careful == RoomClass.FURNITURE) > 0.9


def test_expected_overlap_is_high_where_probabilities_are_clear() -> None:
    truth = SURFACE_OF_PLANE[BOX.plane_map((120, 90))]
    clear = np.stack([np.where(truth == int(c), 0.96, 0.01) for c in COLUMNS]).astype(np.float32)
    vague = np.stack([np.where(truth == int(c), 0.28, 0.18) for c in COLUMNS]).astype(np.float32)
    assert expected_overlap(truth, clear) > 0.75
    assert expected_overlap(truth, vague) < 0.4
    assert expected_overlap(np.full_like(truth, 6), clear) == 0.0


def test_a_guided_filter_leaves_flat_maps_alone_and_keeps_means() -> None:
    rng = np.random.default_rng(0)
    guide = rng.uniform(size=(40, 50)).astype(np.float32)
    flat = np.full_like(guide, 0.3)
    assert np.allclose(guided_filter(guide, flat, radius=4, epsilon=1e-3), 0.3, atol=1e-4)


def test_sharpened_maps_sum_to_one_at_the_guides_size() -> None:
    maps = np.random.default_rng(0).dirichlet(np.ones(5), (20, 30)).transpose(2, 0, 1).astype(np.float32)
    sharp = sharpen_maps(maps, np.full((60, 90), 0.5, np.float32))
    assert sharp.shape == (5, 60, 90)
    assert np.allclose(sharp.sum(axis=0), 1.0, atol=1e-5)
    assert sharp.min() > 0


def test_snapping_leaves_things_and_far_borders_alone() -> None:
    box = np.repeat(np.uint8([2, 1]), 40)[:, None].repeat(60, axis=1)
    labels = np.roll(box, 20, axis=0)
    labels[:20] = 2
    assert np.array_equal(snap_to_box(labels, box, band_px=3), labels)
    with_thing = box.copy()
    with_thing[30:50, 20:40] = 6
    assert np.array_equal(snap_to_box(with_thing, box, band_px=3), with_thing)


def test_specks_go_and_large_areas_stay() -> None:
    labels = np.full((40, 40), 2, np.uint8)
    labels[20:] = 1
    spotted = labels.copy()
    spotted[5, 5], spotted[30:32, 30:32] = 6, 4
    assert np.array_equal(drop_specks(spotted, smallest_px=6), labels)
    assert np.array_equal(drop_specks(labels, smallest_px=6), labels)


def test_nothing_but_specks_is_left_as_it_is() -> None:
    board = np.indices((8, 8)).sum(axis=0).astype(np.uint8) % 2 + 1
    assert np.array_equal(drop_specks(board, smallest_px=3), board)


@pytest.mark.parametrize("size_wh", [(60, 40), (180, 120), (97, 61)])
def test_enlarging_makes_up_no_class_and_keeps_shares(size_wh: tuple[int, int]) -> None:
    labels = np.full((40, 60), 2, np.uint8)
    labels[22:], labels[5:20, 10:25] = 1, 6
    large = enlarge_labels(labels, size_wh)
    assert large.shape == (size_wh[1], size_wh[0])
    assert set(np.unique(large)) == {1, 2, 6}
    for kind in (1, 2, 6):
        assert abs(np.mean(large == kind) - np.mean(labels == kind)) < 0.02


def test_only_sinking_rays_can_show_floor() -> None:
    assert below_horizon(np.array([-0.5, 0.0, 0.5])).tolist() == [0.0, 0.5, 1.0]


def test_a_large_photo_gets_labels_of_its_own_size() -> None:
    camera = BOX.camera
    large = replace(
        BOX, size_wh=(1440, 1080), camera=Camera(camera.focal_px * 3, camera.rotation, camera.centre_px * 3, 1.0)
    )
    found = segment_by_geometry(draw(large))
    assert found.size_wh == (1440, 1080)
    assert overlap(found.where(RoomClass.FLOOR), large.plane_map() == Plane.FLOOR) > 0.75


def test_rectangles_on_walls_become_whole_things_and_what_stands_before_them_stays() -> None:
    camera = Camera(500.0, np.eye(3), np.array([320.0, 240.0]), 1.0)
    layout = Layout((640, 480), camera, Box(2.0, 2.0, 3.0, 0.8), 1.0, 1.0, 1.5)
    labels = np.full((240, 320), RoomClass.WALL, np.uint8)
    labels[120:140, 150:170] = RoomClass.FURNITURE
    door = WallRectangle(Plane.BACK, -0.5, 0.5, 0.0, 2.0, "door", 0.9)
    found = with_rectangles(labels, [door], layout)
    inside = rectangle_mask(door, layout, (320, 240))
    assert inside.mean() > 0.02
    assert set(np.unique(found[inside])) == {RoomClass.DOOR, RoomClass.FURNITURE}
    assert np.array_equal(found[~inside], labels[~inside])
    assert (found[120:140, 150:170] == RoomClass.FURNITURE).all()

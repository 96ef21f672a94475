"""Synthetic rooms: their truth agrees with their geometry, and they can be had again."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.masks.classes import RoomClass
from maskkit.testing.rooms import CAMERA_HEIGHT_M, SyntheticRoom, synthetic_room, synthetic_scene

SMALL = (96, 72)


def points_in_room(scene: SyntheticRoom) -> np.ndarray:
    """(H, W, 3) what each pixel shows, in the room's axes, computed from depth and camera alone."""
    height, width = scene.labels.shape
    x, y = np.meshgrid(np.arange(width) + 0.5 - scene.centre_px[0], np.arange(height) + 0.5 - scene.centre_px[1])
    rays = np.stack([x, y, np.full_like(x, scene.focal_px)], axis=-1)
    rays /= np.linalg.norm(rays, axis=-1, keepdims=True)
    return (scene.depth_m[..., None] * rays) @ scene.rotation


@pytest.mark.parametrize("seed", range(12))
def test_floor_walls_and_ceiling_are_always_seen(seed: int) -> None:
    _, labels = synthetic_room(SMALL, seed)
    shares = {cls: (labels == cls).mean() for cls in (RoomClass.FLOOR, RoomClass.WALL, RoomClass.CEILING)}
    assert min(shares.values()) > 0.01


def test_over_some_seeds_every_class_is_seen() -> None:
    seen = set().union(*(np.unique(synthetic_room(SMALL, seed)[1]).tolist() for seed in range(12)))
    assert seen == {1, 2, 3, 4, 5, 6, 7}


def test_the_floor_lies_a_camera_height_below_the_camera() -> None:
    scene = synthetic_scene(SMALL, 3)
    heights = points_in_room(scene)[..., 1]
    on_floor = np.isin(scene.labels, [RoomClass.FLOOR, RoomClass.RUG])
    assert np.allclose(heights[on_floor], CAMERA_HEIGHT_M)
    assert (heights[scene.labels == RoomClass.CEILING] < 0).all()
    assert (heights[scene.labels == RoomClass.FURNITURE] < CAMERA_HEIGHT_M + 1e-9).all()


def test_the_rotation_is_one_and_turns_the_horizon_above_the_middle() -> None:
    rotation = synthetic_scene(SMALL, 5).rotation
    assert np.allclose(rotation @ rotation.T, np.eye(3))
    assert np.linalg.det(rotation) == pytest.approx(1)
    assert rotation[1, 2] < 0


def test_the_same_seed_gives_the_same_room_and_another_seed_another() -> None:
    first, again, other = (synthetic_room(SMALL, seed) for seed in (7, 7, 8))
    assert np.array_equal(first[0].pixels, again[0].pixels)
    assert np.array_equal(first[1], again[1])
    assert not np.array_equal(first[1], other[1])


def test_windows_are_the_brightest_surface() -> None:
    photo, labels = synthetic_room((320, 240), seed=3)
    means = {cls: photo.pixels[labels == cls].mean() for cls in np.unique(labels)}
    assert max(means, key=means.__getitem__) == RoomClass.WINDOW

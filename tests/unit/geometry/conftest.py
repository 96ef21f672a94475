"""Box rooms with exact truth, drawn by a ray caster of their own: nothing of maskkit.geometry is used to make them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from maskkit.images.photo import Photo

FLOOR, CEILING, LEFT, RIGHT, BACK = 1, 2, 3, 4, 5
TILE_M = {FLOOR: 0.5, CEILING: 0.0, LEFT: 1.1, RIGHT: 1.1, BACK: 1.1}
COLOURS = {
    FLOOR: (150, 110, 70),
    CEILING: (235, 235, 235),
    LEFT: (190, 200, 205),
    RIGHT: (170, 182, 190),
    BACK: (205, 212, 214),
}


def turn(yaw_deg: float, pitch_deg: float, roll_deg: float) -> Any:
    """Camera from room: first about the vertical, then nodding, then leaning."""
    yaw, pitch, roll = np.radians([yaw_deg, pitch_deg, roll_deg])
    about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    about_z = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    return about_z @ about_x @ about_y


@dataclass(frozen=True)
class Room:
    """A drawn room and everything that is true of it; lengths in metres, the camera at 1.4 m."""

    photo: Photo
    faces: Any
    u: Any
    v: Any
    focal_px: float
    rotation: Any
    sides: tuple[float, float, float, float]

    @property
    def labels(self) -> Any:
        """The class map: 1 floor, 2 wall, 3 ceiling."""
        return np.array([0, 1, 3, 2, 2, 2], np.uint8)[self.faces]


def draw_room(
    *,
    size_wh: tuple[int, int] = (480, 360),
    focal: float = 0.8,
    turned: tuple[float, float, float] = (20.0, 6.0, 0.6),
    sides: tuple[float, float, float, float] = (2.0, 2.4, 4.2, 2.5),
    eye_m: float = 1.4,
) -> Room:
    """Cast one ray through each pixel; sides are left, right, back (from the camera) and the ceiling's height."""
    width, height = size_wh
    focal_px, rotation = focal * max(size_wh), turn(*turned)
    x, y = np.meshgrid(np.arange(width) + 0.5 - width / 2, np.arange(height) + 0.5 - height / 2)
    rays = np.stack([x / focal_px, y / focal_px, np.ones_like(x)], axis=-1) @ rotation
    left, right, back, top = sides
    with np.errstate(divide="ignore"):
        reach = np.stack(
            [
                np.where(rays[..., 1] > 0, eye_m / rays[..., 1], np.inf),
                np.where(rays[..., 1] < 0, (eye_m - top) / rays[..., 1], np.inf),
                np.where(rays[..., 0] < 0, -left / rays[..., 0], np.inf),
                np.where(rays[..., 0] > 0, right / rays[..., 0], np.inf),
                np.where(rays[..., 2] > 0, back / rays[..., 2], np.inf),
            ]
        )
    faces = reach.argmin(axis=0) + 1
    at = rays * reach.min(axis=0)[..., None]
    along = np.select(
        [faces == LEFT, faces == RIGHT], [at[..., 2] - back - left, right + back - at[..., 2]], at[..., 0]
    )
    across = np.where(faces <= CEILING, at[..., 2], eye_m - at[..., 1])
    picture = np.zeros((height, width, 3))
    for face, colour in COLOURS.items():
        painted = np.array(colour) * _joints(along, across, TILE_M[face], focal_px, reach.min(axis=0))
        picture[faces == face] = painted[faces == face]
    noise = np.random.default_rng(0).normal(0, 1.5, picture.shape)
    pixels = np.clip(picture + noise, 0, 255).astype(np.uint8)
    return Room(Photo(pixels), faces, along, across, focal_px, rotation, sides)


def _joints(u: Any, v: Any, tile_m: float, focal_px: float, reach: Any) -> Any:
    """Brightness factor (H, W, 1) of a face: darker along the joints between tiles."""
    if not tile_m:
        return np.ones((*u.shape, 1))
    joint = 0.008 + 0.7 * reach / focal_px
    near = np.minimum(np.abs(u / tile_m - np.round(u / tile_m)), np.abs(v / tile_m - np.round(v / tile_m))) * tile_m
    return np.where(near < joint, 0.72, 1.0)[..., None]


@pytest.fixture(scope="session")
def corner_room() -> Room:
    """Two walls, floor and ceiling, the camera turned and slightly tilted."""
    return draw_room()


@pytest.fixture(scope="session")
def frontal_room() -> Room:
    """Three walls, the camera nearly square to the back wall."""
    return draw_room(turned=(4.0, 8.0, -0.4), focal=0.7, sides=(1.9, 1.7, 4.0, 2.6))


@pytest.fixture(scope="session")
def tall_room() -> Room:
    """A portrait picture."""
    return draw_room(size_wh=(360, 480), turned=(-25.0, 10.0, 0.0), focal=0.75)

"""Synthetic rooms for tests: a furnished box seen in perspective, with the truth of every pixel.

One ray a pixel is cast by NumPy alone. Lengths are metres; the camera is 1.5 m above the floor; the room's axes are x
right, y down, z forward, as in :mod:`maskkit.geometry`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.types import Floats, Labels, SizeWh

CAMERA_HEIGHT_M = 1.5


@dataclass(frozen=True, eq=False)
class SyntheticRoom:
    """A room and its truth.

    ``labels`` is (H, W) of :class:`~maskkit.masks.classes.RoomClass`; ``depth_m`` (H, W) the distance along each ray;
    ``focal_px`` and ``rotation`` (3, 3) the camera: the columns of ``rotation`` are the room's axes in camera
    coordinates; ``centre_px`` its principal point.
    """

    photo: Photo
    labels: Labels
    depth_m: Floats
    focal_px: float
    rotation: Floats
    centre_px: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Box:
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class _Plan:
    """What stands in the room, in metres: the room itself, furniture, and openings as (z0, z1, y0, y1) or (x0, …)."""

    room: _Box
    furniture: _Box
    rug: tuple[float, float, float, float]
    window: tuple[float, float, float, float]
    door: tuple[float, float, float, float]
    window_is_left: bool


def synthetic_room(size_wh: SizeWh = (640, 480), seed: int = 0) -> tuple[Photo, Labels]:
    """A photo of a room with floor, walls, ceiling, window, door, rug and a piece of furniture, and its label map.

    >>> photo, labels = synthetic_room((64, 48), seed=1)
    >>> photo.size_wh, labels.shape, bool((labels == RoomClass.FLOOR).any())
    ((64, 48), (48, 64), True)
    """
    scene = synthetic_scene(size_wh, seed)
    return scene.photo, scene.labels


def synthetic_scene(size_wh: SizeWh = (640, 480), seed: int = 0) -> SyntheticRoom:
    """The same room with its depth and its camera; equal arguments give equal rooms."""
    rng = np.random.default_rng(seed)
    plan = _plan(rng)
    width, height = size_wh
    focal_px = float(rng.uniform(0.6, 0.75)) * max(size_wh)
    rotation = _rotation(yaw=rng.uniform(-0.2, 0.2), pitch=rng.uniform(0.03, 0.1))
    centre = (width / 2, height / 2)
    rays = _rays(size_wh, focal_px, centre) @ rotation
    depth, normal_axis, point = _hit_room(rays, plan.room)
    labels = _label_shell(point, normal_axis, plan)
    depth, normal_axis, labels = _place_furniture(rays, depth, normal_axis, labels, plan.furniture)
    colour = _paint(depth[..., None] * rays, labels, normal_axis, rng)
    pixels = np.clip(colour + rng.normal(0, 2.0, colour.shape), 0, 255).astype(np.uint8)
    return SyntheticRoom(Photo(pixels), labels, depth, focal_px, rotation, centre)


def _plan(rng: np.random.Generator) -> _Plan:
    left, right, back = -rng.uniform(1.4, 2.2), rng.uniform(1.4, 2.2), rng.uniform(3.6, 5.0)
    top = CAMERA_HEIGHT_M - rng.uniform(2.4, 2.9)
    room = _Box(np.array([left, top, -1.0]), np.array([right, CAMERA_HEIGHT_M, back]))
    deep, wide, tall = rng.uniform(0.5, 0.8), rng.uniform(0.6, 1.1), rng.uniform(0.5, 0.9)
    at = rng.uniform(left + 0.3, right - 0.3 - wide)
    furniture = _Box(np.array([at, CAMERA_HEIGHT_M - tall, back - deep]), np.array([at + wide, CAMERA_HEIGHT_M, back]))
    middle = (left + right) / 2
    rug = (middle - 0.6, middle + 0.6, back - 2.1, back - 1.0)
    window_at, door_at = rng.uniform(1.9, back - 1.4), rng.uniform(1.8, back - 1.1)
    window = (window_at, window_at + 1.1, top + 0.5, CAMERA_HEIGHT_M - 0.9)
    door = (door_at, door_at + 0.85, CAMERA_HEIGHT_M - 2.0, CAMERA_HEIGHT_M)
    return _Plan(room, furniture, rug, window, door, bool(rng.integers(2)))


def _rotation(*, yaw: float, pitch: float) -> Floats:
    """Columns: the room's axes in camera coordinates, for a camera turned right by ``yaw`` and down by ``pitch``."""
    turn = np.array([[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]])
    nod = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    return np.asarray(nod @ turn, np.float64)


def _rays(size_wh: SizeWh, focal_px: float, centre_px: tuple[float, float]) -> Floats:
    """(H, W, 3) unit rays through the pixels' centres, in camera coordinates."""
    x, y = np.meshgrid(np.arange(size_wh[0]) + 0.5 - centre_px[0], np.arange(size_wh[1]) + 0.5 - centre_px[1])
    rays = np.stack([x, y, np.full_like(x, focal_px)], axis=-1)
    return np.asarray(rays / np.linalg.norm(rays, axis=-1, keepdims=True), np.float64)


def _hit_room(rays: Floats, room: _Box) -> tuple[Floats, Labels, Floats]:
    """How far each ray from the origin goes inside the box, the axis of the plane that it meets, and the point."""
    with np.errstate(divide="ignore"):
        reach = np.where(rays > 0, room.high, room.low) / rays
    axis = np.argmin(reach, axis=-1)
    depth = np.take_along_axis(reach, axis[..., None], axis=-1)[..., 0]
    return depth, axis.astype(np.uint8), depth[..., None] * rays


def _label_shell(point: Floats, axis: Labels, plan: _Plan) -> Labels:
    x, y, z = np.moveaxis(point, -1, 0)
    labels = np.full(axis.shape, RoomClass.WALL, np.uint8)
    down = axis == 1
    labels[down & (y > 0)] = RoomClass.FLOOR
    labels[down & (y < 0)] = RoomClass.CEILING
    labels[down & (y > 0) & _inside(x, z, plan.rug)] = RoomClass.RUG
    side = axis == 0
    on_left = x < 0
    labels[side & (on_left == plan.window_is_left) & _inside(z, y, plan.window)] = RoomClass.WINDOW
    labels[side & (on_left != plan.window_is_left) & _inside(z, y, plan.door)] = RoomClass.DOOR
    return labels


def _inside(
    across: Floats, along: Floats, area: tuple[float, float, float, float]
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return (across > area[0]) & (across < area[1]) & (along > area[2]) & (along < area[3])


def _place_furniture(
    rays: Floats, depth: Floats, axis: Labels, labels: Labels, box: _Box
) -> tuple[Floats, Labels, Labels]:
    """Put a box before what is behind it: the slab test of Kay and Kajiya (1986)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        near = np.where(rays > 0, box.low, box.high) / rays
        far = np.where(rays > 0, box.high, box.low) / rays
    enter, leave = near.max(axis=-1), far.min(axis=-1)
    hit = (enter < leave) & (enter > 0) & (enter < depth)
    front = np.argmax(near, axis=-1).astype(np.uint8)
    label = np.where(hit, np.uint8(RoomClass.FURNITURE), labels)
    return np.where(hit, enter, depth), np.where(hit, front, axis), label


_COLOURS = {
    RoomClass.FLOOR: (150, 112, 78),
    RoomClass.WALL: (214, 208, 196),
    RoomClass.CEILING: (240, 239, 236),
    RoomClass.WINDOW: (228, 240, 252),
    RoomClass.DOOR: (176, 158, 134),
    RoomClass.FURNITURE: (92, 74, 66),
    RoomClass.RUG: (128, 52, 58),
}
_LIGHT_BY_AXIS = np.array([0.86, 1.0, 0.94])


def _paint(point: Floats, labels: Labels, axis: Labels, rng: np.random.Generator) -> Floats:
    """(H, W, 3) colours 0..255: a colour a class, planks on the floor, and less light far from the camera."""
    table = np.zeros((256, 3))
    for room_class, colour in _COLOURS.items():
        table[room_class] = np.clip(np.array(colour) + rng.integers(-14, 15, 3), 0, 255)
    x, _, z = np.moveaxis(point, -1, 0)
    plank = np.floor(x / 0.14)
    tone = 1 + 0.06 * np.sin(plank * 12.9898) - 0.2 * (np.abs(x / 0.14 - plank) < 0.05)
    light = _LIGHT_BY_AXIS[axis] * (1 - 0.05 * np.clip(z, 0, 6))
    light = np.where(labels == RoomClass.FLOOR, light * tone, light)
    light = np.where(labels == RoomClass.WINDOW, 1.0, light)
    return np.asarray(table[labels] * light[..., None], np.float64)

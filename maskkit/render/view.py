"""The pinhole camera of a scene, in the terms of :class:`maskkit.geometry.camera.Camera`."""

from __future__ import annotations

import numpy as np

from maskkit.geometry.camera import Camera as Pinhole
from maskkit.render.scene import Camera, Room
from maskkit.types import Floats


def pinhole(camera: Camera) -> Pinhole:
    """The exact camera: room axes x right, y down, z forward (world x, -z, y), their origin at the camera.

    >>> pinhole(Camera((1.0, 0.0, 1.5), fov_deg=90.0, size_wh=(800, 600))).focal_px
    400.0
    """
    yaw, pitch, roll = np.radians([camera.yaw_deg, camera.pitch_deg, camera.roll_deg])
    forward = np.array([np.sin(yaw) * np.cos(pitch), -np.sin(pitch), np.cos(yaw) * np.cos(pitch)])
    right = np.array([np.cos(yaw), 0.0, -np.sin(yaw)])
    down = np.cross(forward, right)
    rolled = np.stack(
        [np.cos(roll) * right + np.sin(roll) * down, np.cos(roll) * down - np.sin(roll) * right, forward],
    )
    width, height = camera.size_wh
    focal_px = width / 2 / float(np.tan(np.radians(camera.fov_deg) / 2))
    return Pinhole(round(focal_px, 6), rolled, np.array([width / 2, height / 2]), 1.0)


def to_room_axes(world: Floats, camera: Camera) -> Floats:
    """World points (N, 3), z up, as room positions with the camera at the origin: x right, y down, z forward."""
    x, y, z = (np.asarray(world, float) - camera.eye).T
    return np.column_stack([x, -z, y])


def to_world(directions: Floats) -> Floats:
    """Directions (N, 3) in room axes as world directions, z up."""
    x, y, z = np.asarray(directions, float).T
    return np.column_stack([x, z, -y])


def room_corners(room: Room, camera: Camera) -> Floats:
    """(2N, 3) the corners of the floor, then those of the ceiling, in room axes with the camera at the origin."""
    ring = np.array(room.outline, float)
    levels = [np.column_stack([ring, np.full(len(ring), z)]) for z in (0.0, room.height_m)]
    return to_room_axes(np.concatenate(levels), camera)

"""The photo's room as a place to furnish: its box in metres, the photo's camera in it, and its windows and doors."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from maskkit.geometry.camera import Camera as Pinhole
from maskkit.geometry.layout import Layout
from maskkit.geometry.planes import Box, Plane
from maskkit.masks.classes import RoomClass
from maskkit.render.placing import box_room
from maskkit.render.scene import Camera, Opening, Room
from maskkit.types import BoolMap, Labels, Points

WALL_OF_PLANE = {Plane.LEFT: 0, Plane.BACK: 1, Plane.RIGHT: 2}
"""The wall of a box room's outline that each plane of a layout is; wall 3 is behind the viewer."""

SEEN_SHARE = 0.004
"""A wall that fills less of the picture than this is taken as not seen: its distance is anybody's guess."""

BESIDE_VIEW_M = 0.25
BEHIND_VIEWER_M = (1.2, 0.3)
LEAST_OPENING, LEAST_OPENING_M = 0.002, 0.35
"""Openings that fill less of the picture, or that are smaller, are none that a window could be built into."""

PANE_M = 0.75
_OPENING_CLASSES = {RoomClass.WINDOW: "window", RoomClass.DOOR: "door"}


@dataclass(frozen=True, eq=False)
class Space:
    """A room to furnish, as a photo shows it.

    ``room`` and ``camera`` are in metres as in :mod:`maskkit.render.scene`. ``free`` (H, W) bool, of the camera's size,
    is where something new may show: the mask. ``seen_walls`` are the walls in view; nothing is known of the others.
    """

    room: Room
    camera: Camera
    free: BoolMap
    seen_walls: frozenset[int]


def photo_space(layout: Layout, labels: Labels, free: BoolMap) -> Space:
    """The space of a photo: from its layout, its label map (H, W) uint8 and its mask (H, W) bool.

    A wall out of view is put just beside the picture, and the wall behind the viewer a step behind the camera. What is
    labelled window or door becomes an opening of the wall that it lies in.
    """
    planes = layout.plane_map()
    seen = {plane for plane in WALL_OF_PLANE if float((planes == plane).mean()) > SEEN_SHARE}
    bounded = replace(layout, box=_bounded(layout, seen))
    box, scale = bounded.box, layout.scale_m_per_unit
    near_m = max(BEHIND_VIEWER_M[0], BEHIND_VIEWER_M[1] * box.back * scale)
    room = Room(
        box_room((box.left + box.right) * scale, box.back * scale + near_m),
        height_m=(1 + box.ceiling) * scale,
        openings=_openings(bounded, planes, labels, near_m),
    )
    eye = (box.left * scale, near_m, scale)
    camera = scene_camera(layout.camera, eye, layout.size_wh)
    return Space(room, camera, free, frozenset(WALL_OF_PLANE[plane] for plane in seen))


def scene_camera(view: Pinhole, eye: tuple[float, float, float], size_wh: tuple[int, int]) -> Camera:
    """A photo's camera as a scene's: the inverse of :func:`maskkit.render.view.pinhole`.

    >>> from maskkit.render.view import pinhole
    >>> camera = Camera((1.0, 2.0, 1.5), 12.0, -7.0, 2.0, 70.0, (800, 600))
    >>> back = scene_camera(pinhole(camera), camera.eye, camera.size_wh)
    >>> [round(angle, 6) for angle in (back.yaw_deg, back.pitch_deg, back.roll_deg, back.fov_deg)]
    [12.0, -7.0, 2.0, 70.0]
    """
    right, _, forward = view.rotation
    yaw = np.arctan2(forward[0], forward[2])
    level = np.array([np.cos(yaw), 0.0, -np.sin(yaw)])
    roll = np.arctan2(right @ np.cross(forward, level), right @ level)
    pitch, fov = -np.arcsin(np.clip(forward[1], -1, 1)), 2 * np.arctan(size_wh[0] / 2 / view.focal_px)
    yaw_deg, pitch_deg, roll_deg, fov_deg = (float(angle) for angle in np.degrees([yaw, pitch, roll, fov]))
    return Camera(eye, yaw_deg, pitch_deg, roll_deg, fov_deg, size_wh)


def _bounded(layout: Layout, seen: set[Plane]) -> Box:
    """The layout's box with the walls that are out of view put just beside it."""
    width, height = layout.size_wh
    frame = np.array([[0.0, 0.0], [0.0, height], [width, 0.0], [width, height]])
    rays = layout.camera.rays(frame)
    aside = rays[:, 0] / np.maximum(rays[:, 2], 0.2) * layout.box.back
    beyond = BESIDE_VIEW_M / layout.scale_m_per_unit
    left = layout.box.left if Plane.LEFT in seen else max(-float(aside.min()), 0.5) + beyond
    right = layout.box.right if Plane.RIGHT in seen else max(float(aside.max()), 0.5) + beyond
    return replace(layout.box, left=left, right=right)


def _openings(layout: Layout, planes: Labels, labels: Labels, near_m: float) -> tuple[Opening, ...]:
    found = []
    for kind, word in _OPENING_CLASSES.items():
        for plane, wall in WALL_OF_PLANE.items():
            count, parts, stats, _ = cv2.connectedComponentsWithStats(((labels == kind) & (planes == plane)).view("u1"))
            large = [part for part in range(1, count) if stats[part, cv2.CC_STAT_AREA] > LEAST_OPENING * labels.size]
            for part in large:
                rows, columns = np.nonzero(parts == part)
                opening = _opening(layout, plane, np.stack([columns, rows], axis=1).astype(np.float64) + 0.5, near_m)
                if opening is not None:
                    found.append(replace(opening, wall=wall, kind=word))  # type: ignore[arg-type]
    return tuple(found)


def _opening(layout: Layout, plane: Plane, points: Points, near_m: float) -> Opening | None:
    """The rectangle on the wall that nearly all of the points lie in, or None where it has no size."""
    metres = layout.plane_coordinates(plane, points[:: max(1, len(points) // 4000)])
    metres = metres[np.isfinite(metres).all(axis=1)]
    if len(metres) < 8:
        return None
    (start, low), (end, high) = np.percentile(metres, [1.5, 98.5], axis=0)
    start, end = start + _wall_offset(layout, plane, near_m), end + _wall_offset(layout, plane, near_m)
    length_m, height_m = _wall_length(layout, plane, near_m), (1 + layout.box.ceiling) * layout.scale_m_per_unit
    start, end, low, high = max(start, 0.02), min(end, length_m - 0.02), max(low, 0.0), min(high, height_m - 0.02)
    if min(end - start, high - low) < LEAST_OPENING_M:
        return None
    panes = max(1, round((end - start) / PANE_M))
    return Opening(0, "window", float(start), float(end - start), float(low), float(high - low), panes=panes)


def _wall_offset(layout: Layout, plane: Plane, near_m: float) -> float:
    """What to add to a plane's u to get the distance from the wall's first corner."""
    box, scale = layout.box, layout.scale_m_per_unit
    back_m = box.back * scale
    if plane is Plane.LEFT:
        return box.left * scale + back_m + near_m
    return box.left * scale if plane is Plane.BACK else -box.right * scale


def _wall_length(layout: Layout, plane: Plane, near_m: float) -> float:
    box, scale = layout.box, layout.scale_m_per_unit
    return (box.left + box.right) * scale if plane is Plane.BACK else box.back * scale + near_m

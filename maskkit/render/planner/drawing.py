"""Plans drawn from above, for people: walls, openings, what stands where, and what the camera sees."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from maskkit.render.fixtures.catalogue import FIXTURES
from maskkit.render.planner.offers import extent_of
from maskkit.render.planner.rules import HEAD_M
from maskkit.render.scene import Item
from maskkit.render.shell import walls_of
from maskkit.render.space import Space
from maskkit.types import Floats, Rgb8

MARGIN_M = 0.35
PAPER, WALL, WINDOW, DOOR, EYE = (250, 249, 246), (60, 60, 62), (120, 170, 210), (190, 140, 90), (200, 70, 60)
LOW, MIDDLE, HIGH = (206, 219, 196), (226, 205, 170), (190, 196, 214)


def draw_plan(space: Space, items: Sequence[Item], *, pixels_per_m: float = 120.0) -> Rgb8:
    """(H, W, 3) the room from above, the viewer at the bottom; things that hang high are drawn over the others."""
    ring = np.array(space.room.outline, np.float64)
    low, high = ring.min(axis=0) - MARGIN_M, ring.max(axis=0) + MARGIN_M
    width, height = (int(one) for one in np.ceil((high - low) * pixels_per_m))
    picture = np.full((height, width, 3), PAPER, np.uint8)

    def pixels(points: Floats) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
        x, y = ((np.asarray(points, np.float64)[:, :2] - low) * pixels_per_m).T
        return np.column_stack([x, height - 1 - y]).round().astype(np.int32)

    _draw_view(picture, space, pixels)
    for item in sorted(items, key=_level):
        corners = pixels(corners_of(item))
        cv2.fillPoly(picture, [corners], _colour(item))
        cv2.polylines(picture, [corners], isClosed=True, color=WALL, thickness=1, lineType=cv2.LINE_AA)
        _write(picture, item.kind.replace("_", " "), corners.mean(axis=0))
    cv2.polylines(picture, [pixels(ring)], isClosed=True, color=WALL, thickness=5, lineType=cv2.LINE_AA)
    for one in space.room.openings:
        wall = walls_of(space.room)[one.wall]
        ends = pixels(np.array([wall.point(one.start_m), wall.point(one.start_m + one.width_m)]))
        cv2.line(picture, ends[0].tolist(), ends[1].tolist(), WINDOW if one.kind == "window" else DOOR, 5, cv2.LINE_AA)
    return picture


def corners_of(item: Item) -> Floats:
    """(4, 2) the footprint's corners on the floor."""
    fixture, extent = FIXTURES[item.kind], extent_of(item)
    half, back = extent.width_m / 2, 0.0 if fixture.stands in ("wall", "corner") else extent.depth_m / 2
    own = np.array([(-half, back), (half, back), (half, back - extent.depth_m), (-half, back - extent.depth_m)])
    angle = np.radians(item.turn_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.asarray(own @ turn.T + np.array(item.at[:2]))


def _level(item: Item) -> float:
    return item.at[2] + extent_of(item).foot_m


def _colour(item: Item) -> tuple[int, int, int]:
    extent = extent_of(item)
    return HIGH if _level(item) > 1.0 else MIDDLE if extent.top_m > HEAD_M - 0.2 else LOW


def _draw_view(picture: Rgb8, space: Space, pixels: object) -> None:
    camera = space.camera
    assert callable(pixels)
    eye = np.array(camera.eye[:2])
    angles = np.radians(camera.yaw_deg + np.array([-camera.fov_deg / 2, camera.fov_deg / 2]))
    for angle in angles:
        end = eye + 12 * np.array([np.sin(angle), np.cos(angle)])
        one, other = pixels(np.array([eye, end]))
        cv2.line(picture, one.tolist(), other.tolist(), EYE, 1, cv2.LINE_AA)
    cv2.circle(picture, pixels(eye[None])[0].tolist(), 6, EYE, -1, cv2.LINE_AA)


def _write(picture: Rgb8, text: str, at: Floats) -> None:
    (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.36, 1)
    place = int(at[0] - width / 2), int(at[1] + height / 2)
    cv2.putText(picture, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.36, WALL, 1, cv2.LINE_AA)

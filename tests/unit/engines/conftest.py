"""A room of known geometry, painted by ray casting, for the engines to work on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from maskkit.engines.tone import to_srgb
from maskkit.geometry.camera import Camera
from maskkit.geometry.layout import Box, Layout, Plane
from maskkit.geometry.planes import SURFACE_OF_PLANE
from maskkit.images.photo import Photo

SIZE_WH = (320, 240)
ALBEDO = {Plane.FLOOR: 0.3, Plane.CEILING: 0.8, Plane.LEFT: 0.6, Plane.RIGHT: 0.6, Plane.BACK: 0.6}

Pattern = Callable[[Plane, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Room:
    photo: Photo
    labels: np.ndarray
    layout: Layout

    def mask(self, *classes: int) -> np.ndarray:
        return np.where(np.isin(self.labels, classes), 255, 0).astype(np.uint8)


def layout_of(size_wh: tuple[int, int] = SIZE_WH, yaw: float = 0.05, pitch: float = -0.06) -> Layout:
    """A camera turned by ``yaw`` and bent down by ``pitch`` in a box of 3.5 by 3.4 by 2.6 m."""
    turn = np.array([[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]])
    bend = np.array([[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]])
    camera = Camera(0.8 * size_wh[0], bend @ turn, np.array(size_wh) / 2.0, 1.0)
    return Layout(size_wh, camera, Box(left=1.2, right=1.3, back=2.4, ceiling=0.85), 1.0, 1.0, 1.4)


def make_room(pattern: Pattern | None = None, size_wh: tuple[int, int] = SIZE_WH, yaw: float = 0.05) -> Room:
    """The room's photo: the usual albedo of each plane, times what ``pattern(plane, uv)`` gives."""
    layout = layout_of(size_wh, yaw)
    planes = layout.plane_map()
    light = np.zeros(planes.shape)
    for plane in Plane:
        uv = layout.plane_coordinates(plane, size_wh)
        shade = 1.0 if pattern is None else pattern(plane, np.nan_to_num(uv))
        light = np.where(planes == plane, 0.9 * ALBEDO[plane] * shade, light)
    pixels = np.round(to_srgb(np.repeat(light[..., None], 3, axis=2).astype(np.float32))).astype(np.uint8)
    return Room(Photo(pixels), SURFACE_OF_PLANE[planes].astype(np.uint8), layout)


@pytest.fixture(scope="session")
def room() -> Room:
    """A room in plain colours under even light."""
    return make_room()


@pytest.fixture(scope="session")
def build_room() -> Callable[..., Room]:
    """:func:`make_room`, for rooms with a pattern or of another size."""
    return make_room


@pytest.fixture(scope="session")
def build_layout() -> Callable[..., Layout]:
    """:func:`layout_of`."""
    return layout_of

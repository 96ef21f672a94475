"""Whatever is asked of the surface engine: outside the mask the photo stays, and inside it is a picture."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from maskkit.engines.base import EngineRequest
from maskkit.engines.surface import SurfaceEngine
from maskkit.errors import NoRoomFound
from maskkit.geometry.camera import Camera
from maskkit.geometry.layout import Box, Layout
from maskkit.geometry.planes import SURFACE_OF_PLANE
from maskkit.images.photo import Photo
from maskkit.masks.mask import Mask
from maskkit.masks.segment import Segmentation
from maskkit.roomapi.words import RoomType, Theme

WIDTH, HEIGHT = 120, 90

rooms = st.builds(
    Box,
    left=st.floats(0.2, 5),
    right=st.floats(0.2, 5),
    back=st.floats(0.6, 8),
    ceiling=st.floats(0.2, 2),
)
boxes = st.tuples(st.integers(0, WIDTH - 8), st.integers(0, HEIGHT - 8), st.integers(4, WIDTH), st.integers(4, HEIGHT))


@settings(max_examples=25, deadline=None)
@given(
    box=rooms,
    yaw=st.floats(-0.7, 0.7),
    part=boxes,
    level=st.integers(0, 255),
    noise=st.integers(0, 80),
    rough=st.booleans(),
    seed=st.integers(-3, 2**40),
)
def test_the_photo_stays_outside_the_mask_whatever_room_light_and_seed(
    box: Box, yaw: float, part: tuple[int, int, int, int], level: int, noise: int, *, rough: bool, seed: int
) -> None:
    turn = np.array([[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]])
    camera = Camera(90.0, turn, np.array([WIDTH / 2, HEIGHT / 2]), 1.0)
    layout = Layout((WIDTH, HEIGHT), camera, box, 1.0, 1.0, 1.4)
    labels = SURFACE_OF_PLANE[layout.plane_map()].astype(np.uint8)
    labels[30:50, 50:60] = 6
    grain = np.random.default_rng(0).integers(-noise, noise + 1, (HEIGHT, WIDTH, 3))
    photo = Photo(np.clip(level + grain, 0, 255).astype(np.uint8))
    values = np.zeros((HEIGHT, WIDTH), np.uint8)
    values[part[1] : part[1] + part[3], part[0] : part[0] + part[2]] = 255
    found = Segmentation(labels, None, method="geometry" if rough else "truth", confidence=1.0)
    engine = SurfaceEngine(read_labels=lambda _: found, read_layout=lambda _, **__: layout)
    request = EngineRequest(photo, Mask(values), RoomType.SHOWER_ROOM, Theme.MODERN, seed=seed)
    try:
        picture = engine.generate(request)[0]
    except NoRoomFound:
        assert not np.isin(labels[values > 0], (1, 2, 3)).any()
        return
    assert picture.shape == photo.pixels.shape
    assert picture.dtype == np.uint8
    assert np.array_equal(picture[values == 0], photo.pixels[values == 0])

"""Looks land in the photo in perspective, under its light, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from maskkit.engines.paint import paint
from maskkit.engines.scene import read_scene
from maskkit.engines.tone import to_linear
from maskkit.geometry.planes import Plane
from maskkit.render.looks import look
from maskkit.roomapi.words import RoomType, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Room

ALL_LOOKS = [(room_type, theme) for room_type in RoomType for theme in Theme]


def painted(
    room: Room, *classes: int, theme: Theme = Theme.MODERN, kind: RoomType = RoomType.BATHROOM, seed: int = 0
) -> np.ndarray:
    scene = read_scene(room.photo, room.mask(*classes), room.labels, room.layout)
    return paint(scene, look(kind, theme, seed), seed)


def brightness(pixels: np.ndarray) -> np.ndarray:
    return to_linear(pixels).mean(axis=2)


@pytest.mark.parametrize(("kind", "theme"), ALL_LOOKS)
def test_outside_the_mask_every_pixel_is_the_photos(room: Room, kind: RoomType, theme: Theme) -> None:
    out = painted(room, 1, kind=kind, theme=theme)
    kept = room.mask(1) == 0
    assert np.array_equal(out[kept], room.photo.pixels[kept])
    assert (out[~kept] != room.photo.pixels[~kept]).any(axis=-1).mean() > 0.5


def test_the_same_seed_gives_the_same_picture_and_another_seed_another(room: Room) -> None:
    first, again, other = (painted(room, 1, 2, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert np.abs(first.astype(int) - other).mean() > 4


def test_a_dark_floor_comes_out_dark_and_white_walls_white(room: Room) -> None:
    out = brightness(painted(room, 1, 2, kind=RoomType.SHOWER_ROOM, theme=Theme.INDUSTRIAL, seed=0))
    assert out[room.labels == 1].mean() < 0.12
    assert out[room.labels == 2].mean() > 0.45


def test_no_colour_cast_in_a_grey_room(room: Room) -> None:
    out = painted(room, 2, kind=RoomType.SHOWER_ROOM, theme=Theme.INDUSTRIAL, seed=1)
    means = to_linear(out)[room.layout.plane_map() == Plane.LEFT].mean(axis=0)
    assert np.ptp(means) / means.mean() < 0.12


def test_a_shadow_across_the_wall_is_still_there_afterwards(build_room: Callable[..., Room]) -> None:
    def shade(plane: Plane, uv: np.ndarray) -> np.ndarray:
        return np.where((uv[..., 0] > 0) & (plane is Plane.BACK), 0.45, 1.0)

    room = build_room(shade)
    out = brightness(painted(room, 2, kind=RoomType.KITCHEN, theme=Theme.MODERN))
    u = room.layout.plane_coordinates(Plane.BACK, room.photo.size_wh)
    wall = (room.layout.plane_map() == Plane.BACK) & (u[..., 1] > 1.7)
    ratio = out[wall & (u[..., 0] > 0.3)].mean() / out[wall & (u[..., 0] < -0.3)].mean()
    assert ratio == pytest.approx(0.45, abs=0.12)


def test_the_old_chequers_do_not_shine_through(build_room: Callable[..., Room]) -> None:
    def checkers(plane: Plane, uv: np.ndarray) -> np.ndarray:
        odd = (np.floor(uv[..., 0] / 0.3) + np.floor(uv[..., 1] / 0.3)) % 2
        return np.where(plane is Plane.FLOOR, np.exp(odd - 0.5), 1.0)

    room = build_room(checkers)
    before, after = brightness(room.photo.pixels), brightness(painted(room, 1, kind=RoomType.BATHROOM, seed=3))
    uv = room.layout.plane_coordinates(Plane.FLOOR, room.photo.size_wh)
    odd = (np.floor(uv[..., 0] / 0.3) + np.floor(uv[..., 1] / 0.3)) % 2 > 0
    floor = (room.labels == 1) & (np.arange(240)[:, None] > 170)

    def contrast(picture: np.ndarray) -> float:
        return abs(float(np.log(picture[floor & odd].mean() / picture[floor & ~odd].mean())))

    assert contrast(before) > 0.8
    assert contrast(after) < 0.15 * contrast(before)


def test_joints_run_to_the_vanishing_point_at_the_real_pitch(build_room: Callable[..., Room]) -> None:
    """The joints of 60 cm floor tiles lie where the layout's projection puts them, within a pixel."""
    room = build_room(size_wh=(800, 600))
    out = brightness(painted(room, 1, kind=RoomType.BATHROOM, theme=Theme.MODERN, seed=0))
    layout = room.layout
    left, back = -layout.box.left * layout.scale_m_per_unit, layout.box.back * layout.scale_m_per_unit
    misses = []
    for k in range(1, 6):
        for v in np.linspace(back - 0.9, back - 0.4, 12):
            x, y = layout.project(Plane.FLOOR, np.array([[left + 0.6 * k, v]]))[0]
            row, column = int(y), int(x)
            if not (0 <= row < 600 and 8 <= column < 792):
                continue
            profile = out[row, column - 6 : column + 7]
            misses.append(abs(column - 6 + int(profile.argmin()) + 0.5 - x))
    assert len(misses) > 20
    assert np.median(misses) <= 1.0


def test_in_a_warm_room_new_white_is_a_little_warm(room: Room) -> None:
    from maskkit.images.photo import Photo

    warm = Photo(np.clip(room.photo.pixels * np.array([1.0, 0.92, 0.78]), 0, 255).astype(np.uint8))
    scene = read_scene(warm, room.mask(2), room.labels, room.layout)
    out = to_linear(paint(scene, look(RoomType.SHOWER_ROOM, Theme.SCANDINAVIAN, 0), 0))
    red, _, blue = out[room.labels == 2].mean(axis=0)
    photo_red, _, photo_blue = to_linear(warm.pixels)[room.labels == 2].mean(axis=0)
    assert 1.05 < red / blue < photo_red / photo_blue

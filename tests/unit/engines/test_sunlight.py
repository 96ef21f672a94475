"""Patches of sun are known by their edges; lamps and patterns are none."""

from __future__ import annotations

from typing import Any

import numpy as np

from maskkit.engines.scene import read_scene
from maskkit.engines.sunlight import MOST_GAIN, sun_on
from maskkit.engines.tone import to_srgb

FLOOR = np.full((120, 160, 3), 0.2, np.float32)
EVERYWHERE = np.ones((120, 160), np.bool_)


def test_a_patch_is_found_with_its_edges_and_its_brightness() -> None:
    photo = FLOOR.copy()
    photo[40:80, 50:110] = 0.4
    sun = sun_on(photo, EVERYWHERE)
    assert np.allclose(sun[42:78, 52:108], 2.0, atol=0.01)
    assert np.array_equal(sun[:38], np.ones((38, 160)))


def test_a_patch_beyond_white_is_bounded() -> None:
    photo = FLOOR.copy()
    photo[40:80, 50:110] = 5.0
    assert sun_on(photo, EVERYWHERE).max() == np.float32(MOST_GAIN)


def test_the_soft_glow_of_a_lamp_is_no_patch() -> None:
    y, x = np.mgrid[:120, :160]
    glow = np.exp(-((y - 60) ** 2 + (x - 80) ** 2) / (2 * 30.0**2)).astype(np.float32)
    assert sun_on(FLOOR * (1 + 2 * glow[..., None]), EVERYWHERE).max() == 1


def test_a_chequered_floor_is_no_sun() -> None:
    y, x = np.mgrid[:120, :160]
    white = ((y // 10 + x // 10) % 2)[..., None]
    assert sun_on((FLOOR * (1 + 2 * white)).astype(np.float32), EVERYWHERE).max() == 1


def test_light_beyond_the_surface_is_left_alone() -> None:
    photo = FLOOR.copy()
    photo[40:80, 50:110] = 0.5
    region = EVERYWHERE.copy()
    region[:, 80:] = False
    assert sun_on(photo, region)[:, 80:].max() == 1


def test_a_sunny_floor_keeps_its_patch_in_the_light_of_new_surfaces(room: Any) -> None:
    pixels = room.photo.pixels.copy()
    sunny = np.zeros(room.labels.shape, np.bool_)
    sunny[215:232, 120:200] = room.labels[215:232, 120:200] == 1
    pixels[sunny] = np.round(to_srgb(np.float32(0.27 * 2))).astype(np.uint8)
    photo = type(room.photo)(pixels)
    scene = read_scene(photo, room.mask(1), room.labels, room.layout)
    (floor,) = scene.faces
    inside, outside = floor.light[224, 160, 1], floor.light[224, 40, 1]
    assert 1.6 < inside / outside < 2.4

"""The lamps that light a room are found again from the light on its surfaces."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from maskkit.render.empty_room import empty_room, enlarged, smaller
from maskkit.render.lamps_fit import Lamps, fit_lamps
from maskkit.render.placing import box_room
from maskkit.render.scene import Camera, Finish, Item, Light, Opening, Room, Scene

ROOM = Room(
    box_room(3.2, 4.0), 2.5, (Opening(0, "window", 1.8, 1.2, 0.9, 1.2),),
    floor=Finish("#8a7a60", "planks"), walls=(Finish("#d8cfc0"),),
)  # fmt: skip
SCENE = Scene("a", "bathroom", ROOM, Camera((1.8, 0.4, 1.5), size_wh=(64, 48)))

pytestmark = pytest.mark.render


def fitted(light: Light, items: tuple[Item, ...]) -> Lamps:
    """What is found for a room in which the sources are what they are."""
    lit = replace(SCENE, light=light, items=items)
    white = enlarged(empty_room(replace(lit, camera=smaller(lit.camera, 64)), samples=48), lit)
    return fit_lamps(SCENE, white, np.ones(white.shape[:2], np.float32), samples=32)


def test_daylight_is_laid_to_the_windows() -> None:
    found = fitted(Light(sky=6.0), ())
    assert found.light.sky == pytest.approx(6.0, rel=0.25)
    assert found.shares["windows"] > 0.8
    assert sum(found.shares.values()) == pytest.approx(1.0)


def test_a_lamp_in_view_is_laid_to_the_ceiling_though_its_own_pixels_differ() -> None:
    panel = Item("light_panel", (1.8, 2.2, 2.5), 0.0, {"width_m": 1.0, "depth_m": 1.0, "glow": 3.0})
    found = fitted(Light(sky=0.0), (panel,))
    assert found.shares["ceiling"] > 0.7
    assert found.shares["windows"] < 0.1
    assert found.items[0].options["glow"] == pytest.approx(3.0, rel=0.3)

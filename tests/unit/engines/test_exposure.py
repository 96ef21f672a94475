"""White is placed where the photo's surfaces say it is."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.engines.exposure import LEAST_ALBEDO, MOST_ALBEDO, Sighting, light_hue, log_lights, white_level


def test_a_dark_floor_is_read_as_dark_material_under_the_light_of_the_walls() -> None:
    wall, floor = log_lights([Sighting(2, np.log(0.5), 0.5), Sighting(1, np.log(0.05), 0.3)], np.log(0.85))
    assert np.exp(floor) > 0.5
    assert wall > floor > wall - 0.6


def test_a_bright_room_has_more_light_than_a_dark_one() -> None:
    bright, dark = (log_lights([Sighting(2, np.log(level), 0.5)], np.log(level * 1.6))[0] for level in (0.5, 0.1))
    assert bright > dark + 1


@pytest.mark.parametrize("level", [0.003, 0.02, 0.3, 0.9, 1.4])
def test_the_old_albedo_is_always_possible(level: float) -> None:
    light = log_lights([Sighting(1, float(np.log(level)), 0.5)], np.log(0.8))[0]
    assert LEAST_ALBEDO - 1e-6 <= level / np.exp(light) <= MOST_ALBEDO + 1e-6


def test_the_white_level_leaves_out_windows() -> None:
    photo = np.full((60, 60, 3), 0.4, np.float32)
    photo[:20] = 0.9
    labels = np.full((60, 60), 2, np.uint8)
    labels[:20] = 4
    assert np.exp(white_level(photo, labels)) == pytest.approx(0.4 / 0.85, rel=0.01)


def test_the_light_has_the_hue_of_the_most_neutral_surface() -> None:
    photo = np.tile(np.array([0.5, 0.3, 0.1], np.float32), (60, 60, 1))
    labels = np.full((60, 60), 2, np.uint8)
    nearly_grey = np.array([0.1, -0.1], np.float32)
    assert light_hue(photo, labels, [np.array([0.9, -0.5]), nearly_grey]).tolist() == nearly_grey.tolist()

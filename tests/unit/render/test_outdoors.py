"""What windows look out on."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.outdoors import PANORAMA_WH, panorama, seen_through


@pytest.mark.parametrize("view", ["garden", "street", "sky"])
def test_the_sky_is_the_brightest_part(view: str) -> None:
    light = panorama(view, 1).mean(axis=2)
    assert light.shape == PANORAMA_WH[::-1]
    assert light[: light.shape[0] // 4].mean() > 1.2 * light[light.shape[0] // 2 :].mean()
    assert light.min() > 0


def test_a_garden_is_green_below_the_horizon() -> None:
    red, green, blue = panorama("garden", 2)[PANORAMA_WH[1] // 2 + 60].mean(axis=0)
    assert green > red > blue


def test_the_same_seed_gives_the_same_view() -> None:
    assert np.array_equal(panorama("street", 3), panorama.__wrapped__("street", 3))
    assert not np.array_equal(panorama("street", 3), panorama("street", 4))


def test_directions_find_their_place_on_the_map() -> None:
    """Ahead (+y) is the map's first column, to the right (+x) a quarter further; up is the first row."""
    width, height = PANORAMA_WH
    chart = np.zeros((height, width, 3), np.float32)
    chart[..., 0] = np.linspace(0, 1, height)[:, None]
    chart[..., 1] = np.linspace(0, 1, width)[None, :]
    up, right, behind = seen_through(chart, np.array([[[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.001, -1.0, 0.0]]]))[0]
    assert up[0] == pytest.approx(0, abs=0.01)
    assert right[:2] == pytest.approx([0.5, 0.25], abs=0.01)
    assert behind[:2] == pytest.approx([0.5, 0.5], abs=0.01)

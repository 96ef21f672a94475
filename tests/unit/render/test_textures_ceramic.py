"""Fired tiles look fired: tones apart, glaze darker at the edge, hexagons of the asked colours."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.textures import ceramic
from maskkit.render.textures.colour import linear


def tile_means(albedo: np.ndarray, across: int, down: int) -> np.ndarray:
    h, w = albedo.shape[0] // down, albedo.shape[1] // across
    cut = albedo[: h * down, : w * across].mean(axis=2).reshape(down, h, across, w)
    return cut[:, h // 4 : -h // 4, :, w // 4 : -w // 4].mean(axis=(1, 3))


def test_porcelain_has_the_asked_colour() -> None:
    surface = ceramic.porcelain("#b3aca0", seed=0, joint="#b3aca0", pixels_per_m=100)
    assert surface.mean_albedo == pytest.approx(linear("#b3aca0"), rel=0.1)


@pytest.mark.parametrize(("tile_m", "count"), [((0.6, 0.6), (4, 4)), ((0.3, 0.6), (8, 4)), ((1.2, 0.6), (2, 4))])
def test_every_format_makes_a_period_of_two_metres_and_more(
    tile_m: tuple[float, float], count: tuple[int, int]
) -> None:
    surface = ceramic.porcelain("#888888", seed=0, tile_m=tile_m, count=count, pixels_per_m=60)
    assert surface.size_m == (tile_m[0] * count[0], tile_m[1] * count[1])
    assert min(surface.size_m) >= 2.4
    assert surface.module_m == tile_m


@pytest.mark.parametrize("tone", [0.02, 0.1])
def test_tiles_differ_by_the_asked_tone(tone: float) -> None:
    surface = ceramic.glazed("#888888", seed=1, shift=0.0, tone=tone, pixels_per_m=300)
    means = tile_means(surface.albedo, 9, 18)
    assert np.log(means).std() == pytest.approx(tone, rel=0.3)


def test_zellige_is_livelier_than_pressed_tiles() -> None:
    hand = ceramic.zellige(("#2f5d50", "#4d7f6d", "#6f9c88"), seed=0, pixels_per_m=200)
    pressed = ceramic.glazed("#4d7f6d", seed=0, tile_m=(0.1, 0.1), count=(18, 18), shift=0.0, pixels_per_m=200)
    assert tile_means(hand.albedo, 18, 18).std() > 4 * tile_means(pressed.albedo, 18, 18).std()
    assert np.ptp(hand.relief_m) > np.ptp(pressed.relief_m)


def test_hexagons_take_their_colours_from_the_palette() -> None:
    surface = ceramic.hexagon(("#ffffff", "#101010"), seed=0, tone=0.0, cloud=0.0, pixels_per_m=150)
    grey = surface.albedo.mean(axis=2)
    light, dark = (grey > 0.7).mean(), (grey < 0.05).mean()
    assert light > 0.3
    assert dark > 0.3
    assert light + dark > 0.8


def test_glazes_shine_and_stoneware_does_not() -> None:
    assert ceramic.glazed("#ffffff", seed=0, pixels_per_m=60).gloss > 0.8
    assert ceramic.porcelain("#ffffff", seed=0, pixels_per_m=60).gloss < 0.6

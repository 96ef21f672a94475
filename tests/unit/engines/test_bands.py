"""Bands of another material and small things on a wall are told from light."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.engines.bands import without_bands, without_spots

HEIGHT = np.linspace(2.4, 0, 96, dtype=np.float32)[:, None] + np.zeros((96, 120), np.float32)
ALL = np.ones(HEIGHT.shape, bool)


@pytest.mark.parametrize("contrast", [-1.0, -0.4, 0.6])
def test_a_dado_along_the_whole_wall_is_taken_out(contrast: float) -> None:
    wall = np.where(HEIGHT < 1.1, contrast, 0).astype(np.float32)
    plain = without_bands(wall, ALL, HEIGHT)
    assert abs(plain[10].mean() - plain[-10].mean()) < 0.05 * abs(contrast)


def test_a_shadow_that_is_not_as_long_as_the_wall_stays() -> None:
    wall = np.zeros_like(HEIGHT)
    wall[50:, :40] = -0.8
    assert np.allclose(without_bands(wall, ALL, HEIGHT), wall)


def test_light_that_falls_off_downwards_stays() -> None:
    wall = (0.3 * HEIGHT).astype(np.float32)
    assert np.allclose(without_bands(wall, ALL, HEIGHT), wall)


def test_a_sloping_edge_stays() -> None:
    wall = np.where(np.linspace(0, 1.5, 120) + 0.4 > HEIGHT, -0.7, 0).astype(np.float32)
    assert np.allclose(without_bands(wall, ALL, HEIGHT), wall)


def test_sockets_and_bright_specks_vanish_and_large_shadows_stay() -> None:
    wall = np.zeros((60, 80), np.float32)
    wall[20:23, 20:23], wall[40:42, 60:62] = -1.5, 1.0
    wall[:, 50:58] -= 0.5
    plain = without_spots(wall, np.ones(wall.shape, bool), 2)
    assert np.abs(plain[15:30, 15:30]).max() < 0.01
    assert np.allclose(plain[10:30, 52:56], -0.5)


def test_what_lies_outside_the_wall_does_not_leak_in() -> None:
    wall = np.zeros((30, 30), np.float32)
    wall[:, 15:] = -5
    inside = np.zeros(wall.shape, bool)
    inside[:, :15] = True
    assert np.array_equal(without_spots(wall, inside, 3)[inside], wall[inside])

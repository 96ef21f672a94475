"""sRGB and linear light."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.compositing.light import to_linear, to_srgb


def test_every_level_survives_the_round_trip() -> None:
    levels = np.arange(256, dtype=np.uint8)
    assert np.array_equal(to_srgb(to_linear(levels)), levels)


@pytest.mark.parametrize(("level", "light"), [(0, 0.0), (10, 10 / 255 / 12.92), (188, 0.5028865), (255, 1.0)])
def test_known_values_of_the_standard(level: int, light: float) -> None:
    assert to_linear(np.array([level], np.uint8))[0] == pytest.approx(light, abs=1e-6)


def test_light_out_of_range_is_clipped() -> None:
    assert to_srgb(np.array([-1.0, 2.0], np.float32)).tolist() == [0, 255]


def test_the_table_is_the_formula_to_within_half_a_level() -> None:
    light = np.linspace(0, 1, 10_001, dtype=np.float32)
    exact = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055) * 255
    assert np.abs(to_srgb(light) - exact).max() < 0.6

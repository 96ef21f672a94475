"""Colours convert and mix as light does."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.textures.colour import linear, mix, ramp, step


def test_hex_colours_become_linear_light() -> None:
    assert linear("#ffffff").tolist() == [1, 1, 1]
    assert linear("000000").tolist() == [0, 0, 0]
    assert linear("#ff8000") == pytest.approx([1, 0.2158, 0], abs=1e-3)


def test_a_ramp_goes_through_all_its_colours() -> None:
    colours = [linear(name) for name in ("#000000", "#ff0000", "#ffffff")]
    found = ramp(np.array([[0, 0.5, 1, 0.25]], np.float32), *colours)
    assert np.allclose(found[0, :3], colours)
    assert found[0, 3].tolist() == [0.5, 0, 0]


def test_mixing_is_straight() -> None:
    t = np.array([[0, 0.5, 1]], np.float32)
    assert mix(linear("#000000"), linear("#ffffff"), t)[0, :, 0].tolist() == [0, 0.5, 1]


def test_a_step_is_flat_at_both_ends() -> None:
    assert step(1, 3, np.array([0, 1, 2, 3, 9], np.float32)).tolist() == [0, 0, 0.5, 1, 1]

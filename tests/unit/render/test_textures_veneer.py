"""Veneer and shades of a colour."""

from __future__ import annotations

import numpy as np

from maskkit.render.textures.veneer import shades, upright, veneer


def test_veneer_runs_to_the_right_and_shows_cathedrals() -> None:
    tone = veneer("#8a5f38", seed=1).albedo.mean(axis=2)
    assert np.abs(np.diff(tone, axis=0)).mean() > 3 * np.abs(np.diff(tone, axis=1)).mean()
    bands = tone.reshape(4, 150, -1)
    inner, outer = bands[:, 66:84], bands[:, 0:18]
    assert np.diff(inner, axis=2).std() > np.diff(outer, axis=2).std() * 0.5


def test_upright_veneer_is_turned() -> None:
    flat = veneer("#8a5f38", seed=1)
    stood = upright(flat)
    assert stood.size_m == flat.size_m[::-1]
    assert np.array_equal(stood.relief_m, flat.relief_m.T)


def test_shades_go_from_light_to_dark_and_stay_colours() -> None:
    assert shades("#ffffff", 0.5) == ("#ffffff", "#ffffff", "#7f7f7f")
    light, same, dark = shades("#8a6c50", 0.2)
    assert light > same > dark

"""Boards: grain along, tones apart."""

from __future__ import annotations

import numpy as np

from maskkit.render.textures import wood


def test_grain_runs_along_the_boards() -> None:
    face = wood.planks(wood.WALNUT, seed=0, pixels_per_m=300).albedo.mean(axis=2)
    along, across = (np.abs(np.diff(face, axis=axis)).mean() for axis in (1, 0))
    assert across > 1.8 * along


def test_boards_differ_in_tone() -> None:
    surface = wood.planks(wood.RECLAIMED, seed=0, pixels_per_m=300)
    h, w = surface.albedo.shape[:2]
    rows = surface.albedo.mean(axis=2).reshape(16, h // 16, w)[:, 8:-8].mean(axis=1)
    assert rows.mean(axis=1).std() > 0.04 * rows.mean()


def test_herringbone_boards_lie_at_right_angles() -> None:
    face = wood.herringbone(wood.SMOKED_OAK, seed=0).albedo.mean(axis=2)
    dy, dx = np.gradient(face)
    rising, falling = np.abs(dx + dy), np.abs(dx - dy)
    steeper = (rising > falling).mean()
    assert 0.4 < steeper < 0.6


def test_a_paler_timber_gives_a_paler_floor() -> None:
    pale, dark = (wood.planks(kind, seed=0, pixels_per_m=300).mean_albedo for kind in (wood.WHITE_OAK, wood.SMOKED_OAK))
    assert np.all(pale > 2 * dark)

"""Boards, slats, cloth, cork and steel."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.textures.colour import linear
from maskkit.render.textures.panelled import boarding, cork, grasscloth, slats, steel_sheets
from maskkit.render.textures.wood import NATURAL_OAK


@pytest.mark.parametrize("level", [False, True])
def test_boards_have_a_groove_each(level: bool) -> None:
    wall = boarding("#b4c0b2", seed=1, level=level, pixels_per_m=200)
    depth = wall.relief_m.mean(axis=1 if level else 0)
    low = depth < (depth.min() + depth.max()) / 2
    grooves = int(np.sum(low & ~np.roll(low, 1)))
    assert grooves == 12


def test_boarding_keeps_its_colour() -> None:
    assert boarding("#b4c0b2", seed=1, pixels_per_m=150).mean_albedo == pytest.approx(linear("#b4c0b2"), rel=0.12)


def test_slats_stand_before_dark_felt() -> None:
    wall = slats(NATURAL_OAK, seed=1, pixels_per_m=300)
    proud = wall.relief_m > 0.005
    assert proud.mean() == pytest.approx(0.7, abs=0.06)
    assert wall.albedo[~proud].mean() < 0.15 * wall.albedo[proud].mean()


def test_grasscloth_hangs_in_drops_of_their_own_tone() -> None:
    wall = grasscloth("#b9a98c", seed=1, pixels_per_m=200)
    tone = wall.albedo.mean(axis=2)
    assert abs(tone[:, 10:170].mean() - tone[:, 190:350].mean()) > 0.001
    assert np.abs(np.diff(tone, axis=0)).mean() > 2 * np.abs(np.diff(tone, axis=1)).mean()


def test_cork_has_grains_of_bark() -> None:
    tone = cork(seed=1, pixels_per_m=250).albedo.mean(axis=2)
    dark = (tone < 0.55 * np.median(tone)).mean()
    assert 0.01 < dark < 0.15


def test_sheets_of_steel_have_seams_and_scratches_that_shine() -> None:
    wall = steel_sheets(seed=1, pixels_per_m=200)
    assert wall.module_m == (1.0, 1.25)
    assert wall.roughness[:, 0].mean() > np.median(wall.roughness) + 0.08

"""Wear is seen, and changes no material into another."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.textures.ceramic import glazed
from maskkit.render.textures.plaster import paint
from maskkit.render.textures.surface import Surface
from maskkit.render.textures.wear import worn


@pytest.fixture(scope="module")
def tiles() -> Surface:
    return glazed("#eceae5", seed=0, joint="#d3d1cc", joint_m=0.01, pixels_per_m=200)


def test_wear_hardly_changes_a_colour(tiles: Surface) -> None:
    assert worn(tiles, seed=1).mean_albedo == pytest.approx(tiles.mean_albedo, rel=0.04)


def test_dirt_gathers_in_the_joints(tiles: Surface) -> None:
    used = worn(tiles, seed=1)
    joint = tiles.roughness > 0.7
    darker = 1 - used.albedo.mean(axis=2) / tiles.albedo.mean(axis=2)
    assert darker[joint].mean() > 3 * abs(darker[~joint].mean())


def test_shine_becomes_uneven_but_stays_shine(tiles: Surface) -> None:
    used = worn(tiles, seed=1)
    face = tiles.roughness < 0.2
    assert used.roughness[face].std() > 0.015
    assert used.gloss == pytest.approx(tiles.gloss, abs=0.06)


def test_paint_without_joints_gets_no_dirt() -> None:
    new = paint("#e7e2d9", seed=0, pixels_per_m=100)
    used = worn(new, seed=1)
    assert np.abs(used.albedo / new.albedo - 1).max() < 0.08


def test_no_wear_is_no_change_and_a_seed_the_same_wear(tiles: Surface) -> None:
    untouched = worn(tiles, seed=1, amount=0.0)
    assert np.allclose(untouched.albedo, tiles.albedo)
    assert np.allclose(untouched.roughness, tiles.roughness)
    assert np.array_equal(worn(tiles, seed=3).albedo, worn(tiles, seed=3).albedo)
    assert not np.array_equal(worn(tiles, seed=3).albedo, worn(tiles, seed=4).albedo)

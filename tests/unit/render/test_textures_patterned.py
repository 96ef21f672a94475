"""Drawn and small tiles: their forms meet from tile to tile."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.textures.colour import linear
from maskkit.render.textures.patterned import (
    MOTIFS,
    basket_weave,
    encaustic,
    mosaic,
    penny,
    scales,
    terracotta,
    tile_herringbone,
)


def test_pennies_are_round_and_mostly_of_the_first_colour() -> None:
    floor = penny(("#ffffff", "#000000"), seed=1, pixels_per_m=500)
    tone = floor.albedo.mean(axis=2)
    smooth = floor.roughness < 0.3
    assert 0.60 < smooth.mean() < 0.9069, "no closer than circles can lie"
    assert 0.6 < (tone[smooth] > 0.3).mean() < 0.95


def test_a_scale_lies_over_the_joint_of_two_below() -> None:
    wall = scales(("#808080",), seed=1, width_m=0.12, pixels_per_m=300)
    joint = wall.roughness > 0.5
    rows = joint.reshape(-1, 18, joint.shape[1])[:, :, : 36 * 10]
    assert (rows[0] == rows[2]).mean() > 0.97
    shifted = np.roll(rows[1], 18, axis=1)
    assert (rows[0] == shifted).mean() > 0.9


@pytest.mark.parametrize("motif", sorted(MOTIFS))
def test_a_motif_is_mirrored_from_tile_to_tile(motif: str) -> None:
    floor = encaustic(motif, ("#ffffff", "#000000", "#808080"), seed=1, tone=0.0, pixels_per_m=200)
    tone = floor.albedo.mean(axis=2)
    tile = 40
    first, second = tone[-tile:, :tile], tone[-tile:, tile : 2 * tile]
    assert np.corrcoef(first.ravel(), second[:, ::-1].ravel())[0, 1] > 0.9


def test_a_motif_shows_all_of_its_colours() -> None:
    floor = encaustic("star", ("#ffffff", "#000000", "#ff0000"), seed=1, pixels_per_m=200)
    red = floor.albedo[..., 0] - floor.albedo[..., 1]
    assert 0.05 < (red > 0.4).mean() < 0.5
    assert 0.05 < (floor.albedo.max(axis=2) < 0.1).mean() < 0.5


def test_basket_weave_has_a_dark_dot_at_every_corner() -> None:
    floor = basket_weave(seed=1, pixels_per_m=400)
    tone = floor.albedo.mean(axis=2)
    corners = tone[39::40, 0::40]
    assert corners.max() < 0.1
    assert np.median(tone) > 0.5


def test_mosaic_mixes_its_colours() -> None:
    wall = mosaic(("#203040", "#c0d0e0"), seed=1, pixels_per_m=200)
    tone = wall.albedo.mean(axis=2)
    middle = (linear("#203040").mean() + linear("#c0d0e0").mean()) / 2
    assert 0.25 < (tone > middle).mean() < 0.75


def test_herringbone_tiles_run_both_ways() -> None:
    wall = tile_herringbone("#b9755a", seed=1, tone=0.3, pixels_per_m=200)
    tone = wall.albedo.mean(axis=2)
    falling = np.abs(tone[1:, 1:] - tone[:-1, :-1]).mean()
    rising = np.abs(tone[1:, :-1] - tone[:-1, 1:]).mean()
    assert falling == pytest.approx(rising, rel=0.15)


@pytest.mark.parametrize("shape", ["square", "hexagon"])
def test_no_two_clay_tiles_are_alike(shape: str) -> None:
    floor = terracotta(seed=1, shape=shape, pixels_per_m=150)
    tone = floor.albedo.mean(axis=2)
    assert tone[floor.roughness < 0.7].std() > 0.02

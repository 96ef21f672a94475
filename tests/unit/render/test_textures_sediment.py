"""Bedded stones lie in beds, split ones in terraces, pebbles in mortar."""

from __future__ import annotations

import numpy as np

from maskkit.render.textures.sediment import limestone, pebbles, slate, travertine


def test_travertine_has_level_beds_and_dark_pores() -> None:
    stone = travertine(seed=1, pixels_per_m=200)
    tone = stone.albedo.mean(axis=2)
    assert np.abs(np.diff(tone, axis=0)).mean() > 1.5 * np.abs(np.diff(tone, axis=1)).mean()
    pores = stone.relief_m < np.percentile(stone.relief_m, 0.5)
    assert tone[pores].mean() < 0.9 * tone.mean()


def test_slabs_of_limestone_differ() -> None:
    stone = limestone("#cfc6b6", seed=1, pixels_per_m=120)
    tall, wide = (round(side * 120) for side in (0.6, 0.9))
    slabs = [stone.albedo[y + 9 : y + tall - 9, 9 : wide - 9].mean() for y in range(0, stone.albedo.shape[0], 2 * tall)]
    assert np.ptp(slabs) > 0.003


def test_slate_splits_into_terraces() -> None:
    relief = slate(seed=1, pixels_per_m=150).relief_m
    steps = np.abs(np.diff(relief, axis=1))
    assert np.percentile(steps, 99) > 4 * np.median(steps)


def test_pebbles_are_smooth_and_the_mortar_between_them_rough() -> None:
    floor = pebbles(seed=1, pixels_per_m=200)
    high = floor.relief_m > np.percentile(floor.relief_m, 70)
    low = floor.relief_m <= np.percentile(floor.relief_m, 5)
    assert floor.roughness[high].mean() < 0.5
    assert floor.roughness[low].mean() > 0.75

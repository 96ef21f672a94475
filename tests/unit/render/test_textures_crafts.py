"""Small materials: cloth, wicker, leaves, brushed metal."""

from __future__ import annotations

import numpy as np

from maskkit.render.textures.colour import linear
from maskkit.render.textures.crafts import (
    banded,
    berber,
    brushed,
    leaf,
    mottled,
    rope,
    stoneware,
    striped,
    terry,
    wicker,
)


def test_brushed_metal_has_level_lines() -> None:
    tone = brushed("#b3b3b0", seed=1).albedo.mean(axis=2)
    assert np.abs(np.diff(tone, axis=0)).mean() > 4 * np.abs(np.diff(tone, axis=1)).mean()


def test_strands_of_wicker_go_before_and_behind_by_turns() -> None:
    weave = wicker("#b08d5d", seed=1)
    rows = weave.relief_m.reshape(24, -1, weave.relief_m.shape[1]).max(axis=1)
    assert np.corrcoef(rows[0], rows[1])[0, 1] < -0.9
    assert np.corrcoef(rows[0], rows[2])[0, 1] > 0.9


def test_braids_lie_side_by_side() -> None:
    depth = rope("#b89d74", seed=1).relief_m.mean(axis=1)
    peaks = (depth > np.roll(depth, 1)) & (depth >= np.roll(depth, -1)) & (depth > depth.mean())
    assert 14 <= int(peaks.sum()) <= 34


def test_a_leaf_has_a_pale_rib_up_its_middle() -> None:
    tone = leaf("#2f5a30", seed=1).albedo.mean(axis=2)
    middle = tone.shape[1] // 2
    assert tone[:, middle].mean() > 1.5 * tone[:, middle // 2].mean()


def test_stripes_of_a_rug_cross_it() -> None:
    tone = striped("#6f7a74", seed=1).albedo.mean(axis=2)
    assert tone.mean(axis=1).std() > 5 * tone.mean(axis=0).std()


def test_a_berber_s_lattice_is_dark_on_light() -> None:
    tone = berber("#ded7c8", seed=1).albedo.mean(axis=2)
    assert 0.06 < (tone < 0.4 * np.median(tone)).mean() < 0.35


def test_towels_may_have_a_woven_stripe() -> None:
    plain, band = terry("#c9c2b6", seed=1), terry("#c9c2b6", seed=1, stripe="#202020")
    assert band.albedo.mean() < plain.albedo.mean()
    assert np.array_equal(plain.relief_m, band.relief_m)


def test_colours_stay_near_what_was_asked_for() -> None:
    for maker in (brushed, terry, stoneware, mottled):
        mean = maker("#a08060", seed=1).mean_albedo
        assert np.abs(mean / linear("#a08060") - 1).max() < 0.25, maker.__name__


def test_a_snake_plant_is_banded_across() -> None:
    tone = banded("#3f5d3c", seed=1).albedo.mean(axis=2)
    assert tone.mean(axis=1).std() > 2 * tone.mean(axis=0).std()

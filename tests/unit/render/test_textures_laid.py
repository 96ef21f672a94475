"""Tiles get their joints, and no two are cut from the same place."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.textures.colour import linear
from maskkit.render.textures.joints import rows
from maskkit.render.textures.laid import RECESS, cut, grouted, per_tile

LAYING = rows((0.5, 0.5), (2, 2), pixels_per_m=200)


def laid(**given: object) -> object:
    face = np.full((*LAYING.shape, 3), 0.6, np.float32)
    options = {"joint": "#808080", "joint_m": 0.01, "roughness": 0.3, **given}
    return grouted("test", LAYING, face, np.random.default_rng(0), **options)


@pytest.mark.parametrize("joint_m", [0.002, 0.005, 0.012, 0.02])
def test_joints_take_up_their_width(joint_m: float) -> None:
    surface = laid(joint_m=joint_m)
    line = surface.albedo[LAYING.shape[0] // 4, :, 0]
    grout = float(linear("#808080")[0]) * RECESS
    covered = np.sum(np.clip((0.6 - line) / (0.6 - grout), 0, 1.2)) / 200
    assert covered == pytest.approx(2 * joint_m, rel=0.15)


def test_joints_lie_deeper_and_are_rougher_than_tiles() -> None:
    surface = laid()
    middle, joint = (50, 50), (50, 0)
    assert surface.relief_m[middle] > surface.relief_m[joint]
    assert surface.roughness[middle] == pytest.approx(0.3)
    assert surface.roughness[joint] == pytest.approx(0.85)


def test_no_joint_at_all_can_be_asked_for() -> None:
    assert np.ptp(laid(joint_m=0.0).albedo[40:60, 40:60]) == 0


def test_every_tile_is_cut_from_a_place_of_its_own() -> None:
    field = np.random.default_rng(1).random(LAYING.shape).astype(np.float32)
    (pieces,) = cut(LAYING, np.random.default_rng(2), field)
    tiles = [pieces[LAYING.tile == number] for number in range(LAYING.tiles)]
    assert all(not np.array_equal(tiles[0], other) for other in tiles[1:])
    assert set(np.unique(pieces)) <= set(np.unique(field))


def test_fields_are_cut_from_the_same_place() -> None:
    field = np.random.default_rng(1).random(LAYING.shape).astype(np.float32)
    colour = np.stack([field, 2 * field, 3 * field], axis=-1)
    grey, rgb = cut(LAYING, np.random.default_rng(2), field, colour)
    assert np.array_equal(rgb[..., 1], 2 * grey)


def test_a_value_a_tile_becomes_a_map() -> None:
    assert set(np.unique(per_tile(LAYING, np.array([1.0, 2.0, 3.0, 4.0])))) == {1, 2, 3, 4}

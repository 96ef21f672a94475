"""Tiles and boards lie where a tiler would put them."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.textures.joints import Laying, herringbone, hexagons, rows


def areas(laying: Laying) -> np.ndarray:
    """Square metres of each tile."""
    texel = laying.size_m[0] * laying.size_m[1] / laying.tile.size
    return np.bincount(laying.tile.ravel()) * texel


@pytest.mark.parametrize("shift", [0.0, 0.5, 0.25])
def test_rows_have_whole_tiles_of_their_size(shift: float) -> None:
    laying = rows((0.6, 0.3), (3, 4), shift=shift, pixels_per_m=200)
    assert laying.tiles == 12
    assert areas(laying) == pytest.approx(0.18, rel=0.02)
    assert laying.along_m.max() <= 0.6
    assert laying.across_m.max() <= 0.3


def test_a_tile_begins_at_the_left_and_at_the_bottom() -> None:
    laying = rows((0.5, 0.25), (2, 4), pixels_per_m=100)
    assert laying.along_m[-1, 0] < 0.01
    assert laying.across_m[-1, 0] < 0.01
    assert laying.across_m[0, 0] > 0.24


def test_brick_bond_moves_every_second_row_by_half() -> None:
    laying = rows((0.4, 0.1), (3, 4), shift=0.5, pixels_per_m=200)
    first, second = laying.along_m[-5, 0], laying.along_m[-25, 0]
    assert (second - first) % 0.4 == pytest.approx(0.2, abs=1e-3)


def test_hexagons_are_regular() -> None:
    laying = hexagons(0.2, (6, 3), pixels_per_m=300)
    assert laying.tiles == 36
    assert areas(laying) == pytest.approx(0.2**2 * np.sqrt(3) / 2, rel=0.03)
    assert laying.edge_m.max() == pytest.approx(0.1, abs=0.004)


@pytest.mark.parametrize(("ratio", "count"), [(5, (7, 2)), (6, (17, 3)), (4, (6, 1))])
def test_herringbone_boards_are_whole_and_half_of_them_turned(ratio: int, count: tuple[int, int]) -> None:
    laying = herringbone(0.1, ratio, count, pixels_per_m=150)
    assert laying.tiles == 2 * count[0] * count[1]
    assert areas(laying) == pytest.approx(0.01 * ratio, rel=0.1)
    assert laying.turned.mean() == pytest.approx(0.5, abs=0.02)
    assert laying.along_m.max() <= 0.1 * ratio + 1e-6
    assert laying.edge_m.min() >= -1e-6


@pytest.mark.parametrize(
    "laying", [rows((0.3, 0.3), (4, 4), pixels_per_m=100), hexagons(0.2, (5, 3), pixels_per_m=100)]
)
def test_the_distance_to_the_joint_is_zero_where_tiles_meet(laying: Laying) -> None:
    meets = laying.tile != np.roll(laying.tile, 1, axis=1)
    assert laying.edge_m[meets].max() <= 0.011
